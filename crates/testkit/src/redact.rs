//! Takes out of a text what differs from run to run, so that the rest can be compared.

use regex_lite::Regex;

use crate::Workspace;

/// The replacements, in their order. What a replacement leaves standing is no match for the next.
const RULES: [(&str, &str); 10] = [
    (r"\b[0-9a-f]{64}\b", "[DIGEST]"),
    (r"\b[0-9a-f]{40}\b", "[COMMIT]"),
    (r"\b[0-9a-f]{16}\b", "[DIGEST]"),
    (r"\b(checklist|policy) [0-9a-f]{7}\b", "$1 [DIGEST]"),
    (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", "[AT]"),
    (r"\b(pid|PID|process)([ =:]+)\d+\b", "$1$2[PID]"),
    (r#"("duration_s": ?)[0-9.e-]+"#, "$1[TIME]"),
    (r#"("duration_ms": ?)\d+"#, "$1[TIME]"),
    (r"\b\d+(?:\.\d+)? ?(?:ms|s|min|h)\b(?: \d+ ?(?:min|s|ms)\b)*", "[TIME]"),
    // Columns are as wide as what stood in them.
    (r"   +\[TIME\]", "  [TIME]"),
];

/// The text with the fixture's path as `[ROOT]`, durations as `[TIME]`, points in time as `[AT]`, commits as
/// `[COMMIT]`, digests as `[DIGEST]` and process ids as `[PID]`.
pub fn redact(text: &str, ws: &Workspace) -> String {
    let root = ws.root().to_string_lossy();
    let mut text = text.replace(&*root, "[ROOT]");
    for (pattern, replacement) in RULES {
        text = pattern_of(pattern).replace_all(&text, replacement).into_owned();
    }
    short_commits(&text, &ws.commits())
}

/// The text with each version number such as `1.95.0` or `2.47.3-rc.1` as `[VERSION]`.
pub fn redact_versions(text: &str) -> String {
    pattern_of(r"\b\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?\b").replace_all(text, "[VERSION]").into_owned()
}

fn pattern_of(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours is one")
}

/// The text with short commits replaced. Seven hexadecimal digits may be a number, too: only those that begin a commit
/// of the fixture are replaced.
fn short_commits(text: &str, commits: &[String]) -> String {
    let short = pattern_of(r"\b[0-9a-f]{7,12}\b");
    let replace = |found: &regex_lite::Captures<'_>| {
        let known = commits.iter().any(|commit| commit.starts_with(&found[0]));
        if known { "[COMMIT]".to_owned() } else { found[0].to_owned() }
    };
    short.replace_all(text, replace).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fixture;

    #[test]
    fn what_differs_is_replaced_and_the_rest_stays() {
        let ws = Fixture::new().file("a", "b").git().build();
        let commit = ws.git(["rev-parse", "HEAD"]);
        let digest = "ab".repeat(32);
        let table = [
            (format!("at {}/src", ws.root().display()), "at [ROOT]/src"),
            (
                "proven 2 h ago, took 3.2s, 12 ms, 2 min 5 s".to_owned(),
                "proven [TIME] ago, took [TIME], [TIME], [TIME]",
            ),
            ("pass  x  4 crates               3.2s".to_owned(), "pass  x  4 crates  [TIME]"),
            ("2026-11-21T10:00:00Z".to_owned(), "[AT]"),
            (format!("on {commit} or {}", &commit[..7]), "on [COMMIT] or [COMMIT]"),
            ("1234567 files, 5 tests, 3 h2 heads".to_owned(), "1234567 files, 5 tests, 3 h2 heads"),
            (
                format!("sha {digest} in gate.00000001.0123456789abcdef.json"),
                "sha [DIGEST] in gate.00000001.[DIGEST].json",
            ),
            ("held by process 4321, pid=7".to_owned(), "held by process [PID], pid=[PID]"),
            (
                r#"{"duration_s":0.25,"duration_ms": 12}"#.to_owned(),
                r#"{"duration_s":[TIME],"duration_ms": [TIME]}"#,
            ),
        ];
        for (text, expected) in table {
            assert_eq!(redact(&text, &ws), expected);
        }
        assert_eq!(
            redact_versions("cargo 1.95.0, git 2.47.3-rc.1, 80 %"),
            "cargo [VERSION], git [VERSION], 80 %"
        );
    }
}
