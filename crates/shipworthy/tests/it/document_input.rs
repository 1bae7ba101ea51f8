//! Documents that nobody would write, or that somebody wrote to do harm: each is an error that says what is wrong, or
//! plain text; nothing in them is run, and nothing outside of the workspace is read.

use std::fs::{self, File};

use testkit::{Fixture, Signal, Workspace};

fn checklist() -> Fixture {
    let gate = r#"kind = "file", path = "README.md""#;
    Fixture::new().file("README.md", "# It\n").gate("readme", gate)
}

/// Every command that takes a document.
const COMMANDS: [&[&str]; 5] =
    [&["audit"], &["audit", "--run"], &["import", "--yes"], &["sync", "--yes"], &["sync", "--check"]];

#[test]
fn what_is_no_text_is_an_error_that_says_why() {
    let ws = checklist().build();
    let before = ws.read("readiness.toml");
    ws.write("latin.md", b"# caf\xe9\n- [x] done\n");
    ws.write("cut.md", b"- [x] done \xf0\x9f\x98");
    ws.write("utf16.md", b"\xff\xfe-\0 \0[\0x\0]\0");
    ws.write("binary.md", b"- [x] `cargo test\0; touch planted`\n");
    ws.link("dangling.md", "nowhere.md");
    ws.link("loop.md", "loop.md");
    ws.program("mkfifo", ["pipe.md"]).done();
    // A gigabyte that takes no room.
    let huge = File::create(ws.path("huge.md")).expect("a new file can be made");
    huge.set_len(1 << 30).expect("a file can be sparse");
    let cases = [
        ("latin.md", "not UTF-8 at byte 5"),
        ("cut.md", "not UTF-8 at byte 11"),
        ("utf16.md", "NUL at byte 3"),
        ("binary.md", "NUL at byte 17"),
        ("missing.md", "No such file"),
        ("dangling.md", "No such file"),
        ("loop.md", "symbolic links"),
        ("pipe.md", "not a regular file"),
        ("/dev/zero", "not a regular file"),
        ("/dev/null", "not a regular file"),
        ("crates/../README.md/x", "cannot read"),
        (".", "it is a folder"),
        ("huge.md", "larger than 64 MiB"),
        ("", "a value is required"),
        ("-", "cannot read -"),
        ("a\u{1b}[2Jb.md", "cannot read"),
    ];
    for (file, why) in cases {
        for command in COMMANDS {
            let output = ws.run(command).args(["--", file]).exit(2).stderr_has(why).done();
            assert!(!output.stderr.contains("panicked"), "{}", output.told());
            assert!(!output.stderr.contains('\u{1b}'), "{}", output.told());
        }
        let json = ws.run(["audit", "--format", "json", "--", file]).exit(2).stderr_any().json();
        assert!(json["error"].as_str().is_some_and(|error| error.contains(why)), "{:#}", json.0);
    }
    // One bad document among good ones: nothing is said of the good ones.
    ws.run(["audit", "README.md", "latin.md"]).exit(2).stderr_has("latin.md").done();
    assert_eq!(ws.read("readiness.toml"), before);
}

#[test]
fn a_document_without_a_word_of_a_checklist() {
    let ws = checklist().build();
    let before = ws.read("readiness.toml");
    let texts = [
        "",
        "\n",
        "\u{feff}",
        "\r\n\r\n",
        "# Title\n",
        "word",
        "```",
        "---\na: b\n---\n",
        "|",
        "<!--",
        "- [",
        "[]()",
    ];
    for text in texts {
        ws.write("PLAN.md", text);
        ws.run(["audit", "PLAN.md"]).exit(3).stdout_has("no claim was found").done();
        ws.run(["import", "PLAN.md", "--yes"]).stdout_has("there is nothing to import").done();
        ws.run(["sync", "PLAN.md", "--yes"]).exit(3).stdout_has("there is nothing to write back").done();
        assert_eq!((ws.read("PLAN.md").as_str(), &ws.read("readiness.toml")), (text, &before));
    }
}

/// One document of each sort that a reader may take too long for, or too much of the stack.
#[test]
fn what_is_large_or_deep_is_read_to_its_end() {
    let ws = checklist().build();
    let items =
        |number: usize| (0..number).map(|at| format!("- [x] Create `docs/{at}.md`\n")).collect::<String>();
    ws.write("many.md", items(20_000));
    let json = ws.run(["audit", "many.md", "--format", "json"]).exit(1).json();
    assert_eq!(json["summary"]["refuted"], 20_000);
    ws.run(["sync", "many.md"]).exit(3).stdout_any().done();

    let deep = |piece: fn(usize) -> String| (0..500).map(piece).collect::<String>();
    let cases = [
        ("lists", deep(|at| format!("{}- [x] Create `docs/{at}.md`\n", "  ".repeat(at)))),
        ("quotes", deep(|at| format!("{} - [x] Create `docs/{at}.md`\n", ">".repeat(at)))),
        ("quotes on one line", format!("{} - [x] a", "> ".repeat(50_000))),
        ("lists on one line", format!("{}[x] a", "- ".repeat(50_000))),
        ("emphasis", format!("- [x] {}a{}", "*".repeat(50_000), "*".repeat(50_000))),
        ("brackets", format!("- [x] {}", "[".repeat(50_000))),
        ("links", format!("- [x] {}", "[a](".repeat(20_000))),
        ("backticks", deep(|at| format!("{}a ", "`".repeat(at)))),
        (
            "cells",
            format!(
                "| Status |{}\n|---|{}\n| ✅ |{}\n",
                "a|".repeat(9_999),
                "-|".repeat(9_999),
                "b|".repeat(9_999)
            ),
        ),
        ("fences", deep(|at| format!("{}\n", "`".repeat(at)))),
        ("headings", deep(|at| format!("{} {at}. [x] Create it\n", "#".repeat(at % 7)))),
        ("one line", format!("- [x] {}", "word `a/b.md` 5% ".repeat(10_000))),
        ("marks", "✅❌⚠️".repeat(20_000)),
        ("html", "<!-- <a> ".repeat(20_000)),
        ("entities", format!("- [x] {}", "&amp;".repeat(20_000))),
    ];
    for (name, text) in cases {
        ws.write("PLAN.md", &text);
        for command in [&["audit"][..], &["import", "--dry-run"], &["sync", "--check"]] {
            let output = ws.run(command).args(["PLAN.md"]).spawn().finish();
            let ended = matches!(output.code, Some(0 | 1 | 3));
            assert!(ended && !output.stderr.contains("panicked"), "{name}: {}", output.stderr);
        }
    }
}

const HOSTILE: &str = "\
# \u{1b}[31mPlan\u{1b}[0m \u{9b}2J

- [x] Create `docs/\u{1b}]0;title\u{7}x.md` \u{202e}desrever
- [x] `cargo test
touch planted` passes
- [x] `cargo test&#0;&#10;touch planted` passes
- [x] Create `$(touch planted)`
- [x] Create `; touch planted;`
- [x] Create `docs/a.md\\ntouch planted`
- [ ] \u{7f}\u{8}\u{8}\u{8}\u{0c}\u{0b} \u{2028} \u{feff}
- [x] [`\u{1b}[2J`](\u{1b}[2J.md) is there

```bash
touch planted\u{1b}[2J
$(touch planted)
`touch planted`
```
";

#[test]
fn what_a_document_says_is_data() {
    let ws = checklist().file("PLAN.md", HOSTILE).git().build();
    let plain = |text: &str| {
        let bad = |c: &char| {
            c.is_control() && *c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert_eq!(text.chars().find(bad), None, "{text:?}");
    };
    for command in
        [&["audit", "--all"][..], &["audit", "--run", "--all"], &["import", "--yes"], &["sync", "--yes"]]
    {
        let output = ws.run(command).args(["PLAN.md"]).spawn().finish();
        assert!(matches!(output.code, Some(0 | 1 | 3)), "{}", output.told());
        plain(&output.stdout);
        plain(&output.stderr);
        assert!(!ws.exists("planted"), "{}", output.told());
    }
    // In JSON control characters are escaped.
    let output = ws.run(["audit", "PLAN.md", "--format", "json"]).spawn().finish();
    assert!(!output.stdout.contains(|c: char| c.is_ascii_control() && c != '\n'), "{}", output.told());
    ws.run(["status"]).exit(3).stdout_any().done();
}

/// An audit that only reads listened to the signal, and was asked for nothing that would have looked at it.
#[test]
fn ctrl_c_ends_an_audit_that_only_reads() {
    let ws = checklist().build();
    ws.write("PLAN.md", "- [x] Create `src/lib.rs`, 100 % done\n".repeat(60_000));
    for signal in [Signal::Interrupt, Signal::Terminate] {
        let running = ws.run(["audit", "PLAN.md"]).spawn();
        running.signal(signal);
        let output = running.finish();
        // Before it listens, a signal ends it as any other program.
        let ended = matches!(output.code, None | Some(3));
        assert!(ended && output.stdout.is_empty(), "{}", output.told());
    }
}

/// A document that points out of the tree, and what lies there.
fn pointing_out() -> Workspace {
    let ws = checklist().build();
    let secret = ws.scratch().join("outside");
    fs::create_dir_all(secret.join("src")).expect("a new folder can be made");
    for file in ["secret.md", "src/lib.rs", "Cargo.toml", "readiness.toml"] {
        fs::write(secret.join(file), "# Secret\n\n## Key\n\nhunter2\n").expect("a new file can be written");
    }
    let out = secret.display();
    ws.link("docs/link.md", secret.join("secret.md"));
    ws.link("linked", &secret);
    ws.link("Cargo-link/Cargo.toml", secret.join("Cargo.toml"));
    ws.write(
        "docs/PLAN.md",
        format!(
            "# Plan\n\n- [x] Create `../../outside/secret.md`\n- [x] Create `{out}/secret.md`\n\
             - [x] Add a \"Key\" section to `../../outside/secret.md`\n- [x] Add a \"Key\" section to `{out}/secret.md`\n\
             - [x] Add a \"Key\" section to `docs/link.md`\n- [x] Create `docs/link.md`\n\
             - [x] Create `linked/secret.md` (3 lines)\n- [x] Create `linked/src/lib.rs`\n\
             - [x] [Secret](../../outside/secret.md)\n- [x] [Secret](link.md#key)\n- [x] [Secret](file://{out}/secret.md)\n\
             - [x] `cargo build --manifest-path ../outside/Cargo.toml`\n\
             - [x] `cargo build --manifest-path {out}/Cargo.toml`\n\n\
             **Outside** (`../outside/`):\n- [x] `secret.md` - the key\n\n\
             ```bash\ncat ../outside/secret.md\ncargo run --manifest-path linked/Cargo.toml\n./linked/src/lib.rs\n```\n"
        ),
    );
    ws
}

#[test]
fn nothing_outside_of_the_workspace_is_read() {
    let ws = pointing_out();
    let json = ws.run(["audit", "docs/PLAN.md", "--format", "json"]).spawn().finish();
    // Not by a way that leads out, and not by a word about what is there.
    assert!(!json.stdout.contains("hunter2"), "{}", json.told());
    let told: serde_json::Value = serde_json::from_str(&json.stdout).expect("one document");
    for claim in told["claims"].as_array().expect("claims") {
        let line = claim["line"].as_u64().unwrap_or_default();
        assert!(claim["finding"] != "holds" || matches!(line, 7 | 8), "{claim:#}");
    }
}

testkit::needs_strace!(nothing_outside_of_the_workspace_is_opened);

fn nothing_outside_of_the_workspace_is_opened() {
    let ws = pointing_out();
    for command in [&["audit"][..], &["audit", "--run"], &["import", "--yes"], &["sync", "--yes"]] {
        let trace = ws.scratch().join("trace");
        let name = trace.to_str().expect("UTF-8");
        let binary = testkit::binary();
        let binary = binary.to_str().expect("UTF-8");
        let traced = [
            "-f",
            "-qq",
            "-s",
            "4096",
            "-y",
            "-e",
            "trace=open,openat,openat2,execve,execveat",
            "-o",
            name,
            binary,
        ];
        let output = ws.program("strace", traced).args(command).args(["docs/PLAN.md"]).spawn().finish();
        assert!(matches!(output.code, Some(0 | 1 | 3)), "{}", output.told());
        let calls = fs::read_to_string(&trace).expect("strace wrote it");
        assert!(calls.contains("docs/PLAN.md"), "strace saw nothing:\n{calls}");
        let out = |line: &&str| {
            let leads = ["outside", "docs/link.md", "linked/", "Cargo-link/Cargo.toml"]
                .iter()
                .any(|word| line.contains(word));
            let opened = !line.contains("= -1");
            // Whether evidence is still good is told by what a link leads to: by the names there, not by what they hold.
            let listed = command.contains(&"sync") && line.contains("O_DIRECTORY");
            leads && opened && !listed
        };
        let bad: Vec<&str> = calls.lines().filter(out).collect();
        assert!(bad.is_empty(), "{command:?} opened {bad:#?}");
    }
}
