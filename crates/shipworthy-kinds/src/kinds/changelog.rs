//! `changelog`: the version that is about to be released has its section, and something stands in it. Which heading is
//! whose, `release_heading` says, and what stands in a file `release_log`; here each package finds its file and its section.

mod release_log;

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::{Facts, Package, Workspace};
use shipworthy_model::judgement::Judgement;
use shipworthy_model::kind::{Kind, Param, ParamType, Scope};
use shipworthy_model::observation::{Looked, Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::path::{folder, join, resolve};
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use self::release_log::{BOLD, EMPTY, HEADING, ITEM, ReleaseLog, SectionState, WantedSection};
use crate::reading::cargo::selection;
use crate::reading::markdown::{SectionStart, outline};
use crate::reading::release_heading::ReleaseHeading;

/// The check kind `changelog`.
pub(super) static KIND: Kind =
    Kind::new("changelog", "the changelog says what is new in this version", steps, judge)
        .about(
            "Looks for the section of each package that may be published: a heading that is its version, as Keep \
             a Changelog writes it (`## [0.2.0] - 2026-01-31`) or plainer (`## 0.2.0`, `## v0.2.0 (date)`, \
             `## name-v0.2.0`, `## name 0.2.0`), at any level, with something below it. Where no heading is a \
             version, lines in bold type and items of a list are taken for headings. A heading that only speaks \
             of the version is none; `[Unreleased]` is no version, and a section that still says so is a \
             finding.\n\nA package has its own file beside its manifest, or where `path` says with `{name}` or \
             `{path}`; without one, it must be in the file at the root. Where several packages with different \
             versions share a file, the heading must name the package; where its headings name no second package, \
             it may be the log of one alone, which is unknown until `packages` says whose it is. A file in which \
             no heading is a version, and a heading that may be meant, are unknown. Whether the text is true is not looked at.",
        )
        .params(&[
            Param::optional(
                "path",
                ParamType::Path,
                "the changelog; `{name}` and `{path}` stand for the name and the folder of a package; default \
                 `{path}/CHANGELOG.md` where there is one, else `CHANGELOG.md`",
            ),
            Param::optional(
                "packages",
                ParamType::Texts,
                "only these members; default: those that may be published",
            ),
            Param::optional("version", ParamType::Text, "the version; default that of each package"),
        ])
        .since("0.1")
        .version(3)
        // The files that are looked for are asked after by name, and count by that.
        .scope(Scope::Files(&["**/Cargo.toml"]));

const DEFAULT: &str = "CHANGELOG.md";

fn steps(params: &Params, facts: &Facts) -> Vec<Step> {
    let packages = facts.workspace.iter().flat_map(|workspace| &workspace.packages);
    let mut files: BTreeSet<String> =
        packages.flat_map(|package| candidates(params, Some(package))).collect();
    files.extend(candidates(params, None));
    let workspace = asks_for_packages(params).then_some(Step::Workspace);
    [Step::Look(Look::new(files, look))].into_iter().chain(workspace).collect()
}

/// Is it about packages, and not about one version in one file?
fn asks_for_packages(params: &Params) -> bool {
    let template = params.text("path").is_some_and(is_template);
    !params.has("version") || params.has("packages") || template
}

fn is_template(path: &str) -> bool {
    path.contains("{name}") || path.contains("{path}")
}

/// The files in which the section of a package may stand; the first that is there counts.
fn candidates(params: &Params, package: Option<&Package>) -> Vec<String> {
    match (params.text("path"), package) {
        (Some(path), Some(package)) => {
            let path = path.replace("{name}", &package.name).replace("{path}", &package.dir);
            vec![resolve("", path.trim_start_matches('/'))]
        }
        (Some(path), None) if is_template(path) => Vec::new(),
        (Some(path), None) => vec![resolve("", path)],
        (None, Some(package)) if !package.dir.is_empty() => {
            vec![join(&package.dir, DEFAULT), DEFAULT.to_owned()]
        }
        (None, _) => vec![DEFAULT.to_owned()],
    }
}

fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let outline = outline(file.text()?);
    let mut sightings = vec![Sighting::new(if outline.has_content { "file" } else { EMPTY }, file.path)];
    for section in outline.sections {
        let rule = match section.mark {
            SectionStart::Heading(level) => format!("{HEADING}{level}"),
            // Of these only those that may be meant as headings are worth keeping.
            SectionStart::Bold if ReleaseHeading::of(&section.text) != ReleaseHeading::Other => {
                BOLD.to_owned()
            }
            SectionStart::Item if ReleaseHeading::of(&section.text) != ReleaseHeading::Other => {
                ITEM.to_owned()
            }
            SectionStart::Bold | SectionStart::Item | SectionStart::Html => continue,
        };
        // What follows the version of an item on its line is the news; a day or a name is none.
        let says = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
        let words = section.text.split_whitespace().filter(says).count().saturating_sub(1);
        let words = if rule == ITEM { words } else { 0 };
        let content = section.content.max(words as u64);
        sightings.push(
            Sighting::new(rule, file.path)
                .at(Some(section.line), None)
                .text(section.text)
                .number(content as f64),
        );
    }
    Ok(sightings)
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let (looked, workspace) = match observations {
        [Observation::Looked(looked)] => (looked, None),
        [Observation::Looked(looked), Observation::Workspace(workspace)] => (looked, Some(workspace)),
        _ => return Judgement::unknown(Reason::CouldNotLook, "the changelog was not looked at"),
    };
    let wanted = match wanted(params, workspace, looked) {
        Ok(wanted) => wanted,
        Err(judgement) => return judgement,
    };
    let mut by_file: BTreeMap<&str, Vec<&WantedSection<'_>>> = BTreeMap::new();
    for one in &wanted {
        by_file.entry(&one.path).or_default().push(one);
    }
    let (mut findings, mut unclear) = (Vec::new(), Vec::new());
    for (path, wanted) in by_file {
        if let Some((_, why)) = looked.unreadable.iter().find(|(unreadable, _)| unreadable == path) {
            unclear.push(format!("{path}: {why}"));
            continue;
        }
        let changelog = ReleaseLog::of(path, looked, workspace);
        let mut missing: BTreeMap<&str, Vec<&WantedSection<'_>>> = BTreeMap::new();
        for one in &wanted {
            let plain = speaks_for(params, workspace, &wanted, one);
            match changelog.section(one, plain) {
                Ok(SectionState::Written) => {}
                Ok(SectionState::Wrong(finding)) => findings.push(finding),
                Ok(SectionState::Missing)
                    if !params.has("packages") && changelog.may_be_of_others(one, plain) =>
                {
                    unclear.push(changelog.not_said_whose(one));
                }
                Ok(SectionState::Missing) => missing.entry(one.version).or_default().push(one),
                Err(why) => unclear.push(why),
            }
        }
        findings.extend(changelog.missing(&missing));
    }
    findings.dedup();
    match unclear.into_iter().next() {
        Some(why) if findings.is_empty() => Judgement::unknown(Reason::CouldNotLook, why),
        _ => Judgement::of(wanted.len() as u64, "versions", findings),
    }
}

fn wanted<'w>(
    params: &'w Params,
    workspace: Option<&'w Workspace>,
    looked: &Looked,
) -> Result<Vec<WantedSection<'w>>, Judgement> {
    let given = params.text("version").map(|version| version.strip_prefix('v').unwrap_or(version));
    let seen = |path: &String| {
        let sightings = looked.sightings.iter().map(|sighting| &sighting.path);
        sightings.chain(looked.unreadable.iter().map(|(path, _)| path)).any(|seen| seen == path)
    };
    let file = |package: Option<&Package>| {
        let mut files = candidates(params, package);
        let there = files.iter().position(seen).or(files.len().checked_sub(1));
        there.map(|at| files.swap_remove(at)).unwrap_or_default()
    };
    let Some(workspace) = workspace else {
        let version = given.unwrap_or_default();
        return Ok(vec![WantedSection { package: None, version, path: file(None) }]);
    };
    let members = selection::members(params, workspace)?;
    let members = members.into_iter().filter(|package| params.has("packages") || package.publishable);
    let wanted: Vec<WantedSection<'_>> = members
        .map(|package| WantedSection {
            package: Some(package),
            version: given.unwrap_or(&package.version),
            path: file(Some(package)),
        })
        .collect();
    if wanted.is_empty() {
        let why = "no package may be published, so there is no version to look for: give `version`";
        return Err(Judgement::unknown(Reason::NothingToLookAt, why));
    }
    Ok(wanted)
}

/// Does a heading without a name speak for this package? It does for the one that the file belongs to, or when all that
/// are in the file have one version.
fn speaks_for(
    params: &Params,
    workspace: Option<&Workspace>,
    sharing: &[&WantedSection<'_>],
    one: &WantedSection<'_>,
) -> bool {
    if params.text("path").is_some_and(is_template) {
        return true;
    }
    let beside = |package: &Package| package.dir == folder(&one.path);
    let owner = if params.has("path") {
        sharing.iter().filter_map(|one| one.package).find(|package| beside(package))
    } else {
        let mut members = workspace.into_iter().flat_map(|workspace| &workspace.packages);
        members.find(|package| package.publishable && beside(package))
    };
    match owner {
        Some(owner) => {
            one.package.is_some_and(|package| package.name == owner.name) || owner.version == one.version
        }
        None => sharing.iter().all(|other| other.version == one.version),
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_model::facts::Workspace;

    use super::KIND;
    use crate::testing::{judge, params, summary, text, texts, workspace};

    #[test]
    fn the_version_has_a_section_with_something_in_it() {
        let cases = [
            ("# Changelog\n## [Unreleased]\n## [0.2.0] - 2026-01-31\n- x\n", "pass 1 versions"),
            ("## v0.2.0 (2026-01-31)\n### Added\n- x\n", "pass 1 versions"),
            ("0.2.0\n-----\nx\n", "pass 1 versions"),
            ("## 0.2.0\n## What's Changed\n- x\n## 0.1.0\n- y\n", "pass 1 versions"),
            ("## 0.2.0\n## What's Changed\n## 0.1.0\n- y\n", "fail empty-section CHANGELOG.md:1"),
            ("## pkg/v0.2.0\n- x\n", "pass 1 versions"),
            ("## 0.2.0.\n- x\n", "pass 1 versions"),
            ("**0.2.0**\n\n- x\n\n**0.1.0**\n\n- y\n", "pass 1 versions"),
            ("# Changelog\n\n- 0.2.0 - 2026-01-31\n  - x\n- 0.1.0\n  - y\n", "pass 1 versions"),
            ("- 0.2.0: the first of many\n- 0.1.0: x\n", "pass 1 versions"),
            ("# Changelog\n\n## [Unreleased]\n- x\n", "fail no-version CHANGELOG.md:3"),
            ("## 0.2.0-rc.1\n- x\n", "fail no-version CHANGELOG.md"),
            ("## 0.2.0\n### Added\n## 0.1.0\n- x\n", "fail empty-section CHANGELOG.md:1"),
            ("## [0.2.0]\n\n[0.2.0]: https://example.invalid\n", "fail empty-section CHANGELOG.md:1"),
            ("## 0.2.0\n### Added\n-\n### Fixed\n- \n", "fail empty-section CHANGELOG.md:1"),
            ("## 0.2.0\nTBD\n", "fail empty-section CHANGELOG.md:1"),
            ("**0.2.0**\n\n**0.1.0**\n\n- y\n", "fail empty-section CHANGELOG.md:1"),
            ("- 0.2.0 - 2026-01-31\n- 0.1.0 - 2026-01-01\n", "fail empty-section CHANGELOG.md:1"),
            ("## [0.2.0] - Unreleased\n- x\n", "fail unreleased CHANGELOG.md:1"),
            ("## [0.1.0]\n### Bump serde to 0.2.0\n- x\n", "fail no-version CHANGELOG.md"),
            ("## [0.1.0]\n### serde 0.2.0\n- x\n", "fail no-version CHANGELOG.md"),
            ("", "fail no-version CHANGELOG.md"),
            ("# Changelog\n", "fail no-version CHANGELOG.md"),
            // What is not understood accuses nobody.
            ("## [0.1.0]\n- x\n## Moving to 0.2.0\n- x\n", "unknown could not look"),
            ("See the [releases](https://example.invalid).\n", "unknown could not look"),
            ("* Version 0.2 has come\n* So has 0.1\n", "unknown could not look"),
            ("<h2>0.2.0</h2>\n\nx\n", "unknown could not look"),
        ];
        for (document, want) in cases {
            let params = params([("version", text("v0.2.0"))]);
            assert_eq!(judge(&KIND, &params, None, &[("CHANGELOG.md", document)]), want, "{document}");
        }
        let version = params([("version", text("0.2.0")), ("path", text("docs/NEWS.md"))]);
        assert_eq!(judge(&KIND, &version, None, &[]), "fail absent docs/NEWS.md");
        assert_eq!(summary(&(KIND.judge)(&version, &[])), "unknown could not look");
    }

    /// Packages of these names, folders and versions.
    fn members(packages: &[(&str, &str, &str)]) -> Workspace {
        let none: &[&str] = &[];
        let shape: Vec<_> = packages.iter().map(|(name, dir, _)| (*name, *dir, none)).collect();
        let mut members = workspace(&shape);
        for package in &mut members.packages {
            let version = packages.iter().find(|(name, _, _)| *name == package.name).unwrap().2;
            version.clone_into(&mut package.version);
        }
        members
    }

    #[test]
    fn every_version_that_is_published_counts() {
        let mut three = members(&[("a", "a", "1.0.0"), ("b", "b", "2.0.0"), ("c", "c", "3.0.0")]);
        three.packages[2].publishable = false;
        let both = [("CHANGELOG.md", "## b-v2.0.0\nx\n## a@1.0.0\nx\n")];
        assert_eq!(judge(&KIND, &params([]), Some(three.clone()), &both), "pass 2 versions");
        let by_name = [("CHANGELOG.md", "## a\n### 1.0.0\nx\n## b\n### 2.0.0\nx\n")];
        assert_eq!(judge(&KIND, &params([]), Some(three.clone()), &by_name), "pass 2 versions");
        let one = [("CHANGELOG.md", "## b 2.0.0\nx\n")];
        assert_eq!(judge(&KIND, &params([]), Some(three.clone()), &one), "unknown could not look");
        let ours = params([("packages", texts(&["a", "b"]))]);
        assert_eq!(judge(&KIND, &ours, Some(three.clone()), &one), "fail no-version CHANGELOG.md");
        let of_both = [("CHANGELOG.md", "## b 2.0.0\nx\n## a 0.9.0\nx\n")];
        assert_eq!(judge(&KIND, &params([]), Some(three.clone()), &of_both), "fail no-version CHANGELOG.md");
        let only = params([("packages", texts(&["b"]))]);
        assert_eq!(judge(&KIND, &only, Some(three.clone()), &one), "pass 1 versions");
        let plain = [("CHANGELOG.md", "## 2.0.0\nx\n")];
        assert_eq!(judge(&KIND, &only, Some(three.clone()), &plain), "pass 1 versions");
        let nobody = params([("packages", texts(&["z"]))]);
        assert_eq!(judge(&KIND, &nobody, Some(three.clone()), &plain), "unknown could not look");
        three.packages.iter_mut().for_each(|package| package.publishable = false);
        assert_eq!(judge(&KIND, &params([]), Some(three), &one), "unknown nothing to look at");
    }

    /// A version in a heading without a name is nobody's, when several have the file and another version.
    #[test]
    fn each_package_has_its_version_in_its_own_file_or_under_its_own_name() {
        let root = || members(&[("a", "", "1.2.0"), ("b", "b", "1.1.0")]);
        let theirs = || members(&[("a", "a", "1.2.0"), ("b", "b", "1.1.0")]);
        let shared = || members(&[("a", "a", "1.2.0"), ("b", "b", "1.2.0")]);
        let old = "## 1.2.0\nx\n## 1.1.0\nx\n";
        type Case<'a> = (Workspace, &'a [(&'a str, &'a str)], &'a str);
        let cases: [Case<'_>; 12] = [
            (root(), &[("CHANGELOG.md", old)], "unknown could not look"),
            (root(), &[("CHANGELOG.md", "## 1.2.0\nx\n## b 1.1.0\nx\n")], "pass 2 versions"),
            (root(), &[("CHANGELOG.md", "## 1.2.0\nx\n")], "unknown could not look"),
            (root(), &[("CHANGELOG.md", "## 1.1.0\nx\n## b 1.0.0\nx\n")], "unknown could not look"),
            (root(), &[("CHANGELOG.md", old), ("b/CHANGELOG.md", "## 1.1.0\nx\n")], "pass 2 versions"),
            (theirs(), &[("a/CHANGELOG.md", old)], "fail absent CHANGELOG.md"),
            (theirs(), &[("a/CHANGELOG.md", old), ("b/CHANGELOG.md", "## 1.1.0\nx\n")], "pass 2 versions"),
            (theirs(), &[("a/CHANGELOG.md", old), ("CHANGELOG.md", "## 1.1.0\nx\n")], "pass 2 versions"),
            (theirs(), &[("CHANGELOG.md", old)], "unknown could not look"),
            (shared(), &[("CHANGELOG.md", old)], "pass 2 versions"),
            (shared(), &[("CHANGELOG.md", "## a 1.2.0\nx\n")], "unknown could not look"),
            (shared(), &[("CHANGELOG.md", "## [Unreleased]\nx\n")], "fail no-version CHANGELOG.md:1"),
        ];
        for (members, files, want) in cases {
            assert_eq!(judge(&KIND, &params([]), Some(members), files), want, "{files:?}");
        }
    }

    #[test]
    fn a_path_may_stand_for_one_file_each() {
        let two = || members(&[("a", "crates/x", "1.0.0"), ("b", "crates/y", "2.0.0")]);
        let by_name = params([("path", text("log/{name}.md"))]);
        let files = [("log/a.md", "## 1.0.0\nx\n"), ("log/b.md", "## 2.0.0\nx\n")];
        assert_eq!(judge(&KIND, &by_name, Some(two()), &files), "pass 2 versions");
        assert_eq!(judge(&KIND, &by_name, Some(two()), &files[..1]), "fail absent log/b.md");
        let by_path = params([("path", text("{path}/NEWS.md"))]);
        let files = [("crates/x/NEWS.md", "## 1.0.0\nx\n"), ("crates/y/NEWS.md", "## 1.0.0\nx\n")];
        assert_eq!(judge(&KIND, &by_path, Some(two()), &files), "fail no-version crates/y/NEWS.md");
        let root = members(&[("a", "", "1.0.0")]);
        assert_eq!(judge(&KIND, &by_path, Some(root), &[("NEWS.md", "## 1.0.0\nx\n")]), "pass 1 versions");
    }

    #[test]
    fn one_file_is_accused_once() {
        let seven: Vec<(String, String)> = (1..8).map(|n| (format!("p{n}"), "0.1.4".to_owned())).collect();
        let seven: Vec<_> =
            seven.iter().map(|(name, version)| (name.as_str(), name.as_str(), version.as_str())).collect();
        let files = [("CHANGELOG.md", "## [Unreleased]\n- x\n## 0.1.3\n- y\n")];
        assert_eq!(
            judge(&KIND, &params([]), Some(members(&seven)), &files),
            "fail no-version CHANGELOG.md:1"
        );
    }
}
