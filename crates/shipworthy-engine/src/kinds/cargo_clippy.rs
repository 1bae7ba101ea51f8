//! `cargo-clippy`: clippy and the compiler warn of no more than is allowed.

use std::collections::BTreeMap;

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement, Reason};
use shipworthy_model::kind::{KindSchema, Param, ParamType};
use shipworthy_model::observation::Observation;
use shipworthy_model::params::Params;
use shipworthy_model::step::{Run, Step};

use crate::cargo::{messages, selection};
use crate::kind::{Effect, Kind, Need, Scope};

/// See the module.
pub(super) static KIND: Kind = Kind {
    schema: KindSchema {
        id: "cargo-clippy",
        summary: "clippy finds nothing, or no more than is allowed",
        about: "Lints every target of every member and counts the warnings in the JSON messages, each once, whatever \
                the exit code. Warnings about crates outside the workspace do not count. A lint that is named in \
                `lints` is held against its own limit there and does not count towards `limit`. Targets whose \
                `required-features` are off are not linted; they are counted as skipped.",
        params: &[
            selection::PACKAGES,
            selection::FEATURES,
            selection::ALL_FEATURES,
            selection::NO_DEFAULT_FEATURES,
            selection::LOCKED,
            Param::optional("limit", ParamType::Limit, "so many warnings at the most; default 0"),
            Param::optional(
                "lints",
                ParamType::Map(&ParamType::Limit),
                "for single lints (`\"clippy::needless_return\" = 3`): so many warnings at the most",
            ),
        ],
        one_of: &[],
        since: "0.1",
    },
    version: 1,
    needs: &[Need::Tool("cargo"), Need::Tool("cargo-clippy"), Need::Workspace],
    effects: &[Effect::WritesTarget],
    scope: Scope::Packages("packages"),
    steps,
    judge,
};

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let after = ["--all-targets", "--keep-going", "--message-format=json"];
    let argv = selection::command(&["cargo", "clippy"], selection::arguments(params), &after);
    vec![Step::Workspace, Step::Run(Run { argv, ..Run::default() })]
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Workspace(workspace), Observation::Ran(ran)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "nothing was linted");
    };
    let messages = messages::read(ran, workspace);
    let (members, mut findings) = match (selection::members(params, workspace), messages.errors(ran)) {
        (Ok(members), Ok(errors)) => (members, errors),
        (Err(judgement), _) | (_, Err(judgement)) => return judgement,
    };
    let mut by_lint: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for warning in messages.warnings() {
        by_lint.entry(&warning.finding.rule).or_default().push(&warning.finding);
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
    let (linted, skipped) = messages.targets(&members);
    measurements.push(Measurement::count("targets skipped", skipped));
    Judgement::of(linted, "targets", findings).with(measurements)
}
