//! Which members and features a cargo command is about: the parameters that the cargo kinds share, and the arguments
//! they become. A command without `packages` always takes the whole workspace, never only its default members.

use shipworthy_model::facts::{Package, Target, Workspace};
use shipworthy_model::judgement::Judgement;
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::params::Params;
use shipworthy_model::unknown::Reason;

/// The parameter `packages` of kinds that run cargo: the members to look at.
pub(crate) const PACKAGES: Param = Param::optional(
    "packages",
    ParamType::Texts,
    "only these members; default: every member of the workspace",
);

/// The parameter `features` of kinds that run cargo: the features to switch on.
pub(crate) const FEATURES: Param = Param::optional("features", ParamType::Texts, "features to switch on");

/// The parameter `all-features` of kinds that run cargo: switch every feature on.
pub(crate) const ALL_FEATURES: Param =
    Param::optional("all-features", ParamType::Flag, "`true`: switch every feature on");

/// The parameter `no-default-features` of kinds that run cargo: leave the default features off.
pub(crate) const NO_DEFAULT_FEATURES: Param =
    Param::optional("no-default-features", ParamType::Flag, "`true`: without the default features");

/// The parameter `locked` of kinds that run cargo: take `Cargo.lock` as it is.
pub(crate) const LOCKED: Param = Param::optional(
    "locked",
    ParamType::Flag,
    "`true`: fail when `Cargo.lock` is missing or does not fit the manifests (`--locked`)",
);

/// The parameter `benches` of kinds that run cargo: compile the benchmarks too.
pub(crate) const BENCHES: Param = Param::optional(
    "benches",
    ParamType::Flag,
    "`false`: leave the benchmarks out, as those must that need a nightly compiler; they are counted as skipped",
);

/// The arguments for the targets: all of them, or all but the benchmarks.
pub(crate) fn targets(params: &Params, workspace: Option<&Workspace>) -> Vec<&'static str> {
    if params.flag("benches") != Some(false) {
        return vec!["--all-targets"];
    }
    let other = |kind: &str| ["bin", "test", "example", "bench", "custom-build"].contains(&kind);
    let mut targets =
        workspace.into_iter().flat_map(|workspace| &workspace.packages).flat_map(|p| &p.targets);
    // Cargo takes `--lib` as an error where there is no library.
    let library = targets.any(|target| target.kinds.iter().any(|kind| !other(kind)));
    library.then_some("--lib").into_iter().chain(["--bins", "--tests", "--examples"]).collect()
}

/// The arguments for the members alone.
pub(crate) fn packages(params: &Params) -> Vec<String> {
    let names = params.texts("packages");
    if names.is_empty() {
        return vec!["--workspace".to_owned()];
    }
    names.iter().map(|name| format!("--package={name}")).collect()
}

/// The arguments for members, features and the lock file.
pub(crate) fn arguments(params: &Params) -> Vec<String> {
    let mut arguments = packages(params);
    let features = params.texts("features");
    if !features.is_empty() {
        arguments.push(format!("--features={}", features.join(",")));
    }
    for flag in ["all-features", "no-default-features", "locked", "release"] {
        if params.flag(flag) == Some(true) {
            arguments.push(format!("--{flag}"));
        }
    }
    arguments
}

/// A whole command: the words before the selection, the selection, and the words after it.
pub(crate) fn command(before: &[&str], selection: Vec<String>, after: &[&str]) -> Vec<String> {
    let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    [owned(before), selection, owned(after)].concat()
}

/// The members that the parameters ask about.
///
/// # Errors
///
/// A name that no member has cannot be looked at: unknown.
pub(crate) fn members<'a>(params: &Params, workspace: &'a Workspace) -> Result<Vec<&'a Package>, Judgement> {
    let names = params.texts("packages");
    if names.is_empty() {
        return Ok(workspace.packages.iter().collect());
    }
    names
        .into_iter()
        .map(|name| {
            workspace.package(name).ok_or_else(|| {
                let detail = format!("`packages` names `{name}`, which is no member of the workspace");
                Judgement::unknown(Reason::CouldNotLook, detail)
            })
        })
        .collect()
}

/// The name of a target in findings: `core lib`, `core test it`.
pub(crate) fn label(package: &Package, target: &Target) -> String {
    let kind = target.kinds.first().map_or("target", String::as_str);
    match kind {
        "bin" | "test" | "example" | "bench" => format!("{} {kind} {}", package.name, target.name),
        _ => format!("{} lib", package.name),
    }
}
