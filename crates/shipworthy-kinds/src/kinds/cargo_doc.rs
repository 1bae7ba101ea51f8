//! `cargo-doc`: the documentation of the members builds, with no more warnings than allowed.

use std::collections::BTreeSet;

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement};
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::observation::Observation;
use shipworthy_model::params::Params;
use shipworthy_model::step::{Run, Step};
use shipworthy_model::unknown::Reason;

use crate::kind::{Effect, Kind, Need, Scope};
use crate::reading::cargo::messages::{self, Diagnostic};
use crate::reading::cargo::selection;

/// The check kind `cargo-doc`.
pub(super) static KIND: Kind = Kind::new(
    "cargo-doc",
    "the documentation builds without warnings",
    steps,
    judge,
)
.about(
    "Documents every member, without its dependencies, and counts rustdoc's warnings (broken links, bare \
     URLs, missing docs) in the JSON messages, whatever the exit code. `RUSTDOCFLAGS` in both its forms and the settings \
     behind it are switched off, so that none of them can silence a warning. What the compiler warns of \
     while it reads a dependency is left to `cargo-build` and `cargo-clippy`.",
)
.params(&[
    selection::PACKAGES,
    selection::FEATURES,
    selection::ALL_FEATURES,
    selection::NO_DEFAULT_FEATURES,
    selection::LOCKED,
    Param::optional("private", ParamType::Flag, "`true`: private items too (`--document-private-items`)"),
    Param::optional("limit", ParamType::Limit, "so many warnings at the most; default 0"),
])
.since("0.1")
.version(2)
.needs(&[Need::Tool("cargo"), Need::Workspace])
.effects(&[Effect::WritesTarget])
.scope(Scope::PackageFolders("packages"));

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let mut after = vec!["--no-deps", "--keep-going", "--message-format=json"];
    if params.flag("private") == Some(true) {
        after.push("--document-private-items");
    }
    let argv = selection::command(&["cargo", "doc"], selection::arguments(params), &after);
    // The encoded form beats the plain one, and an empty one says that there is none.
    let silent = [("CARGO_ENCODED_RUSTDOCFLAGS", ""), ("RUSTDOCFLAGS", "")];
    vec![Step::Workspace, Step::Run(Run::new(argv).envs(silent))]
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Workspace(workspace), Observation::Ran(ran)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "nothing was documented");
    };
    let messages = messages::read(ran, workspace);
    let mut findings = match (selection::members(params, workspace), messages.errors(ran)) {
        (Ok(_), Ok(errors)) => errors,
        (Err(judgement), _) | (_, Err(judgement)) => return judgement,
    };
    let errors = Measurement::count("errors", findings.len() as u64);
    let warnings: Vec<Finding> =
        messages.warnings().filter(|w| is_rustdoc(w)).map(|warning| warning.finding.clone()).collect();
    let limit = Limit::AtMost(params.count("limit").unwrap_or(0) as f64);
    let measured = Measurement::count("warnings", warnings.len() as u64).limit(limit);
    if !measured.holds() {
        findings.extend(warnings);
    }
    let pages = messages.artifacts.iter().filter(|artifact| artifact.page);
    let documented: BTreeSet<&str> = pages.map(|artifact| artifact.package.as_str()).collect();
    Judgement::of(documented.len() as u64, "packages", findings).with(vec![errors, measured])
}

fn is_rustdoc(diagnostic: &Diagnostic) -> bool {
    let code = diagnostic.code.as_deref();
    code.is_none_or(|code| code.starts_with("rustdoc::") || code == "missing_docs")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::cargo::fixture::{did, facts, found, lines, params, seen, word};
    use shipworthy_model::params::Value;

    #[test]
    fn a_broken_link_fails_although_cargo_exits_with_0() {
        let judgement = judge(&Params::default(), &[seen(&[]), did("ill-doc", 0)]);
        // The unused variable that the compiler met on its way is not about documentation.
        assert_eq!(found(&judgement), ["rustdoc::broken_intra_doc_links crates/core/src/lib.rs:3"]);
        let judgement = judge(&params(&[("limit", Value::Integer(1))]), &[seen(&[]), did("ill-doc", 0)]);
        assert_eq!(word(&judgement).0, "pass");
    }

    #[test]
    fn the_packages_that_have_pages_are_counted() {
        let judgement = judge(&Params::default(), &[seen(&[]), did("sound-doc", 0)]);
        assert_eq!((word(&judgement).0, judgement.subjects), ("pass", Some(2)));
        // A build writes no page.
        let judgement = judge(&Params::default(), &[seen(&[]), did("sound-build", 0)]);
        assert_eq!(word(&judgement), ("unknown", Some(Reason::NothingToLookAt)));
        let judgement = judge(&Params::default(), &[seen(&[]), did("network-build", 101)]);
        assert_eq!(word(&judgement), ("unknown", Some(Reason::Network)));
    }

    #[test]
    fn no_setting_can_silence_rustdoc() {
        let steps = steps(&Params::default(), &facts(&[]));
        let (argv, run) = lines(&steps);
        assert_eq!(argv, ["cargo doc --workspace --no-deps --keep-going --message-format=json"]);
        for name in ["CARGO_ENCODED_RUSTDOCFLAGS", "RUSTDOCFLAGS"] {
            assert_eq!(run.unwrap().env.get(name).map(String::as_str), Some(""), "{name}");
        }
    }
}
