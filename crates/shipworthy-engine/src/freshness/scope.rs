//! Which files a result depends on, as parts of a fingerprint. Each part is digested once, whatever the number of gates
//! that share it. When in doubt a result depends on more: a gate run too often is a nuisance, one run too seldom a lie.

mod around;
mod beside;
mod commit;
mod declared;
mod file_filter;
mod member_sources;
mod members;
mod outside;
mod packages;
mod paths;
mod reach;
mod source;

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use shipworthy_model::facts::{Package, Workspace};
use shipworthy_model::fingerprint::Part;
use shipworthy_model::glob::Glob;
use shipworthy_model::kind::Scope;
use shipworthy_model::params::Params;
use shipworthy_model::unknown::{Reason, Unknown};

use crate::evidence::CacheFolder;
use crate::facts::tree::{Digester, Tree, TreeFile, file_digest, walk};
use crate::freshness::cargo_settings::CargoSettings;
use crate::freshness::fingerprint::OTHERS;
use crate::freshness::opaque::opaque;
use crate::freshness::sources::{Mentions, SourceMentions};
use crate::freshness::tool_settings::SettingsOf;
use crate::freshness::variables::Variables;

pub(crate) use self::file_filter::FileFilter;
use self::file_filter::is_compiled;
use self::members::{members, targets};
use self::packages::{FileOwners, MemberFiles};
pub(crate) use self::paths::from_root;
use self::paths::{is_above, shared_files};
use self::reach::FileReach;
use self::source::{InputSource, Seen, seen, unlisted};

/// The checklist does not count as a file of the tree: of it, a gate's own definition does.
pub(crate) const CHECKLIST: &str = "readiness.toml";

/// The parts of fingerprints that are made of files, for one tree and one workspace.
#[derive(Debug)]
pub struct InputScopes {
    root: PathBuf,
    workspace: Option<Workspace>,
    sources: RefCell<SourceMentions>,
    owners: FileOwners,
    /// The parts made so far, by what they are about.
    made: BTreeMap<InputSource, Part>,
    /// What the parts made so far are about.
    sources_of_parts: BTreeMap<Part, InputSource>,
    /// The parts of closures made so far, by the members named.
    closures: BTreeMap<Vec<String>, Vec<Part>>,
    refs: Option<String>,
    /// The files that are on the disk and not of the tree, once somebody asked.
    others: OnceCell<Vec<TreeFile>>,
    settings: CargoSettings,
    variables: Arc<Variables>,
    /// The members that may be made of more than the compiler names, once somebody asked.
    opaque: Option<Arc<BTreeSet<String>>>,
    /// The files of packages that the tree does not hold, once somebody asked.
    beside: OnceCell<Vec<TreeFile>>,
}

impl InputScopes {
    /// The scopes of this tree, and of the workspace when it could be read. Without it, what depends on packages
    /// depends on the whole tree.
    pub fn new(root: &Path, tree: &Tree, workspace: Option<&Workspace>, cache: &CacheFolder) -> Self {
        // Cargo's paths are free of links.
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let settings = CargoSettings::read(&root);
        Self {
            variables: Arc::new(Variables::now(&root, &settings)),
            settings,
            opaque: None,
            beside: OnceCell::new(),
            root,
            owners: FileOwners::new(tree, workspace),
            workspace: workspace.cloned(),
            sources: RefCell::new(SourceMentions::open(cache)),
            made: BTreeMap::new(),
            sources_of_parts: BTreeMap::new(),
            closures: BTreeMap::new(),
            refs: None,
            others: OnceCell::new(),
        }
    }

    /// The parts for a gate of this scope with these parameters and further inputs. `tree` is the one given before.
    ///
    /// # Errors
    ///
    /// When a glob is malformed, or git is needed and cannot be asked.
    pub fn parts(
        &mut self,
        tree: &Tree,
        scope: &Scope,
        params: &Params,
        inputs: &[String],
        written: &BTreeSet<String>,
    ) -> Result<Vec<Part>, Unknown> {
        let mut parts = self.own(tree, scope, params, written)?;
        for input in inputs {
            parts.push(self.named(tree, input)?);
        }
        parts.sort_unstable();
        parts.dedup();
        Ok(parts)
    }

    /// The parts for a gate of this scope that narrows what it is presumed to read. What it is told to look at stays whole.
    ///
    /// # Errors
    ///
    /// As [`InputScopes::parts`].
    pub(crate) fn narrowed(
        &mut self,
        tree: &Tree,
        scope: &Scope,
        params: &Params,
        by: &FileFilter,
        written: &BTreeSet<String>,
    ) -> Result<Vec<Part>, Unknown> {
        if let Scope::Each(scopes) = scope {
            let parts = scopes.iter().map(|scope| self.narrowed(tree, scope, params, by, written));
            return Ok(parts.collect::<Result<Vec<_>, _>>()?.concat());
        }
        let parts = self.own(tree, scope, params, written)?;
        if !scope.presumes(params) {
            return Ok(parts);
        }
        let narrow = |part: Part| match self.sources_of_parts.get(&part).cloned() {
            Some(source) if source.is_presumed() => {
                self.part(tree, InputSource::Narrowed(Box::new(source), by.clone()))
            }
            _ => Ok(part),
        };
        parts.into_iter().map(narrow).collect()
    }

    /// The parts for the scope alone.
    fn own(
        &mut self,
        tree: &Tree,
        scope: &Scope,
        params: &Params,
        written: &BTreeSet<String>,
    ) -> Result<Vec<Part>, Unknown> {
        Ok(match scope {
            Scope::Packages(param) => self.packages(tree, params.texts(param))?,
            Scope::PackageFolders(param) => {
                let parts = self.packages(tree, params.texts(param))?;
                let reached = self.reached(tree, &parts, written)?;
                parts.into_iter().chain(reached).collect()
            }
            Scope::Sources { packages, otherwise } => match self.numbers(&params.texts(packages)) {
                Some(members) => self.sources(tree, &members)?,
                None => self.own(tree, &Scope::Files(otherwise), params, written)?,
            },
            Scope::Files(globs) => {
                let parts = globs.iter().map(|glob| self.named(tree, glob));
                parts.collect::<Result<_, _>>()?
            }
            Scope::Named { by, otherwise } => {
                let mut globs: Vec<&str> = by.iter().flat_map(|name| params.texts(name)).collect();
                if globs.is_empty() {
                    globs.extend(*otherwise);
                }
                match globs.is_empty() {
                    true => self.everything(tree, written)?,
                    false => globs.iter().map(|text| self.named(tree, text)).collect::<Result<_, _>>()?,
                }
            }
            Scope::Commit => self.commit(tree, true)?,
            Scope::Refs { dirty } => self.commit(tree, params.flag(dirty) == Some(true))?,
            // Who answered what is in the checklist, not in the tree.
            Scope::SignOff => Vec::new(),
            Scope::Each(scopes) => {
                let mut parts = Vec::new();
                for scope in *scopes {
                    parts.extend(self.own(tree, scope, params, written)?);
                }
                parts
            }
            // What this release does not know depends on everything, as `Scope::Tree` does.
            _ => self.everything(tree, written)?,
        })
    }

    /// The parts for all that lies on the disk below the root.
    fn everything(&mut self, tree: &Tree, written: &BTreeSet<String>) -> Result<Vec<Part>, Unknown> {
        Ok(vec![self.part(tree, InputSource::Tree)?, self.others(tree, "", written)?])
    }

    /// The part for the files below a folder that are on the disk and not of the tree, but for those that gates wrote.
    fn others(&mut self, tree: &Tree, below: &str, written: &BTreeSet<String>) -> Result<Part, Unknown> {
        self.part(tree, InputSource::Others { below: below.to_owned(), written: written.clone() })
    }

    /// The parts for what the members among these parts may read when they run.
    fn reached(
        &mut self,
        tree: &Tree,
        parts: &[Part],
        written: &BTreeSet<String>,
    ) -> Result<Vec<Part>, Unknown> {
        let sources = parts.iter().filter_map(|part| self.sources_of_parts.get(part));
        let members: Vec<usize> = sources.filter_map(InputSource::member).collect();
        let reach = |at: &usize| self.member_files().reach(tree, *at);
        let reaches: Vec<FileReach> = members.iter().map(reach).collect();
        if members.is_empty() || reaches.contains(&FileReach::Anywhere) {
            return self.everything(tree, written);
        }
        let mut reached = Vec::new();
        for (at, _) in members.iter().zip(&reaches).filter(|(_, reach)| **reach == FileReach::Folder) {
            let dir = self.workspace.as_ref().and_then(|workspace| workspace.packages.get(*at));
            let dir = dir.map_or_else(String::new, |package| package.dir.clone());
            reached.push(self.others(tree, &dir, written)?);
            let whole = if dir.is_empty() { InputSource::Tree } else { InputSource::Folder(dir) };
            reached.push(self.part(tree, whole)?);
        }
        Ok(reached)
    }

    fn member_files(&self) -> MemberFiles<'_> {
        MemberFiles {
            root: &self.root,
            workspace: self.workspace.as_ref(),
            owners: &self.owners,
            sources: &self.sources,
        }
    }

    /// The files behind a part that was asked for: each path with its digest, sorted.
    pub fn manifest(&self, tree: &Tree, part: &Part) -> Option<Vec<(String, String)>> {
        let source = self.sources_of_parts.get(part)?;
        let list = self.list(tree, source).ok()?;
        Some(list.into_iter().map(|(path, digest)| (path.into_owned(), digest.into_owned())).collect())
    }

    /// Keeps what was found in sources for the next command. Harmless when it cannot.
    pub fn save(&self) {
        self.sources.borrow().save();
    }

    fn part(&mut self, tree: &Tree, source: InputSource) -> Result<Part, Unknown> {
        if let Some(part) = self.made.get(&source) {
            return Ok(part.clone());
        }
        // A place that could not be looked into may hold anything but the one file that is named.
        if let Some(unseen) = tree
            .unseen
            .first()
            .filter(|_| !matches!(source, InputSource::File(_) | InputSource::CargoSettings))
        {
            let why = format!("what this depends on could not be looked at: {unseen}");
            return Err(Unknown::new(Reason::CouldNotLook, why));
        }
        let list = self.list(tree, &source)?;
        let value = match (&source, list.as_slice()) {
            (InputSource::File(_), []) => "absent".to_owned(),
            (InputSource::File(_), [(_, digest)]) => digest.clone().into_owned(),
            (InputSource::Dirty, []) => "clean".to_owned(),
            (
                InputSource::Beside(_)
                | InputSource::Others { .. }
                | InputSource::CargoSettings
                | InputSource::Narrowed(..),
                [],
            ) => "none".to_owned(),
            _ => {
                let mut digester = Digester::default();
                list.iter().for_each(|(path, digest)| digester.line(path, digest));
                digester.hex()
            }
        };
        let part = Part { name: self.name(&source), value };
        self.sources_of_parts.insert(part.clone(), source.clone());
        self.made.insert(source, part.clone());
        Ok(part)
    }

    fn name(&self, source: &InputSource) -> String {
        let package = |at: usize| self.workspace.as_ref().and_then(|workspace| workspace.packages.get(at));
        match source {
            InputSource::Package(at) => match package(*at).map_or("", |package| package.dir.as_str()) {
                "" => "files .".to_owned(),
                dir => format!("files {dir}"),
            },
            InputSource::Beside(at) => package(*at)
                .map_or_else(String::new, |package| format!("files that git ignores in {}", package.dir)),
            InputSource::Folder(path) => format!("files {path}/**"),
            InputSource::Glob(glob) => format!("files {glob}"),
            InputSource::File(path) => format!("file {path}"),
            InputSource::Outside(path) => format!("outside {path}"),
            InputSource::Tree => "tree".to_owned(),
            InputSource::Others { below, .. } if below.is_empty() => OTHERS.to_owned(),
            InputSource::Others { below, .. } => format!("{OTHERS} in {below}"),
            InputSource::Dirty => "dirty".to_owned(),
            InputSource::CargoSettings => "cargo settings".to_owned(),
            InputSource::Narrowed(source, _) => self.name(source),
        }
    }

    /// The part for a glob or a path that a person wrote.
    fn named(&mut self, tree: &Tree, text: &str) -> Result<Part, Unknown> {
        let glob = Glob::new(text).map_err(|why| Unknown::new(Reason::CouldNotLook, why))?;
        let source = match glob.literal() {
            None => InputSource::Glob(glob.text().to_owned()),
            Some(path) if tree.file(path).is_some() => InputSource::File(path.to_owned()),
            Some("") => InputSource::Tree,
            Some(path) if !tree.under(path).is_empty() => InputSource::Folder(path.to_owned()),
            Some(path) if self.root.join(path).is_dir() => InputSource::Outside(path.to_owned()),
            Some(path) => InputSource::File(path.to_owned()),
        };
        self.part(tree, source)
    }

    /// The root of the workspace, without links in its path.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's own settings.
    pub(crate) fn settings(&self) -> &CargoSettings {
        &self.settings
    }

    /// The variables that the steps of gates get.
    pub(crate) fn variables(&self) -> &Arc<Variables> {
        &self.variables
    }

    /// The members that may be made of more files than the compiler names.
    pub(crate) fn opaque(&mut self, tree: &Tree) -> Arc<BTreeSet<String>> {
        let found = || {
            self.workspace.as_ref().map(|workspace| opaque(&self.root, tree, workspace)).unwrap_or_default()
        };
        match &self.opaque {
            Some(known) => Arc::clone(known),
            None => Arc::clone(self.opaque.insert(Arc::new(found()))),
        }
    }

    /// The files of members that the tree does not hold, because git ignores them, or they lie in a submodule or outside.
    pub(crate) fn members_beside(&self, tree: &Tree) -> Vec<TreeFile> {
        let packages = self.workspace.iter().flat_map(|workspace| &workspace.packages);
        let folders: Vec<&str> = packages.map(|package| package.dir.as_str()).collect();
        let of_member = |file: &&TreeFile| folders.iter().any(|folder| is_above(folder, &file.path));
        self.beside(tree).iter().filter(of_member).cloned().collect()
    }

    /// The files of packages that the tree does not hold.
    fn beside(&self, tree: &Tree) -> &[TreeFile] {
        self.beside.get_or_init(|| {
            let folders = self.closure(tree, &[]).into_iter().filter_map(|source| match source {
                InputSource::Outside(dir) => Some(dir),
                _ => None,
            });
            beside::files(&self.root, tree, self.workspace.as_ref(), folders)
        })
    }

    /// The part for the settings of a tool, and the places where it looks for them.
    pub(crate) fn tool_settings(&self, tree: &Tree, tool: SettingsOf) -> (Part, BTreeSet<PathBuf>) {
        let places = tool.places(&self.root, tree, self.workspace.as_ref());
        let mut digester = Digester::default();
        let mut any = false;
        for place in &places {
            if let Ok(Some(digest)) = file_digest(place) {
                digester.line(&from_root(&self.root, place), &digest);
                any = true;
            }
        }
        let value = if any { digester.hex() } else { "none".to_owned() };
        (Part { name: format!("settings {}", tool.word()), value }, places)
    }

    fn packages(&mut self, tree: &Tree, names: Vec<&str>) -> Result<Vec<Part>, Unknown> {
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        if let Some(parts) = self.closures.get(&names) {
            return Ok(parts.clone());
        }
        let mut sources = self.closure(tree, &names);
        let mut parts: Vec<Part> = Vec::new();
        for source in &sources {
            parts.push(self.part(tree, source.clone())?);
        }
        if !names.is_empty() && self.mentions(&sources).any(|mentions| mentions.runs_cargo) {
            // What is tested may be a program of another member.
            let programs = self.workspace.iter().flat_map(|workspace| &workspace.packages);
            let program = |package: &&Package| {
                package.targets.iter().any(|target| target.kinds.iter().any(|kind| kind == "bin"))
            };
            let programs = programs.filter(program).map(|package| package.name.clone());
            let names: Vec<String> = names.iter().cloned().chain(programs).collect();
            sources = self.closure(tree, &names);
        }
        let set: BTreeSet<String> = self.mentions(&sources).flat_map(|mentions| mentions.variables).collect();
        parts.extend(self.variables.set(&set));
        let opaque = self.opaque(tree);
        let reads = |source: &InputSource| match source {
            InputSource::Package(at) => self
                .workspace
                .as_ref()
                .is_some_and(|workspace| opaque.contains(&workspace.packages[*at].name)),
            InputSource::Folder(dir) | InputSource::Outside(dir) => {
                packages::may_read_while_compiling(&self.root, dir)
            }
            _ => false,
        };
        if sources.iter().any(reads) {
            sources.push(InputSource::Tree);
        }
        sources.extend(shared_files(&self.root, tree).map(InputSource::File));
        sources.push(InputSource::CargoSettings);
        if let Some(workspace) = &self.workspace {
            let numbers: BTreeSet<usize> = sources.iter().filter_map(InputSource::member).collect();
            parts.push(targets(numbers.into_iter().filter_map(|at| workspace.packages.get(at))));
            parts.push(members(workspace));
        }
        for source in sources {
            parts.push(self.part(tree, source)?);
        }
        self.closures.insert(names, parts.clone());
        Ok(parts)
    }

    fn closure(&self, tree: &Tree, names: &[String]) -> Vec<InputSource> {
        let found = self.workspace.as_ref().and_then(|workspace| {
            packages::closure(&self.root, tree, workspace, names, &self.settings.packages())
        });
        found.unwrap_or_else(|| vec![InputSource::Tree])
    }

    /// What the sources of these members mention, as far as their files were listed.
    fn mentions(&self, sources: &[InputSource]) -> impl Iterator<Item = Mentions> {
        let known = self.sources.borrow();
        let mentions = |source: &InputSource| match source {
            InputSource::Package(at) => known.last(&self.workspace.as_ref()?.packages.get(*at)?.dir).cloned(),
            _ => None,
        };
        sources.iter().filter_map(mentions).collect::<Vec<_>>().into_iter()
    }

    /// The files that a part is about, sorted by path, with what their links lead to.
    fn list<'t>(&self, tree: &'t Tree, source: &InputSource) -> Result<Vec<Seen<'t>>, Unknown> {
        let mut list = self.files(tree, source)?;
        if *source != InputSource::Dirty {
            self.follow_links(tree, &mut list)?;
        }
        Ok(list)
    }

    /// The files that a part is about, sorted by path. Links among them are not followed.
    fn files<'t>(&self, tree: &'t Tree, source: &InputSource) -> Result<Vec<Seen<'t>>, Unknown> {
        Ok(match source {
            InputSource::Package(at) => self.member_files().package(tree, *at),
            InputSource::Beside(at) => self.beside_of(tree, *at),
            InputSource::Folder(path) => tree.under(path).iter().map(seen).collect(),
            InputSource::Glob(text) => match Glob::new(text) {
                Ok(glob) => {
                    let beside = self.beside(tree).iter().filter(|file| glob.matches(&file.path));
                    let beside =
                        beside.map(|file| (Cow::from(file.path.clone()), Cow::from(file.digest.clone())));
                    let mut list: Vec<Seen<'t>> = tree.matching(&glob).map(seen).chain(beside).collect();
                    list.sort_unstable();
                    list.dedup();
                    list
                }
                Err(_) => Vec::new(),
            },
            InputSource::File(path) => match tree.file(path) {
                Some(file) => vec![seen(file)],
                None => match self.beyond(path) {
                    Some(real) => sighted(path, &real)?,
                    None => unlisted(&self.root, path).into_iter().collect(),
                },
            },
            InputSource::Outside(path) => match self.beyond(path) {
                Some(real) => sighted(path, &real)?,
                None => walk(&self.root.join(path))
                    .0
                    .into_iter()
                    .map(|file| (Cow::from(format!("{path}/{}", file.path)), Cow::from(file.digest)))
                    .collect(),
            },
            InputSource::Tree => tree.files.iter().filter(|file| file.path != CHECKLIST).map(seen).collect(),
            InputSource::Others { below, written } => {
                let counts = |path: &str| is_above(below, path) && !written.contains(path);
                let others = self.others.get_or_init(|| tree.others()).iter();
                let others = others.filter(|file| counts(&file.path));
                others.map(|file| (Cow::from(file.path.clone()), Cow::from(file.digest.clone()))).collect()
            }
            InputSource::Dirty => {
                tree.git.iter().flat_map(|head| &head.dirty).map(|path| dirty(tree, path)).collect()
            }
            InputSource::CargoSettings => around::settings(&self.root, &self.settings),
            InputSource::Narrowed(source, by) => self.left_of(tree, source, by)?,
        })
    }

    /// The files of a source that a filter leaves. Those that are known to be read stay.
    fn left_of<'t>(
        &self,
        tree: &'t Tree,
        source: &InputSource,
        by: &FileFilter,
    ) -> Result<Vec<Seen<'t>>, Unknown> {
        let globs = by.globs()?;
        let named = source.member().map(|at| self.member_files().named(tree, at)).unwrap_or_default();
        let compiled = |path: &str| source.is_of_package() && (is_compiled(path) || named.contains(path));
        let files = self.files(tree, source)?.into_iter();
        Ok(files.filter(|(path, _)| compiled(path) || globs.leave(path)).collect())
    }

    /// Where a path leads to, when a link on its way leads out of the workspace. One that climbs out by itself was named
    /// by a manifest or a source file, and is a source as any other.
    fn beyond(&self, path: &str) -> Option<PathBuf> {
        let real = self.root.join(path).canonicalize().ok()?;
        (!path.starts_with("..") && !real.starts_with(&self.root)).then_some(real)
    }

    /// Adds what the symbolic links of a list lead to: a result depends on that, not on the text of the link.
    fn follow_links<'t>(&self, tree: &'t Tree, list: &mut Vec<Seen<'t>>) -> Result<(), Unknown> {
        let links: Vec<String> = list
            .iter()
            .filter(|(_, d)| d.starts_with(crate::facts::tree::LINK))
            .map(|(p, _)| p.to_string())
            .collect();
        if links.is_empty() {
            return Ok(());
        }
        for link in links {
            // One that leads nowhere, or in circles, has no content to depend on.
            let Ok(real) = self.root.join(&link).canonicalize() else { continue };
            let place = from_root(&self.root, &real);
            if let Some(file) = tree.file(&place) {
                list.push((Cow::from(&file.path), Cow::from(&file.digest)));
            } else if is_above(&place, &link) {
                continue;
            } else if !real.starts_with(&self.root) {
                list.extend(sighted(&link, &real)?);
            } else if real.is_file() {
                list.extend(unlisted(&self.root, &place));
            } else {
                let inside = tree.under(&place).iter().map(|f| (Cow::from(&f.path), Cow::from(&f.digest)));
                let before = list.len();
                list.extend(inside);
                if list.len() == before {
                    let ignored = walk(&real).0.into_iter();
                    list.extend(
                        ignored.map(|f| (Cow::from(format!("{place}/{}", f.path)), Cow::from(f.digest))),
                    );
                }
            }
        }
        list.sort_unstable();
        list.dedup();
        Ok(())
    }
}

fn sighted<'t>(link: &str, real: &Path) -> Result<Vec<Seen<'t>>, Unknown> {
    let seen = outside::sightings(link, real)?.into_iter();
    Ok(seen.map(|(path, seen)| (Cow::from(path), Cow::from(seen))).collect())
}

fn dirty<'t>(tree: &'t Tree, path: &'t str) -> Seen<'t> {
    (Cow::from(path), Cow::from(tree.file(path).map_or("gone", |file| file.digest.as_str())))
}
