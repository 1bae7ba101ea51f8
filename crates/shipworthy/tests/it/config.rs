//! Mistakes in `readiness.toml` and around it: all of them told at their place, nothing run, exit code 2.

use std::fs;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use testkit::{Fixture, Workspace};

/// Mistakes of every sort.
const MISTAKES: &str = r#"schema = 1
titel = "No such key"

[policy]
required = ["P9"]

[[phase]]
id = "blockers"
title = "Blockers"
entry = ["nowhere"]

[[phase.gate]]
id = "a"
title = "No such kind"
priority = "P0"
check = { kind = "fil", path = "README.md" }

[[phase.gate]]
id = "a"
title = "The same id"
priority = "P0"
check = { kind = "placeholders", limit = "none" }

[[phase.gate]]
id = "b"
title = "A floor of zero"
priority = "P0"
needs = ["c"]
check = { kind = "cargo-test", at-least = 0 }

[[phase.gate]]
id = "c"
title = "An empty command, and a cycle"
priority = "P0"
needs = ["b"]
check = { kind = "command", argv = [] }

[[waiver]]
gate = "bb"
reason = "No such gate, and nobody else approved"
owner = "a"
approver = "a"
expires = 2026-02-30

[[waiver]]
gate = "b"
reason = "Over"
owner = "a"
approver = "b"
expires = 2026-11-30
"#;

/// Where they are, and a word that each message must hold.
const PLACES: &[(&str, &str)] = &[
    ("2:1", "`titel`"),
    ("5:13", "`P9`"),
    ("10:10", "`nowhere`"),
    ("16:18", "did you mean `file`?"),
    ("19:6", "`a` exists already"),
    ("22:42", "`limit` must be a whole number"),
    ("29:43", "a floor of zero guards nothing"),
    ("35:10", "b -> c -> b"),
    ("36:36", "`argv`"),
    ("39:8", "`bb`"),
    ("42:12", "unapproved"),
    ("43:11", "`2026-02-30` is no date"),
    ("50:11", "expired on 2026-11-30"),
];

const NOW: &str = "2026-12-01T00:00:00Z";

/// Nothing was run and nothing was written.
#[track_caller]
fn untouched(ws: &Workspace) {
    assert!(!ws.exists(".readiness"), "a run with a broken checklist made .readiness");
    assert!(!ws.exists("ran"), "a gate was run");
}

#[test]
fn every_mistake_is_told_at_its_place() {
    let ws = Fixture::new().checklist(MISTAKES).build();
    for command in ["phase1", "ready", "status", "doctor"] {
        let told = ws.run([command]).now(NOW).exit(2).stderr_any().done().stderr;
        for (place, word) in PLACES {
            let at = format!("  readiness.toml:{place}\n");
            let found = told.split("\n\n").find(|mistake| mistake.contains(&at));
            let found = found.unwrap_or_else(|| panic!("{command}: nothing at {place}:\n{told}"));
            assert!(found.contains(word) && found.contains("^"), "{command} {place}: {word}: {found}");
            let line = MISTAKES.lines().nth(place.split(':').next().unwrap().parse::<usize>().unwrap() - 1);
            assert!(found.contains(line.unwrap()), "{command} {place}: no source line: {found}");
        }
        assert!(told.contains("mistakes; nothing was run"), "{told}");
    }
    untouched(&ws);
}

#[test]
fn json_lists_the_same_problems() {
    let ws = Fixture::new().checklist(MISTAKES).build();
    // Colour is for the person: the document has none.
    let run = ws.run(["phase1", "--format", "json"]).now(NOW).env("CARGO_TERM_COLOR", "always");
    let json = run.exit(2).stderr_has("\x1b[").json();
    assert!(!json["error"].as_str().unwrap().contains('\x1b'), "{json:#?}");
    assert!(json["verdict"].is_null() && json["schema"] == 1, "{json:#?}");
    let problems = json["problems"].as_array().unwrap();
    for (place, _) in PLACES {
        let at = |problem: &&Value| format!("{}:{}", problem["line"], problem["column"]) == *place;
        let here = problems.iter().find(at);
        let here = here.unwrap_or_else(|| panic!("nothing at {place}: {problems:#?}"));
        assert_eq!((&here["file"], &here["severity"]), (&"readiness.toml".into(), &"error".into()), "{here}");
    }
    untouched(&ws);
}

/// A day is a waiver's last one until it is over, and the clock handed in decides.
#[test]
fn a_waiver_ends_with_its_day() {
    let waiver =
        "[[waiver]]\ngate = \"a\"\nreason = \"r\"\nowner = \"o\"\napprover = \"p\"\nexpires = 2026-11-30";
    let ws = Fixture::new()
        .gate("a", "kind = \"file\", path = \"missing\"")
        .gate("b", "kind = \"file\", path = \"Cargo.toml\"")
        .readiness(waiver)
        .build();
    let json = ws.run(["phase1", "--format", "json"]).now("2026-11-30T23:59:59Z").progress().json();
    assert_eq!(json.outcome("a"), "waived");
    ws.run(["status"]).now(NOW).exit(2).stderr_has("this waiver expired on 2026-11-30, 1 day ago").done();
    // Correct the clock back: the evidence is still there.
    assert_eq!(ws.run(["status", "--format", "json"]).now("2026-11-30T23:59:59Z").json()["verdict"], "GO");
}

#[test]
fn what_is_no_checklist_is_said_so() {
    let table: &[(&str, &[u8], &str)] = &[
        ("empty", b"", "`schema` is missing"),
        ("only a comment", b"# later\n", "`schema` is missing"),
        ("not UTF-8", b"schema = 1\ntitle = \"\xff\"\n", "readiness.toml:2:10"),
        ("UTF-16", b"\xff\xfes\0c\0h\0e\0m\0a\0", "not UTF-8"),
        ("binary", b"\0\x01\x02\x03", "readiness.toml:1:1"),
        ("cut off", b"schema = 1\ntitle = \"x", "readiness.toml:2:"),
        ("no phase", b"schema = 1\n", "there is no phase"),
        ("a later format", b"schema = 2\nnew = 1\n", "needs a later release"),
        (
            "wrong type everywhere",
            b"schema = \"1\"\npolicy = 3\nphase = {}\nwaiver = [1]\n",
            "readiness.toml:4:",
        ),
        ("escape codes", b"schema = 1\n\"\\u001b[2J\" = 1\n", "readiness.toml:2:1"),
    ];
    for (what, bytes, message) in table {
        let ws = Fixture::new().bytes("readiness.toml", bytes).build();
        let told = ws.run(["phase1"]).exit(2).stderr_has(message).done().stderr;
        assert!(!told.contains('\x1b') && !told.contains('\0'), "{what}: {told:?}");
        let json = ws.run(["status", "--format", "json"]).exit(2).stderr_any().json();
        assert!(json["error"].as_str().unwrap().contains(message), "{what}: {json:#?}");
        untouched(&ws);
    }
}

/// A byte order mark and Windows line ends are how some editors save; both are no mistake.
#[test]
fn editors_habits_are_read() {
    let text = "\u{feff}schema = 1\r\ntitle = \"x\"\r\n[[phase]]\r\nid = \"p\"\r\ntitle = \"P\"\r\n[[phase.gate]]\r\n\
        id = \"a\"\r\ntitle = \"t\"\r\npriority = \"P0\"\r\ncheck = { kind = \"file\", path = \"readiness.toml\" }\r\n";
    let ws = Fixture::new().checklist(text).build();
    assert_eq!(ws.run(["phase1", "--format", "json"]).progress().json().outcome("a"), "pass");
}

#[test]
fn a_folder_in_place_of_the_file_is_named() {
    let ws = Fixture::new().file("readiness.toml/readme", "").build();
    ws.run(["phase1"]).exit(2).stderr_has("readiness.toml").stderr_has("folder").done();
    untouched(&ws);
}

/// What waits for a writer, never ends or leads nowhere must not hang a command or eat the memory.
#[test]
fn strange_files_in_place_of_the_checklist_do_not_hang() {
    for (what, message) in [
        ("/dev/zero", "points out of the workspace"),
        ("readiness.toml", "cannot read"),
        ("gone", "cannot read"),
    ] {
        let ws = Fixture::new().build();
        ws.link("readiness.toml", what);
        ws.run(["phase1"]).timeout(Duration::from_secs(60)).exit(2).stderr_has(message).done();
        untouched(&ws);
    }
    let ws = Fixture::new().build();
    let made = Command::new("mkfifo").arg(ws.path("readiness.toml")).status();
    assert!(made.is_ok_and(|status| status.success()), "this needs mkfifo, of coreutils");
    ws.run(["phase1"]).timeout(Duration::from_secs(60)).exit(2).stderr_has("not a regular file").done();
}

/// A checklist reached by a link is one.
#[test]
fn a_link_to_a_checklist_is_followed() {
    let ws =
        Fixture::new().file("README.md", "x\n").gate("a", "kind = \"file\", path = \"README.md\"").build();
    fs::rename(ws.path("readiness.toml"), ws.path("other.toml")).unwrap();
    ws.link("readiness.toml", "other.toml");
    assert_eq!(ws.run(["phase1", "--format", "json"]).progress().json()["verdict"], "GO");
}

#[test]
fn a_huge_checklist_is_refused_or_read_in_time() {
    let gates = |kind: &str| {
        let gate = |n| {
            format!(
                "[[phase.gate]]\nid = \"g{n}\"\ntitle = \"t\"\npriority = \"P0\"\ncheck = {{ kind = \"{kind}\", path = \"README.md\" }}\n"
            )
        };
        let all: String = (0..3000).map(gate).collect();
        format!("schema = 1\ntitle = \"x\"\n[[phase]]\nid = \"p\"\ntitle = \"P\"\n{all}")
    };
    let ws = Fixture::new().checklist(&gates("file")).build();
    let json = ws.run(["status", "--format", "json"]).exit(3).json();
    assert_eq!(json["gates"].as_array().unwrap().len(), 3000);
    ws.write("readiness.toml", gates("fil"));
    ws.run(["status"]).exit(2).stderr_has("3000 mistakes").done();
    ws.write("readiness.toml", "a".repeat(20 << 20));
    let told = ws.run(["status"]).exit(2).stderr_has("readiness.toml").done().stderr;
    assert!(told.len() < 10_000, "{} bytes of complaint", told.len());
    ws.write("readiness.toml", "[".repeat(1 << 20));
    let told = ws.run(["status"]).exit(2).stderr_has("readiness.toml:1:").done().stderr;
    assert!(told.len() < 10_000, "{} bytes of complaint", told.len());
    ws.write("readiness.toml", format!("schema = 1\ntitle = {}", "[".repeat(1 << 20)));
    ws.run(["status"]).exit(2).stderr_has("readiness.toml:2:").done();
}

#[test]
fn the_checklist_is_found_from_below_and_by_root() {
    let ws = Fixture::new()
        .package("core", |p| p)
        .gate("a", "kind = \"file\", path = \"Cargo.toml\", contains = \"members\"")
        .build();
    let json = ws.run(["phase1", "--format", "json"]).dir("crates/core/src").progress().json();
    assert_eq!(json["verdict"], "GO");
    assert!(ws.exists(".readiness") && !ws.exists("crates/core/src/.readiness"));
    // The same evidence, from elsewhere.
    let root = ws.root().to_str().unwrap();
    for args in [["--root", root], ["--root", &format!("{root}/crates/..")], ["--root", &format!("{root}/")]]
    {
        let run = ws.run(["phase1", "--format", "json"]).args(args).dir("..").progress();
        let json = run.json();
        assert_eq!((json["executed"].as_u64(), json["reused"].as_u64()), (Some(0), Some(1)), "{args:?}");
    }
    let joined = format!("--root={root}");
    ws.run([joined.as_str(), "status"]).dir("..").text();
    ws.run(["--root", "workspace", "status"]).dir("..").text();
}

#[test]
fn a_root_that_is_none_is_named() {
    let ws = Fixture::new().gate("a", "kind = \"file\", path = \"Cargo.toml\"").file("plain", "").build();
    for root in ["nowhere", "plain", "/dev/null", "crates", "\u{1b}[2J"] {
        let told =
            ws.run(["--root", root, "phase1"]).exit(2).stderr_has("there is no readiness.toml in").done();
        assert!(!told.stderr.contains('\x1b'), "{:?}", told.stderr);
    }
    ws.run(["--root", "", "status"]).exit(2).stderr_any().done();
    ws.run(["status", "--root"]).exit(2).stderr_has("--root").done();
    untouched(&ws);
}

#[test]
fn no_checklist_is_a_usage_error_that_says_how_to_begin() {
    let workspace = Fixture::new().build();
    workspace
        .run(["phase1"])
        .exit(2)
        .stderr_has("found no readiness.toml")
        .stderr_has("no checklist yet")
        .done();
    let bare = Fixture::new().build();
    bare.remove("Cargo.toml");
    let run = || bare.run(["phase1", "--format", "json"]).exit(2).stderr_has("not a Cargo workspace either");
    assert!(run().json()["error"].as_str().unwrap().contains("readiness.toml"));
    for command in ["status", "ready", "doctor"] {
        bare.run([command]).exit(2).stderr_has("found no readiness.toml").done();
    }
    untouched(&bare);
}
