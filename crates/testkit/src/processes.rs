//! Processes that are alive, found by what they carry. Reads `/proc`; ends nothing by itself.

use std::fs;
use std::path::Path;
use std::process;

/// A process that is alive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedProcess {
    /// The id of the process.
    pub pid: u32,
    /// The command line of the process.
    pub command: String,
}

/// The command lines of all living processes, their words set apart by spaces: one short file of each is read, so that one
/// can look often.
pub fn command_lines() -> impl Iterator<Item = String> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter(|entry| entry.file_name().as_encoded_bytes().iter().all(u8::is_ascii_digit));
    ids.map(|entry| command_line(&entry.path()))
}

fn command_line(dir: &Path) -> String {
    let command = fs::read(dir.join("cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&command).replace('\0', " ")
}

/// Every living process that was started after this one and whose environment, command line or current directory contains
/// `marker`.
///
/// Nothing is found where there is no `/proc`; a test that counts on it asks first.
pub fn processes_marked(marker: &str) -> Vec<MarkedProcess> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let ours = began(Path::new("/proc/self")).unwrap_or_default();
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let dir = entry.path();
        // Most of the processes of a machine are older than any test; to look at them closely after every run takes time.
        let younger = || began(&dir).is_some_and(|time| time >= ours);
        if pid != process::id() && younger() && carries(&dir, marker) {
            found.push(MarkedProcess { pid, command: command_line(&dir) });
        }
    }
    found.sort_by_key(|process| process.pid);
    found
}

/// When a process was started, in ticks of a clock that began with the machine.
fn began(dir: &Path) -> Option<u64> {
    let stat = fs::read(dir.join("stat")).ok()?;
    let stat = String::from_utf8_lossy(&stat);
    // The name of the program comes second, in parentheses, and may hold anything.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(19)?.parse().ok()
}

/// A process that has ended meanwhile, or waits to be reaped, carries nothing.
fn carries(dir: &Path, marker: &str) -> bool {
    // The search in a text is optimised also where this crate is not, and every process is looked at after every run.
    let file = |name: &str| {
        fs::read(dir.join(name)).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(marker))
    };
    let here = || fs::read_link(dir.join("cwd")).is_ok_and(|cwd| cwd.to_string_lossy().contains(marker));
    file("environ") || file("cmdline") || here()
}
