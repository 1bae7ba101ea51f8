//! What builds in its repository and nowhere else.

use shipworthy_release::planning::VersionRequest;
use shipworthy_release::preflight::{PreflightCheck, PreflightSubject};
use testkit::{Fixture, REGISTRY};

use crate::fixture::{PreflightFixture, manifest, refused, small};

const NOWHERE: &str = "file:///nowhere/index";

fn packages(checks: &[PreflightCheck]) -> Vec<&PreflightCheck> {
    checks.iter().filter(|check| check.what == PreflightSubject::Package).collect()
}

/// What is refused of the packages of this fixture.
fn refusal(fixture: Fixture) -> String {
    let checks = PreflightFixture::of(fixture, &VersionRequest::Minor).checks();
    let refused = refused(&checks).into_iter().filter(|(what, _)| *what == PreflightSubject::Package);
    refused.map(|(_, why)| why).collect::<Vec<_>>().join("\n")
}

#[test]
fn files_that_only_the_repository_has_are_not_found() {
    let include =
        "//! Bread.\n\n/// Text.\npub const TEXT: &str = include_str!(\"../../../CHANGELOG.md\");\n";
    let climb = "fn main() {\n    let mut dir = std::env::current_dir().unwrap();\n    while !dir.join(\"Cargo.lock\").exists() \
                 || !dir.join(\"crates\").exists() {\n        assert!(dir.pop(), \"no workspace above\");\n    }\n}\n";
    let setting =
        "//! Bread.\n\n/// Set by the settings of the workspace.\npub const SET: &str = env!(\"LOAF\");\n";
    let plain = "//! Bread.\n";
    let cases = [
        (small(NOWHERE, plain), ""),
        (small(NOWHERE, include), "CHANGELOG.md"),
        (small(NOWHERE, plain).file("crates/loaf/build.rs", climb), "no workspace above"),
        (
            small(NOWHERE, setting).file(
                ".cargo/config.toml",
                &format!("[env]\nLOAF = \"1\"\n[registries.{REGISTRY}]\nindex = \"{NOWHERE}\"\n"),
            ),
            "LOAF",
        ),
        // Ignored by git: it is here and in no clone.
        (
            small(NOWHERE, "//! Bread.\n\n/// Text.\npub const TEXT: &str = include_str!(\"made.txt\");\n")
                .file("crates/loaf/src/made.txt", "made")
                .file(".gitignore", "/target\nmade.txt\n"),
            "made.txt",
        ),
    ];
    for (number, (fixture, expected)) in cases.into_iter().enumerate() {
        let seen = refusal(fixture);
        assert!(
            if expected.is_empty() { seen.is_empty() } else { seen.contains(expected) },
            "case {number}: {seen}"
        );
    }
}

#[test]
fn every_package_that_does_not_build_is_told_and_what_needs_it_is_not_blamed() {
    let broken = "//! Bread.\n\n/// Text.\npub const TEXT: &str = include_str!(\"../../../CHANGELOG.md\");\n";
    let needs = format!(
        "[dependencies]\nrye = {{ path = \"../rye\", version = \"0.1.0\", registry = \"{REGISTRY}\" }}\n"
    );
    let fixture = small(NOWHERE, broken)
        .package("rye", |package| package.lib(broken).manifest(&manifest("rye", "")))
        .package("sour", |package| package.depends("rye").manifest(&manifest("sour", &needs)))
        .package("white", |package| package.manifest(&manifest("white", "")));
    let checks = PreflightFixture::of(fixture, &VersionRequest::Minor).checks();
    let words: Vec<(&str, &str)> = packages(&checks)
        .into_iter()
        .map(|check| {
            let word = match (check.outcome.is_refused(), check.outcome.is_unknown()) {
                (true, _) => "refused",
                (_, true) => "unknown",
                _ => "fine",
            };
            (check.which.as_str(), word)
        })
        .collect();
    assert_eq!(words.len(), 4, "{checks:#?}");
    for word in [("loaf", "refused"), ("rye", "refused"), ("sour", "unknown"), ("white", "fine")] {
        assert!(words.contains(&word), "{words:?}");
    }
}
