//! What sources say of tests that no run tells: tests in targets that cargo is told not to test, and test files that are
//! there for another system. Looks for attributes; refuses to run anything.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::cfg;
use shipworthy_model::facts::{Facts, Package, Target, Workspace};
use shipworthy_model::glob::Glob;
use shipworthy_model::judgement::Finding;
use shipworthy_model::observation::{Looked, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::path::{folder, name};
use shipworthy_model::step::{Look, SourceFile, Step};

use super::excluded::{self, TESTS};
use super::selection::{self, label};
use super::test_conditions::{self, LeftOut, TestConditions};
use crate::reading::globs::Globs;
use crate::reading::rust::attribute;
use crate::reading::rust::token::{Token, code};

/// The sort of sighting that tells the condition of a whole file.
const CONDITION: &str = "cfg";

/// Is the gate about all tests of the workspace?
pub(crate) fn is_whole(params: &Params) -> bool {
    ["packages", "filter"].iter().all(|name| params.texts(name).is_empty())
}

/// Looks at sources, when there are some of which no run tells.
pub(crate) fn step(params: &Params, facts: &Facts) -> Option<Step> {
    let workspace = facts.workspace.as_ref()?;
    let mut select: BTreeSet<String> = BTreeSet::new();
    if is_whole(params) {
        select.extend(excluded::select(workspace));
    }
    for package in selection::members(params, workspace).ok()? {
        for target in &package.targets {
            let escaped = Glob::escaped(&target.root);
            if is_untested(target) && params.texts("filter").is_empty() {
                let beside = folder_of_its_own(package, target);
                select.extend(beside.map(|dir| format!("{}/**/*.rs", Glob::escaped(dir))));
                select.insert(escaped);
            } else if target.kinds.iter().any(|kind| kind == "test") {
                select.insert(escaped);
            }
        }
    }
    // What lies outside of the tree is nobody's to look at here.
    select.retain(|path| !path.starts_with('/') && !path.starts_with("../"));
    (!select.is_empty()).then(|| Step::Look(Look::new(select, look).follow(test_conditions::parts)))
}

/// Is the target one that cargo does not test, though it could hold tests?
fn is_untested(target: &Target) -> bool {
    !target.test && !target.kinds.iter().any(|kind| kind == "custom-build")
}

/// The folder whose files are modules of this target and of no other: that of its root, unless a target that is tested
/// lives there too, or each file there is a target.
fn folder_of_its_own<'a>(package: &Package, target: &'a Target) -> Option<&'a str> {
    let dir = folder(&target.root);
    let alone = matches!(name(&target.root), "lib.rs" | "main.rs");
    let shared = package.targets.iter().any(|other| other.test && folder(&other.root) == dir);
    (alone && !shared && !dir.is_empty()).then_some(dir)
}

/// Never an error: text that is no UTF-8 or no Rust still holds what can be read.
fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let text = String::from_utf8_lossy(file.bytes);
    let code = code(&text);
    let conditions = conditions(&text, &code).into_iter();
    let conditions = conditions.map(|predicate| Sighting::new(CONDITION, file.path).text(predicate));
    let mut sightings: Vec<Sighting> = excluded::tests(file, &code).into_iter().chain(conditions).collect();
    sightings.extend(test_conditions::sightings(file, &text, &code));
    Ok(sightings)
}

/// The predicates under which the file is compiled at all: `#![cfg(windows)]`.
fn conditions<'t>(text: &'t str, code: &[Token<'_>]) -> Vec<&'t str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((bracket, true)) = attribute::opening(code, at) {
        let body = attribute::body(code, bracket);
        found.extend(predicate(text, body));
        at = bracket + body.len() + 2;
    }
    found
}

/// The predicate of `cfg(...)`.
fn predicate<'t>(text: &'t str, body: &[Token<'_>]) -> Option<&'t str> {
    match body {
        [first, open, .., close] if first.word("cfg") && open.is('(') => text.get(open.end..close.start),
        _ => None,
    }
}

/// What was found in the sources.
#[derive(Default)]
pub(crate) struct SourceSightings<'a> {
    looked: Option<&'a Looked>,
}

impl<'a> SourceSightings<'a> {
    /// What was found in a look at the sources.
    pub(crate) fn of(looked: &'a Looked) -> Self {
        Self { looked: Some(looked) }
    }

    fn sightings(&self, rule: &str) -> impl Iterator<Item = &'a Sighting> {
        let rule = rule.to_owned();
        let all = self.looked.into_iter().flat_map(|looked| &looked.sightings);
        all.filter(move |sighting| sighting.rule == rule)
    }

    /// The roots of the targets whose tests the system leaves out, whatever else is switched on.
    pub(crate) fn elsewhere(&self, workspace: &'a Workspace) -> BTreeSet<&'a str> {
        let left_out = |sighting: &&Sighting| {
            !workspace.system.is_empty() && cfg::holds(&sighting.text, &workspace.system) == Some(false)
        };
        let whole = self.sightings(CONDITION).filter(left_out).map(|sighting| sighting.path.as_str());
        let tests = self.left_out(workspace).into_iter();
        whole.chain(tests.filter(|(_, why)| *why == LeftOut::Elsewhere).map(|(root, _)| root)).collect()
    }

    /// The roots of the targets with tests that are there under a feature alone, with the condition. Whether it is on, only a
    /// run can tell.
    pub(crate) fn gated(&self, workspace: &'a Workspace) -> BTreeMap<&'a str, String> {
        let gated = |(root, why)| match why {
            LeftOut::Feature(condition) => Some((root, condition)),
            LeftOut::Elsewhere => None,
        };
        self.left_out(workspace).into_iter().filter_map(gated).collect()
    }

    /// What would keep all tests of a target away, by the root of the target.
    fn left_out(&self, workspace: &'a Workspace) -> Vec<(&'a str, LeftOut)> {
        let Some(looked) = self.looked else { return Vec::new() };
        let conditions = TestConditions::of(looked);
        let roots =
            workspace.packages.iter().flat_map(|package| &package.targets).map(|target| target.root.as_str());
        roots.filter_map(|root| Some((root, conditions.left_out(root, &workspace.system)?))).collect()
    }

    /// One finding for each target that holds tests and that cargo is told not to test.
    ///
    /// # Errors
    ///
    /// When `except` holds no glob.
    pub(crate) fn untested(
        &self,
        params: &Params,
        workspace: &Workspace,
        members: &[&Package],
    ) -> Result<Vec<Finding>, String> {
        let except = Globs::of(params, "except")?;
        let mut findings = Vec::new();
        let roots: BTreeSet<&str> = workspace
            .packages
            .iter()
            .flat_map(|package| &package.targets)
            .map(|target| target.root.as_str())
            .collect();
        for (package, target) in members.iter().flat_map(|p| p.targets.iter().map(move |t| (p, t))) {
            if !is_untested(target) || !params.texts("filter").is_empty() || except.matches(&target.root) {
                continue;
            }
            let beside = folder_of_its_own(package, target);
            let own = |sighting: &&Sighting| {
                let path = sighting.path.as_str();
                let inside = |dir: &str| path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'));
                path == target.root || (!roots.contains(path) && beside.is_some_and(inside))
            };
            let own: Vec<&Sighting> = self.sightings(TESTS).filter(own).collect();
            let tests: f64 = own.iter().filter_map(|sighting| sighting.number).sum();
            let Some(first) = own.first().filter(|_| tests >= 1.0) else { continue };
            let never = if tests > 1.0 {
                format!("its {tests} tests never run")
            } else {
                "its test never runs".to_owned()
            };
            let message =
                format!("cargo is not to test {} (`test = false`): {never}", label(package, target));
            let remedy = format!(
                "let cargo test it (`test = true`); or, when another gate runs them, name `{}` in `except`",
                target.root
            );
            findings.push(
                Finding::new("untested-target", message).at(&first.path, first.line, None).remedy(remedy),
            );
        }
        Ok(findings)
    }
}

/// The arguments for the members and features of a run of doctests alone, without libraries that have none to run
/// (`doctest = false`), which cargo would test when it is asked for doctests. `None` when no library is left.
pub(crate) fn with_doctests(params: &Params, workspace: Option<&Workspace>) -> Option<Vec<String>> {
    let Some(workspace) = workspace else { return Some(selection::arguments(params, None)) };
    let Ok(members) = selection::members(params, workspace) else {
        return Some(selection::arguments(params, Some(workspace)));
    };
    let library = |target: &Target| {
        !target
            .kinds
            .iter()
            .any(|kind| ["bin", "test", "example", "bench", "custom-build"].contains(&kind.as_str()))
    };
    let without =
        |package: &&Package| package.targets.iter().any(|target| library(target) && !target.doctest);
    let (without, with): (Vec<&Package>, Vec<&Package>) = members.into_iter().partition(without);
    let mut arguments = selection::arguments(params, Some(workspace));
    if without.is_empty() {
        return Some(arguments);
    }
    if !with.iter().any(|package| package.targets.iter().any(library)) {
        return None;
    }
    if params.texts("packages").is_empty() {
        let at = arguments.iter().position(|word| word == "--workspace").map_or(0, |at| at + 1);
        let left_out = without.iter().map(|package| format!("--exclude={}", package.name));
        arguments.splice(at..at, left_out);
    } else {
        let gone: Vec<String> = without.into_iter().map(selection::package).collect();
        arguments.retain(|word| !gone.contains(word));
    }
    Some(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::cargo::fixture::{params, words};

    fn workspace() -> Workspace {
        let lib = Target::new("a", "lib", "a/src/lib.rs");
        let example = Target::new("e", "example", "a/examples/e.rs");
        let win = Target::new("win", "test", "a/tests/win.rs").test(true);
        let mut workspace = Workspace::of([
            Package::new("a", "a").targets([lib, example, win]),
            Package::new("b", "b")
                .targets([Target::new("b", "lib", "b/src/lib.rs").test(true).doctest(true)]),
        ]);
        workspace.system = ["unix", "target_os=\"linux\""].map(str::to_owned).into();
        workspace
    }

    fn looked(files: &[(&str, &str)]) -> Looked {
        let mut looked = Looked::default();
        for (path, text) in files {
            looked
                .sightings
                .extend(look(&Params::default(), &SourceFile::new(path, text.as_bytes())).unwrap());
        }
        looked
    }

    #[test]
    fn tests_that_cargo_is_not_to_run_are_told_at_their_place() {
        let test = "// x\n#[test]\nfn t() {}\n";
        let looked = looked(&[
            ("a/src/inner.rs", test),
            ("a/src/lib.rs", "mod inner;\n"),
            ("a/examples/e.rs", test),
            ("a/tests/win.rs", test),
            ("b/src/lib.rs", test),
        ]);
        let workspace = workspace();
        let told = |params: &Params| {
            let members = selection::members(params, &workspace).unwrap();
            let found = SourceSightings::of(&looked).untested(params, &workspace, &members).unwrap();
            found.into_iter().map(|f| format!("{}:{}", f.file.unwrap(), f.line.unwrap())).collect::<Vec<_>>()
        };
        assert_eq!(told(&Params::default()), ["a/src/inner.rs:2", "a/examples/e.rs:2"]);
        assert_eq!(told(&params(&[("except", words(&["a/examples/*"]))])), ["a/src/inner.rs:2"]);
        assert_eq!(told(&params(&[("packages", words(&["b"]))])), [""; 0]);
        assert_eq!(told(&params(&[("filter", words(&["t"]))])), [""; 0]);
    }

    #[test]
    fn what_is_there_for_another_system_is_told() {
        let looked = looked(&[
            (
                "a/tests/win.rs",
                "//! W.\n#![allow(dead_code)]\n#![cfg(all(windows, feature = \"f\"))]\n#[test]\nfn t() {}\n",
            ),
            ("a/tests/nix.rs", "#![cfg(unix)]\n"),
            ("a/tests/feat.rs", "#![cfg(feature = \"f\")]\n"),
            ("a/tests/late.rs", "fn f() {}\nmod m { #![cfg(windows)] }\n"),
        ]);
        let found = SourceSightings::of(&looked);
        assert_eq!(found.elsewhere(&workspace()).into_iter().collect::<Vec<_>>(), ["a/tests/win.rs"]);
        assert_eq!(found.elsewhere(&Workspace::default()).len(), 0, "nobody said which system it is");
    }

    #[test]
    fn tests_behind_a_feature_are_told_by_the_root_of_their_target() {
        let looked = looked(&[("a/tests/win.rs", "#![cfg(feature = \"f\")]\n#[test]\nfn t() {}\n")]);
        let workspace = workspace();
        let gated: Vec<&str> = SourceSightings::of(&looked).gated(&workspace).into_keys().collect();
        assert_eq!(gated, ["a/tests/win.rs"]);
    }

    #[test]
    fn libraries_without_doctests_are_left_out() {
        let workspace = workspace();
        let line = |params: &Params| with_doctests(params, Some(&workspace)).map(|words| words.join(" "));
        assert_eq!(line(&Params::default()).as_deref(), Some("--workspace --exclude=a"));
        assert_eq!(line(&params(&[("packages", words(&["a", "b"]))])).as_deref(), Some("--package=b"));
        assert_eq!(line(&params(&[("packages", words(&["a"]))])), None);
    }

    #[test]
    fn a_gate_about_some_packages_or_tests_does_not_look_at_what_is_no_member() {
        let mut facts = Facts::default();
        facts.workspace = Some(Workspace::default().excluded(["far"]));
        assert!(step(&Params::default(), &facts).is_some());
        assert!(step(&params(&[("filter", words(&["a"]))]), &facts).is_none());
        facts.workspace = Some(Workspace::default());
        assert!(step(&Params::default(), &facts).is_none());
    }
}
