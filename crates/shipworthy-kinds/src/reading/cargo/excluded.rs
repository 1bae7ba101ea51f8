//! Tests in packages that the workspace excludes. No `cargo test` for the workspace ever runs them, and it exits 0.
//! Looks for tests by their attributes; refuses to run anything.

use shipworthy_model::facts::{Facts, Workspace};
use shipworthy_model::judgement::Finding;
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::observation::{Looked, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Look, SourceFile, Step};

use crate::reading::globs::Globs;
use crate::reading::rust::attribute;
use crate::reading::rust::token::code;

/// The parameter `except` of `cargo-test`: excluded packages that another gate tests.
pub(crate) const EXCEPT: Param = Param::optional(
    "except",
    ParamType::Globs,
    "manifests of packages that `[workspace] exclude` leaves out and whose tests another gate runs",
);

/// Looks at the sources of the excluded packages, when the gate is about the whole workspace and there are some.
pub(crate) fn step(params: &Params, facts: &Facts) -> Option<Step> {
    let whole = ["packages", "filter"].iter().all(|name| params.texts(name).is_empty());
    let excluded = facts.workspace.iter().flat_map(|workspace| &workspace.excluded);
    let select: Vec<String> = excluded.map(|dir| format!("{}/**/*.rs", glob::Pattern::escape(dir))).collect();
    (whole && !select.is_empty()).then(|| Step::Look(Look::new(select, look)))
}

/// Never an error: text that is no UTF-8 or no Rust still holds the tests that can be read.
fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let text = String::from_utf8_lossy(file.bytes);
    let code = code(&text);
    let is_test = |at: &usize| {
        let body = attribute::opening(&code, *at).filter(|(_, inner)| !inner);
        let body = body.map(|(bracket, _)| attribute::body(&code, bracket)).unwrap_or_default();
        attribute::is_test(body)
    };
    let tests: Vec<usize> = (0..code.len()).filter(is_test).collect();
    let Some(first) = tests.first() else { return Ok(Vec::new()) };
    Ok(vec![Sighting::new("tests", file.path).at(Some(code[*first].line), None).number(tests.len() as f64)])
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
        let own = looked.sightings.iter().filter(|sighting| home(&sighting.path) == Some(dir));
        let tests: f64 = own.filter_map(|sighting| sighting.number).sum();
        if tests < 1.0 || except.matches(&manifest) {
            continue;
        }
        let tests =
            if tests > 1.0 { format!("{tests} tests never run") } else { "test never runs".to_owned() };
        let message = format!("the workspace excludes {dir}, so that its {tests}");
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

    fn found(except: &[&str], files: &[(&str, &str)]) -> Vec<String> {
        let workspace = Workspace::default().excluded(["far", "far/nested"]);
        let params = params(&[("except", words(except))]);
        let mut looked = Looked::default();
        for (path, text) in files {
            let file = SourceFile::new(path, text.as_bytes());
            looked.sightings.extend(look(&params, &file).unwrap());
        }
        let findings = findings(&params, &workspace, &looked).unwrap();
        findings.into_iter().map(|finding| format!("{} {}", finding.file.unwrap(), finding.message)).collect()
    }

    #[test]
    fn only_packages_with_tests_are_told() {
        let tests = "#[cfg(test)]\nmod t {\n#[test]\nfn a() {}\n#[tokio::test]\nasync fn b() {}\n}\n";
        let far = "far/Cargo.toml the workspace excludes far, so that its 2 tests never run";
        assert_eq!(
            found(&[], &[("far/src/lib.rs", tests), ("far/src/a.rs", "// #[test]\nfn a() {}\n")]),
            [far]
        );
        assert_eq!(found(&["far/*"], &[("far/src/lib.rs", tests)]), [""; 0]);
        assert_eq!(found(&[], &[("far/src/lib.rs", "#[cfg(test)]\nmod t;\n")]), [""; 0]);
        let nested = "far/nested/Cargo.toml the workspace excludes far/nested, so that its test never runs";
        assert_eq!(found(&[], &[("far/nested/tests/a.rs", "#[test]\nfn a() {}\n")]), [nested]);
    }

    #[test]
    fn a_gate_about_some_packages_or_tests_does_not_look() {
        let workspace = Workspace::default().excluded(["far"]);
        let mut facts = Facts::default();
        facts.workspace = Some(workspace);
        assert!(step(&Params::default(), &facts).is_some());
        assert!(step(&params(&[("packages", words(&["a"]))]), &facts).is_none());
        assert!(step(&params(&[("filter", words(&["a"]))]), &facts).is_none());
        facts.workspace = Some(Workspace::default());
        assert!(step(&Params::default(), &facts).is_none());
    }
}
