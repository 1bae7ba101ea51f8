//! The planner: makes a [`Plan`], or says all that stands against one. It reads nothing by itself and changes nothing:
//! the texts and the state of the repository are handed in.

use std::collections::BTreeMap;

use shipworthy_model::facts::Package;
use shipworthy_model::judgement::Finding;

use super::changelog_edits::changelog_edits;
use super::dependencies::dependencies;
use super::effect_order::effects;
use super::file_names::ROOT;
use super::inputs::PlanInputs;
use super::manifest::Manifest;
use super::new_versions::new_versions;
use super::packages::{planned_packages, title};
use super::tag_names::{foreign_tag, tags};
use super::upload_order::order;
use super::version_request::VersionRequest;
use crate::plan::{PLAN_SCHEMA, Plan};
use crate::repository::Repository;

/// Makes the plan of a release of the version that is asked for.
///
/// # Errors
///
/// With everything that stands against a release, not only the first thing.
pub fn plan(inputs: &PlanInputs<'_>, request: &VersionRequest) -> Result<Plan, Vec<Finding>> {
    let mut findings = Vec::new();
    let manifests = manifests(inputs, &mut findings);
    let released: Vec<&Package> =
        inputs.workspace.packages.iter().filter(|package| package.publishable).collect();
    if released.is_empty() {
        let finding = Finding::new("nothing-publishable", "no package of this workspace may be published");
        findings.push(finding.remedy("take `publish = false` out of the packages that others shall have"));
        return Err(findings);
    }
    let versions = new_versions(inputs, &manifests, request, &mut findings);
    dependencies(inputs.workspace, &released, &manifests, &mut findings);
    let packages = match order(&released) {
        Ok(order) => planned_packages(inputs, &order, &manifests, &versions, &mut findings),
        Err(cycle) => {
            findings.push(cycle);
            Vec::new()
        }
    };
    let repository = &inputs.gathered.repository;
    let root = inputs.workspace.packages.iter().find(|package| package.dir.is_empty());
    let tags = tags(&packages, &repository.tags, root.map(|package| package.name.as_str()));
    for tag in tags.iter().filter(|tag| repository.tags.contains(&tag.name)) {
        let finding = Finding::new("tag-taken", format!("the tag {} is there already", tag.name));
        findings.push(finding.remedy("release a version that was not released yet"));
    }
    let title = title(&packages);
    let mut remarks = Vec::new();
    if let (Some(foreign), Some(ours)) = (foreign_tag(&packages, &repository.tags), tags.first()) {
        remarks.push(format!(
            "tags like {foreign} are named in no style that is known here: {} is made",
            ours.name
        ));
    }
    let (mut edits, notes) = match packages.is_empty() {
        true => (Vec::new(), String::new()),
        false => changelog_edits(inputs, &packages, &tags, &mut remarks, &mut findings),
    };
    for manifest in manifests.values() {
        match manifest.edited(&versions) {
            Ok(text) => edits.extend(inputs.edit(manifest.path(), text)),
            Err(all) => findings.extend(all),
        }
    }
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
    lacking(repository, &mut findings);
    let (commit, branch) = (repository.commit.clone(), repository.branch.clone());
    let (Some(commit), Some(branch), true) = (commit, branch, findings.is_empty()) else {
        return Err(findings);
    };
    Ok(Plan {
        schema: PLAN_SCHEMA,
        created: inputs.created.to_string(),
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

/// What a release needs of the repository and finds lacking: a commit, a branch, a remote.
fn lacking(repository: &Repository, findings: &mut Vec<Finding>) {
    if repository.commit.is_none() {
        let finding = Finding::new("no-commit", "there is no commit yet, so there is nothing to release");
        findings.push(finding.remedy("git commit"));
    } else if repository.branch.is_none() {
        let finding =
            Finding::new("detached", "HEAD is detached: no branch is checked out that could be released");
        findings.push(finding.remedy("git switch the branch that is released from"));
    }
    if repository.remote.is_none() {
        let finding = Finding::new("no-remote", "there is no remote to push the release to");
        findings.push(finding.remedy("git remote add origin URL"));
    }
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
