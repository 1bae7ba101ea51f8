//! `sync`: what the real binary writes back into a document, and every byte that it leaves alone.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use testkit::{Fixture, Workspace};

use crate::json_schema::conforms;
use crate::reference::{fields, listed};

const PLAN: &str = "\
# Release plan

**Progress**: [##########] 100%
Status: 3/4 items complete

## Phase 1: Blockers (P0)

- [x] Create `docs/guide.md`
- [x] Create `docs/missing.md`
- [ ] Create `README.md`
- [x] The texts were read by a second person

| Component | Status |
| --- | --- |
| Write `docs/guide.md` | ✅ Done |
| Write `docs/missing.md` | ✅ Done |

Kept   as it  is, âœ… even this.
";

/// The same after its gates were run.
const TRUE: &str = "\
# Release plan

**Progress**: [#####-----] 50%
Status: 2/4 items complete

## Phase 1: Blockers (P0)

- [x] Create `docs/guide.md`
- [ ] Create `docs/missing.md` <!-- shipworthy: fail: docs/missing.md is not there -->
- [x] Create `README.md`
- [ ] The texts were read by a second person <!-- shipworthy: unknown: Is this done: The texts were read by a second person (Phase 1: Blockers (P0))? -->

| Component | Status |
| --- | --- |
| Write `docs/guide.md` | ✅ Done |
| Write `docs/missing.md` | ⏳ Fail <!-- shipworthy: fail: docs/missing.md is not there --> |

Kept   as it  is, âœ… even this.
";

/// A workspace with the document in it, imported, and its gates run.
fn fixture(plan: impl AsRef<[u8]>) -> Workspace {
    let ws = Fixture::new()
        .file("docs/guide.md", "A guide.\n")
        .file("README.md", "# It\n")
        .bytes("PLAN.md", plan.as_ref())
        .build();
    ws.run(["import", "PLAN.md", "--yes"]).stdout_has("readiness.toml is written").done();
    ws.run(["phase1"]).exit(1).stdout_any().progress().done();
    ws
}

/// The whole way: what was claimed is audited, becomes gates, the gates are run, the document tells the truth.
#[test]
fn a_document_comes_to_tell_the_truth() {
    let ws = fixture(PLAN);
    ws.run(["audit", "PLAN.md"]).exit(1).stdout_has("REFUTED").stdout_has("ALREADY HOLDS").done();
    insta::assert_snapshot!(ws.run(["sync", "PLAN.md"]).text(), @r#"
    PLAN.md  6 of 6 items have a gate
        3  progress  `##########` becomes `#####-----`
        3  progress  `100` becomes `50`
        4  progress  `3` becomes `2`
        9  mark      `x` becomes ` `
        9  reason    + ` <!-- shipworthy: fail: docs/missing.md is not there -->`
       10  mark      ` ` becomes `x`
       11  mark      `x` becomes ` `
       11  reason    + ` <!-- shipworthy: unknown: Is this done: The texts were rea…`
       16  mark      `✅ Done` becomes `⏳ Fail`
       16  reason    + ` <!-- shipworthy: fail: docs/missing.md is not there -->`
    10 changes to make; nothing was written
    next: shipworthy sync PLAN.md --yes
    "#);
    assert_eq!(ws.read("PLAN.md"), PLAN);
    ws.run(["sync", "PLAN.md", "--dry-run"]).stdout_has("nothing was written").done();
    assert_eq!(ws.read("PLAN.md"), PLAN);
    let told = ws.run(["sync", "PLAN.md", "--check"]).exit(1).text();
    assert!(
        told.ends_with(
            "the document does not tell the truth: 10 changes to make\nnext: shipworthy sync PLAN.md --yes\n"
        ),
        "{told}"
    );
    assert_eq!(ws.read("PLAN.md"), PLAN);
    let json = ws.run(["sync", "PLAN.md", "--format", "json"]).json();
    assert_eq!(fields([&json.0]), listed("sync"));
    conforms("sync", [&json.0]);
    assert_eq!((&json["items"], &json["bound"], &json["written"]), (&6.into(), &6.into(), &false.into()));
    assert_eq!(json["changes"][3], serde_json::json!({ "line": 9, "what": "mark", "from": "x", "to": " " }));

    let json = ws.run(["sync", "PLAN.md", "--yes", "--format", "json"]).json();
    assert_eq!((json["changes"].as_array().map(Vec::len), &json["written"]), (Some(10), &true.into()));
    assert_eq!(ws.read("PLAN.md"), TRUE);
    // Of the marks nothing is refuted any more, and the gates are those that were.
    ws.run(["audit", "PLAN.md"]).stdout_lacks("REFUTED").done();
    ws.run(["import", "PLAN.md"]).stdout_has("readiness.toml has all of it already").done();
    ws.run(["sync", "PLAN.md", "--check"]).stdout_has("the document tells the truth").done();

    // What is proven later is ticked, and its reason goes.
    ws.write("docs/missing.md", "Here.\n");
    ws.run(["phase1"]).exit(3).stdout_any().progress().done();
    ws.run(["sync", "PLAN.md", "--check"]).exit(1).stdout_any().done();
    ws.run(["sync", "PLAN.md", "--yes"]).stdout_has("7 changes written").done();
    let after = TRUE
        .replace("#####-----", "#######---")
        .replace("50%", "75%")
        .replace("2/4", "3/4")
        .replace("- [ ] Create `docs/missing.md`", "- [x] Create `docs/missing.md`")
        .replace("⏳ Fail", "✅ Done")
        .replace(" <!-- shipworthy: fail: docs/missing.md is not there -->", "");
    assert_eq!(ws.read("PLAN.md"), after);
}

/// A reason that is no longer the right one is replaced, not joined by another.
#[test]
fn a_reason_follows_its_gate() {
    let ws = Fixture::new().file("PLAN.md", "- [x] Create `docs/missing.md`\n").build();
    ws.run(["import", "PLAN.md", "--yes"]).stdout_any().done();
    let synced = || {
        ws.run(["sync", "PLAN.md", "--yes"]).stdout_any().done();
        ws.read("PLAN.md")
    };
    let line = |mark: &str, reason: &str| format!("- [{mark}] Create `docs/missing.md`{reason}\n");
    assert_eq!(synced(), line(" ", " <!-- shipworthy: not-run -->"));
    ws.run(["phase1"]).exit(1).stdout_any().progress().done();
    assert_eq!(synced(), line(" ", " <!-- shipworthy: fail: docs/missing.md is not there -->"));
    assert_eq!(synced(), line(" ", " <!-- shipworthy: fail: docs/missing.md is not there -->"));
    ws.write("docs/missing.md", "Here.\n");
    ws.run(["phase1"]).stdout_any().progress().done();
    assert_eq!(synced(), line("x", ""));
    // What was proven on another tree is proven no more.
    ws.remove("docs/missing.md");
    let stale = synced();
    assert!(stale.starts_with("- [ ] Create `docs/missing.md` <!-- shipworthy: "), "{stale}");
}

#[test]
fn what_is_to_stay_stays_to_the_byte() {
    // Windows line ends, a byte order mark, no line break at the end.
    let windows = PLAN.trim_end().replace('\n', "\r\n");
    let ws = fixture([b"\xef\xbb\xbf", windows.as_bytes()].concat());
    ws.run(["sync", "PLAN.md", "--yes"]).stdout_has("10 changes written").done();
    let expected = format!("\u{feff}{}", TRUE.trim_end().replace('\n', "\r\n"));
    assert_eq!(ws.read("PLAN.md"), expected);

    // A file with nothing to change is not touched at all.
    let file = ws.path("PLAN.md");
    let modified = || fs::metadata(&file).and_then(|meta| meta.modified()).expect("it has a time");
    let before = modified();
    ws.run(["sync", "PLAN.md", "--yes"]).stdout_has("nothing is to change").done();
    assert_eq!((ws.read("PLAN.md"), modified()), (expected, before));
}

#[test]
fn the_file_keeps_its_mode_and_its_link() {
    let ws = fixture(PLAN);
    // The document is the file that a link leads to, by whichever name it is given.
    ws.link("docs/linked.md", "../PLAN.md");
    let mode = || fs::metadata(ws.path("PLAN.md")).expect("it is there").permissions().mode() & 0o777;
    fs::set_permissions(ws.path("PLAN.md"), fs::Permissions::from_mode(0o640)).expect("the file is ours");
    ws.run(["sync", "docs/linked.md", "--yes"]).stdout_has("10 changes written").done();
    assert!(fs::symlink_metadata(ws.path("docs/linked.md")).is_ok_and(|meta| meta.is_symlink()));
    assert_eq!((ws.read("PLAN.md").as_str(), mode()), (TRUE, 0o640));
}

#[test]
fn what_cannot_be_written_is_told_and_left_alone() {
    let ws = fixture(PLAN);
    ws.run(["sync", "missing.md", "--yes"]).exit(2).stderr_has("missing.md").done();
    ws.run(["sync", "docs", "--yes"]).exit(2).stderr_has("it is a folder").done();
    ws.run(["sync", "PLAN.md", "--check", "--yes"]).exit(2).stderr_has("cannot be used with").done();
    ws.write("binary.md", b"- [x] a\0b");
    ws.run(["sync", "binary.md", "--yes"]).exit(2).stderr_has("NUL at byte").done();
    // Nothing of it stands in the checklist.
    ws.write("OTHER.md", "- [x] Create `docs/other.md`\n");
    for flags in [&["--check"][..], &["--yes"], &[]] {
        let run = ws.run(["sync", "OTHER.md"]).args(flags).exit(3);
        run.stdout_has("there is nothing to write back")
            .stdout_has("next: shipworthy import OTHER.md")
            .done();
    }
    assert_eq!(ws.read("OTHER.md"), "- [x] Create `docs/other.md`\n");
    ws.write("readiness.toml", "schema = 1\nphases = 2\n");
    ws.run(["sync", "PLAN.md", "--yes"]).exit(2).stderr_has("phases").done();
    ws.remove("readiness.toml");
    ws.run(["sync", "PLAN.md", "--yes"]).exit(2).stderr_has("no readiness.toml").done();
    assert_eq!(ws.read("PLAN.md"), PLAN);
}

#[test]
fn a_read_only_file_is_told_of_and_stays() {
    let ws = fixture(PLAN);
    let written = ws.read("readiness.toml");
    ws.append("PLAN.md", "- [ ] Create `docs/more.md`\n");
    let plan = ws.read("PLAN.md");
    for file in ["PLAN.md", "readiness.toml"] {
        fs::set_permissions(ws.path(file), fs::Permissions::from_mode(0o444)).expect("the file is ours");
    }
    ws.run(["sync", "PLAN.md", "--yes"]).exit(3).stderr_has("cannot write PLAN.md: it is read-only").done();
    ws.run(["import", "PLAN.md", "--yes"]).exit(3).stderr_has("readiness.toml: it is read-only").done();
    ws.run(["sync", "PLAN.md", "--check"]).exit(1).stdout_any().done();
    assert_eq!((ws.read("PLAN.md"), ws.read("readiness.toml")), (plan, written));
}

/// A person thinks about the question while somebody else saves the file.
#[test]
fn what_was_changed_meanwhile_is_not_written_over() {
    let ws = fixture(PLAN);
    let line = format!("'{}' sync PLAN.md", testkit::binary().display());
    // The answer comes when the test says so.
    let typed = format!(
        "(until [ -e go ]; do sleep 0.05; done; cat go) | script --quiet --return --command \"{line}\" /dev/null"
    );
    for (answer, changed, exit) in [("n", false, 0), ("y", true, 3), ("y", false, 0)] {
        ws.write("PLAN.md", PLAN);
        let mut run = ws.program("sh", ["-c", &typed]).spawn();
        run.wait_for_line("Write PLAN.md?");
        let now = if changed { format!("{PLAN}\nOne line more.\n") } else { PLAN.to_owned() };
        ws.write("PLAN.md", &now);
        ws.write("go.new", format!("{answer}\n"));
        ws.program("mv", ["go.new", "go"]).done();
        let output = run.finish();
        ws.remove("go");
        assert_eq!(output.code, Some(exit), "{}", output.told());
        assert_eq!(output.stdout.contains("it was changed meanwhile"), changed, "{}", output.told());
        let expected = if answer == "y" && !changed { TRUE } else { &now };
        assert_eq!(ws.read("PLAN.md"), expected);
    }
}
