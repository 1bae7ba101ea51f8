//! The planner: makes a [`Plan`], or says all that stands against one. It reads nothing by itself and changes nothing:
//! the texts and the state of the repository are handed in.

use std::collections::BTreeMap;

use shipworthy_model::facts::{Package, Workspace};
use shipworthy_model::judgement::Finding;
use shipworthy_model::release_settings::{DATE, ReleaseSettings, VERSION};

use super::cargo_release;
use super::changelog_edits::changelog_edits;
use super::dependencies::dependencies;
use super::effect_order::effects;
use super::file_names::ROOT;
use super::inputs::PlanInputs;
use super::manifest::Manifest;
use super::new_versions::new_versions;
use super::packages::{planned_packages, title};
use super::release_notes::ReleaseNotes;
use super::released::{ReleasedPackages, unknown_features, uploads};
use super::tag_names::{foreign_tag, nameless, tags};
use super::upload_order::order;
use super::version_files::version_files;
use super::version_request::VersionRequest;
use crate::effect::{POST_RELEASE, PRE_RELEASE};
use crate::plan::{PLAN_SCHEMA, Plan, PlannedPackage};
use crate::repository::Repository;

/// Makes the plan of a release of the version that is asked for.
///
/// # Errors
///
/// With everything that stands against a release, not only the first thing.
pub fn plan(inputs: &PlanInputs<'_>, request: &VersionRequest) -> Result<Plan, Vec<Finding>> {
    let mut findings = Vec::new();
    let manifests = manifests(inputs, &mut findings);
    let mut remarks: Vec<String> = cargo_release::unfollowed(inputs).into_iter().collect();
    let released = ReleasedPackages::of(inputs, &manifests, &mut remarks, &mut findings);
    if released.now.is_empty() {
        findings.extend(findings.is_empty().then(|| nothing(inputs, &released)));
        return Err(findings);
    }
    findings.extend(released.torn(&manifests));
    findings.extend(unknown_features(&released.now, inputs));
    let whole = released.is_whole();
    let versions = new_versions(inputs, &manifests, request, &released, &mut findings);
    let goes_up = |package: &Package| uploads(inputs, package);
    dependencies(inputs.workspace, &released.now, goes_up, &manifests, &mut findings);
    let packages = match order(&released.now) {
        Ok(order) => planned_packages(inputs, &order, &manifests, &versions, &mut findings),
        Err(cycle) => {
            findings.push(cycle);
            Vec::new()
        }
    };
    let repository = &inputs.gathered.repository;
    let root = inputs.workspace.packages.iter().find(|package| package.dir.is_empty());
    let mut tags = tags(&packages, &repository.tags, root.map(|package| package.name.as_str()), whole);
    findings.extend(nameless(&packages));
    for tag in tags.iter().filter(|tag| repository.tags.contains(&tag.name)) {
        let finding = Finding::new("tag-taken", format!("the tag {} is there already", tag.name));
        findings.push(finding.remedy("release a version that was not released yet"));
    }
    let title = title(&packages, whole);
    remarks.extend(released.left_behind(&packages));
    remarks.extend(unbuilt(&packages));
    remarks.extend(without_metadata(&packages));
    if let (Some(foreign), Some(ours)) = (foreign_tag(&packages, &repository.tags), tags.first()) {
        remarks.push(format!(
            "tags like {foreign} are named in no style that is known here: {} is made",
            ours.name
        ));
    }
    let (mut edits, notes) = match packages.is_empty() {
        true => (Vec::new(), ReleaseNotes::default()),
        false => changelog_edits(inputs, &packages, &tags, whole, &mut remarks, &mut findings),
    };
    notes.give_to(&mut tags, &packages);
    for manifest in manifests.values() {
        match manifest.edited(&versions) {
            Ok(text) => edits.extend(inputs.edit(manifest.path(), text)),
            Err(all) => findings.extend(all),
        }
    }
    version_files(inputs, &packages, &mut edits, &mut findings);
    edits.sort_by(|a, b| a.path.cmp(&b.path));
    edits.dedup();
    for edit in edits.iter().filter(|edit| repository.untracked.contains(&edit.path)) {
        let message = "gets another text by this release, and git does not have it: the version commit could not hold it";
        let finding = Finding::new("not-in-git", message).at(&edit.path, None, None);
        let remedy = format!(
            "`git add --force {}` and commit it; what lies in a submodule is released by its own repository",
            edit.path
        );
        findings.push(finding.remedy(remedy));
    }
    let hooks = hooks(inputs);
    lacking(repository, &mut findings, &mut remarks);
    let (commit, branch) = (repository.commit.clone(), repository.branch.clone());
    let (Some(commit), true) = (commit, findings.is_empty()) else {
        return Err(findings);
    };
    Ok(Plan {
        schema: PLAN_SCHEMA,
        created: inputs.created.to_string(),
        commit,
        branch: branch.unwrap_or_default(),
        remote: repository.remote.clone(),
        effects: effects(&packages, &tags, repository.remote.is_some(), !edits.is_empty(), &hooks),
        packages,
        edits,
        message: message(inputs, &title),
        tags,
        notes: notes.whole(),
        remarks,
        chosen: !whole,
        hooks,
    })
}

/// What a release needs of the repository and finds lacking: a commit, a remote. Without a branch a plan can be seen only.
fn lacking(repository: &Repository, findings: &mut Vec<Finding>, remarks: &mut Vec<String>) {
    if repository.commit.is_none() {
        let finding = Finding::new("no-commit", "there is no commit yet, so there is nothing to release");
        findings.push(finding.remedy("git commit"));
    } else if repository.branch.is_none() {
        // CI checks a pull request out like that, and wants to see the plan.
        remarks.push(
            "HEAD is detached: this plan is to be seen only; carried out is one of a branch".to_owned(),
        );
    }
    if repository.remote.is_none() {
        let finding = Finding::new("no-remote", "there is no remote to push the release to");
        findings.push(finding.remedy("git remote add origin URL"));
    }
}

/// The paths of the further files that a plan is made from, of which not all need be there.
pub fn further_files(settings: &ReleaseSettings, workspace: &Workspace) -> Vec<String> {
    let mut files = cargo_release::files(workspace);
    files.extend(settings.version_paths().into_iter().map(str::to_owned));
    files
}

/// The finding that there is nothing to release.
fn nothing(inputs: &PlanInputs<'_>, released: &ReleasedPackages<'_>) -> Finding {
    if inputs.chosen.is_some() && !released.others.is_empty() {
        let finding = Finding::new("nothing-changed", "no package has changed since its last tag");
        return finding.remedy("there is nothing to release; `--package NAME` releases one all the same");
    }
    let finding = Finding::new("nothing-publishable", "no package of this workspace may be published");
    finding.remedy(
        "take `publish = false` out of the packages that others shall have; where a tag and a release at the forge are all, \
         write `publish = false` into `[release]` of readiness.toml",
    )
}

/// The message of the version commit.
fn message(inputs: &PlanInputs<'_>, title: &str) -> String {
    let template = inputs.settings.commit_message().unwrap_or("Release {version}");
    template.replace(VERSION, title).replace(DATE, &inputs.created.date().to_string())
}

/// The commands of the checklist, by the names of their effects.
fn hooks(inputs: &PlanInputs<'_>) -> BTreeMap<String, Vec<String>> {
    let settings = inputs.settings;
    let both = [(PRE_RELEASE, settings.pre_release_hook()), (POST_RELEASE, settings.post_release_hook())];
    let written = both.into_iter().filter(|(_, argv)| !argv.is_empty());
    written.map(|(name, argv)| (name.to_owned(), argv.into_iter().map(str::to_owned).collect())).collect()
}

/// Remarks about packages that are uploaded without having been built.
fn unbuilt(packages: &[PlannedPackage]) -> Vec<String> {
    let why = |member: &PlannedPackage| {
        let why = member.settings.no_verify.as_ref().filter(|_| member.settings.upload)?;
        Some(format!("`{}` is not built before it is uploaded: {why}", member.name))
    };
    packages.iter().filter_map(why).collect()
}

/// The remarks about versions whose part behind the `+` the new ones do not have.
fn without_metadata(packages: &[PlannedPackage]) -> Vec<String> {
    let gone = packages.iter().filter(|member| member.from.contains('+') && !member.to.contains('+'));
    let told = gone.map(|member| {
        let (_, metadata) = member.from.split_once('+').unwrap_or_default();
        format!("`{}` {} says `+{metadata}` no longer, which registries ignore", member.name, member.to)
    });
    told.collect()
}

fn manifests<'a>(inputs: &PlanInputs<'a>, findings: &mut Vec<Finding>) -> BTreeMap<&'a str, Manifest<'a>> {
    let mut manifests = BTreeMap::new();
    let is_manifest = |path: &str| path == ROOT || path.ends_with("/Cargo.toml");
    for (path, text) in inputs.gathered.texts.iter().filter(|(path, _)| is_manifest(path)) {
        match Manifest::read(path, text) {
            Ok(manifest) => drop(manifests.insert(path.as_str(), manifest)),
            Err(finding) => findings.push(finding),
        }
    }
    manifests
}
