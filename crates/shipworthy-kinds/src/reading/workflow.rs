//! A GitHub workflow: its triggers, its jobs, what they run and on what, and what keeps them from failing. Knows nothing
//! of what a check wants of it.

use super::yaml::{YamlValue, entries};

/// What was read of a workflow file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Workflow {
    /// The name of the workflow, when it has one.
    pub(crate) name: Option<String>,
    /// The events that start the workflow.
    pub(crate) triggers: Vec<String>,
    /// The jobs of the workflow, in order.
    pub(crate) jobs: Vec<WorkflowJob>,
}

/// A job of a workflow, and what was read of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct WorkflowJob {
    /// The id of the job.
    pub(crate) id: String,
    /// The name of the job, when it has one.
    pub(crate) name: Option<String>,
    /// The line on which the job begins, from 1.
    pub(crate) line: u32,
    /// The systems that the job runs on: labels, and every value of its matrix.
    pub(crate) platforms: Vec<String>,
    /// The lines that the job runs, without comments, and the actions that it uses.
    pub(crate) runs: Vec<(u32, String)>,
    /// Does something that the job does stand in another file or repository: a workflow it calls, an action of its own?
    pub(crate) elsewhere: bool,
    /// The flaws of the job: what keeps it from failing.
    pub(crate) flaws: Vec<Flaw>,
}

/// Something that keeps a job from failing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// How the flaw keeps the job from failing.
    pub(crate) sort: FailureMask,
    /// The line that the flaw is on, from 1.
    pub(crate) line: u32,
    /// The text of the line.
    pub(crate) text: String,
}

/// A way to keep a job from failing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureMask {
    /// The job or step has `continue-on-error: true`.
    ContinueOnError,
    /// `|| true`, or `set +e` without a look at the exit code.
    Swallowed,
    /// The step has `fail-on-alert: false`.
    NoAlert,
    /// The job or step has `if: false`.
    Disabled,
    /// The step makes results up in place of real ones.
    MadeUp,
}

impl FailureMask {
    /// All ways to keep a job from failing.
    pub(crate) const ALL: [FailureMask; 5] =
        [Self::ContinueOnError, Self::Swallowed, Self::NoAlert, Self::Disabled, Self::MadeUp];

    /// The rule of a finding about this way.
    pub(crate) fn rule(self) -> &'static str {
        match self {
            Self::ContinueOnError => "continue-on-error",
            Self::Swallowed => "swallowed-failure",
            Self::NoAlert => "no-alert",
            Self::Disabled => "disabled",
            Self::MadeUp => "made-up-results",
        }
    }
}

/// Reads a workflow file.
pub(crate) fn workflow(text: &str) -> Workflow {
    let mut workflow = Workflow::default();
    let mut script = StepScript::default();
    for entry in entries(text) {
        let path: Vec<&str> = entry.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["name"] => workflow.name = Some(entry.value),
            ["on"] if !entry.value.is_empty() => workflow.triggers.push(entry.value),
            ["on", item] if item.starts_with('-') => workflow.triggers.push(entry.value),
            ["on", event, ..] if workflow.triggers.last().is_none_or(|last| last != event) => {
                workflow.triggers.push((*event).to_owned());
            }
            ["jobs", id] => {
                let job = WorkflowJob { id: (*id).to_owned(), line: entry.line, ..WorkflowJob::default() };
                script.end(&mut workflow.jobs);
                workflow.jobs.push(job);
            }
            ["jobs", id, rest @ ..] => {
                if let ["steps", step, "run"] = rest {
                    script.line(&mut workflow.jobs, step, &entry);
                } else if let Some(job) = workflow.jobs.last_mut().filter(|job| job.id == *id) {
                    job.set(rest, entry.value, entry.line);
                }
            }
            _ => {}
        }
    }
    script.end(&mut workflow.jobs);
    workflow
}

impl WorkflowJob {
    fn set(&mut self, path: &[&str], value: String, line: u32) {
        let flaw = |sort: FailureMask, text: String| Flaw { sort, line, text };
        match path {
            ["name"] => self.name = Some(value),
            ["runs-on", ..] | ["strategy", "matrix", ..] if !value.is_empty() => self.platforms.push(value),
            ["uses"] => {
                self.elsewhere = true;
                self.runs.push((line, value));
            }
            ["steps", _, "uses"] => {
                self.elsewhere |= value.starts_with("./");
                self.runs.push((line, value));
            }
            ["continue-on-error"] | ["steps", _, "continue-on-error"] if says(&value, "true") => {
                self.flaws.push(flaw(FailureMask::ContinueOnError, format!("continue-on-error: {value}")));
            }
            ["if"] | ["steps", _, "if"] if says(&value, "false") => {
                self.flaws.push(flaw(FailureMask::Disabled, format!("if: {value}")));
            }
            ["steps", _, "with", "fail-on-alert"] if says(&value, "false") => {
                self.flaws.push(flaw(FailureMask::NoAlert, format!("fail-on-alert: {value}")));
            }
            _ => {}
        }
    }
}

/// Is the value this word, plain or as an expression?
fn says(value: &str, word: &str) -> bool {
    let inner = value.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")).unwrap_or(value);
    inner.trim().eq_ignore_ascii_case(word)
}

/// The lines of the step that is being read.
#[derive(Default)]
struct StepScript {
    step: String,
    lines: Vec<(u32, String)>,
}

impl StepScript {
    fn line(&mut self, jobs: &mut [WorkflowJob], step: &str, entry: &YamlValue) {
        if self.step != step {
            self.end(jobs);
            step.clone_into(&mut self.step);
        }
        if !entry.value.is_empty() && !entry.value.starts_with('#') {
            self.lines.push((entry.line, entry.value.clone()));
        }
    }

    /// Hands the lines to the job they belong to, and looks at the script as a whole.
    fn end(&mut self, jobs: &mut [WorkflowJob]) {
        let lines = std::mem::take(&mut self.lines);
        if let Some(job) = jobs.last_mut() {
            job.flaws.extend(flaws(&lines));
            job.flaws.sort_by_key(|flaw| flaw.line);
            job.runs.extend(lines);
        }
    }
}

/// What in a script keeps its step from failing.
fn flaws(lines: &[(u32, String)]) -> Vec<Flaw> {
    let exit_code = ["$?", "PIPESTATUS", "set -e", "exit "];
    let looks = lines.iter().any(|(_, line)| exit_code.iter().any(|sign| line.contains(sign)));
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for (number, line) in lines {
        let words: Vec<&str> = line.split([' ', ';']).filter(|word| !word.is_empty()).collect();
        depth = (depth + words.iter().filter(|word| **word == "if").count())
            .saturating_sub(words.iter().filter(|word| **word == "fi").count());
        let fallback =
            if depth > 0 { Some(line.as_str()) } else { line.split_once("||").map(|(_, rest)| rest) };
        let sort = if swallows(line) || (line.starts_with("set +e") && !looks) {
            FailureMask::Swallowed
        } else if fallback.is_some_and(makes_up) {
            FailureMask::MadeUp
        } else {
            continue;
        };
        found.push(Flaw { sort, line: *number, text: line.chars().take(LONGEST).collect() });
    }
    found
}

/// The most characters of a line that are shown.
const LONGEST: usize = 100;
/// The words that mark a command whose failure says something: it is one of its words, or a part of one.
const CHECKS: [&str; 24] = [
    "audit",
    "bench",
    "build",
    "check",
    "clippy",
    "cov",
    "coverage",
    "deny",
    "doc",
    "fmt",
    "lint",
    "mypy",
    "miri",
    "mutants",
    "nextest",
    "pytest",
    "ruff",
    "semver",
    "tarpaulin",
    "test",
    "tests",
    "validate",
    "verify",
    "vet",
];
/// Commands that only tidy up or look around, whatever their arguments are called.
const HARMLESS: [&str; 24] = [
    "[", "[[", "cat", "cp", "df", "du", "echo", "find", "git", "grep", "head", "jq", "kill", "killall", "ls",
    "mkdir", "mv", "pkill", "printf", "rm", "tail", "test", "touch", "which",
];
/// The words that mark a command which only prepares, or tidies up.
const PREPARES: [&str; 4] = ["install", "clean", "update", "add"];

/// The most `||` of one line that are looked at.
const MOST_BARS: usize = 16;

/// Is the failure of a command that matters thrown away?
fn swallows(line: &str) -> bool {
    line.match_indices("||").take(MOST_BARS).any(|(at, bars)| {
        let after = line[at + bars.len()..].trim_start();
        let word = after.find([' ', ';', ')']).map_or(after, |end| &after[..end]);
        // A later step may look at what is written down.
        let kept = ["exit 1", "GITHUB_OUTPUT", "GITHUB_ENV"].iter().any(|sign| after.contains(sign));
        let gives_up = ["true", ":", "echo", "printf"].contains(&word) && !kept;
        gives_up && matters(&line[..at])
    })
}

/// Is the last command of this text one whose failure says something?
fn matters(before: &str) -> bool {
    let starts = ["&&", ";", "then ", "do ", "||"];
    let start = starts.iter().filter_map(|mark| before.rfind(mark).map(|at| at + mark.len())).max();
    let command = &before[start.unwrap_or(0)..];
    // What a command prints into a variable is looked at later.
    if command.contains("$(") {
        return false;
    }
    let mut words = command.split_whitespace().filter(|word| !word.contains('='));
    let first = words.clone().next().unwrap_or_default().trim_matches(['(', '{', '!']);
    let is = |words: &[&str], word: &str| words.contains(&word);
    let about = |word: &str| word.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| is(&CHECKS, part));
    !is(&HARMLESS, first) && !words.clone().any(|word| is(&PREPARES, word)) && words.any(about)
}

/// Does a command make results up?
fn makes_up(line: &str) -> bool {
    let line = line.trim_start().to_ascii_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| line.contains(word));
    let tells = ["echo", "printf"].iter().any(|tell| line.starts_with(tell)) && !line.contains('>');
    !tells
        && any(&["dummy", "fake", "fabricat", "placeholder"])
        && any(&["result", "bench", "coverage", "report", "metric", "score", "output"])
}

#[cfg(test)]
mod tests {
    use super::{FailureMask, workflow};

    const TEXT: &str = "\
name: Nightly
on:
  push:
    branches: [main]
  schedule:
    - cron: '0 0 * * 1'
  workflow_dispatch:
jobs:
  bench:
    name: Run benchmarks
    runs-on: ${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-latest, macos-14]
    steps:
      - uses: actions/checkout@v4
      - name: Bench
        run: |
          # real ones first
          if cargo bench; then
            echo done
          else
            echo \"using dummy results\"
            ./make_dummy_benchmarks.sh > results.txt
          fi
      - run: cargo test || true
        continue-on-error: true
      - uses: some/action@v1
        if: ${{ false }}
        with:
          fail-on-alert: false
  call:
    uses: ./.github/workflows/other.yml
";

    #[test]
    fn a_workflow_is_read() {
        let read = workflow(TEXT);
        assert_eq!(read.name.as_deref(), Some("Nightly"));
        assert_eq!(read.triggers, ["push", "schedule", "workflow_dispatch"]);
        let [bench, call] = read.jobs.as_slice() else { panic!("{:?}", read.jobs) };
        assert_eq!(
            (bench.id.as_str(), bench.name.as_deref(), bench.line),
            ("bench", Some("Run benchmarks"), 9)
        );
        assert_eq!(bench.platforms, ["${{ matrix.os }}", "ubuntu-latest", "macos-14"]);
        assert!(bench.runs.contains(&(20, "if cargo bench; then".to_owned())));
        assert!(!bench.runs.iter().any(|(_, line)| line.starts_with('#')));
        assert!(!bench.elsewhere && call.elsewhere);
        let flaws: Vec<_> = bench.flaws.iter().map(|flaw| (flaw.sort, flaw.line)).collect();
        let want = [
            (FailureMask::MadeUp, 24),
            (FailureMask::Swallowed, 26),
            (FailureMask::ContinueOnError, 27),
            (FailureMask::Disabled, 29),
            (FailureMask::NoAlert, 31),
        ];
        assert_eq!(flaws, want);
    }

    #[test]
    fn triggers_have_three_forms() {
        for text in ["on: push\n", "on: [push]\n", "on:\n  - push\n", "on:\n  push:\n", "'on':\n  push: {}\n"]
        {
            assert_eq!(workflow(text).triggers, ["push"], "{text}");
        }
    }

    #[test]
    fn a_failure_is_swallowed_or_not() {
        let cases = [
            ("cargo test || true", true),
            ("cargo audit || echo ignored", true),
            ("RUST_LOG=x cargo test || :", true),
            ("cd x && cargo test || true", true),
            ("cargo test | tee log || true", true),
            ("set +e", true),
            ("cargo test", false),
            ("isort --check src || echo todo", true),
            ("./scripts/run_tests.sh || true", true),
            ("cargo test || echo failed=yes >> $GITHUB_OUTPUT", false),
            ("rm -f test || true", false),
            ("cargo install cargo-audit || true", false),
            ("sccache --show-stats || true", false),
            ("a=1; test -e x || true", false),
            ("n=$(grep -c x y || true)", false),
            ("cargo test || (echo no; exit 1)", false),
            ("cargo test || { echo no; exit 1; }", false),
            ("cargo install x || cargo install y", false),
        ];
        for (line, want) in cases {
            let text = format!("jobs:\n  a:\n    steps:\n      - run: {line}\n");
            assert_eq!(!workflow(&text).jobs[0].flaws.is_empty(), want, "{line}");
        }
        let text = "jobs:\n  a:\n    steps:\n      - run: |\n          set +e\n          cargo test\n          code=$?\n";
        assert!(workflow(text).jobs[0].flaws.is_empty());
    }

    #[test]
    fn only_made_up_results_count() {
        for (line, want) in [
            ("real || ./dummy_results.sh", true),
            ("real || cp fake_coverage.json coverage.json", true),
            ("./dummy_results.sh", false),
            ("real || cp dummy.env .env", false),
            ("if x; then echo 'no dummy results'; fi", false),
        ] {
            let text = format!("jobs:\n  a:\n    steps:\n      - run: {line}\n");
            assert_eq!(!workflow(&text).jobs[0].flaws.is_empty(), want, "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(jobs:\n|on:|  a:\n|    steps:\n|      - |run: |if|fi|else|\\|\\|| true|\n|dummy results|set \\+e|\u{e9}){0,40}") {
            let lines = text.lines().count() as u64;
            for flaw in workflow(&text).jobs.iter().flat_map(|job| &job.flaws) {
                proptest::prop_assert!(u64::from(flaw.line) <= lines);
            }
        }
    }
}
