//! The files that the steps of a gate name. What a gate is told to look at, and what it hands to a program by name, is read
//! for certain, and counts also where the gate narrows what it is presumed to read.

use shipworthy_model::checklist::Gate;
use shipworthy_model::kind::{Kind, Scope};
use shipworthy_model::path::resolve_inside;
use shipworthy_model::step::Step;

use crate::run::session::Session;

/// The manifests, which whoever asks for the members of the workspace has read.
const MANIFESTS: &str = "**/Cargo.toml";

impl Session<'_> {
    /// The paths and globs that the steps of a gate name.
    pub(super) fn step_paths(&self, gate: &Gate, kind: &Kind) -> Vec<String> {
        let mut paths = Vec::new();
        for step in (kind.steps)(&gate.check.params, &self.facts(kind)) {
            match step {
                Step::Look(look) => paths.extend(look.select),
                Step::Stat(asked) => paths.extend(asked),
                Step::Run(run) => {
                    let files = run.argv.iter().filter_map(|word| resolve_inside(&run.dir, word));
                    paths.extend(files.filter(|path| self.root.join(path).is_file()));
                }
                // What is compiled of a package never goes, and its manifest is of that.
                Step::Workspace if !is_of_packages(&kind.scope) => paths.push(MANIFESTS.to_owned()),
                _ => {}
            }
        }
        paths
    }
}

fn is_of_packages(scope: &Scope) -> bool {
    match scope {
        Scope::Packages(_) | Scope::PackageFolders(_) => true,
        Scope::Each(scopes) => scopes.iter().any(is_of_packages),
        _ => false,
    }
}
