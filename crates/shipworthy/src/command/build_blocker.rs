//! Why a build cannot succeed, as far as reading tells: what is known without compiling need not be compiled.

use shipworthy_engine::facts::tree::Tree;
use shipworthy_engine::run::probe::{CheckProbe, ProbeResult};
use shipworthy_model::checklist::Check;
use shipworthy_model::facts::Workspace;
use shipworthy_model::judgement::{Conclusion, Finding};
use shipworthy_model::params::Params;
use shipworthy_model::path::{ancestors, folder, join};

/// Kinds that compile every member, unless `packages` says otherwise.
const COMPILE: [&str; 4] = ["cargo-build", "cargo-clippy", "cargo-doc", "cargo-test"];

/// A finding that stops the check for certain: a module of a member that has two files. `None` when the check may
/// succeed, as far as this tells.
pub(super) fn build_blocker(
    probe: &mut CheckProbe<'_>,
    tree: &Tree,
    workspace: &Workspace,
    check: &Check,
) -> Option<String> {
    if !COMPILE.contains(&check.kind.as_str()) || check.params.has("packages") {
        return None;
    }
    let twice = findings(probe, "duplicate-modules")?;
    // A file that no target reaches is not compiled, whatever it declares.
    let unreached = findings(probe, "orphan-files")?;
    let is_reached = |file: &str| !unreached.iter().any(|orphan| orphan.file.as_deref() == Some(file));
    let stops = |finding: &&Finding| {
        finding.file.as_deref().is_some_and(|file| is_reached(file) && is_of_a_member(tree, workspace, file))
    };
    let finding = twice.iter().filter(|finding| finding.rule == "two-files").find(stops)?;
    Some(format!("{}: {}", finding.file.as_deref().unwrap_or_default(), finding.message))
}

/// The findings of a check without parameters; `None` when it could not look.
fn findings(probe: &mut CheckProbe<'_>, kind: &str) -> Option<Vec<Finding>> {
    let check = Check { kind: kind.to_owned(), params: Params::default() };
    match probe.ask(&check, false, &mut |_| {}) {
        ProbeResult::Answered(judgement) if !matches!(judgement.result, Conclusion::Unknown(_)) => {
            Some(judgement.findings)
        }
        ProbeResult::Answered(_) | ProbeResult::WouldRun(_) | ProbeResult::Interrupted => None,
    }
}

/// Is the nearest manifest above the file that of a member?
fn is_of_a_member(tree: &Tree, workspace: &Workspace, file: &str) -> bool {
    let mut manifests = ancestors(folder(file)).map(|folder| join(folder, "Cargo.toml"));
    let nearest = manifests.find(|manifest| tree.file(manifest).is_some());
    nearest.is_some_and(|nearest| workspace.packages.iter().any(|package| package.manifest == nearest))
}
