//! `cargo-build`: every target of the workspace compiles.

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
        id: "cargo-build",
        summary: "every target of the workspace compiles",
        about: "Builds libraries, programs, tests, benchmarks and examples of every member. Errors are taken from the \
                compiler's JSON messages and must agree with cargo's exit code. Targets whose `required-features` are \
                off are not built; they are counted as skipped.",
        params: &[
            selection::PACKAGES,
            selection::FEATURES,
            selection::ALL_FEATURES,
            selection::NO_DEFAULT_FEATURES,
            selection::LOCKED,
            Param::optional("release", ParamType::Flag, "`true`: with optimisations (`--release`)"),
            Param::optional("warnings", ParamType::Limit, "so many warnings about members at the most; default: any"),
        ],
        one_of: &[],
        since: "0.1",
    },
    version: 1,
    needs: &[Need::Tool("cargo"), Need::Workspace],
    effects: &[Effect::WritesTarget],
    scope: Scope::Packages("packages"),
    steps,
    judge,
};

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let after = ["--all-targets", "--keep-going", "--message-format=json"];
    let argv = selection::command(&["cargo", "build"], selection::arguments(params), &after);
    vec![Step::Workspace, Step::Run(Run { argv, ..Run::default() })]
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Workspace(workspace), Observation::Ran(ran)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "nothing was built");
    };
    let messages = messages::read(ran, workspace);
    let (members, mut findings) = match (selection::members(params, workspace), messages.errors(ran)) {
        (Ok(members), Ok(errors)) => (members, errors),
        (Err(judgement), _) | (_, Err(judgement)) => return judgement,
    };
    let (built, skipped) = messages.targets(&members);
    let errors = Measurement::count("errors", findings.len() as u64);
    let warnings: Vec<Finding> = messages.warnings().map(|warning| warning.finding.clone()).collect();
    let mut measured = Measurement::count("warnings", warnings.len() as u64);
    if let Some(most) = params.count("warnings") {
        measured = measured.limit(Limit::AtMost(most as f64));
        if !measured.holds() {
            findings.extend(warnings);
        }
    }
    let skipped = Measurement::count("targets skipped", skipped);
    Judgement::of(built, "targets", findings).with(vec![errors, measured, skipped])
}
