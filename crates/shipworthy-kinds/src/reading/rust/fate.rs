//! What becomes of each Rust file of a workspace: compiled into what is shipped, for tests only, data, or nothing at all.
//! Judges nobody: a kind says what it makes of that.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::{Package, Target, Workspace};
use shipworthy_model::observation::{Looked, Sighting};
use shipworthy_model::path::{ancestors, folder, join, resolve_inside};
use shipworthy_model::step::SourceFile;

use crate::reading::globs::Globs;

use super::attribute;
use super::mention::{Base, FileMention, MentionKind, mentions};
use super::reach::{BlindSpot, Reached, SourceFiles, TargetRoot, module_folder};
use super::token::code;

/// The files that must be looked at before the fate of any is known.
pub(crate) const SOURCES: &[&str] = &["**/*.rs", "**/Cargo.toml", "**/*.stderr"];

/// What becomes of one Rust file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FileFate<'a> {
    /// Some target that is shipped compiles it.
    Shipped,
    /// It is compiled, but for tests, benchmarks and examples only; or its text is embedded.
    Test,
    /// No target compiles it, and something may read it: it is a case of a test, a template.
    Data,
    /// It belongs to no member of the workspace.
    Outside,
    /// No target is seen to compile it, but something may do so that cannot be looked through.
    Unclear(BlindSpot<'a>),
    /// No target compiles it, and nothing reads it.
    Orphan,
}

/// What is seen in one file that the fate of files depends on. Never fails: text that is no UTF-8 or no Rust is still a
/// file that must be reached.
pub(crate) fn sightings(file: &SourceFile<'_>) -> Vec<Sighting> {
    for (ending, rule) in [("Cargo.toml", MANIFEST), (".stderr", SNAPSHOT)] {
        if file.path.ends_with(ending) {
            return vec![Sighting::new(rule, file.path)];
        }
    }
    if !is_source(file) {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(file.bytes);
    let mut sightings = vec![Sighting::new(FILE, file.path)];
    if has_tests(&text) {
        sightings.push(Sighting::new(TESTS, file.path));
    }
    sightings.extend(mentions(&text).into_iter().map(|mention| {
        Sighting::new(mention.rule(), file.path)
            .at(Some(mention.line), Some(mention.column))
            .text(mention.path)
    }));
    sightings
}

/// Is the file Rust code: by its name, or because code has it for a part of itself?
pub(crate) fn is_source(file: &SourceFile<'_>) -> bool {
    file.followed || file.path.ends_with(".rs")
}

/// The files that code includes, or has for modules, whatever they are called.
pub(crate) fn parts(sightings: &[Sighting]) -> Vec<String> {
    let mut paths = Vec::new();
    for sighting in sightings {
        let Some((what, base, _)) = FileMention::of_rule(&sighting.rule) else { continue };
        let text = sighting.text.as_str();
        if !matches!(what, MentionKind::Include | MentionKind::Path)
            || text.ends_with(".rs")
            || text.contains('*')
        {
            continue;
        }
        // Which package it is of, and which folder its modules are in, is not known here.
        let from: Vec<String> = match base {
            _ if text.starts_with('/') => ancestors(folder(&sighting.path)).map(str::to_owned).collect(),
            Base::Folder => vec![folder(&sighting.path).to_owned()],
            Base::Modules => [true, false].map(|owner| module_folder(&sighting.path, owner)).into(),
        };
        paths.extend(from.iter().filter_map(|from| resolve_inside(from, text.trim_start_matches('/'))));
    }
    paths
}

/// A Rust file.
pub(crate) const FILE: &str = "file";
const TESTS: &str = "tests";
const MANIFEST: &str = "manifest";
const SNAPSHOT: &str = "snapshot";

fn has_tests(text: &str) -> bool {
    let code = code(text);
    let opening = |at| attribute::opening(&code, at).map(|(bracket, _)| attribute::body(&code, bracket));
    (0..code.len()).filter_map(opening).any(attribute::is_test)
}

/// The Rust files of a workspace, and what becomes of each.
pub(crate) struct SourceFates<'a> {
    workspace: &'a Workspace,
    files: BTreeSet<&'a str>,
    manifests: BTreeSet<&'a str>,
    snapshots: BTreeSet<&'a str>,
    tests: BTreeSet<&'a str>,
    reached: Reached<'a>,
    /// The folders in which the target of each package lie that are shipped.
    sources: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The folders with a file that is reached.
    alive: BTreeSet<String>,
}

impl<'a> SourceFates<'a> {
    /// Follows the targets of the workspace through what was seen.
    pub(crate) fn new(workspace: &'a Workspace, looked: &'a Looked) -> Self {
        let of_rule = |rule: &'static str| {
            looked.sightings.iter().filter(move |s| s.rule == rule).map(|s| s.path.as_str())
        };
        let files: BTreeSet<&str> = of_rule(FILE).collect();
        let targets = || {
            let packages = workspace.packages.iter();
            packages.flat_map(|package| package.targets.iter().map(move |target| (package, target)))
        };
        let root = |(package, target): (&'a Package, &'a Target)| TargetRoot {
            path: &target.root,
            package: &package.dir,
            shipped: is_shipped(target),
        };
        let reached = SourceFiles::new(files.iter().copied(), looked).reach(targets().map(root));
        let mut sources: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (package, target) in targets().filter(|(_, target)| is_shipped(target) && !is_script(target)) {
            sources.entry(&package.dir).or_default().insert(folder(&target.root));
        }
        let alive = reached.files.iter().map(|file| folder(file).to_owned()).collect();
        Self {
            workspace,
            manifests: of_rule(MANIFEST).map(folder).collect(),
            snapshots: of_rule(SNAPSHOT).map(folder).collect(),
            tests: of_rule(TESTS).collect(),
            files,
            reached,
            sources,
            alive,
        }
    }

    /// All Rust files that were looked at, in the order of their paths.
    pub(crate) fn files(&self) -> impl Iterator<Item = &'a str> {
        self.files.iter().copied()
    }

    /// Is there a file with this path?
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Is the file the root of a target?
    pub(crate) fn is_root(&self, path: &str) -> bool {
        let mut targets = self.workspace.packages.iter().flat_map(|package| &package.targets);
        targets.any(|target| target.root == path)
    }

    /// The member that a file belongs to: the one with the nearest manifest above it. `None` when that manifest is no
    /// member's.
    pub(crate) fn package(&self, file: &str) -> Option<&'a Package> {
        for dir in ancestors(folder(file)) {
            let package = self.workspace.packages.iter().find(|package| package.dir == dir);
            if package.is_some() || self.manifests.contains(dir) {
                return package;
            }
        }
        None
    }

    /// What becomes of a file.
    pub(crate) fn of(&self, file: &str) -> FileFate<'a> {
        if self.reached.shipped.contains(file) {
            return FileFate::Shipped;
        }
        if self.reached.files.contains(file) {
            return FileFate::Test;
        }
        let Some(package) = self.package(file) else { return FileFate::Outside };
        if self.snapshots.contains(folder(file)) || self.is_named(package, file) {
            return FileFate::Data;
        }
        // What stands beside the code is meant as code; so is what has tests of its own. A folder apart, of which nothing is
        // compiled, holds what something else reads: the cases of a test of a compiler, templates.
        let meant_as_code =
            self.in_sources(package, file) || self.tests.contains(file) || self.alive.contains(folder(file));
        if !meant_as_code {
            return FileFate::Data;
        }
        let mut blind = self.reached.blind.iter().filter(|spot| spot.covers(file));
        blind.next().map_or(FileFate::Orphan, |spot| FileFate::Unclear(spot.clone()))
    }

    /// Is the file below a folder in which a target of the package has its root? Where that is the folder of the whole
    /// package, only what lies in it directly is.
    fn in_sources(&self, package: &Package, file: &str) -> bool {
        let folders = self.sources.get(package.dir.as_str()).into_iter().flatten();
        folders
            .into_iter()
            .any(|dir| if *dir == package.dir { folder(file) == *dir } else { within(file, dir) })
    }

    /// Does a string in a reached file name this file, or a folder around it? In the sources of a package, only a build
    /// script may name what is data.
    fn is_named(&self, package: &Package, file: &str) -> bool {
        let Some(local) = file.strip_prefix(&package.dir).map(|local| local.trim_start_matches('/')) else {
            return false;
        };
        let in_sources = self.in_sources(package, file);
        let targets = self.workspace.packages.iter().flat_map(|package| &package.targets);
        let scripts: BTreeSet<&str> =
            targets.filter(|target| is_script(target)).map(|target| target.root.as_str()).collect();
        let names = |(at, text): &(String, String)| {
            if in_sources && !(scripts.contains(at.as_str()) && within(at, &package.dir)) {
                return false;
            }
            let text = wildcards(text);
            let text = text.trim_start_matches("./").trim_start_matches('/');
            if text.ends_with(".rs") {
                let beside = resolve_inside(folder(at), text);
                let named = within(at, &package.dir) && names_file(text, local);
                return named || beside.is_some_and(|path| names_file(&path, file));
            }
            if !text.contains('/') {
                // A part of a path that is put together; what cargo looks into by itself says nothing.
                let mut parts = folder(local).split('/').enumerate();
                let named =
                    |(at, part): (usize, &str)| part == text && !(at == 0 && LOOKED_INTO.contains(&part));
                return !self.alive.contains(folder(file)) && parts.any(named);
            }
            let of = self.package(at).map_or("", |package| package.dir.as_str());
            let bases = [package.dir.as_str(), folder(at), of, ""];
            let folders = bases.into_iter().filter_map(|base| resolve_inside(base, text));
            folders.into_iter().any(|path| is_specific(&path, package) && within(file, &path))
        };
        self.reached.named.iter().any(names)
    }
}

/// The folders of a package that cargo looks into by itself, so that their names alone say nothing.
const LOOKED_INTO: [&str; 4] = ["src", "tests", "benches", "examples"];

/// Is the folder one within a package, and none that cargo looks into by itself?
fn is_specific(path: &str, package: &Package) -> bool {
    path.strip_prefix(&join(&package.dir, "")).is_some_and(|inside| inside.contains('/'))
}

/// Is the target part of what is shipped?
pub(crate) fn is_shipped(target: &Target) -> bool {
    !target.kinds.iter().any(|kind| ["test", "bench", "example"].contains(&kind.as_str()))
}

fn is_script(target: &Target) -> bool {
    target.kinds.iter().any(|kind| kind == "custom-build")
}

/// Is `path` below the folder?
fn within(path: &str, dir: &str) -> bool {
    dir.is_empty() || path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'))
}

/// `{}` and `{name}` of a format string, and `$NAME` before a path, may stand for anything.
fn wildcards(text: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for character in text.chars() {
        match character {
            '{' => {
                depth += 1;
                if !plain.ends_with('*') {
                    plain.push('*');
                }
            }
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    match plain.strip_prefix('$').and_then(|rest| rest.split_once('/')) {
        Some((_, rest)) => rest.to_owned(),
        None => plain,
    }
}

/// Does a path or glob that ends in `.rs` name the file, or the end of its path? A glob that would name nearly
/// everything names nothing.
fn names_file(text: &str, file: &str) -> bool {
    let wild = |part: &str| part.contains(['*', '?', '[']);
    if !text.split('/').any(wild) {
        let generic = ["mod.rs", "lib.rs", "main.rs"].contains(&text);
        return file == text || (!generic && file.strip_suffix(text).is_some_and(|head| head.ends_with('/')));
    }
    let firm = text.split('/').filter(|part| !wild(part)).count();
    let needed = if text.contains("**") { 2 } else { 1 };
    let Ok(globs) = Globs::new([text]) else { return false };
    let parts = text.split('/').count();
    let tail: Vec<&str> = file.rsplitn(parts + 1, '/').take(parts).collect();
    let tail = tail.into_iter().rev().collect::<Vec<_>>().join("/");
    firm >= needed && (globs.matches(file) || globs.matches(&tail))
}
