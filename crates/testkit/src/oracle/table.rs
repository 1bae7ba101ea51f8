//! The table of a tally, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::oracle::tally::{SORTS, TrialTally, Wrong};

/// The table by features, and below it the one by cases.
pub fn table(tally: &TrialTally) -> String {
    let mut text = head("feature", "mutations");
    let names = tally
        .mutations
        .keys()
        .chain(tally.features.keys().filter(|name| !tally.mutations.contains_key(*name)));
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    for name in names {
        let count = tally.mutations.get(name).copied().unwrap_or_default();
        row(&mut text, name, &count.to_string(), tally.features.get(name));
    }
    let mut all = BTreeMap::new();
    for (wrong, _) in SORTS {
        all.insert(wrong, tally.count(wrong));
    }
    row(&mut text, "all", &tally.tried().to_string(), Some(&all));
    let (harmless, again) = (tally.harmless(), tally.count(Wrong::Needless));
    let share = if harmless == 0 { 0.0 } else { 100.0 * again as f64 / harmless as f64 };
    writeln!(text, "\n{harmless} cannot matter, {again} of them ran again ({share:.1} %)\n").unwrap();
    text += &head("case", "");
    for (case, counts) in &tally.cases {
        row(&mut text, case, "", Some(counts));
    }
    text
}

fn head(name: &str, count: &str) -> String {
    let mut text = format!("{name:<18}{count:>9}");
    for (_, sort) in SORTS {
        write!(text, "{sort:>13}").unwrap();
    }
    text + "\n"
}

fn row(text: &mut String, name: &str, count: &str, counts: Option<&BTreeMap<Wrong, usize>>) {
    write!(text, "{name:<18}{count:>9}").unwrap();
    for (wrong, _) in SORTS {
        let count = counts.and_then(|counts| counts.get(&wrong)).copied().unwrap_or_default();
        let count = if count == 0 { "-".to_owned() } else { count.to_string() };
        write!(text, "{count:>13}").unwrap();
    }
    text.push('\n');
}
