//! Records of releases: each a file of its own, `released/VERSION.SEQUENCE.DIGEST.json`, never written again. There are
//! few, so no index is kept of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;

use shipworthy_model::release::{RELEASE_SCHEMA, Release, Releases};

use super::error::{RecordError, StoreError};
use super::name::MAX_SEQUENCE;
use super::store::{AnyVersion, Store, unreadable};
use crate::sys::files::{UNFINISHED, sha256_hex};
use crate::sys::open_folder::OpenFolder;

/// How many digits of its digest stand in the name of a file.
const DIGEST: usize = 16;

/// The size of the largest record that is read, in bytes.
const MOST: u64 = 64 << 20;

/// What the name of a file says of the record in it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    version: String,
    sequence: u64,
    digest: String,
}

impl Name {
    fn read(file: &str) -> Option<Self> {
        // A version has dots of its own.
        let mut parts = file.strip_suffix(".json")?.rsplitn(3, '.');
        let (digest, number, version) = (parts.next()?, parts.next()?, parts.next()?);
        let sequence = number.parse().ok().filter(|sequence| *sequence <= MAX_SEQUENCE)?;
        let name = Self { version: version.to_owned(), sequence, digest: digest.to_owned() };
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let sound = is_version(version) && digest.len() == DIGEST && digest.bytes().all(hex);
        // One record, one spelling.
        (sound && name.file() == file).then_some(name)
    }

    fn file(&self) -> String {
        format!("{}.{:08}.{}.json", self.version, self.sequence, self.digest)
    }
}

/// Is the text a version that may be part of a file name?
fn is_version(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-+".contains(&byte);
    text.len() <= 128 && text.starts_with(|c: char| c.is_ascii_digit()) && text.bytes().all(plain)
}

impl Store {
    /// Keeps the record of a release, as the newest of its version. Once this returns, it survives a power cut. Whoever
    /// releases holds the lock of releases, so nobody else writes one at the same time.
    ///
    /// # Errors
    ///
    /// When it could not be written. A half-written record never shows.
    pub fn keep_release(&self, mut release: Release) -> Result<(), StoreError> {
        if !is_version(&release.version) {
            return Err(StoreError::Unnamable { version: release.version });
        }
        let released = self.released();
        let folder = released.make().map_err(StoreError::io("create the folder", &released.path()))?;
        let (names, _) = list(&folder).map_err(StoreError::io("read the folder", folder.path()))?;
        release.schema = RELEASE_SCHEMA;
        release.sequence = names.iter().map(|name| name.sequence).max().unwrap_or(0).saturating_add(1);
        let bytes = serde_json::to_vec(&release)
            .map_err(|error| StoreError::io("write the release record in", folder.path())(error.into()))?;
        let mut digest = sha256_hex(&bytes);
        digest.truncate(DIGEST);
        let name = Name { version: release.version, sequence: release.sequence, digest };
        let path = folder.path().join(name.file());
        folder.write(&name.file(), &bytes).map_err(StoreError::io("write the release record", &path))
    }

    /// The releases on record: the newest record of each version that can be read. What is wrong with the others is
    /// reported. Writes nothing.
    pub fn releases(&self) -> Releases {
        let released = self.released();
        let mut releases = Releases::default();
        let listed = released.open().and_then(|folder| list(&folder).map(|listed| (folder, listed)));
        let (folder, (names, strangers)) = match listed {
            Ok(listed) => listed,
            Err(error) if error.kind() == ErrorKind::NotFound => return releases,
            Err(error) => {
                let failed = StoreError::io("read the folder", &released.path())(error);
                releases.unread.push("an unknown version".to_owned());
                releases.problems.push(format!("{failed}; the releases there count as not there"));
                return releases;
            }
        };
        let strange =
            |name| format!("`{name}` in {} is not a release record; move it away", folder.path().display());
        releases.problems.extend(strangers.into_iter().map(strange));
        let mut newest: BTreeMap<String, Release> = BTreeMap::new();
        let mut unread = BTreeSet::new();
        for name in names.into_iter().rev() {
            if newest.contains_key(&name.version) {
                continue;
            }
            match read(&folder, &name) {
                Ok(release) => drop(newest.insert(name.version, release)),
                Err(RecordError::Missing) => {}
                Err(error) => {
                    releases.problems.push(format!("release record {} {error}", name.file()));
                    unread.insert(name.version);
                }
            }
        }
        unread.retain(|version| !newest.contains_key(version));
        releases.unread.extend(unread);
        releases.all.extend(newest.into_values());
        releases
    }
}

/// The records of the folder, the oldest of each version first, and files that are none.
fn list(folder: &OpenFolder) -> std::io::Result<(Vec<Name>, Vec<String>)> {
    let (mut names, mut strangers) = (Vec::new(), Vec::new());
    for (file, _) in folder.names()? {
        let file = file.to_string_lossy();
        match Name::read(&file) {
            Some(name) => names.push(name),
            None if file.starts_with(UNFINISHED) => {}
            None => strangers.push(file.into_owned()),
        }
    }
    names.sort_unstable();
    strangers.sort_unstable();
    Ok((names, strangers))
}

fn read(folder: &OpenFolder, name: &Name) -> Result<Release, RecordError> {
    let corrupt = |why: String| Err(RecordError::Corrupt(why));
    let bytes = match folder.read(&name.file(), MOST) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(RecordError::Missing),
        Err(error) => return Err(unreadable(&error)),
    };
    if !sha256_hex(&bytes).starts_with(&name.digest) {
        return corrupt("its content does not match its name".to_owned());
    }
    match serde_json::from_slice::<AnyVersion>(&bytes) {
        Ok(any) if any.schema > RELEASE_SCHEMA => {
            return Err(RecordError::Newer { schema: any.schema, known: RELEASE_SCHEMA });
        }
        Ok(_) => {}
        Err(error) => return corrupt(error.to_string()),
    }
    match serde_json::from_slice::<Release>(&bytes) {
        Ok(release) if release.version == name.version && release.sequence == name.sequence => Ok(release),
        Ok(release) => corrupt(format!("it is record {} of {}", release.sequence, release.version)),
        Err(error) => corrupt(error.to_string()),
    }
}
