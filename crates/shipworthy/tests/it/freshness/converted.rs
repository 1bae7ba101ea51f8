//! Files that git keeps in another form than they have on the disk: what counts is what lies there, also once it is
//! committed and git calls it the same.

use super::scene::{TESTS, check, gate, is_stale, passes};

/// Cases git-1 and git-2, committed: the index has the times of the file, and the contents of another form of it.
#[test]
fn a_conversion_hides_nothing_that_was_committed() {
    let test = "#[test]\nfn t() { assert_eq!(include_str!(\"d.txt\"), \"one\\n\"); }\n";
    for (attribute, setting, other) in [
        ("*.txt filter=x\n", ["filter.x.clean", "echo one"], "two\n"),
        ("*.txt text\n", ["core.autocrlf", "false"], "one\r\n"),
        ("\n", ["core.autocrlf", "input"], "one\r\n"),
    ] {
        let ws = gate(TESTS)
            .file(".gitattributes", attribute)
            .package("a", |p| p.lib(test).file("src/d.txt", "one\n"))
            .build();
        ws.git(["config", setting[0], setting[1]]);
        passes(&ws);
        ws.write("crates/a/src/d.txt", other);
        ws.commit("Change");
        assert_eq!(ws.git(["status", "--porcelain"]), "", "git calls it the same: {setting:?}");
        is_stale(&ws, "d.txt");
        assert_eq!(check(&ws).outcome("g"), "fail", "{setting:?}");
    }
}
