//! Where fixtures lie: in memory on a machine with plenty of it, because tests make and remove more small files than a
//! disk likes; else where temporary folders are. `TMPDIR` overrules that. It holds no opinion on what is in them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::OnceLock;
use std::time::Duration;

use tempfile::TempDir;

/// Where Linux has a file system in memory.
const MEMORY: &str = "/dev/shm";

/// How much must fit there, and how much memory must be free besides what is in use: fixtures are built in.
const ROOM_KIB: u64 = 6 * 1024 * 1024;

/// The file in a folder that somebody wants to look into after its test.
const KEPT: &str = "kept";

/// How long a folder of a test that was killed is left alone.
const LEFT_ALONE: Duration = Duration::from_secs(60 * 60);

/// A new folder for a fixture, with this word in its name.
pub(crate) fn folder(word: &str) -> TempDir {
    let prefix = format!("shipworthy-{word}{}-", process::id());
    let made = tempfile::Builder::new().prefix(&prefix).tempdir_in(place());
    made.expect("a temporary folder can be made")
}

/// Lets a folder of ours stay until somebody removes it, also where it lies in memory.
pub(crate) fn keep(folder: &Path) {
    drop(fs::write(folder.join(KEPT), ""));
}

/// The folder in which fixtures lie.
pub(crate) fn place() -> &'static Path {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    PLACE.get_or_init(|| {
        let text = |path: &str| fs::read_to_string(path).unwrap_or_default();
        if env::var_os("TMPDIR").is_none() && has_room(&text("/proc/mounts"), &text("/proc/meminfo")) {
            sweep(Path::new(MEMORY));
            return PathBuf::from(MEMORY);
        }
        env::temp_dir()
    })
}

/// Is there a file system in memory, with room in it, from which programs may be started?
fn has_room(mounts: &str, memory: &str) -> bool {
    let kib = |name: &str| {
        let line = memory.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    };
    let (Some(total), Some(available)) = (kib("MemTotal"), kib("MemAvailable")) else { return false };
    // The last one that was mounted there is the one that is seen.
    let mounted = mounts.lines().rev().find_map(|line| {
        let [_, place, kind, options, ..] = line.split(' ').collect::<Vec<_>>()[..] else { return None };
        (place == MEMORY).then_some((kind, options))
    });
    let Some(("tmpfs", options)) = mounted else { return false };
    let options: Vec<&str> = options.split(',').collect();
    let size = options.iter().find_map(|option| option.strip_prefix("size="));
    // Without a word on it, half of the memory.
    let size = size.map_or(Some(total / 2), |size| size.strip_suffix('k')?.parse().ok());
    let usable = options.contains(&"rw") && !options.contains(&"noexec");
    usable && size.is_some_and(|size| size >= ROOM_KIB) && available >= ROOM_KIB
}

/// Removes what tests left that were killed: there it would take memory until the machine is started again.
fn sweep(place: &Path) {
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let owner = entry.file_name().to_str().and_then(owner);
        let lives = owner.is_none_or(|owner| Path::new("/proc").join(owner.to_string()).exists());
        let modified = entry.metadata().ok().and_then(|meta| meta.modified().ok());
        let age = modified.and_then(|modified| modified.elapsed().ok()).unwrap_or_default();
        if !lives && age > LEFT_ALONE && !entry.path().join(KEPT).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The number of the process that made a folder of this name; `None` when none of us did.
fn owner(name: &str) -> Option<u32> {
    let words: Vec<&str> = name.strip_prefix("shipworthy-")?.split('-').collect();
    let [.., owner, _] = words[..] else { return None };
    owner.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_where_there_is_room_and_programs_may_be_started() {
        let memory = "MemTotal:       24684096 kB\nMemFree:  1 kB\nMemAvailable:   20000000 kB\n";
        let mounted = |options: &str| format!("/dev/vda / ext4 rw 0 0\ntmpfs /dev/shm tmpfs {options} 0 0\n");
        let cases = [
            ("rw,relatime,size=24684096k", true),
            ("rw,nosuid,nodev", true),
            ("rw,nosuid,nodev,noexec,size=24684096k", false),
            ("rw,size=65536k", false),
            ("ro,size=24684096k", false),
            ("rw,size=many", false),
        ];
        for (options, expected) in cases {
            assert_eq!(has_room(&mounted(options), memory), expected, "{options}");
        }
        let full = memory.replace("20000000", "2000000");
        assert!(!has_room(&mounted("rw"), &full));
        assert!(!has_room("/dev/vda / ext4 rw 0 0\n", memory));
        assert!(!has_room("", ""));
    }

    #[test]
    fn a_folder_says_whose_it_is() {
        assert_eq!(owner("shipworthy-12-aB3dE6"), Some(12));
        assert_eq!(owner("shipworthy-registry-345-aB3dE6"), Some(345));
        for foreign in ["shipworthy-B86yA7", "shipworthy-release-x-y", "sem.12-x", "shipworthy-"] {
            assert_eq!(owner(foreign), None, "{foreign}");
        }
    }
}
