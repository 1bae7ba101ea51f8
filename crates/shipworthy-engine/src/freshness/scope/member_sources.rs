//! The sources of members by themselves, for what reads no dependency of theirs: their layout is nobody else's.

use std::borrow::Cow;
use std::collections::BTreeSet;

use shipworthy_model::fingerprint::Part;
use shipworthy_model::unknown::Unknown;

use super::InputScopes;
use super::members::{members, targets};
use super::paths::{is_above, shared_files};
use super::source::{InputSource, Seen};
use crate::facts::tree::Tree;

impl InputScopes {
    /// The places of these members in the workspace. `None` when none is named, or a name is no member's.
    pub(super) fn numbers(&self, names: &[&str]) -> Option<BTreeSet<usize>> {
        let workspace = self.workspace.as_ref().filter(|_| !names.is_empty())?;
        let number = |name: &&str| {
            let member = workspace.member(name)?;
            workspace.packages.iter().position(|package| std::ptr::eq(package, member))
        };
        names.iter().map(number).collect()
    }

    /// The parts for the sources of these members, also those elsewhere that they name, and for all that says which
    /// sources they have.
    pub(super) fn sources(&mut self, tree: &Tree, numbers: &BTreeSet<usize>) -> Result<Vec<Part>, Unknown> {
        let mut parts = Vec::new();
        let mut sources = vec![InputSource::CargoSettings];
        sources.extend(shared_files(&self.root, tree).map(InputSource::File));
        if let Some(workspace) = &self.workspace {
            let packages = numbers.iter().filter_map(|at| Some((*at, workspace.packages.get(*at)?)));
            sources.extend(packages.clone().flat_map(|(at, package)| match tree.file(&package.manifest) {
                Some(_) => vec![InputSource::Package(at), InputSource::Beside(at)],
                // The tree holds nothing of it.
                None => vec![InputSource::Outside(package.dir.clone())],
            }));
            parts.push(targets(packages.map(|(_, package)| package)));
            parts.push(members(workspace));
        }
        for source in sources {
            parts.push(self.part(tree, source)?);
        }
        Ok(parts)
    }

    /// The sources in the folder of a member, and of no other in that, which the tree does not hold.
    pub(super) fn beside_of<'t>(&self, tree: &Tree, at: usize) -> Vec<Seen<'t>> {
        let folders = self.workspace.iter().flat_map(|workspace| &workspace.packages);
        let folders: Vec<&str> = folders.map(|package| package.dir.as_str()).collect();
        let owner = |path: &str| {
            let above = folders.iter().enumerate().filter(|(_, folder)| is_above(folder, path));
            above.max_by_key(|(_, folder)| folder.len()).map(|(at, _)| at)
        };
        let own = self.beside(tree).iter().filter(|file| owner(&file.path) == Some(at));
        own.map(|file| (Cow::from(file.path.clone()), Cow::from(file.digest.clone()))).collect()
    }
}
