//! `kill -9` at each system call that writes, one after another, for real: either the old state or the new one.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use shipworthy_engine::evidence::{RecordName, Store};
use tempfile::TempDir;

use crate::fixture::Result::{Fail, Pass};
use crate::fixture::{append, copy, gate, helper, record, sound, store};

/// With a `?`, a call that this machine may not have.
const CALLS: [&str; 12] = [
    "openat",
    "write",
    "fsync",
    "?rename",
    "?renameat",
    "renameat2",
    "?unlink",
    "unlinkat",
    "close",
    "ftruncate",
    "flock",
    "?mkdir",
];

/// How a tampered process ended.
pub(crate) struct Injected {
    pub(crate) status: ExitStatus,
    pub(crate) stderr: String,
    /// Did it come to the call that was to be tampered with?
    pub(crate) met: bool,
}

/// Runs the helper with something done to its nth call; `what` is in the words of strace.
pub(crate) fn inject(root: &Path, call: &str, what: &str, words: [&str; 3]) -> Injected {
    let trace = root.join("trace");
    let output = Command::new("strace")
        .args(["-f", "-qq", "-e", &format!("trace={call}"), "-e", &format!("inject={call}:{what}"), "-o"])
        .arg(&trace)
        .arg(helper())
        .arg(root)
        .args(words)
        .stdin(Stdio::null())
        .output();
    let output = output.unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let trace = fs::read_to_string(trace).unwrap();
    let met = trace.contains("INJECTED") || trace.contains("SIGKILL");
    Injected { status: output.status, stderr, met }
}

/// A store with a pass and a fail, and the names of what is in it.
pub(crate) fn seeded() -> (TempDir, Vec<RecordName>) {
    let (root, store) = store();
    let kept = vec![
        append(&store, record("g", Pass, "b", 1)),
        append(&store, record("h", Fail, "a", 2)),
        append(&store, record("g", Pass, "a", 3)),
    ];
    (root, kept)
}

/// All that must hold whatever happened to a run that was to record a fail of `g` with the fingerprint `a`.
pub(crate) fn intact(root: &Path, old: &[RecordName], case: &str) -> bool {
    let store = Store::open(root);
    let index = store.index();
    assert_eq!(index.problems, [""; 0], "{case}");
    for name in old {
        assert!(store.read(name).is_ok(), "{case}: {name} is lost");
    }
    let (g, h) = (gate("g"), gate("h"));
    let new: Vec<_> = index.history(&g).iter().filter(|entry| !old.contains(&entry.name)).collect();
    assert!(new.len() <= 1, "{case}");
    for entry in &new {
        assert!(store.read(&entry.name).is_ok(), "{case}: {} is half there", entry.name);
        assert!(!index.with_fingerprint(&g, "a").unwrap().passed(), "{case}: the old pass still counts");
    }
    if let [pass_b, fail_h, pass_a] = old {
        assert_eq!(&index.with_fingerprint(&g, "b").unwrap().name, pass_b, "{case}");
        assert_eq!(&index.newest(&h).unwrap().name, fail_h, "{case}");
        assert!(!new.is_empty() || &index.newest(&g).unwrap().name == pass_a, "{case}");
    }
    !new.is_empty()
}

/// The next run records as if nothing had happened.
fn goes_on(root: &Path, case: &str) {
    let store = Store::open(root);
    store.prepare().unwrap();
    let lock = store.lock(&mut |_| panic!("{case}: still locked"), &|| false).unwrap();
    store.sweep(&lock);
    let mut index = store.index();
    let highest = index.entries.values().flatten().map(|entry| entry.name.sequence()).max().unwrap_or(0);
    let name = store.append(&lock, &mut index, record("g", Pass, "a", 99)).unwrap();
    assert!(name.sequence() > highest, "{case}");
    assert_eq!(sound(&store).newest(&gate("g")).unwrap().name, name, "{case}");
    let left =
        fs::read_dir(store.folder().path().join("records")).unwrap().map(|file| file.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with(".tmp-")).collect();
    assert!(left.is_empty(), "{case}: {left:?}");
}

/// Kills at each call in turn; how many kills there were, and how many of them left the new record.
fn walk(seed: &Path, old: &[RecordName]) -> (u32, u32) {
    let (mut kills, mut kept) = (0, 0);
    for call in CALLS {
        for n in 1.. {
            let case = format!("killed at {call} number {n}");
            let scratch = TempDir::new().unwrap();
            copy(seed, scratch.path());
            let what = format!("signal=KILL:when={n}");
            let Injected { status, stderr, met } = inject(scratch.path(), call, &what, ["g", "fail", "a"]);
            let new = intact(scratch.path(), old, &case);
            if !met {
                assert!(status.success() && new, "{case}: it was let through and kept nothing: {stderr}");
                break;
            }
            assert_eq!(status.signal(), Some(9), "{case}: {stderr}");
            kills += 1;
            kept += u32::from(new);
            goes_on(scratch.path(), &case);
        }
    }
    (kills, kept)
}

testkit::needs_strace!(killed_at_any_call_while_recording, killed_at_any_call_while_making_the_store);

fn killed_at_any_call_while_recording() {
    let (seed, old) = seeded();
    let (kills, kept) = walk(seed.path(), &old);
    assert!(
        kept > 0 && kept < kills,
        "{kept} of {kills} kills left the new record: not all moments were met"
    );
}

fn killed_at_any_call_while_making_the_store() {
    let empty = TempDir::new().unwrap();
    let (kills, kept) = walk(empty.path(), &[]);
    assert!(
        kept > 0 && kept < kills,
        "{kept} of {kills} kills left the new record: not all moments were met"
    );
}
