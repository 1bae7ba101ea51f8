//! Programs of this machine.

use std::fs;

use shipworthy_engine::facts::tools::{InstalledTools, release, version_at_least};

use crate::fixture::Place;

#[test]
fn versions_are_asked_once() {
    let place = Place::new();
    fs::create_dir_all(place.cache()).unwrap();
    let mut tools = InstalledTools::open(&place.root, &place.caches());
    let cargo = tools.find("cargo").unwrap();
    assert!(version_at_least(cargo.version.as_deref().unwrap(), "1.85"), "{cargo:?}");
    let rustc = tools.find("rustc").unwrap().version.unwrap();
    assert!(rustc.contains("\nhost: ") && release(&rustc).is_some(), "{rustc}");
    assert!(tools.find("git").unwrap().version.is_some());
    assert!(tools.find("no-such-program-anywhere").is_none());
    tools.save();
    let file = place.cache().join("tools.json");
    let kept = fs::read_to_string(&file).unwrap();
    let version = cargo.version.unwrap();
    fs::write(&file, kept.replace(&format!("\"{version}\""), "\"9.9.9\"")).unwrap();
    let mut again = InstalledTools::open(&place.root, &place.caches());
    assert_eq!(again.find("cargo").unwrap().version.as_deref(), Some("9.9.9"));
    // Another toolchain file may mean another toolchain.
    place.write("rust-toolchain.toml", "# the default one\n[toolchain]\n");
    let mut other = InstalledTools::open(&place.root, &place.caches());
    let rustup = which_is_rustup(&other.find("cargo").unwrap().path);
    assert_eq!(other.find("cargo").unwrap().version.as_deref() == Some("9.9.9"), !rustup);
    fs::write(&file, "broken").unwrap();
    assert!(InstalledTools::open(&place.root, &place.caches()).find("git").is_some());
}

fn which_is_rustup(cargo: &str) -> bool {
    let path = std::path::Path::new(cargo);
    path.canonicalize().unwrap().ends_with("rustup") || path.with_file_name("rustup").exists()
}

#[cfg(unix)]
#[test]
fn a_program_nobody_vouches_for_is_not_run() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    place.write("scripts/deploy", "#!/bin/sh\ntouch deployed\n");
    fs::set_permissions(place.root.join("scripts/deploy"), fs::Permissions::from_mode(0o755)).unwrap();
    let tool = InstalledTools::open(&place.root, &place.caches()).find("./scripts/deploy").unwrap();
    assert_eq!(tool.version, None);
    assert!(!place.root.join("deployed").exists());
}
