//! Instructions, counted by valgrind: the file that callgrind writes, and what iai-callgrind and gungraun print of it.

use std::collections::BTreeSet;

use super::{Readout, Unread};

/// A benchmark, and how many instructions it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instructions {
    /// Its name.
    pub name: String,
    /// How many.
    pub count: u64,
}

/// The instructions of a whole program, from the `callgrind.out` file of its one run (the format's version 1).
pub fn profile(out: &str) -> Result<u64, Unread> {
    let field = |key: &str| {
        let mut values = out.lines().filter_map(|line| line.strip_prefix(key));
        let first = values.next().ok_or_else(|| Unread::Missing(format!("`{key}`")))?;
        // Several parts are several runs of a counter.
        if values.next().is_some() { Err(Unread::Twice(key.to_owned())) } else { Ok(first) }
    };
    if let Some(version) = out.lines().find_map(|line| line.strip_prefix("version:"))
        && version.trim() != "1"
    {
        return Err(Unread::Version(version.trim().to_owned()));
    }
    let place = field("events:")?.split_whitespace().position(|event| event == "Ir");
    let count = place.and_then(|place| field("totals:").ok()?.split_whitespace().nth(place)?.parse().ok());
    count.ok_or_else(|| Unread::Missing("the total of the event `Ir`".to_owned()))
}

/// The instructions of each benchmark, from what iai-callgrind or gungraun print. What they compare with is not read.
pub fn read(printed: &str) -> Readout<Instructions> {
    let mut readout = Readout::new();
    let mut name = None;
    let (mut seen, mut twice) = (BTreeSet::new(), BTreeSet::new());
    for (line, number) in printed.lines().zip(1..) {
        let Some(metric) = line.strip_prefix(char::is_whitespace).map(str::trim_start) else {
            if !line.is_empty() {
                name = Some(line.trim_end());
            }
            continue;
        };
        let Some(value) = metric.strip_prefix("Instructions:") else { continue };
        let digits = value.trim_start().split(|c: char| !c.is_ascii_digit()).next();
        let count = digits.and_then(|digits| digits.parse().ok());
        match name.zip(count) {
            Some((name, count)) => {
                if !seen.insert(name.to_owned()) {
                    twice.insert(name.to_owned());
                }
                readout.found.push(Instructions { name: name.to_owned(), count });
            }
            None => readout.unread.push(Unread::Line(number)),
        }
    }
    readout.found.retain(|found| !twice.contains(&found.name));
    readout.unread.extend(twice.into_iter().map(Unread::Twice));
    readout.never_silent()
}
