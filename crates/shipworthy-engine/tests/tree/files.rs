//! The files of the tree, with git and without.

use std::fs;
use std::process::Command;

use shipworthy_engine::facts::tree::Tree;

use crate::fixture::{Place, digest, git, paths};

const FILES: &[(&str, &str)] =
    &[("a.txt", "a\n"), ("b c/ü.txt", "b\n"), ("d\ne.txt", "d\n"), ("src/lib.rs", ""), ("src-x", "between")];

#[test]
fn clean_files_have_gits_digests() {
    let place = Place::repository(FILES);
    let tree = place.tree();
    assert_eq!(paths(&tree), ["a.txt", "b c/ü.txt", "d\ne.txt", "src-x", "src/lib.rs"]);
    assert_eq!(digest(&tree, "a.txt"), format!("100644 {}", place.git(&["hash-object", "a.txt"]).trim()));
    let head = tree.git.unwrap();
    assert_eq!(head.commit.unwrap(), place.git(&["rev-parse", "HEAD"]).trim());
    assert_eq!((head.branch.as_deref(), head.upstream, head.dirty.len()), (Some("main"), None, 0));
    assert!(tree.problems.is_empty(), "{:?}", tree.problems);
}

#[test]
fn every_sort_of_change_is_seen() {
    let place = Place::repository(FILES);
    let before = place.tree();
    place.write("a.txt", "other\n");
    place.remove("src-x");
    place.git(&["mv", "src/lib.rs", "src/ö new.rs"]);
    place.files(&[("un tracked/x", "x"), ("n\nl", "y"), ("intended", "z"), ("staged", "s")]);
    place.git(&["add", "-N", "intended"]);
    place.git(&["add", "staged"]);
    let after = place.tree();
    let now =
        ["a.txt", "b c/ü.txt", "d\ne.txt", "intended", "n\nl", "src/ö new.rs", "staged", "un tracked/x"];
    assert_eq!(paths(&after), now);
    let changed =
        ["a.txt", "intended", "n\nl", "src-x", "src/lib.rs", "src/ö new.rs", "staged", "un tracked/x"];
    assert_eq!(before.changes(&after), changed);
    assert_eq!(after.git.as_ref().unwrap().dirty, changed);
    assert_eq!(after.changes(&after), [""; 0]);
    assert_eq!(digest(&after, "src/ö new.rs"), digest(&before, "src/lib.rs"));
    // Each content is its own, whatever git calls the file.
    place.write("intended", "zz");
    assert_eq!(after.changes(&place.tree()), ["intended"]);
}

#[test]
fn a_commit_of_what_is_there_changes_no_digest() {
    let place = Place::repository(FILES);
    place.files(&[("0 new", "n"), ("a.txt", "other\n"), ("new", "n"), ("src/lib.rs", "// x")]);
    let dirty = place.tree();
    place.commit();
    let clean = place.tree();
    assert_eq!(dirty.files, clean.files);
    assert_ne!(dirty.git, clean.git);
}

#[test]
fn files_that_git_was_told_to_ignore_changes_of_are_looked_at() {
    for flag in ["--assume-unchanged", "--skip-worktree"] {
        let place = Place::repository(FILES);
        place.git(&["update-index", flag, "a.txt"]);
        let before = place.tree();
        place.write("a.txt", "changed in secret\n");
        assert_eq!(place.git(&["status", "--porcelain"]), "");
        assert_eq!(before.changes(&place.tree()), ["a.txt"], "{flag}");
        place.remove("a.txt");
        assert!(place.tree().file("a.txt").is_none());
    }
}

#[test]
fn a_conflict_counts_as_what_lies_on_disk() {
    let place = Place::repository(&[("a", "1\n")]);
    place.git(&["checkout", "-q", "-b", "other"]);
    place.write("a", "2\n");
    place.commit();
    place.git(&["checkout", "-q", "main"]);
    place.write("a", "3\n");
    place.commit();
    let merge = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@b", "merge", "other"])
        .current_dir(&place.root)
        .output();
    assert!(!merge.unwrap().status.success());
    let tree = place.tree();
    assert_eq!(digest(&tree, "a"), format!("100644 {}", place.git(&["hash-object", "a"]).trim()));
    assert_eq!(tree.git.unwrap().dirty, ["a"]);
}

#[test]
fn a_folder_of_a_repository_is_a_root_too() {
    let outer = Place::repository(&[("outside", "o"), ("wörk/a", "a"), ("wörk/b/c", "c"), ("zz", "z")]);
    outer.files(&[("outside", "dirty"), ("wörk/b/c", "dirty"), ("wörk/new", "n")]);
    let tree = Tree::read(&outer.root.join("wörk")).unwrap();
    assert_eq!(paths(&tree), ["a", "b/c", "new"]);
    assert_eq!(tree.git.as_ref().unwrap().dirty, ["b/c", "new"]);
    let blob = outer.git(&["hash-object", "wörk/b/c"]);
    assert_eq!(digest(&tree, "b/c"), format!("100644 {}", blob.trim()));
}

#[test]
fn a_folder_that_the_repository_around_it_ignores_is_read_itself() {
    let outer = Place::repository(&[(".gitignore", "/tmp/\n"), ("tmp/w/a", "a")]);
    let tree = Tree::read(&outer.root.join("tmp/w")).unwrap();
    assert_eq!((paths(&tree), tree.git.is_none()), (vec!["a"], true));
}

#[test]
fn a_worktree_reads_like_its_repository() {
    let place = Place::repository(FILES);
    let second = place.outer().join("second tree");
    place.git(&["worktree", "add", "-q", "-b", "side", second.to_str().unwrap()]);
    fs::write(second.join("only here"), "x").unwrap();
    let tree = Tree::read(&second).unwrap();
    assert_eq!(tree.changes(&place.tree()), ["only here"]);
    assert_eq!(tree.git.unwrap().branch.as_deref(), Some("side"));
}

#[test]
fn a_submodule_is_one_entry_that_knows_its_state() {
    let library = Place::repository(&[("lib.rs", "1")]);
    let place = Place::repository(FILES);
    place.git(&["submodule", "--quiet", "add", library.root.to_str().unwrap(), "vendor/lib"]);
    place.commit();
    let clean = place.tree();
    let commit = git(&place.root.join("vendor/lib"), &["rev-parse", "HEAD"]);
    assert_eq!(digest(&clean, "vendor/lib"), format!("160000 {}", commit.trim()));
    // Even a repository that hides it.
    place.git(&["config", "diff.ignoreSubmodules", "all"]);
    let mut seen = vec![digest(&clean, "vendor/lib")];
    for text in ["2", "3"] {
        place.write("vendor/lib/lib.rs", text);
        seen.push(digest(&place.tree(), "vendor/lib"));
    }
    git(&place.root.join("vendor/lib"), &["commit", "-qam", "third"]);
    let ahead = place.tree();
    seen.push(digest(&ahead, "vendor/lib"));
    assert!(seen.iter().enumerate().all(|(at, digest)| !seen[..at].contains(digest)), "{seen:?}");
    place.commit();
    assert_eq!(place.tree().files, ahead.files);
}

#[test]
fn a_repository_within_is_read_file_by_file() {
    let place = Place::repository(FILES);
    let inner = place.root.join("inner");
    fs::create_dir(&inner).unwrap();
    git(&inner, &["init", "-q"]);
    fs::write(inner.join("x"), "1").unwrap();
    let before = place.tree();
    fs::write(inner.join("x"), "2").unwrap();
    assert_eq!(before.changes(&place.tree()), ["inner/x"]);
}

#[test]
fn evidence_and_caches_never_count() {
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n";
    for place in [Place::repository(FILES), Place::new()] {
        place.files(FILES);
        place.files(&[("a/Cargo.toml", ""), ("fuzz/Cargo.toml", "")]);
        let before = place.tree();
        let clutter = [
            (".readiness/records/x", "x"),
            ("a/target/CACHEDIR.TAG", tag),
            ("a/target/debug/x", "x"),
            ("fuzz/target/CACHEDIR.TAG", tag),
            ("fuzz/target/x", "x"),
        ];
        place.files(&clutter);
        let after = place.tree();
        assert_eq!((after.files, &after.git), (before.files, &before.git));
        // Without the tag of a cache it is a folder like any other.
        place.write("a/target/CACHEDIR.TAG", "no signature");
        assert!(place.tree().file("a/target/debug/x").is_some());
    }
}

#[test]
fn a_cache_tag_hides_nothing_that_git_tracks() {
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n";
    let place = Place::repository(FILES);
    let clean = place.tree();
    place.write("src/CACHEDIR.TAG", tag);
    place.write("src/new.rs", "x");
    let tree = place.tree();
    for path in ["src/lib.rs", "src/new.rs", "src/CACHEDIR.TAG"] {
        assert!(tree.file(path).is_some(), "{path}: a folder with tracked files is no cache");
    }
    place.write("src/lib.rs", "changed");
    let tree = place.tree();
    assert!(clean.changes(&tree).contains(&"src/lib.rs".to_owned()));
    assert!(tree.git.unwrap().dirty.contains(&"src/lib.rs".to_owned()));
}

#[test]
fn without_git_a_cache_tag_hides_only_what_cargo_builds_into() {
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n";
    let place = Place::new();
    place.files(FILES);
    place.files(&[("src/CACHEDIR.TAG", tag), ("src/target/CACHEDIR.TAG", tag), ("src/target/m.rs", "")]);
    place.files(&[("a/Cargo.toml", ""), ("a/target/CACHEDIR.TAG", tag), ("a/target/x", "x")]);
    place.files(&[("src/.readiness/m.rs", ""), (".readiness/x", "")]);
    let tree = place.tree();
    for path in ["src/lib.rs", "src/target/m.rs", "src/.readiness/m.rs"] {
        assert!(tree.file(path).is_some(), "{path}");
    }
    assert!(tree.file("a/target/x").is_none() && tree.file(".readiness/x").is_none());
}

#[test]
fn what_git_was_told_not_to_watch_is_dirty_when_it_differs() {
    for flag in ["--assume-unchanged", "--skip-worktree"] {
        let place = Place::repository(FILES);
        place.git(&["update-index", flag, "src/lib.rs"]);
        assert!(place.tree().git.unwrap().dirty.is_empty());
        place.write("src/lib.rs", "changed");
        assert_eq!(place.tree().git.unwrap().dirty, ["src/lib.rs"], "{flag}");
        fs::remove_file(place.root.join("src/lib.rs")).unwrap();
        // What is skipped need not be there: so it is in a sparse checkout.
        assert_eq!(place.tree().git.unwrap().dirty.is_empty(), flag == "--skip-worktree", "{flag}");
    }
}

#[test]
fn no_setting_of_a_submodule_hides_what_changed_in_it() {
    let inner = Place::repository(&[("m.rs", "one")]);
    let place = Place::repository(FILES);
    let url = inner.root.to_string_lossy().into_owned();
    place.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "sub"]);
    place.git(&["config", "-f", ".gitmodules", "submodule.sub.ignore", "all"]);
    place.git(&["config", "submodule.sub.ignore", "all"]);
    place.git(&["config", "diff.ignoreSubmodules", "all"]);
    place.commit();
    let clean = place.tree();
    assert!(clean.git.clone().unwrap().dirty.is_empty(), "{:?}", clean.git);
    place.write("sub/m.rs", "two");
    assert_eq!(place.tree().git.unwrap().dirty, ["sub"]);
    place.git(&["-C", "sub", "update-index", "--assume-unchanged", "m.rs"]);
    let hidden = place.tree();
    assert_eq!(hidden.git.clone().unwrap().dirty, ["sub"]);
    assert_eq!(clean.changes(&hidden), ["sub"]);
    place.write("sub/m.rs", "one");
    assert!(place.tree().git.unwrap().dirty.is_empty());
}

#[test]
fn what_git_could_not_look_into_is_told_in_its_words() {
    let place = Place::repository(FILES);
    // Deeper than a path may be long.
    let script =
        "import os\nfor _ in range(25):\n os.mkdir('d' * 200); os.chdir('d' * 200)\nopen('x.rs', 'w')";
    let status = Command::new("python3").args(["-c", script]).current_dir(&place.root).status().unwrap();
    assert!(status.success());
    let tree = place.tree();
    assert!(tree.unseen.iter().any(|unseen| unseen.contains("ddd")), "{:?}", tree.unseen);
}

#[test]
fn evidence_that_git_tracks_is_told_and_its_ignore_file_is_none() {
    let place = Place::repository(FILES);
    place.files(&[(".readiness/.gitignore", "*\n"), (".readiness/records/x", "x")]);
    assert_eq!(place.tree().distrust, None);
    place.git(&["add", "-f", ".readiness/.gitignore"]);
    assert_eq!(place.tree().distrust, None);
    place.git(&["add", "-f", ".readiness/records/x"]);
    let why = place.tree().distrust.unwrap();
    assert!(why.contains("git rm -r --cached .readiness") && why.contains(".readiness/records/x"), "{why}");
    fs::write(place.root.join(".git/index"), "garbage").unwrap();
    assert!(place.tree().distrust.unwrap().contains("cannot be told"));
}

#[test]
fn without_git_every_file_is_read() {
    let place = Place::new();
    place.files(FILES);
    place.files(&[(".hg/x", ""), (".jj/x", ""), ("sub/.git/x", "")]);
    let before = place.tree();
    assert!(before.git.is_none() && before.problems.is_empty(), "{:?}", before.problems);
    assert_eq!(paths(&before), ["a.txt", "b c/ü.txt", "d\ne.txt", "src-x", "src/lib.rs"]);
    assert!(digest(&before, "a.txt").starts_with("100644 sha256:"));
    place.write("b c/ü.txt", "changed");
    assert_eq!(before.changes(&place.tree()), ["b c/ü.txt"]);
}

#[test]
fn a_broken_repository_is_read_without_git_and_said_so() {
    let place = Place::repository(FILES);
    fs::write(place.root.join(".git/index"), "garbage").unwrap();
    let tree = place.tree();
    assert!(tree.git.is_none() && tree.files.len() == FILES.len());
    assert!(tree.problems[0].contains("every file is read instead"), "{:?}", tree.problems);
}

#[test]
fn what_is_no_folder_is_refused() {
    let place = Place::new();
    place.write("file", "");
    assert!(Tree::read(&place.root.join("file")).unwrap_err().contains("could not read the folder"));
    assert!(Tree::read(&place.root.join("nowhere")).is_err());
}

#[test]
fn before_the_first_commit_there_are_files_already() {
    let place = Place::new();
    place.git(&["init", "-q"]);
    place.files(FILES);
    let tree = place.tree();
    assert_eq!((tree.files.len(), tree.git.unwrap().commit), (FILES.len(), None));
}

#[cfg(unix)]
#[test]
fn links_and_modes_count() {
    use std::os::unix::fs::PermissionsExt as _;
    for place in [Place::repository(FILES), Place::new()] {
        place.files(FILES);
        place.link("loop-b", "loop-a");
        place.link("loop-a", "loop-b");
        place.link("..", "up");
        let before = place.tree();
        assert!(digest(&before, "loop-a").starts_with("120000 "));
        assert!(before.file("up/a.txt").is_none());
        fs::set_permissions(place.root.join("a.txt"), fs::Permissions::from_mode(0o755)).unwrap();
        let after = place.tree();
        assert_eq!(before.changes(&after), ["a.txt"]);
        assert!(digest(&after, "a.txt").starts_with("100755 "));
        place.remove("up");
        place.link("src", "up");
        assert_eq!(after.changes(&place.tree()), ["up"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_stay_apart() {
    use std::os::unix::ffi::OsStrExt as _;
    for place in [Place::repository(FILES), Place::new()] {
        for name in [&b"x\xff"[..], b"x\xfe"] {
            fs::write(place.root.join(std::ffi::OsStr::from_bytes(name)), "x").unwrap();
        }
        let tree = place.tree();
        assert!(tree.file("x\\xff").is_some() && tree.file("x\\xfe").is_some(), "{:?}", paths(&tree));
    }
}
