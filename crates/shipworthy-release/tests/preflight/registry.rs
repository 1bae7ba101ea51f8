//! What the registry has, and that looking changes nothing anywhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use shipworthy_release::planning::VersionRequest;
use shipworthy_release::preflight::{CheckOutcome, PreflightSubject};
use testkit::{REGISTRY, Registry, SAMPLE_PACKAGES, sample_workspace};

use crate::fixture::{PreflightFixture, refused, small};

/// Every file below a folder, git's own included, by path.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut open, mut found) = (vec![root.to_owned()], BTreeMap::new());
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
            let (kind, path) = (entry.file_type().unwrap(), entry.path());
            if kind.is_dir() {
                open.push(path);
                continue;
            }
            let bytes = match kind.is_symlink() {
                true => fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes(),
                false => fs::read(&path).unwrap(),
            };
            found.insert(path, bytes);
        }
    }
    found
}

#[test]
fn looking_at_a_whole_release_changes_nothing() {
    let registry = Registry::start();
    let fixture = PreflightFixture::of(sample_workspace(&registry.index()), &VersionRequest::Minor);
    let seen = || (files(fixture.ws.root()), files(fixture.remote.dir()), files(registry.dir()));
    let before = seen();
    let checks = fixture.checks();
    assert_eq!(refused(&checks), []);
    let after = seen();
    assert!(before == after, "looking has changed something");
    let of = |what: PreflightSubject| checks.iter().filter(move |check| check.what == what);
    for package in SAMPLE_PACKAGES {
        assert!(
            of(PreflightSubject::Version)
                .any(|check| check.which == package && matches!(check.outcome, CheckOutcome::Fine(_)))
        );
        assert!(
            of(PreflightSubject::Name)
                .any(|check| check.which == package && matches!(check.outcome, CheckOutcome::Simulated(_)))
        );
        assert!(
            of(PreflightSubject::Package)
                .any(|check| check.which == package && matches!(check.outcome, CheckOutcome::Fine(_)))
        );
    }
    let simulated = checks.iter().filter(|check| matches!(check.outcome, CheckOutcome::Simulated(_)));
    let simulated: Vec<PreflightSubject> = simulated.map(|check| check.what).collect();
    assert!(
        simulated.contains(&PreflightSubject::Push) && simulated.contains(&PreflightSubject::Token),
        "{checks:#?}"
    );
    assert_eq!(of(PreflightSubject::RateLimit).count(), 0, "the limits are those of crates.io");
}

#[test]
fn a_version_that_is_there_or_comes_before_another_is_refused() {
    let registry = Registry::start();
    let index = registry.index();
    let fixture = |to: &str| {
        PreflightFixture::of(small(&index, "//! Bread.\n"), &VersionRequest::Exact(to.parse().unwrap()))
    };
    let publisher = fixture("0.1.0");
    for (from, to) in [("0.1.0", "0.1.0"), ("0.1.0", "0.1.5"), ("0.1.5", "0.3.0")] {
        let manifest = publisher.ws.path("crates/loaf/Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap();
        fs::write(&manifest, text.replace(&format!("version = \"{from}\""), &format!("version = \"{to}\"")))
            .unwrap();
        let publish = [
            "publish",
            "--quiet",
            "--allow-dirty",
            "--no-verify",
            "--registry",
            REGISTRY,
            "--package",
            "loaf",
        ];
        publisher.environment.cargo(&publish, publisher.ws.root()).unwrap().done().unwrap();
    }
    let cases = [
        ("0.1.0", "loaf 0.1.0 is in local already"),
        ("0.3.0", "loaf 0.3.0 is in local already"),
        ("0.2.0", "local has loaf 0.3.0, and 0.2.0 comes before it"),
        ("0.1.3", "local has loaf 0.3.0, and 0.1.3 comes before it"),
        // The series of 0.1 goes on.
        ("0.1.6", ""),
        ("0.4.0", ""),
    ];
    for (to, expected) in cases {
        let checks = fixture(to).checks();
        let why: Vec<String> = refused(&checks)
            .into_iter()
            .filter(|(what, _)| *what == PreflightSubject::Version)
            .map(|(_, why)| why)
            .collect();
        assert_eq!(why.join(""), expected, "{to}");
        let name = checks.iter().find(|check| check.what == PreflightSubject::Name).unwrap();
        assert!(name.outcome.is_unknown(), "this registry does not tell owners: {name:?}");
        let interface = checks.iter().find(|check| check.what == PreflightSubject::Compatibility).unwrap();
        // Nothing is broken; without the tool that is not known.
        let missing = format!("{interface:?}").contains("cargo-semver-checks is not installed");
        let fine = matches!(interface.outcome, CheckOutcome::Fine(_)) || missing;
        assert!(if expected.is_empty() { fine } else { !interface.outcome.is_refused() }, "{interface:?}");
    }
}
