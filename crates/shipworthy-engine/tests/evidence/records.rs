//! Records, their index, and what may happen to their files.

use std::fs;

use shipworthy_engine::evidence::{IndexEntry, RecordError, Store};

use crate::fixture::Result::{Fail, Pass, Unknown};
use crate::fixture::{append, copy, file, gate, numbers, record, sound, store};

#[test]
fn a_store_that_is_not_there_reads_as_empty() {
    let root = tempfile::tempdir().unwrap();
    let store = Store::open(root.path());
    assert!(sound(&store).entries.is_empty());
    assert!(!store.folder().path().exists(), "reading makes nothing");
}

#[test]
fn git_ignores_all_of_it() {
    let (_root, store) = store();
    assert_eq!(fs::read_to_string(store.folder().path().join(".gitignore")).unwrap(), "*\n");
}

#[test]
fn what_was_kept_is_read_back() {
    let (_root, store) = store();
    let name = append(&store, record("g", Fail, "a", 7));
    let mut expected = record("g", Fail, "a", 7);
    expected.sequence = 1;
    assert_eq!(store.read(&name).unwrap(), expected);
    let index = sound(&store);
    let entry = index.newest(&gate("g")).unwrap();
    assert_eq!((&entry.name, entry.findings, entry.duration_ms, entry.dirty), (&name, 1, 7, true));
    assert_eq!(entry.measurements, expected.judgement.measurements);
    assert_eq!((entry.commit.clone(), entry.recorded), (expected.commit, expected.recorded));
}

#[test]
fn the_order_is_that_of_recording_even_when_the_clock_runs_backwards() {
    let (_root, store) = store();
    let kept: Vec<_> = (1..=3).map(|mark| append(&store, record("g", Pass, "a", mark))).collect();
    let index = sound(&store);
    assert_eq!(index.newest(&gate("g")).unwrap().name, kept[2]);
    assert_eq!(numbers(index.history(&gate("g"))), [3, 2, 1]);
}

#[test]
fn a_number_is_not_given_twice_even_when_its_record_is_deleted() {
    let (_root, store) = store();
    append(&store, record("g", Pass, "a", 1));
    let newest = append(&store, record("h", Pass, "a", 2));
    fs::remove_file(file(&store, &newest)).unwrap();
    assert_eq!(append(&store, record("g", Pass, "a", 3)).sequence(), 3);
    fs::remove_file(store.folder().path().join("index.json")).unwrap();
    assert_eq!(append(&store, record("g", Pass, "a", 4)).sequence(), 4);
}

#[test]
fn questions_to_the_index() {
    let (_root, store) = store();
    for (mark, (result, key)) in (1..).zip([(Pass, "a"), (Pass, "b"), (Fail, "a"), (Unknown, "c")]) {
        append(&store, record("g", result, key, mark));
    }
    for index in [sound(&store), {
        fs::remove_file(store.folder().path().join("index.json")).unwrap();
        sound(&store)
    }] {
        let g = gate("g");
        let number = |entry: Option<&IndexEntry>| entry.map(|e| e.name.sequence());
        assert_eq!(number(index.newest(&g)), Some(4));
        assert_eq!(number(index.with_fingerprint(&g, "a")), Some(3));
        assert_eq!(number(index.with_fingerprint(&g, "b")), Some(2));
        assert_eq!(number(index.with_fingerprint(&g, "d")), None);
        assert_eq!(number(index.last_pass(&g)), Some(2));
        assert_eq!(number(index.last_fail(&g)), Some(4));
        assert_eq!(number(index.newest(&gate("h"))), None);
    }
}

#[test]
fn deleting_a_fail_does_not_bring_back_the_pass_before_it() {
    let (_root, store) = store();
    let pass = append(&store, record("g", Pass, "a", 1));
    let fail = append(&store, record("g", Fail, "a", 2));
    fs::remove_file(file(&store, &fail)).unwrap();
    fs::remove_file(store.folder().path().join("index.json")).unwrap();
    let index = sound(&store);
    assert!(index.newest(&gate("g")).is_none() && index.with_fingerprint(&gate("g"), "a").is_none());
    assert_eq!(index.last_pass(&gate("g")).map(|entry| &entry.name), Some(&pass), "history is kept");
    assert!(store.read(&pass).is_ok());
}

#[test]
fn a_run_killed_before_it_put_the_pass_aside_is_made_good() {
    let (_root, store) = store();
    let pass = append(&store, record("g", Pass, "a", 1));
    append(&store, record("g", Fail, "a", 2));
    let aside = file(&store, &pass);
    let live = aside.with_extension("");
    for delete_index in [false, true] {
        let _ = fs::rename(&aside, &live);
        if delete_index {
            fs::remove_file(store.folder().path().join("index.json")).unwrap();
        }
        let index = sound(&store);
        assert_eq!(index.with_fingerprint(&gate("g"), "a").map(IndexEntry::passed), Some(false));
        append(&store, record("other", Pass, "a", 3));
        assert!(aside.exists() && !live.exists(), "the next run to record anything mends it on disk");
    }
}

#[test]
fn a_copy_restored_beside_its_superseded_self_does_not_count_again() {
    let (root, store) = store();
    append(&store, record("g", Pass, "a", 1));
    let backup = root.path().join("backup");
    copy(&store.folder().path(), &backup);
    let fail = append(&store, record("g", Fail, "a", 2));
    copy(&backup, &store.folder().path());
    fs::remove_file(file(&store, &fail)).unwrap();
    assert!(sound(&store).newest(&gate("g")).is_none());
}

#[test]
fn records_restored_by_hand_are_taken_in() {
    let (_root, store) = store();
    let kept = append(&store, record("g", Pass, "a", 1));
    let (path, away) = (file(&store, &kept), store.folder().path().join("away"));
    fs::rename(&path, &away).unwrap();
    assert!(sound(&store).newest(&gate("g")).is_none());
    append(&store, record("g", Pass, "b", 2));
    fs::rename(&away, &path).unwrap();
    let index = sound(&store);
    assert_eq!(numbers(index.history(&gate("g"))), [2, 1]);
    assert_eq!(index.with_fingerprint(&gate("g"), "a").unwrap().name, kept);
}

#[test]
fn a_damaged_record_counts_as_not_there_and_is_named() {
    let (_root, store) = store();
    append(&store, record("g", Pass, "a", 1));
    let kept = append(&store, record("g", Pass, "a", 2));
    let path = file(&store, &kept);
    let text = fs::read_to_string(&path).unwrap();
    let cases: [(&str, Vec<u8>); 4] = [
        ("cut short", text.as_bytes()[..text.len() / 2].to_vec()),
        ("empty", Vec::new()),
        ("changed", text.replace("\"dirty\":true", "\"dirty\":false").into_bytes()),
        ("not text", vec![0xff; 100]),
    ];
    for (case, content) in cases {
        fs::write(&path, &content).unwrap();
        let index = store.index();
        let problem = format!(
            "evidence record {kept} is damaged: its content does not match its name; it counts as not there; delete \
             it or restore it"
        );
        assert_eq!(index.problems, [problem], "{case}");
        assert_eq!(numbers(index.history(&gate("g"))), [1], "{case}");
        assert_eq!(fs::read(&path).unwrap(), content, "{case}: it is left as it is");
        assert!(matches!(store.read(&kept), Err(RecordError::Corrupt(_))), "{case}");
    }
    fs::write(&path, text).unwrap();
    assert_eq!(numbers(sound(&store).history(&gate("g"))), [2, 1]);
}

#[test]
fn a_record_under_the_name_of_another_gate_is_damaged() {
    let (_root, store) = store();
    let kept = append(&store, record("g", Pass, "a", 1));
    let path = file(&store, &kept);
    fs::copy(&path, path.with_file_name(format!("h.00000001.{}.json", kept.digest()))).unwrap();
    let index = store.index();
    assert!(index.newest(&gate("h")).is_none());
    assert!(index.problems[0].contains("it is record 1 of `g`"), "{:?}", index.problems);
}

#[test]
fn a_record_of_a_newer_release_is_left_alone() {
    let (_root, store) = store();
    append(&store, record("g", Pass, "a", 1));
    let text = br#"{"schema":2,"sequence":9,"gate":"g","colour":"blue"}"#;
    let digest = shipworthy_engine::sys::files::sha256_hex(text);
    let path = store.folder().path().join(format!("records/g.00000009.{}.json", &digest[..16]));
    fs::write(&path, text).unwrap();
    let index = store.index();
    let [problem] = index.problems.as_slice() else { panic!("{:?}", index.problems) };
    assert!(
        problem.contains("written by a newer release (schema 2, this release reads up to 1)"),
        "{problem}"
    );
    assert_eq!(index.newest(&gate("g")).unwrap().name.sequence(), 1);
    assert_eq!(append(&store, record("g", Pass, "a", 2)).sequence(), 10);
    assert_eq!(fs::read(&path).unwrap(), text);
}

#[test]
fn strange_files_are_named_and_left_alone() {
    let (_root, store) = store();
    let strange = store.folder().path().join("records/notes.txt");
    fs::write(&strange, "mine").unwrap();
    fs::create_dir(store.folder().path().join("records/g.00000001.0123456789abcdef.json")).unwrap();
    let problems = store.index().problems;
    assert!(problems[0].contains("`notes.txt`") && problems[1].contains("is a folder"), "{problems:?}");
    append(&store, record("g", Pass, "a", 1));
    assert!(strange.exists());
}

#[test]
fn an_index_of_any_content_is_rebuilt() {
    let (_root, store) = store();
    append(&store, record("g", Pass, "a", 1));
    let path = store.folder().path().join("index.json");
    let whole = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let before = format!("{:?}", sound(&store).entries);
    for bad in [&b""[..], b"{}", b"\xff\n", &whole[..whole.len() / 2], &b"[".repeat(100_000)] {
        fs::write(&path, bad).unwrap();
        assert_eq!(format!("{:?}", sound(&store).entries), before);
    }
}

/// The bytes of all files of the index.
fn index_bytes(store: &Store) -> usize {
    let files = fs::read_dir(store.folder().path()).unwrap().map(|file| file.unwrap());
    let index = files.filter(|file| file.file_name().to_string_lossy().starts_with("index."));
    index.map(|file| usize::try_from(file.metadata().unwrap().len()).unwrap()).sum()
}

#[test]
fn what_is_written_of_the_index_is_in_proportion_to_what_is_new() {
    let (_root, store) = store();
    let lock = store.lock(&mut |_| {}, &|| false).unwrap();
    let mut index = store.index();
    for mark in 0..40 {
        store.append(&lock, &mut index, record(&format!("g{mark}"), Pass, "a", mark)).unwrap();
    }
    store.save(&lock, &mut index).unwrap();
    let (journal, whole) = (store.folder().path().join("index.journal"), index_bytes(&store));
    assert!(!journal.exists());
    let (mut written, mut before) = (0, whole);
    for mark in 40..240 {
        store.append(&lock, &mut index, record(&format!("g{}", mark % 40), Pass, "a", mark)).unwrap();
        store.save(&lock, &mut index).unwrap();
        let now = index_bytes(&store);
        // Where it shrank or grew by more than a page, all of it was written.
        written += if journal.exists() { now - before } else { now };
        before = now;
    }
    let ever = whole / 40 * 240;
    assert!(written < 4 * ever, "{written} bytes for {ever}");
    assert_eq!(sound(&store).entries.values().flatten().count(), 240);
}

#[test]
fn a_journal_of_any_content_hides_nothing() {
    let (_root, store) = store();
    {
        let lock = store.lock(&mut |_| {}, &|| false).unwrap();
        let mut index = store.index();
        for mark in 1..4 {
            store.append(&lock, &mut index, record("g", Pass, "a", mark)).unwrap();
            store.append(&lock, &mut index, record("h", Fail, "b", mark)).unwrap();
        }
        store.save(&lock, &mut index).unwrap();
    }
    append(&store, record("g", Fail, "a", 4));
    let [index, journal] = ["index.json", "index.journal"].map(|name| store.folder().path().join(name));
    let (whole, pages) = (fs::read(&index).unwrap(), fs::read(&journal).unwrap());
    let entries = || {
        let entries: Vec<_> = sound(&store).entries.into_values().flatten().collect();
        entries.iter().map(|entry| (entry.name.clone(), entry.passed(), entry.superseded)).collect::<Vec<_>>()
    };
    let before = entries();
    assert!(before.iter().all(|(.., passed, superseded)| !passed || *superseded), "{before:?}");
    for end in 0..pages.len() {
        fs::write(&journal, &pages[..end]).unwrap();
        assert_eq!(entries(), before, "cut at {end}");
    }
    for bad in [&b"\xff\n"[..], &whole, &b"[".repeat(100_000), &b"\n".repeat(1000)] {
        fs::write(&journal, bad).unwrap();
        assert_eq!(entries(), before);
    }
    // What is added behind the rest of a page that was cut off is found again.
    fs::write(&journal, &pages[..pages.len() - 5]).unwrap();
    append(&store, record("g", Pass, "c", 9));
    assert!(sound(&store).newest(&gate("g")).unwrap().passed());
}

#[test]
fn old_records_are_history_and_no_evidence() {
    let (_root, store) = store();
    let lock = store.lock(&mut |_| {}, &|| false).unwrap();
    let mut index = store.index();
    let first = store.append(&lock, &mut index, record("g", Pass, "a", 0)).unwrap();
    for mark in 1..40 {
        store.append(&lock, &mut index, record("g", Fail, "b", mark)).unwrap();
    }
    for index in [index, sound(&store)] {
        assert_eq!(index.history(&gate("g")).len(), 32);
        assert!(index.with_fingerprint(&gate("g"), "a").is_none());
    }
    assert!(store.read(&first).is_ok());
    // Deleting the newer ones does not bring the old one back as evidence.
    for entry in sound(&store).history(&gate("g")) {
        fs::remove_file(file(&store, &entry.name)).unwrap();
    }
    assert!(sound(&store).newest(&gate("g")).is_none());
}

#[test]
fn what_json_cannot_hold_is_refused_and_nothing_is_written() {
    let (_root, store) = store();
    let mut bad = record("g", Pass, "a", 1);
    bad.judgement.measurements[0].value = f64::NAN;
    let lock = store.lock(&mut |_| {}, &|| false).unwrap();
    let mut index = store.index();
    let error = store.append(&lock, &mut index, bad).unwrap_err().to_string();
    assert!(error.starts_with("cannot keep the evidence of `g`"), "{error}");
    store.append(&lock, &mut index, record("g", Pass, "a", 2)).unwrap();
    assert_eq!(sound(&store).history(&gate("g")).len(), 1);
}

#[test]
fn an_index_loaded_before_the_lock_learns_what_others_wrote() {
    let (_root, store) = store();
    append(&store, record("g", Pass, "a", 1));
    let mut early = store.index();
    let theirs = append(&store, record("g", Pass, "a", 2));
    let lock = store.lock(&mut |_| {}, &|| false).unwrap();
    let ours = store.append(&lock, &mut early, record("g", Fail, "a", 3)).unwrap();
    assert_eq!(ours.sequence(), 3);
    assert!(file(&store, &theirs).to_string_lossy().ends_with(".superseded"));
}

#[test]
fn lists_of_files_are_kept_by_their_digest() {
    let (_root, store) = store();
    let files = vec![("src/ä b.rs".to_owned(), "1f".to_owned())];
    store.keep_manifest("abc123", &files).unwrap();
    store.keep_manifest("abc123", &[]).unwrap();
    assert_eq!(store.manifest("abc123"), Some(files));
    fs::write(store.folder().path().join("manifests/abc123"), "[[").unwrap();
    for none in ["abc123", "other", "../index.json", ""] {
        assert_eq!(store.manifest(none), None, "{none}");
    }
}

#[test]
fn sweeping_takes_leftovers_and_nothing_else() {
    let (_root, store) = store();
    append(&store, record("g", Pass, "a", 1));
    append(&store, record("g", Fail, "a", 2));
    let damaged = append(&store, record("h", Pass, "a", 3));
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let make = |path: &str, old: bool| {
        let path = store.folder().path().join(path);
        fs::write(&path, "x").unwrap();
        if old {
            fs::File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
        }
        path
    };
    let path = file(&store, &damaged);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("true", "null")).unwrap();
    let gone = [
        make("records/.tmp-1", false),
        make(".tmp-2", true),
        make("cache/.tmp-3", true),
        make("logs/g-9.out", true),
        make("manifests/m9", true),
    ];
    let stay: Vec<_> = ["logs/g-1.out", "logs/g-2.out", "logs/h-3.out", "manifests/m1", "cache/facts"]
        .iter()
        .map(|path| make(path, true))
        .collect();
    let lock = store.lock(&mut |_| {}, &|| false).unwrap();
    let young = [make("logs/g-10.out", false), make("cache/.tmp-4", false), make("manifests/m10", false)];
    store.sweep(&lock);
    for path in gone {
        assert!(!path.exists(), "{}", path.display());
    }
    for path in stay.iter().chain(&young).chain([&path]) {
        assert!(path.exists(), "{}", path.display());
    }
}
