//! What becomes of evidence when its store is damaged, in the way, unwritable or full, and when the clock is set back:
//! a clear message, exit code 3, and nothing that was recorded is lost.

use std::fs;
use std::path::{Path, PathBuf};

use shipworthy_engine::sys::files::sha256_hex;
use testkit::{Fixture, Json, Mount, Workspace};

/// Two gates that pass; each counts how often it was run.
fn fixture() -> Workspace {
    let gate = |name: &str| format!("kind = \"command\", argv = [\"sh\", \"{name}.sh\"]");
    Fixture::new()
        .file("a.sh", "echo run >> ../a.count; test ! -e ../broken\n")
        .file("b.sh", "echo run >> ../b.count\n")
        .gate("a", &gate("a"))
        .gate("b", &gate("b"))
        .git()
        .build()
}

fn proven() -> Workspace {
    let ws = fixture();
    assert_eq!(run(&ws), (Some(2), Some(0)));
    ws
}

/// Runs the phase, which must be GO; how many gates were run and how many answered from evidence.
#[track_caller]
fn run(ws: &Workspace) -> (Option<u64>, Option<u64>) {
    let json = ws.run(["phase1", "--format", "json"]).stderr_any().json();
    (json["executed"].as_u64(), json["reused"].as_u64())
}

fn records(ws: &Workspace) -> Vec<PathBuf> {
    let files = fs::read_dir(ws.path(".readiness/records")).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths
}

fn record(ws: &Workspace, gate: &str) -> PathBuf {
    let of = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(&format!("{gate}."));
    let mut found: Vec<_> = records(ws).into_iter().filter(of).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// `status` says that `a` is not proven any more, and why; `b` is untouched; the next run proves `a` again.
#[track_caller]
fn a_alone_is_lost(what: &str, ws: &Workspace, why: &str) {
    for _ in 0..2 {
        let json = ws.run(["status", "--format", "json"]).exit(3).stderr_has(why).json();
        assert_eq!((json.outcome("a"), json.outcome("b")), ("not-run", "pass"), "{what}: {json:#?}");
    }
    ws.run(["why", "a"]).exit(3).stderr_any().text();
    ws.run(["why", "b"]).stderr_any().text();
    assert_eq!(run(ws), (Some(1), Some(1)));
    assert_eq!(run(ws), (Some(0), Some(2)));
}

#[test]
fn a_damaged_record_counts_as_not_there() {
    type Damage = fn(&Path);
    let table: &[(&str, Damage)] = &[
        ("garbage", |path| fs::write(path, "garbage").unwrap()),
        ("nothing in it", |path| fs::write(path, "").unwrap()),
        ("cut in the middle", |path| {
            let bytes = fs::read(path).unwrap();
            fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("no UTF-8", |path| fs::write(path, b"\xff\xfe").unwrap()),
        ("one letter changed", |path| {
            let text = fs::read_to_string(path).unwrap();
            fs::write(path, text.replacen("pass", "Pass", 1)).unwrap();
        }),
        ("a folder", |path| {
            fs::remove_file(path).unwrap();
            fs::create_dir(path).unwrap();
        }),
    ];
    for (what, damage) in table {
        let ws = proven();
        let path = record(&ws, "a");
        damage(&path);
        a_alone_is_lost(what, &ws, "is damaged");
    }
}

/// A record of a later release is left alone, so that the later release still has it.
#[test]
fn a_record_of_a_later_release_is_left_alone() {
    let ws = proven();
    let path = record(&ws, "a");
    let text = fs::read_to_string(&path).unwrap().replacen("\"schema\":1", "\"schema\":99", 1);
    assert!(text.contains("\"schema\":99"), "{text}");
    fs::remove_file(&path).unwrap();
    let later = path.with_file_name(format!("a.00000001.{}.json", &sha256_hex(text.as_bytes())[..16]));
    fs::write(&later, &text).unwrap();
    a_alone_is_lost("a later release", &ws, "was written by a newer release (schema 99");
    assert_eq!(fs::read_to_string(&later).unwrap(), text);
}

/// The index only repeats what the records say.
#[test]
fn the_index_can_be_lost() {
    for text in [
        None,
        Some(""),
        Some("garbage"),
        Some("{\"schema\":99}"),
        Some("[]"),
        Some("{\"schema\":1,\"highest\":0,\"records\":[]}"),
    ] {
        let ws = proven();
        match text {
            Some(text) => ws.write(".readiness/index.json", text),
            None => ws.remove(".readiness/index.json"),
        }
        assert_eq!(ws.run(["status", "--format", "json"]).json()["verdict"], "GO", "{text:?}");
        assert_eq!(run(&ws), (Some(0), Some(2)), "{text:?}");
    }
}

/// Caches, logs and stored runs may go at any time.
#[test]
fn what_is_beside_the_records_can_be_lost() {
    for folder in ["cache", "logs", "runs", "manifests"] {
        let ws = proven();
        ws.remove(&format!(".readiness/{folder}"));
        assert_eq!(ws.run(["status", "--format", "json"]).json()["verdict"], "GO", "{folder}");
        ws.run(["why", "a"]).text();
        assert_eq!(run(&ws), (Some(0), Some(2)), "{folder}");
        let ws = proven();
        for file in fs::read_dir(ws.path(&format!(".readiness/{folder}"))).unwrap() {
            fs::write(file.unwrap().path(), "garbage").unwrap();
        }
        ws.run(["why", "a"]).text();
        assert_eq!(run(&ws), (Some(0), Some(2)), "{folder}");
    }
}

#[test]
fn deleted_evidence_is_taken_again() {
    let ws = proven();
    for path in [".readiness/records", ".readiness"] {
        ws.remove(path);
        let json = ws.run(["status", "--format", "json"]).exit(3).stderr_any().json();
        assert_eq!((json.outcome("a"), json.outcome("b")), ("not-run", "not-run"));
        assert!(!ws.exists(".readiness") || path != ".readiness", "status writes no store");
        assert_eq!(run(&ws), (Some(2), Some(0)), "{path}");
    }
}

/// Whatever of the records is deleted or damaged, a failure never becomes a pass.
#[test]
fn no_loss_turns_a_failure_into_a_pass() {
    for damage in [None, Some("garbage")] {
        let ws = proven();
        fs::write(ws.scratch().join("broken"), "").unwrap();
        ws.run(["check", "a", "--rerun"]).exit(1).progress().text();
        let paths = records(&ws);
        assert_eq!(paths.len(), 3, "{paths:?}");
        for path in &paths {
            let kept = fs::read(path).unwrap();
            let index = fs::read(ws.path(".readiness/index.json")).unwrap();
            match damage {
                None => fs::remove_file(path).unwrap(),
                Some(text) => fs::write(path, text).unwrap(),
            }
            for lost in [false, true] {
                if lost {
                    ws.remove(".readiness/index.json");
                }
                let output =
                    ws.run(["status", "--format", "json"]).stderr_any().stdout_any().spawn().finish();
                let json = Json(serde_json::from_str(&output.stdout).unwrap());
                assert_ne!(json.outcome("a"), "pass", "{path:?} {lost}");
                assert_ne!(output.code, Some(0), "{}", output.told());
            }
            fs::write(path, kept).unwrap();
            ws.write(".readiness/index.json", index);
        }
    }
}

#[test]
fn strange_things_in_the_store_are_named_and_left_alone() {
    let ws = proven();
    ws.write(".readiness/records/notes.txt", "mine");
    ws.write(".readiness/records/a.00000009.0123456789abcdef.json/x", "a folder");
    ws.write(".readiness/records/\u{1b}[2J.json", "escape");
    let told = ws.run(["status"]).stderr_has("notes.txt").stdout_any().done();
    assert!(!told.stderr.contains('\x1b'), "{:?}", told.stderr);
    assert_eq!(run(&ws), (Some(0), Some(2)));
    assert!(ws.exists(".readiness/records/notes.txt"));
}

/// No run may go on without a place for its evidence: what was proven would be lost, and could not be told.
#[test]
fn a_file_in_place_of_the_store_stops_a_run() {
    let ws = fixture();
    ws.write(".readiness", "in the way");
    ws.commit("In the way");
    let json = ws.run(["status", "--format", "json"]).exit(3).stderr_any().json();
    assert_eq!(json.outcome("a"), "not-run");
    ws.run(["phase1"]).exit(3).stderr_has(".readiness").stderr_has("move it away").done();
    assert_eq!(ws.read(".readiness"), "in the way");
    assert!(!ws.scratch().join("a.count").exists(), "nothing was run");
    ws.remove(".readiness");
    assert_eq!(run(&ws), (Some(2), Some(0)));
    // A folder where a file belongs, or a file where a folder belongs.
    for (path, inside) in [("lock", "lock/x"), ("records", "records"), ("logs", "logs")] {
        let ws = fixture();
        ws.write(&format!(".readiness/{inside}"), "in the way");
        ws.run(["phase1"]).exit(3).stderr_has(&format!(".readiness/{path}")).done();
        ws.run(["status"]).exit(3).stderr_any().text();
    }
    let ws = fixture();
    ws.write(".readiness/index.json/x", "in the way");
    assert_eq!(run(&ws), (Some(2), Some(0)));
    assert_eq!(run(&ws), (Some(0), Some(2)));
}

/// git could not be asked, every file was read instead, and a failure was recorded for that other tree: with room again,
/// the older pass spoke.
#[test]
fn no_room_for_temporary_files_makes_no_other_tree() {
    let ws = proven();
    fs::write(ws.scratch().join("broken"), "").unwrap();
    let nowhere = ws.scratch().join("nowhere");
    let told = ["could not write in", "nowhere", "free some space there, or name another folder with TMPDIR"];
    for words in [["status", "--format"], ["phase1", "--format"]] {
        let run = ws.run(words).args(["json"]).env("TMPDIR", &nowhere).exit(3).stdout_any();
        told.into_iter().fold(run, testkit::Run::stderr_has).done();
    }
    assert_eq!(records(&ws).len(), 2, "nothing was run");
    assert_eq!(ws.run(["status", "--format", "json"]).json()["verdict"], "GO");
}

testkit::needs_mount!(
    a_read_only_store_is_named_and_still_read,
    a_read_only_workspace_is_named_and_still_read,
    a_full_disk_is_named_and_loses_nothing,
    a_full_disk_without_a_store_is_named,
);

fn a_read_only_store_is_named_and_still_read() {
    let ws = proven();
    let store = ws.path(".readiness");
    let from = store.to_str().unwrap().to_owned();
    let mount = Mount::new(&["--bind", &from], store);
    mount.again("ro,bind");
    assert_eq!(ws.run(["status", "--format", "json"]).json()["verdict"], "GO");
    ws.run(["why", "a"]).text();
    ws.run(["check", "a", "--rerun"])
        .exit(3)
        .stderr_has("Read-only file system")
        .stderr_has(".readiness")
        .done();
    let json = ws.run(["phase1", "--format", "json"]).exit(3).stderr_has("Nothing was run").json();
    assert!(json["error"].as_str().unwrap().contains("mount the file system writable"), "{json:#?}");
    drop(mount);
    assert_eq!(run(&ws), (Some(0), Some(2)));
}

fn a_read_only_workspace_is_named_and_still_read() {
    for before in [true, false] {
        let ws = if before { proven() } else { fixture() };
        let root = ws.root().to_owned();
        let from = root.to_str().unwrap().to_owned();
        let mount = Mount::new(&["--bind", &from], root);
        mount.again("ro,bind");
        let exit = if before { 0 } else { 3 };
        ws.run(["status"]).exit(exit).text();
        ws.run(["phase1"]).exit(3).stderr_has("Read-only file system").done();
        ws.run(["doctor"]).exit(1).stdout_has("Read-only file system").done();
    }
}

fn a_full_disk_is_named_and_loses_nothing() {
    let ws = fixture();
    fs::create_dir(ws.path(".readiness")).unwrap();
    let mount = Mount::small(ws.path(".readiness"));
    assert_eq!(run(&ws), (Some(2), Some(0)));
    let fill = |ws: &Workspace| {
        let _ = fs::write(ws.path(".readiness/ballast"), vec![b'x'; 300 << 10]);
    };
    fill(&ws);
    assert_eq!(ws.run(["status", "--format", "json"]).json()["verdict"], "GO");
    ws.run(["doctor"]).exit(1).stdout_has("No space left").done();
    // Nothing to write: what is proven stays proven.
    assert_eq!(run(&ws), (Some(0), Some(2)));
    let json = ws.run(["check", "a", "--rerun", "--format", "json"]).exit(3).stderr_any().json();
    assert_eq!(json.outcome("a"), "unknown", "{json:#?}");
    let reason = json.gate("a")["reason"].as_str().unwrap();
    assert!(reason.contains("No space left") && reason.contains("free some space"), "{reason}");
    assert_eq!(
        ws.run(["status", "--format", "json"]).json()["verdict"],
        "GO",
        "the old evidence is still there"
    );
    ws.remove(".readiness/ballast");
    assert_eq!(run(&ws), (Some(0), Some(2)));
    // A failure that cannot be recorded is told all the same, and not forgotten in favour of the old pass.
    fs::write(ws.scratch().join("broken"), "").unwrap();
    fill(&ws);
    ws.run(["check", "a", "--rerun"]).exit(1).stdout_has("the evidence could not be kept").progress().done();
    ws.remove(".readiness/ballast");
    let json = ws.run(["status", "--format", "json"]).exit(3).json();
    assert_eq!(json.outcome("a"), "not-run", "the older pass does not speak any more");
    ws.run(["check", "a", "--rerun"]).exit(1).progress().text();
    drop(mount);
}

/// The disk is full before there is a store.
fn a_full_disk_without_a_store_is_named() {
    let ws = fixture();
    fs::create_dir(ws.path(".readiness")).unwrap();
    let words = ["-t", "tmpfs", "-o", "size=4k,nr_inodes=1", "tmpfs"];
    let mount = Mount::new(&words, ws.path(".readiness"));
    ws.run(["status"]).exit(3).text();
    ws.run(["phase1"]).exit(3).stderr_has("No space left").stderr_has("free some space").done();
    drop(mount);
    assert_eq!(run(&ws), (Some(2), Some(0)));
}

#[test]
fn a_clock_set_back_makes_evidence_stale_and_set_right_makes_it_count() {
    let ws = fixture();
    let at = |time: &str| ws.run(["status", "--format", "json"]).now(time);
    ws.run(["phase1"]).now("2026-11-20T12:00:00Z").progress().text();
    let json = at("2026-11-19T12:00:00Z").exit(3).json();
    assert_eq!((json.outcome("a"), &json["verdict"]), ("stale", &"INCOMPLETE".into()));
    let reason = json.gate("a")["reason"].as_str().unwrap();
    assert!(reason.contains("in the future, at 2026-11-20T12:00:00Z"), "{reason}");
    ws.run(["why", "a"]).now("2026-11-19T12:00:00Z").exit(3).stdout_has("was the clock set back?").done();
    assert_eq!(at("2026-11-20T12:00:01Z").json()["verdict"], "GO");
    // Clocks of machines differ a little.
    assert_eq!(at("2026-11-20T11:58:00Z").json()["verdict"], "GO");
    // Run with the wrong clock, then with the right one.
    ws.run(["phase1"]).now("2026-11-19T12:00:00Z").progress().text();
    assert_eq!(at("2026-11-19T12:00:00Z").json()["verdict"], "GO");
    assert_eq!(at("2026-11-20T13:00:00Z").json()["verdict"], "GO");
    assert_eq!(at("2126-11-20T13:00:00Z").json()["verdict"], "GO");
    // Of two records the one that was made later counts, whatever the clocks said.
    fs::write(ws.scratch().join("broken"), "").unwrap();
    ws.run(["check", "a", "--rerun"]).now("2026-11-01T00:00:00Z").exit(1).progress().text();
    assert_eq!(at("2026-11-21T00:00:00Z").exit(1).json().outcome("a"), "fail");
}

/// Evidence that ages does not become young by a clock that goes back.
#[test]
fn a_clock_set_back_does_not_renew_what_ages() {
    let ws = Fixture::new()
        .gate_with("a", "kind = \"command\", argv = [\"true\"]", "max-age = \"1h\"")
        .git()
        .build();
    ws.run(["phase1"]).now("2026-11-20T12:00:00Z").progress().text();
    for (time, exit) in [("12:59:59", 0), ("13:00:01", 3), ("11:00:00", 3), ("12:30:00", 0)] {
        ws.run(["status"]).now(&format!("2026-11-20T{time}Z")).exit(exit).text();
    }
}

#[test]
fn a_clock_that_is_none_is_a_usage_error() {
    let ws = fixture();
    for time in ["yesterday", "2026-11-20", "2026-02-30T00:00:00Z", "99999-01-01T00:00:00Z"] {
        ws.run(["phase1"]).env("SHIPWORTHY_NOW", time).exit(2).stderr_has("SHIPWORTHY_NOW").done();
    }
    assert!(!ws.exists(".readiness"));
}
