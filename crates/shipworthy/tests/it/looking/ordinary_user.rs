//! The tables of this room for an ordinary user, when root runs the tests: may read less, and owns other files than root.

use std::env;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use super::commands::FEW_ASKED;

/// The user and the group that own nothing.
const NOBODY: u32 = 65534;

/// An ordinary user and group: whoever runs the tests, if that is one.
fn ordinary() -> (u32, u32) {
    let (user, group) = (rustix::process::getuid(), rustix::process::getgid());
    if user.is_root() { (NOBODY, NOBODY) } else { (user.as_raw(), group.as_raw()) }
}

/// The tests that go through a table.
const TABLES: [&str; 4] = [
    "looking::settings_of_a_repository_run_nothing",
    "looking::repositories_in_odd_places_run_nothing",
    "looking::cargo_and_rustup_run_nothing_of_the_repository",
    "looking::programs_in_the_repository_are_not_run",
];

/// Puts a program where that user may run it, wherever it was built.
fn hand_over(program: &Path, folder: &Path) -> std::path::PathBuf {
    let copy = folder.join(program.file_name().unwrap());
    fs::copy(program, &copy).unwrap();
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).unwrap();
    copy
}

/// The tests run themselves again as that user. What it may not run, as a toolchain of root's, is missing for it.
#[test]
fn every_vector_runs_nothing_for_an_ordinary_user_either() {
    let (user, group) = ordinary();
    let folder = tempfile::tempdir().unwrap();
    let (tests, program) = (
        hand_over(&env::current_exe().unwrap(), folder.path()),
        hand_over(&testkit::binary(), folder.path()),
    );
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let home = folder.path().join("home");
    fs::create_dir(&home).unwrap();
    chown(&home, Some(user), Some(group)).unwrap();
    let mut command = Command::new(tests);
    command.args(TABLES).args(["--exact", "--nocapture"]).current_dir(&home);
    command.env("TMPDIR", &home).env("HOME", &home).env(FEW_ASKED, "1");
    command.env("CARGO_BIN_EXE_shipworthy", program).gid(group).uid(user);
    let output = command.output().expect("the tests can be run as another user");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.contains("4 passed"), "{out}\n{err}");
    // Not one of the tables may have been passed over.
    assert_eq!(out.matches("x 3 commands: 0 markers").count(), TABLES.len(), "{out}");
}
