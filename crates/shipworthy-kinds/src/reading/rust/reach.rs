//! Which files the targets of a workspace reach, by Rust's own rules for the files of modules. Judges nothing.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::observation::{Looked, Sighting};
use shipworthy_model::path::{folder, join, name, resolve_inside};

use crate::reading::globs::Globs;

use super::mention::{Base, FileMention, MentionKind};

/// The files of a workspace and what they say about each other.
pub(crate) struct SourceFiles<'a> {
    files: BTreeSet<&'a str>,
    mentions: BTreeMap<&'a str, Vec<(MentionKind, Base, &'a Sighting)>>,
    /// Macros that declare modules, or include files, under names they are given.
    macros: BTreeSet<&'a str>,
    /// The modules that a macro declares by itself.
    bodies: BTreeMap<&'a str, Vec<&'a str>>,
    /// Symbolic links, to files and to folders, and where they lead.
    links: BTreeMap<&'a str, &'a str>,
}

/// A path through links is followed so far and no further: a link to its own folder makes paths without end.
const DEEPEST: usize = 40;

/// The files that the targets of a workspace reach.
#[derive(Debug, Default)]
pub(crate) struct Reached {
    /// The files that are compiled, or included.
    pub(crate) files: BTreeSet<String>,
    /// Files and globs that strings in reached files name: by the file they are named in.
    pub(crate) named: Vec<(String, String)>,
}

impl<'a> SourceFiles<'a> {
    /// The source files of a workspace, from the files there are and the mentions seen in them.
    pub(crate) fn new(files: impl IntoIterator<Item = &'a str>, looked: &'a Looked) -> Self {
        let mut sources = Self {
            files: files.into_iter().collect(),
            mentions: BTreeMap::new(),
            macros: BTreeSet::new(),
            bodies: BTreeMap::new(),
            links: looked.links.iter().map(|(link, to)| (link.as_str(), to.as_str())).collect(),
        };
        for sighting in &looked.sightings {
            let Some((what, base)) = FileMention::of_rule(&sighting.rule) else { continue };
            if what == MentionKind::Macro {
                sources.macros.insert(&sighting.text);
            } else if what == MentionKind::Body
                && let Some((name, path)) = sighting.text.split_once(' ')
            {
                sources.bodies.entry(name).or_default().push(path);
            }
            sources.mentions.entry(&sighting.path).or_default().push((what, base, sighting));
        }
        sources
    }

    /// The file with this path, if there is one.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.contains(path) || self.files.contains(&*self.real(path))
    }

    /// Where a path leads once its links are followed.
    fn real<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let mut real = Cow::from(path);
        // A link leads to what is no link; what follows it in the path may be one again.
        for _ in 0..DEEPEST {
            let ends = real.match_indices('/').map(|(at, _)| at).chain([real.len()]);
            let through = ends.into_iter().find_map(|at| Some((at, *self.links.get(real.get(..at)?)?)));
            let Some((at, to)) = through else { break };
            let joined = resolve_inside(to, real.get(at..).unwrap_or_default()).unwrap_or_default();
            real = Cow::from(joined);
        }
        real
    }

    /// Everything that the targets with these roots reach. A root comes with the folder of its package.
    pub(crate) fn reach<'r>(&self, roots: impl IntoIterator<Item = (&'r str, &'r str)>) -> Reached {
        let mut reached = Reached::default();
        // A file may be reached twice, once as a folder's owner and once not: its modules live elsewhere then.
        let mut open: Vec<(String, bool, String)> =
            roots.into_iter().map(|(root, package)| (root.to_owned(), true, package.to_owned())).collect();
        let mut seen: BTreeSet<(String, bool)> = BTreeSet::new();
        while let Some((file, owner, package)) = open.pop() {
            if !self.has(&file) || !seen.insert((file.clone(), owner)) {
                continue;
            }
            let real = self.real(&file).into_owned();
            if real != file && file.matches('/').count() > DEEPEST {
                continue;
            }
            for (what, base, sighting) in self.mentions.get(real.as_str()).into_iter().flatten() {
                let from = match base {
                    Base::Folder => folder(&file).to_owned(),
                    Base::Modules => module_folder(&file, owner),
                };
                self.follow(*what, &from, sighting, &package, &mut open, &mut reached);
            }
            reached.files.insert(real);
            reached.files.insert(file);
        }
        reached
    }

    fn follow(
        &self,
        what: MentionKind,
        from: &str,
        sighting: &Sighting,
        package: &str,
        open: &mut Vec<(String, bool, String)>,
        reached: &mut Reached,
    ) {
        let text = sighting.text.as_str();
        let (name, path) = text.split_once(' ').unwrap_or_default();
        let owned = |(file, owner): (String, bool)| (file, owner, package.to_owned());
        match what {
            MentionKind::Module => open.extend(self.module_files(from, text).map(owned)),
            MentionKind::Handed if self.macros.contains(name) => {
                open.extend(self.module_files(from, path).map(owned));
            }
            MentionKind::HandedFile if self.macros.contains(name) => {
                reached.files.extend(self.given(from, path, package));
            }
            MentionKind::Call => {
                let from = resolve_inside(from, path).unwrap_or_default();
                let declared = self.bodies.get(name).into_iter().flatten();
                open.extend(declared.flat_map(|path| self.module_files(&from, path)).map(owned));
            }
            MentionKind::Dir => {
                let dir = resolve_inside(package, text);
                let inside = self.files.iter().filter(|file| dir.as_deref() == Some(folder(file)));
                open.extend(inside.map(|file| owned(((*file).to_owned(), false))));
            }
            MentionKind::Path | MentionKind::Include => {
                open.extend(self.given(from, text, package).into_iter().map(|file| owned((file, true))));
            }
            MentionKind::Embed => {
                let given = self.given(from, text, package);
                reached.files.extend(given.iter().map(|file| self.real(file).into_owned()));
                reached.files.extend(given);
            }
            MentionKind::Named => reached.named.push((sighting.path.clone(), text.to_owned())),
            MentionKind::Handed | MentionKind::HandedFile | MentionKind::Macro | MentionKind::Body => {}
        }
    }

    /// The files that a module may live in, each with: does it own its folder?
    fn module_files(&self, from: &str, path: &str) -> impl Iterator<Item = (String, bool)> + use<> {
        let beside = resolve_inside(from, &format!("{path}.rs")).map(|file| (file, false));
        let within = resolve_inside(from, &format!("{path}/mod.rs")).map(|file| (file, true));
        beside.into_iter().chain(within)
    }

    /// A file given by path: from the folder, or from the package when it begins with `/`, as
    /// `concat!(env!("CARGO_MANIFEST_DIR"), "/...")` does. A glob gives all that it matches.
    fn given(&self, from: &str, path: &str, package: &str) -> Vec<String> {
        let file = match path.strip_prefix('/') {
            Some(path) => resolve_inside(package, path),
            None => resolve_inside(from, path),
        };
        let Some(file) = file else { return Vec::new() };
        if !file.contains('*') {
            return if self.has(&file) { vec![file] } else { Vec::new() };
        }
        let globs = Globs::new([file.as_str()]).unwrap_or_default();
        self.files.iter().filter(|file| globs.matches(file)).map(|file| (*file).to_owned()).collect()
    }
}

/// The name of a file without folder and `.rs`.
pub(crate) fn stem(file: &str) -> &str {
    let name = name(file);
    name.strip_suffix(".rs").unwrap_or(name)
}

/// The folder in which the modules of a file live.
pub(crate) fn module_folder(file: &str, owner: bool) -> String {
    let folder = folder(file);
    if owner || stem(file) == "mod" {
        return folder.to_owned();
    }
    join(folder, stem(file))
}
