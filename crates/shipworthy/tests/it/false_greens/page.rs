//! The page `docs/false-greens.md`: the table in words, and below each row the answers that its test has seen. Each test holds
//! its own part of the page; nothing on it was written by hand.

use std::collections::BTreeMap;
use std::fs::{self, File};

use super::answers::Answers;
use crate::house::root;

const PATH: &str = "docs/false-greens.md";

const INTRODUCTION: &str = "\
# False greens

A *false green* is an answer that looks like a proof and is none: the tool ends with exit code 0 and has looked at nothing, or \
at something else. Most of these were met in public repositories, where they had stood for months. Below is each way that we \
know, with what the plain tool answers and what a gate answers to the same.

Every answer on this page was seen by a test of this repository that runs the plain tool and then the gate, in a small \
workspace made for it; the tests write this page and fail when an answer changes. Times and version numbers are made alike. \
Where a tool cannot be had in a test, that is said in its place.
";

/// One way to be green for nothing, in words for somebody who has not met it.
pub(super) struct FalseGreen {
    /// What it is called for good.
    pub(super) id: &'static str,
    /// The chapter of the page that it opens, when it is the first of one.
    pub(super) chapter: &'static str,
    pub(super) title: &'static str,
    pub(super) story: &'static str,
    pub(super) proof: fn() -> Answers,
}

/// The answers that stand on the page, by the id of their row. A line within an answer is no heading.
fn written(page: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let (mut id, mut within) = (String::new(), false);
    for line in page.lines() {
        match line {
            "```text" => within = true,
            "```" => within = false,
            line if within => *found.entry(id.clone()).or_default() += &format!("{line}\n"),
            line => {
                let heading = line.strip_prefix("### ").and_then(|heading| heading.split_once(':'));
                id = heading.map_or(id, |(id, _)| id.to_owned());
            }
        }
    }
    found
}

/// The page of this table, with these answers.
fn composed(table: &[FalseGreen], answers: &BTreeMap<String, String>) -> String {
    let mut page = INTRODUCTION.to_owned();
    for row in table {
        if !row.chapter.is_empty() {
            page += &format!("\n## {}\n", row.chapter);
        }
        let block = answers.get(row.id).map_or("", String::as_str);
        page += &format!("\n### {}: {}\n\n{}\n\n```text\n{block}```\n", row.id, row.title, row.story);
    }
    page
}

/// The page as it is. With `SHIPWORTHY_BLESS=1`, after it was written anew with what `change` does to the answers on it; tests
/// that do so wait for each other.
fn page(table: &[FalseGreen], change: impl FnOnce(&mut BTreeMap<String, String>)) -> String {
    let path = root().join(PATH);
    if std::env::var_os("SHIPWORTHY_BLESS").is_some() {
        let lock = File::create(root().join("target/false-greens.lock")).expect("a lock can be made");
        lock.lock().expect("a lock can be taken");
        let mut answers = written(&fs::read_to_string(&path).unwrap_or_default());
        change(&mut answers);
        fs::write(&path, composed(table, &answers)).expect("a page of ours can be written");
    }
    fs::read_to_string(&path).unwrap_or_default()
}

const ADVICE: &str = "`SHIPWORTHY_BLESS=1 cargo test --package shipworthy false_greens` writes it anew";

/// Runs the proof of a row and holds what it saw against the page.
pub(super) fn holds(table: &[FalseGreen], id: &str) {
    let row = table.iter().find(|row| row.id == id).expect("the row is in the table");
    let seen = (row.proof)().text();
    assert!(seen.contains("exit code "), "{id}: nothing was asked");
    let page = page(table, |answers| {
        answers.insert(id.to_owned(), seen.clone());
    });
    let is = written(&page).remove(id).unwrap_or_default();
    assert_eq!(is, seen, "{PATH} is out of date about {id}: {ADVICE}");
}

/// The words of the page are those of the table, and each row has its answers.
pub(super) fn is_that_of(table: &[FalseGreen]) {
    let page = page(table, |_| ());
    let answers = written(&page);
    assert!(composed(table, &answers) == page, "{PATH} is out of date: {ADVICE}");
    let missing: Vec<_> =
        table.iter().map(|row| row.id).filter(|id| answers.get(*id).is_none_or(String::is_empty)).collect();
    assert!(missing.is_empty(), "{PATH} has no answers of {missing:?}: {ADVICE}");
}
