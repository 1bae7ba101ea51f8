//! The workspace whose real output lies under `kinds/testdata`, and what its cargo commands were seen to do. Captured
//! with cargo 1.95 and nextest 0.9.143; paths were made neutral and the parts of messages that are not read were cut.

#![cfg(test)]

use std::path::Path;

use shipworthy_model::facts::{Facts, Package, Target, Tool, Workspace};
use shipworthy_model::judgement::{Conclusion, Judgement};
use shipworthy_model::observation::{Observation, Ran};
use shipworthy_model::params::{Params, Value};
use shipworthy_model::step::{Run, Step};
use shipworthy_model::unknown::Reason;

/// The root of the captured workspace is called `/ws`. Further targets of `core-lib`: name and required features.
pub(crate) fn workspace(more: &[(&str, &[&str])]) -> Workspace {
    let target =
        |name: &str, kind: &str, root: &str| Target::new(name, kind, root).test(true).doctest(kind == "lib");
    let app = Package::new("app", "app").targets([target("app", "bin", "app/src/main.rs")]);
    let mut targets = vec![
        target("core_lib", "lib", "crates/core/src/lib.rs"),
        target("it", "test", "crates/core/tests/it.rs"),
    ];
    for (name, features) in more {
        let target = target(name, "test", &format!("crates/core/tests/{name}.rs"));
        let target = target.own_harness(*name == "plain");
        targets.push(target.required_features(features.iter().copied()));
    }
    Workspace::of([app, Package::new("core-lib", "crates/core").targets(targets)])
}

/// The observation of that workspace.
pub(crate) fn seen(more: &[(&str, &[&str])]) -> Observation {
    Observation::Workspace(workspace(more))
}

/// A command with the output of its capture of this name.
#[expect(clippy::disallowed_methods, reason = "the captures lie beside the tests that read them")]
pub(crate) fn ran(name: &str, code: i32) -> Ran {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kinds/testdata");
    let text = |end: &str| std::fs::read_to_string(folder.join(format!("{name}.{end}"))).unwrap_or_default();
    let (stdout, stderr) = (text("out"), text("err"));
    assert!(!stdout.is_empty() || !stderr.is_empty(), "no capture {name}");
    Ran::exited(["cargo", name], code, stdout, stderr)
}

/// The observation of a command with the output of its capture of this name.
pub(crate) fn did(name: &str, code: i32) -> Observation {
    Observation::Ran(ran(name, code))
}

/// Parameters from pairs of name and value.
pub(crate) fn params(pairs: &[(&str, Value)]) -> Params {
    Params(pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

/// A list of words.
pub(crate) fn words(words: &[&str]) -> Value {
    Value::List(words.iter().map(|&word| Value::Text(word.to_owned())).collect())
}

/// A machine with these tools.
pub(crate) fn facts(tools: &[&str]) -> Facts {
    let tools = tools.iter().map(|&name| (name.to_owned(), Tool::new(name))).collect();
    let mut facts = Facts::default();
    facts.tools = tools;
    facts
}

/// The command lines of the steps, and the last of them whole.
pub(crate) fn lines(steps: &[Step]) -> (Vec<String>, Option<&Run>) {
    let runs: Vec<&Run> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Run(run) => Some(run),
            _ => None,
        })
        .collect();
    (runs.iter().map(|run| run.argv.join(" ")).collect(), runs.last().copied())
}

/// The result in one word, and the reason when it is unknown.
pub(crate) fn word(judgement: &Judgement) -> (&'static str, Option<Reason>) {
    match &judgement.result {
        Conclusion::Pass => ("pass", None),
        Conclusion::Fail => ("fail", None),
        Conclusion::Unknown(unknown) => ("unknown", Some(unknown.reason)),
    }
}

/// The findings as `rule file:line`.
pub(crate) fn found(judgement: &Judgement) -> Vec<String> {
    judgement
        .findings
        .iter()
        .map(|finding| {
            let file = finding.file.as_deref().unwrap_or("-");
            let line = finding.line.map(|line| format!(":{line}")).unwrap_or_default();
            format!("{} {file}{line}", finding.rule)
        })
        .collect()
}

/// The value of a measurement.
pub(crate) fn measured(judgement: &Judgement, name: &str) -> Option<f64> {
    judgement.measurements.iter().find(|measured| measured.name == name).map(|measured| measured.value)
}
