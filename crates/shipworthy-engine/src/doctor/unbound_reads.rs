//! The places in the sources of members from which tests seem to read what lies outside of the workspace, under a name that
//! nobody can read off the source. No evidence is bound to what is read there, unless the run is observed.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::checklist::Gate;
use shipworthy_model::diagnosis::{OutwardPath, UnboundRead};
use shipworthy_model::facts::{Package, Workspace};
use shipworthy_model::id::GateId;

use crate::facts::tree::Tree;
use crate::freshness::trace;
use crate::run::session::Session;
use crate::sys::reading::{MOST_TEXT, read_limited};
use crate::sys::tracer::Tracer;

/// Finds where a source puts together paths that lead out of the workspace, whose root is so many folders above the package.
pub type FindOutwardPaths = fn(source: &str, depth: usize) -> Vec<OutwardPath>;

/// The kind of checks that run the code of members.
const TESTS: &str = "cargo-test";

/// The kind of targets that run while others are compiled. Build scripts say what they read.
const BUILD_SCRIPT: &str = "custom-build";

/// The places that concern gates whose runs nobody observes, in the order of files.
pub(super) fn unbound_reads(session: &Session<'_>, find: FindOutwardPaths) -> Vec<UnboundRead> {
    let Ok(workspace) = &session.workspace else { return Vec::new() };
    let mut found: BTreeMap<&str, Vec<UnboundRead>> = BTreeMap::new();
    for gate in session.checklist.gates().filter(|gate| runs_code(session, gate)) {
        for package in members(workspace, gate) {
            let reads =
                found.entry(&package.dir).or_insert_with(|| of_package(session, workspace, package, find));
            reads.iter_mut().for_each(|read| read.gates.push(gate.id.clone()));
        }
    }
    let can_observe = || Tracer::find(&session.root, trace::CALLS).is_ok();
    let mut found: Vec<UnboundRead> = found.into_values().flatten().collect();
    // Tried last: mostly there is nothing to ask for.
    if !found.is_empty() && session.checklist.policy.observe && can_observe() {
        let refused = session.checklist.gates().filter(|gate| gate.observe == Some(false));
        let refused: BTreeSet<&GateId> = refused.map(|gate| &gate.id).collect();
        found.iter_mut().for_each(|read| read.gates.retain(|gate| refused.contains(gate)));
        found.retain(|read| !read.gates.is_empty());
    }
    found
}

/// Does the gate run the code of members, and say nothing of being observed?
fn runs_code(session: &Session<'_>, gate: &Gate) -> bool {
    gate.check.kind == TESTS && gate.observe != Some(true) && session.kind(gate).is_ok()
}

/// The members whose code the gate runs: those that it names, and those that they are made of.
fn members<'w>(workspace: &'w Workspace, gate: &'w Gate) -> Vec<&'w Package> {
    match gate.check.params.texts("packages") {
        names if names.is_empty() => workspace.packages.iter().collect(),
        names => workspace.closure(names),
    }
}

fn of_package(
    session: &Session<'_>,
    workspace: &Workspace,
    package: &Package,
    find: FindOutwardPaths,
) -> Vec<UnboundRead> {
    let tree: &Tree = &session.tree;
    if package.dir.starts_with("..") {
        // What lies outside is not at a depth below the root.
        return Vec::new();
    }
    let depth = package.dir.split('/').filter(|part| !part.is_empty()).count();
    let inner = workspace.packages.iter().filter(|other| {
        other.dir.len() > package.dir.len()
            && (package.dir.is_empty() || other.dir.starts_with(&format!("{}/", package.dir)))
    });
    let inner: Vec<String> = inner.map(|other| format!("{}/", other.dir)).collect();
    let is_script = |path: &str| {
        let mut scripts =
            package.targets.iter().filter(|target| target.kinds.iter().any(|kind| kind == BUILD_SCRIPT));
        scripts.any(|target| target.root == path)
    };
    let own = tree.under(&package.dir).iter().map(|file| file.path.as_str());
    let own = own.filter(|path| path.ends_with(".rs") && !is_script(path));
    let own = own.filter(|path| !inner.iter().any(|folder| path.starts_with(folder.as_str())));
    let mut found = Vec::new();
    for path in own {
        // What cannot be read, cargo complains of.
        let Ok(bytes) = read_limited(&session.root.join(path), MOST_TEXT) else { continue };
        let places = find(&String::from_utf8_lossy(&bytes), depth).into_iter();
        found.extend(places.map(|place| UnboundRead {
            gates: Vec::new(),
            file: path.to_owned(),
            path: place,
        }));
    }
    found
}
