//! The sources that git ignores and a member is compiled of all the same, such as generated ones: those that a source of the
//! member declares or names, and those of its targets. Others that git ignores are nobody's, and left alone.

use std::collections::BTreeSet;
use std::path::Path;

use shipworthy_model::facts::{Package, Workspace};
use shipworthy_model::path::{folder, name};

use super::paths::is_above;
use super::source::text;
use crate::facts::tree::{Tree, TreeFile};

/// The ignored sources of all members that the tree holds. Sources are read only where there is an ignored one.
pub(super) fn declared(root: &Path, tree: &Tree, workspace: Option<&Workspace>) -> Vec<TreeFile> {
    let packages = workspace.map_or(&[][..], |workspace| workspace.packages.as_slice());
    let owner = |path: &str| {
        let above = packages.iter().filter(|package| is_above(&package.dir, path));
        above.max_by_key(|package| package.dir.len())
    };
    let held = |package: &&Package| tree.file(&package.manifest).is_some();
    let ignored = tree.others_of(|path| path.ends_with(".rs") && owner(path).filter(held).is_some());
    let mut found = Vec::new();
    for package in packages {
        let of_package = |path: &str| owner(path).is_some_and(|owner| owner.dir == package.dir);
        let mut open: Vec<TreeFile> = ignored.iter().filter(|file| of_package(&file.path)).cloned().collect();
        if open.is_empty() {
            continue;
        }
        let roots: BTreeSet<&str> = package.targets.iter().map(|target| target.root.as_str()).collect();
        let own = tree.under(&package.dir).iter().map(|file| file.path.as_str());
        let own = own.filter(|path| path.ends_with(".rs") && of_package(path));
        let mut texts: Vec<String> = own.map(|path| text(root, path)).collect();
        loop {
            let is_meant = |file: &TreeFile| {
                roots.contains(file.path.as_str()) || texts.iter().any(|text| names(text, &file.path))
            };
            let (met, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(is_meant);
            open = rest;
            if met.is_empty() {
                break;
            }
            texts = met.iter().map(|file| text(root, &file.path)).collect();
            found.extend(met);
        }
    }
    found
}

/// Does a source declare the module in the file at `path`, or name the file?
fn names(source: &str, path: &str) -> bool {
    let file = name(path);
    let module = match file.strip_suffix(".rs") {
        Some("mod") | None => name(folder(path)),
        Some(stem) => stem,
    };
    let declares = |(at, word): (usize, &str)| {
        let rest = &source[at + word.len()..];
        let rest = rest.trim_start().trim_start_matches("r#");
        rest.len() < source.len() - at - word.len()
            && rest
                .strip_prefix(module)
                .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
    };
    source.match_indices("mod").any(declares)
        || (!["lib.rs", "main.rs", "mod.rs"].contains(&file) && source.contains(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_declared_or_its_file_is_named() {
        for source in
            ["mod gen;", "pub mod  gen {", "mod r#gen;", "include!(\"gen.rs\")", "all! { mod gen; }"]
        {
            assert!(names(source, "src/gen.rs"), "{source}");
        }
        assert!(names("mod gen;", "src/gen/mod.rs") && names("mod mod1;", "src/mod1.rs"));
        for source in ["mod generated;", "gen", "use gen;", "modgen;", "mod", ""] {
            assert!(!names(source, "src/gen.rs"), "{source}");
        }
    }
}
