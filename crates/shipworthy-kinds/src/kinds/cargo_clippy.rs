//! `cargo-clippy`: clippy and the compiler warn of no more than is allowed.

use std::collections::BTreeMap;

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Conclusion, Finding, Judgement, Limit, Measurement};
use shipworthy_model::kind::{Effect, Kind, Need, Param, ParamType, Scope};
use shipworthy_model::observation::Observation;
use shipworthy_model::params::Params;
use shipworthy_model::step::{Run, Step};
use shipworthy_model::unknown::{Reason, Unknown};

use crate::reading::cargo::messages::{self, Diagnostic};
use crate::reading::cargo::{between, selection, warnings::Warnings};

/// The check kind `cargo-clippy`.
pub(super) static KIND: Kind =
    Kind::new("cargo-clippy", "clippy finds nothing, or no more than is allowed", steps, judge)
        .about(
            "Lints every target of every member and counts the warnings in the JSON messages, each once, \
             whatever the exit code. Warnings about crates outside the workspace do not count; nor, in a gate about certain \
             `packages`, do those about members that these need, which are counted apart, for gates of their own. \
             (`--no-deps` is not used: a member that was once compiled so is never linted, as cargo takes it for \
             fresh.) A lint that is \
             named in `lints` is held against its own limit there and does not count towards `limit`. Targets \
             whose `required-features` are off are not linted; they are counted as skipped. Flags that would \
             keep warnings back (`-A`, `--cap-lints`, in whichever settings or variable) fail unless `lowered` \
             names them; what `[lints]` and attributes allow is written in the code and is the project's to say. \
             An alias called `clippy` is passed by.",
        )
        .params(&[
            selection::PACKAGES,
            selection::FEATURES,
            selection::ALL_FEATURES,
            selection::NO_DEFAULT_FEATURES,
            selection::LOCKED,
    selection::TOOLCHAIN,
            selection::BENCHES,
            Param::optional("limit", ParamType::Limit, "so many warnings at the most; default 0"),
            Param::optional(
                "lints",
                ParamType::Map(&ParamType::Limit),
                "for single lints (`\"clippy::needless_return\" = 3`): so many warnings at the most",
            ),
            between::LOWERED,
            between::WRAPPERS,
        ])
        .since("0.1")
        .version(4)
        .needs(&[Need::Tool("cargo"), Need::Tool("cargo-clippy"), Need::Workspace])
        .effects(&[Effect::WritesTarget])
        .scope(Scope::Packages("packages"));

fn steps(params: &Params, facts: &Facts) -> Vec<Step> {
    let targets = selection::targets(params, facts.workspace.as_ref());
    let after = [targets, vec!["--keep-going", "--message-format=json", "--color=never"]].concat();
    let argv = selection::command(
        params,
        &["clippy"],
        selection::arguments(params, facts.workspace.as_ref()),
        &after,
    );
    let argv = between::program(argv, "clippy", facts.workspace.as_ref());
    vec![Step::Workspace, Step::Run(Run::new(argv))]
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Workspace(workspace), Observation::Ran(ran)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "nothing was linted");
    };
    if let Some(judgement) = between::compiler(params, workspace) {
        return judgement;
    }
    let messages = messages::read(ran, workspace);
    let (members, mut findings) = match (selection::members(params, workspace), messages.errors(ran)) {
        (Ok(members), Ok(errors)) => (members, errors),
        (Err(judgement), _) | (_, Err(judgement)) => return judgement,
    };
    let stopped: Vec<&Diagnostic> = messages.lints_of_others(&members).collect();
    let place =
        |finding: &Finding| (finding.rule.clone(), finding.file.clone(), finding.line, finding.column);
    findings.retain(|finding| !stopped.iter().any(|lint| place(&lint.finding) == place(finding)));
    let mut by_lint: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    // What cargo and build scripts warn of is no lint, and no flag makes it an error.
    let (warnings, of_others) = Warnings::of(&messages, ran, workspace).apart(&members);
    for warning in &warnings {
        by_lint.entry(&warning.rule).or_default().push(warning);
    }
    let own = params.table("lints").cloned().unwrap_or_default();
    let mut measurements = vec![Measurement::count("errors", findings.len() as u64)];
    let others: Vec<&&Finding> =
        by_lint.iter().filter(|(lint, _)| !own.has(lint)).flat_map(|(_, warnings)| warnings).collect();
    let limit = Limit::AtMost(params.count("limit").unwrap_or(0) as f64);
    let warnings = Measurement::count("warnings", others.len() as u64).limit(limit);
    if !warnings.holds() {
        findings.extend(others.into_iter().map(|warning| (*warning).clone()));
    }
    measurements.push(warnings);
    for (lint, found) in &by_lint {
        if !own.has(lint) {
            measurements.push(Measurement::count(*lint, found.len() as u64));
        }
    }
    for lint in own.0.keys() {
        let found = by_lint.get(lint.as_str()).map_or(&[][..], Vec::as_slice);
        let limit = Limit::AtMost(own.count(lint).unwrap_or(0) as f64);
        let measured = Measurement::count(lint, found.len() as u64).limit(limit);
        if !measured.holds() {
            findings.extend(found.iter().map(|warning| (*warning).clone()));
        }
        measurements.push(measured);
    }
    findings.extend(between::lowered(params, workspace, ran));
    let (linted, skipped) = messages.targets(&members);
    measurements.push(Measurement::count("targets skipped", skipped));
    measurements.extend(of_others);
    let mut judgement = Judgement::of(linted, "targets", findings).with(measurements);
    if let Some(lint) = stopped.first()
        && judgement.result != Conclusion::Fail
    {
        let detail = format!(
            "`{}` is an error in {}, which this gate is not about, so that clippy never came to what needs it",
            lint.finding.rule,
            lint.members.iter().map(String::as_str).collect::<Vec<_>>().join(" and "),
        );
        judgement.result = Conclusion::Unknown(Unknown::new(Reason::CouldNotLook, detail));
    }
    judgement
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::cargo::fixture::{did, found, measured, params, seen, word};
    use shipworthy_model::params::Value;

    const MORE: &[(&str, &[&str])] = &[("gated", &["extra"]), ("empty", &[]), ("abort", &[])];
    const UNUSED: &str = "unused_variables crates/core/src/lib.rs:29";
    const RETURN: &str = "clippy::needless_return crates/core/src/lib.rs:30";

    #[test]
    fn warnings_fail_although_clippy_exits_with_0() {
        let lints = |lint: &str, most| {
            let inner = params(&[(lint, Value::Integer(most))]);
            params(&[("lints", Value::Table(inner))])
        };
        let cases: &[(Params, &[&str])] = &[
            (Params::default(), &[RETURN, UNUSED]),
            (params(&[("limit", Value::Integer(1))]), &[RETURN, UNUSED]),
            (params(&[("limit", Value::Integer(2))]), &[]),
            (lints("clippy::needless_return", 1), &[UNUSED]),
            (lints("clippy::needless_return", 0), &[UNUSED, RETURN]),
        ];
        for (params, findings) in cases {
            let judgement = judge(params, &[seen(MORE), did("ill-clippy", 0)]);
            assert_eq!(found(&judgement), *findings, "{params:?}");
            assert_eq!(judgement.subjects, Some(5));
        }
        let judgement = judge(&Params::default(), &[seen(MORE), did("ill-clippy", 0)]);
        assert_eq!(measured(&judgement, "clippy::needless_return"), Some(1.0));
        assert_eq!(judgement.findings[0].remedy.as_deref(), Some("remove `return`"));
    }

    #[test]
    fn a_clean_workspace_passes_and_errors_fail() {
        let judgement = judge(&Params::default(), &[seen(&[]), did("sound-clippy", 0)]);
        assert_eq!((word(&judgement).0, judgement.subjects), ("pass", Some(3)));
        let judgement =
            judge(&params(&[("limit", Value::Integer(99))]), &[seen(&[]), did("broken-build", 101)]);
        assert_eq!(word(&judgement).0, "fail");
    }

    #[test]
    fn warnings_about_crates_outside_do_not_count() {
        let mut ran = crate::reading::cargo::fixture::ran("ill-clippy", 0);
        ran.stdout.text =
            ran.stdout.text.replace("path+file:///ws/crates/core#core-lib@", "registry+https://x#other@");
        let judgement = judge(&Params::default(), &[seen(MORE), Observation::Ran(ran)]);
        assert_eq!((word(&judgement).0, judgement.subjects), ("pass", Some(1)));
    }

    #[test]
    fn a_missing_clippy_is_unknown() {
        let mut ran = crate::reading::cargo::fixture::ran("subcommand-build", 1);
        ran.stderr.text = "error: 'cargo-clippy' is not installed for the toolchain 'stable'.\n".to_owned();
        let judgement = judge(&Params::default(), &[seen(&[]), Observation::Ran(ran)]);
        assert_eq!(word(&judgement), ("unknown", Some(Reason::ToolMissing)));
    }
}
