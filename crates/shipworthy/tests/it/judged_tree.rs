//! The tree that was judged is the one that the answer is about: it is read under the lock, looked at again after every
//! gate, and what git was told to hide is not hidden.

use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use testkit::{Fixture, Workspace};

const INSTALL: &str = "kind = \"file\", path = \"README.md\", contains = [\"Install\"]";

/// A gate that ends when `../go` is there.
const SLOW: &str = "kind = \"command\", argv = [\"sh\", \"-c\", \"touch ../begun; while ! test -e ../go; do sleep 0.02; done\"]";

#[track_caller]
fn wait_for(ws: &Workspace, name: &str) {
    for _ in 0..20_000 {
        if ws.scratch().join(name).exists() {
            return;
        }
        sleep(Duration::from_millis(1));
    }
    panic!("{name} did not come");
}

#[test]
fn a_run_that_waited_for_another_is_bound_to_the_tree_after_the_wait() {
    let ws = Fixture::new()
        .file("README.md", "# R\n")
        .gate("slow", SLOW)
        .gate("readme", INSTALL)
        .gate("touch", "kind = \"command\", argv = [\"true\"]")
        .git()
        .build();
    let first = ws.run(["check", "slow"]).progress().stdout_any().spawn();
    wait_for(&ws, "begun");
    let second = ws.run(["check", "readme", "touch"]).stderr_any().stdout_any().spawn();
    sleep(Duration::from_millis(300));
    ws.append("README.md", "## Install\n");
    first.signal(testkit::Signal::Terminate);
    first.finish();
    let second = second.finish();
    assert!(second.code == Some(0) && !second.told().contains("changed while"), "{}", second.told());
    ws.git(["checkout", "-q", "README.md"]);
    ws.run(["check", "readme"]).exit(1).progress().stdout_any().done();
}

/// What was seen in between proves nothing, and neither when the last of the changes came after the gate's end and hides the
/// first one. Where the file was looked at before it was put back, the gate is held to have changed it.
#[test]
fn a_file_that_was_changed_and_put_back_voids_what_depends_on_it() {
    let checks = "kind = \"command\", argv = [\"sh\", \"-c\", \"touch ../begun; while ! test -e ../go; do sleep 0.02; done; \
                  grep -q Install README.md && touch ../seen\"]";
    let ws = Fixture::new().file("README.md", "# R\n").gate("slow", checks).git().build();
    for after in [0, 1, 2, 3, 5, 8] {
        let run = ws.run(["check", "slow", "--format", "json"]).stderr_any().stdout_any().spawn();
        wait_for(&ws, "begun");
        sleep(Duration::from_millis(50));
        let before = ws.read("README.md");
        ws.append("README.md", "## Install\n");
        fs::write(ws.scratch().join("go"), "").unwrap();
        wait_for(&ws, "seen");
        sleep(Duration::from_millis(after));
        ws.write("README.md", before);
        let ended = run.finish();
        let held = ["README.md was changed while the gate ran", "this file changed while the gate ran"];
        let told = ended.told();
        assert!(ended.code != Some(0) && held.iter().any(|text| told.contains(text)), "{after} ms: {told}");
        let json = ws.run(["status", "--format", "json"]).exit(ended.code.unwrap()).json();
        assert_ne!(json.outcome("slow"), "pass", "{after} ms");
        for name in ["begun", "go", "seen"] {
            fs::remove_file(ws.scratch().join(name)).unwrap();
        }
    }
}

/// A gate that swaps a file and puts it back is noticed by the time of the change.
#[test]
fn a_gate_that_swaps_a_file_and_puts_it_back_is_no_go() {
    let swap =
        "cp -p src.txt ../sv; echo good > src.txt; grep -q good src.txt; r=$?; cp -p ../sv src.txt; exit $r";
    let ws = Fixture::new()
        .file("src.txt", "bad\n")
        .gate("swap", &format!("kind = \"command\", argv = [\"sh\", \"-c\", \"{swap}\"]"))
        .git()
        .build();
    let json = ws.run(["phase1", "--format", "json"]).exit(3).stderr_any().json();
    assert_eq!(json.outcome("swap"), "unknown");
}

/// What lies in a folder is not stamped when the folder is moved away and another one put in its place.
#[test]
fn a_folder_that_was_moved_away_and_back_voids_what_depends_on_what_is_in_it() {
    let swap = "mv a/src ../aside && mv ../other a/src; grep -q good a/src/b/text.txt; r=$?; \
                mv a/src ../other && mv ../aside a/src; exit $r";
    let ws = Fixture::new()
        .file("a/src/b/text.txt", "bad\n")
        .file("README.md", "# R\n")
        .gate("readme", "kind = \"file\", path = \"README.md\"")
        .gate("swap", &format!("kind = \"command\", argv = [\"sh\", \"-c\", \"{swap}\"]"))
        .git()
        .build();
    ws.write("../other/b/text.txt", "good\n");
    sleep(Duration::from_millis(50));
    // One after the other: a look at the tree in the midst of it would find the other folder, and say so.
    let json = ws.run(["phase1", "--jobs", "1", "--format", "json"]).exit(3).stderr_any().json();
    assert_eq!((json.outcome("swap"), json.outcome("readme")), ("unknown", "pass"), "{json:#?}");
    assert_eq!(ws.read("a/src/b/text.txt"), "bad\n");
}

/// A gate that only looks is compared with the tree as well.
#[test]
fn a_look_at_a_file_that_is_changed_and_put_back_is_void_and_accuses_nobody() {
    let text = "a".repeat(1_000_000);
    let slow = "kind = \"file\", path = \"big.txt\", lacks = [\"(a*)*(a*)*(a*)*b\"]";
    let ws = Fixture::new()
        .file("big.txt", &text)
        .file("README.md", "# R\n")
        .gate("big", slow)
        .gate("readme", "kind = \"file\", path = \"README.md\"")
        .git()
        .build();
    let mut run = ws.run(["phase1"]).exit(3).stderr_any().stdout_any().spawn();
    run.wait_for_line("run     big");
    ws.append("big.txt", "b");
    ws.write("big.txt", &text);
    let ended = run.finish();
    assert!(ended.told().contains("big.txt was changed while"), "{}", ended.told());
    let json = ws.run(["status", "--format", "json"]).exit(3).json();
    assert_eq!((json.outcome("big"), json.outcome("readme")), ("unknown", "pass"), "only what depends on it");
}

#[test]
fn what_git_was_told_not_to_watch_is_not_clean() {
    for flag in ["--assume-unchanged", "--skip-worktree"] {
        let ws = Fixture::new()
            .file("src.txt", "good\n")
            .gate("clean", "kind = \"git\", clean = true")
            .gate("src", "kind = \"file\", path = \"src.txt\"")
            .git()
            .build();
        ws.run(["phase1"]).progress().text();
        ws.git(["update-index", flag, "src.txt"]);
        ws.append("src.txt", "evil\n");
        let json = ws.run(["phase1", "--format", "json"]).exit(1).stderr_any().json();
        assert_eq!((json.outcome("clean"), json.outcome("src")), ("fail", "pass"), "{flag}");
        assert_eq!(json["dirty"], true, "{flag}");
        ws.run(["status"]).exit(1).stdout_has("with changes").done();
    }
}

#[test]
fn a_place_that_git_could_not_look_into_is_never_clean() {
    let ws = Fixture::new()
        .file("README.md", "# R\n")
        .gate("clean", "kind = \"git\", clean = true")
        .gate("todo", "kind = \"placeholders\"")
        .gate("readme", "kind = \"file\", path = \"README.md\"")
        .git()
        .build();
    let name = "d".repeat(200);
    let deep = format!(
        "import os\nfor _ in range(25):\n os.mkdir('{name}'); os.chdir('{name}')\nopen('x.rs','w').write('fn f() {{ todo!() }}')"
    );
    assert!(Command::new("python3").args(["-c", &deep]).current_dir(ws.root()).status().unwrap().success());
    let json = ws.run(["phase1", "--format", "json"]).exit(3).stderr_any().json();
    assert_eq!((json.outcome("clean"), json.outcome("todo")), ("unknown", "unknown"));
    assert_eq!(json.outcome("readme"), "pass");
    assert!(json["dirty"].is_null(), "nobody knows");
    let why = json.gate("clean")["reason"].as_str().unwrap();
    assert!(why.contains("could not open directory"), "git's words: {why}");
}

#[test]
fn a_cache_tag_makes_no_tracked_source_invisible() {
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n";
    let ws = Fixture::new()
        .file("src/m/mod.rs", "pub fn a() -> u32 { 1 }\n")
        .gate("todo", "kind = \"placeholders\", in = [\"src/**/*.rs\"]")
        .gate("clean", "kind = \"git\", clean = true")
        .git()
        .build();
    ws.write("src/m/CACHEDIR.TAG", tag);
    ws.git(["add", "-A"]);
    ws.commit("Tag");
    ws.run(["phase1"]).progress().text();
    ws.git(["rm", "-q", "--cached", "src/m/CACHEDIR.TAG"]);
    ws.write("src/m/mod.rs", "pub fn a() -> u32 { todo!() }\n");
    let json = ws.run(["phase1", "--format", "json"]).exit(1).stderr_any().json();
    assert_eq!((json.outcome("todo"), json.outcome("clean")), ("fail", "fail"));
    // Without git, nobody says which files are sources: a tag alone hides none.
    ws.remove(".git");
    let json = ws.run(["check", "todo", "--format", "json"]).exit(1).stderr_any().json();
    assert_eq!(json.outcome("todo"), "fail");
}
