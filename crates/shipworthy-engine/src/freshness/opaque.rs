//! Local code that runs while others are compiled: build scripts and procedural macros. What such code reads is declared at
//! best, so a package that has some depends on the whole tree, unless its text shows no way to a file at all.

use std::collections::BTreeSet;
use std::path::Path;

use shipworthy_model::facts::{Package, Workspace};

use crate::facts::tree::Tree;
use crate::freshness::file_access::{may_open_files, words};
use crate::sys::reading::{MOST_TEXT, read_limited};

/// What macros are written with everywhere, and what reads no file.
const PLAIN: &[&str] = &["proc-macro2", "quote", "syn"];

/// May the build script of the member read files?
fn script_reads(root: &Path, tree: &Tree, package: &Package) -> bool {
    let Some(script) = package.targets.iter().find(|target| has_kind(&target.kinds, "custom-build")) else {
        return false;
    };
    let depends = package.dependencies.iter().any(|dependency| dependency.section == "build");
    depends || leads_to_files(root, tree.file(&script.root).map(|file| file.path.as_str()), true)
}

/// Is the member a procedural macro that may read files?
fn macro_reads(root: &Path, tree: &Tree, package: &Package) -> bool {
    if !package.targets.iter().any(|target| has_kind(&target.kinds, "proc-macro")) {
        return false;
    }
    let own = package.dependencies.iter().filter(|dependency| dependency.section == "normal");
    let other = own.filter(|dependency| !PLAIN.contains(&dependency.name.as_str())).count() > 0;
    let mut sources = tree.under(&package.dir).iter().filter(|file| file.path.ends_with(".rs")).peekable();
    other || sources.peek().is_none() || sources.any(|file| leads_to_files(root, Some(&file.path), false))
}

fn has_kind(kinds: &[String], wanted: &str) -> bool {
    kinds.iter().any(|kind| kind == wanted)
}

/// Does a source name a way to files? One that cannot be read may.
fn leads_to_files(root: &Path, path: Option<&str>, alone: bool) -> bool {
    let Some(Ok(text)) = path.map(|path| read_limited(&root.join(path), MOST_TEXT)) else { return true };
    let text = String::from_utf8_lossy(&text);
    may_open_files(&text) || alone && words(&text).any(|word| word == "mod")
}

/// The members whose compiled form may be made of more files than the compiler names: by their build script, or by a macro
/// of a member that they depend on.
pub(crate) fn opaque(root: &Path, tree: &Tree, workspace: &Workspace) -> BTreeSet<String> {
    let macros: BTreeSet<&str> = workspace
        .packages
        .iter()
        .filter(|package| macro_reads(root, tree, package))
        .map(|package| package.name.as_str())
        .collect();
    let is_opaque = |package: &&Package| {
        script_reads(root, tree, package)
            || (!macros.is_empty()
                && workspace
                    .closure([package.name.as_str()])
                    .iter()
                    .any(|other| macros.contains(other.name.as_str())))
    };
    workspace.packages.iter().filter(is_opaque).map(|package| package.name.clone()).collect()
}
