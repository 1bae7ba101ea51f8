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

/// Every living process but this one whose environment, command line or current directory contains `marker`.
///
/// Nothing is found where there is no `/proc`; a test that counts on it asks first.
pub fn processes_marked(marker: &str) -> Vec<MarkedProcess> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let dir = entry.path();
        if pid != process::id() && carries(&dir, marker) {
            let command = fs::read(dir.join("cmdline")).unwrap_or_default();
            found.push(MarkedProcess { pid, command: String::from_utf8_lossy(&command).replace('\0', " ") });
        }
    }
    found.sort_by_key(|process| process.pid);
    found
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
