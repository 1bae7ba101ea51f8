//! What a trial counted, as a table. Some counts must stay 0; of those the first cases are told.

use std::fmt;

/// The most cases that are told of one bad count.
const MOST_CASES: usize = 5;

/// The counts of a trial, in the order in which they were named.
#[derive(Debug, Default)]
pub(crate) struct Counts(Vec<Count>);

#[derive(Debug)]
struct Count {
    name: String,
    number: u64,
    bad: bool,
    cases: Vec<String>,
}

impl Counts {
    /// Counts that are all 0: first the plain ones, then those that must stay so.
    pub(crate) fn new(plain: &[&str], bad: &[&str]) -> Self {
        let count =
            |bad| move |name: &&str| Count { name: (*name).to_owned(), number: 0, bad, cases: Vec::new() };
        Self(plain.iter().map(count(false)).chain(bad.iter().map(count(true))).collect())
    }

    /// Adds one.
    pub(crate) fn one(&mut self, name: &str) {
        self.add(name, 1);
    }

    /// Adds so many.
    pub(crate) fn add(&mut self, name: &str, more: u64) {
        self.count(name).number += more;
    }

    /// Raises the count to this number, if it is less.
    pub(crate) fn raise(&mut self, name: &str, to: u64) {
        let count = self.count(name);
        count.number = count.number.max(to);
    }

    /// Adds one to a count that should stay 0, and says what was the case.
    pub(crate) fn bad(&mut self, name: &str, case: impl Into<String>) {
        let count = self.count(name);
        count.bad = true;
        count.number += 1;
        if count.cases.len() < MOST_CASES {
            let case = case.into();
            println!("{name}: {case}");
            count.cases.push(case);
        }
    }

    /// Adds what another has counted, and the cases that it has told.
    pub(crate) fn merge(&mut self, other: Self) {
        for count in other.0 {
            let own = self.count(&count.name);
            own.number += count.number;
            own.bad |= count.bad;
            own.cases.extend(count.cases);
        }
    }

    /// How much was counted.
    pub(crate) fn number(&self, name: &str) -> u64 {
        self.0.iter().find(|count| count.name == name).map_or(0, |count| count.number)
    }

    /// Is a count not 0 that should be?
    pub(crate) fn is_bad(&self) -> bool {
        self.0.iter().any(|count| count.bad && count.number > 0)
    }

    fn count(&mut self, name: &str) -> &mut Count {
        let at = self.0.iter().position(|count| count.name == name).unwrap_or_else(|| {
            self.0.push(Count { name: name.to_owned(), number: 0, bad: false, cases: Vec::new() });
            self.0.len() - 1
        });
        &mut self.0[at]
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n| counted | number | must be |\n| --- | --- | --- |")?;
        for Count { name, number, bad, .. } in &self.0 {
            writeln!(f, "| {name} | {number} | {} |", if *bad { "0" } else { "" })?;
        }
        write!(
            f,
            "\n{}",
            if self.is_bad() { "BAD: what must be 0 is not" } else { "nothing bad was counted" }
        )
    }
}
