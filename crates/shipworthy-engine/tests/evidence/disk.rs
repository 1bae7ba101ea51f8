//! A full disk, a read-only file system, one without locks: a clear message, and nothing recorded is lost.
#![cfg(target_os = "linux")]

use std::fs;

use shipworthy_engine::evidence::Store;
use tempfile::TempDir;
use testkit::Mount;

use crate::fixture::Result::{Fail, Pass};
use crate::fixture::{append, copy, gate, record, sound};
use crate::kill::{Injected, inject, intact, seeded};

testkit::needs_mount!(
    a_full_disk_is_named_and_loses_nothing,
    a_full_disk_keeps_the_store_from_being_made,
    a_read_only_store_is_read_and_refuses_to_record
);
testkit::needs_strace!(any_call_that_fails_is_told_and_loses_nothing);

fn a_full_disk_is_named_and_loses_nothing() {
    let folder = TempDir::new().unwrap();
    let disk = Mount::small(folder.path());
    let store = Store::open(disk.path());
    store.prepare().unwrap();
    let old = append(&store, record("g", Pass, "a", 1));
    let filler = disk.path().join("filler");
    assert!(fs::write(&filler, vec![0; 1 << 20]).is_err(), "the disk must be full");
    let lock = store.lock(&mut |_| {}, &|| false).unwrap();
    let mut index = store.index();
    let error = store.append(&lock, &mut index, record("g", Fail, "a", 2)).unwrap_err().to_string();
    assert!(
        error.contains("cannot write the evidence record") && error.contains("free some space"),
        "{error}"
    );
    assert!(store.read(&old).is_ok());
    assert_eq!(sound(&store).history(&gate("g")).len(), 1);
    fs::remove_file(filler).unwrap();
    let new = store.append(&lock, &mut index, record("g", Fail, "a", 3)).unwrap();
    assert_eq!(sound(&store).newest(&gate("g")).unwrap().name, new);
}

fn a_full_disk_keeps_the_store_from_being_made() {
    let folder = TempDir::new().unwrap();
    let disk = Mount::small(folder.path());
    assert!(fs::write(disk.path().join("filler"), vec![0; 1 << 20]).is_err(), "the disk must be full");
    let error = Store::open(disk.path()).prepare().unwrap_err().to_string();
    assert!(error.contains(".readiness") && error.contains("free some space"), "{error}");
}

fn a_read_only_store_is_read_and_refuses_to_record() {
    let folder = TempDir::new().unwrap();
    let disk = Mount::small(folder.path());
    let store = Store::open(disk.path());
    disk.again("ro");
    let error = store.prepare().unwrap_err().to_string();
    assert!(error.contains(".readiness") && error.contains("mount the file system writable"), "{error}");
    disk.again("rw");
    store.prepare().unwrap();
    let kept = append(&store, record("g", Pass, "a", 1));
    fs::remove_file(store.folder().path().join("index.json")).unwrap();
    disk.again("ro");
    store.prepare().unwrap();
    assert_eq!(sound(&store).newest(&gate("g")).unwrap().name, kept);
    assert!(store.read(&kept).is_ok());
    let error = store.lock(&mut |_| {}, &|| false).unwrap_err().to_string();
    assert!(error.contains("lock") && error.contains("mount the file system writable"), "{error}");
}

#[test]
fn something_else_in_the_place_of_the_store_is_named() {
    let root = TempDir::new().unwrap();
    fs::write(root.path().join(".readiness"), "mine").unwrap();
    let store = Store::open(root.path());
    let index = store.index();
    assert!(
        index.entries.is_empty() && index.problems[0].contains(".readiness is a file"),
        "{:?}",
        index.problems
    );
    let error = store.prepare().unwrap_err().to_string();
    assert!(error.contains("move it away"), "{error}");
    assert_eq!(fs::read(root.path().join(".readiness")).unwrap(), b"mine");
}

/// Each call fails once, in turn. Calls of the loader fail too; the process then does not even begin.
fn any_call_that_fails_is_told_and_loses_nothing() {
    let (seed, old) = seeded();
    let cases = [
        ("write", "ENOSPC", "free some space"),
        ("fsync", "ENOSPC", "free some space"),
        ("?renameat", "EROFS", "mount the file system writable"),
        ("openat", "EACCES", "give this user the right to read and write there"),
        ("flock", "ENOLCK", "move the workspace to a file system that has locks"),
    ];
    for (call, error, remedy) in cases {
        let mut told = 0;
        for n in 1.. {
            let case = format!("{call} number {n} fails with {error}");
            let scratch = TempDir::new().unwrap();
            copy(seed.path(), scratch.path());
            let what = format!("error={error}:when={n}");
            let Injected { status, stderr, met } = inject(scratch.path(), call, &what, ["g", "fail", "a"]);
            let new = intact(scratch.path(), &old, &case);
            assert!(new || !status.success(), "{case}: nothing was kept and it says success");
            told += u32::from(stderr.contains(remedy));
            assert!(!stderr.contains("panicked"), "{case}: {stderr}");
            if !met {
                break;
            }
        }
        assert!(told > 0, "{call}: no message with the remedy for {error}");
    }
}
