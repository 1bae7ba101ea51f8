//! One changelog: the releases that its headings are of, and the section of each.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::{Package, Workspace};
use shipworthy_model::judgement::Finding;
use shipworthy_model::observation::{Looked, Sighting};

use crate::reading::release_heading::{ReleaseHeading, same_version};

/// The rule of a sighting for a file in which nothing stands.
pub(super) const EMPTY: &str = "empty";
pub(super) const HEADING: &str = "h";
pub(super) const BOLD: &str = "bold";
pub(super) const ITEM: &str = "item";

/// A version that must have its section, and the package that it is of, when one is asked for.
pub(super) struct WantedSection<'w> {
    pub(super) package: Option<&'w Package>,
    pub(super) version: &'w str,
    /// The file in which it is looked for.
    pub(super) path: String,
}

/// What there is of the section of one version.
pub(super) enum SectionState {
    /// It is there, and says something.
    Written,
    /// It is there, and something is wrong with it.
    Wrong(Finding),
    /// It is not there.
    Missing,
}

/// One file, and the releases that its headings are of.
pub(super) struct ReleaseLog<'l> {
    path: &'l str,
    is_there: bool,
    /// Nothing stands in it: that needs no understanding.
    is_empty: bool,
    entries: Vec<LogEntry<'l>>,
    /// The heading of what is not released yet.
    open: Option<&'l Sighting>,
    members: Vec<&'l str>,
}

/// A heading that holds a version.
struct LogEntry<'l> {
    sighting: &'l Sighting,
    heading: ReleaseHeading<'l>,
    /// The package that a heading above is the name of.
    below: Option<&'l str>,
    /// Does anything stand between it and the next release? Many give what is new headings of the same level.
    says_something: bool,
}

impl<'l> ReleaseLog<'l> {
    pub(super) fn of(path: &'l str, looked: &'l Looked, workspace: Option<&'l Workspace>) -> Self {
        let members = workspace.into_iter().flat_map(|workspace| &workspace.packages);
        let members: Vec<&str> = members.map(|package| package.name.as_str()).collect();
        let seen: Vec<&Sighting> = looked.sightings.iter().filter(|sighting| sighting.path == path).collect();
        let is_heading = |sighting: &Sighting| level(sighting).is_some_and(|level| level < OF_LINES);
        let open = |sighting: &&Sighting| {
            is_heading(sighting)
                && sighting.text.to_lowercase().contains("unreleased")
                && ReleaseHeading::of(&sighting.text) == ReleaseHeading::Other
        };
        let open = seen.iter().copied().find(open);
        let releases = |rule: &str| {
            let mut of_rule = seen.iter().filter(|sighting| sighting.rule.starts_with(rule));
            of_rule.any(|one| matches!(ReleaseHeading::of(&one.text), ReleaseHeading::Release { .. }))
        };
        let headings = open.is_some() || seen.iter().any(|one| is_heading(one) && releases(&one.rule));
        let rule = match headings {
            false if releases(BOLD) => BOLD,
            false if releases(ITEM) => ITEM,
            _ => HEADING,
        };
        let of_rule: Vec<&Sighting> =
            seen.iter().copied().filter(|sighting| sighting.rule.starts_with(rule)).collect();
        Self {
            path,
            is_there: seen.iter().any(|sighting| ["file", EMPTY].contains(&sighting.rule.as_str())),
            is_empty: seen.iter().any(|sighting| sighting.rule == EMPTY),
            entries: entries(&of_rule, &members),
            open,
            members,
        }
    }

    /// The state of a section.
    ///
    /// # Errors
    ///
    /// When it cannot be told, says why and what to do.
    pub(super) fn section(&self, wanted: &WantedSection<'_>, plain: bool) -> Result<SectionState, String> {
        let (mut found, mut perhaps) = (Vec::new(), None);
        for LogEntry { sighting, heading, below, says_something } in &self.entries {
            let (version, package, unreleased) = match heading {
                ReleaseHeading::Release { version, package, unreleased } => {
                    (version, package.or(*below), *unreleased)
                }
                ReleaseHeading::Mention(versions) => {
                    let means = versions.iter().any(|version| same_version(version, wanted.version));
                    perhaps = perhaps.or(means.then_some(*sighting));
                    continue;
                }
                ReleaseHeading::Other => continue,
            };
            if !same_version(version, wanted.version) {
                continue;
            }
            match (package, wanted.package) {
                (Some(name), Some(package)) if !same_name(name, &package.name) => {
                    let of_another = self.members.iter().any(|member| same_name(member, name));
                    perhaps = perhaps.or((!of_another).then_some(*sighting));
                }
                (None, Some(_)) if !plain => perhaps = perhaps.or(Some(sighting)),
                _ => found.push((*sighting, unreleased, *says_something)),
            }
        }
        let version = wanted.version;
        let written = found.iter().find(|(_, _, says_something)| *says_something);
        match (written.or(found.first()), perhaps) {
            (Some((section, true, _)), _) => {
                let finding =
                    Finding::new("unreleased", format!("the section for {version} says `Unreleased`"));
                Ok(SectionState::Wrong(finding.seen(section).remedy("give it the day of the release")))
            }
            (Some(_), _) if written.is_some() => Ok(SectionState::Written),
            (Some((section, _, _)), _) => {
                let message = format!("the section for {version} has nothing in it");
                let finding = Finding::new("empty-section", message);
                Ok(SectionState::Wrong(finding.seen(section).remedy("write what is new")))
            }
            (None, Some(heading)) => {
                let line = heading.line.unwrap_or_default();
                let of = wanted.package.map_or("", |package| package.name.as_str());
                let own = if plain || of.is_empty() { String::new() } else { format!("{of} ") };
                Err(format!(
                    "{}:{line}: `{}` may be the section for {version}, but does not plainly say so: write `## {own}{version}`",
                    self.path, heading.text
                ))
            }
            (None, None) if self.is_there && !self.is_understood() => Err(format!(
                "{}: no heading in it is a version, so it was not understood: write `## [{version}]` for a \
                 release, or name another file with `path`",
                self.path
            )),
            (None, None) => Ok(SectionState::Missing),
        }
    }

    /// May the file be the log of other packages, and not of this one? One that names several packages is the log of them all; one
    /// that names a single other package, or has plain versions that do not speak for this one, may be of no more than that.
    pub(super) fn may_be_of_others(&self, wanted: &WantedSection<'_>, plain: bool) -> bool {
        let Some(package) = wanted.package else { return false };
        let releases = || {
            self.entries.iter().filter_map(|entry| match entry.heading {
                ReleaseHeading::Release { package, .. } => Some(package.or(entry.below)),
                _ => None,
            })
        };
        let named: BTreeSet<&str> = releases()
            .flatten()
            .filter_map(|name| self.members.iter().copied().find(|member| same_name(member, name)))
            .collect();
        match named.len() {
            0 => !plain && releases().next().is_some(),
            1 => !named.contains(package.name.as_str()),
            _ => false,
        }
    }

    /// Why it is not known whether the file should have a section for a package.
    pub(super) fn not_said_whose(&self, wanted: &WantedSection<'_>) -> String {
        let (path, version) = (self.path, wanted.version);
        let name = wanted.package.map_or("", |package| package.name.as_str());
        format!(
            "{path}: whether it is the log of {name} as well is not said: it has no section for {version}, and its \
             headings name no second package: write `## {name} {version}`, or name in `packages` whose log it is"
        )
    }

    fn is_understood(&self) -> bool {
        let release = |entry: &LogEntry<'_>| matches!(entry.heading, ReleaseHeading::Release { .. });
        self.is_empty || self.open.is_some() || self.entries.iter().any(release)
    }

    /// The findings about versions without a section.
    pub(super) fn missing(&self, missing: &BTreeMap<&str, Vec<&WantedSection<'_>>>) -> Vec<Finding> {
        let path = self.path;
        if !self.is_there && !missing.is_empty() {
            let finding = Finding::new("absent", format!("{path} is not there")).at(path, None, None);
            return vec![finding.remedy(format!("write {path}, or name the changelog in `path`"))];
        }
        let several = missing.len() > 1;
        let about = |(version, wanted): (&&str, &Vec<&WantedSection<'_>>)| {
            let names = wanted.iter().filter_map(|one| Some(one.package?.name.as_str()));
            let names = names.collect::<Vec<_>>().join(", ");
            let of = if self.members.len() > 1 { format!(" of {names}") } else { String::new() };
            let finding = Finding::new("no-version", format!("no section for {version}{of}"));
            match self.open.filter(|_| !several) {
                Some(open) => finding.seen(open).remedy(format!(
                    "give `{}` the heading `[{version}]` with the day of the release",
                    open.text
                )),
                None if several => {
                    finding.at(path, None, None).remedy(format!("write a section `## {names} {version}`"))
                }
                None => finding.at(path, None, None).remedy(format!("write a section `## [{version}]`")),
            }
        };
        missing.iter().map(about).collect()
    }
}

/// The level of what is no heading, but may stand for one.
const OF_LINES: u8 = 7;

/// The level of a heading in a changelog; `None` for what is no heading at all.
fn level(sighting: &Sighting) -> Option<u8> {
    match sighting.rule.as_str() {
        BOLD | ITEM => Some(OF_LINES),
        rule => rule.strip_prefix(HEADING)?.parse().ok(),
    }
}

/// The headings that hold a version, but for those within the section of a release: what stands there belongs to it.
fn entries<'l>(headings: &[&'l Sighting], members: &[&str]) -> Vec<LogEntry<'l>> {
    let mut above: Vec<(u8, &Sighting, bool)> = Vec::new();
    let mut entries = Vec::new();
    for (at, sighting) in headings.iter().copied().enumerate() {
        let Some(level) = level(sighting) else { continue };
        above.retain(|(higher, _, _)| *higher < level);
        let heading = ReleaseHeading::of(&sighting.text);
        let within = above.iter().any(|(_, _, release)| *release);
        let is_release = matches!(heading, ReleaseHeading::Release { .. });
        let names = |name: &str| members.iter().any(|member| same_name(member, name));
        let counts = match &heading {
            ReleaseHeading::Release { package, .. } => !within || package.is_none_or(names),
            ReleaseHeading::Mention(_) => !within,
            ReleaseHeading::Other => false,
        };
        let below = above.iter().rev().map(|(_, heading, _)| heading.text.trim()).find(|text| names(text));
        above.push((level, sighting, is_release));
        if counts {
            let next = headings[at + 1..].iter().take_while(|next| !begins_another(next));
            let says_something =
                [sighting].iter().chain(next).any(|section| section.number.unwrap_or_default() >= 1.0);
            entries.push(LogEntry { sighting, heading, below, says_something });
        }
    }
    entries
}

/// Does the heading begin what belongs to another release?
fn begins_another(heading: &Sighting) -> bool {
    let release = matches!(ReleaseHeading::of(&heading.text), ReleaseHeading::Release { .. });
    release || heading.text.to_lowercase().contains("unreleased")
}

/// Are these two names of one package?
fn same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.to_ascii_lowercase().replace('_', "-");
    plain(one) == plain(other)
}
