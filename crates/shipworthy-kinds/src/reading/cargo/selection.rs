//! Which members and features a cargo command is about: the parameters that the cargo kinds share, and the arguments
//! they become. A command without `packages` always takes the whole workspace, never only its default members.

use shipworthy_model::facts::{Package, Target, Workspace};
use shipworthy_model::judgement::Judgement;
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::observation::Ran;
use shipworthy_model::params::Params;
use shipworthy_model::unknown::Reason;

/// The parameter `packages` of kinds that run cargo: the members to look at.
pub(crate) const PACKAGES: Param = Param::optional(
    "packages",
    ParamType::Texts,
    "only these members, by name, `name@version`, folder or package id; default: every member of the workspace",
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

/// The parameter `toolchain` of kinds that run cargo: the toolchain of rustup's that it is taken from.
pub(crate) const TOOLCHAIN: Param = Param::optional(
    "toolchain",
    ParamType::Text,
    "a toolchain of rustup's, such as `\"nightly\"`; default: the one that is chosen for the workspace",
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

/// The arguments for the members alone. Where cargo knows several packages of a name, it is told the id.
pub(crate) fn packages(params: &Params, workspace: Option<&Workspace>) -> Vec<String> {
    let names = params.texts("packages");
    if names.is_empty() {
        return vec!["--workspace".to_owned()];
    }
    let told = |name: &str| match workspace.and_then(|workspace| workspace.member(name)) {
        Some(member) => package(member),
        None => format!("--package={name}"),
    };
    names.into_iter().map(told).collect()
}

/// The argument for one member.
pub(crate) fn package(member: &Package) -> String {
    let told = member.id.as_ref().filter(|_| member.ambiguous).unwrap_or(&member.name);
    format!("--package={told}")
}

/// The arguments for members, features and the lock file.
pub(crate) fn arguments(params: &Params, workspace: Option<&Workspace>) -> Vec<String> {
    let mut arguments = packages(params, workspace);
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

/// A whole command of cargo: the words before the selection, the selection, and the words after it.
pub(crate) fn command(
    params: &Params,
    before: &[&str],
    selection: Vec<String>,
    after: &[&str],
) -> Vec<String> {
    let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let toolchain = params.text("toolchain").map(|name| format!("+{name}"));
    let cargo = ["cargo".to_owned()].into_iter().chain(toolchain).collect();
    [cargo, owned(before), selection, owned(after)].concat()
}

/// What is asked for so that the output of a command can be read, and that a person who types it does without: JSON, no
/// colours, and cargo's plain headings whatever the settings say.
pub(crate) const PLAIN: [&str; 3] =
    ["--color=never", "--config=term.quiet=false", "--config=term.verbose=false"];

/// The command that a person types to see what a step of cargo's saw, at the workspace root.
pub(crate) fn again(ran: &Ran) -> String {
    let ours = |word: &String| word.starts_with("--message-format") || PLAIN.contains(&word.as_str());
    let argv: Vec<String> = ran.argv.iter().filter(|word| !ours(word)).cloned().collect();
    ran.command_line(&argv)
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
            workspace.member(name).ok_or_else(|| {
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
