//! What the system says of a file without reading it. Two equal stamps, the first of them settled, stand for equal bytes.

use std::fmt;
use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::sys::folder_scan::FileFacts;
use crate::sys::open_folder::{FileIdentity, SeenFile};

/// The length of a stamp in bytes.
pub(crate) const STAMP_BYTES: usize = 48;

/// How much later than the last change of a file a look must be for that change to have a time of its own, where the
/// system counts in parts of a second: its clock for files ticks a hundred times a second at the least.
const TICK: Duration = Duration::from_millis(20);

/// The same where it counts in whole seconds or pairs of them.
const SLOW_TICK: Duration = Duration::from_secs(3);

/// The mode of a plain file, but for its permissions.
const PLAIN: u64 = 0o100_000;

/// Device, number, mode and size of a file, and the times of its last writing and of its last change of any kind. The last
/// of these cannot be set back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct FileStamp([u64; STAMP_BYTES / 8]);

impl FileStamp {
    /// The stamp of a file that was asked about without following a link.
    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        let time = |seconds: i64, nanos: i64| {
            seconds.wrapping_mul(1_000_000_000).wrapping_add(nanos).cast_unsigned()
        };
        Self([
            metadata.dev(),
            metadata.ino(),
            u64::from(metadata.mode()),
            metadata.len(),
            time(metadata.mtime(), metadata.mtime_nsec()),
            time(metadata.ctime(), metadata.ctime_nsec()),
        ])
    }

    /// The stamp of a file that was asked about without following a link. Without a number and a time of change it is a
    /// weaker one.
    #[cfg(not(unix))]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let time = |time: std::io::Result<SystemTime>| {
            let since = time.ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            since.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
        };
        let kind = if metadata.is_symlink() { 0o120_000 } else { 0o100_000 };
        let modified = time(metadata.modified());
        Self([0, time(metadata.created()), kind, metadata.len(), modified, modified])
    }

    /// The stamp of a file that was scanned in its folder: the one that [`FileStamp::of`] gives it.
    #[cfg(target_os = "linux")]
    pub(crate) fn of_scanned(facts: &FileFacts) -> Self {
        // The numbers are of other types on other machines.
        fn number(number: impl TryInto<u64>) -> u64 {
            number.try_into().unwrap_or_default()
        }
        fn time(seconds: impl TryInto<i64>, nanos: impl TryInto<i64>) -> u64 {
            let seconds: i64 = seconds.try_into().unwrap_or_default();
            let nanos: i64 = nanos.try_into().unwrap_or_default();
            seconds.wrapping_mul(1_000_000_000).wrapping_add(nanos).cast_unsigned()
        }
        Self([
            number(facts.st_dev),
            number(facts.st_ino),
            number(facts.st_mode),
            number(facts.st_size),
            time(facts.st_mtime, facts.st_mtime_nsec),
            time(facts.st_ctime, facts.st_ctime_nsec),
        ])
    }

    /// The stamp of a file that was scanned in its folder.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn of_scanned(facts: &FileFacts) -> Self {
        Self::of(facts)
    }

    /// The stamp of a regular file of ours that was seen in its folder; `None` where the system does not say enough.
    pub(crate) fn of_seen(seen: &SeenFile) -> Option<Self> {
        let nanos = |time: SystemTime| {
            let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
            u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
        };
        let FileIdentity { device, number, changed } = seen.identity?;
        Some(Self([device, number, PLAIN, seen.len, nanos(seen.modified), nanos(changed)]))
    }

    /// The mode that git gives a file which has this stamp; `None` where the system does not say, and for anything that is
    /// no plain file.
    pub(crate) fn mode(&self) -> Option<&'static str> {
        let mode = self.0[2];
        let executable = if mode & 0o100 == 0 { "100644" } else { "100755" };
        (cfg!(unix) && mode & 0o170_000 == PLAIN).then_some(executable)
    }

    /// When the file was changed last, be it only in its name or its permissions.
    pub(crate) fn changed(&self) -> SystemTime {
        UNIX_EPOCH.checked_add(Duration::from_nanos(self.0[5])).unwrap_or(UNIX_EPOCH)
    }

    /// Was a folder that has this stamp itself given another name or other permissions since then, while nothing was put into
    /// it or taken out of it? What lies below a folder is not stamped when the folder is moved away and another one put in its
    /// place.
    pub(crate) fn was_moved(&self, since: SystemTime) -> bool {
        let written = UNIX_EPOCH.checked_add(Duration::from_nanos(self.0[4])).unwrap_or(UNIX_EPOCH);
        self.changed() >= since && written < since
    }

    /// Would a change after a look at this time have given the file another stamp? One that was changed right before the
    /// look could be changed again within the same tick of the clock.
    pub(crate) fn is_settled(&self, look: SystemTime) -> bool {
        let coarse = [self.0[4], self.0[5]].iter().all(|time| time.is_multiple_of(1_000_000_000));
        let tick = if coarse { SLOW_TICK } else { TICK };
        self.changed().checked_add(tick).is_some_and(|time| time < look)
    }

    /// The stamp as bytes, for a file of ours.
    pub(crate) fn to_bytes(self) -> [u8; STAMP_BYTES] {
        let mut bytes = [0; STAMP_BYTES];
        for (at, word) in self.0.iter().enumerate() {
            bytes[at * 8..at * 8 + 8].copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// The stamp in these bytes.
    pub(crate) fn from_bytes(bytes: &[u8; STAMP_BYTES]) -> Self {
        let mut words = [0; STAMP_BYTES / 8];
        for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(8)) {
            *word = bytes.try_into().map_or(0, u64::from_le_bytes);
        }
        Self(words)
    }
}

/// All of the stamp in one text, for what is told by it and not by its content.
impl fmt::Display for FileStamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [device, number, mode, size, written, changed] = self.0;
        write!(f, "{device} {number} {mode:o} {size} {written} {changed}")
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_survives_being_written_down() {
        let stamp = FileStamp([1, u64::MAX, 3, 4, 5, 6]);
        assert_eq!(FileStamp::from_bytes(&stamp.to_bytes()), stamp);
    }

    #[test]
    fn a_file_that_has_just_been_changed_is_not_settled() {
        let at = |millis: u64| UNIX_EPOCH + Duration::from_millis(millis);
        let stamp = |millis: u64| FileStamp([0, 0, 0, 0, 0, millis * 1_000_000]);
        assert!(stamp(1001).is_settled(at(1100)));
        assert!(!stamp(1001).is_settled(at(1010)));
        assert!(!stamp(1001).is_settled(at(900)), "changed after the look");
        assert!(!stamp(1000).is_settled(at(2500)), "whole seconds");
        assert!(stamp(1000).is_settled(at(5000)));
    }

    #[test]
    fn a_scanned_file_has_the_stamp_that_it_has_when_it_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "one").unwrap();
        let old = UNIX_EPOCH - Duration::from_millis(1500);
        std::fs::File::options().append(true).open(&path).unwrap().set_modified(old).unwrap();
        let mut scanned = Vec::new();
        let mut scan = crate::sys::folder_scan::FolderScan::default();
        scan.each(folder.path(), true, |entry| {
            scanned.push(FileStamp::of_scanned(&entry.facts()?));
            Ok(())
        })
        .unwrap();
        assert_eq!(scanned, [FileStamp::of(&std::fs::symlink_metadata(&path).unwrap())]);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_was_moved_says_so_and_one_that_was_written_into_does_not() {
        let root = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| root.path().join(name));
        std::fs::create_dir(&a).unwrap();
        std::thread::sleep(Duration::from_millis(30));
        std::fs::write(root.path().join("clock"), "").unwrap();
        let since = std::fs::metadata(root.path().join("clock")).unwrap().modified().unwrap();
        let moved = || FileStamp::of(&std::fs::metadata(&a).unwrap()).was_moved(since);
        assert!(!moved());
        std::fs::rename(&a, &b).unwrap();
        std::fs::rename(&b, &a).unwrap();
        assert!(moved());
        std::fs::write(a.join("file"), "").unwrap();
        assert!(!moved());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_put_back_has_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "one").unwrap();
        let before = std::fs::symlink_metadata(&path).unwrap();
        std::thread::sleep(Duration::from_millis(30));
        std::fs::write(&path, "two").unwrap();
        let file = std::fs::File::options().append(true).open(&path).unwrap();
        file.set_modified(before.modified().unwrap()).unwrap();
        let after = std::fs::symlink_metadata(&path).unwrap();
        assert_eq!(after.modified().unwrap(), before.modified().unwrap());
        assert_ne!(FileStamp::of(&before), FileStamp::of(&after));
    }
}
