//! The changelogs that a release changes, and the notes that come out of them.

use std::collections::BTreeSet;

use shipworthy_model::judgement::Finding;

use super::changelog::{self, ReleaseSection, RolledChangelog};
use super::file_names::CHANGELOG;
use super::inputs::PlanInputs;
use super::packages::title;
use super::release_notes::ReleaseNotes;
use super::tag_names::tag_of;
use crate::plan::{FileEdit, PlannedPackage, Tag};

/// The changelogs that change, and what they say of the release.
pub(super) fn changelog_edits(
    inputs: &PlanInputs<'_>,
    packages: &[PlannedPackage],
    tags: &[Tag],
    whole: bool,
    remarks: &mut Vec<String>,
    findings: &mut Vec<Finding>,
) -> (Vec<FileEdit>, ReleaseNotes) {
    let (mut edits, mut notes, mut empty) = (Vec::new(), ReleaseNotes::default(), Vec::new());
    let (date, branch) = (inputs.created.date(), inputs.gathered.repository.branch.as_deref());
    if let Some(text) =
        inputs.gathered.texts.get(CHANGELOG).filter(|_| whole || !all_own(inputs, packages.iter()))
    {
        let names = tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>().join(", ");
        let shared = title(packages, whole);
        let root = packages.iter().find(|member| member_is_root(inputs, member));
        let others = packages.iter().filter(|member| !member_is_root(inputs, member));
        // Where each of the others has a changelog of its own, this is that of the package in the root.
        let of_root_alone = root.is_some() && all_own(inputs, others);
        let title = match root {
            Some(root) if of_root_alone => &root.to,
            _ if whole && tags.len() == 1 || !shared.contains(' ') => &shared,
            // A changelog of packages with versions of their own names each by its tag.
            _ => &names,
        };
        let of_all = root.and_then(|root| tag_of(root, tags));
        let tag = of_all.or(tags.first()).map_or("", |tag| tag.name.as_str());
        let release = ReleaseSection { title, tag, branch, date };
        match changelog::roll(CHANGELOG, text, &release, || (inputs.generate)(tag)) {
            Ok(RolledChangelog { text, notes: new }) => {
                remarks.extend(unmoved(CHANGELOG, &text));
                edits.extend(inputs.edit(CHANGELOG, text));
                match root.filter(|_| of_root_alone) {
                    Some(root) => notes.of_root(root, new),
                    None => notes.share(new),
                }
            }
            Err(finding) if has_no_news(&finding) => empty.push(finding),
            Err(finding) => findings.push(finding),
        }
    }
    // Packages may share a changelog by links to it.
    let mut rolled = BTreeSet::from([inputs.own_path(CHANGELOG).to_owned()]);
    for member in packages {
        let dir = inputs.workspace.package(&member.name).map_or("", |package| package.dir.as_str());
        let path = if dir.is_empty() { CHANGELOG.to_owned() } else { format!("{dir}/{CHANGELOG}") };
        let Some(text) = inputs.gathered.texts.get(&path) else { continue };
        if !rolled.insert(inputs.own_path(&path).to_owned()) {
            continue;
        }
        let own = tag_of(member, tags);
        let release =
            ReleaseSection { title: &member.to, tag: own.map_or("", |tag| tag.name.as_str()), branch, date };
        match changelog::roll(&path, text, &release, || Ok(None)) {
            Ok(RolledChangelog { text, notes: new }) => {
                remarks.extend(unmoved(&path, &text));
                edits.extend(inputs.edit(&path, text));
                notes.of(member, new);
            }
            Err(finding) if has_no_news(&finding) => empty.push(finding),
            Err(finding) => findings.push(finding),
        }
    }
    match (notes.is_empty(), empty.is_empty()) {
        (true, true) if !findings.is_empty() => {}
        (true, true) => remarks.push(format!("there is no {CHANGELOG}: the release notes say nothing")),
        (true, false) => findings.extend(empty),
        // Of packages that are released together, some have nothing new.
        (false, false) => remarks.push(format!("nothing is written about this release in {}", files(&empty))),
        (false, true) => {}
    }
    (edits, notes)
}

/// Does a finding say that nobody wrote what is new?
fn has_no_news(finding: &Finding) -> bool {
    [changelog::NOTHING, changelog::NO_SECTION].contains(&finding.rule.as_str())
}

/// The files of findings, in one line.
fn files(findings: &[Finding]) -> String {
    findings.iter().filter_map(|finding| finding.file.as_deref()).collect::<Vec<_>>().join(", ")
}

/// Has each of these packages a changelog of its own? Then that of the root is not about them alone.
fn all_own<'p>(inputs: &PlanInputs<'_>, mut packages: impl Iterator<Item = &'p PlannedPackage>) -> bool {
    packages.all(|member| {
        let dir = inputs.workspace.package(&member.name).map_or("", |package| package.dir.as_str());
        !dir.is_empty() && inputs.gathered.texts.contains_key(&format!("{dir}/{CHANGELOG}"))
    })
}

/// The remark about a link that a release does not know how to move.
fn unmoved(path: &str, text: &str) -> Option<String> {
    let line = changelog::unmoved_link(text)?;
    Some(format!("{path}:{line}: the link of what is unreleased compares with no tag, and stays as it is"))
}

/// Is it the package in the root of the workspace, whose changelog is that of the root?
fn member_is_root(inputs: &PlanInputs<'_>, member: &PlannedPackage) -> bool {
    inputs.workspace.package(&member.name).is_some_and(|package| package.dir.is_empty())
}
