//! What the past of the workspace says: what gates asked when people answered them, and which releases there were.

use std::collections::BTreeMap;
use std::path::Path;

use shipworthy_engine::facts::git::{self, RepositoryRef};
use shipworthy_engine::run::answered_gate::AnsweredGate;
use shipworthy_engine::sys::clock;
use shipworthy_model::checklist::{Checklist, SignOff};
use shipworthy_model::id::GateId;
use shipworthy_model::kind::{Kind, KindSchema, SIGN_OFF};
use shipworthy_model::release::{Releases, UnrecordedRelease};

use crate::load::FILE;

/// A text of the past as a checklist. What is wrong with it now may have been right then, and is left out.
pub(crate) fn checklist(text: &str, kinds: &[&'static Kind]) -> Checklist {
    let schemas: Vec<&KindSchema> = kinds.iter().map(|kind| &kind.schema).collect();
    shipworthy_checklist::read(text, &schemas, clock::now().date()).0
}

/// What the gates that sign-offs answer asked for in the commits that those name. Nothing of a gate that was not there, or
/// where git cannot tell: then nobody knows what was answered.
pub(crate) fn answered(
    root: &Path,
    now: &Checklist,
    kinds: &[&'static Kind],
) -> BTreeMap<GateId, AnsweredGate> {
    let named = |sign_off: &SignOff| Some((sign_off.commit.clone()?, sign_off.gate.clone()));
    let mut wanted: BTreeMap<String, Vec<GateId>> = BTreeMap::new();
    for (commit, gate) in now.sign_offs.iter().filter_map(named) {
        wanted.entry(commit).or_default().push(gate);
    }
    if wanted.is_empty() {
        return BTreeMap::new();
    }
    let commits: Vec<String> = wanted.keys().cloned().collect();
    let Ok(texts) = git::texts(root, &commits, FILE) else { return BTreeMap::new() };
    let mut answered = BTreeMap::new();
    for (gates, text) in wanted.into_values().zip(texts) {
        let Some(then) = text.map(|text| checklist(&text, kinds)) else { continue };
        for id in gates {
            let gate = then.gate(&id).filter(|gate| gate.check.kind == SIGN_OFF);
            let asked = gate.map(|gate| AnsweredGate {
                question: gate.check.params.text("question").map(str::to_owned),
                inputs: gate.inputs.clone(),
            });
            answered.extend(asked.map(|asked| (id, asked)));
        }
    }
    answered
}

/// The releases that git speaks of and the store does not: those that are newer than the last one on record.
pub(crate) fn unrecorded(root: &Path, refs: &[RepositoryRef], recorded: &Releases) -> Vec<UnrecordedRelease> {
    let last = recorded.last();
    let known = |tag: &str, version: &str| {
        recorded
            .all
            .iter()
            .any(|release| release.version == version || release.tags.iter().any(|one| one == tag))
    };
    let mut found = Vec::new();
    for tag in refs {
        let Some(name) = tag.name.strip_prefix("refs/tags/") else { continue };
        let Some(version) = version_of(name).filter(|version| !known(name, version)) else { continue };
        let older = last.is_some_and(|last| {
            precedes(version, &last.version) && tag.made.is_none_or(|made| made <= last.ended)
        });
        if !older {
            found.push(UnrecordedRelease { told_by: format!("the tag {name} has"), made: tag.made });
        }
    }
    if last.is_none() && root.join(".git/shallow").exists() {
        let told_by = "a shallow clone may lack tags, and there is".to_owned();
        found.push(UnrecordedRelease { told_by, made: None });
    }
    found
}

/// The tag of the last release: of the highest version, one on the way to a version left out.
pub(crate) fn last_release(refs: &[RepositoryRef]) -> Option<&RepositoryRef> {
    let version = |tag: &&RepositoryRef| {
        let version = numbers(version_of(tag.name.strip_prefix("refs/tags/")?)?);
        version.filter(|(_, whole)| *whole)
    };
    refs.iter().filter(|tag| version(tag).is_some()).max_by_key(version)
}

/// The version that a tag ends with: `1.2.0` of `v1.2.0`, `core-v1.2.0` and `core/1.2.0`.
fn version_of(tag: &str) -> Option<&str> {
    let begins = |at: &usize| {
        let before = tag[..*at].strip_suffix('v').unwrap_or(&tag[..*at]);
        tag[*at..].starts_with(|c: char| c.is_ascii_digit())
            && !before.ends_with(|c: char| c.is_alphanumeric() || c == '.')
    };
    let starts = tag.char_indices().map(|(at, _)| at);
    starts.filter(begins).map(|at| &tag[at..]).find(|version| numbers(version).is_some())
}

/// The three numbers of a version, and whether it is a whole one rather than one on the way there.
fn numbers(version: &str) -> Option<([u64; 3], bool)> {
    let version = version.split('+').next()?;
    let (numbers, rest) =
        version.split_once('-').map_or((version, None), |(numbers, rest)| (numbers, Some(rest)));
    let numbers: Vec<u64> = numbers.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
    Some((numbers.try_into().ok()?, rest.is_none()))
}

/// Is a version an earlier one than another, as far as both can be read?
fn precedes(one: &str, other: &str) -> bool {
    matches!((numbers(one), numbers(other)), (Some(one), Some(other)) if one < other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_releases_are_told_from_others() {
        for (tag, version) in [
            ("v1.2.0", Some("1.2.0")),
            ("1.2.0", Some("1.2.0")),
            ("core-v1.2.0-rc.1", Some("1.2.0-rc.1")),
            ("core/1.2.0+5", Some("1.2.0+5")),
            ("release-2", None),
            ("nightly", None),
            ("v1.2", None),
            ("x1.2.0", None),
            ("1.2.0.4", None),
        ] {
            assert_eq!(version_of(tag), version, "{tag}");
        }
        assert!(
            precedes("1.2.0-rc.1", "1.2.0") && precedes("1.9.0", "1.10.0") && !precedes("1.2.0", "1.2.0")
        );
    }
}
