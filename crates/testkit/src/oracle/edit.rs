//! One change of a world, and how it is taken back. Paths are relative to the root of the workspace, and may lead out.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::oracle::world::World;

/// One change of a world.
#[derive(Debug, Clone)]
pub(crate) enum WorldEdit {
    /// The file holds this, and is made when it is not there.
    Write(String, String),
    /// This stands at the end of the file too.
    Append(String, String),
    /// The first is replaced by the second, wherever it stands.
    Replace(String, String, String),
    /// The file or folder is gone.
    Remove(String),
    /// The file has these permissions.
    Mode(String, u32),
    /// The file says that it was changed years ago, as after `cp -p`.
    Aged(String),
    /// A link with this text.
    Link(String, String),
    /// The variable has this value, or is not set.
    Variable(String, Option<String>),
    /// git is called so, and to take it back, so.
    Git(Vec<String>, Vec<String>),
    /// Everything is committed.
    Commit,
}

pub(crate) fn write(path: impl Into<String>, text: impl Into<String>) -> WorldEdit {
    WorldEdit::Write(path.into(), text.into())
}

pub(crate) fn append(path: impl Into<String>, text: &str) -> WorldEdit {
    WorldEdit::Append(path.into(), text.to_owned())
}

pub(crate) fn replace(path: impl Into<String>, from: &str, to: &str) -> WorldEdit {
    WorldEdit::Replace(path.into(), from.to_owned(), to.to_owned())
}

pub(crate) fn remove(path: impl Into<String>) -> WorldEdit {
    WorldEdit::Remove(path.into())
}

pub(crate) fn mode(path: impl Into<String>, mode: u32) -> WorldEdit {
    WorldEdit::Mode(path.into(), mode)
}

pub(crate) fn aged(path: impl Into<String>) -> WorldEdit {
    WorldEdit::Aged(path.into())
}

pub(crate) fn link(path: impl Into<String>, target: &str) -> WorldEdit {
    WorldEdit::Link(path.into(), target.to_owned())
}

pub(crate) fn variable(name: &str, value: &str) -> WorldEdit {
    WorldEdit::Variable(name.to_owned(), Some(value.to_owned()))
}

pub(crate) fn unset(name: &str) -> WorldEdit {
    WorldEdit::Variable(name.to_owned(), None)
}

pub(crate) fn git(words: &[&str], back: &[&str]) -> WorldEdit {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    WorldEdit::Git(owned(words), owned(back))
}

/// A new branch is checked out.
pub(crate) fn checkout(name: &str) -> [WorldEdit; 2] {
    [
        git(&["branch", name], &["branch", "--quiet", "-D", name]),
        git(&["checkout", "--quiet", name], &["checkout", "--quiet", "main"]),
    ]
}

/// The newest commit is another one, with the same files. To take it back, the old one is kept under a name.
pub(crate) fn amend(name: &str) -> Vec<WorldEdit> {
    let kept = format!("refs/kept/{name}");
    let message = format!("Anew {name}");
    let words = ["commit", "--quiet", "--amend", "--allow-empty", "--message", &message];
    vec![
        git(&["update-ref", &kept, "HEAD"], &["update-ref", "-d", &kept]),
        git(&words, &["reset", "--quiet", "--soft", &kept]),
    ]
}

impl WorldEdit {
    /// The file that this changes the contents of, when it does.
    pub(crate) fn file(&self) -> Option<&str> {
        match self {
            Self::Write(path, _) | Self::Append(path, _) | Self::Replace(path, _, _) => Some(path),
            _ => None,
        }
    }

    /// The place that must be as before when it is taken back.
    fn place(&self) -> Option<&str> {
        match self {
            Self::Remove(path) | Self::Mode(path, _) | Self::Aged(path) | Self::Link(path, _) => Some(path),
            _ => self.file(),
        }
    }
}

/// What was at a place.
#[derive(Debug)]
enum Before {
    Nothing,
    File(Vec<u8>, u32),
    Link(PathBuf),
    Folder(Vec<(PathBuf, Before)>),
}

/// What it takes to undo changes: what was there, the variables, and what git is to be told.
#[derive(Debug, Default)]
pub(crate) struct Undo {
    places: Vec<(PathBuf, Before)>,
    env: BTreeMap<String, String>,
    git: Vec<Vec<String>>,
}

/// Makes these changes.
pub(crate) fn apply(world: &mut World, edits: &[WorldEdit]) -> Undo {
    let mut undo = Undo { env: world.env.clone(), ..Undo::default() };
    // Cargo may write the lock file anew, whatever was changed.
    let lock = world.root.join("Cargo.lock");
    undo.places.push((lock.clone(), before(&lock)));
    for edit in edits {
        if let Some(place) = edit.place() {
            // A folder that is made for it goes with it.
            let path = world.root.join(place);
            let missing = path.ancestors().take_while(|path| path.symlink_metadata().is_err());
            let path = missing.last().unwrap_or(&path);
            undo.places.push((path.to_owned(), before(path)));
        }
        make(world, edit, &mut undo);
    }
    undo
}

fn make(world: &mut World, edit: &WorldEdit, undo: &mut Undo) {
    let at = |path: &str| world.root.join(path);
    let text = |path: &str| fs::read_to_string(at(path)).unwrap_or_default();
    match edit {
        WorldEdit::Write(path, new) => put(&at(path), new.as_bytes()),
        WorldEdit::Append(path, more) => put(&at(path), (text(path) + more).as_bytes()),
        WorldEdit::Replace(path, from, to) => {
            let old = text(path);
            assert!(old.contains(from.as_str()), "`{from}` must stand in {path}:\n{old}");
            put(&at(path), old.replace(from.as_str(), to).as_bytes());
        }
        WorldEdit::Remove(path) => take_away(&at(path)),
        WorldEdit::Mode(path, mode) => set_mode(&at(path), *mode),
        WorldEdit::Aged(path) => age(&at(path)),
        WorldEdit::Link(path, target) => {
            take_away(&at(path));
            symlink(target, at(path)).expect("a link can be made");
        }
        WorldEdit::Variable(name, Some(value)) => drop(world.env.insert(name.clone(), value.clone())),
        WorldEdit::Variable(name, None) => drop(world.env.remove(name)),
        WorldEdit::Git(words, back) => {
            world.git(words);
            if !back.is_empty() {
                undo.git.push(back.clone());
            }
        }
        WorldEdit::Commit => {
            world.commit("Change");
            undo.git.push(["reset", "--quiet", "HEAD~1"].map(str::to_owned).to_vec());
        }
    }
}

/// Takes changes back. What is put back says that it was changed now, as after an editor's undo.
pub(crate) fn undo(world: &mut World, undo: Undo) {
    world.env = undo.env;
    for words in undo.git.iter().rev() {
        world.git(words);
    }
    for (path, before) in undo.places.into_iter().rev() {
        if path.ends_with("Cargo.lock")
            && let Before::File(old, mode) = &before
            && fs::read(&path).is_ok_and(|new| new == *old)
        {
            set_mode(&path, *mode);
            continue;
        }
        put_back(&path, before);
    }
}

fn before(path: &Path) -> Before {
    let Ok(found) = path.symlink_metadata() else { return Before::Nothing };
    if found.is_symlink() {
        return Before::Link(fs::read_link(path).unwrap_or_default());
    }
    if found.is_dir() {
        let inside = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
        return Before::Folder(inside.map(|path| (path.clone(), before(&path))).collect());
    }
    Before::File(fs::read(path).unwrap_or_default(), found.permissions().mode())
}

fn put_back(path: &Path, before: Before) {
    match before {
        Before::Nothing => take_away(path),
        Before::Link(target) => {
            take_away(path);
            symlink(target, path).expect("a link can be put back");
        }
        Before::Folder(inside) => {
            fs::create_dir_all(path).expect("a folder can be put back");
            inside.into_iter().for_each(|(path, before)| put_back(&path, before));
        }
        Before::File(bytes, mode) => {
            put(path, &bytes);
            set_mode(path, mode);
        }
    }
}

fn put(path: &Path, bytes: &[u8]) {
    let folder = path.parent().expect("a file is in a folder");
    fs::create_dir_all(folder).expect("a folder can be made");
    fs::write(path, bytes).unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
}

fn take_away(path: &Path) {
    let Ok(found) = path.symlink_metadata() else { return };
    let gone = if found.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    gone.unwrap_or_else(|error| panic!("cannot remove {}: {error}", path.display()));
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions can be changed");
}

fn age(path: &Path) {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_577_836_800);
    let file = File::open(path).unwrap_or_else(|error| panic!("cannot open {}: {error}", path.display()));
    file.set_modified(long_ago).expect("a time can be changed");
}
