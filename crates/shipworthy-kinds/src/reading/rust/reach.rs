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
    mentions: BTreeMap<&'a str, Vec<(MentionKind, Base, bool, &'a Sighting)>>,
    /// Macros that declare modules, or include files, under names they are given.
    templates: BTreeSet<&'a str>,
    /// The macros that are defined here.
    defined: BTreeSet<&'a str>,
    /// The macros that are called, or may be.
    used: BTreeSet<&'a str>,
    /// The macros that a macro calls.
    inner: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The modules that a macro declares by itself.
    bodies: BTreeMap<&'a str, Vec<&'a str>>,
    /// Symbolic links, to files and to folders, and where they lead.
    links: BTreeMap<&'a str, &'a str>,
}

/// A path through links is followed so far and no further: a link to its own folder makes paths without end.
const DEEPEST: usize = 40;

/// The root of a target.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TargetRoot<'r> {
    /// The path of the root.
    pub(crate) path: &'r str,
    /// The folder of its package.
    pub(crate) package: &'r str,
    /// Is the target shipped: no test, no benchmark, no example?
    pub(crate) shipped: bool,
}

/// The files that the targets of a workspace reach.
#[derive(Debug, Default)]
pub(crate) struct Reached<'a> {
    /// The files that are compiled, or included.
    pub(crate) files: BTreeSet<String>,
    /// Those of them that are compiled, under the path by which they are declared.
    pub(crate) compiled: BTreeSet<String>,
    /// Those of them that are compiled into something that is shipped.
    pub(crate) shipped: BTreeSet<String>,
    /// Files and globs that strings in reached files name: by the file they are named in.
    pub(crate) named: Vec<(String, String)>,
    /// Where modules may be declared that cannot be seen.
    pub(crate) blind: Vec<BlindSpot<'a>>,
}

/// A place from which modules may be declared that cannot be seen: a macro of another crate, a file that is included and is
/// no `.rs` file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BlindSpot<'a> {
    /// The folder below which the modules would be.
    pub(crate) folder: String,
    /// May a module be declared that has this folder for its own: the file beside it?
    pub(crate) beside: bool,
    /// What may declare them: `all!`, `include!("a.inc")`.
    pub(crate) what: String,
    /// Where it stands.
    pub(crate) place: &'a Sighting,
}

/// A file that is still to be followed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct OpenFile {
    path: String,
    /// Does it own its folder, as `mod.rs` and roots do?
    owner: bool,
    shipped: bool,
    package: String,
}

impl<'a> SourceFiles<'a> {
    /// The source files of a workspace, from the files there are and the mentions seen in them.
    pub(crate) fn new(files: impl IntoIterator<Item = &'a str>, looked: &'a Looked) -> Self {
        let mut sources = Self {
            files: files.into_iter().collect(),
            mentions: BTreeMap::new(),
            templates: BTreeSet::new(),
            defined: BTreeSet::new(),
            used: BTreeSet::new(),
            inner: BTreeMap::new(),
            bodies: BTreeMap::new(),
            links: looked.links.iter().map(|(link, to)| (link.as_str(), to.as_str())).collect(),
        };
        for sighting in &looked.sightings {
            let Some((what, base, test)) = FileMention::of_rule(&sighting.rule) else { continue };
            let text = sighting.text.as_str();
            let parts = text.split_once(' ');
            match (what, parts) {
                (MentionKind::Macro, _) => {
                    sources.templates.insert(text);
                }
                (MentionKind::Definition, _) => {
                    sources.defined.insert(text);
                }
                (MentionKind::Call, Some((name, _))) => {
                    sources.used.insert(name);
                }
                (MentionKind::Inner, Some((name, inner))) => {
                    sources.inner.entry(name).or_default().insert(inner);
                }
                (MentionKind::Body, Some((name, path))) => sources.bodies.entry(name).or_default().push(path),
                _ => {}
            }
            sources.mentions.entry(&sighting.path).or_default().push((what, base, test, sighting));
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

    /// Everything that the targets with these roots reach.
    pub(crate) fn reach<'r>(&self, roots: impl IntoIterator<Item = TargetRoot<'r>>) -> Reached<'a> {
        let mut reached = Reached::default();
        // A file may be reached twice, once as a folder's owner and once not: its modules live elsewhere then.
        let mut open: Vec<OpenFile> = roots
            .into_iter()
            .map(|root| OpenFile {
                path: root.path.to_owned(),
                owner: true,
                shipped: root.shipped,
                package: root.package.to_owned(),
            })
            .collect();
        let mut seen: BTreeSet<(String, bool, bool)> = BTreeSet::new();
        while let Some(file) = open.pop() {
            let key = (file.path.clone(), file.owner, file.shipped);
            if !self.has(&file.path) || !seen.insert(key) {
                continue;
            }
            let real = self.real(&file.path).into_owned();
            if real != file.path && file.path.matches('/').count() > DEEPEST {
                continue;
            }
            for (what, base, test, sighting) in self.mentions.get(real.as_str()).into_iter().flatten() {
                let from = match base {
                    Base::Folder => folder(&file.path).to_owned(),
                    Base::Modules => module_folder(&file.path, file.owner),
                };
                let parent = OpenFile { shipped: file.shipped && !test, ..file.clone() };
                self.follow(*what, &from, sighting, &parent, &mut open, &mut reached);
            }
            if file.shipped {
                reached.shipped.extend([real.clone(), file.path.clone()]);
            }
            reached.compiled.insert(file.path.clone());
            reached.files.extend([real, file.path]);
        }
        reached
    }

    fn follow(
        &self,
        what: MentionKind,
        from: &str,
        sighting: &'a Sighting,
        parent: &OpenFile,
        open: &mut Vec<OpenFile>,
        reached: &mut Reached<'a>,
    ) {
        let text = sighting.text.as_str();
        let (name, path) = text.split_once(' ').unwrap_or_default();
        let package = parent.package.as_str();
        let child = |(path, owner): (String, bool)| OpenFile { path, owner, ..parent.clone() };
        match what {
            MentionKind::Module => open.extend(self.module_files(from, text).map(child)),
            MentionKind::Handed if self.templates.contains(name) => {
                open.extend(self.module_files(from, path).map(child));
            }
            MentionKind::HandedFile if self.templates.contains(name) => {
                reached.files.extend(self.given(from, path, package));
            }
            // It may be called by what is not seen to call it, from where it is defined.
            MentionKind::Body if self.used.contains(name) => {
                open.extend(self.module_files(from, path).map(child));
            }
            MentionKind::Call => {
                let from = resolve_inside(from, path).unwrap_or_default();
                let declared = self.declared_by(name);
                open.extend(declared.into_iter().flat_map(|path| self.module_files(&from, path)).map(child));
            }
            MentionKind::Dir => {
                let dirs = [resolve_inside(package, text), resolve_inside(from, text)];
                let inside = self
                    .files
                    .iter()
                    .filter(|file| dirs.iter().any(|dir| dir.as_deref() == Some(folder(file))));
                open.extend(inside.map(|file| child(((*file).to_owned(), false))));
            }
            MentionKind::Path => {
                open.extend(self.given(from, text, package).into_iter().map(|file| child((file, true))));
            }
            MentionKind::Include => {
                let given = self.given(from, text, package);
                if given.is_empty() && !text.ends_with(".rs") {
                    let included = resolve_inside(
                        if text.starts_with('/') { package } else { from },
                        text.trim_start_matches('/'),
                    );
                    reached.blind.extend(included.map(|file| BlindSpot {
                        folder: folder(&file).to_owned(),
                        beside: false,
                        what: format!("include!(\"{text}\")"),
                        place: sighting,
                    }));
                }
                open.extend(given.into_iter().map(|file| child((file, true))));
            }
            MentionKind::Embed => {
                let given = self.given(from, text, package);
                reached.files.extend(given.iter().map(|file| self.real(file).into_owned()));
                reached.files.extend(given);
            }
            MentionKind::Opaque | MentionKind::Filled if !self.defined.contains(name) => {
                let folder = resolve_inside(from, path).unwrap_or_default();
                let beside = what == MentionKind::Filled;
                let what = if beside { format!("#[{name}]") } else { format!("{name}!") };
                reached.blind.push(BlindSpot { folder, beside, what, place: sighting });
            }
            MentionKind::Named => reached.named.push((sighting.path.clone(), text.to_owned())),
            MentionKind::Handed
            | MentionKind::HandedFile
            | MentionKind::Macro
            | MentionKind::Body
            | MentionKind::Inner
            | MentionKind::Definition
            | MentionKind::Filled
            | MentionKind::Opaque => {}
        }
    }

    /// The modules that a call of the macro declares, by itself or through the macros that it calls.
    fn declared_by(&self, name: &'a str) -> Vec<&'a str> {
        let mut called = BTreeSet::from([name]);
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            let inner = self.inner.get(name).into_iter().flatten();
            open.extend(inner.copied().filter(|inner| called.insert(inner)));
        }
        called.iter().filter_map(|name| self.bodies.get(name)).flatten().copied().collect()
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

impl BlindSpot<'_> {
    /// Is the file one that may be declared there?
    pub(crate) fn covers(&self, file: &str) -> bool {
        let rest = if self.folder.is_empty() { Some("/") } else { file.strip_prefix(&*self.folder) };
        rest.is_some_and(|rest| rest.starts_with('/') || (self.beside && rest == ".rs"))
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
