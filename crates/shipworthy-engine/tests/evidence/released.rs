//! Records of releases: the newest of each version counts, and what is damaged is said.

use std::fs;
use std::path::PathBuf;

use shipworthy_engine::evidence::Store;
use shipworthy_engine::sys::files::sha256_hex;
use shipworthy_model::release::{Release, ReleaseStep, ReleasedPackage, Releases, StepState};
use shipworthy_model::time::Timestamp;

use crate::fixture::store;

fn release(version: &str, ended: u64, state: StepState) -> Release {
    let step = ReleaseStep {
        effect: "docs".to_owned(),
        of: Some("a".to_owned()),
        title: "docs of a".to_owned(),
        state,
        seen: "x".to_owned(),
    };
    let package = ReleasedPackage {
        name: "a".to_owned(),
        version: version.to_owned(),
        registry: None,
        sha256: Some("ab".repeat(32)),
        no_verify: None,
    };
    Release {
        schema: 1,
        sequence: 0,
        version: version.to_owned(),
        commit: "c0ffee".to_owned(),
        tags: vec![format!("v{version}")],
        packages: vec![package],
        ended: Timestamp::from_seconds(ended),
        recorded: Timestamp::from_seconds(ended),
        plan: "p".to_owned(),
        steps: vec![step],
    }
}

fn files(store: &Store) -> Vec<PathBuf> {
    let folder = fs::read_dir(store.folder().path().join("released")).unwrap();
    let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// What is known, as versions with their sequence numbers; the versions that are not; and how much is wrong.
fn seen(releases: &Releases) -> (Vec<(&str, u64)>, Vec<&str>, usize) {
    let all = releases.all.iter().map(|release| (release.version.as_str(), release.sequence));
    let unread = releases.unread.iter().map(String::as_str);
    (all.collect(), unread.collect(), releases.problems.len())
}

#[test]
fn the_newest_record_of_each_version_counts() {
    let (_root, store) = store();
    assert_eq!(seen(&store.releases()), (Vec::new(), Vec::new(), 0));
    for (version, ended, state) in [
        ("0.2.0", 20, StepState::Unknown),
        ("0.10.0-rc.1+x", 30, StepState::Equal),
        ("0.2.0", 20, StepState::Equal),
        ("0.1.9", 25, StepState::Equal),
    ] {
        store.keep_release(release(version, ended, state)).unwrap();
    }
    let releases = store.releases();
    assert_eq!(seen(&releases), (vec![("0.1.9", 4), ("0.10.0-rc.1+x", 2), ("0.2.0", 3)], Vec::new(), 0));
    assert_eq!(releases.last().unwrap().version, "0.10.0-rc.1+x");
    let expected = Release { sequence: 3, ..release("0.2.0", 20, StepState::Equal) };
    assert_eq!(releases.all[2], expected, "what was kept is read back");
    assert_eq!(files(&store).len(), 4, "nothing is written over");
}

#[test]
fn a_damaged_record_is_named_and_the_one_before_counts() {
    let (_root, store) = store();
    store.keep_release(release("0.2.0", 20, StepState::Unknown)).unwrap();
    store.keep_release(release("0.2.0", 20, StepState::Equal)).unwrap();
    let newest = files(&store).pop().unwrap();
    let whole = fs::read(&newest).unwrap();
    for bytes in [&b""[..], b"{", &whole[..whole.len() - 1], b"\xff\xfe\x00"] {
        fs::write(&newest, bytes).unwrap();
        let releases = store.releases();
        assert_eq!(seen(&releases), (vec![("0.2.0", 1)], Vec::new(), 1));
        assert!(releases.problems[0].contains("is damaged: its content does not match its name"));
    }
    fs::write(&files(&store)[0], "").unwrap();
    assert_eq!(seen(&store.releases()), (Vec::new(), vec!["0.2.0"], 2));
    // Its number is not given again.
    store.keep_release(release("0.2.0", 20, StepState::Equal)).unwrap();
    assert_eq!(seen(&store.releases()), (vec![("0.2.0", 3)], Vec::new(), 0));
}

#[test]
fn what_another_version_of_this_tool_or_a_person_has_put_there_is_said() {
    let (_root, store) = store();
    store.keep_release(release("0.1.0", 10, StepState::Equal)).unwrap();
    let put = |version: &str, text: &str| {
        let name = format!("{version}.00000007.{}.json", &sha256_hex(text.as_bytes())[..16]);
        fs::write(store.folder().path().join("released").join(name), text).unwrap();
    };
    put("0.4.0", r#"{"schema":2,"colour":"blue"}"#);
    put("0.5.0", r#"{"schema":1,"colour":"blue"}"#);
    put("0.6.0", "[]");
    let wrong = Release { sequence: 7, ..release("9.9.9", 1, StepState::Equal) };
    put("0.7.0", &serde_json::to_string(&wrong).unwrap());
    put("..", "{}");
    fs::write(store.folder().path().join("released/notes.txt"), "x").unwrap();
    fs::write(store.folder().path().join("released/.tmp-1"), "half").unwrap();
    let releases = store.releases();
    let unread = vec!["0.4.0", "0.5.0", "0.6.0", "0.7.0"];
    assert_eq!(seen(&releases), (vec![("0.1.0", 1)], unread, 6), "{:#?}", releases.problems);
    let told = releases.problems.join("\n");
    for words in [
        "(schema 2, this release reads up to 1)",
        "unknown field `colour`",
        "it is record 7 of 9.9.9",
        "`notes.txt` in ",
        "`...00000007.",
    ] {
        assert!(told.contains(words), "{words} in {told}");
    }
}

#[test]
fn a_version_that_is_none_becomes_no_file() {
    let (_root, store) = store();
    for version in ["", "..", "../x", "1.0.0/x", "v1"] {
        let refused = store.keep_release(release(version, 1, StepState::Equal)).unwrap_err();
        assert!(refused.to_string().contains("that is no version"), "{refused}");
    }
    assert!(!store.folder().path().join("released").exists());
}
