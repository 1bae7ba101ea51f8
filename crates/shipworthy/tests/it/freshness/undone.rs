//! What was undone is as it was: the pass of before answers again, and no failure in between hides it. A failure that holds
//! now comes before every older pass.

use testkit::{Json, Workspace};

use super::scene::{TESTS, answer, check, fails, gate, passes};

const IGNORE: &str = "/target\n/.readiness\ngenerated.rs\n";
const INCLUDES: &str = "mod generated;\n#[test]\nfn t() { assert_eq!(generated::N, 1); }\n";
const GENERATED: &str = "crates/a/src/generated.rs";

fn status(ws: &Workspace) -> Json {
    answer(ws.run(["status", "--format", "json"]))
}

/// A test of a module that git ignores: no prediction knows of it.
fn generated() -> Workspace {
    gate(TESTS)
        .file(".gitignore", IGNORE)
        .package("a", |p| p.lib(INCLUDES).file("src/generated.rs", "pub const N: u32 = 1;\n"))
        .build()
}

#[test]
fn what_failed_in_between_hides_no_pass() {
    let ws = generated();
    passes(&ws);
    // The second does not compile, and the third is not there: such a run sees less than one that passes.
    for wrong in ["pub const N: u32 = 2;\n", "pub const N: u32 = \"\";\n", ""] {
        match wrong {
            "" => ws.remove(GENERATED),
            text => ws.write(GENERATED, text),
        }
        fails(&ws);
        assert_eq!(status(&ws).outcome("g"), "fail", "{wrong:?}");
        ws.write(GENERATED, "pub const N: u32 = 1;\n");
        let json = check(&ws);
        assert_eq!((json.outcome("g"), &json["executed"]), ("pass", &0.into()), "{wrong:?}");
    }
    // Whoever makes the mistake again is told at once.
    ws.write(GENERATED, "pub const N: u32 = 2;\n");
    assert_eq!(status(&ws).outcome("g"), "fail");
}

/// The same inputs, and another result: what was seen to be read does not decide it, and the pass is worth nothing.
#[test]
fn a_failure_with_the_same_inputs_overrules_the_pass_for_good() {
    let test = "mod generated;\n#[test]\nfn t() {\n    assert_eq!(generated::N, 1);\n    \
                assert!(std::env::var_os(\"HOME\").is_some_and(|home| !std::path::Path::new(&home).join(\"bad\").exists()));\n}\n";
    let ws = gate(TESTS)
        .file(".gitignore", IGNORE)
        .package("a", |p| p.lib(test).file("src/generated.rs", "pub const N: u32 = 1;\n"))
        .build();
    let home = ws.scratch().join("own-home");
    std::fs::create_dir(&home).unwrap();
    let asked = |words: &[&str]| {
        answer(ws.run(words).args(["--format", "json"]).env("HOME", home.display().to_string()))
    };
    assert_eq!(asked(&["check", "g"]).outcome("g"), "pass");
    std::fs::write(home.join("bad"), "").unwrap();
    assert_eq!(asked(&["check", "g", "--rerun"]).outcome("g"), "fail");
    assert_eq!(asked(&["status"]).outcome("g"), "fail");
    // Another mistake in between, and its end, bring nothing back.
    ws.write(GENERATED, "pub const N: u32 = 2;\n");
    assert_eq!(asked(&["check", "g"]).outcome("g"), "fail");
    ws.write(GENERATED, "pub const N: u32 = 1;\n");
    assert_eq!(asked(&["status"]).outcome("g"), "fail");
    // Nor does the loss of every failure.
    for record in std::fs::read_dir(ws.path(".readiness/records")).unwrap().flatten() {
        if record.path().extension().is_some_and(|end| end == "json") {
            std::fs::remove_file(record.path()).unwrap();
        }
    }
    assert_ne!(asked(&["status"]).outcome("g"), "pass");
}

testkit::needs_strace!(what_a_traced_failure_did_not_reach_counts_too);

fn what_a_traced_failure_did_not_reach_counts_too() {
    let script = r#"kind = "command", argv = ["sh", "c.sh"]"#;
    let ws = gate(script)
        .file("c.sh", "grep -q 1 one.txt && grep -q 1 two.txt\n")
        .file("one.txt", "1\n")
        .file("two.txt", "1\n")
        .readiness("[policy]\nobserve = true")
        .build();
    passes(&ws);
    ws.write("one.txt", "2\n");
    fails(&ws);
    ws.write("one.txt", "1\n");
    let json = check(&ws);
    assert_eq!((json.outcome("g"), &json["executed"]), ("pass", &0.into()));
    ws.write("two.txt", "2\n");
    fails(&ws);
    ws.write("one.txt", "2\n");
    fails(&ws);
    ws.write("two.txt", "1\n");
    assert_eq!(status(&ws).outcome("g"), "fail", "of the first time");
}

/// A git that fails once, as one does that is out of time or memory, says nothing of the tree.
#[test]
fn a_look_for_which_git_failed_takes_no_pass_away() {
    let ws = gate("kind = \"git\", clean = true").file("a.txt", "1\n").build();
    passes(&ws);
    let run = ws.run(["check", "g", "--format", "json"]).with_tool("git", "#!/bin/sh\nexit 1\n");
    assert_eq!(answer(run).outcome("g"), "unknown");
    let json = status(&ws);
    assert_eq!(json.outcome("g"), "pass", "{:#}", json.gate("g"));
}
