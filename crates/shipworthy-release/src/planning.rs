//! From what is so to what would change: makes a [`Plan`], or says all that stands against one. It reads nothing by itself
//! and changes nothing: the texts and the state of the repository are handed in.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use shipworthy_engine::sys::files::sha256_hex;
use shipworthy_model::facts::{Package, Workspace};
use shipworthy_model::judgement::Finding;
use shipworthy_model::time::Timestamp;

use crate::changelog::{self, ReleaseSection, RolledChangelog};
use crate::effect::Effect;
use crate::manifest::{Manifest, NewVersions, VersionSource};
use crate::order::{counts, needs, order};
use crate::plan::{FileEdit, PLAN_SCHEMA, Plan, PlannedPackage, Tag};
use crate::tag::tags;
use crate::version::VersionRequest;

/// The manifest of the workspace.
pub(crate) const ROOT: &str = "Cargo.toml";
/// The changelog of a folder.
pub(crate) const CHANGELOG: &str = "CHANGELOG.md";

/// The state of the repository, as far as a plan depends on it.
#[derive(Debug, Clone, Default)]
pub struct Repository {
    /// The commit that is checked out; `None` before the first one.
    pub commit: Option<String>,
    /// The branch; `None` when detached.
    pub branch: Option<String>,
    /// The remote to push to.
    pub remote: Option<String>,
    /// All tags.
    pub tags: Vec<String>,
}

/// What a tool says is new, for a tag: nothing when none is configured, a finding when one is and says nothing.
pub type Generate<'a> = &'a dyn Fn(&str) -> Result<Option<String>, Finding>;

/// All that a plan is made from.
#[derive(Clone, Copy)]
pub struct PlanInputs<'a> {
    /// The members.
    pub workspace: &'a Workspace,
    /// The texts of all manifests and changelogs, by path from the root.
    pub texts: &'a BTreeMap<String, String>,
    /// The repository.
    pub repository: &'a Repository,
    /// The registry of packages that name none; `None` for the one that cargo takes by itself.
    pub registry: Option<&'a str>,
    /// Writes what is new where nobody did.
    pub generate: Generate<'a>,
    /// The time of the plan, and so of the commit and the tags.
    pub created: Timestamp,
}

/// Makes the plan.
///
/// # Errors
///
/// With everything that stands against a release, not only the first thing.
pub fn plan(ground: &PlanInputs<'_>, wish: &VersionRequest) -> Result<Plan, Vec<Finding>> {
    let mut findings = Vec::new();
    let manifests = manifests(ground, &mut findings);
    let released: Vec<&Package> =
        ground.workspace.packages.iter().filter(|package| package.publishable).collect();
    if released.is_empty() {
        let finding = Finding::new("nothing-publishable", "no package of this workspace may be published");
        findings.push(finding.remedy("take `publish = false` out of the packages that others shall have"));
        return Err(findings);
    }
    let moves = moves(ground, &manifests, wish, &mut findings);
    dependencies(ground.workspace, &released, &manifests, &mut findings);
    let packages = match order(&released) {
        Ok(order) => members(ground, &order, &manifests, &moves, &mut findings),
        Err(cycle) => {
            findings.push(cycle);
            Vec::new()
        }
    };
    let repository = ground.repository;
    let tags = tags(&packages, &repository.tags);
    for tag in tags.iter().filter(|tag| repository.tags.contains(&tag.name)) {
        let finding = Finding::new("tag-taken", format!("the tag {} is there already", tag.name));
        findings.push(finding.remedy("release a version that was not released yet"));
    }
    let title = title(&packages);
    let mut remarks = Vec::new();
    let (mut edits, notes) = match packages.is_empty() {
        true => (Vec::new(), String::new()),
        false => changelogs(ground, &packages, &tags, &mut remarks, &mut findings),
    };
    for manifest in manifests.values() {
        match manifest.edited(&moves) {
            Ok(text) => edits.extend(edit(ground, manifest.path(), text)),
            Err(all) => findings.extend(all),
        }
    }
    edits.sort_by(|a, b| a.path.cmp(&b.path));
    let (commit, branch) = (repository.commit.clone(), repository.branch.clone());
    if commit.is_none() {
        let finding = Finding::new("no-commit", "there is no commit yet, so there is nothing to release");
        findings.push(finding.remedy("git commit"));
    } else if branch.is_none() {
        let finding =
            Finding::new("detached", "HEAD is detached: no branch is checked out that could be released");
        findings.push(finding.remedy("git switch the branch that is released from"));
    }
    if repository.remote.is_none() {
        let finding = Finding::new("no-remote", "there is no remote to push the release to");
        findings.push(finding.remedy("git remote add origin URL"));
    }
    let (Some(commit), Some(branch), true) = (commit, branch, findings.is_empty()) else {
        return Err(findings);
    };
    Ok(Plan {
        schema: PLAN_SCHEMA,
        created: ground.created.to_string(),
        commit,
        branch,
        remote: repository.remote.clone(),
        effects: effects(&packages, &tags, repository.remote.is_some(), !edits.is_empty()),
        packages,
        edits,
        message: format!("Release {title}"),
        tags,
        notes,
        remarks,
    })
}

fn manifests<'a>(ground: &PlanInputs<'a>, findings: &mut Vec<Finding>) -> BTreeMap<&'a str, Manifest<'a>> {
    let mut manifests = BTreeMap::new();
    let is_manifest = |path: &str| path == ROOT || path.ends_with("/Cargo.toml");
    for (path, text) in ground.texts.iter().filter(|(path, _)| is_manifest(path)) {
        match Manifest::read(path, text) {
            Ok(manifest) => drop(manifests.insert(path.as_str(), manifest)),
            Err(finding) => findings.push(finding),
        }
    }
    manifests
}

/// The versions that come: of what is published, and of what shares the version of the workspace with it.
fn moves(
    ground: &PlanInputs<'_>,
    manifests: &BTreeMap<&str, Manifest<'_>>,
    wish: &VersionRequest,
    findings: &mut Vec<Finding>,
) -> NewVersions {
    let mut moves = NewVersions::default();
    let inherits = |package: &Package| {
        manifests.get(package.manifest.as_str()).is_some_and(|it| it.declared() == VersionSource::Inherited)
    };
    let packages = &ground.workspace.packages;
    let shared = packages.iter().any(|package| package.publishable && inherits(package));
    // One finding for all that share a version.
    let mut told = BTreeSet::new();
    for package in packages.iter().filter(|package| package.publishable || shared && inherits(package)) {
        let place = if inherits(package) { ROOT } else { package.manifest.as_str() };
        let Ok(from) = Version::parse(&package.version) else {
            let message = format!("`{}` is no version of Cargo", package.version);
            findings.push(Finding::new("not-semver", message).at(place, None, None));
            continue;
        };
        let to = wish.after(&from);
        if to < from && told.insert(place) {
            let message = format!("{} is {from} already, and {to} comes before it", package.name);
            let finding = Finding::new("backwards", message).at(place, None, None);
            findings.push(finding.remedy("release a later version"));
        }
        if inherits(package) && to != from {
            moves.workspace = Some(to.clone());
        }
        if to != from {
            moves.members.insert(package.name.clone(), to);
        }
    }
    moves
}

/// What cargo or the registry would refuse about the dependencies of members on members.
fn dependencies(
    workspace: &Workspace,
    released: &[&Package],
    manifests: &BTreeMap<&str, Manifest<'_>>,
    findings: &mut Vec<Finding>,
) {
    for package in released {
        let mut told = BTreeSet::new();
        for dependency in package.dependencies.iter().filter(|dependency| counts(dependency)) {
            let name = &dependency.name;
            if dependency.requirement == "*" && told.insert(("version", name)) {
                let places = [package.manifest.as_str(), ROOT].into_iter();
                let line = |path: &str| manifests.get(path)?.without_version(name);
                let place = places.filter_map(|path| Some((path, line(path)?))).next();
                let message = format!("`{}` needs `{name}` by its path only", package.name);
                let finding = Finding::new("path-without-version", message);
                let finding = match place {
                    Some((path, line)) => finding.at(path, Some(line), None),
                    None => finding.at(&package.manifest, None, None),
                };
                let version = workspace.package(name).map_or("1.0.0", |needed| needed.version.as_str());
                findings.push(finding.remedy(format!("add `version = \"{version}\"` beside the path")));
            }
            let needed = workspace.package(name).filter(|needed| !needed.publishable);
            if let Some(needed) = needed
                && told.insert(("publish", name))
            {
                let message = format!("`{}` needs `{name}`, which may not be published", package.name);
                let finding = Finding::new("unpublished-dependency", message);
                let remedy = match dependency.section.as_str() {
                    "dev" => {
                        "take `version` out of that dev-dependency; with only a path, cargo leaves it out"
                    }
                    _ => "take `publish = false` out of it, or the dependency away",
                };
                findings.push(finding.at(&needed.manifest, None, None).remedy(remedy));
            }
        }
    }
}

fn members(
    ground: &PlanInputs<'_>,
    order: &[&str],
    manifests: &BTreeMap<&str, Manifest<'_>>,
    moves: &NewVersions,
    findings: &mut Vec<Finding>,
) -> Vec<PlannedPackage> {
    let packages: Vec<&Package> = order.iter().filter_map(|name| ground.workspace.package(name)).collect();
    let needs = needs(&packages);
    let mut members = Vec::new();
    for package in packages {
        let registry = registry(ground, manifests, package).unwrap_or_else(|finding| {
            findings.push(finding);
            None
        });
        let named = |kinds: &[&str]| {
            let targets = package.targets.iter();
            let targets =
                targets.filter(|target| target.kinds.iter().any(|kind| kinds.contains(&kind.as_str())));
            targets.map(|target| target.name.clone()).collect::<Vec<_>>()
        };
        let after = needs.get(package.name.as_str()).into_iter().flatten();
        members.push(PlannedPackage {
            name: package.name.clone(),
            from: package.version.clone(),
            to: moves.members.get(&package.name).map_or_else(|| package.version.clone(), Version::to_string),
            registry,
            after: after.map(|&name| name.to_owned()).collect(),
            programs: named(&["bin"]),
            library: !named(&["lib", "rlib", "dylib", "proc-macro"]).is_empty(),
        });
    }
    members
}

/// Where a package goes, as cargo decides it.
fn registry(
    ground: &PlanInputs<'_>,
    manifests: &BTreeMap<&str, Manifest<'_>>,
    package: &Package,
) -> Result<Option<String>, Finding> {
    const CRATES_IO: &str = "crates-io";
    let asked = ground.registry.map(str::to_owned);
    let manifest = manifests.get(package.manifest.as_str());
    let Some(allowed) = manifest.and_then(|it| it.registries(manifests.get(ROOT))) else { return Ok(asked) };
    let place = |finding: Finding| finding.at(&package.manifest, None, None);
    match (asked, allowed.as_slice()) {
        (Some(asked), _) if allowed.contains(&asked) => Ok(Some(asked)),
        (Some(asked), _) => {
            let message = format!("`{}` may not be published to {asked}", package.name);
            Err(place(Finding::new("registry", message)).remedy(format!("add it to `publish = {allowed:?}`")))
        }
        (None, _) if allowed.iter().any(|name| name == CRATES_IO) => Ok(None),
        (None, [one]) => Ok(Some(one.clone())),
        (None, _) => {
            let message = format!("`{}` may be published to several registries", package.name);
            Err(place(Finding::new("registry", message)).remedy("say to which one with --registry NAME"))
        }
    }
}

/// The version of a release; with the names, when its packages do not share one.
fn title(packages: &[PlannedPackage]) -> String {
    match packages {
        [first, rest @ ..] if rest.iter().all(|member| member.to == first.to) => first.to.clone(),
        _ => {
            let each = packages.iter().map(|member| format!("{} {}", member.name, member.to));
            each.collect::<Vec<_>>().join(", ")
        }
    }
}

/// The changelogs that change, and the release notes.
fn changelogs(
    ground: &PlanInputs<'_>,
    packages: &[PlannedPackage],
    tags: &[Tag],
    remarks: &mut Vec<String>,
    findings: &mut Vec<Finding>,
) -> (Vec<FileEdit>, String) {
    let (mut edits, mut notes, mut empty) = (Vec::new(), Vec::new(), Vec::new());
    let date = ground.created.date();
    if let Some(text) = ground.texts.get(CHANGELOG) {
        let names = tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>().join(", ");
        let shared = title(packages);
        // A changelog of packages with versions of their own names each by its tag.
        let title = if tags.len() == 1 || !shared.contains(' ') { &shared } else { &names };
        let tag = tags.first().map_or("", |tag| tag.name.as_str());
        let release = ReleaseSection { title, tag, date };
        match changelog::roll(CHANGELOG, text, &release, || (ground.generate)(tag)) {
            Ok(RolledChangelog { text, notes: new }) => {
                edits.extend(edit(ground, CHANGELOG, text));
                notes.push(new);
            }
            Err(finding) => findings.push(finding),
        }
    }
    for member in packages {
        let dir = ground.workspace.package(&member.name).map_or("", |package| package.dir.as_str());
        let path = format!("{dir}/{CHANGELOG}");
        let Some(text) = ground.texts.get(&path).filter(|_| !dir.is_empty()) else { continue };
        let own = tags.iter().find(|tag| tag.name.starts_with(&member.name)).or(tags.first());
        let release =
            ReleaseSection { title: &member.to, tag: own.map_or("", |tag| tag.name.as_str()), date };
        match changelog::roll(&path, text, &release, || Ok(None)) {
            Ok(RolledChangelog { text, notes: new }) => {
                edits.extend(edit(ground, &path, text));
                notes.push(format!("## {} {}\n\n{new}", member.name, member.to));
            }
            // Of packages that share a version, some have nothing new.
            Err(finding) if finding.rule == changelog::NOTHING => empty.push(finding),
            Err(finding) => findings.push(finding),
        }
    }
    match (notes.is_empty() && findings.is_empty(), empty.is_empty()) {
        (true, true) => remarks.push(format!("there is no {CHANGELOG}: the release notes say nothing")),
        (true, false) => findings.extend(empty),
        (false, _) => {}
    }
    (edits, notes.join("\n\n"))
}

/// A new text for a file; nothing when it is the old one.
fn edit(ground: &PlanInputs<'_>, path: &str, text: String) -> Option<FileEdit> {
    let old = ground.texts.get(path).filter(|old| **old != text)?;
    Some(FileEdit { path: path.to_owned(), before: sha256_hex(old.as_bytes()), text })
}

/// What can be undone comes first, and what only looks comes last.
fn effects(packages: &[PlannedPackage], tags: &[Tag], push: bool, edited: bool) -> Vec<Effect> {
    let mut effects = Vec::new();
    effects.extend(edited.then_some(Effect::Commit));
    effects.extend(tags.iter().map(|tag| Effect::Tag(tag.name.clone())));
    effects.extend(push.then_some(Effect::Push));
    let each = |effect: fn(String) -> Effect, of: fn(&PlannedPackage) -> bool| {
        packages.iter().filter(move |member| of(member)).map(move |member| effect(member.name.clone()))
    };
    for member in packages {
        effects.extend([Effect::Upload(member.name.clone()), Effect::Index(member.name.clone())]);
    }
    effects.extend(each(Effect::Fetch, |_| true));
    effects.extend(each(Effect::Consumer, |member| member.library));
    effects.extend(each(Effect::Install, |member| !member.programs.is_empty()));
    // Only crates.io has its packages documented by somebody else.
    effects.extend(each(Effect::Docs, |member| member.registry.is_none() && member.library));
    effects.extend(tags.iter().filter(|_| push).map(|tag| Effect::Forge(tag.name.clone())));
    effects
}
