//! The index of a registry, as files: where it has a crate, and what it says of a version. One thing is changed here, as
//! every registry changes it: whether a version is yanked.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::environment;

/// Does the index have this version of the crate?
pub(crate) fn has(dir: &Path, package: &str, version: &str) -> bool {
    let index = fs::read_to_string(file(dir, package)).unwrap_or_default();
    index.lines().any(|line| is_of(line, version))
}

/// Marks a version as yanked, and commits that. `false` when there is no such version.
pub(crate) fn yank(dir: &Path, package: &str, version: &str) -> io::Result<bool> {
    let path = file(dir, package);
    let old = fs::read_to_string(&path).unwrap_or_default();
    if !old.lines().any(|line| is_of(line, version)) {
        return Ok(false);
    }
    let lines = old.split_inclusive('\n').map(|line| match is_of(line, version) {
        true => line.replace("\"yanked\":false", "\"yanked\":true"),
        false => line.to_owned(),
    });
    let new: String = lines.collect();
    if new == old {
        return Ok(true);
    }
    fs::write(&path, new)?;
    let mut git = Command::new("git");
    environment::clean(&mut git, dir);
    let committer = ["-c", "user.name=Registry", "-c", "user.email=registry@example.invalid"];
    git.arg("-C").arg(dir).args(committer).args(["commit", "--quiet", "--all", "--message", "Yank"]);
    match git.status()?.success() {
        true => Ok(true),
        false => Err(io::Error::other("git does not commit to the index")),
    }
}

/// The path of the file in which an index has what it knows of a crate.
pub(crate) fn file(dir: &Path, name: &str) -> PathBuf {
    let spread = match name.len() {
        0..=2 => name.len().to_string(),
        3 => format!("3/{}", name.get(..1).unwrap_or_default()),
        _ => format!("{}/{}", name.get(..2).unwrap_or_default(), name.get(2..4).unwrap_or_default()),
    };
    dir.join(spread).join(name)
}

fn is_of(line: &str, version: &str) -> bool {
    line.contains(&format!("\"vers\":\"{version}\""))
}
