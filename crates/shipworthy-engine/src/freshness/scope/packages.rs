//! The files of a package: those in its folder, and those elsewhere that its sources include. Documents count only
//! when a source mentions them, so that a word in a README does not void the tests.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use shipworthy_model::facts::{Package, Workspace};
use shipworthy_model::manifest;
use shipworthy_model::params::Value;
use shipworthy_model::path::{folder, name, resolve};

use super::outside::sightings;
use super::paths::{from_root, is_above, place};
use super::reach::FileReach;
use super::source::{InputSource, Seen, seen, text, unlisted};
use crate::facts::tree::{Digester, SUBMODULE, Tree, TreeFile, walk};
use crate::freshness::sources::{Mentions, SourceMentions};

/// Which member each file of the tree belongs to.
#[derive(Debug, Default)]
pub(super) struct FileOwners {
    /// The member of each file, by the file's place in the tree; `usize::MAX` for none.
    owner: Vec<usize>,
}

impl FileOwners {
    /// Does the file at `path` belong to this member?
    fn owns(&self, tree: &Tree, at: usize, path: &str) -> bool {
        let place = tree.files.binary_search_by(|file| file.path.as_str().cmp(path));
        place.is_ok_and(|place| self.owner.get(place) == Some(&at))
    }

    /// The owners of the files of a tree: a file belongs to the member with the longest folder that holds it.
    pub(super) fn new(tree: &Tree, workspace: Option<&Workspace>) -> Self {
        let Some(workspace) = workspace else { return Self::default() };
        let mut owner = vec![usize::MAX; tree.files.len()];
        let mut members: Vec<(usize, &Package)> = workspace.packages.iter().enumerate().collect();
        members.sort_by_key(|(_, package)| package.dir.len());
        for (at, package) in members {
            owner[tree.range(&package.dir)].fill(at);
        }
        Self { owner }
    }

    fn files<'t>(&self, tree: &'t Tree, at: usize, dir: &str) -> impl Iterator<Item = &'t TreeFile> {
        let range = tree.range(dir);
        let owners = self.owner.get(range.clone()).unwrap_or_default();
        tree.files[range].iter().zip(owners).filter(move |(_, owner)| **owner == at).map(|(file, _)| file)
    }
}

/// The files that the named members (all of them when none is named) and all they depend on consist of. `None` when a
/// name is no member's: then nobody knows what is meant.
pub(super) fn closure(
    root: &Path,
    tree: &Tree,
    workspace: &Workspace,
    names: &[String],
    settings: &BTreeSet<PathBuf>,
) -> Option<Vec<InputSource>> {
    if names.iter().any(|name| workspace.member(name).is_none()) {
        return None;
    }
    let whole = names.is_empty();
    let all = || workspace.packages.iter().map(|package| package.name.as_str()).collect::<Vec<_>>();
    let mut names = if names.is_empty() { all() } else { names.iter().map(String::as_str).collect() };
    let member = |folder: &str| workspace.packages.iter().find(|package| package.dir == folder);
    let mut members: BTreeSet<&str> = BTreeSet::new();
    let mut foreign: BTreeSet<String> = BTreeSet::new();
    let files = ["Cargo.toml", ".cargo/config.toml", ".cargo/config"];
    let patches = files.iter().flat_map(|file| named_folders(root, file));
    let patches = patches.chain(settings.iter().map(|folder| resolve("", &from_root(root, folder))));
    // The root manifest also names members that nothing here depends on.
    let mut folders: Vec<String> = patches.filter(|folder| member(folder).is_none()).collect();
    loop {
        let fresh =
            workspace.closure(names.drain(..)).into_iter().filter(|package| members.insert(&package.name));
        let paths = fresh.flat_map(|package| &package.dependencies).filter_map(|d| d.path.as_ref());
        folders.extend(paths.map(|path| place(root, "", path)));
        let Some(folder) = folders.pop() else { break };
        match member(&folder) {
            // A package that is no member may in turn depend on a member.
            Some(package) if !members.contains(package.name.as_str()) => names.push(&package.name),
            None if !foreign.contains(&folder) => {
                folders.extend(named_folders(root, &format!("{folder}/Cargo.toml")));
                foreign.insert(folder);
            }
            _ => {}
        }
    }
    let packages =
        workspace.packages.iter().enumerate().filter(|(_, package)| members.contains(package.name.as_str()));
    let packages = packages.map(|(at, package)| match tree.file(&package.manifest) {
        Some(_) => InputSource::Package(at),
        None => absent(tree, &package.dir),
    });
    let foreign = foreign.iter().map(|dir| match tree.file(&format!("{dir}/Cargo.toml")) {
        Some(_) => InputSource::Folder(dir.clone()),
        None => absent(tree, dir),
    });
    // A gate about the whole workspace may say something about what the workspace leaves out.
    let excluded = workspace.excluded.iter().filter(|_| whole).map(|dir| InputSource::Folder(dir.clone()));
    Some(packages.chain(foreign).chain(excluded).collect())
}

/// May a package that is no member read files while it or what depends on it is compiled? Its manifest tells.
pub(super) fn may_read_while_compiling(root: &Path, dir: &str) -> bool {
    let Some(values) = manifest::parse(&text(root, &format!("{dir}/Cargo.toml"))) else { return false };
    let library = values.table("lib");
    let is_macro = library.is_some_and(|lib| {
        [lib.flag("proc-macro"), lib.flag("proc_macro")].contains(&Some(true))
            || lib.texts("crate-type").contains(&"proc-macro")
    });
    let script = values.table("package").and_then(|package| package.get("build"));
    let off = script.is_some_and(|script| *script == Value::Flag(false));
    is_macro || !off && (script.is_some() || root.join(dir).join("build.rs").is_file())
}

/// A folder that the tree does not hold the files of: in a submodule, ignored by git, or outside.
fn absent(tree: &Tree, dir: &str) -> InputSource {
    let above = dir.match_indices('/').map(|(at, _)| &dir[..at]).chain([dir]);
    let mut modules =
        above.filter_map(|path| tree.file(path)).filter(|file| file.digest.starts_with(SUBMODULE));
    modules.next().map_or_else(
        || InputSource::Outside(dir.to_owned()),
        |module| InputSource::File(module.path.to_string()),
    )
}

/// Folders of packages that a manifest or settings file names: path dependencies, patches, vendored sources.
fn named_folders(root: &Path, file: &str) -> Vec<String> {
    let Some(values) = manifest::parse(&text(root, file)) else { return Vec::new() };
    // Paths in settings are relative to the folder that holds `.cargo`.
    let base = folder(file);
    let base = base.strip_suffix(".cargo").unwrap_or(base);
    let mut folders = Vec::new();
    for (key, holds) in [("path", "Cargo.toml"), ("directory", "")] {
        for named in manifest::everywhere(&values, key) {
            let folder = place(root, base, named);
            let place = root.join(&folder).join(holds);
            if !folder.is_empty() && if holds.is_empty() { place.is_dir() } else { place.is_file() } {
                folders.push(folder);
            }
        }
    }
    folders
}

/// The files of members, as their sources tell.
pub(super) struct MemberFiles<'a> {
    pub(super) root: &'a Path,
    pub(super) workspace: Option<&'a Workspace>,
    pub(super) owners: &'a FileOwners,
    pub(super) sources: &'a RefCell<SourceMentions>,
}

impl MemberFiles<'_> {
    /// The files of a member, sorted.
    pub(super) fn package<'t>(&self, tree: &'t Tree, at: usize) -> Vec<Seen<'t>> {
        let Some(package) = self.workspace.and_then(|workspace| workspace.packages.get(at)) else {
            return Vec::new();
        };
        let dir = package.dir.as_str();
        let own = || self.owners.files(tree, at, dir);
        let mentions = self.mentioned_by(tree, at, dir);
        let counts = |file: &&TreeFile| !is_document(dir, &file.path) || mentions.document(name(&file.path));
        let mut list: Vec<Seen<'t>> = own().filter(counts).map(seen).collect();
        let targets = package.targets.iter().map(|target| target.root.as_str());
        let elsewhere: Vec<String> = targets.filter(|root| !is_above(dir, root)).map(str::to_owned).collect();
        self.include(tree, at, mentions, elsewhere, &mut list);
        list.sort_unstable();
        list.dedup();
        list
    }

    /// The files that the sources of a member name by their path, wherever they lie.
    pub(super) fn named(&self, tree: &Tree, at: usize) -> BTreeSet<String> {
        let Some(package) = self.workspace.and_then(|workspace| workspace.packages.get(at)) else {
            return BTreeSet::new();
        };
        let dir = package.dir.as_str();
        let mentions = self.mentioned_by(tree, at, dir);
        let paths = mentions.paths.iter().flat_map(|(base, literal)| self.candidates(dir, base, literal));
        paths.filter(|path| tree.file(path).is_some() || self.root.join(path).is_file()).collect()
    }

    /// What the sources of a member mention.
    fn mentioned_by(&self, tree: &Tree, at: usize, dir: &str) -> Mentions {
        let own = self.owners.files(tree, at, dir).filter(|file| file.path.ends_with(".rs"));
        self.mentions(dir, &own.collect::<Vec<_>>())
    }

    /// Adds the files that sources include from outside of their package, and what those include in turn.
    fn include<'t>(
        &self,
        tree: &'t Tree,
        at: usize,
        mentions: Mentions,
        elsewhere: Vec<String>,
        list: &mut Vec<Seen<'t>>,
    ) {
        let dir = self.workspace.map_or("", |workspace| workspace.packages[at].dir.as_str());
        let mut met: BTreeSet<String> = BTreeSet::new();
        let mut open = elsewhere;
        let mut next = Some(mentions);
        while let Some(mentions) = next.take() {
            open.extend(
                mentions.paths.iter().flat_map(|(base, literal)| self.candidates(dir, base, literal)),
            );
            while let Some(path) = open.pop() {
                if is_above(&path, dir) || !met.insert(path.clone()) {
                    continue;
                }
                let Some(file) = tree.file(&path) else {
                    list.extend(tree.under(&path).iter().map(seen));
                    if tree.under(&path).is_empty() && self.root.join(&path).is_file() {
                        list.extend(unlisted(self.root, &path));
                    } else if tree.under(&path).is_empty() {
                        list.extend(folder_beside(self.root, &path));
                    }
                    continue;
                };
                list.push(seen(file));
                if !path.ends_with(".rs") || self.owners.owns(tree, at, &path) {
                    continue;
                }
                // Its modules lie beside it.
                let beside = folder(&path);
                if !beside.is_empty() && !is_above(beside, dir) {
                    let modules = tree.under(beside).iter().filter(|file| file.path.ends_with(".rs"));
                    open.extend(modules.map(|file| file.path.to_string()));
                }
                next.get_or_insert_default().paths.extend(self.mentions(&path, &[file]).paths);
            }
        }
    }

    /// The places that a literal in a source of `base` may mean: from there, or from the package's folder.
    fn candidates(&self, dir: &str, base: &str, literal: &str) -> [String; 2] {
        // Of a pattern or a format string, the folder that comes before.
        let fixed = match literal.find(['*', '?', '{', '[']) {
            Some(at) => folder(&literal[..at]),
            None => literal,
        };
        let fixed = fixed.trim_start_matches('/');
        if fixed.is_empty() {
            return [dir.to_owned(), dir.to_owned()];
        }
        [place(self.root, base, fixed), place(self.root, dir, fixed)]
    }

    /// How far what a member runs may reach for files.
    pub(super) fn reach(&self, tree: &Tree, at: usize) -> FileReach {
        let Some(package) = self.workspace.and_then(|workspace| workspace.packages.get(at)) else {
            return FileReach::Anywhere;
        };
        let dir = package.dir.as_str();
        let mut mentions = self.mentioned_by(tree, at, dir);
        let included = self.texts(tree, dir, &mentions);
        mentions.opens |= included.opens;
        mentions.climbs |= included.climbs;
        FileReach::of(package, &mentions)
    }

    /// What the texts mention that the sources of a member compile in. One that the tree does not hold may say anything.
    fn texts(&self, tree: &Tree, dir: &str, mentions: &Mentions) -> Mentions {
        let places = mentions.texts.iter().map(|(base, literal)| place(self.root, base, literal));
        let places: BTreeSet<String> = places.filter(|path| !path.ends_with(".rs")).collect();
        let files: Vec<&TreeFile> = places.iter().filter_map(|path| tree.file(path)).collect();
        let mut included = self.mentions(&format!("{dir} texts"), &files);
        included.climbs |= files.len() < places.len() || files.iter().any(|file| file.is_link());
        included
    }

    fn mentions(&self, unit: &str, sources: &[&TreeFile]) -> Mentions {
        let mut digester = Digester::default();
        sources.iter().for_each(|file| digester.line(&file.path, &file.digest));
        let paths = sources.iter().map(|file| file.path.as_str());
        self.sources.borrow_mut().mentions(self.root, unit, &digester.hex(), paths)
    }
}

/// The most files of a folder that the tree does not hold that are told by their content.
const MOST_READ: usize = 1000;

/// The files of a folder that the tree does not hold, such as one that git ignores: where they are many, they are told by
/// names, sizes and times. What a build writes is none.
fn folder_beside<'t>(root: &Path, path: &str) -> Vec<Seen<'t>> {
    let place = root.join(path);
    if !place.is_dir() || place.join("CACHEDIR.TAG").is_file() || path.is_empty() {
        return Vec::new();
    }
    match sightings(path, &place) {
        Ok(seen) if seen.len() <= MOST_READ => {
            let files = walk(&place).0.into_iter();
            files.map(|file| (Cow::from(format!("{path}/{}", file.path)), Cow::from(file.digest))).collect()
        }
        Ok(seen) => seen.into_iter().map(|(path, seen)| (Cow::from(path), Cow::from(seen))).collect(),
        Err(unknown) => vec![(Cow::from(path.to_owned()), Cow::from(unknown.detail))],
    }
}

/// Is a file of the package in `dir` there to be read by people? Markdown among the sources and tests is often
/// data, unless it is called README.
fn is_document(dir: &str, path: &str) -> bool {
    let inside = path.strip_prefix(dir).unwrap_or(path).trim_start_matches('/');
    let (name, upper) = (name(inside), name(inside).to_ascii_uppercase());
    if name.ends_with(".md") || name.ends_with(".markdown") {
        let data =
            ["src/", "tests/", "benches/", "examples/"].iter().any(|folder| inside.starts_with(folder));
        return !data || upper.starts_with("README");
    }
    let licence = ["LICENSE", "LICENCE", "COPYING", "NOTICE"].iter().any(|word| upper.starts_with(word));
    (licence && !name.ends_with(".rs")) || path == "readiness.toml"
}
