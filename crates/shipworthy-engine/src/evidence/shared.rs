//! The passes that the workspaces of one user share, in the user's cache folder. It keeps and finds them; whether one speaks for
//! a workspace is decided elsewhere, from its observations. Like every store it is input: opened without links, of files of this
//! user, within bounds.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use shipworthy_model::fingerprint::Fingerprint;
use shipworthy_model::id::GateId;
use shipworthy_model::record::{RECORD_SCHEMA, Record};

use crate::sys::files::{UNFINISHED, sha256_hex};
use crate::sys::open_folder::{EntryKind, OpenFolder, SeenFile};
use crate::sys::own_folder::{Foreign, OwnFolder};

/// The way from the user's cache folder.
const INNER: &str = "shipworthy/evidence";

/// The version of the format that this release writes and reads.
const SCHEMA: u32 = 1;

/// The size of the largest pass that is shared, in bytes.
const MOST: u64 = 8 << 20;

/// How many passes with one key are read at the most: they differ in what their runs were seen to read.
const MOST_OF_ONE: usize = 8;

/// How long a pass is shared.
const AGE: Duration = Duration::from_secs(30 * 24 * 3600);

/// The most bytes that all of them may have.
const BYTES: u64 = 256 << 20;

/// The most of them.
const COUNT: usize = 4000;

/// How much of the digest of its content stands in the name of a file.
const DIGEST: usize = 16;

/// The passes that workspaces of this user share.
#[derive(Debug)]
pub(crate) struct SharedPasses {
    folder: OwnFolder,
    /// The names of the files, by the key that they begin with; the newest first. Listed when somebody asks.
    names: OnceLock<BTreeMap<String, Vec<String>>>,
}

/// One pass, with where it was recorded.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SharedPass {
    /// The version of the format.
    schema: u32,
    /// The root of the workspace whose run it was.
    pub(crate) workspace: String,
    /// The record of the run.
    pub(crate) record: Record,
}

/// What passes are looked up by: the checklist that was used, the gate, and what its result depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SharedKey(String);

impl SharedKey {
    /// The key of a gate of the checklist with this digest.
    pub(crate) fn of(checklist: &str, gate: &GateId, fingerprint: &Fingerprint) -> Self {
        Self(sha256_hex(format!("{checklist}\n{gate}\n{}", fingerprint.key).as_bytes()))
    }
}

/// The user's cache folder, as the XDG Base Directory Specification has it.
fn cache_folder() -> Option<PathBuf> {
    let told = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return told("LOCALAPPDATA");
    }
    told("XDG_CACHE_HOME")
        .or_else(|| Some(std::env::home_dir()?.join(".cache")))
        .filter(|path| path.is_absolute())
}

/// The variables that say where the user's cache folder is.
pub(crate) const PLACES: [&str; 3] = ["HOME", "LOCALAPPDATA", "XDG_CACHE_HOME"];

impl SharedPasses {
    /// Those of this user, for the workspace at `root`. Touches nothing.
    ///
    /// # Errors
    ///
    /// Why there are none: no cache folder, one that the repository brings along, or one in which something foreign stands.
    pub(crate) fn open(root: &Path) -> Result<Self, String> {
        let Some(cache) = cache_folder() else {
            return Err("there is no cache folder of this user: HOME says none".to_owned());
        };
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let root = real(root);
        let top = root.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&root);
        if real(&cache).starts_with(top) {
            return Err(format!(
                "{} lies in the repository, and what comes with a repository proves nothing; set XDG_CACHE_HOME",
                cache.display()
            ));
        }
        let folder = match (cache.is_dir(), cache.parent(), cache.file_name().and_then(|name| name.to_str()))
        {
            (false, Some(above), Some(name)) => OwnFolder::below(above, &format!("{name}/{INNER}")),
            _ => OwnFolder::below(&cache, INNER),
        };
        match folder.open() {
            Err(error) if Foreign::behind(&error).is_some() => Err(error.to_string()),
            _ => Ok(Self { folder, names: OnceLock::new() }),
        }
    }

    /// The passes with this key, the newest first, each with the name of its file. What is not as it was written is none.
    pub(crate) fn with(&self, key: &SharedKey) -> Vec<(String, SharedPass)> {
        let names =
            self.names.get_or_init(|| self.folder.open().map(|folder| by_key(&folder)).unwrap_or_default());
        let Some(names) = names.get(&key.0) else { return Vec::new() };
        let passes = names.iter().take(MOST_OF_ONE).filter_map(|name| Some((name.clone(), self.read(name)?)));
        passes.collect()
    }

    /// The pass in this file.
    pub(crate) fn read(&self, name: &str) -> Option<SharedPass> {
        let bytes = self.folder.open().ok()?.read(name, MOST).ok()?;
        let (_, digest) = name.strip_suffix(".json")?.split_once('.')?;
        if digest.len() != DIGEST || !sha256_hex(&bytes).starts_with(digest) {
            return None;
        }
        let pass: SharedPass = serde_json::from_slice(&bytes).ok()?;
        (pass.schema == SCHEMA && pass.record.schema <= RECORD_SCHEMA).then_some(pass)
    }

    /// Shares a pass of the workspace at `root`.
    ///
    /// # Errors
    ///
    /// When it cannot be written. Nothing is lost by that.
    pub(crate) fn keep(&self, key: &SharedKey, root: &Path, record: &Record) -> io::Result<()> {
        let pass =
            SharedPass { schema: SCHEMA, workspace: root.display().to_string(), record: record.clone() };
        let bytes = serde_json::to_vec(&pass)?;
        if bytes.len() as u64 > MOST {
            return Ok(());
        }
        let name = format!("{}.{}.json", key.0, &sha256_hex(&bytes)[..DIGEST]);
        self.folder.make()?.write_unsynced(&name, &bytes)
    }

    /// Takes back the passes with this key: somebody has seen the claim fail on the same.
    ///
    /// # Errors
    ///
    /// When one of them is still there.
    pub(crate) fn withdraw(&self, key: &SharedKey) -> io::Result<()> {
        let folder = match self.folder.open() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            opened => opened?,
        };
        // As it is now: another workspace may have shared one meanwhile.
        by_key(&folder).remove(&key.0).into_iter().flatten().try_for_each(|name| folder.remove(&name))
    }

    /// Removes what is older than thirty days, and, the oldest first, what is too much.
    pub(crate) fn prune(&self, now: SystemTime) {
        let Ok(folder) = self.folder.open() else { return };
        let mut files = listed(&folder);
        files.sort_by_key(|(_, file)| Reverse(file.modified));
        let oldest = now.checked_sub(AGE).unwrap_or(SystemTime::UNIX_EPOCH);
        let unfinished = now.checked_sub(Duration::from_secs(600)).unwrap_or(SystemTime::UNIX_EPOCH);
        let (mut bytes, mut count) = (0_u64, 0_usize);
        for (name, file) in files {
            let half = name.starts_with(UNFINISHED);
            let sum = bytes.saturating_add(file.len);
            if half && file.modified >= unfinished {
                continue;
            }
            if half || file.modified < oldest || count >= COUNT || sum > BYTES {
                // Another run may have removed it; what stays goes next time.
                drop(folder.remove(&name));
            } else {
                (bytes, count) = (sum, count + 1);
            }
        }
    }
}

/// The files of the folder, with what the folder tells of them.
fn listed(folder: &OpenFolder) -> Vec<(String, SeenFile)> {
    let names = folder.names().unwrap_or_default().into_iter();
    let files = names.filter(|(_, kind)| *kind == EntryKind::File);
    let names = files.filter_map(|(name, _)| name.into_string().ok());
    names.filter_map(|name| folder.see(&name).ok().map(|seen| (name, seen))).collect()
}

fn by_key(folder: &OpenFolder) -> BTreeMap<String, Vec<String>> {
    let mut files = listed(folder);
    files.sort_by_key(|(_, file)| Reverse(file.modified));
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, _) in files {
        if let Some((key, _)) = name.split_once('.').filter(|_| name.ends_with(".json")) {
            found.entry(key.to_owned()).or_default().push(name);
        }
    }
    found
}
