//! A gate about the whole tree depends on what lies on the disk, whoever lists it: also on what git ignores. What gates
//! themselves write there is an input of those gates only that say that they need it.

use testkit::{Fixture, Workspace};

/// A gate that runs a script of the shell.
fn sh(script: &str) -> String {
    format!("kind = \"command\", argv = [\"sh\", \"-c\", \"{script}\"]")
}

#[track_caller]
fn fresh(ws: &Workspace, gate: &str) -> bool {
    let output = ws.run(["status", "--format", "json"]).stdout_any().spawn().finish();
    let json: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    json["gates"].as_array().unwrap().iter().any(|one| one["id"] == gate && one["outcome"] == "pass")
}

/// Cases ignored-4, inputs-1 and git-6: neither git nor `inputs` hides a file from a command.
#[test]
fn an_ignored_file_that_a_command_may_read_counts() {
    let ws = Fixture::new()
        .file(".gitignore", "/dist\n")
        .file("a.txt", "a\n")
        .gate("reads", &sh("grep -q good dist/app.js"))
        .git()
        .build();
    ws.write("dist/app.js", "good\n");
    ws.run(["phase1"]).progress().stdout_any().done();
    assert!(fresh(&ws, "reads"));
    ws.write("dist/app.js", "evil\n");
    assert!(!fresh(&ws, "reads"), "an ignored file changed");
    ws.run(["why", "reads"]).exit(3).stdout_has("dist/app.js").done();
    ws.run(["phase1"]).exit(1).progress().stdout_any().done();
    ws.write("dist/app.js", "good\n");
    ws.run(["phase1"]).progress().stdout_any().done();
    ws.write("dist/more.js", "\n");
    assert!(!fresh(&ws, "reads"), "an ignored file appeared");
}

#[test]
fn what_a_gate_writes_into_ignored_files_makes_no_gate_stale_that_does_not_need_it() {
    let ws = Fixture::new()
        .file(".gitignore", "/out\n")
        .file("a.txt", "a\n")
        .gate("before", &sh("test -e a.txt"))
        .gate("writes", &sh("mkdir -p out && date +%N > out/log"))
        .gate("after", &sh("test -e a.txt"))
        .git()
        .build();
    ws.run(["phase1"]).progress().stdout_any().done();
    for gate in ["before", "writes", "after"] {
        assert!(fresh(&ws, gate), "{gate}");
    }
    ws.run(["check", "writes", "--rerun"]).progress().stdout_any().done();
    for gate in ["before", "writes", "after"] {
        assert!(fresh(&ws, gate), "{gate}, after another run");
    }
    // A person is no gate.
    ws.write("out/log", "by hand\n");
    for gate in ["before", "writes", "after"] {
        assert!(!fresh(&ws, gate), "{gate}, after a change by hand");
    }
}

#[test]
fn what_a_gate_writes_is_an_input_of_the_gates_that_need_it() {
    let ws = Fixture::new()
        .file(".gitignore", "/out\n")
        .file("a.txt", "a\n")
        .gate("writes", &sh("mkdir -p out && cat ../made > out/made"))
        .gate_with("reads", &sh("grep -q good out/made"), "needs = [\"writes\"]")
        .git()
        .build();
    ws.write("../made", "good\n");
    ws.run(["phase1"]).progress().stdout_any().done();
    assert!(fresh(&ws, "reads"));
    ws.write("../made", "evil\n");
    ws.run(["check", "writes", "--rerun"]).progress().stdout_any().done();
    assert!(fresh(&ws, "writes") && !fresh(&ws, "reads"));
}
