//! What a registry has, asked of cargo: it knows every registry of the user's configuration, and how to log in there.
//! Nothing is ever changed in a registry here.

use std::path::{Path, PathBuf};
use std::time::Duration;

use semver::Version;
use serde_json::Value;
use shipworthy_engine::sys::files::{create_folder, write_scratch};
use shipworthy_engine::sys::reading::read_text;
use shipworthy_model::lock_file::{LockedPackage, locked_packages};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table};

use super::presence::{NewestVersion, Owners, Presence, name_of};
use crate::runtime::{CallOutput, Environment, Failure, ProgramCall};

/// The package that asks.
const ASKER: &str = "shipworthy-question";

/// An index answers in seconds; cargo itself tries again when the network hiccups.
const PATIENCE: Duration = Duration::from_secs(180);

/// What the registry has of this version of the package.
///
/// # Errors
///
/// When the user wants to stop, or nothing can be asked at all.
pub fn published(
    environment: &Environment,
    registry: Option<&str>,
    package: &str,
    version: &str,
) -> Result<Presence, Failure> {
    let folder = question(environment, registry, package, &format!("={version}"), &[])?;
    let output = resolve(environment, &folder)?;
    if !output.succeeded() {
        return Ok(refused(&output, package, version));
    }
    let lock = read(&folder.join("Cargo.lock"))?;
    Ok(locked(&lock, package, version).unwrap_or_else(|| {
        Presence::Unknown(format!("cargo resolved `{package} = {version}`, but not to a registry"))
    }))
}

/// The newest version of the package that fits the requirement and was not yanked.
///
/// # Errors
///
/// When the user wants to stop, or nothing can be asked at all.
pub fn newest(
    environment: &Environment,
    registry: Option<&str>,
    package: &str,
    requirement: &str,
) -> Result<NewestVersion, Failure> {
    let folder = question(environment, registry, package, requirement, &[])?;
    let output = resolve(environment, &folder)?;
    if output.succeeded() {
        let versions = versions(&read(&folder.join("Cargo.lock"))?, package);
        let newest = versions.into_iter().max();
        return Ok(newest.map_or(NewestVersion::NoSuchVersion, NewestVersion::Version));
    }
    Ok(match is_about(&output.err, ASKER) {
        true if names_nothing(&output.err) => NewestVersion::NoSuchName,
        true if output.err.contains("failed to select a version") => NewestVersion::NoSuchVersion,
        _ => NewestVersion::Unknown(output.message()),
    })
}

/// The folder with the source that the registry gives out for this version. It belongs to cargo: nothing may be changed there.
///
/// # Errors
///
/// When the user wants to stop, or the registry does not give it out.
pub(crate) fn source(
    environment: &Environment,
    registry: Option<&str>,
    package: &str,
    version: &str,
) -> Result<PathBuf, Failure> {
    let manifest = question(environment, registry, package, &format!("={version}"), &[])?.join("Cargo.toml");
    let args = ["metadata", "--format-version", "1", "--manifest-path", &*manifest.to_string_lossy()];
    let output = environment.run(ProgramCall::cargo(args).at_most(PATIENCE))?.done()?;
    unpacked(&output.out, package, version).ok_or_else(|| {
        let why = format!("cargo does not say where it has {package} {version}");
        Failure::new(format!("fetch {package} {version}"), why)
    })
}

/// The folder of a package that comes from a registry, as the output of `cargo metadata` names it.
fn unpacked(metadata: &str, package: &str, version: &str) -> Option<PathBuf> {
    let metadata: Value = serde_json::from_str(metadata).ok()?;
    let found = metadata["packages"].as_array()?.iter().find(|found| {
        found["name"] == package
            && found["version"].as_str().is_some_and(|there| same_version(there, version))
            && found["source"].is_string()
    })?;
    Some(Path::new(found["manifest_path"].as_str()?).parent()?.to_owned())
}

/// The owners of the package. Most registries name them only to somebody who is logged in.
///
/// # Errors
///
/// When the user wants to stop, or nothing can be asked at all.
pub fn owners(environment: &Environment, registry: Option<&str>, package: &str) -> Result<Owners, Failure> {
    let args = ["owner", "--list", package, "--registry", name_of(registry)];
    let output = environment.run(ProgramCall::cargo(args).at_most(PATIENCE))?;
    if !output.succeeded() {
        return Ok(Owners::Unknown(output.message()));
    }
    let login = |line: &str| line.split_whitespace().next().map(str::to_owned);
    Ok(Owners::Listed(output.out.lines().filter_map(login).collect()))
}

/// Makes a package outside the workspace that depends on nothing but the one asked after.
pub(crate) fn question(
    environment: &Environment,
    registry: Option<&str>,
    package: &str,
    requirement: &str,
    features: &[String],
) -> Result<PathBuf, Failure> {
    let folder = environment.scratch("question")?;
    let asked = [("package", package), ("version", requirement), ("registry", name_of(registry))];
    let mut asked = InlineTable::from_iter(asked);
    if !features.is_empty() {
        asked.insert("features", Array::from_iter(features).into());
    }
    let mut manifest = DocumentMut::new();
    manifest["package"] =
        Item::Table(Table::from_iter([("name", ASKER), ("version", "0.0.0"), ("edition", "2021")]));
    manifest["workspace"] = toml_edit::table();
    manifest["dependencies"] = toml_edit::table();
    manifest["dependencies"]["asked"] = toml_edit::value(asked);
    let write = |path: PathBuf, text: &str| {
        write_scratch(&path, text.as_bytes())
            .map_err(|error| Failure::new(format!("write {}", path.display()), error))
    };
    let source = folder.join("src");
    create_folder(&source)
        .map_err(|error| Failure::new(format!("make the folder {}", source.display()), error))?;
    write(folder.join("Cargo.toml"), &manifest.to_string())?;
    write(source.join("lib.rs"), "//! Depends on a package, to see that it can be.\n")?;
    Ok(folder)
}

/// The checksum that the lock file of such a package holds for the one asked after.
pub(crate) fn checksum_in(folder: &Path, package: &str, version: &str) -> Result<Option<Presence>, Failure> {
    Ok(locked(&read(&folder.join("Cargo.lock"))?, package, version))
}

/// The call is made in the root, because cargo reads its configuration from where it stands.
fn resolve(environment: &Environment, folder: &Path) -> Result<CallOutput, Failure> {
    let manifest = folder.join("Cargo.toml");
    let manifest = manifest.to_string_lossy();
    environment
        .run(ProgramCall::cargo(["generate-lockfile", "--manifest-path", &*manifest]).at_most(PATIENCE))
}

fn read(path: &Path) -> Result<String, Failure> {
    read_text(path).map_err(|why| Failure::new("read what cargo wrote", why))
}

fn locked(lock: &str, package: &str, version: &str) -> Option<Presence> {
    let found = from_registry(lock, package).find(|locked| same_version(&locked.version, version))?;
    Some(Presence::There { checksum: found.checksum })
}

/// The entries of a lock file for the package that was asked after, which comes from a registry.
fn from_registry(lock: &str, package: &str) -> impl Iterator<Item = LockedPackage> {
    let locked = locked_packages(lock).unwrap_or_default().into_iter();
    locked.filter(move |locked| locked.name == package && locked.source.is_some())
}

/// The versions of the package that a lock file has from a registry.
fn versions(lock: &str, package: &str) -> Vec<Version> {
    from_registry(lock, package).filter_map(|locked| Version::parse(&locked.version).ok()).collect()
}

/// A registry has one version of a kind, whatever is said of the build behind a `+`.
fn same_version(one: &str, other: &str) -> bool {
    let plain = |version: &str| version.split('+').next().unwrap_or_default().to_owned();
    plain(one) == plain(other)
}

/// The answer of the registry when cargo could not resolve the question.
fn refused(output: &CallOutput, package: &str, version: &str) -> Presence {
    let selects = format!("failed to select a version for the requirement `{package} = ");
    // The complaint may be about a dependency of the package: then the package is there and cannot be used, which is
    // nothing that more uploads would mend.
    match is_about(&output.err, ASKER) {
        true if names_nothing(&output.err) => Presence::Absent,
        true if output.err.contains(&selects) => {
            if output.err.contains(&format!("version {version} is yanked")) {
                Presence::Yanked
            } else {
                Presence::Absent
            }
        }
        _ => Presence::Unknown(output.message()),
    }
}

fn names_nothing(err: &str) -> bool {
    err.contains("no matching package named") || err.contains("no matching package found")
}

fn is_about(err: &str, asker: &str) -> bool {
    let required = err.lines().find_map(|line| line.trim().strip_prefix("required by package `"));
    required.is_some_and(|by| by.starts_with(&format!("{asker} ")))
}

#[cfg(test)]
mod tests {
    use shipworthy_model::observation::Ran;

    use super::*;

    fn refusal(err: &str) -> CallOutput {
        CallOutput::of(Ran::exited([""; 0], 101, "", err))
    }

    #[test]
    fn what_cargo_could_not_resolve_is_absent_only_when_it_is_the_package_itself() {
        let by = |who: &str| {
            format!("location searched: `ours` index\nrequired by package `{who} v0.0.0 (/tmp/q)`\n")
        };
        let us = by(ASKER);
        let selects = "error: failed to select a version for the requirement `a = \"=1.2.0\"`\n";
        for (err, presence) in [
            (format!("error: no matching package named `a` found\n{us}"), Presence::Absent),
            (format!("error: no matching package found\nsearched package name: `A`\n{us}"), Presence::Absent),
            (format!("{selects}candidate versions found which didn't match: 1.1.0\n{us}"), Presence::Absent),
            (format!("{selects}  version 1.2.0 is yanked\n{us}"), Presence::Yanked),
        ] {
            assert_eq!(refused(&refusal(&err), "a", "1.2.0"), presence, "{err}");
        }
        for err in [
            format!("error: no matching package named `b` found\n{}", by("a")),
            "error: failed to get `a` as a dependency\n[7] Could not connect to server\n".to_owned(),
            String::new(),
        ] {
            let seen = refused(&refusal(&err), "a", "1.2.0");
            assert!(matches!(seen, Presence::Unknown(_)), "{err}: {seen:?}");
        }
    }

    #[test]
    fn the_source_of_a_registry_is_found_and_no_other() {
        let package = |version: &str, source: &str| {
            format!(
                "{{\"name\":\"a\",\"version\":\"{version}\",\"source\":{source},\"manifest_path\":\"/{version}/Cargo.toml\"}}"
            )
        };
        let local = package("0.1.0", "null");
        let all = format!("{{\"packages\":[{local},{}]}}", package("0.1.0+x", "\"registry+r\""));
        assert_eq!(unpacked(&all, "a", "0.1.0"), Some(PathBuf::from("/0.1.0+x")));
        assert_eq!(unpacked(&all, "a", "0.2.0"), None);
        assert_eq!(unpacked(&format!("{{\"packages\":[{local}]}}"), "a", "0.1.0"), None);
        assert_eq!(unpacked("no JSON", "a", "0.1.0"), None);
    }

    #[test]
    fn a_lock_file_tells_the_checksum_of_what_comes_from_a_registry() {
        let lock = "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"a\"\n\
                    version = \"1.0.0+x\"\nsource = \"registry+file:///r\"\nchecksum = \"abc\"\n";
        let there = Presence::There { checksum: Some("abc".to_owned()) };
        assert_eq!(locked(lock, "a", "1.0.0"), Some(there));
        assert_eq!(locked(lock, "a", "1.0.1"), None);
        assert_eq!(locked("no toml [", "a", "1.0.0"), None);
        assert_eq!(versions(lock, "a"), [Version::parse("1.0.0+x").unwrap()]);
        assert_eq!(versions("no toml [", "a"), []);
    }
}
