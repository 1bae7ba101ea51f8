//! What this build has compiled, for builds in other folders.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::binary;

/// The beginnings of the names of crates of this repository.
const OURS: [&str; 3] = ["shipworthy", "testkit", "xtask"];

/// Brings what this build has compiled of other people's packages to `target`, a folder such as `target/debug`: a cold
/// build there would take minutes. What is there already stays, also from builds of other days.
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

/// Brings what cargo asked the compiler about itself to a new target folder: cargo asks five times before it builds
/// anything. It believes it only while the compiler is the same.
pub(crate) fn copy_compiler_facts(target: &Path) {
    const FACTS: &str = ".rustc_info.json";
    let known = binary().ancestors().nth(2).map(|ours| ours.join(FACTS));
    if let Some(known) = known.filter(|known| known.is_file()) {
        fs::create_dir_all(target).expect("a new folder can be made");
        fs::copy(known, target.join(FACTS)).expect("a file can be copied");
    }
}

fn copy_libraries(target: &Path, wanted: impl Fn(&str) -> bool) {
    let built = binary().parent().expect("the binary is in target/PROFILE").to_owned();
    let is_library =
        |name: &str| [".rlib", ".rmeta", ".so", ".d"].iter().any(|ending| name.ends_with(ending));
    copy_missing(&built.join("build"), &target.join("build"), &wanted);
    copy_missing(&built.join(".fingerprint"), &target.join(".fingerprint"), &wanted);
    copy_missing(&built.join("deps"), &target.join("deps"), |name| is_library(name) && wanted(name));
}

/// Copies what a folder holds and the other does not, with the times, by which cargo knows whether something is up to date.
fn copy_missing(from: &Path, to: &Path, wanted: impl Fn(&str) -> bool) {
    fs::create_dir_all(to).expect("a new folder can be made");
    let inside = fs::read_dir(from).expect("this build has such a folder").flatten();
    let names = inside.filter_map(|entry| entry.file_name().into_string().ok());
    let missing: Vec<_> = names.filter(|name| wanted(name) && !to.join(name).exists()).collect();
    if !missing.is_empty() {
        let copied = Command::new("cp").arg("-a").args(missing).arg(to).current_dir(from).status();
        assert!(copied.is_ok_and(|status| status.success()), "{} cannot be copied", from.display());
    }
}
