//! Tests in packages that are no members: excluded, or named in no list. No `cargo test` for the workspace ever runs them, and it exits 0.
//! Looks for tests by their attributes; refuses to run anything.

use shipworthy_model::facts::Workspace;
use shipworthy_model::glob::Glob;
use shipworthy_model::judgement::Finding;
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::observation::{Looked, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::step::SourceFile;

use crate::reading::globs::Globs;
use crate::reading::rust::attribute;
use crate::reading::rust::token::Token;

/// The sort of sighting that tells how many tests a file holds.
pub(crate) const TESTS: &str = "tests";

/// The parameter `except` of `cargo-test`: excluded packages that another gate tests.
pub(crate) const EXCEPT: Param = Param::optional(
    "except",
    ParamType::Globs,
    "what another gate runs: manifests of packages that are no members (excluded, or in no list), and the root files of \
     targets that are not tested here (`test = false`, features that are off)",
);

/// The globs of the sources of packages that are no members.
pub(crate) fn select(workspace: &Workspace) -> impl Iterator<Item = String> {
    workspace.excluded.iter().map(|dir| format!("{}/**/*.rs", Glob::escaped(dir)))
}

/// The tests in a file, by their attributes. Never an error: text that is no UTF-8 or no Rust still holds the tests that can
/// be read.
pub(crate) fn tests(file: &SourceFile<'_>, code: &[Token<'_>]) -> Option<Sighting> {
    let is_test = |at: &usize| {
        let body = attribute::opening(code, *at).filter(|(_, inner)| !inner);
        let body = body.map(|(bracket, _)| attribute::body(code, bracket)).unwrap_or_default();
        let called = body.iter().take_while(|token| token.is_name() || token.is(':')).last();
        // What is measured is no test.
        attribute::is_test(body) && !called.is_some_and(|last| last.word("bench"))
    };
    let tests: Vec<usize> = (0..code.len()).filter(is_test).collect();
    let first = code.get(*tests.first()?)?;
    Some(Sighting::new(TESTS, file.path).at(Some(first.line), None).number(tests.len() as f64))
}

/// One finding for each excluded package that holds tests.
///
/// # Errors
///
/// When `except` holds no glob.
pub(crate) fn findings(
    params: &Params,
    workspace: &Workspace,
    looked: &Looked,
) -> Result<Vec<Finding>, String> {
    let except = Globs::of(params, "except")?;
    let home = |path: &str| {
        let dirs = workspace.excluded.iter().map(String::as_str);
        let dirs = dirs.filter(|dir| path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/')));
        dirs.max_by_key(|dir| dir.len())
    };
    let mut findings = Vec::new();
    for dir in &workspace.excluded {
        let manifest = format!("{dir}/Cargo.toml");
        let own = looked.sightings.iter().filter(|sighting| sighting.rule == TESTS);
        let own = own.filter(|sighting| home(&sighting.path) == Some(dir));
        let tests: f64 = own.filter_map(|sighting| sighting.number).sum();
        if tests < 1.0 || except.matches(&manifest) {
            continue;
        }
        let tests =
            if tests > 1.0 { format!("{tests} tests never run") } else { "test never runs".to_owned() };
        let message = format!("{dir} is no member of the workspace, so that its {tests}");
        let remedy = format!(
            "make it a member; or test it in a gate of its own (`cargo test --manifest-path {manifest}`) and name \
             its manifest in `except`"
        );
        findings.push(Finding::new("excluded-package", message).at(manifest, None, None).remedy(remedy));
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::cargo::fixture::{params, words};
    use crate::reading::rust::token::code;

    fn found(except: &[&str], files: &[(&str, &str)]) -> Vec<String> {
        let workspace = Workspace::default().excluded(["far", "far/nested"]);
        let params = params(&[("except", words(except))]);
        let mut looked = Looked::default();
        for (path, text) in files {
            let file = SourceFile::new(path, text.as_bytes());
            let text = String::from_utf8_lossy(file.bytes);
            looked.sightings.extend(tests(&file, &code(&text)));
        }
        let findings = findings(&params, &workspace, &looked).unwrap();
        findings.into_iter().map(|finding| format!("{} {}", finding.file.unwrap(), finding.message)).collect()
    }

    #[test]
    fn only_packages_with_tests_are_told() {
        let tests = "#[cfg(test)]\nmod t {\n#[test]\nfn a() {}\n#[tokio::test]\nasync fn b() {}\n}\n";
        let far = "far/Cargo.toml far is no member of the workspace, so that its 2 tests never run";
        assert_eq!(
            found(&[], &[("far/src/lib.rs", tests), ("far/src/a.rs", "// #[test]\nfn a() {}\n")]),
            [far]
        );
        assert_eq!(found(&["far/*"], &[("far/src/lib.rs", tests)]), [""; 0]);
        assert_eq!(found(&[], &[("far/src/lib.rs", "#[cfg(test)]\nmod t;\n")]), [""; 0]);
        let nested =
            "far/nested/Cargo.toml far/nested is no member of the workspace, so that its test never runs";
        assert_eq!(found(&[], &[("far/nested/tests/a.rs", "#[test]\nfn a() {}\n")]), [nested]);
    }
}
