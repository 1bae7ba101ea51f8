//! Scans files of the tree, one by one, and sees what lies at a path. It never follows a link out of the workspace, and never reads what is no file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use shipworthy_model::glob::Glob;
use shipworthy_model::observation::{FileKind, Looked, Sighting, Stat};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Look, SourceFile};

use crate::facts::tree::Tree;
use crate::sys::reading::{LimitedReadError, MOST_TEXT, read_with_metadata};

/// Looks at every file that the scan selects, in the order of their paths, until nobody waits for it any more.
pub fn look(root: &Path, tree: &Tree, look: &Look, params: &Params, given_up: &dyn Fn() -> bool) -> Looked {
    let mut looked = Looked::default();
    let mut skip = Vec::new();
    for text in &look.skip {
        match Glob::new(text) {
            Ok(glob) => skip.push(glob),
            Err(why) => looked.unreadable.push((text.clone(), why)),
        }
    }
    let selected = select(root, tree, look, &mut looked);
    let canonical = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    if look.select.iter().any(|text| Glob::new(text).is_ok_and(|glob| glob.literal().is_none())) {
        looked.links = links(&canonical, tree);
    }
    let mut seen: BTreeMap<String, Result<Vec<Sighting>, String>> = BTreeMap::new();
    let mut open: Vec<(String, How)> = selected.into_iter().collect();
    open.retain(|(path, _)| !skip.iter().any(|glob| glob.covers(path)));
    let mut followed = BTreeSet::new();
    while !open.is_empty() && !given_up() {
        let mut led_to = BTreeSet::new();
        for (path, how) in open {
            if given_up() {
                break;
            }
            let sightings = match read(root, &canonical, &path, how) {
                Ok(None) => continue,
                Ok(Some((bytes, metadata))) => {
                    let file = SourceFile::new(&path, &bytes).executable(executable(&metadata));
                    (look.look)(params, &file.followed(how == How::Followed))
                }
                Err(why) => Err(why),
            };
            if let (Some(follow), Ok(sightings)) = (look.follow, &sightings) {
                led_to.extend(follow(sightings));
            }
            if how == How::Followed {
                looked.followed.push(path.clone());
            }
            seen.insert(path, sightings);
        }
        let new =
            led_to.into_iter().filter(|path| followed.len() < MOST_FOLLOWED && followed.insert(path.clone()));
        open = new.map(|path| (path, How::Followed)).collect();
    }
    for (path, sightings) in seen {
        match sightings {
            Ok(sightings) => {
                looked.files += 1;
                looked.sightings.extend(sightings);
            }
            Err(why) => looked.unreadable.push((path, why)),
        }
    }
    looked.followed.sort_unstable();
    looked
}

/// So many files are looked at because others lead to them.
const MOST_FOLLOWED: usize = 10_000;

/// How a file came to be selected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// The checklist names the file; it need not be there, and may be a link or lie behind one.
    Named,
    /// A glob matched a plain file of the tree.
    Plain,
    /// A glob matched a symbolic link.
    Link,
    /// Another file leads to it; it need not be there.
    Followed,
}

fn select(root: &Path, tree: &Tree, look: &Look, looked: &mut Looked) -> BTreeMap<String, How> {
    let mut selected = BTreeMap::new();
    for text in &look.select {
        let glob = match Glob::new(text) {
            Ok(glob) => glob,
            Err(why) => {
                looked.unreadable.push((text.clone(), why));
                continue;
            }
        };
        if let Some(path) = glob.literal() {
            selected.insert(path.to_owned(), How::Named);
        } else if fs::symlink_metadata(root.join(glob.text())).is_ok() {
            // A file may really be called `[id].tsx`.
            selected.insert(glob.text().to_owned(), How::Named);
        }
        for file in
            tree.matching(&glob).filter(|file| !file.digest.starts_with(crate::facts::tree::SUBMODULE))
        {
            let how = if file.is_link() { How::Link } else { How::Plain };
            selected.entry(file.path.to_string()).or_insert(how);
        }
    }
    selected
}

/// The links of the tree that lead to a file or folder in it.
fn links(canonical: &Path, tree: &Tree) -> Vec<(String, String)> {
    let lead = |path: &str| {
        let real = canonical.join(path).canonicalize().ok()?;
        let inside = real.strip_prefix(canonical).ok()?;
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        Some(parts.join("/"))
    };
    let links = tree.files.iter().filter(|file| file.is_link());
    links.filter_map(|file| Some((file.path.to_string(), lead(&file.path)?))).collect()
}

/// What lies at each of these paths.
pub fn stat(root: &Path, paths: &[String]) -> Vec<Stat> {
    let canonical = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let stat = |path: &String| Stat::new(path, kind(&canonical, path));
    paths.iter().map(stat).collect()
}

fn kind(canonical: &Path, path: &str) -> FileKind {
    let place = canonical.join(path);
    if fs::symlink_metadata(&place).is_err_and(|error| gone(&error)) {
        return FileKind::Missing;
    }
    match follow(canonical, &place).and_then(|()| fs::metadata(&place).map_err(|error| error.to_string())) {
        Ok(metadata) if metadata.is_dir() => FileKind::Folder,
        Ok(metadata) if metadata.is_file() => {
            FileKind::File { bytes: metadata.len(), executable: executable(&metadata) }
        }
        Ok(_) => FileKind::Unreadable("is not a regular file".to_owned()),
        Err(why) => FileKind::Unreadable(why),
    }
}

fn gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Does the path lead to something in the workspace?
fn follow(canonical: &Path, place: &Path) -> Result<(), String> {
    let real = place.canonicalize().map_err(|error| match gone(&error) {
        true => "is a link that leads nowhere".to_owned(),
        false => format!("cannot be followed: {error}"),
    })?;
    if real.starts_with(canonical) { Ok(()) } else { Err("points out of the workspace".to_owned()) }
}

/// The content of a file; nothing when a named one is not there, or when a link that nobody named leads to a folder,
/// whose files are met under their own paths.
fn read(root: &Path, canonical: &Path, path: &str, how: How) -> Result<Option<(Vec<u8>, Metadata)>, String> {
    let place = root.join(path);
    if [How::Named, How::Followed].contains(&how)
        && fs::symlink_metadata(&place).is_err_and(|error| gone(&error))
    {
        return Ok(None);
    }
    if how != How::Plain {
        follow(canonical, &place)?;
    }
    let metadata = fs::metadata(&place).map_err(|error| error.to_string())?;
    if metadata.is_dir() {
        return if how == How::Named { Err("is a folder".to_owned()) } else { Ok(None) };
    }
    match read_with_metadata(&place, MOST_TEXT) {
        Ok(read) => Ok(Some(read)),
        // The path stands before it.
        Err(LimitedReadError::Special) => Err("is not a regular file".to_owned()),
        Err(LimitedReadError::TooLarge(most)) => Err(format!("larger than {} MiB", most >> 20)),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(unix)]
fn executable(metadata: &Metadata) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn executable(_: &Metadata) -> Option<bool> {
    None
}
