//! The files that a gate depends on which narrows what it is presumed to read. What it is told to look at, and what it hands
//! to a program by name, is read for certain and counts whatever the gate says.

use std::collections::BTreeSet;

use shipworthy_model::checklist::Gate;
use shipworthy_model::fingerprint::Part;
use shipworthy_model::kind::{Kind, Scope};
use shipworthy_model::path::resolve_inside;
use shipworthy_model::step::Step;
use shipworthy_model::unknown::Unknown;

use crate::freshness::scope::FileFilter;
use crate::run::session::Session;

/// The manifests, which whoever asks for the members of the workspace has read.
const MANIFESTS: &str = "**/Cargo.toml";

impl Session<'_> {
    /// The parts for a scope, of which the filter of the gate, if it has one, leaves less.
    pub(super) fn parts_of(
        &self,
        gate: &Gate,
        scope: &Scope,
        filter: Option<&FileFilter>,
        written: &BTreeSet<String>,
    ) -> Result<Vec<Part>, Unknown> {
        let (mut scopes, params) = (self.scopes.borrow_mut(), &gate.check.params);
        match filter {
            None => scopes.parts(&self.tree, scope, params, &[], written),
            Some(filter) => scopes.narrowed(&self.tree, scope, params, filter, written),
        }
    }

    /// The paths and globs that the steps of a gate name.
    pub(super) fn told(&self, gate: &Gate, kind: &Kind) -> Vec<String> {
        let mut told = Vec::new();
        for step in (kind.steps)(&gate.check.params, &self.facts(kind)) {
            match step {
                Step::Look(look) => told.extend(look.select),
                Step::Stat(paths) => told.extend(paths),
                Step::Run(run) => {
                    let files = run.argv.iter().filter_map(|word| resolve_inside(&run.dir, word));
                    told.extend(files.filter(|path| self.root.join(path).is_file()));
                }
                // What is compiled of a package never goes, and its manifest is of that.
                Step::Workspace if !is_of_packages(&kind.scope) => told.push(MANIFESTS.to_owned()),
                _ => {}
            }
        }
        told
    }
}

fn is_of_packages(scope: &Scope) -> bool {
    match scope {
        Scope::Packages(_) | Scope::PackageFolders(_) => true,
        Scope::Each(scopes) => scopes.iter().any(is_of_packages),
        _ => false,
    }
}
