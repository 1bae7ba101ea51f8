//! What cargo-nextest writes: its list of tests (JSON) and the status lines and summary of a run (text). The three are
//! held against each other by the inventory.

use std::collections::BTreeMap;

use serde_json::Value;

use super::libtest::{FailureReason, reason};

/// The exit code of nextest when a setup script failed, as its documentation of exit codes says.
pub(crate) const SETUP_SCRIPT_FAILED: i32 = 105;

/// One test program, as `cargo nextest list` tells it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Suite {
    /// The id of the program in nextest's words: `core::it`.
    pub(crate) id: String,
    /// The name of the member.
    pub(crate) package: String,
    /// The sort of target.
    pub(crate) kind: String,
    /// The name of the target.
    pub(crate) name: String,
    /// The tests of the program.
    pub(crate) tests: Vec<Listed>,
}

/// One listed test.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Listed {
    /// The name of the test.
    pub(crate) name: String,
    /// Does the test carry `#[ignore]`?
    pub(crate) ignored: bool,
    /// Is the test to be run?
    pub(crate) chosen: bool,
}

/// Reads `cargo nextest list --message-format json`.
pub(crate) fn list(text: &str) -> Option<Vec<Suite>> {
    let line = text.lines().find(|line| line.starts_with('{'))?;
    let value: Value = serde_json::from_str(line).ok()?;
    let suites = value.get("rust-suites")?.as_object()?;
    suites.iter().map(|(id, suite)| self::suite(id, suite)).collect()
}

fn suite(id: &str, value: &Value) -> Option<Suite> {
    let text = |name: &str| Some(value.get(name)?.as_str()?.to_owned());
    if text("status")? != "listed" {
        return None;
    }
    let tests = value.get("testcases")?.as_object()?.iter().map(|(name, test)| {
        let chosen = test.pointer("/filter-match/status")?.as_str()? == "matches";
        Some(Listed { name: name.clone(), ignored: test.get("ignored")?.as_bool()?, chosen })
    });
    Some(Suite {
        id: id.to_owned(),
        package: text("package-name")?,
        kind: text("kind")?,
        name: text("binary-name")?,
        tests: tests.collect::<Option<_>>()?,
    })
}

/// What a run of nextest wrote.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Report {
    /// The fate of each test, by program and name.
    pub(crate) tests: BTreeMap<(String, String), Fate>,
    /// The summary in the last line, when there is one.
    pub(crate) summary: Option<Summary>,
}

/// How one test ended in a run of nextest.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Fate {
    /// Did the last attempt of the test pass?
    pub(crate) passed: bool,
    /// Was the test ended because its time was up, though nextest is told to pass it?
    pub(crate) timed_out: bool,
    /// Did an earlier attempt of the test fail?
    pub(crate) failed_before: bool,
    /// How the last attempt ended, in nextest's words.
    pub(crate) word: String,
    /// Why the test failed.
    pub(crate) reason: FailureReason,
}

/// The counts in the summary line of a run.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Summary {
    /// How many tests were run.
    pub(crate) run: u64,
    /// How many tests were to be run.
    pub(crate) planned: u64,
    /// How many tests passed, at once or in the end.
    pub(crate) passed: u64,
    /// How many tests passed only on a retry.
    pub(crate) flaky: u64,
}

/// Reads the output of `cargo nextest run --status-level all`.
pub(crate) fn report(text: &str) -> Report {
    let mut report = Report::default();
    let mut open: Option<(String, String)> = None;
    let mut block = Vec::new();
    for line in text.lines() {
        if let Some((word, id, name)) = status(line) {
            report.close(open.take(), &block);
            block.clear();
            let key = (id.to_owned(), name.to_owned());
            if report.note(word, &key) {
                open = Some(key);
            }
        } else if let Some(summary) = summary(line) {
            report.close(open.take(), &block);
            report.summary = Some(summary);
        } else if open.is_some() && line.starts_with("    ") {
            block.push(line);
        }
    }
    report.close(open, &block);
    report
}

impl Report {
    /// Notes one status line; says whether the words of a failed test follow.
    fn note(&mut self, word: &str, key: &(String, String)) -> bool {
        let last = word.rsplit(' ').next().unwrap_or(word);
        // These tell of no attempt that ended.
        if ["SKIP", "SLOW", "RETRY", "START", "SETUP", "TERMINATING"].iter().any(|other| word.contains(other))
        {
            return false;
        }
        let fate = self.tests.entry(key.clone()).or_default();
        let flaky = word.starts_with("FLAKY") || word.starts_with("FL+LK");
        let passed = flaky || matches!(last, "PASS" | "LEAK" | "TIMEOUT-PASS" | "TMPASS");
        fate.timed_out = matches!(last, "TIMEOUT-PASS" | "TMPASS");
        fate.failed_before |= flaky || (!fate.word.is_empty() && !fate.passed);
        (fate.passed, fate.word) = (passed, last.to_owned());
        !passed
    }

    fn close(&mut self, key: Option<(String, String)>, block: &[&str]) {
        if let Some(fate) = key.and_then(|key| self.tests.get_mut(&key)) {
            fate.reason = reason(&said(block));
        }
    }
}

/// The lines that the test itself wrote: without those of the harness around it.
fn said<'a>(block: &[&'a str]) -> Vec<&'a str> {
    let harness = |line: &str| {
        ["running ", "test ", "failures:", "test result: ", "---- "].iter().any(|word| line.starts_with(word))
    };
    block.iter().map(|line| line.trim()).filter(|line| !line.is_empty() && !harness(line)).collect()
}

/// Reads `  TRY 1 FAIL [   0.064s] ( 2/11) core-lib tests::bad`.
fn status(line: &str) -> Option<(&str, &str, &str)> {
    // Words are put to the right in a column that the longest of them fill.
    let (word, rest) = line.split_once(" [")?;
    let word = word.trim();
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, ' ' | '/' | '-' | '+');
    if word.is_empty() || !word.starts_with(|c: char| c.is_ascii_uppercase()) || !word.chars().all(plain) {
        return None;
    }
    let (time, rest) = rest.split_once("] ")?;
    let clock = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | 's' | '>');
    if !time.chars().all(clock) {
        return None;
    }
    let counter = rest.strip_prefix('(').and_then(|rest| rest.split_once(") "));
    let (id, name) = counter.map_or(rest, |(_, rest)| rest).trim().split_once(' ')?;
    Some((word, id, name))
}

/// The counts in a line such as `     Summary [   0.068s] 12/14 tests run: 11 passed (1 flaky), 1 failed, 10 skipped`.
fn summary(line: &str) -> Option<Summary> {
    let (_, rest) = line.trim_start().strip_prefix("Summary [")?.split_once("] ")?;
    let (ran, results) = rest.split_once(" run: ")?;
    let ran = ran.strip_suffix(" tests").or_else(|| ran.strip_suffix(" test"))?;
    let (run, planned) = ran.split_once('/').unwrap_or((ran, ran));
    let number = |what: &str| {
        let mut words = results.split([' ', ',', '(', ')']).filter(|word| !word.is_empty());
        let mut last = "";
        words.find_map(|word| {
            if word == what {
                last.parse().ok()
            } else {
                last = word;
                None
            }
        })
    };
    Some(Summary {
        run: run.parse().ok()?,
        planned: planned.parse().ok()?,
        passed: number("passed")?,
        flaky: number("flaky").unwrap_or(0),
    })
}
