//! `versions`: the packages that may be published have the version they must have. Reads manifests; asks no registry.

use std::collections::BTreeMap;

use shipworthy_model::facts::{Facts, Package};
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::kind::{Kind, Need, Param, ParamType, Scope};
use shipworthy_model::manifest::line;
use shipworthy_model::observation::{Looked, Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

/// The check kind `versions`.
pub(super) static KIND: Kind = Kind::new(
    "versions",
    "the publishable packages have the right version",
    steps,
    judge,
)
.about(
    "Looks at the versions of the packages that may be published; those with `publish = false` do not \
     count. That packages of the workspace accept each other's versions, Cargo sees to itself.",
)
.params(&[
    Param::optional("version", ParamType::Text, "each has this version"),
    Param::optional("equal", ParamType::Flag, "`true`: all have the same version"),
])
.one_of(&["version", "equal"])
.since("0.1")
.needs(&[Need::Workspace])
.scope(Scope::Files(&["**/Cargo.toml"]));

fn steps(_: &Params, facts: &Facts) -> Vec<Step> {
    let packages = facts.workspace.iter().flat_map(|workspace| &workspace.packages);
    let manifests = packages.filter(|package| package.publishable).map(|package| package.manifest.clone());
    vec![Step::Workspace, Step::Look(Look::new(manifests, look))]
}

/// Sees the line of the version, so that a finding has a place. Never an error: Cargo has read the file already.
fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let line = line(&String::from_utf8_lossy(file.bytes), &["package", "version"]);
    Ok(vec![Sighting::new("version", file.path).at(line, None)])
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Workspace(workspace), Observation::Looked(looked)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the workspace was not looked at");
    };
    let packages: Vec<&Package> = workspace.packages.iter().filter(|package| package.publishable).collect();
    let wanted = params.text("version").map(|version| version.strip_prefix('v').unwrap_or(version));
    let mut findings = Vec::new();
    if let Some(wanted) = wanted {
        for package in packages.iter().filter(|package| package.version != wanted) {
            let message = format!("{} has version {}, {wanted} expected", package.name, package.version);
            findings.push(
                at(package, looked, "version", message).remedy(format!("set `version = \"{wanted}\"`")),
            );
        }
    } else if params.flag("equal") == Some(true) {
        findings = unequal(&packages, looked);
    } else {
        return Judgement::unknown(Reason::NothingToLookAt, "`equal = false` expects nothing");
    }
    Judgement::of(packages.len() as u64, "publishable packages", findings)
}

/// The packages whose version differs from that of most.
fn unequal(packages: &[&Package], looked: &Looked) -> Vec<Finding> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for package in packages {
        *counts.entry(&package.version).or_default() += 1;
    }
    let Some((most, number)) = counts.iter().max_by_key(|(_, number)| **number) else { return Vec::new() };
    let others = packages.iter().filter(|package| package.version != *most);
    let finding = |package: &&Package| {
        let of_most = if *number == 1 { "another has".to_owned() } else { format!("{number} others have") };
        let message = format!("{} has version {}, and {of_most} {most}", package.name, package.version);
        at(package, looked, "unequal", message)
            .remedy(format!("set `version = \"{most}\"`, or `version.workspace = true`"))
    };
    others.map(finding).collect()
}

fn at(package: &Package, looked: &Looked, rule: &str, message: String) -> Finding {
    let line = looked.sightings.iter().find(|seen| seen.path == package.manifest).and_then(|seen| seen.line);
    Finding::new(rule, message).at(&package.manifest, line, None)
}

#[cfg(test)]
mod tests {
    use shipworthy_model::facts::Workspace;
    use shipworthy_model::params::{Params, Value};

    use super::KIND;
    use crate::testing::{judge, params, summary, text, workspace};

    fn members(versions: [&str; 3]) -> Workspace {
        let mut members = workspace(&[("a", "a", &[]), ("b", "b", &[]), ("c", "c", &[])]);
        for (package, version) in members.packages.iter_mut().zip(versions) {
            package.version = version.to_owned();
        }
        members
    }

    const FILES: [(&str, &str); 2] = [
        ("a/Cargo.toml", "[package]\nname = \"a\"\nversion = \"1.0.0\"\n"),
        ("c/Cargo.toml", "[dependencies]\nversion = \"1\"\n[package]\nversion.workspace = true\n"),
    ];

    #[test]
    fn versions_are_those_expected() {
        let version = || params([("version", text("v1.0.0"))]);
        let equal = || params([("equal", Value::Flag(true))]);
        let idle = params([("equal", Value::Flag(false))]);
        let cases: [(Params, [&str; 3], &str); 6] = [
            (version(), ["1.0.0"; 3], "pass 3 publishable packages"),
            (version(), ["1.0.1", "1.0.0", "1.0.0"], "fail version a/Cargo.toml:3"),
            (equal(), ["2.0.0"; 3], "pass 3 publishable packages"),
            (equal(), ["1.0.0", "1.0.0", "2.0.0"], "fail unequal c/Cargo.toml:4"),
            (equal(), ["1.0.0", "2.0.0", "2.0.0"], "fail unequal a/Cargo.toml:3"),
            (idle, ["1.0.0", "2.0.0", "2.0.0"], "unknown nothing to look at"),
        ];
        for (params, versions, want) in cases {
            assert_eq!(
                judge(&KIND, &params, Some(members(versions)), &FILES),
                want,
                "{params:?} {versions:?}"
            );
        }
        assert_eq!(summary(&(KIND.judge)(&version(), &[])), "unknown could not look");
    }

    #[test]
    fn what_is_not_published_does_not_count() {
        let mut members = members(["1.0.0", "1.0.0", "9.0.0"]);
        members.packages[2].publishable = false;
        let equal = params([("equal", Value::Flag(true))]);
        assert_eq!(judge(&KIND, &equal, Some(members.clone()), &FILES), "pass 2 publishable packages");
        members.packages.iter_mut().for_each(|package| package.publishable = false);
        assert_eq!(judge(&KIND, &equal, Some(members), &FILES), "unknown nothing to look at");
    }
}
