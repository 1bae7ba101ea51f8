//! The proofs of `docs-sections`.

use testkit::{Defect, Fixture};

use super::asked::{fails, gate, passes, unknown};

const SECURITY: &str =
    "# Security\n\n## Reporting\n\nWrite to us.\n\n## Supported versions\n\nThe newest.\n\n## Empty\n";

fn fixture(check: &str) -> Fixture {
    let check = format!("kind = \"docs-sections\", path = \"SECURITY.md\", {check}");
    Fixture::new().file("SECURITY.md", SECURITY).gate("gate", &check)
}

#[test]
pub(super) fn fires() {
    let table = [
        (r#"sections = ["Reporting", "Threats"]"#, "missing-section"),
        (r#"sections = "Empty""#, "empty-section"),
        (r#"contains = "@""#, "contains"),
        (r#"min-lines = 7"#, "min-lines"),
        (r#"tables = "Reporting""#, "no-table"),
    ];
    for (check, rule) in table {
        let json = fails(gate(&fixture(check).git().build()), &[rule]);
        assert_eq!(json.findings("gate")[0]["file"], "SECURITY.md");
    }
    let planted = Defect::NoSection { file: "SECURITY.md".to_owned(), heading: "Reporting".to_owned() };
    let json =
        fails(gate(&fixture(r#"sections = "Reporting""#).defect(planted).build()), &["missing-section"]);
    assert_eq!(json.findings("gate").len(), 1);
    let gone = fixture(r#"sections = "Reporting""#).git().build();
    gone.remove("SECURITY.md");
    fails(gate(&gone), &["absent"]);
}

#[test]
pub(super) fn stays_silent() {
    let table = [
        r#"sections = ["Reporting", "supported versions"]"#,
        r#"contains = ["Write to", "^The"]"#,
        r#"min-lines = 6"#,
        r#"sections = "Security", contains = "newest", min-lines = 1"#,
    ];
    for check in table {
        passes(gate(&fixture(check).git().build()));
    }
    let limits = "# Limits\n\n| name | limit |\n| --- | --- |\n| size | 10 |\n";
    passes(gate(&fixture(r#"tables = "Limits""#).file("SECURITY.md", limits).build()));
    let numbered = "## 1. \u{1F512} **Reporting:**\n\nWrite to us.\n";
    passes(gate(&fixture(r#"sections = "Reporting""#).file("SECURITY.md", numbered).build()));
}

/// A folder has the name, but there is no document to look at.
#[test]
pub(super) fn vacuous_is_unknown() {
    let ws = fixture(r#"sections = "Reporting""#).git().build();
    ws.remove("SECURITY.md");
    ws.write("SECURITY.md/a.md", "# Reporting\n\nx\n");
    ws.commit("Make it a folder");
    unknown(gate(&ws), "could not look");
}

/// No tool is needed; what can be missing is the means to read the document.
#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws =
        fixture(r#"sections = "Reporting""#).bytes("SECURITY.md", b"# Reporting\n\n\xff\n").git().build();
    unknown(gate(&ws), "could not look");
}
