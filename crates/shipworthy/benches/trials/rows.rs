//! What came of many tries, by their sort, as a table.

use std::collections::BTreeMap;
use std::time::Duration;

/// What came of the tries of one sort.
#[derive(Debug, Default, Clone)]
pub(crate) struct SortRow {
    tries: u64,
    bytes: u64,
    longest: Duration,
    ends: BTreeMap<String, u64>,
}

/// Tries by their sort.
#[derive(Debug, Default)]
pub(crate) struct Rows(BTreeMap<String, SortRow>);

impl SortRow {
    /// Says how the try ended: what came of it, or its exit code.
    pub(crate) fn end(&mut self, end: &str) {
        *self.ends.entry(end.to_owned()).or_default() += 1;
    }
}

impl Rows {
    /// Adds a try, with how many bytes it was of and how long it took.
    pub(crate) fn add(&mut self, name: &str, bytes: usize, took: Duration) -> &mut SortRow {
        let row = self.0.entry(name.to_owned()).or_default();
        row.tries += 1;
        row.bytes += bytes as u64;
        row.longest = row.longest.max(took);
        row
    }

    /// Adds what others have counted.
    pub(crate) fn merge(&mut self, other: Self) {
        for (name, more) in other.0 {
            let row = self.0.entry(name).or_default();
            row.tries += more.tries;
            row.bytes += more.bytes;
            row.longest = row.longest.max(more.longest);
            for (end, times) in more.ends {
                *row.ends.entry(end).or_default() += times;
            }
        }
    }

    /// Prints the table.
    pub(crate) fn print(&self, title: &str) {
        println!("\n| {title} | tries | KiB | longest | ends |\n| --- | --- | --- | --- | --- |");
        for (name, row) in &self.0 {
            let ends: Vec<String> = row.ends.iter().map(|(end, times)| format!("{end}: {times}")).collect();
            println!(
                "| {name} | {} | {} | {} ms | {} |",
                row.tries,
                row.bytes / 1024,
                row.longest.as_millis(),
                ends.join(", ")
            );
        }
    }
}
