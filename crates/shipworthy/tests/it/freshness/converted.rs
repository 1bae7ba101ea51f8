//! Files that git keeps in another form than they have on the disk: what counts is what lies there, also once it is
//! committed and git calls it the same.

use std::thread;
use std::time::Duration;

use super::scene::{TESTS, check, fails, gate, gate_with, is_stale, passes};

/// A file that was changed so lately is read again, whatever git and the times of the file say.
const LATELY: Duration = Duration::from_millis(2100);

/// Cases git-1 and git-2, committed: the index has the times of the file, and the contents of another form of it.
#[test]
fn a_conversion_hides_nothing_that_was_committed() {
    let test = "#[test]\nfn t() { assert_eq!(include_str!(\"d.txt\"), \"one\\n\"); }\n";
    // What a compiler was seen to read is read by us; what a command may read is what git lists.
    let command = r#"kind = "command", argv = ["grep", "-qx", "one", "crates/a/src/d.txt"]"#;
    let cases = [
        ("*.txt filter=x\n", ["filter.x.clean", "echo one"], "two\n"),
        ("*.txt text\n", ["core.autocrlf", "false"], "one\r\n"),
        ("\n", ["core.autocrlf", "input"], "one\r\n"),
    ];
    for ((attribute, setting, other), kind) in
        cases.iter().flat_map(|case| [TESTS, command].map(|kind| (case, kind)))
    {
        let ws = gate(kind)
            .file(".gitattributes", attribute)
            .package("a", |p| p.lib(test).file("src/d.txt", "one\n"))
            .build();
        ws.git(["config", setting[0], setting[1]]);
        passes(&ws);
        ws.write("crates/a/src/d.txt", other);
        if kind == command && attribute.trim().is_empty() {
            thread::sleep(LATELY);
        }
        ws.commit("Change");
        assert_eq!(ws.git(["status", "--porcelain"]), "", "git calls it the same: {setting:?}");
        is_stale(&ws, "d.txt");
        assert_eq!(check(&ws).outcome("g"), "fail", "{setting:?}");
    }
}

/// The same in a submodule, of which git tells only the commit.
#[test]
fn a_conversion_in_a_submodule_hides_nothing() {
    let counted = r#"kind = "command", argv = ["sh", "-c", "test $(wc -c < sub/d.txt) = 4"]"#;
    let included = "#[test]\nfn t() { assert_eq!(include_str!(\"../../../sub/d.txt\"), \"one\\n\"); }\n";
    let gates = [(counted, ""), (counted, "only = [\"sub/**\"]"), (counted, "only = [\"sub\"]"), (TESTS, "")];
    for (attribute, setting) in [("*.txt text\n", "false"), ("\n", "input")] {
        for (check, more) in gates {
            let ws = gate_with(check, more).package("a", |p| p.lib(included)).build();
            ws.write("../inner/.gitattributes", attribute);
            ws.write("../inner/d.txt", "one\n");
            let inner = ws.path("../inner");
            let inner = inner.to_str().unwrap();
            ws.git(["-C", inner, "init", "--quiet"]);
            ws.git(["-C", inner, "add", "--all"]);
            ws.git(["-C", inner, "commit", "--quiet", "--message", "Begin"]);
            ws.git(["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub"]);
            ws.git(["-C", "sub", "config", "core.autocrlf", setting]);
            ws.commit("Take it in");
            passes(&ws);
            ws.write("sub/d.txt", "one\r\n");
            ws.git(["-C", "sub", "add", "--all"]);
            assert_eq!(ws.git(["status", "--porcelain"]), "", "git calls it the same");
            is_stale(&ws, "sub");
            fails(&ws);
        }
    }
}
