//! File systems that a test mounts: small ones, read-only ones. Only root may; see [`needs_mount`](crate::needs_mount).

use std::path::{Path, PathBuf};
use std::process::Command;

/// A mounted file system, unmounted when dropped.
#[derive(Debug)]
pub struct Mount {
    at: PathBuf,
}

impl Mount {
    /// Mounts with these words of `mount`, over a folder.
    #[track_caller]
    pub fn new(words: &[&str], at: impl Into<PathBuf>) -> Self {
        let at = at.into();
        run(words, &at);
        Self { at }
    }

    /// A file system in memory that is full after 256 KiB.
    #[track_caller]
    pub fn small(at: impl Into<PathBuf>) -> Self {
        Self::new(&["-t", "tmpfs", "-o", "size=256k", "tmpfs"], at)
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        &self.at
    }

    /// Mounts it again with other options, such as `ro`.
    #[track_caller]
    pub fn again(&self, options: &str) {
        run(&["-o", &format!("remount,{options}")], &self.at);
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // A test that failed may still have something open on it.
        let _ = Command::new("umount").arg("--lazy").arg(&self.at).status();
    }
}

#[track_caller]
fn run(words: &[&str], at: &Path) {
    let output = Command::new("mount").args(words).arg(at).output().expect("mount can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
