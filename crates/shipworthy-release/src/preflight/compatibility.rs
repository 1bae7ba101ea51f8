//! Is the new version large enough for what changed in the public interface? cargo-semver-checks is asked which step it
//! needs, and that is held against the step that the plan makes. What it could not tell is neither a break nor none.
//!
//! The baseline is the source that the registry gives out for the last version, fetched by cargo: cargo-semver-checks by
//! itself knows crates.io alone, and a tag need not be what was uploaded.

use std::time::Duration;

use semver::Version;

use super::cargo_error::complaint;
use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use super::scratch_workspace::ScratchWorkspace;
use crate::plan::PlannedPackage;
use crate::registry::source;
use crate::runtime::{CallOutput, Environment};

/// How long cargo-semver-checks may take: it builds the documentation of two versions.
const PATIENCE: Duration = Duration::from_hours(1);

/// The most errors that are shown of a run that failed, and the most items that fail a rule.
const MOST_ERRORS: usize = 4;
const MOST_ITEMS: usize = 3;

/// The step from one version to another, as cargo resolves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum VersionStep {
    Patch,
    Minor,
    Major,
}

/// What cargo-semver-checks says of a library, held against its last version.
#[derive(Debug, PartialEq, Eq)]
enum SemverReport {
    /// Nothing in the public interface is broken or new.
    Nothing,
    /// The changes need this step at least, with what was found.
    Needs(VersionStep, String),
    /// cargo-semver-checks is not on this machine.
    Missing,
    /// The run gave no answer, with what it said instead.
    Silent(String),
}

/// The interface of a library, against the last version of it in its registry. `new`: has the registry never seen it?
pub(super) fn check(
    member: &PlannedPackage,
    new: Option<bool>,
    last: Option<&str>,
    scratch: &ScratchWorkspace,
    environment: &Environment,
) -> Option<PreflightCheck> {
    if !member.library {
        return None;
    }
    Some(PreflightSubject::Compatibility.of(
        &member.name,
        match last {
            None if new != Some(true) => CheckOutcome::unknown(
                "there is no earlier version to compare with, or it could not be found",
                "see the version",
            ),
            None => CheckOutcome::fine("the first release: there is nothing to compare with"),
            Some(last) => judge(&ask(member, last, scratch, environment), last, &member.to),
        },
    ))
}

fn ask(
    member: &PlannedPackage,
    last: &str,
    scratch: &ScratchWorkspace,
    environment: &Environment,
) -> SemverReport {
    let baseline = match source(environment, member.registry.as_deref(), &member.name, last) {
        Ok(baseline) => baseline,
        Err(failure) => return SemverReport::Silent(complaint(&failure.why)),
    };
    let call = scratch.cargo(&["semver-checks", "check-release"]);
    // Every rule is to be looked at; which step is allowed is decided here.
    let call = call.args(["--package", &member.name, "--release-type", "patch", "--baseline-root"]);
    let call = call.args([baseline.to_string_lossy()]).env("RUST_BACKTRACE", "0");
    let features = member.settings.features.join(",");
    let call = if features.is_empty() { call } else { call.args(["--features", &features]) };
    match environment.run(call.at_most(PATIENCE)) {
        Ok(output) => answer(&output, scratch),
        Err(failure) => SemverReport::Silent(failure.to_string()),
    }
}

/// Exit code and words must agree; otherwise nothing was told.
fn answer(output: &CallOutput, scratch: &ScratchWorkspace) -> SemverReport {
    let text = format!("{}\n{}", output.out, output.err);
    let needs = text.lines().find_map(|line| {
        let step = line.split_once("semver requires new ")?.1.split(' ').next()?;
        match step {
            "major" => Some(VersionStep::Major),
            "minor" => Some(VersionStep::Minor),
            _ => None,
        }
    });
    match needs {
        Some(step) if !output.succeeded() => {
            SemverReport::Needs(step, scratch.without_folders(&failures(&text)))
        }
        None if output.succeeded() && text.contains("no semver update required") => SemverReport::Nothing,
        _ if text.contains("no such command") => SemverReport::Missing,
        _ => SemverReport::Silent(scratch.without_folders(&errors(output))),
    }
}

/// The errors in the output: of the compiler, of cargo, and of cargo-semver-checks itself, in this order. The rest is
/// how to try it by hand.
fn errors(output: &CallOutput) -> String {
    let error = |line: &str| Some(line.trim().strip_prefix("error")?.split_once(": ")?.1.to_owned());
    let errors: Vec<String> = output.err.lines().filter_map(error).take(MOST_ERRORS).collect();
    if errors.is_empty() { output.message() } else { errors.join("; ") }
}

/// The rules that failed, by their titles, each with what failed it.
fn failures(text: &str) -> String {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(title) = line.strip_prefix("--- failure ") else { continue };
        let places = lines.by_ref().skip_while(|line| !line.starts_with("Failed in:")).skip(1);
        let items: Vec<&str> = places.map_while(|line| line.strip_prefix("  ")).map(item).collect();
        let more = if items.len() > MOST_ITEMS {
            format!(", and {} more", items.len() - MOST_ITEMS)
        } else {
            String::new()
        };
        let items = items.get(..MOST_ITEMS.min(items.len())).unwrap_or_default().join(", ");
        let title = title.trim_end_matches([' ', '-']);
        found.push(if items.is_empty() { title.to_owned() } else { format!("{title} ({items}{more})") });
    }
    if found.is_empty() { "its interface has changed".to_owned() } else { found.join("; ") }
}

/// The item that failed a rule, without the file that it stands in.
fn item(line: &str) -> &str {
    let ends = [", previously in", " in file ", " in /"];
    ends.iter().fold(line, |line, end| line.split_once(end).map_or(line, |(item, _)| item)).trim()
}

fn judge(answer: &SemverReport, from: &str, to: &str) -> CheckOutcome {
    let made = match (Version::parse(from), Version::parse(to)) {
        (Ok(from), Ok(to)) => step(&from, &to),
        _ => return CheckOutcome::unknown(format!("{from} or {to} is no version"), "correct the version"),
    };
    match answer {
        SemverReport::Nothing => CheckOutcome::fine(format!("nothing is broken since {from}")),
        SemverReport::Needs(needed, what) if *needed <= made => {
            CheckOutcome::fine(format!("changed since {from}, as {to} may: {what}"))
        }
        SemverReport::Needs(VersionStep::Major, what) => CheckOutcome::refused(
            format!("{to} breaks users of {from}: {what}"),
            match Version::parse(from) {
                Ok(from) if from.major == 0 => {
                    "release a minor version, which may break before 1.0.0, or undo the break"
                }
                _ => "release a major version, or undo the break",
            },
        ),
        SemverReport::Needs(_, what) => CheckOutcome::refused(
            format!("{to} is too small a step from {from}: {what}"),
            "release a minor version",
        ),
        SemverReport::Missing => CheckOutcome::unknown(
            "cargo-semver-checks is not installed",
            "`cargo install --locked cargo-semver-checks`",
        ),
        SemverReport::Silent(why) => CheckOutcome::unknown(
            format!("cargo-semver-checks could not tell: {why}"),
            format!("compare the interface with {from} by hand, or help cargo-semver-checks to build both"),
        ),
    }
}

/// Before 1.0.0 the first number that is not zero stands for the breaks.
fn step(from: &Version, to: &Version) -> VersionStep {
    let breaks = |version: &Version| match (version.major, version.minor) {
        (0, 0) => (0, 0, version.patch),
        (0, minor) => (0, minor, 0),
        (major, _) => (major, 0, 0),
    };
    // No requirement goes from one pre-release to the next by itself.
    if breaks(from) != breaks(to) || !from.pre.is_empty() {
        VersionStep::Major
    } else if from.minor != to.minor || from.major == 0 {
        VersionStep::Minor
    } else {
        VersionStep::Patch
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_model::observation::Ran;

    use super::*;

    #[test]
    fn a_step_is_what_cargo_takes_it_for() {
        let cases = [
            ("1.2.3", "1.2.4", VersionStep::Patch),
            ("1.2.3", "1.3.0", VersionStep::Minor),
            ("1.2.3", "2.0.0", VersionStep::Major),
            ("0.2.3", "0.2.4", VersionStep::Minor),
            ("0.2.3", "0.3.0", VersionStep::Major),
            ("0.0.3", "0.0.4", VersionStep::Major),
            ("0.9.0", "1.0.0", VersionStep::Major),
            ("1.0.0-rc.1", "1.0.0", VersionStep::Major),
        ];
        for (from, to, expected) in cases {
            let version = |text| Version::parse(text).unwrap();
            assert_eq!(step(&version(from), &version(to)), expected, "{from} {to}");
        }
    }

    #[test]
    fn a_break_is_refused_only_when_the_version_is_too_small_for_it() {
        let needs = |step| SemverReport::Needs(step, "function_missing: gone".to_owned());
        let cases = [
            (SemverReport::Nothing, "1.0.1", "fine"),
            (needs(VersionStep::Major), "2.0.0", "fine"),
            (needs(VersionStep::Major), "1.1.0", "refused"),
            (needs(VersionStep::Minor), "1.1.0", "fine"),
            (needs(VersionStep::Minor), "1.0.1", "refused"),
            (SemverReport::Missing, "1.0.1", "unknown"),
            (SemverReport::Silent("error".to_owned()), "2.0.0", "unknown"),
        ];
        for (answer, to, expected) in cases {
            let word = match judge(&answer, "1.0.0", to) {
                CheckOutcome::Fine(_) => "fine",
                CheckOutcome::Refused { .. } => "refused",
                CheckOutcome::Unknown { .. } => "unknown",
                CheckOutcome::Simulated(_) => "simulated",
            };
            assert_eq!(word, expected, "{answer:?} {to}");
        }
    }

    #[test]
    fn exit_code_and_words_must_agree() {
        let told = "--- failure function_missing: pub fn removed or renamed ---\n\nDescription:\nIt cannot be imported.\n\n\
                    Failed in:\n  function a::two, previously in file /r/a-0.1.0/src/lib.rs:7\n  function a::six in /r/x\n\n\
                    \u{20}    Summary semver requires new major version: 1 major and 0 minor checks failed\n";
        let what = "function_missing: pub fn removed or renamed (function a::two, function a::six)";
        let breaks = SemverReport::Needs(VersionStep::Major, what.to_owned());
        let silent = |text: &str| SemverReport::Silent(text.trim().to_owned());
        let cases = [
            (100, told, breaks),
            (0, "     Summary no semver update required\n", SemverReport::Nothing),
            (101, "error: no such command: `semver-checks`\n", SemverReport::Missing),
            (1, "error: no crates with library targets\n", silent("no crates with library targets")),
            (
                101,
                "    Building a v0.1.0\nerror: running cargo-doc failed\nerror[E0432]: no\nnote: try\nerror: aborting\n\nStack:\n 0: x\n",
                silent("running cargo-doc failed; no; aborting"),
            ),
            (0, "", silent("")),
            (1, "     Summary no semver update required\n", silent("Summary no semver update required")),
        ];
        for (code, text, expected) in cases {
            let said = CallOutput::of(Ran::exited([""; 0], code, "", text));
            assert_eq!(answer(&said, &ScratchWorkspace::nowhere()), expected, "{code} {text}");
        }
        let said = CallOutput::of(Ran::exited([""; 0], 0, "", told));
        assert!(matches!(answer(&said, &ScratchWorkspace::nowhere()), SemverReport::Silent(_)));
    }
}
