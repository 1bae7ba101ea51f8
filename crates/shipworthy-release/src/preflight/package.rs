//! Do the packed crates build where there is nothing else? Cargo packs all packages of a registry in one go and builds each
//! with the others of the release in place of the registry; here that happens outside the repository.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Duration;

use shipworthy_model::network;

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use super::scratch_workspace::ScratchWorkspace;
use crate::plan::{Plan, PlannedPackage};
use crate::runtime::{CallOutput, Environment, Failure};

/// How long packing may take: all packages may have to be built from nothing.
const PATIENCE: Duration = Duration::from_hours(1);

/// The most that crates.io takes.
const LARGEST: u64 = 10 << 20;

/// Words in cargo's complaints that say nothing about the packages, besides what it says of the network.
const EXCUSES: [&str; 2] = ["--offline", "no space left on device"];

/// Packs and builds the packages; one check for each of them.
pub(super) fn check(
    plan: &Plan,
    scratch: &ScratchWorkspace,
    environment: &Environment,
) -> Vec<PreflightCheck> {
    let mut by_registry: BTreeMap<Option<&str>, Vec<&PlannedPackage>> = BTreeMap::new();
    for member in &plan.packages {
        by_registry.entry(member.registry.as_deref()).or_default().push(member);
    }
    let several = by_registry.len() > 1;
    let mut checks = Vec::new();
    for (registry, members) in by_registry {
        for way in ways(&members) {
            let named = |name: &str| way.members.iter().any(|member| member.name == name);
            // What these need is packed with them, and told where it is built.
            let all =
                members.iter().copied().filter(|member| named(&member.name) || way.needs(member, &members));
            let made = group(registry, all.collect(), &way, several, scratch, environment);
            checks.extend(made.into_iter().filter(|check| named(&check.which)));
        }
    }
    let place = |check: &PreflightCheck| plan.packages.iter().position(|member| member.name == check.which);
    checks.sort_by_key(place);
    checks
}

/// A way to build packed crates, and those that are built so.
struct BuildWay<'a> {
    target: Option<&'a str>,
    /// Are the crates only packed? Each with the reason.
    unbuilt: BTreeMap<&'a str, String>,
    members: Vec<&'a PlannedPackage>,
}

impl BuildWay<'_> {
    /// Does one of its members need this package?
    fn needs(&self, package: &PlannedPackage, all: &[&PlannedPackage]) -> bool {
        let users = needing(&package.name, all);
        self.members.iter().any(|member| users.contains(member.name.as_str()))
    }
}

/// The ways in which these packages are built: by the targets of the checklist, and those that are not built at all, with what
/// needs them: cargo builds a crate from what it has just built.
fn ways<'a>(members: &[&'a PlannedPackage]) -> Vec<BuildWay<'a>> {
    let mut unbuilt: BTreeMap<&str, String> = BTreeMap::new();
    for member in members {
        let Some(why) = &member.settings.no_verify else { continue };
        unbuilt.insert(&member.name, why.clone());
        let needing = needing(&member.name, members);
        for user in members.iter().filter(|user| needing.contains(user.name.as_str())) {
            unbuilt
                .entry(&user.name)
                .or_insert_with(|| format!("it needs {}, which is not built", member.name));
        }
    }
    let (left_out, built): (Vec<_>, Vec<_>) =
        members.iter().copied().partition(|member| unbuilt.contains_key(member.name.as_str()));
    let targets: BTreeSet<Option<&str>> =
        built.iter().map(|member| member.settings.target.as_deref()).collect();
    let of = |target: Option<&'a str>| {
        let members = built.iter().copied().filter(|member| member.settings.target.as_deref() == target);
        BuildWay { target, unbuilt: BTreeMap::new(), members: members.collect() }
    };
    let mut ways: Vec<BuildWay<'_>> = targets.into_iter().map(of).collect();
    if !left_out.is_empty() {
        ways.push(BuildWay { target: None, unbuilt, members: left_out });
    }
    ways
}

/// Packs and builds the packages for one registry. What fails is left out with all that needs it, and the rest is tried
/// again, so that everything that is wrong is found.
fn group(
    registry: Option<&str>,
    members: Vec<&PlannedPackage>,
    way: &BuildWay<'_>,
    several: bool,
    scratch: &ScratchWorkspace,
    environment: &Environment,
) -> Vec<PreflightCheck> {
    let mut checks = Vec::new();
    let mut left = members;
    while !left.is_empty() {
        let output = match pack(registry, &left, way, scratch, environment) {
            Ok(output) => output,
            Err(failure) => {
                let outcome =
                    CheckOutcome::unknown(failure.to_string(), "`cargo package` must be able to run");
                checks.extend(
                    left.iter().map(|member| PreflightSubject::Package.of(&member.name, outcome.clone())),
                );
                break;
            }
        };
        if output.succeeded() {
            let made = |member: &&PlannedPackage| {
                PreflightSubject::Package.of(&member.name, packed(member, way, scratch))
            };
            checks.extend(left.iter().map(made));
            break;
        }
        let why = scratch.without_folders(&essence(&output));
        let outcome = outcome_of(&why, several);
        let Some(failed) = at(&output.err, &left) else {
            // It is about all of them.
            checks.extend(
                left.iter().map(|member| PreflightSubject::Package.of(&member.name, outcome.clone())),
            );
            break;
        };
        let (needing, rest): (Vec<&PlannedPackage>, Vec<&PlannedPackage>) = {
            let needing = needing(&failed.name, &left);
            left.iter()
                .filter(|member| member.name != failed.name)
                .partition(|m| needing.contains(m.name.as_str()))
        };
        checks.push(PreflightSubject::Package.of(&failed.name, outcome));
        checks.extend(needing.iter().map(|member| {
            let outcome = CheckOutcome::unknown(format!("it depends on {}", failed.name), "see there");
            PreflightSubject::Package.of(&member.name, outcome)
        }));
        left = rest;
    }
    checks
}

fn pack(
    registry: Option<&str>,
    members: &[&PlannedPackage],
    way: &BuildWay<'_>,
    scratch: &ScratchWorkspace,
    environment: &Environment,
) -> Result<CallOutput, Failure> {
    let mut args = vec!["package"];
    args.extend(members.iter().flat_map(|member| ["--package", member.name.as_str()]));
    args.extend(registry.iter().flat_map(|registry| ["--registry", registry]));
    args.extend(way.target.iter().flat_map(|target| ["--target", target]));
    if !way.unbuilt.is_empty() {
        args.push("--no-verify");
    }
    let features: Vec<String> = members.iter().flat_map(|member| member.packed_with()).collect();
    let features = features.join(",");
    if !features.is_empty() {
        args.extend(["--features", &features]);
    }
    environment.run(scratch.cargo(&args).at_most(PATIENCE))
}

/// The outcome for one package that was packed.
fn packed(member: &PlannedPackage, way: &BuildWay<'_>, scratch: &ScratchWorkspace) -> CheckOutcome {
    let file = format!("{}-{}.crate", member.name, member.to);
    let Ok(meta) = fs::metadata(scratch.target().join("package").join(&file)) else {
        let why = format!("`cargo package` succeeded and made no {file}");
        return CheckOutcome::unknown(
            why,
            "is the version in the plan that of the manifest? plan the release again",
        );
    };
    let bytes = meta.len();
    if member.registry.is_none() && bytes > LARGEST {
        let why = format!(
            "{file} has {} MiB, and crates.io takes at most {}",
            bytes.div_ceil(1 << 20),
            LARGEST >> 20
        );
        return CheckOutcome::refused(
            why,
            "`exclude` what users do not need in the manifest; `cargo package --list` shows it",
        );
    }
    let size = bytes.div_ceil(1 << 10);
    match way.unbuilt.get(member.name.as_str()) {
        Some(why) => {
            CheckOutcome::Simulated(format!("{file} ({size} KiB) is packed and was not built: {why}"))
        }
        None => {
            CheckOutcome::fine(format!("{file} ({size} KiB) builds outside the repository{}", member.how()))
        }
    }
}

impl PlannedPackage {
    /// The features with which the packed crate is built, as cargo is told them for many.
    fn packed_with(&self) -> Vec<String> {
        let chosen = self.settings.features.iter().chain(&self.settings.all_features);
        let named = |feature: &String| format!("{}/{feature}", self.name);
        chosen.map(named).collect()
    }

    /// How the packed crate is built otherwise than cargo would by itself.
    fn how(&self) -> String {
        let features = match (self.settings.all_features.is_empty(), self.settings.features.is_empty()) {
            (false, _) => ", with all its features".to_owned(),
            (true, false) => format!(", with {}", self.settings.features.join(", ")),
            (true, true) => String::new(),
        };
        let target = self.settings.target.as_ref();
        features + &target.map(|target| format!(", for {target}")).unwrap_or_default()
    }
}

/// The package that cargo was at when it gave up, if that can be told.
fn at<'a>(err: &str, members: &[&'a PlannedPackage]) -> Option<&'a PlannedPackage> {
    let steps = ["Packaging ", "Archiving ", "Verifying "];
    let line = err
        .lines()
        .rev()
        .find_map(|line| steps.iter().find_map(|step| line.trim_start().strip_prefix(step)))?;
    let name = line.split(' ').next()?;
    members.iter().copied().find(|member| member.name == name)
}

/// All members that need this one, directly or not.
fn needing<'a>(name: &'a str, members: &[&'a PlannedPackage]) -> BTreeSet<&'a str> {
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for member in members {
        for on in &member.after {
            users.entry(on).or_default().push(&member.name);
        }
    }
    let (mut found, mut open) = (BTreeSet::new(), vec![name]);
    while let Some(name) = open.pop() {
        let next = users.get(name).into_iter().flatten();
        open.extend(next.filter(|user| found.insert(**user)).copied().collect::<Vec<_>>());
    }
    found
}

/// The error of cargo, without the steps that went well before it.
fn essence(output: &CallOutput) -> String {
    let complaint = output.err.lines().skip_while(|line| !line.starts_with("error"));
    let lines: Vec<&str> = complaint.filter(|line| !line.trim().is_empty()).take(12).collect();
    if lines.is_empty() { output.failure().why } else { lines.join("\n") }
}

fn outcome_of(why: &str, several: bool) -> CheckOutcome {
    let lower = why.to_lowercase();
    if network::is_blamed(why) || EXCUSES.iter().any(|excuse| lower.contains(excuse)) {
        return CheckOutcome::unknown(why, "try again when the network and the disk let cargo look");
    }
    let missing =
        ["no matching package", "failed to select a version"].iter().any(|words| lower.contains(words));
    if several && missing {
        let remedy =
            "packages for several registries cannot be tried together: release those that others need first";
        return CheckOutcome::unknown(why, remedy);
    }
    // Each of the packed crates is built with the features of all, also with one of a crate that needs it.
    if lower.contains("does not contain this feature") {
        let remedy = "cargo cannot build these packages together with the features of each: give a reason in `no-verify` of \
                      those that have `features` in `[release.packages]`, and build them by hand";
        return CheckOutcome::refused(why, remedy);
    }
    let remedy = "a package may use only its own files and what registries have: move the files into it, or `include` \
                  them; `cargo package` in a fresh clone shows the same";
    CheckOutcome::refused(why, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preflight::testing::plan;

    #[test]
    fn the_package_that_failed_is_the_last_that_cargo_named() {
        let plan = plan(&["a", "b"]);
        let members: Vec<&PlannedPackage> = plan.packages.iter().collect();
        let cases = [
            ("   Packaging a v0.2.0 (/x/a)\n   Verifying b v0.2.0 (/x/b)\nerror: no\n", Some("b")),
            ("   Packaging a v0.2.0 (/x/a)\nerror: no\n", Some("a")),
            ("   Verifying c v0.2.0 (/x/c)\nerror: no\n", None),
            ("error: no\n", None),
        ];
        for (err, expected) in cases {
            assert_eq!(at(err, &members).map(|member| member.name.as_str()), expected, "{err}");
        }
    }

    #[test]
    fn what_needs_it_is_found_through_others() {
        let mut plan = plan(&["a", "b", "c", "d"]);
        plan.packages[1].after = vec!["a".to_owned()];
        plan.packages[2].after = vec!["b".to_owned()];
        let members: Vec<&PlannedPackage> = plan.packages.iter().collect();
        assert_eq!(needing("a", &members).into_iter().collect::<Vec<_>>(), ["b", "c"]);
        assert!(needing("d", &members).is_empty());
    }

    /// It came with the advice to `include` files.
    #[test]
    fn features_that_do_not_go_together_are_refused_by_their_name() {
        let why =
            "error: failed to verify package tarball\nthe package 'b' does not contain this feature: a/full";
        let CheckOutcome::Refused { remedy, .. } = outcome_of(why, false) else { panic!("it is refused") };
        assert!(remedy.contains("`no-verify`"), "{remedy}");
    }

    #[test]
    fn only_what_is_about_the_package_refuses_it() {
        let cases = [
            ("error: couldn't read `src/../../../README.md`", false, "refused"),
            ("error: failed to download from `https://x`", false, "unknown"),
            ("error: no matching package named `a` found", false, "refused"),
            ("error: no matching package named `a` found", true, "unknown"),
        ];
        for (why, several, expected) in cases {
            let outcome = outcome_of(why, several);
            assert_eq!(
                (outcome.is_refused(), outcome.is_unknown()),
                (expected == "refused", expected == "unknown"),
                "{why}"
            );
        }
    }
}
