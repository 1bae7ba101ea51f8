//! The parts for what cargo knows of the members of a workspace, beyond the files that it compiles.

use shipworthy_model::facts::{Package, Workspace};
use shipworthy_model::fingerprint::Part;

use crate::facts::tree::Digester;

/// The part for the targets of some members: cargo finds them by names, also where git ignores the file.
pub(super) fn targets<'p>(packages: impl IntoIterator<Item = &'p Package>) -> Part {
    let mut digester = Digester::default();
    for package in packages {
        package.targets.iter().for_each(|target| digester.line(&target.root, &target.kinds.join(" ")));
    }
    Part { name: "targets".to_owned(), value: digester.hex() }
}

/// The part for what all members are called and depend on: cargo reads it of each of them, whichever it builds, and writes
/// the lock file anew where that does not say the same.
pub(super) fn members(workspace: &Workspace) -> Part {
    let mut digester = Digester::default();
    for package in &workspace.packages {
        digester.line(&package.name, &package.version);
        package.features.iter().for_each(|feature| digester.line("feature", feature));
        for dependency in &package.dependencies {
            let place = dependency.path.as_deref().unwrap_or_default();
            digester.line(&dependency.name, &dependency.section);
            digester.line(&dependency.requirement, place);
        }
    }
    Part { name: "members".to_owned(), value: digester.hex() }
}
