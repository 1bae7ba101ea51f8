//! The proofs of `docs-constants`.

use testkit::{Fixture, Workspace};

use super::asked::{fails, gate, passes, unknown};

const LIMITS: &str = "//! Limits.\n\n/// Most.\npub const MAX_LEN: usize = 10_000;\n/// Most.\npub const MAX_SIZE: u64 = 16 * 1024 * 1024;\n";

fn fixture(document: &str, more: &str) -> Workspace {
    Fixture::new()
        .package("alpha", |p| p.lib(LIMITS))
        .file("LIMITS.md", document)
        .gate("gate", &format!("kind = \"docs-constants\", path = \"LIMITS.md\"{more}"))
        .git()
        .build()
}

#[test]
pub(super) fn fires() {
    let ws = fixture("# Limits\n\n- `MAX_LEN`: 1,000 bytes\n- `MAX_SIZE`: 16 MiB\n", "");
    let json = fails(gate(&ws), &["unequal"]);
    let finding = &json.findings("gate")[0];
    assert_eq!((&finding["file"], &finding["line"]), (&"LIMITS.md".into(), &3.into()));
    assert!(
        finding["message"].as_str().unwrap().ends_with("10000 in crates/alpha/src/lib.rs:4"),
        "{finding}"
    );
    fails(gate(&fixture("MAX_LEN: 10000\n", r#", names = ["MAX_LEN", "MAX_SIZE"]"#)), &["not-stated"]);
    let ws = fixture("", "");
    ws.remove("LIMITS.md");
    fails(gate(&ws), &["absent"]);
}

/// A number without a constant is skipped, and the code counts for freshness as well as the document.
#[test]
pub(super) fn stays_silent() {
    let ws = fixture(
        "| name | limit |\n| --- | --- |\n| `MAX_LEN` | 10,000 |\n| MAX_SIZE | 16 MB |\n| MAX_OTHER | 5 |\n",
        "",
    );
    assert_eq!(passes(gate(&ws)).subjects("gate"), 2);
    ws.replace("crates/alpha/src/lib.rs", "10_000", "20_000");
    fails(gate(&ws), &["unequal"]);
}

#[test]
pub(super) fn vacuous_is_unknown() {
    unknown(gate(&fixture("# Limits\n\nTest MAX_LEN + 1.\n", "")), "nothing to look at");
    unknown(gate(&fixture("MAX_GONE: 10000\n", r#", names = "MAX_GONE""#)), "could not look");
}

/// No tool is needed; what can be missing is the means to read the files.
#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws = fixture("MAX_LEN: 10000\n", "");
    ws.write("crates/alpha/src/latin.rs", b"// \xe4\n");
    unknown(gate(&ws), "could not look");
}
