//! Gates for many: one table of the checklist that stands for a gate of each member, feature or target.

use testkit::{Fixture, Json, Workspace, redact};

use crate::hostile_machine::document;
use crate::run_counter::{counted, runs};

fn ids(json: &Json) -> Vec<&str> {
    let gates = json["gates"].as_array().expect("a list of gates");
    gates.iter().filter_map(|gate| gate["id"].as_str()).collect()
}

/// `kern`, and `app`, which needs it.
fn two_members() -> Fixture {
    Fixture::new()
        .package("kern", |package| package.lib("pub fn a() -> u32 {\n    1\n}\n\n#[test]\nfn t() {\n    assert_eq!(a(), 1);\n}\n"))
        .package("app", |package| {
            package
                .lib("pub fn b() -> u32 {\n    kern::a()\n}\n\n#[test]\nfn t() {\n    assert_eq!(b(), 1);\n}\n")
                .depends("kern")
        })
}

fn verdict(ws: &Workspace, words: &[&str]) -> Json {
    document(&ws.run(words).args(["--format", "json"]).spawn().finish())
}

#[test]
fn each_member_has_a_gate_of_its_own() {
    let ws = two_members()
        .gate_with("build", "kind = \"cargo-build\"", "each = \"member\"")
        .gate_with(
            "tests",
            "kind = \"cargo-test\", runner = \"cargo\"",
            "each = \"member\"\nneeds = [\"build\"]",
        )
        .git()
        .build();
    let json = verdict(&ws, &["phase1"]);
    assert_eq!(ids(&json), ["build[app]", "build[kern]", "tests[app]", "tests[kern]"]);
    assert_eq!(json["verdict"], "GO", "{json:#?}");
    assert_eq!(json.gate("tests[kern]")["of"], "tests");
    assert_eq!(json.gate("tests[kern]")["subjects"], 1, "only its own tests: {json:#?}");

    // A leaf that nobody needs makes its own gates stale, and no others.
    ws.write(
        "crates/app/src/lib.rs",
        "pub fn b() -> u32 {\n    kern::a()\n}\n\n#[test]\nfn t() {\n    assert_eq!(b(), 2);\n}\n",
    );
    let json = verdict(&ws, &["status"]);
    let stale: Vec<&str> = ids(&json).into_iter().filter(|id| json.outcome(id) != "pass").collect();
    assert_eq!(stale, ["build[app]", "tests[app]"]);
    let json = verdict(&ws, &["check", "tests"]);
    assert_eq!((json.outcome("tests[app]"), json.outcome("tests[kern]")), ("fail", "pass"));
    assert_eq!(json.gate("tests[kern]")["executed"], false);
    // Nor does it wait for the others' gates.
    let json = verdict(&ws, &["check", "tests[kern]"]);
    assert_eq!(ids(&json), ["tests[kern]"]);
    assert_eq!(json["verdict"], "GO", "{json:#?}");
}

/// Its layout is a member's own: no other's makes it stale, but a source elsewhere that it has for a module does, and so does
/// one that git ignores.
#[test]
fn the_layout_of_a_member_depends_on_its_own_sources() {
    let ws = two_members()
        .file(".gitignore", "/target\n/.readiness\nmade.rs\n")
        .package("far", |package| package.lib("#[path = \"../../../shared/far.rs\"]\nmod far;\nmod made;\n"))
        .file("shared/far.rs", "pub fn far() {}\n")
        .gate_with("fmt", "kind = \"cargo-fmt\"", "each = \"member\"")
        .git()
        .build();
    let stale = || {
        let json = verdict(&ws, &["status"]);
        let stale = ids(&json).into_iter().filter(|id| json.outcome(id) != "pass").map(str::to_owned);
        stale.collect::<Vec<_>>()
    };
    ws.write("crates/far/src/made.rs", "pub fn made() {}\n");
    let json = verdict(&ws, &["phase1"]);
    assert_eq!((&json["verdict"], stale().len()), (&"GO".into(), 0), "{json:#?}");
    let edits = [
        ("crates/kern/src/lib.rs", "pub fn a() -> u32 {\n    2\n}\n", "fmt[kern]"),
        ("crates/far/src/new.rs", "pub fn new() {}\n", "fmt[far]"),
        ("crates/far/src/made.rs", "pub fn made(){}\n", "fmt[far]"),
        ("shared/far.rs", "pub fn far(){}\n", "fmt[far]"),
    ];
    for (path, text, gate) in edits {
        ws.write(path, text);
        assert_eq!(stale(), [gate], "{path}");
        let json = verdict(&ws, &["phase1"]);
        assert_eq!(
            json.outcome(gate),
            if text.contains("){") { "fail" } else { "pass" },
            "{path}: {json:#?}"
        );
        assert_eq!(json["executed"], 1, "{path}: {json:#?}");
        ws.write(path, text.replace("){", ") {"));
        drop(verdict(&ws, &["phase1"]));
    }
    ws.write("rustfmt.toml", "hard_tabs = true\n");
    assert_eq!(stale(), ["fmt[app]", "fmt[far]", "fmt[kern]"]);
}

#[test]
fn a_screen_tells_those_that_are_proven_in_one_row() {
    let ws = two_members()
        .package("odd", |package| package.lib(""))
        .gate_with("log", "kind = \"file\", path = \"{path}/CHANGES\"", "each = \"member\"")
        .file("crates/kern/CHANGES", "1\n")
        .file("crates/app/CHANGES", "1\n")
        .git()
        .build();
    let told = ws.run(["phase1"]).exit(1).progress().text();
    insta::assert_snapshot!(redact(&told, &ws), @r#"
    Phase 1  Blockers                          P0, 3 gates
      pass     log[*]            2 gates of 3  [TIME]
      FAIL     log[odd]          1 file  [TIME]
               crates/odd/CHANGES  crates/odd/CHANGES is not there
               fix: create crates/odd/CHANGES
    NO-GO    1 fails, 2 proven (on [COMMIT])
      by checklist [DIGEST], policy [DIGEST] (P0 P1)
      fails: log[odd]
    next: shipworthy why 'log[odd]'
    "#);
}

#[test]
fn what_stands_for_nothing_is_unknown() {
    let ws = Fixture::new()
        .package("inner", |package| {
            package.lib("").manifest(
                "[package]\nname = \"inner\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n",
            )
        })
        .gate_with("build", "kind = \"cargo-build\"", "each = \"publishable\"")
        .git()
        .build();
    let json = verdict(&ws, &["phase1"]);
    assert_eq!((json.outcome("build"), &json["verdict"]), ("unknown", &"INCOMPLETE".into()));
    assert!(
        json.gate("build")["reason"].as_str().unwrap().contains("`each = \"publishable\"` finds none"),
        "{json:#?}"
    );
    assert_ne!(verdict(&ws, &["status"])["verdict"], "GO");
}

/// What was proven of the gate when it stood for itself is no proof of those that it stands for.
#[test]
fn what_stood_for_itself_and_stands_for_nothing_now_is_not_proven() {
    let ws = Fixture::new()
        .package("inner", |package| {
            package.lib("").manifest(
                "[package]\nname = \"inner\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n",
            )
        })
        .gate("look", "kind = \"cargo-build\"")
        .git()
        .build();
    let json = verdict(&ws, &["phase1"]);
    assert_eq!(json["verdict"], "GO", "{json:#?}");
    let text = ws.read("readiness.toml").replace("check =", "each = \"publishable\"\ncheck =");
    ws.write("readiness.toml", text);
    let json = verdict(&ws, &["status"]);
    assert_eq!(json.outcome("look"), "not-run", "{json:#?}");
}

#[test]
fn a_workspace_that_cannot_be_told_is_unknown() {
    let ws = two_members()
        .gate_with("log", "kind = \"file\", path = \"{path}/CHANGES\"", "each = \"member\"")
        .git()
        .build();
    ws.write("crates/kern/Cargo.toml", "[package\n");
    let json = verdict(&ws, &["phase1"]);
    assert_eq!(json.outcome("log"), "unknown", "{json:#?}");
    assert!(json.gate("log")["reason"].as_str().unwrap().contains("cargo metadata"), "{json:#?}");
}

#[test]
fn there_is_a_gate_of_each_feature_and_of_each_target() {
    let lib = "#[cfg(feature = \"red\")]\npub fn r() {}\n";
    let ws = Fixture::new()
        .package("kern", |package| {
            package.lib(lib).file("src/bin/tool.rs", "fn main() {}\n").feature("red").feature("broken")
        })
        .gate_with("feature", "kind = \"cargo-build\", no-default-features = true", "each = \"feature\"")
        .gate_with(
            "target",
            "kind = \"command\", argv = [\"cargo\", \"build\", \"--package={package}\", \"{target}\"]",
            "each = \"target\"",
        )
        .git()
        .build();
    let json = verdict(&ws, &["phase1"]);
    assert_eq!(
        ids(&json),
        ["feature[kern+broken]", "feature[kern+red]", "target[kern+lib+kern]", "target[kern+bin+tool]"]
    );
    assert_eq!(json["verdict"], "GO", "{json:#?}");
    ws.write("crates/kern/src/lib.rs", "#[cfg(feature = \"broken\")]\npub fn r() -> u32 {}\n");
    let json = verdict(&ws, &["phase1"]);
    assert_eq!((json.outcome("feature[kern+broken]"), json.outcome("feature[kern+red]")), ("fail", "pass"));
}

/// A member that came while the gates ran has no gate yet, and nobody may say GO without it.
#[test]
fn a_member_that_comes_meanwhile_leaves_no_go() {
    let adds = "mkdir -p crates/late/src && printf '[package]\\nname = \"late\"\\nedition = \"2021\"\\n' > crates/late/Cargo.toml \
                && touch crates/late/src/lib.rs";
    let ws = Fixture::new()
        .file("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"crates/*\"]\n")
        .file("crates/kern/Cargo.toml", "[package]\nname = \"kern\"\nedition = \"2021\"\n")
        .file("crates/kern/src/lib.rs", "")
        .gate_with("log", "kind = \"file\", path = \"{path}/Cargo.toml\"", "each = \"member\"")
        .gate("late", &format!("kind = \"command\", argv = [\"sh\", \"-c\", '''{adds}''']"))
        .git()
        .build();
    let json = verdict(&ws, &["ready"]);
    assert_ne!(json["verdict"], "GO", "{json:#?}");
    let json = verdict(&ws, &["status"]);
    assert!(ids(&json).contains(&"log[late]"), "{json:#?}");
}

#[test]
fn mistakes_about_gates_for_many_are_told_at_their_place() {
    let ws = two_members()
        .gate_with("build", "kind = \"cargo-build\"", "each = \"member\"")
        .gate_with("docs", "kind = \"file\", path = \"a\"", "each = \"member\"")
        .gate_with("odd", "kind = \"cargo-build\"", "each = \"membr\"")
        .gate("x[y]", "kind = \"cargo-build\"")
        .git()
        .build();
    let told = ws.run(["status"]).exit(2).stderr_any().done().stderr;
    insta::assert_snapshot!(redact(&told, &ws), @r#"
    error: `each = "member"` changes nothing: the check names nothing of the member
      readiness.toml:19:8
       |
    19 | each = "member"
       |        ^^^^^^^^
       = help: put one of `{name}`, `{package}`, `{path}`, `{version}` where they differ

    error: there can be no gate of each `membr`
      readiness.toml:26:8
       |
    26 | each = "membr"
       |        ^^^^^^^
       = help: did you mean `member`?

    error: `x[y]` is the id of one gate of many
      readiness.toml:30:6
       |
    30 | id = "x[y]"
       |      ^^^^^^
       = help: write `id = "x"` with `each = "member"`: the brackets are filled in

    readiness.toml has 3 mistakes; nothing was run
    "#);

    let ws = two_members()
        .gate_with("build", "kind = \"cargo-build\"", "each = \"member\"")
        .gate_with("tests", "kind = \"cargo-test\"", "needs = [\"build[kerm]\"]")
        .readiness("[[waiver]]\ngate = \"build\"\nreason = \"r\"\nowner = \"Ann Lee\"\napprover = \"Bo Kay\"\nexpires = 2026-12-20\n")
        .git()
        .build();
    let told = ws.run(["status"]).exit(2).stderr_any().done().stderr;
    insta::assert_snapshot!(redact(&told, &ws), @r#"
    error: gate `build` stands for many
      readiness.toml:23:8
       |
    23 | gate = "build"
       |        ^^^^^^^
       = help: name the one that is meant, such as `build[app]`

    error: there is no gate `build[kerm]` in this workspace
      readiness.toml:19:10
       |
    19 | needs = ["build[kerm]"]
       |          ^^^^^^^^^^^^^
       = help: did you mean `build[kern]`?

    readiness.toml has 2 mistakes; nothing was run
    "#);
    let text = ws
        .read("readiness.toml")
        .replace("build[kerm]", "build[kern]")
        .replace("gate = \"build\"", "gate = \"build[app]\"");
    ws.write("readiness.toml", text);
    assert_eq!(ids(&verdict(&ws, &["status"])), ["build[app]", "build[kern]", "tests"]);
    let told = ws.run(["why", "build"]).exit(2).stderr_any().done().stderr;
    assert!(told.contains("`build` stands for many gates") && told.contains("build[app]"), "{told}");
}

/// A thing of which `each` only counts is asked of every subject, and of no other.
#[test]
fn commands_run_once_for_each() {
    let ws =
        two_members().gate_with("count", &counted("count-{name}", "true"), "each = \"member\"").git().build();
    assert_eq!(verdict(&ws, &["phase1"])["verdict"], "GO");
    assert_eq!((runs(&ws, "count-app"), runs(&ws, "count-kern")), (1, 1));
}
