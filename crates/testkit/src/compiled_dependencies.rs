//! What this build has compiled, for builds in other folders.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::binary;

/// The beginnings of the names of crates of this repository.
const OURS: [&str; 3] = ["shipworthy", "testkit", "xtask"];

/// Brings what this build has compiled of other people's packages to `target`, a folder such as `target/debug`, unless
/// there is one already: a cold build there would take minutes.
///
/// # Panics
///
/// When something cannot be copied.
pub fn copy_compiled_dependencies(target: &Path) {
    copy_libraries(target, |name| !OURS.iter().any(|ours| name.contains(ours)));
}

/// Brings what this build has compiled of all packages, our own as well, as by [`copy_compiled_dependencies`]: for builds
/// of this very folder. Cargo finds out what is of use there.
///
/// # Panics
///
/// When something cannot be copied.
pub fn copy_compiled_packages(target: &Path) {
    copy_libraries(target, |_| true);
}

fn copy_libraries(target: &Path, wanted: impl Fn(&str) -> bool) {
    if target.exists() {
        return;
    }
    let built = binary().parent().expect("the binary is in target/PROFILE").to_owned();
    fs::create_dir_all(target.join("deps")).expect("a new folder can be made");
    for folder in ["build", ".fingerprint"] {
        copy(&built.join(folder), &target.join(folder));
    }
    for entry in fs::read_dir(built.join("deps")).expect("this build has a folder").flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let is_library = [".rlib", ".rmeta", ".so", ".d"].iter().any(|ending| name.ends_with(ending));
        if is_library && wanted(&name) {
            copy(&entry.path(), &target.join("deps").join(name));
        }
    }
}

/// Copies with the times, by which cargo knows whether something is up to date.
fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").args([from, to]).status();
    assert!(copied.is_ok_and(|status| status.success()), "{} cannot be copied", from.display());
}
