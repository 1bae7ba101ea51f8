//! The text that `cargo test` and the test programs write, in order: one section for each program. Counts come from
//! the programs' own result lines; the lines of single tests give the names and the reasons.

use super::failure::split_place;

/// The output of one test program, or of the doctests of one library.
#[derive(Debug, PartialEq)]
pub(crate) struct ProgramOutput {
    /// The program that wrote the output.
    pub(crate) source: TestProgram,
    /// How many tests the program said it would run, each time it said so.
    pub(crate) announced: Vec<u64>,
    /// The results of the program, each time it gave them.
    pub(crate) results: Vec<Counts>,
    /// The tests of the program by name, each with its status.
    pub(crate) tests: Vec<(String, TestStatus)>,
    /// How many tests the program named, with or without a status that can be read.
    pub(crate) named: u64,
    /// What the program said about tests that failed: name and reason.
    pub(crate) reasons: Vec<(String, FailureReason)>,
    /// What cargo said of the failure of the program, perhaps with how it ended.
    pub(crate) failed: Option<String>,
    /// The words of cargo, or of rustdoc before it ran a doctest, about what it could not do.
    pub(crate) complaint: String,
    /// What the harness said of a variable of this machine, before any test.
    pub(crate) refused: Option<String>,
}

/// The program that ran tests.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TestProgram {
    /// The program with this file name.
    Program(String),
    /// The doctests of the library with this name.
    Doctests(String),
}

/// The status of a test after a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TestStatus {
    /// The test passed.
    Ok,
    /// The test failed.
    Failed,
    /// The test was not run.
    Ignored,
}

/// The counts in a result line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// How many tests passed.
    pub(crate) passed: u64,
    /// How many tests failed.
    pub(crate) failed: u64,
    /// How many tests carry `#[ignore]`.
    pub(crate) ignored: u64,
    /// How many benchmarks were measured.
    pub(crate) measured: u64,
    /// How many tests a filter left out.
    pub(crate) filtered: u64,
}

impl Counts {
    /// How many tests a program announces: those that it runs and those that are ignored.
    pub(crate) fn announced(&self) -> u64 {
        self.passed.saturating_add(self.failed).saturating_add(self.ignored).saturating_add(self.measured)
    }

    /// How many tests and benchmarks ran.
    pub(crate) fn run(&self) -> u64 {
        self.passed.saturating_add(self.failed).saturating_add(self.measured)
    }

    /// The sum of both counts.
    pub(crate) fn plus(self, other: &Counts) -> Counts {
        Counts {
            passed: self.passed.saturating_add(other.passed),
            failed: self.failed.saturating_add(other.failed),
            ignored: self.ignored.saturating_add(other.ignored),
            measured: self.measured.saturating_add(other.measured),
            filtered: self.filtered.saturating_add(other.filtered),
        }
    }
}

/// Why a test failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FailureReason {
    /// The first line of what the test said when it failed.
    pub(crate) message: String,
    /// Where the test panicked, in a file of the workspace.
    pub(crate) place: Option<(String, Option<u32>, Option<u32>)>,
}

/// The output of each program in `text`. A header counts only when it names one of `programs` (file names), because a
/// test may print anything; it may stand behind the last words of a program that ended without a line break.
pub(crate) fn read(text: &str, programs: &[&str]) -> Vec<ProgramOutput> {
    let mut sections: Vec<ProgramOutput> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(source) = header(line, programs) {
            sections.push(ProgramOutput::new(source));
            continue;
        }
        let Some(section) = sections.last_mut() else { continue };
        if let Some(name) = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----")) {
            let mut block = Vec::new();
            while let Some(line) = lines.next_if(|line| !ends_block(line)) {
                block.push(line);
            }
            section.reasons.push((name.to_owned(), reason(&block)));
        } else {
            section.take(line);
        }
    }
    sections
}

fn ends_block(line: &str) -> bool {
    line.starts_with("---- ") && line.ends_with(" stdout ----")
        || line == "failures:"
        || counts(line).is_some()
}

fn header(line: &str, programs: &[&str]) -> Option<TestProgram> {
    if let Some((_, rest)) = line.split_once("     Running ") {
        let (_, path) = rest.strip_suffix(')')?.rsplit_once('(')?;
        let name = path.rsplit(['/', '\\']).next()?;
        return programs.contains(&name).then(|| TestProgram::Program(name.to_owned()));
    }
    let (_, name) = line.split_once("   Doc-tests ")?;
    (!name.is_empty() && !name.contains(' ')).then(|| TestProgram::Doctests(name.to_owned()))
}

impl ProgramOutput {
    fn new(source: TestProgram) -> Self {
        let (announced, results, tests, reasons, complaint) = Default::default();
        Self { source, announced, results, tests, named: 0, reasons, failed: None, complaint, refused: None }
    }

    /// Are these lines the words of cargo or rustdoc? What stands before a failure may be a test's own.
    fn is_of_tools(&self) -> bool {
        let untested = self.announced.is_empty() && self.tests.is_empty();
        self.failed.is_some() || untested && matches!(self.source, TestProgram::Doctests(_))
    }

    fn take(&mut self, line: &str) {
        self.named += u64::from(names_test(line));
        if self.announced.is_empty() && refuses_variable(line) {
            self.refused = Some(line.to_owned());
        } else if let Some(number) = announcement(line) {
            self.announced.push(number);
        } else if let Some(counts) = counts(line) {
            self.results.push(counts);
        } else if line.starts_with("error: test failed, to rerun")
            || line.starts_with("error: doctest failed, to rerun")
        {
            self.failed = Some(String::new());
        } else if let Some(ending) = line.strip_prefix("  process didn't exit successfully: ") {
            if let Some(failed) = &mut self.failed {
                *failed =
                    ending.rsplit_once('(').map_or(ending, |(_, how)| how.trim_end_matches(')')).to_owned();
            }
        } else if let Some((name, status)) = test(line) {
            self.tests.push((name.to_owned(), status));
        }
        if self.is_of_tools() {
            self.complaint.push_str(line);
            self.complaint.push('\n');
        }
    }

    /// Why the test with this name failed.
    pub(crate) fn reason(&self, name: &str) -> FailureReason {
        let known = self.reasons.iter().find(|(known, _)| known == name);
        known.map(|(_, reason)| reason.clone()).unwrap_or_default()
    }
}

/// Does the harness say that a variable of this machine has a value that it does not understand? Then it runs no test.
pub(crate) fn refuses_variable(line: &str) -> bool {
    line.starts_with("RUST_TEST_") && line.contains(", should be a ")
}

/// The number in a line such as `running 4 tests`.
fn announcement(line: &str) -> Option<u64> {
    let (number, rest) = line.strip_prefix("running ")?.split_once(' ')?;
    matches!(rest, "test" | "tests").then(|| number.parse().ok())?
}

/// The counts in a line such as `test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished
/// in 0.10s`.
fn counts(line: &str) -> Option<Counts> {
    let (_, rest) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut counts = Counts::default();
    let mut read = 0;
    for part in rest.split("; ") {
        let Some((number, what)) = part.split_once(' ') else { continue };
        let slot = match what {
            "passed" => &mut counts.passed,
            "failed" => &mut counts.failed,
            "ignored" => &mut counts.ignored,
            "measured" => &mut counts.measured,
            "filtered out" => &mut counts.filtered,
            _ => continue,
        };
        *slot = number.parse().ok()?;
        read += 1;
    }
    (read == 5).then_some(counts)
}

/// Does the harness name a test in the line? What the test writes may stand before it and after it.
fn names_test(line: &str) -> bool {
    line.split_once("test ").is_some_and(|(_, rest)| rest.contains(" ... ") || rest.ends_with(" ..."))
}

/// The name and status in a line such as `test tests::later ... ignored, slow`.
fn test(line: &str) -> Option<(&str, TestStatus)> {
    let (name, status) = line.strip_prefix("test ")?.rsplit_once(" ... ")?;
    let word = status.split([',', ' ']).next()?;
    let status = match word {
        "ok" => TestStatus::Ok,
        "FAILED" => TestStatus::Failed,
        "ignored" => TestStatus::Ignored,
        _ => return None,
    };
    // Only this line says so behind the name; the heading of the test's output and a filter do not.
    Some((name.strip_suffix(" - should panic").unwrap_or(name), status))
}

/// The reason in what a failing test wrote: its panic, or else its first words.
pub(crate) fn reason(block: &[&str]) -> FailureReason {
    let mut lines = block.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    let first = lines.clone().next().unwrap_or_default();
    let place_after = |line: &str, words: &str| line.rsplit_once(words).and_then(|(_, at)| split_place(at));
    while let Some(line) = lines.next() {
        if let Some(place) = place_after(line, " panicked at ") {
            let message = lines.next().unwrap_or(first).to_owned();
            return FailureReason { message, place: ours(place) };
        }
        if let Some(place) = place_after(line, "did not panic as expected at ") {
            return FailureReason { message: "it did not panic as expected".to_owned(), place: ours(place) };
        }
    }
    FailureReason { message: first.to_owned(), place: None }
}

type PanicPlace = (String, Option<u32>, Option<u32>);

fn ours(place: PanicPlace) -> Option<PanicPlace> {
    let elsewhere = place.0.starts_with('/') || place.0.starts_with('<') || place.0.contains(':');
    (!elsewhere).then_some(place)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_of_tests_and_results() {
        let cases: &[(&str, Option<(&str, TestStatus)>)] = &[
            ("test a::b ... ok", Some(("a::b", TestStatus::Ok))),
            ("test a - should panic ... FAILED", Some(("a", TestStatus::Failed))),
            ("test later ... ignored, slow", Some(("later", TestStatus::Ignored))),
            (
                "test src/lib.rs - f (line 3) - compile ... ok",
                Some(("src/lib.rs - f (line 3) - compile", TestStatus::Ok)),
            ),
            ("test a ... hello", None),
            ("a test ... ok", None),
        ];
        for (line, expected) in cases {
            assert_eq!(test(line), *expected, "{line}");
        }
        let line =
            "test result: ok. 1 passed; 2 failed; 3 ignored; 4 measured; 5 filtered out; finished in 0.1s";
        let all = Counts { passed: 1, failed: 2, ignored: 3, measured: 4, filtered: 5 };
        assert_eq!(counts(line), Some(all));
        assert_eq!(counts("test result: ok. 1 passed; 2 failed"), None);
        assert_eq!((announcement("running 1 test"), announcement("running 2 things")), (Some(1), None));
    }

    #[test]
    fn a_header_counts_only_for_a_program_that_was_compiled() {
        let text = "     Running tests/a.rs (target/debug/deps/a-1)\n     Running tests/b.rs (target/debug/deps/b-2)\n";
        let sections = read(text, &["a-1"]);
        assert_eq!(sections.len(), 1);
        assert_eq!(sections[0].source, TestProgram::Program("a-1".to_owned()));
    }

    #[test]
    fn the_reason_is_the_panic_or_the_first_words() {
        let cases: &[(&[&str], &str, bool)] = &[
            (&["", "thread 'a' (7) panicked at src/lib.rs:3:5:", "oh no", "note: more"], "oh no", true),
            (&["thread 'a' panicked at /rustc/1/core/option.rs:1:1:", "none"], "none", false),
            (
                &["note: test did not panic as expected at src/a.rs:2:28"],
                "it did not panic as expected",
                true,
            ),
            (&["Error: \"returned\""], "Error: \"returned\"", false),
            (&[], "", false),
        ];
        for (block, message, placed) in cases {
            let reason = reason(block);
            assert_eq!((reason.message.as_str(), reason.place.is_some()), (*message, *placed), "{block:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(test |running |Doc-tests |test result: | \\.\\.\\. |ok|\\PC|[0-9]|; |\n| ){0,60}") {
            let _ = read(&text, &["x"]);
            let _ = crate::reading::cargo::nextest::report(&text);
            let _ = crate::reading::cargo::failure::findings(&text);
        }
    }
}
