//! Processes that are alive, found by what they carry. Reads `/proc`; ends nothing by itself.

use std::fs;
use std::path::Path;
use std::process;

/// A process that is alive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its id.
    pub pid: u32,
    /// Its command line.
    pub command: String,
}

/// Every living process but this one whose environment, command line or current directory contains `marker`.
///
/// Nothing is found where there is no `/proc`; a test that counts on it asks first.
pub fn processes_marked(marker: &str) -> Vec<Process> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let dir = entry.path();
        if pid != process::id() && carries(&dir, marker.as_bytes()) {
            let command = fs::read(dir.join("cmdline")).unwrap_or_default();
            found.push(Process { pid, command: String::from_utf8_lossy(&command).replace('\0', " ") });
        }
    }
    found.sort_by_key(|process| process.pid);
    found
}

/// A process that has ended meanwhile, or waits to be reaped, carries nothing.
fn carries(dir: &Path, marker: &[u8]) -> bool {
    let holds = |bytes: &[u8]| bytes.windows(marker.len()).any(|window| window == marker);
    let file = |name: &str| fs::read(dir.join(name)).is_ok_and(|bytes| holds(&bytes));
    let here = || fs::read_link(dir.join("cwd")).is_ok_and(|cwd| holds(cwd.as_os_str().as_encoded_bytes()));
    file("environ") || file("cmdline") || here()
}
