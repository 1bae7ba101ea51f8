//! The packages of crates.io that a lock file names, as a registry of files. What may choose its versions freely chooses
//! these, on any day; and nothing of the cargo home of this machine is written, which other tests read meanwhile.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{environment, index};

/// A package of crates.io in a lock file.
struct Locked<'a> {
    name: &'a str,
    version: &'a str,
    checksum: &'a str,
}

/// Makes a registry in `folder` of all that `lock`, the text of a `Cargo.lock`, has of crates.io. Returns the settings
/// of cargo that put it in the place of crates.io.
///
/// # Panics
///
/// When cargo has never looked one of them up on this machine, or the folder cannot be written.
pub fn locked_registry(lock: &str, folder: &Path) -> String {
    let registry = environment::cargo_home().expect("cargo has a home").join("registry");
    let (indices, caches) = (folders(&registry.join("index")), folders(&registry.join("cache")));
    fs::create_dir_all(folder).expect("a new folder can be made");
    let mut found = 0;
    for package in lock.split("[[package]]").filter_map(locked) {
        let Locked { name, version, .. } = package;
        let entry = indices.iter().find_map(|index| entry(index, &package)).unwrap_or_else(|| {
            panic!("cargo knows nothing of {name} {version} on this machine: run `cargo fetch --locked`")
        });
        let file = index::file(&folder.join("index"), &name.to_lowercase());
        fs::create_dir_all(file.parent().expect("it is in a folder")).expect("a new folder can be made");
        // A lock file may name several versions of one package.
        let others = fs::read_to_string(&file).unwrap_or_default();
        fs::write(&file, format!("{others}{entry}\n")).expect("a new file can be written");
        // What only other systems need was never fetched here, and will not be.
        let archive = format!("{name}-{version}.crate");
        if let Some(fetched) = caches.iter().map(|cache| cache.join(&archive)).find(|path| path.is_file()) {
            symlink(fetched, folder.join(&archive)).expect("a link can be made in a new folder");
        }
        found += 1;
    }
    assert!(found > 0, "nothing in the lock file is of crates.io");
    format!(
        "[source.crates-io]\nreplace-with = \"locked\"\n\n[source.locked]\nlocal-registry = \"{}\"\n",
        folder.display()
    )
}

/// The package in a table of a lock file, when it is of crates.io.
fn locked(table: &str) -> Option<Locked<'_>> {
    let value = |key: &str| {
        let mut lines = table.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""));
        lines.next()?.strip_suffix('"')
    };
    value("source").filter(|source| source.ends_with("/crates.io-index"))?;
    Some(Locked { name: value("name")?, version: value("version")?, checksum: value("checksum")? })
}

/// What an index says of the package, from the file in which cargo keeps that: texts with a zero byte after each, of which
/// those in JSON are lines of the index. Locked is locked, also when it was yanked since.
fn entry(index: &Path, package: &Locked<'_>) -> Option<String> {
    let kept = fs::read(index::file(&index.join(".cache"), &package.name.to_lowercase())).ok()?;
    let lines = kept.split(|byte| *byte == 0).filter(|text| text.starts_with(b"{"));
    let mut lines = lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    let mut line = lines.find(|line| line["vers"] == package.version && line["cksum"] == package.checksum)?;
    line["yanked"] = Value::Bool(false);
    Some(line.to_string())
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let inside = fs::read_dir(of).into_iter().flatten().flatten();
    let mut found: Vec<_> = inside.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_lock_file_only_what_is_of_crates_io_is_taken() {
        let crates = "\nname = \"serde\"\nversion = \"1.0.1\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n\
                      checksum = \"ab\"\ndependencies = [\n \"name\",\n]\n";
        let taken = locked(crates).unwrap();
        assert_eq!((taken.name, taken.version, taken.checksum), ("serde", "1.0.1", "ab"));
        assert!(locked("\nname = \"ours\"\nversion = \"0.1.0\"\n").is_none());
        assert!(locked(&crates.replace("rust-lang/crates.io-index", "somebody/index")).is_none());
    }

    #[test]
    fn every_version_is_that_of_the_lock_file() {
        let lock =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let settings = locked_registry(&lock, folder.path());
        assert!(settings.contains(&folder.path().display().to_string()), "{settings}");
        for package in lock.split("[[package]]").filter_map(locked) {
            let told = fs::read_to_string(index::file(&folder.path().join("index"), package.name)).unwrap();
            assert!(told.lines().any(|line| line.contains(package.checksum)), "{}", package.name);
        }
        assert!(folder.path().join("index/se/rd/serde").is_file());
    }
}
