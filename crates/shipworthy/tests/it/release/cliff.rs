//! Release notes that git-cliff writes from the history, by the real tool.

use testkit::{Fixture, ReleaseFixture, tools};

const CLIFF: &str = r#"
[changelog]
header = "The header is not asked for."
body = """
## [{{ version | trim_start_matches(pat="v") }}] - 2026-11-21
{% for group, commits in commits | group_by(attribute="group") %}
### {{ group }}
{% for commit in commits %}
- {{ commit.message }}{% endfor %}
{% endfor %}"""
trim = true
output = "CHANGELOG.md"

[git]
conventional_commits = true
filter_unconventional = true
commit_parsers = [{ message = "^feat", group = "Added" }, { message = "^fix", group = "Fixed" }, { message = "^chore", skip = true }]
"#;

const EMPTY: &str =
    "# Changelog\n\n## [Unreleased]\n\n[Unreleased]: https://example.invalid/compare/v0.1.0...HEAD\n";

/// A sample workspace in whose changelog nothing stands, and for which git-cliff is set up like this.
fn set_up(cliff: &str) -> ReleaseFixture {
    ReleaseFixture::small_with(|fixture| configured(fixture, cliff).tools(tools::git_cliff()))
}

fn configured(fixture: Fixture, cliff: &str) -> Fixture {
    fixture.file("CHANGELOG.md", EMPTY).file("cliff.toml", cliff)
}

/// Commits of every sort, on the branch and at the remote.
fn work(fixture: &ReleaseFixture) {
    for message in ["feat: sourdough", "bake", "chore: sweep the floor", "fix: less salt"] {
        fixture.ws.git(["commit", "--quiet", "--allow-empty", "--message", message]);
    }
    fixture.ws.git(["push", "--quiet", "origin", "main"]);
}

/// Why no release can be planned; nothing has changed.
#[track_caller]
fn assert_refused(fixture: &ReleaseFixture, without: &[&str], reasons: &[&str]) {
    let run = without.iter().fold(fixture.run(&["release", "minor"]), |run, tool| run.without_tool(tool));
    let told = run.exit(1).text();
    for reason in reasons {
        assert!(told.contains(reason), "`{reason}` is not in\n{told}");
    }
    assert!(!told.contains('\u{1b}') && !told.contains("\\u{1b}"), "{told}");
    assert!(!fixture.ws.exists(".readiness/release/0.2.0/plan.json"));
    assert_eq!(fixture.ws.git(["status", "--porcelain"]), "");
}

#[test]
fn what_the_commits_say_becomes_the_section_and_the_notes() {
    let fixture = set_up(CLIFF);
    work(&fixture);
    let notes = "### Added\n\n- sourdough\n\n### Fixed\n\n- less salt";
    fixture.run(&["ready"]).done();
    let json = fixture.run(&["release", "minor", "--format", "json"]).json();
    assert_eq!(json["plan"]["notes"], notes);
    assert_eq!(fixture.ws.git(["status", "--porcelain"]), "", "its own settings name a file to write to");
    fixture.execute().done();
    fixture.assert_released();
    let section = format!("# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-21\n\n{notes}\n\n");
    let links = "[Unreleased]: https://example.invalid/compare/v0.2.0...HEAD\n\
                 [0.2.0]: https://example.invalid/compare/v0.1.0...v0.2.0\n";
    assert_eq!(fixture.ws.read("CHANGELOG.md"), section + links);
    assert_eq!(fixture.ws.read(".readiness/release/0.2.0/notes.md"), notes);

    // The release commit itself is none of those that are told of, and what a person writes comes before all.
    assert_refused_after(&fixture);
    fixture.ws.replace("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n- Rye.\n");
    fixture.ws.commit("feat: rye");
    let json = fixture.run(&["release", "minor", "--dry-run", "--format", "json"]).exit(1).json();
    assert_eq!(json["plan"]["notes"], "- Rye.");
}

/// Nothing was committed since the release.
fn assert_refused_after(fixture: &ReleaseFixture) {
    let told = fixture.run(&["release", "minor", "--dry-run"]).exit(1).text();
    assert!(told.contains("git-cliff finds nothing to write for v0.3.0"), "{told}");
}

#[test]
fn settings_that_are_broken_are_refused_with_the_reason() {
    for (broken, reason) in [
        (format!("{CLIFF}broken [\n"), "key with no value, expected `=`"),
        (CLIFF.replace("{% endfor %}", "{% end %}"), "TemplateParseError"),
    ] {
        let fixture = set_up(&broken);
        work(&fixture);
        assert_refused(&fixture, &[], &["cliff.toml", reason, "fix: mend cliff.toml"]);
    }
}

#[test]
fn without_git_cliff_it_is_refused_before_anything_changes() {
    let fixture = ReleaseFixture::small_with(|fixture| configured(fixture, CLIFF));
    work(&fixture);
    let reasons =
        ["git-cliff, which cliff.toml is for, is not installed", "cargo install --locked git-cliff"];
    assert_refused(&fixture, &["git-cliff"], &reasons);
    // Nobody needs it for what somebody wrote.
    fixture.ws.replace("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n- Rye.\n");
    fixture.ws.commit("feat: rye");
    let run = fixture.run(&["release", "minor", "--dry-run", "--format", "json"]).without_tool("git-cliff");
    assert_eq!(run.exit(1).json()["plan"]["notes"], "- Rye.");
}
