//! Bad input from the world: manifests that do not hold, tools that misbehave, folders and repositories that are odd,
//! command lines that nobody would type. Each ends with a word and the right exit code, and never with a panic.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use testkit::{Fixture, Json, Run, Workspace, at_once, binary};

/// A gate that needs no cargo, beside one that does.
fn with_cargo() -> Fixture {
    Fixture::new()
        .package("core", |p| p)
        .package("app", |p| p.depends("core"))
        .gate("fmt", "kind = \"cargo-fmt\"")
        .gate("members", "kind = \"metadata\"")
        .gate("readme", "kind = \"file\", path = \"readiness.toml\"")
        .git()
}

fn json(ws: &Workspace) -> Run<'_> {
    ws.run(["phase1", "--format", "json"])
}

fn reason(json: &Json, gate: &str) -> String {
    json.gate(gate)["reason"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_broken_workspace_leaves_cargo_gates_unknown_and_the_others_running() {
    type Break = fn(&Workspace);
    let table: &[(&str, Break, &str)] = &[
        ("root manifest", |ws| ws.write("Cargo.toml", "[workspace\n"), "Cargo.toml"),
        (
            "member manifest",
            |ws| ws.write("crates/core/Cargo.toml", "x = = 1\n"),
            "crates/core/Cargo.toml:1:5",
        ),
        ("member manifest gone", |ws| ws.remove("crates/core/Cargo.toml"), "crates/core/Cargo.toml"),
        ("member gone", |ws| ws.remove("crates/core"), "crates/core/Cargo.toml"),
        ("manifest not UTF-8", |ws| ws.write("crates/core/Cargo.toml", b"\xff\xfe"), "valid utf-8"),
        (
            "path dependency gone",
            |ws| ws.append("crates/app/Cargo.toml", "gone = { path = \"../gone\" }\n"),
            "gone",
        ),
        ("no manifest", |ws| ws.remove("Cargo.toml"), "Cargo.toml"),
        (
            "a folder as manifest",
            |ws| {
                ws.remove("Cargo.toml");
                ws.write("Cargo.toml/x", "");
            },
            "Cargo.toml",
        ),
    ];
    for (what, spoil, word) in table {
        let ws = with_cargo().build();
        spoil(&ws);
        let told = json(&ws).exit(3).progress().json();
        assert_eq!(told.outcome("readme"), "pass", "{what}: {told:#?}");
        for gate in ["fmt", "members"] {
            // Whoever does not need the dependencies may look without them.
            if *what == "path dependency gone" && told.outcome(gate) == "pass" {
                continue;
            }
            assert_eq!(told.outcome(gate), "unknown", "{what}: {told:#?}");
            assert!(reason(&told, gate).contains(word), "{what}: {gate}: {}", reason(&told, gate));
        }
        assert!(["fmt", "members"].iter().any(|gate| told.outcome(gate) == "unknown"), "{what}");
        ws.run(["status"]).exit(3).text();
        ws.run(["why", "fmt"]).stderr_any().stdout_any().spawn().finish();
    }
}

/// One `sh` gate that runs this script.
fn script(text: &str, more: &str) -> Fixture {
    Fixture::new()
        .file("tool", text)
        .gate_with("a", "kind = \"command\", argv = [\"sh\", \"tool\"]", more)
        .gate("b", "kind = \"file\", path = \"tool\"")
        .git()
}

#[test]
fn a_tool_that_hangs_fails_and_says_so() {
    let ws = script("trap '' TERM INT HUP\nwhile :; do sleep 0.1; done\n", "timeout = \"300ms\"").build();
    let told = json(&ws).exit(1).progress().json();
    assert_eq!((told.outcome("a"), told.outcome("b")), ("fail", "pass"));
    let finding = &told.findings("a")[0];
    assert_eq!(finding["rule"], "timeout", "{finding}");
    assert!(finding["message"].as_str().unwrap().contains("within 0.3 s"), "{finding}");
}

/// The pipe is held open by nobody we wait for: the output goes to files. Yet nobody is left behind.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc to find processes that left their group")]
fn a_grandchild_that_outlives_its_tool_is_ended() {
    let table = [
        // In the background, in another session, with its parent gone; ignoring what asks it to end.
        "sh -c 'trap \"\" TERM HUP INT; while :; do sleep 0.1; done' &\necho on\n",
        "setsid sh -c 'trap \"\" TERM HUP INT; while :; do sleep 0.1; done' &\necho on\n",
        "(setsid sh -c '(trap \"\" TERM; sleep 86391) &' &)\necho on\n",
    ];
    at_once(table, |text| {
        let ws = script(text, "").build();
        // The harness fails when a process is left.
        assert_eq!(json(&ws).progress().json().outcome("a"), "pass");
    });
}

#[test]
fn a_tool_that_crashes_is_unknown() {
    for signal in ["SEGV", "KILL", "ABRT"] {
        let ws = script(&format!("echo begun\nkill -{signal} $$\n"), "").build();
        let told = json(&ws).exit(3).progress().json();
        assert_eq!(told.outcome("a"), "unknown", "{told:#?}");
        assert!(
            reason(&told, "a").contains("crashed") && reason(&told, "a").contains("signal"),
            "{}",
            reason(&told, "a")
        );
    }
}

#[test]
fn a_tool_that_prints_megabytes_is_read_whole() {
    let text = "yes 'a line that is as long as lines are, more or less' | head -c 50000000\necho\necho THE END\n\
        yes complaint | head -c 20000000 >&2\n";
    let ws = Fixture::new()
        .file("tool", text)
        .gate("a", "kind = \"command\", argv = [\"sh\", \"tool\"], stdout = \"^THE END$\"")
        .git()
        .build();
    assert_eq!(json(&ws).progress().json().outcome("a"), "pass");
    let sizes =
        fs::read_dir(ws.path(".readiness/logs")).unwrap().map(|log| log.unwrap().metadata().unwrap().len());
    let mut sizes: Vec<_> = sizes.collect();
    sizes.sort_unstable();
    // What is kept are the ends, with a line between them.
    assert_eq!(sizes, [20_000_000, (32 << 20) + 9]);
}

/// What was not looked at may not be said to be absent.
#[test]
fn what_is_beyond_memory_is_not_said_to_be_absent() {
    let text = "yes ........ | head -c 20000000\necho BAD\nyes ........ | head -c 20000000\n";
    let ws = Fixture::new()
        .file("tool", text)
        .gate("a", "kind = \"command\", argv = [\"sh\", \"tool\"], stdout-lacks = \"BAD\"")
        .git()
        .build();
    let output = json(&ws).stdout_any().progress().spawn().finish();
    let told = Json(serde_json::from_str(&output.stdout).unwrap());
    assert_ne!(told.outcome("a"), "pass", "{told:#?}");
}

#[test]
fn a_tool_that_prints_no_text_is_shown_as_text() {
    let text = r#"printf '\377\376\200 \033[2J\033[31mred\033]0;title\007 \r\b\000 \342\200\256 end\n'
printf '\377\033[2J last words' >&2
exit 7
"#;
    let ws = script(text, "").build();
    let human = ws.run(["phase1"]).exit(1).progress().stdout_any().done();
    for stream in [&human.stdout, &human.stderr] {
        assert!(!stream.chars().any(|c| c.is_control() && c != '\n'), "{stream:?}");
        assert!(!stream.contains('\u{202e}'), "{stream:?}");
    }
    assert!(human.stdout.contains("last words"), "{}", human.stdout);
    let json = json(&ws).exit(1).progress().json();
    assert!(json.findings("a")[0]["message"].as_str().unwrap().contains("last words"), "{json:#?}");
    let why = ws.run(["why", "a"]).exit(1).text();
    assert!(!why.chars().any(|c| c.is_control() && c != '\n'), "{why:?}");
}

/// Names are data, too: of gates' arguments and of files.
#[test]
fn escape_codes_in_names_reach_no_terminal() {
    let ws = Fixture::new()
        .gate("a", r#"kind = "command", argv = ["sh", "-c", "printf x > \"$1\"; exit 1", "\u001b[2J", "\u001b[31m\nname"]"#)
        .gate("b", r#"kind = "command", argv = ["\u001b[2J"]"#)
        .gate("c", r#"kind = "file", path = "\u001b[2J""#)
        .readiness("[policy]\nrequired = [\"P0\"]")
        .git()
        .build();
    for args in [&["phase1"][..], &["status"], &["why", "a"], &["why", "b"], &["why", "c"]] {
        let output = ws.run(args).spawn().finish();
        for stream in [&output.stdout, &output.stderr] {
            assert!(!stream.chars().any(|c| c.is_control() && c != '\n'), "{}", output.told());
        }
        assert_ne!(output.code, Some(0), "{}", output.told());
    }
}

#[test]
fn a_program_that_cannot_be_started_is_unknown() {
    let ws = Fixture::new()
        .gate("missing", "kind = \"command\", argv = [\"no-such-program\"]")
        .gate("no-file", "kind = \"command\", argv = [\"./no-such-file\"]")
        .gate("no-right", "kind = \"command\", argv = [\"./plain\"]")
        .gate("a-folder", "kind = \"command\", argv = [\"./folder\"]")
        .gate("no-interpreter", "kind = \"command\", argv = [\"./script\"]")
        .gate("no-format", "kind = \"command\", argv = [\"./noise\"]")
        .gate("no-dir", "kind = \"command\", argv = [\"true\"], dir = \"nowhere\"")
        .gate("fine", "kind = \"command\", argv = [\"true\"]")
        .file("plain", "#!/bin/sh\n")
        .file("folder/x", "")
        .file("script", "#!/no/such/interpreter\n")
        .bytes("noise", b"\x7fELF\0\0")
        .build();
    for file in ["script", "noise"] {
        assert!(Command::new("chmod").arg("+x").arg(ws.path(file)).status().unwrap().success());
    }
    let told = json(&ws).exit(3).progress().json();
    assert_eq!(told.outcome("fine"), "pass");
    let table = [
        ("missing", "tool missing: `no-such-program`"),
        ("no-file", "tool missing: "),
        ("no-right", "may not be executed: chmod +x"),
        ("a-folder", "./folder"),
        ("no-interpreter", "./script"),
        ("no-format", "./noise"),
        ("no-dir", "nowhere"),
    ];
    for (gate, why) in table {
        assert_eq!(told.outcome(gate), "unknown", "{gate}: {told:#?}");
        assert!(reason(&told, gate).contains(why), "{gate}: {}", reason(&told, gate));
    }
}

#[test]
fn a_gate_that_changes_the_tree_fails_and_names_the_files() {
    for git in [true, false] {
        let text = "echo more >> kept\nrm gone\necho new > 'a new\nfile'\nmkdir -p d && echo x > d/deep\n";
        let mut fixture = Fixture::new()
            .file("tool", text)
            .file("kept", "x\n")
            .file("gone", "x\n")
            .gate("a", "kind = \"command\", argv = [\"sh\", \"tool\"]");
        if git {
            fixture = fixture.git();
        }
        let ws = fixture.build();
        let told = json(&ws).exit(1).progress().json();
        let mut files: Vec<_> = told.findings("a").iter().map(|f| f["file"].as_str().unwrap()).collect();
        files.sort_unstable();
        assert_eq!(files, ["a new\nfile", "d/deep", "gone", "kept"], "{told:#?}");
        assert!(told.finding_rules("a").iter().all(|rule| *rule == "tree-changed"));
    }
}

/// A gate may not change what git would take into a commit, and neither that it could not look any more.
#[test]
fn a_gate_that_spoils_the_repository_does_not_pass() {
    for text in [
        "rm -rf .git\n",
        "echo x > .git/index\n",
        "rm readiness.toml\n",
        "rm -rf .readiness\n",
        "cd .. && mv workspace moved\n",
    ] {
        let ws = script(text, "").build();
        let output = ws.run(["check", "a", "--format", "json"]).spawn().finish();
        assert!(matches!(output.code, Some(1 | 3)), "{text}: {}", output.told());
        let told: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
        assert_ne!(told["verdict"], "GO", "{text}");
    }
}

/// Everything there is, in a folder whose name is not plain.
#[test]
fn spaces_and_umlauts_in_the_path_change_nothing() {
    let ws = Fixture::named("mit Umläuten ß, 'Quote' & \"Doppel\" $HOME")
        .package("core", |p| p.test("works", "#[test]\nfn works() {}\n"))
        .gate("build", "kind = \"cargo-build\"")
        .gate("tests", "kind = \"cargo-test\"")
        .gate("fmt", "kind = \"cargo-fmt\"")
        .gate("modules", "kind = \"duplicate-modules\"")
        .gate("orphans", "kind = \"orphan-files\"")
        .gate("clean", "kind = \"git\", clean = true")
        .gate("file", "kind = \"file\", path = \"Grüße an alle.txt\"")
        .gate("tool", "kind = \"command\", argv = [\"./ein Skript\"], stdout = \"^hier ist mit Uml\"")
        .file("Grüße an alle.txt", "x\n")
        .file("ein Skript", "#!/bin/sh\necho hier ist \"${PWD##*/}\"\n")
        .git()
        .build();
    assert!(Command::new("chmod").arg("+x").arg(ws.path("ein Skript")).status().unwrap().success());
    ws.commit("Runnable");
    let told = json(&ws).progress().json();
    assert_eq!((told["verdict"].as_str(), told["executed"].as_u64()), (Some("GO"), Some(8)), "{told:#?}");
    let told = json(&ws).progress().json();
    assert_eq!((told["executed"].as_u64(), told["reused"].as_u64()), (Some(0), Some(8)), "{told:#?}");
    ws.write("Grüße an alle.txt", "y\n");
    let why = ws.run(["why", "file"]).exit(3).text();
    assert!(why.contains("Grüße an alle.txt"), "{why}");
    ws.run(["doctor"]).text();
}

#[test]
fn links_and_odd_names_in_the_tree_are_survived() {
    for git in [true, false] {
        let mut fixture = Fixture::new()
            .package("core", |p| p)
            .file("one\nname.md", "# T\n")
            .file("docs/a b\tc \"d\" \\e.md", "# T\n")
            .gate("modules", "kind = \"duplicate-modules\"")
            .gate("orphans", "kind = \"orphan-files\"")
            .gate("placeholders", "kind = \"placeholders\"")
            .gate("file", "kind = \"file\", path = \"one\\nname.md\"")
            .gate("tool", "kind = \"command\", argv = [\"true\"]");
        if git {
            fixture = fixture.git();
        }
        let ws = fixture.build();
        ws.link("loop", "loop");
        ws.link("crates/core/src/round", "..");
        let outside = ws.scratch().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("secret.rs"), "fn f() { todo!() }\n").unwrap();
        symlink(&outside, outside.join("again")).unwrap();
        ws.link("out", &outside);
        if git {
            ws.commit("Links");
        }
        let told = json(&ws).progress().json();
        assert_eq!((told["verdict"].as_str(), told["executed"].as_u64()), (Some("GO"), Some(5)), "{told:#?}");
        assert_eq!(json(&ws).progress().json()["reused"], 5);
        // What should be read and cannot be is named.
        for (name, to, why) in [
            ("loops.rs", "loops.rs", "cannot be followed"),
            ("gone.rs", "nowhere.rs", "leads nowhere"),
            ("out.rs", outside.join("secret.rs").to_str().unwrap(), "points out of the workspace"),
        ] {
            let path = format!("crates/core/src/{name}");
            ws.link(&path, to);
            let told = json(&ws).exit(3).progress().json();
            for gate in ["modules", "orphans", "placeholders"] {
                let reason = reason(&told, gate);
                assert_eq!(told.outcome(gate), "unknown", "{name}: {told:#?}");
                assert!(reason.contains(&path) && reason.contains(why), "{name}: {reason}");
            }
            assert_eq!(told.outcome("file"), "pass");
            ws.remove(&path);
        }
    }
}

/// A file that the system cannot name in UTF-8, a pipe and a socket in the tree.
#[test]
fn files_that_are_no_text_and_no_files_are_survived() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::net::UnixListener;
    for git in [true, false] {
        let ws = script("true\n", "").build();
        if !git {
            ws.remove(".git");
        }
        fs::write(ws.root().join(OsStr::from_bytes(b"n\xff\xfeame.rs")), "x").unwrap();
        let _socket = UnixListener::bind(ws.path("socket")).unwrap();
        assert!(Command::new("mkfifo").arg(ws.path("pipe")).status().unwrap().success());
        assert_eq!(json(&ws).progress().json()["verdict"], "GO");
        assert_eq!(json(&ws).progress().json()["reused"], 2);
        ws.run(["status"]).text();
    }
}

/// The same gates on every sort of repository, and on none.
#[test]
fn every_state_of_git_gives_an_answer() {
    type Prepare = fn(&Workspace);
    let table: &[(&str, Prepare)] = &[
        ("committed", |_| {}),
        ("detached", |ws| drop(ws.git(["checkout", "--quiet", "--detach"]))),
        ("without a commit", |ws| {
            ws.remove(".git");
            ws.git(["init", "--quiet"]);
        }),
        ("without git", |ws| ws.remove(".git")),
        ("a broken repository", |ws| ws.remove(".git/HEAD")),
        ("an empty .git", |ws| {
            ws.remove(".git");
            ws.write(".git/x", "");
        }),
        (".git that leads nowhere", |ws| {
            ws.remove(".git");
            ws.write(".git", "gitdir: /no/such/place\n");
        }),
        ("a lock left behind", |ws| ws.write(".git/index.lock", "")),
        ("a merge with conflicts", |ws| {
            ws.git(["checkout", "--quiet", "-b", "other"]);
            ws.write("note", "other\n");
            ws.commit("Other");
            ws.git(["checkout", "--quiet", "main"]);
            ws.write("note", "main\n");
            ws.commit("Main");
            let _ = Command::new("git").args(["merge", "--quiet", "other"]).current_dir(ws.root()).output();
        }),
    ];
    for (what, prepare) in table {
        let ws = script("true\n", "").build();
        prepare(&ws);
        let told = json(&ws).stderr_any().json();
        assert_eq!(
            (told["verdict"].as_str(), told["executed"].as_u64()),
            (Some("GO"), Some(2)),
            "{what}: {told:#?}"
        );
        let told = json(&ws).stderr_any().json();
        assert_eq!(told["reused"], 2, "{what}: {told:#?}");
        ws.write("tool", "exit 1\n");
        let told = json(&ws).exit(1).stderr_any().json();
        assert_eq!(told.outcome("a"), "fail", "{what}");
        ws.run(["why", "a"]).exit(1).stderr_any().text();
    }
}

#[test]
fn no_git_on_the_machine_gives_an_answer() {
    let ws = script("true\n", "").build();
    let run = || json(&ws).without_tool("git").progress();
    let told = run().json();
    assert_eq!((told["verdict"].as_str(), told["dirty"].is_null()), (Some("GO"), true), "{told:#?}");
    // The harness makes a new PATH for each run, and a program without a version is told by its content.
    assert_eq!(run().json()["reused"], 2);
    let git = Fixture::new().gate("a", "kind = \"git\", clean = true").git().build();
    let told = json(&git).without_tool("git").exit(3).progress().json();
    assert!(reason(&told, "a").starts_with("tool missing"), "{told:#?}");
    let none = Fixture::new().gate("a", "kind = \"git\", clean = true").build();
    let told = json(&none).exit(3).progress().json();
    assert!(reason(&told, "a").contains("not a git repository"), "{told:#?}");
}

#[test]
fn worktrees_shallow_clones_and_submodules_give_an_answer() {
    let ws = script("true\n", "").build();
    ws.write("note", "2\n");
    ws.commit("Second");
    ws.git(["worktree", "add", "--quiet", "--detach", "../tree"]);
    ws.git(["clone", "--quiet", "--depth", "1", &format!("file://{}", ws.root().display()), "../shallow"]);
    ws.git(["clone", "--quiet", "--bare", ".", "../bare.git"]);
    for folder in ["tree", "shallow"] {
        let run = || json(&ws).dir(format!("../{folder}")).progress();
        let told = run().json();
        assert_eq!(
            (told["verdict"].as_str(), told["dirty"].as_bool()),
            (Some("GO"), Some(false)),
            "{folder}: {told:#?}"
        );
        assert_eq!(run().json()["reused"], 2, "{folder}");
        assert!(ws.scratch().join(folder).join(".readiness").is_dir(), "{folder} has evidence of its own");
    }
    let bare = ws.run(["phase1"]).dir("../bare.git").exit(2).stderr_has("found no readiness.toml").done();
    assert!(bare.stderr.contains("bare.git"), "{}", bare.stderr);
    let super_repo = script("true\n", "").build();
    let from = ws.root().to_str().unwrap().to_owned();
    super_repo.git(["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &from, "sub module"]);
    super_repo.commit("With a submodule");
    assert_eq!(json(&super_repo).progress().json()["executed"], 2);
    super_repo.write("sub module/note", "3\n");
    let status = super_repo.run(["status", "--format", "json"]).exit(3).json();
    assert_eq!(status.outcome("a"), "stale", "{status:#?}");
    super_repo.git(["submodule", "--quiet", "deinit", "--force", "--all"]);
    assert_eq!(json(&super_repo).progress().json()["verdict"], "GO");
}

#[test]
fn no_command_line_makes_it_panic() {
    let ws = script("true\n", "").build();
    let long = "x".repeat(100_000);
    let lines: &[&[&str]] = &[
        &[],
        &[""],
        &["--"],
        &["-"],
        &["--format"],
        &["--format", "xml", "status"],
        &["phase"],
        &["phase0"],
        &["phase2"],
        &["phase99999999999999999999999"],
        &["phase-1"],
        &["phase1", "extra"],
        &["phase1", "--jobs", "0"],
        &["phase1", "--jobs", "-1"],
        &["phase1", "--jobs", "99999999999"],
        &["phase", "\u{1b}[2J"],
        &["phase", "0"],
        &["phase", &long],
        &["check"],
        &["check", "["],
        &["check", "***"],
        &["check", "a", "no-such-gate"],
        &["why"],
        &["why", "A"],
        &["why", "\u{1b}[31m"],
        &["explain", "\u{1b}[31m"],
        &["explain", &long],
        &["stauts"],
        &["\u{1b}[2J"],
        &["status", "--root"],
    ];
    for line in lines {
        for format in [&[][..], &["--format", "json"]] {
            let output = ws.run(line.iter().chain(format)).spawn().finish();
            assert_eq!(output.code, Some(2), "{line:?}: {}", output.told());
            assert!(!output.stderr.is_empty(), "{line:?} says nothing");
            assert!(
                !output.stderr.contains("panicked") && !output.stderr.contains('\x1b'),
                "{}",
                output.told()
            );
            assert!(
                output.stdout.is_empty() || serde_json::from_str::<serde_json::Value>(&output.stdout).is_ok()
            );
        }
    }
    assert!(!ws.exists(".readiness"), "a wrong command line wrote a store");
}

#[test]
fn arguments_need_not_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let ws = script("true\n", "").build();
    let noise = OsStr::from_bytes(b"\xff\xfe");
    for args in
        [vec![noise], vec![OsStr::new("why"), noise], vec![OsStr::new("--root"), noise, OsStr::new("status")]]
    {
        let output = ws.run(&args).spawn().finish();
        assert_eq!(output.code, Some(2), "{args:?}: {}", output.told());
        assert!(!output.stderr.contains("panicked"), "{}", output.told());
    }
}

/// A reader that goes away, closed streams, a full disk behind stdout.
#[test]
fn broken_streams_are_survived() {
    let ws = script("true\n", "").build();
    let shell = |line: &str| {
        let run = ws.program("sh", ["-c", line, binary().to_str().unwrap()]);
        let output = run.spawn().finish();
        assert!(!output.stderr.contains("panicked"), "{}", output.told());
        output
    };
    shell("for word in explain schema status --help; do \"$0\" $word | head -1; done");
    shell("\"$0\" phase1 2>&1 | head -0");
    assert_eq!(shell("\"$0\" phase1 >&- 2>&- <&-").code, Some(0));
    assert_eq!(shell("\"$0\" status >&-").code, Some(0));
    assert_eq!(shell("\"$0\" doctor --fix <&-").code, Some(0));
    if fs::metadata("/dev/full").is_ok() {
        // An answer that did not arrive is no GO.
        let output = shell("\"$0\" status --format json > /dev/full");
        assert_eq!(output.code, Some(3), "{}", output.told());
        assert!(output.stderr.contains("stdout"), "{}", output.told());
        assert_eq!(shell("\"$0\" status 2> /dev/full").code, Some(0));
    }
}

#[test]
fn a_bare_environment_is_survived() {
    let ws = Fixture::new().gate("a", "kind = \"file\", path = \"readiness.toml\"").git().build();
    assert_eq!(json(&ws).env_remove("HOME").progress().json()["verdict"], "GO");
    assert_eq!(json(&ws).env("PATH", "").progress().json()["verdict"], "GO");
    assert_eq!(json(&ws).env_remove("PATH").env_remove("HOME").progress().json()["verdict"], "GO");
    assert_eq!(
        json(&ws).env("PATH", "/no/such/folder:relative::").env("HOME", "").progress().json()["verdict"],
        "GO"
    );
    for name in ["LANG", "COLUMNS", "TERM", "SHIPWORTHY_STEP", "TMPDIR", "RUSTUP_TOOLCHAIN"] {
        assert_eq!(json(&ws).env(name, "\u{1b}[2J nonsense").progress().json()["verdict"], "GO", "{name}");
    }
    let cargo = Fixture::new().package("core", |p| p).gate("a", "kind = \"cargo-fmt\"").git().build();
    let told = json(&cargo).env("PATH", "").exit(3).progress().json();
    assert!(reason(&told, "a").starts_with("tool missing"), "{told:#?}");
}
