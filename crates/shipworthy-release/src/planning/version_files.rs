//! Further files in which versions stand, as the checklist names them: each place is found by its pattern and gets the new
//! version, with as many numbers as stand there. Every other byte of the file stays.

use std::collections::BTreeMap;

use regex_lite::Regex;
use semver::Version;
use shipworthy_model::judgement::Finding;
use shipworthy_model::release_settings::{VERSION, VersionFile};

use super::inputs::PlanInputs;
use crate::plan::{FileEdit, PlannedPackage};

/// What a version looks like in a text: one to three numbers, and what may follow a third one.
const LOOKS: &str = r"(?P<version>[0-9]+(?:\.[0-9]+(?:\.[0-9]+(?:-[0-9A-Za-z.-]*[0-9A-Za-z])?(?:\+[0-9A-Za-z.-]*[0-9A-Za-z])?)?)?)";

/// Puts the new versions into the files that the checklist names, on top of what is edited already.
pub(super) fn version_files(
    inputs: &PlanInputs<'_>,
    packages: &[PlannedPackage],
    edits: &mut Vec<FileEdit>,
    findings: &mut Vec<Finding>,
) {
    let mut wanted: Vec<(VersionFile<'_>, &str)> = Vec::new();
    for member in packages {
        let files = inputs.settings.version_files(Some(&member.name));
        wanted.extend(files.into_iter().map(|file| (file, member.to.as_str())));
    }
    let of_all = inputs.settings.version_files(None);
    if let (Some(file), Some(first)) = (of_all.first(), packages.first()) {
        match packages.iter().find(|member| member.to != first.to) {
            None => wanted.extend(of_all.into_iter().map(|file| (file, first.to.as_str()))),
            Some(other) => {
                let message = format!(
                    "is to hold the version of all, and `{}` comes to {}, `{}` to {}",
                    first.name, first.to, other.name, other.to
                );
                let remedy =
                    "write it into `version-files` of the `[release.packages.NAME]` whose version it is";
                findings
                    .push(Finding::new("version-files", message).at(file.path, None, None).remedy(remedy));
            }
        }
    }
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (file, to) in wanted {
        let own = inputs.own_path(file.path).to_owned();
        let edited = || edits.iter().find(|edit| edit.path == own).map(|edit| &edit.text);
        let text = texts.get(&own).or_else(edited).or_else(|| inputs.gathered.texts.get(file.path));
        let place = |finding: Finding| finding.at(file.path, None, None);
        let Some(text) = text else {
            let finding = place(Finding::new("version-files", "is not there, and is to hold a version"));
            findings.push(finding.remedy("mend its `path` in readiness.toml, or take it out"));
            continue;
        };
        let Ok(pattern) = Regex::new(&file.pattern.replace(VERSION, LOOKS)) else { continue };
        let Ok(version) = Version::parse(to) else { continue };
        let (new, places) = rewritten(text, &pattern, &version);
        if places < file.at_least {
            let message = format!(
                "`{}` is found in {places} places, and must be in {} at least",
                file.pattern, file.at_least
            );
            let finding = place(Finding::new("version-files", message));
            findings.push(finding.remedy("mend the pattern in readiness.toml, or the file"));
            continue;
        }
        texts.insert(own, new);
    }
    for (path, text) in texts {
        match edits.iter_mut().find(|edit| edit.path == path) {
            Some(edit) => edit.text = text,
            None => edits.extend(inputs.edit(&path, text)),
        }
    }
}

/// The text with the version in all places that the pattern finds, and how many those are.
fn rewritten(text: &str, pattern: &Regex, to: &Version) -> (String, u64) {
    let (mut out, mut at, mut places) = (String::with_capacity(text.len()), 0, 0);
    for found in pattern.captures_iter(text) {
        let Some(old) = found.name("version") else { continue };
        out.push_str(&text[at..old.start()]);
        out.push_str(&as_precise(old.as_str(), to));
        at = old.end();
        places += 1;
    }
    (out + &text[at..], places)
}

/// The version with as many numbers as the old one has.
fn as_precise(old: &str, to: &Version) -> String {
    // No range of a prerelease is shorter than itself.
    match old.split(['-', '+']).next().unwrap_or(old).split('.').count() {
        1 if to.pre.is_empty() => to.major.to_string(),
        2 if to.pre.is_empty() => format!("{}.{}", to.major, to.minor),
        _ => to.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    fn after(text: &str, pattern: &str, to: &str) -> (String, u64) {
        let pattern = Regex::new(&pattern.replace(VERSION, LOOKS)).unwrap();
        rewritten(text, &pattern, &Version::parse(to).unwrap())
    }

    #[test]
    fn a_version_is_written_as_precisely_as_it_was() {
        let cases = [
            (
                "aa = \"0.1\"\nbb = \"0.1\"\n",
                "aa = \"{version}\"",
                "0.2.3",
                "aa = \"0.2\"\nbb = \"0.1\"\n",
                1,
            ),
            ("v0.1.0 and v0.1.0.", "v{version}", "0.2.0", "v0.2.0 and v0.2.0.", 2),
            ("aa-1.0.0-rc.1.zip", r"aa-{version}\.zip", "1.0.0", "aa-1.0.0.zip", 1),
            ("image: x:1", "x:{version}", "2.3.4", "image: x:2", 1),
            ("image: x:1", "x:{version}", "2.0.0-rc.1", "image: x:2.0.0-rc.1", 1),
            ("nothing", "x:{version}", "2.0.0", "nothing", 0),
        ];
        for (text, pattern, to, want, places) in cases {
            assert_eq!(after(text, pattern, to), (want.to_owned(), places), "{text} {pattern}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in ".{0,60}") {
            let (new, places) = after(&text, "v{version}", "1.2.3");
            prop_assert!(places > 0 || new == text);
        }
    }
}
