//! Which files a result depends on, as parts of a fingerprint. Each part is digested once, whatever the number of gates
//! that share it. When in doubt a result depends on more: a gate run too often is a nuisance, one run too seldom a lie.

mod outside;
mod packages;
mod paths;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use shipworthy_kinds::glob::Glob;
use shipworthy_kinds::kind::Scope;
use shipworthy_model::facts::Workspace;
use shipworthy_model::fingerprint::Part;
use shipworthy_model::params::Params;
use shipworthy_model::unknown::{Reason, Unknown};

use crate::facts::git;
use crate::facts::tree::{Digester, Tree, file_digest, walk};
use crate::freshness::sources::Sources;

use self::packages::Family;
use self::paths::{is_above, shared_files};

/// The checklist does not count as a file of the tree: of it, a gate's own definition does.
pub(crate) const CHECKLIST: &str = "readiness.toml";

/// One file of a list: its path and its digest.
type Seen<'t> = (Cow<'t, str>, Cow<'t, str>);

/// The parts of one tree and one workspace.
#[derive(Debug)]
pub struct Scopes {
    root: PathBuf,
    workspace: Option<Workspace>,
    sources: RefCell<Sources>,
    family: Family,
    /// By name: what the part is about, and its value.
    known: BTreeMap<String, (Source, String)>,
    /// By the members named: the parts of their closure.
    closures: BTreeMap<Vec<String>, Vec<Part>>,
    refs: Option<String>,
}

/// What a part is about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    /// The files of a member, by its place in the workspace.
    Package(usize),
    /// All files of the tree below a folder.
    Folder(String),
    /// The files of the tree that match.
    Glob(String),
    /// One file, in the tree or ignored by git.
    File(String),
    /// All files below a folder that the tree does not hold.
    Outside(String),
    /// All files.
    Tree,
    /// Which files differ from the commit.
    Dirty,
    /// Cargo's settings in the folders above the root and in Cargo's home.
    CargoSettings,
}

impl Scopes {
    /// For this tree, and the workspace when it could be read. Without it, what depends on packages depends on the
    /// whole tree.
    pub fn new(root: &Path, tree: &Tree, workspace: Option<&Workspace>, cache: &Path) -> Self {
        Self {
            // Cargo's paths are free of links.
            root: root.canonicalize().unwrap_or_else(|_| root.to_owned()),
            family: Family::new(tree, workspace),
            workspace: workspace.cloned(),
            sources: RefCell::new(Sources::open(cache)),
            known: BTreeMap::new(),
            closures: BTreeMap::new(),
            refs: None,
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
    ) -> Result<Vec<Part>, Unknown> {
        let mut parts = self.own(tree, scope, params, inputs)?;
        for input in inputs {
            parts.push(self.named(tree, input)?);
        }
        parts.sort_unstable();
        parts.dedup();
        Ok(parts)
    }

    /// The parts for the scope alone.
    fn own(
        &mut self,
        tree: &Tree,
        scope: &Scope,
        params: &Params,
        inputs: &[String],
    ) -> Result<Vec<Part>, Unknown> {
        Ok(match scope {
            Scope::Packages(param) => self.packages(tree, params.texts(param))?,
            Scope::Files(globs) => {
                let parts = globs.iter().map(|glob| self.named(tree, glob));
                parts.collect::<Result<_, _>>()?
            }
            Scope::Named { by, otherwise } => {
                let mut globs: Vec<&str> = by.iter().flat_map(|name| params.texts(name)).collect();
                if globs.is_empty() {
                    globs.extend(*otherwise);
                }
                match globs.is_empty() && inputs.is_empty() {
                    true => vec![self.part(tree, Source::Tree)?],
                    false => globs.iter().map(|text| self.named(tree, text)).collect::<Result<_, _>>()?,
                }
            }
            Scope::Commit => self.commit(tree)?,
            // Who answered what is in the checklist, not in the tree.
            Scope::SignOff => Vec::new(),
            Scope::Each(scopes) => {
                let mut parts = Vec::new();
                for scope in *scopes {
                    parts.extend(self.own(tree, scope, params, inputs)?);
                }
                parts
            }
            // What this release does not know depends on everything, as `Scope::Tree` does.
            _ => vec![self.part(tree, Source::Tree)?],
        })
    }

    /// The files behind a part that was asked for: each path with its digest, sorted.
    pub fn manifest(&self, tree: &Tree, part: &str) -> Option<Vec<(String, String)>> {
        let (source, _) = self.known.get(part)?;
        let list = self.list(tree, source).ok()?;
        Some(list.into_iter().map(|(path, digest)| (path.into_owned(), digest.into_owned())).collect())
    }

    /// Keeps what was found in sources for the next command. Harmless when it cannot.
    pub fn save(&self) {
        self.sources.borrow().save();
    }

    fn part(&mut self, tree: &Tree, source: Source) -> Result<Part, Unknown> {
        let name = self.name(&source);
        if let Some((_, value)) = self.known.get(&name) {
            return Ok(Part { value: value.clone(), name });
        }
        let list = self.list(tree, &source)?;
        let value = match (&source, list.as_slice()) {
            (Source::File(_), []) => "absent".to_owned(),
            (Source::File(_), [(_, digest)]) => digest.clone().into_owned(),
            (Source::Dirty, []) => "clean".to_owned(),
            (Source::CargoSettings, []) => "none".to_owned(),
            _ => {
                let mut digester = Digester::default();
                list.iter().for_each(|(path, digest)| digester.line(path, digest));
                digester.hex()
            }
        };
        self.known.insert(name.clone(), (source, value.clone()));
        Ok(Part { name, value })
    }

    fn name(&self, source: &Source) -> String {
        let package = |at: usize| self.workspace.as_ref().and_then(|workspace| workspace.packages.get(at));
        match source {
            Source::Package(at) => match package(*at).map_or("", |package| package.dir.as_str()) {
                "" => "files .".to_owned(),
                dir => format!("files {dir}"),
            },
            Source::Folder(path) => format!("files {path}/**"),
            Source::Glob(glob) => format!("files {glob}"),
            Source::File(path) => format!("file {path}"),
            Source::Outside(path) => format!("outside {path}"),
            Source::Tree => "tree".to_owned(),
            Source::Dirty => "dirty".to_owned(),
            Source::CargoSettings => "cargo settings".to_owned(),
        }
    }

    /// The part for a glob or a path that a person wrote.
    fn named(&mut self, tree: &Tree, text: &str) -> Result<Part, Unknown> {
        let glob = Glob::new(text).map_err(|why| Unknown::new(Reason::CouldNotLook, why))?;
        let source = match glob.literal() {
            None => Source::Glob(glob.text().to_owned()),
            Some(path) if tree.file(path).is_some() => Source::File(path.to_owned()),
            Some("") => Source::Tree,
            Some(path) if !tree.under(path).is_empty() => Source::Folder(path.to_owned()),
            Some(path) if self.root.join(path).is_dir() => Source::Outside(path.to_owned()),
            Some(path) => Source::File(path.to_owned()),
        };
        self.part(tree, source)
    }

    fn commit(&mut self, tree: &Tree) -> Result<Vec<Part>, Unknown> {
        let Some(head) = &tree.git else {
            let why = tree.problems.first().map_or("this is not a git repository", String::as_str);
            return Err(Unknown::new(Reason::CouldNotLook, why));
        };
        let refs = match &self.refs {
            Some(refs) => refs.clone(),
            None => self.refs.insert(git::refs_digest(&self.root)?).clone(),
        };
        let plain = |name: &str, value: Option<&str>| Part {
            name: name.to_owned(),
            value: value.unwrap_or("none").to_owned(),
        };
        let commit = plain("commit", head.commit.as_deref());
        let branch = plain("branch", head.branch.as_deref());
        Ok(vec![branch, commit, self.part(tree, Source::Dirty)?, plain("refs", Some(&refs))])
    }

    fn packages(&mut self, tree: &Tree, names: Vec<&str>) -> Result<Vec<Part>, Unknown> {
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        if let Some(parts) = self.closures.get(&names) {
            return Ok(parts.clone());
        }
        let sources = self
            .workspace
            .as_ref()
            .and_then(|workspace| packages::closure(&self.root, tree, workspace, &names));
        let mut sources = sources.unwrap_or_else(|| vec![Source::Tree]);
        sources.extend(shared_files(&self.root, tree).map(Source::File));
        sources.push(Source::CargoSettings);
        let parts: Result<Vec<Part>, Unknown> =
            sources.into_iter().map(|source| self.part(tree, source)).collect();
        let parts = parts?;
        self.closures.insert(names, parts.clone());
        Ok(parts)
    }

    /// The files that a part is about, sorted by path, with what their links lead to.
    fn list<'t>(&self, tree: &'t Tree, source: &Source) -> Result<Vec<Seen<'t>>, Unknown> {
        let borrowed =
            |file: &'t crate::facts::tree::TreeFile| (Cow::from(&file.path), Cow::from(&file.digest));
        let mut list: Vec<Seen<'t>> = match source {
            Source::Package(at) => self.package(tree, *at),
            Source::Folder(path) => tree.under(path).iter().map(borrowed).collect(),
            Source::Glob(text) => match Glob::new(text) {
                Ok(glob) => tree.matching(&glob).map(borrowed).collect(),
                Err(_) => Vec::new(),
            },
            Source::File(path) => match tree.file(path) {
                Some(file) => vec![borrowed(file)],
                None => match self.beyond(path) {
                    Some(real) => sighted(path, &real)?,
                    None => self.unlisted(path).into_iter().collect(),
                },
            },
            Source::Outside(path) => match self.beyond(path) {
                Some(real) => sighted(path, &real)?,
                None => walk(&self.root.join(path))
                    .0
                    .into_iter()
                    .map(|file| (Cow::from(format!("{path}/{}", file.path)), Cow::from(file.digest)))
                    .collect(),
            },
            Source::Tree => tree.files.iter().filter(|file| file.path != CHECKLIST).map(borrowed).collect(),
            Source::Dirty => {
                tree.git.iter().flat_map(|head| &head.dirty).map(|path| dirty(tree, path)).collect()
            }
            Source::CargoSettings => self.cargo_settings(),
        };
        if *source != Source::Dirty {
            self.follow_links(tree, &mut list)?;
        }
        Ok(list)
    }

    /// Where a path leads to, when a link on its way leads out of the workspace. One that climbs out by itself was named
    /// by a manifest or a source file, and is a source as any other.
    fn beyond(&self, path: &str) -> Option<PathBuf> {
        let real = self.root.join(path).canonicalize().ok()?;
        (!path.starts_with("..") && !real.starts_with(&self.root)).then_some(real)
    }

    /// A file that the tree does not hold, when there is one on disk.
    fn unlisted<'t>(&self, path: &str) -> Option<Seen<'t>> {
        let digest = match file_digest(&self.root.join(path)) {
            Ok(digest) => digest?,
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
                ) =>
            {
                return None;
            }
            Err(error) => format!("unreadable: {}", error.kind()),
        };
        Some((Cow::from(path.to_owned()), Cow::from(digest)))
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
            let place = paths::from_root(&self.root, &real);
            if let Some(file) = tree.file(&place) {
                list.push((Cow::from(&file.path), Cow::from(&file.digest)));
            } else if is_above(&place, &link) {
                continue;
            } else if !real.starts_with(&self.root) {
                list.extend(sighted(&link, &real)?);
            } else if real.is_file() {
                list.extend(self.unlisted(&place));
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

    fn cargo_settings<'t>(&self) -> Vec<Seen<'t>> {
        let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
        let above = self.root.ancestors().skip(1).map(|folder| folder.join(".cargo")).chain(home);
        let above: BTreeSet<PathBuf> = above.collect();
        let files = above.iter().flat_map(|folder| ["config", "config.toml"].map(|name| folder.join(name)));
        // The names are of this machine and say nothing; the order of the folders does.
        let read = files.filter_map(|file| file_digest(&file).ok()?);
        read.enumerate().map(|(at, digest)| (Cow::from(format!("config {at}")), Cow::from(digest))).collect()
    }
}

fn sighted<'t>(link: &str, real: &Path) -> Result<Vec<Seen<'t>>, Unknown> {
    let seen = outside::sightings(link, real)?.into_iter();
    Ok(seen.map(|(path, seen)| (Cow::from(path), Cow::from(seen))).collect())
}

fn dirty<'t>(tree: &'t Tree, path: &'t str) -> Seen<'t> {
    (Cow::from(path), Cow::from(tree.file(path).map_or("gone", |file| file.digest.as_str())))
}

/// The text of a manifest or a settings file; empty when there is none.
fn text(root: &Path, path: &str) -> String {
    fs::read(root.join(path))
        .map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
}
