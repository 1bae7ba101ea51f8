//! Whole files and what is so about the machine, on a real disk.

#![allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;

use shipworthy_engine::facts::machine;
use shipworthy_engine::sys::files::{sha256_file, sha256_hex, write_atomic};
use shipworthy_engine::sys::link_out::link_out;
use shipworthy_engine::sys::reading::read_text;
use shipworthy_model::facts::Tool;
use shipworthy_model::step::MachineQuestion;

fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("with space ü.json");
    for content in ["first, which is longer", "second"] {
        write_atomic(&path, content.as_bytes()).unwrap();
        assert_eq!(read_text(&path).unwrap(), content);
        assert_eq!(names(dir.path()), ["with space ü.json"]);
    }
}

#[test]
fn a_write_that_fails_leaves_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let taken = dir.path().join("folder");
    fs::create_dir(&taken).unwrap();
    assert!(write_atomic(&taken, b"x").is_err());
    assert_eq!(names(dir.path()), ["folder"]);
    assert!(write_atomic(&dir.path().join("no/such/folder"), b"x").is_err());
    assert_eq!(names(dir.path()), ["folder"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_is_replaced_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;

    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("secret");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    write_atomic(&path, b"new").unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn what_cannot_be_read_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("latin1");
    assert!(read_text(&path).unwrap_err().contains("latin1"));
    fs::write(&path, b"gr\xfcn").unwrap();
    assert!(read_text(&path).unwrap_err().ends_with("latin1: not UTF-8 at byte 2"));
}

#[test]
fn a_digest_is_the_same_from_memory_and_from_disk() {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256_hex(b"abc"), abc);
    let path = tempfile::tempdir().unwrap().keep().join("big");
    // Longer than any buffer, and not a multiple of one.
    let bytes: Vec<u8> = (0..300_001_u32).map(|n| n.to_le_bytes()[0]).collect();
    fs::write(&path, &bytes).unwrap();
    assert_eq!(sha256_file(&path).unwrap(), (300_001, sha256_hex(&bytes)));
    fs::remove_dir_all(path.parent().unwrap()).unwrap();
}

#[test]
fn the_machine_is_looked_at_and_left_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("folder")).unwrap();
    fs::write(dir.path().join("file"), "content").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let mut question = MachineQuestion::default();
    question.env = texts(&["PATH", "SHIPWORTHY_NO_SUCH_VARIABLE", "", "A=B"]);
    question.writable = texts(&["folder", "file", "missing/file"]);
    question.ports = vec![port];
    question.tools = texts(&["git", "no-such-tool"]);
    let tools = ["git", "cargo"].map(|name| (name.to_owned(), Tool::new(format!("/{name}")))).into();

    let machine = machine::look(dir.path(), &question, tools);

    let set: Vec<(&str, bool)> = machine.env.iter().map(|(name, set)| (name.as_str(), *set)).collect();
    assert_eq!(set, [("", false), ("A=B", false), ("PATH", true), ("SHIPWORTHY_NO_SUCH_VARIABLE", false)]);
    assert_eq!(machine.writable["folder"], None);
    assert_eq!(machine.writable["file"], None);
    assert_eq!(machine.writable["missing/file"].as_deref(), Some("it is not there"));
    assert_eq!(machine.tools.keys().collect::<Vec<_>>(), ["git"]);
    assert!(!machine.ports[&port]);
    assert_eq!(names(dir.path()), ["file", "folder"]);
    assert_eq!(fs::read_to_string(dir.path().join("file")).unwrap(), "content");
    assert!(names(&dir.path().join("folder")).is_empty());
    if cfg!(target_os = "linux") {
        assert!(machine.memory.is_some_and(|bytes| bytes > 0));
        assert!(machine.disk_free.is_some());
    }
    // Nobody else is given this port so soon: the system hands out others first.
    drop(listener);
    let mut again = MachineQuestion::default();
    again.ports = vec![port];
    assert!(machine::look(dir.path(), &again, BTreeMap::new()).ports[&port]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_opened_to_see_whether_it_can_be_written() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut question = MachineQuestion::default();
    question.writable = vec!["pipe".to_owned()];
    let machine = machine::look(dir.path(), &question, BTreeMap::new());
    assert_eq!(machine.writable["pipe"].as_deref(), Some("it is neither a folder nor a file"));
}

#[test]
fn a_link_that_leads_out_is_found_wherever_it_stands_on_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let (root, out) = (folder.path().join("root"), folder.path().join("out"));
    for made in [root.join("docs"), out.clone()] {
        fs::create_dir_all(made).unwrap();
    }
    for file in [root.join("docs/in.md"), out.join("a.md")] {
        fs::write(file, "").unwrap();
    }
    symlink("../out/a.md", root.join("file.md")).unwrap();
    symlink("../out", root.join("folder")).unwrap();
    symlink("file.md", root.join("twice.md")).unwrap();
    symlink("docs/in.md", root.join("inside.md")).unwrap();
    symlink("nowhere", root.join("dangling.md")).unwrap();
    symlink(&root, folder.path().join("way")).unwrap();
    for path in ["file.md", "folder/a.md", "twice.md", "docs/../folder/a.md"] {
        assert!(link_out(&root, &root.join(path)).is_some(), "{path}");
        assert!(link_out(&folder.path().join("way"), &folder.path().join("way").join(path)).is_some());
    }
    for path in ["docs/in.md", "inside.md", "dangling.md", "missing.md", "../out/a.md"] {
        assert_eq!(link_out(&root, &root.join(path)), None, "{path}");
    }
}
