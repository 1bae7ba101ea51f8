//! `cargo-doc`: the documentation of the members builds, with no more warnings than allowed.

use std::collections::BTreeSet;

use shipworthy_model::facts::{Facts, Target, Workspace};
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement};
use shipworthy_model::kind::{Effect, Kind, Need, Param, ParamType, Scope};
use shipworthy_model::observation::Observation;
use shipworthy_model::params::Params;
use shipworthy_model::step::{Run, Step};
use shipworthy_model::unknown::Reason;

use crate::reading::cargo::{between, cargo_warnings, messages, selection, warnings::Warnings};

/// The check kind `cargo-doc`.
pub(super) static KIND: Kind = Kind::new(
    "cargo-doc",
    "the documentation builds without warnings",
    steps,
    judge,
)
.about(
    "Documents the library and every program of every member, also a program that is called as the library beside it, which \
     cargo leaves out unless it is named; without dependencies. It counts rustdoc's warnings (broken links, bare \
     URLs, missing docs) in the JSON messages, whatever the exit code. `RUSTDOCFLAGS` in both its forms and the settings \
     behind it are switched off, so that none of them can silence a warning. What the compiler warns of \
     while it reads a dependency is left to `cargo-build` and `cargo-clippy`; what documentation a member lacks that \
     the `packages` of the gate need is counted apart, for gates of its own.",
)
.params(&[
    selection::PACKAGES,
    selection::FEATURES,
    selection::ALL_FEATURES,
    selection::NO_DEFAULT_FEATURES,
    selection::LOCKED,
    selection::TOOLCHAIN,
    Param::optional("private", ParamType::Flag, "`true`: private items too (`--document-private-items`)"),
    Param::optional("limit", ParamType::Limit, "so many warnings at the most; default 0"),
    between::WRAPPERS,
])
.since("0.1")
.version(5)
.needs(&[Need::Tool("cargo"), Need::Workspace])
.effects(&[Effect::WritesTarget])
.scope(Scope::PackageFolders("packages"));

fn steps(params: &Params, facts: &Facts) -> Vec<Step> {
    let mut after = vec!["--no-deps", "--keep-going", "--message-format=json", "--color=never"];
    if params.flag("private") == Some(true) {
        after.push("--document-private-items");
    }
    // The encoded form beats the plain one, and an empty one says that there is none.
    let silent = [("CARGO_ENCODED_RUSTDOCFLAGS", ""), ("RUSTDOCFLAGS", "")];
    let workspace = facts.workspace.as_ref();
    let run = |selection: Vec<String>, after: &[&str]| {
        Step::Run(Run::new(selection::command(params, &["doc"], selection, after)).envs(silent))
    };
    let mut steps = vec![Step::Workspace];
    // Cargo documents no program that is called as the library beside it, unless it is named. The pages of the library
    // come last, so that they are what is left there.
    let (packages, programs) = shadowed(params, workspace);
    if !packages.is_empty() {
        let all = selection::arguments(params, workspace);
        let rest = all.into_iter().filter(|word| word != "--workspace" && !word.starts_with("--package="));
        let programs: Vec<&str> = programs.iter().map(String::as_str).collect();
        steps.push(run(packages.into_iter().chain(rest).collect(), &[after.as_slice(), &programs].concat()));
    }
    steps.push(run(selection::arguments(params, workspace), &after));
    steps
}

/// The arguments for the programs that are called as the library of their package: the packages, and the programs.
fn shadowed(params: &Params, workspace: Option<&Workspace>) -> (Vec<String>, Vec<String>) {
    let members = workspace.and_then(|workspace| selection::members(params, workspace).ok());
    let (mut packages, mut programs) = (Vec::new(), Vec::new());
    for package in members.unwrap_or_default() {
        let library = package.targets.iter().find(|target| is(target, &LIBRARIES));
        let same = |target: &&Target| {
            target.doc
                && is(target, &["bin"])
                && target.required_features.is_empty()
                && library.is_some_and(|library| library.doc && plain(&library.name) == plain(&target.name))
        };
        for target in package.targets.iter().filter(same) {
            packages.push(selection::package(package));
            programs.push(format!("--bin={}", target.name));
        }
    }
    (packages, programs)
}

/// The kinds of targets that are libraries.
const LIBRARIES: [&str; 6] = ["lib", "rlib", "dylib", "cdylib", "staticlib", "proc-macro"];

fn is(target: &Target, kinds: &[&str]) -> bool {
    target.kinds.iter().any(|kind| kinds.contains(&kind.as_str()))
}

fn plain(name: &str) -> String {
    name.replace('-', "_")
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Workspace(workspace), runs @ ..] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "nothing was documented");
    };
    let members = match selection::members(params, workspace) {
        Ok(members) => members,
        Err(judgement) => return judgement,
    };
    if let Some(judgement) = between::compiler(params, workspace) {
        return judgement;
    }
    let (mut findings, mut warnings) = (Vec::new(), Warnings::default());
    let mut pages: BTreeSet<(String, String, Vec<String>)> = BTreeSet::new();
    for observation in runs {
        let Observation::Ran(ran) = observation else {
            return Judgement::unknown(Reason::CouldNotLook, "nothing was documented");
        };
        let messages = messages::read(ran, workspace);
        match messages.errors(ran) {
            Ok(errors) => findings.extend(errors),
            Err(judgement) => return judgement,
        }
        warnings.join(Warnings::of(&messages, ran, workspace), is_about_documentation);
        let written = messages.artifacts.into_iter().filter(|artifact| artifact.page);
        pages.extend(written.map(|page| (page.package, page.target, page.kinds)));
    }
    let (warnings, of_others) = warnings.apart(&members);
    let errors = Measurement::count("errors", findings.len() as u64);
    let limit = Limit::AtMost(params.count("limit").unwrap_or(0) as f64);
    let measured = Measurement::count("warnings", warnings.len() as u64).limit(limit);
    if !measured.holds() {
        findings.extend(warnings);
    }
    let failed = !findings.is_empty();
    for (package, target) in members.iter().flat_map(|p| p.targets.iter().map(move |t| (p, t))) {
        let page = pages.iter().any(|(of, name, kinds)| {
            *of == package.name && plain(name) == plain(&target.name) && *kinds == target.kinds
        });
        // Where an error ended it, that is what is told; a target without its features is not built at all.
        if target.doc && !page && !failed && target.required_features.is_empty() {
            let message = format!("{} was not documented", selection::label(package, target));
            let remedy = "tell cargo not to (`doc = false`), or find out why it is passed over";
            findings
                .push(Finding::new("not-documented", message).at(&target.root, Some(1), None).remedy(remedy));
        }
    }
    let silent = members.iter().flat_map(|package| &package.targets);
    let silent = silent.filter(|target| !target.doc && (is(target, &LIBRARIES) || is(target, &["bin"])));
    let left_out = Measurement::count("targets with `doc = false`", silent.count() as u64);
    let documented = pages.len() as u64;
    Judgement::of(documented, "targets", findings)
        .with([vec![errors, measured, left_out], of_others].concat())
}

/// Is a warning rustdoc's, or one of cargo's own, such as two pages at one place? What build scripts say is about the build.
fn is_about_documentation(finding: &Finding) -> bool {
    let rule = finding.rule.as_str();
    rule.starts_with("rustdoc::") || ["missing_docs", messages::UNNAMED, cargo_warnings::RULE].contains(&rule)
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
        assert_eq!(
            argv,
            ["cargo doc --workspace --no-deps --keep-going --message-format=json --color=never"]
        );
        for name in ["CARGO_ENCODED_RUSTDOCFLAGS", "RUSTDOCFLAGS"] {
            assert_eq!(run.unwrap().env.get(name).map(String::as_str), Some(""), "{name}");
        }
    }
}
