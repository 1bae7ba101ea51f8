//! The values of what was observed, now: each path is digested once for each look, and again when it was touched.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use shipworthy_model::observed::ObservedSubject;

use crate::facts::tree::{Digester, FileStamp};
use crate::sys::clock;
use crate::sys::files::sha256_file;

/// The size of the largest file that is told by its content, in bytes; a larger one is told by its stamp.
const LARGEST: u64 = 256 << 20;

/// The size of the largest program that is told by its content, in bytes: it is read for every look.
const LARGEST_PROGRAM: u64 = 4 << 20;

/// The mode that git gives a file that may be run.
const PROGRAM: &str = "100755";

/// The most files and folders that are looked at below one folder.
const MOST: usize = 50_000;

/// Digests of files as they were seen last, by path.
#[derive(Debug, Default)]
pub(crate) struct ObservedValues {
    known: Mutex<BTreeMap<PathBuf, (FileStamp, String)>>,
}

impl ObservedValues {
    /// The digest of what lies at a path of the disk: of the content of a file, through links, and whether it may be run; or
    /// of all below a folder. `None` where nothing is.
    pub(crate) fn at(&self, path: &Path) -> Option<String> {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if is_absent(&error) => return None,
            Err(error) => return Some(format!("unreadable: {}", error.kind())),
        };
        if metadata.is_dir() {
            return Some(self.below(path));
        }
        Some(self.file(path, &metadata))
    }

    /// What a program is told by that would not say its version: its content, and where that is much, its stamp.
    pub(crate) fn program(&self, path: &Path) -> String {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_file() && metadata.len() <= LARGEST_PROGRAM => {
                format!("sha256:{}", self.content(path, &metadata))
            }
            Ok(metadata) => format!("{} {}", path.display(), FileStamp::of(&metadata)),
            Err(_) => path.display().to_string(),
        }
    }

    /// The value of a subject now. `root` is the root of the workspace, without links; `variable` tells variables.
    pub(crate) fn of(
        &self,
        root: &Path,
        subject: &ObservedSubject,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        match subject {
            ObservedSubject::File(path) | ObservedSubject::Below(path) => self.at(&root.join(path)),
            ObservedSubject::Presence(path) => presence(&root.join(path)),
            ObservedSubject::Listing(path) => listing(&root.join(path)),
            ObservedSubject::Variable(name) => variable(name),
            // What this release does not know is never what it was.
            _ => Some("unknown".to_owned()),
        }
    }

    fn file(&self, path: &Path, metadata: &Metadata) -> String {
        let content = self.content(path, metadata);
        if FileStamp::of(metadata).mode() == Some(PROGRAM) { content + " may be run" } else { content }
    }

    fn content(&self, path: &Path, metadata: &Metadata) -> String {
        let stamp = FileStamp::of(metadata);
        // Opening a pipe would wait for ever; and what is enormous is told by its stamp.
        if !metadata.is_file() || metadata.len() > LARGEST {
            return format!("stamp:{stamp}");
        }
        if let Ok(known) = self.known.lock()
            && let Some((before, digest)) = known.get(path)
            && *before == stamp
        {
            return digest.clone();
        }
        let looked = clock::moment();
        let digest = match sha256_file(path) {
            Ok((_, digest)) => digest,
            Err(error) => return format!("unreadable: {}", error.kind()),
        };
        // One that was changed right before it was read can be changed again and have the same stamp.
        if stamp.is_settled(looked)
            && let Ok(mut known) = self.known.lock()
        {
            known.insert(path.to_owned(), (stamp, digest.clone()));
        }
        digest
    }

    fn below(&self, folder: &Path) -> String {
        let mut files = Vec::new();
        let mut open = vec![folder.to_owned()];
        while let Some(path) = open.pop() {
            let Ok(entries) = fs::read_dir(&path) else {
                files.push((path, "unreadable".to_owned()));
                continue;
            };
            for entry in entries.flatten() {
                let path = entry.path();
                match entry.metadata() {
                    // What a build writes, and what git and we keep, is no source.
                    Ok(metadata) if metadata.is_dir() => {
                        let kept = path.join("CACHEDIR.TAG").is_file()
                            || [".git", crate::evidence::FOLDER]
                                .iter()
                                .any(|name| entry.file_name() == *name);
                        if !kept {
                            open.push(path);
                        }
                    }
                    Ok(metadata) => {
                        let metadata = fs::metadata(&path).unwrap_or(metadata);
                        files.push((path.clone(), self.file(&path, &metadata)));
                    }
                    Err(_) => files.push((path, "unreadable".to_owned())),
                }
                if files.len() + open.len() > MOST {
                    return format!("more than {MOST} files");
                }
            }
        }
        files.sort_unstable();
        let mut digester = Digester::default();
        for (path, digest) in files {
            digester.line(&path.strip_prefix(folder).unwrap_or(&path).to_string_lossy(), &digest);
        }
        digester.hex()
    }
}

/// What sort of thing is there, through links, and the text of a link.
fn presence(path: &Path) -> Option<String> {
    let metadata = fs::metadata(path).or_else(|_| fs::symlink_metadata(path)).ok()?;
    let kind = if metadata.is_dir() { "folder" } else { "file" };
    Some(match fs::read_link(path) {
        Ok(text) => format!("{kind} at {}", text.display()),
        Err(_) => kind.to_owned(),
    })
}

fn listing(folder: &Path) -> Option<String> {
    let mut names: Vec<_> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.file_name()).collect();
    names.sort_unstable();
    let mut digester = Digester::default();
    names.iter().for_each(|name| digester.line(&name.to_string_lossy(), ""));
    Some(digester.hex())
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// When something was changed last, as nobody can set back; of a folder, the latest of all below it.
pub(crate) fn changed_at(path: &Path) -> Option<SystemTime> {
    let metadata = fs::metadata(path).ok()?;
    let mut latest = FileStamp::of(&metadata).changed();
    let mut open = if metadata.is_dir() { vec![path.to_owned()] } else { Vec::new() };
    let mut seen = 0;
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).ok()?.flatten() {
            let Ok(metadata) = entry.metadata() else { continue };
            seen += 1;
            if metadata.is_dir() && seen < MOST && !entry.path().join("CACHEDIR.TAG").is_file() {
                open.push(entry.path());
            } else if !metadata.is_dir() {
                latest = latest.max(FileStamp::of(&metadata).changed());
            }
        }
    }
    Some(latest)
}

/// The folders that were moved since a moment, each asked about once: what lies below them may have been something else
/// meanwhile, though it says nothing of that.
#[derive(Debug)]
pub(crate) struct MovedFolders {
    since: SystemTime,
    known: BTreeMap<PathBuf, Option<SystemTime>>,
}

impl MovedFolders {
    /// Nothing is known yet of what was moved since then.
    pub(crate) fn since(since: SystemTime) -> Self {
        Self { since, known: BTreeMap::new() }
    }

    /// Was something changed since then, or moved with a folder that it lies in?
    pub(crate) fn changed(&mut self, path: &Path) -> bool {
        changed_at(path).is_some_and(|time| time > self.since) || self.above(path).is_some()
    }

    /// When the last of the folders was moved that this path goes through.
    pub(crate) fn above(&mut self, path: &Path) -> Option<SystemTime> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty())?;
        if let Some(moved) = self.known.get(folder) {
            return *moved;
        }
        let stamp = fs::symlink_metadata(folder).ok().filter(Metadata::is_dir);
        let stamp = stamp.map(|metadata| FileStamp::of(&metadata));
        let itself = stamp.filter(|stamp| stamp.was_moved(self.since)).map(|stamp| stamp.changed());
        let moved = itself.max(self.above(folder));
        self.known.insert(folder.to_owned(), moved);
        moved
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
mod tests {
    use shipworthy_model::observed::{InputOrigin, ObservedInput};

    use super::*;

    #[test]
    fn the_stored_form_is_stable() {
        let subject = ObservedSubject::File("../data/v.txt".to_owned());
        let input = ObservedInput { subject, value: None, origin: InputOrigin::DepInfo };
        let text = serde_json::to_string(&input).unwrap();
        assert_eq!(text, r#"{"subject":{"file":"../data/v.txt"},"value":null,"origin":"dep-info"}"#);
        assert_eq!(serde_json::from_str::<ObservedInput>(&text).unwrap(), input);
    }

    #[test]
    fn a_value_changes_with_what_it_is_of() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let values = ObservedValues::default();
        let of = |subject: &ObservedSubject| values.of(root, subject, |name| Some(name.to_owned()));
        let (file, below) = (ObservedSubject::File("f/a".to_owned()), ObservedSubject::Below("f".to_owned()));
        let listing = ObservedSubject::Listing("f".to_owned());
        assert_eq!((of(&file), of(&below), of(&listing)), (None, None, None));
        fs::create_dir(root.join("f")).unwrap();
        fs::write(root.join("f/a"), "1").unwrap();
        let first = [of(&file), of(&below), of(&listing)];
        assert!(first.iter().all(Option::is_some));
        fs::write(root.join("f/a"), "22").unwrap();
        let second = [of(&file), of(&below), of(&listing)];
        assert!(first[0] != second[0] && first[1] != second[1] && first[2] == second[2]);
        fs::write(root.join("f/b"), "").unwrap();
        assert!(of(&listing) != second[2] && of(&below) != second[1]);
        assert_eq!(of(&ObservedSubject::Variable("A".to_owned())).as_deref(), Some("A"));
    }
}
