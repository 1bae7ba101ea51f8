//! `changelog`: the version that is about to be released has its section, and something stands in it.

use std::collections::BTreeSet;

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::observation::{Looked, Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::kind::{Kind, Scope};
use crate::reading::markdown::headings;

/// The check kind `changelog`.
pub(super) static KIND: Kind = Kind::new("changelog", "the changelog says what is new in this version", steps, judge)
    .about("Looks for the heading of a version, as Keep a Changelog writes it (`## [0.2.0] - 2026-01-31`) or plainer \
            (`## 0.2.0`, `## v0.2.0 (date)`, `## name-v0.2.0`), at any level, and for something below it; \
            definitions of links do not count. `[Unreleased]` is no version. Without `version`, every version \
            that a publishable package has must be there. Whether the text is true is not looked at.")
    .params(&[
            Param::optional("path", ParamType::Path, "the changelog; default `CHANGELOG.md`"),
            Param::optional("version", ParamType::Text, "the version; default those of the packages that may be published"),
        ])
    .since("0.1")
    .scope(Scope::Each(&[
        Scope::Named { by: &["path"], otherwise: &[DEFAULT] },
        Scope::Files(&["**/Cargo.toml"]),
    ]));

const DEFAULT: &str = "CHANGELOG.md";

fn path(params: &Params) -> &str {
    params.text("path").unwrap_or(DEFAULT)
}

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let look = Step::Look(Look::new([path(params).to_owned()], look));
    let workspace = (!params.has("version")).then_some(Step::Workspace);
    [look].into_iter().chain(workspace).collect()
}

fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let text = file.text()?;
    // A definition of a link shows nothing, but stands below the last heading.
    let defines = |line: &&str| line.starts_with('[') && line.contains("]: ");
    let shown: Vec<&str> = text.lines().map(|line| if defines(&line) { "" } else { line }).collect();
    let section = |heading: crate::reading::markdown::SectionHeading| {
        Sighting::new("section", file.path)
            .at(Some(heading.line), None)
            .text(heading.text)
            .number(heading.content as f64)
    };
    Ok(headings(&shown.join("\n")).into_iter().map(section).collect())
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let (looked, workspace) = match observations {
        [Observation::Looked(looked)] => (looked, None),
        [Observation::Looked(looked), Observation::Workspace(workspace)] => (looked, Some(workspace)),
        _ => return Judgement::unknown(Reason::CouldNotLook, "the changelog was not looked at"),
    };
    let packages = workspace.into_iter().flat_map(|workspace| &workspace.packages).filter(|p| p.publishable);
    let versions: BTreeSet<&str> = match params.text("version") {
        Some(version) => BTreeSet::from([version.strip_prefix('v').unwrap_or(version)]),
        None => packages.map(|package| package.version.as_str()).collect(),
    };
    if versions.is_empty() {
        let why = "no package may be published, so there is no version to look for: give `version`";
        return Judgement::unknown(Reason::NothingToLookAt, why);
    }
    let path = path(params);
    if let Some((path, why)) = looked.unreadable.first() {
        return Judgement::unknown(Reason::CouldNotLook, format!("{path}: {why}"));
    }
    if looked.files == 0 {
        let finding = Finding::new("absent", format!("{path} is not there")).at(path, None, None);
        return Judgement::of(1, "versions", vec![finding.remedy(format!("write {path}"))]);
    }
    let findings = versions.iter().filter_map(|version| about(version, path, looked)).collect();
    Judgement::of(versions.len() as u64, "versions", findings)
}

/// The finding about the section of a version, when something is wrong with it.
fn about(version: &str, path: &str, looked: &Looked) -> Option<Finding> {
    let mut sections = looked.sightings.iter().filter(|section| names(&section.text, version)).peekable();
    let Some(first) = sections.peek().copied() else {
        let finding = Finding::new("no-version", format!("no section for {version}"));
        let open = looked.sightings.iter().find(|s| s.text.to_lowercase().contains("unreleased"));
        return Some(match open {
            Some(open) => {
                let remedy =
                    format!("give `{}` the heading `[{version}]` with the day of the release", open.text);
                finding.seen(open).remedy(remedy)
            }
            None => finding.at(path, None, None).remedy(format!("write a section `## [{version}]`")),
        });
    };
    let empty = sections.all(|section| section.number.unwrap_or_default() < 1.0);
    let finding = Finding::new("empty-section", format!("the section for {version} has nothing in it"));
    empty.then(|| finding.seen(first).remedy("write what is new"))
}

/// Does the heading name this version?
fn names(heading: &str, version: &str) -> bool {
    let words = heading.split(|c: char| c.is_whitespace() || "[](),:`*_".contains(c));
    words.into_iter().any(|word| {
        let before = word.strip_suffix(version);
        before.is_some_and(|before| {
            matches!(before, "" | "v" | "V") || before.ends_with("-v") || before.ends_with('@')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{KIND, names};
    use crate::testing::{judge, params, summary, text, workspace};

    #[test]
    fn the_version_has_a_section_with_something_in_it() {
        let cases = [
            ("# Changelog\n## [Unreleased]\n## [0.2.0] - 2026-01-31\n- x\n", "pass 1 versions"),
            ("## v0.2.0 (2026-01-31)\n### Added\n- x\n", "pass 1 versions"),
            ("0.2.0\n-----\nx\n", "pass 1 versions"),
            ("# Changelog\n\n## [Unreleased]\n- x\n", "fail no-version CHANGELOG.md:3"),
            ("## 0.2.0-rc.1\n- x\n", "fail no-version CHANGELOG.md"),
            ("## 0.2.0\n### Added\n## 0.1.0\n- x\n", "fail empty-section CHANGELOG.md:1"),
            ("## [0.2.0]\n\n[0.2.0]: https://example.invalid\n", "fail empty-section CHANGELOG.md:1"),
            ("", "fail no-version CHANGELOG.md"),
        ];
        for (document, want) in cases {
            let params = params([("version", text("v0.2.0"))]);
            assert_eq!(judge(&KIND, &params, None, &[("CHANGELOG.md", document)]), want, "{document}");
        }
        let version = params([("version", text("0.2.0")), ("path", text("docs/NEWS.md"))]);
        assert_eq!(judge(&KIND, &version, None, &[]), "fail absent docs/NEWS.md");
        assert_eq!(summary(&(KIND.judge)(&version, &[])), "unknown could not look");
    }

    #[test]
    fn every_version_that_is_published_counts() {
        let mut members = workspace(&[("a", "a", &[]), ("b", "b", &[]), ("c", "c", &[])]);
        for (package, version) in members.packages.iter_mut().zip(["1.0.0", "2.0.0", "3.0.0"]) {
            package.version = version.to_owned();
        }
        members.packages[2].publishable = false;
        let both = [("CHANGELOG.md", "## b-v2.0.0\nx\n## a@1.0.0\nx\n")];
        assert_eq!(judge(&KIND, &params([]), Some(members.clone()), &both), "pass 2 versions");
        let one = [("CHANGELOG.md", "## 2.0.0\nx\n")];
        assert_eq!(judge(&KIND, &params([]), Some(members.clone()), &one), "fail no-version CHANGELOG.md");
        members.packages.iter_mut().for_each(|package| package.publishable = false);
        assert_eq!(judge(&KIND, &params([]), Some(members), &one), "unknown nothing to look at");
    }

    #[test]
    fn a_version_is_a_whole_word() {
        for (heading, named) in [
            ("[1.0.0](https://example.invalid) - 2026-01-01", true),
            ("Version **1.0.0**:", true),
            ("11.0.0", false),
            ("1.0.0.1", false),
            ("See 0-1.0.0", false),
        ] {
            assert_eq!(names(heading, "1.0.0"), named, "{heading}");
        }
    }
}
