//! A changelog in the manner of Keep a Changelog, as text: what is unreleased becomes the section of a version, and an
//! empty section comes above it; or the section that was begun for the version gets its day. Nothing else of the file changes.

use std::ops::Range;

use shipworthy_model::judgement::Finding;
use shipworthy_model::time::Date;

/// The rule of the finding that somebody keeps a changelog, and wrote nothing into it.
pub(crate) const NOTHING: &str = "nothing-unreleased";
/// The same where it does not even have a place for what is new.
pub(crate) const NO_SECTION: &str = "no-unreleased";

/// A changelog in which what was unreleased became the section of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RolledChangelog {
    /// The whole new text of the changelog.
    pub(crate) text: String,
    /// The text of the new section: the release notes.
    pub(crate) notes: String,
}

/// The new section of a changelog: its title, and how links reach it.
#[derive(Debug, Clone)]
pub(crate) struct ReleaseSection<'a> {
    /// The title of the section: the version, or names and versions.
    pub(crate) title: &'a str,
    /// The tag that links lead to.
    pub(crate) tag: &'a str,
    /// The branch that is checked out: some call the section of what is unreleased by its name.
    pub(crate) branch: Option<&'a str>,
    /// The day of the release.
    pub(crate) date: Date,
}

/// A heading of a changelog.
struct ChangelogHeading<'t> {
    /// The line of the heading, with its line break.
    line: Range<usize>,
    number: u32,
    level: usize,
    title: &'t str,
}

/// Rolls the changelog at `path`. Only when nobody wrote what is new, `generate` is asked, and the section is what it
/// says, heading included.
///
/// # Errors
///
/// When there is nothing to roll, or the version has a section already; or what `generate` says against it.
pub(crate) fn roll(
    path: &str,
    text: &str,
    release: &ReleaseSection<'_>,
    generate: impl FnOnce() -> Result<Option<String>, Finding>,
) -> Result<RolledChangelog, Finding> {
    let headings = headings(text);
    let is_unreleased = |title: &str| is_unreleased(title) || release.branch == Some(title);
    let unreleased = headings.iter().position(|heading| is_unreleased(heading.title));
    let style = style(&headings);
    let styled = format!("{style}{}", release.title);
    let is_of = |title: &str| {
        is_of(title, release.title)
            || bare(title).0.starts_with(&styled) && is_of(&title[style.len()..], release.title)
    };
    if let Some(at) = headings.iter().position(|heading| is_of(heading.title)) {
        let elsewhere = unreleased.and_then(|at| text.get(body(text, &headings, at)));
        return begun(path, text, &headings, at, release, elsewhere.is_some_and(says_something));
    }
    let body = unreleased.map(|at| body(text, &headings, at));
    let written = body.clone().and_then(|body| text.get(body)).map(str::trim).unwrap_or_default();
    let heading = unreleased.and_then(|at| headings.get(at));
    if let Some(heading) = heading.filter(|_| says_something(written)) {
        return Ok(RolledChangelog {
            text: rolled(text, &headings, heading, release),
            notes: written.to_owned(),
        });
    }
    match (generate()?, heading) {
        (Some(generated), _) => {
            let at = body.map_or_else(|| first_section(text, &headings), |body| body.end);
            let text = inserted(text, at, &generated, release);
            Ok(RolledChangelog { text, notes: without_heading(&generated).to_owned() })
        }
        (None, Some(heading)) => {
            let finding = Finding::new(NOTHING, "nothing stands under Unreleased");
            Err(finding.at(path, Some(heading.number), None).remedy("write there what is new for users"))
        }
        (None, None) => {
            let finding = Finding::new(NO_SECTION, "there is no section for what is unreleased");
            Err(finding.at(path, None, None).remedy("write what is new below a heading `## [Unreleased]`"))
        }
    }
}

/// Takes the section that somebody has begun for the version: it gets the day of the release, where it has none and the others
/// have theirs.
fn begun(
    path: &str,
    text: &str,
    headings: &[ChangelogHeading<'_>],
    at: usize,
    release: &ReleaseSection<'_>,
    elsewhere: bool,
) -> Result<RolledChangelog, Finding> {
    let Some(heading) = headings.get(at) else { return Err(Finding::new(NO_SECTION, "no section is there")) };
    let found =
        |rule: &str, message: String| Finding::new(rule, message).at(path, Some(heading.number), None);
    if elsewhere {
        let finding = found("version-there", format!("there is a section for {} already", release.title));
        return Err(finding.remedy("move what is new to `## [Unreleased]`, or release another version"));
    }
    let written = text.get(body(text, headings, at)).map(str::trim).unwrap_or_default();
    if !says_something(written) {
        let finding = found(NOTHING, format!("nothing stands under {}", release.title));
        return Err(finding.remedy("write there what is new for users"));
    }
    let line = &text[heading.line.clone()];
    let dated = dated(line, headings, release.date).unwrap_or_else(|| line.to_owned());
    let out = format!("{}{dated}{}", &text[..heading.line.start], &text[heading.line.end..]);
    Ok(RolledChangelog { text: out, notes: written.to_owned() })
}

/// The line of a heading with the day of the release: in place of `unreleased`, or as the other headings have theirs. `None`
/// where it has a day, or no heading has one.
fn dated(line: &str, headings: &[ChangelogHeading<'_>], date: Date) -> Option<String> {
    const MARK: &str = "unreleased";
    if day(line).is_some() {
        return None;
    }
    // The same bytes in lower case: all that is asked for is ASCII.
    if let Some(at) = line.to_ascii_lowercase().find(MARK) {
        return Some(format!("{}{date}{}", &line[..at], &line[at + MARK.len()..]));
    }
    let (title, end) = line.split_at(line.trim_end().len());
    Some(format!("{title}{}{end}", day_as_others(headings, date)?))
}

/// The day of a release behind a title, as the newest heading with a day has it; `None` when none has.
fn day_as_others(headings: &[ChangelogHeading<'_>], date: Date) -> Option<String> {
    headings.iter().find_map(|heading| {
        let at = day(heading.title)?;
        let in_brackets = heading.title[..at].ends_with('(');
        Some(if in_brackets { format!(" ({date})") } else { format!(" - {date}") })
    })
}

/// Where a day such as `2026-01-31` stands in a text.
fn day(text: &str) -> Option<usize> {
    const SHAPE: &str = "0000-00-00";
    let fits = |(byte, shape): (&u8, u8)| if shape == b'0' { byte.is_ascii_digit() } else { *byte == shape };
    text.as_bytes().windows(SHAPE.len()).position(|part| part.iter().zip(SHAPE.bytes()).all(fits))
}

/// The headings that begin with `#`, outside of code.
fn headings(text: &str) -> Vec<ChangelogHeading<'_>> {
    let mut headings = Vec::new();
    let (mut at, mut fence) = (0, None);
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        let range = at..at + line.len();
        at = range.end;
        let bare = line.trim();
        let marks = ["```", "~~~"].into_iter().find(|marks| bare.starts_with(marks));
        match (fence, marks) {
            (None, Some(marks)) => fence = Some(marks),
            (Some(open), Some(marks)) if open == marks => fence = None,
            _ => {}
        }
        let level = bare.bytes().take_while(|byte| *byte == b'#').count();
        if fence.is_none() && (1..=6).contains(&level) && bare[level..].starts_with([' ', '\t']) {
            headings.push(ChangelogHeading { line: range, number, level, title: bare[level..].trim() });
        }
    }
    headings
}

/// The title of a section without brackets and what follows them, and whether it had some.
fn bare(title: &str) -> (&str, bool) {
    match title.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inner, _)) => (inner.trim(), true),
        None => (title.split_once(" - ").map_or(title, |(version, _)| version).trim(), false),
    }
}

/// What stands before the version in the newest heading with one, as in `## Version 0.1.0`; nothing where titles begin with it.
fn style<'t>(headings: &[ChangelogHeading<'t>]) -> &'t str {
    let before = |heading: &ChangelogHeading<'t>| {
        let (word, version) = bare(heading.title).0.split_once(' ')?;
        let version = version.split_whitespace().next()?.trim_start_matches('v');
        let is_version = version.contains('.') && version.starts_with(|first: char| first.is_ascii_digit());
        (is_version && heading.title.starts_with(word)).then(|| &heading.title[..=word.len()])
    };
    // A single heading may be about a version without being its section.
    let mut all = headings.iter().filter_map(before);
    all.next().filter(|first| all.next() == Some(*first)).unwrap_or_default()
}

/// Is it the heading of the section with this title? `## v0.2.0 (2026-01-01)` is that of 0.2.0.
fn is_of(heading: &str, title: &str) -> bool {
    let bare = bare(heading).0;
    let version = bare.split_whitespace().next().unwrap_or_default().trim_end_matches(':');
    [bare, version].iter().any(|words| words.trim_start_matches('v') == title)
}

fn is_unreleased(title: &str) -> bool {
    bare(title).0.eq_ignore_ascii_case("unreleased")
}

/// What stands below a heading, up to the next one that is not below it, or the link definitions at the end.
fn body(text: &str, headings: &[ChangelogHeading<'_>], at: usize) -> Range<usize> {
    let Some(heading) = headings.get(at) else { return 0..0 };
    let next = headings[at + 1..].iter().find(|next| next.level <= heading.level);
    let start = heading.line.end;
    start..next.map_or_else(|| start + before_links(&text[start..]), |next| next.line.start)
}

/// Where the link definitions begin that a text ends with; its length when it ends otherwise.
fn before_links(text: &str) -> usize {
    let mut end = text.len();
    for line in text.split_inclusive('\n').rev() {
        let bare = line.trim();
        let defines = bare.starts_with('[') && bare.contains("]: ");
        if !bare.is_empty() && !defines {
            break;
        }
        end -= line.len();
    }
    end
}

/// Where the first section begins: before the first heading of the second level.
fn first_section(text: &str, headings: &[ChangelogHeading<'_>]) -> usize {
    headings.iter().find(|heading| heading.level >= 2).map_or_else(|| before_links(text), |it| it.line.start)
}

/// Does the text have more than headings and comments?
pub(crate) fn says_something(body: &str) -> bool {
    let said = without_comments(body);
    said.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
}

/// The text without the comments in it, over however many lines they go.
pub(crate) fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, rest)| rest);
    }
    out + rest
}

fn rolled(
    text: &str,
    headings: &[ChangelogHeading<'_>],
    heading: &ChangelogHeading<'_>,
    release: &ReleaseSection<'_>,
) -> String {
    let line = &text[heading.line.clone()];
    let inline = inline_comparison(line);
    let newline = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
    let ReleaseSection { title, date, .. } = release;
    // A title with several names in it cannot be a link.
    let linkable = bare(heading.title).1 && !title.contains(' ');
    let title = match &inline {
        Some(CompareLink { before, base, .. }) if linkable => {
            format!("[{title}]({before}{base}...{})", release.tag)
        }
        _ if linkable => format!("[{title}]"),
        _ => (*title).to_owned(),
    };
    let hashes = "#".repeat(heading.level);
    let mut out = text[..heading.line.start].to_owned();
    match &inline {
        Some(CompareLink { before, base, head }) => out.push_str(&line.replacen(
            &format!("{before}{base}...{head}"),
            &format!("{before}{}...{head}", release.tag),
            1,
        )),
        None => out.push_str(line),
    }
    if !line.ends_with('\n') {
        out.push_str(newline);
    }
    // Several names are no version.
    let style = if title.contains(' ') { "" } else { style(headings) };
    let day = day_as_others(headings, *date).unwrap_or_else(|| format!(" - {date}"));
    out.push_str(&format!("{newline}{hashes} {style}{title}{day}{newline}"));
    out + &linked(&text[heading.line.end..], release, newline)
}

/// The text with a link definition for the new version, when the one for what is unreleased compares with a tag. It may
/// stand anywhere.
fn linked(text: &str, release: &ReleaseSection<'_>, newline: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match defined_comparison(line.trim_end()) {
            Some((label, CompareLink { before, base, head })) => {
                let ReleaseSection { title, tag, .. } = release;
                let newline = if line.ends_with('\n') { newline } else { "" };
                let between = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
                let one = format!("{label}: {before}{tag}...{head}{between}");
                out.push_str(&format!("{one}[{title}]: {before}{base}...{tag}{newline}"));
            }
            None => out.push_str(line),
        }
    }
    out
}

/// The parts of an address that compares: `https://host/owner/name/compare/`, `BASE` and, after three dots, `HEAD`.
struct CompareLink<'t> {
    before: &'t str,
    base: &'t str,
    head: &'t str,
}

impl<'t> CompareLink<'t> {
    fn read(url: &'t str) -> Option<Self> {
        let at = url.find("/compare/")? + "/compare/".len();
        let (before, range) = url.split_at(at);
        let (base, head) = range.split_once("...")?;
        Some(Self { before, base, head })
    }
}

/// The label and the address of a link definition for what is unreleased.
fn definition(line: &str) -> Option<(&str, &str)> {
    let (label, url) = line.split_once("]: ")?;
    let name = label.strip_prefix('[').filter(|name| name.eq_ignore_ascii_case("unreleased"))?;
    Some((&line[..name.len() + 2], url.trim()))
}

/// The label and the comparison of `[Unreleased]: https://host/owner/name/compare/BASE...HEAD`.
fn defined_comparison(line: &str) -> Option<(&str, CompareLink<'_>)> {
    let (label, url) = definition(line)?;
    Some((label, CompareLink::read(url)?))
}

/// The comparison in `## [Unreleased](https://host/owner/name/compare/BASE...HEAD)`.
fn inline_comparison(heading: &str) -> Option<CompareLink<'_>> {
    let (_, url) = heading.split_once("](")?;
    CompareLink::read(url.split_once(')')?.0.trim())
}

/// The line of a changelog, counted from 1, on which a link of what is unreleased stands that is no comparison with a tag:
/// nobody knows where it should lead after a release.
pub(crate) fn unmoved_link(text: &str) -> Option<u32> {
    let stale = |line: &str| definition(line).is_some_and(|(_, url)| CompareLink::read(url).is_none());
    text.lines().zip(1..).find(|(line, _)| stale(line)).map(|(_, number)| number)
}

/// The text with a section that was written elsewhere, and with a link for it as for one of ours.
fn inserted(text: &str, at: usize, section: &str, release: &ReleaseSection<'_>) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let section = section.trim().lines().collect::<Vec<_>>().join(newline);
    let (before, after) = text.split_at(at.min(text.len()));
    let mut out = before.trim_end().to_owned();
    if !out.is_empty() {
        out.push_str(&newline.repeat(2));
    }
    out.push_str(&section);
    out.push_str(newline);
    if !after.trim().is_empty() {
        out.push_str(newline);
        out.push_str(after.trim_start());
    }
    linked(&out, release, newline)
}

/// A section without the line of its heading.
fn without_heading(section: &str) -> &str {
    let section = section.trim();
    match section.starts_with('#') {
        true => section.split_once('\n').map_or("", |(_, rest)| rest.trim()),
        false => section,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release() -> ReleaseSection<'static> {
        let date = Date::parse("2026-11-21").unwrap();
        ReleaseSection { title: "0.2.0", tag: "v0.2.0", branch: Some("main"), date }
    }

    fn rolled(text: &str, generated: Option<&str>) -> Result<RolledChangelog, String> {
        let release = release();
        let generate = || Ok(generated.map(str::to_owned));
        roll("CHANGELOG.md", text, &release, generate).map_err(|finding| finding.rule)
    }

    #[test]
    fn what_is_unreleased_becomes_a_section() {
        let cases = [
            (
                "# Changelog\n\n## [Unreleased]\n\n### Added\n- x\n\n## [0.1.0] - 2026-01-01\n- y\n",
                "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-21\n\n### Added\n- x\n\n## [0.1.0] - 2026-01-01\n- y\n",
            ),
            ("## Unreleased\n- x", "## Unreleased\n\n## 0.2.0 - 2026-11-21\n- x"),
            ("# [unreleased]\r\n* x\r\n", "# [unreleased]\r\n\r\n# [0.2.0] - 2026-11-21\r\n* x\r\n"),
            (
                "```\n## [Unreleased]\n- no\n```\n## [Unreleased] - soon\n- x\n",
                "```\n## [Unreleased]\n- no\n```\n## [Unreleased] - soon\n\n## [0.2.0] - 2026-11-21\n- x\n",
            ),
            (
                "## [Unreleased]\n- x\n\n[unreleased]: https://h/o/r/compare/v0.1.0...HEAD\n[0.1.0]: https://h/o/r/tags/v0.1.0\n",
                "## [Unreleased]\n\n## [0.2.0] - 2026-11-21\n- x\n\n[unreleased]: https://h/o/r/compare/v0.2.0...HEAD\n\
                 [0.2.0]: https://h/o/r/compare/v0.1.0...v0.2.0\n[0.1.0]: https://h/o/r/tags/v0.1.0\n",
            ),
            (
                "## [Unreleased](https://h/o/r/compare/v0.1.0...HEAD)\n- x\n",
                "## [Unreleased](https://h/o/r/compare/v0.2.0...HEAD)\n\n\
                 ## [0.2.0](https://h/o/r/compare/v0.1.0...v0.2.0) - 2026-11-21\n- x\n",
            ),
            (
                "## [Unreleased]\n- x\n\n[Unreleased]: https://h/o/r/compare/v0.1.0...HEAD\n<!-- generated -->\n",
                "## [Unreleased]\n\n## [0.2.0] - 2026-11-21\n- x\n\n[Unreleased]: https://h/o/r/compare/v0.2.0...HEAD\n\
                 [0.2.0]: https://h/o/r/compare/v0.1.0...v0.2.0\n<!-- generated -->\n",
            ),
            (
                "## [Unreleased]\n- x\n[Unreleased]: https://h/o/r/commits/main",
                "## [Unreleased]\n\n## [0.2.0] - 2026-11-21\n- x\n[Unreleased]: https://h/o/r/commits/main",
            ),
        ];
        for (old, new) in cases {
            assert_eq!(rolled(old, None).unwrap().text, new);
        }
    }

    /// As the changelogs of public workspaces have it.
    #[test]
    fn a_section_that_was_begun_for_the_version_gets_its_day() {
        let old = "## 0.1.0 (2026-01-01)\n- y\n";
        for (begun, dated) in [
            ("## 0.2.0 (UNRELEASED)", "## 0.2.0 (2026-11-21)"),
            ("## [0.2.0] - Unreleased", "## [0.2.0] - 2026-11-21"),
            ("## 0.2.0", "## 0.2.0 (2026-11-21)"),
            ("## v0.2.0 (2026-11-20)", "## v0.2.0 (2026-11-20)"),
        ] {
            let rolled = rolled(&format!("# C\n\n{begun}\n- x\n\n{old}"), None).unwrap();
            assert_eq!(
                (rolled.text, &*rolled.notes),
                (format!("# C\n\n{dated}\n- x\n\n{old}"), "- x"),
                "{begun}"
            );
        }
        // An empty section of what is unreleased says nothing against it, and where no heading has a day none gets one.
        let text = "## [Unreleased]\n\n## 0.2.0\r\n- x\n## 0.1.0\n- y\n";
        assert_eq!(rolled(text, None).unwrap().text, text);
    }

    #[test]
    fn the_style_of_the_headings_is_followed() {
        let cases = [
            (
                "## main\n- x\n## 0.1.0 (2026-01-01)\n",
                "## main\n\n## 0.2.0 (2026-11-21)\n- x\n## 0.1.0 (2026-01-01)\n",
            ),
            (
                "# Unreleased\n- x\n# Version 0.1.1\n- y\n# Version 0.1.0\n",
                "# Unreleased\n\n# Version 0.2.0 - 2026-11-21\n- x\n# Version 0.1.1\n- y\n# Version 0.1.0\n",
            ),
            (
                "# Version 0.2.0 (unreleased)\n- x\n# Version 0.1.0 (2026-01-01)\n",
                "# Version 0.2.0 (2026-11-21)\n- x\n# Version 0.1.0 (2026-01-01)\n",
            ),
            (
                "## Unreleased\n- x\n## Before 0.2.0\n- y\n",
                "## Unreleased\n\n## 0.2.0 - 2026-11-21\n- x\n## Before 0.2.0\n- y\n",
            ),
            (
                "## Unreleased\n- x\n## 0.1.0 - 2026-01-01\n",
                "## Unreleased\n\n## 0.2.0 - 2026-11-21\n- x\n## 0.1.0 - 2026-01-01\n",
            ),
        ];
        for (old, new) in cases {
            assert_eq!(rolled(old, None).unwrap().text, new);
        }
    }

    #[test]
    fn the_notes_are_what_stands_in_the_section() {
        let text =
            "# C\n## [Unreleased]\n\n### Added\n- x\n#### Deep\n\n## [0.1.0]\n- y\n[0.1.0]: https://h\n";
        assert_eq!(rolled(text, None).unwrap().notes, "### Added\n- x\n#### Deep");
        let last = "## [Unreleased]\n- x\n\n[0.1.0]: https://h\n";
        assert_eq!(rolled(last, None).unwrap().notes, "- x");
    }

    #[test]
    fn a_changelog_that_cannot_be_rolled_is_refused() {
        let cases = [
            ("# Changelog\n\n## [0.1.0]\n- y\n", "no-unreleased"),
            ("", "no-unreleased"),
            ("```\n## [Unreleased]\n- x\n```\n", "no-unreleased"),
            ("#[Unreleased]\n- x\n", "no-unreleased"),
            ("## [Unreleased]\n\n### Added\n\n## [0.1.0]\n- y\n", "nothing-unreleased"),
            ("## [Unreleased]\n[0.1.0]: https://h\n", "nothing-unreleased"),
            ("## [Unreleased]\n- x\n## v0.2.0\n- y\n", "version-there"),
            ("## [Unreleased]\n- x\n## 0.2.0 (2026-01-01)\n- y\n", "version-there"),
            ("## main\n- x\n## 0.2.0 (unreleased)\n- y\n", "version-there"),
            ("## 0.2.0 (unreleased)\n\n## 0.1.0 (2026-01-01)\n- y\n", "nothing-unreleased"),
            ("## trunk\n- x\n", "no-unreleased"),
            ("## [Unreleased]\n<!--\nWhat is new.\nFor whom?\n-->\n", "nothing-unreleased"),
        ];
        for (text, rule) in cases {
            assert_eq!(rolled(text, None), Err(rule.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_section_that_a_tool_wrote_comes_first_and_never_over_what_a_person_wrote() {
        let section = Some("## [0.2.0] - 2026-11-21\n\n- made\n");
        let cases = [
            ("# C\n\n## [0.1.0]\n- y\n", "# C\n\n## [0.2.0] - 2026-11-21\n\n- made\n\n## [0.1.0]\n- y\n"),
            (
                "# C\n\n## [Unreleased]\n\n## [0.1.0]\n",
                "# C\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-21\n\n- made\n\n## [0.1.0]\n",
            ),
            ("# C\n\nAll of it.\n", "# C\n\nAll of it.\n\n## [0.2.0] - 2026-11-21\n\n- made\n"),
            ("", "## [0.2.0] - 2026-11-21\n\n- made\n"),
            (
                "## [Unreleased]\n\n[Unreleased]: https://h/o/r/compare/v0.1.0...HEAD\n",
                "## [Unreleased]\n\n## [0.2.0] - 2026-11-21\n\n- made\n\n[Unreleased]: https://h/o/r/compare/v0.2.0...HEAD\n\
                 [0.2.0]: https://h/o/r/compare/v0.1.0...v0.2.0\n",
            ),
        ];
        for (old, new) in cases {
            let rolled = rolled(old, section).unwrap();
            assert_eq!((rolled.text.as_str(), rolled.notes.as_str()), (new, "- made"), "{old}");
        }
        let by_hand = rolled("## [Unreleased]\n- x\n", section).unwrap();
        assert_eq!(by_hand.notes, "- x");
    }

    #[test]
    fn a_tool_is_asked_only_when_nobody_wrote_what_is_new() {
        let release = release();
        let refuse = || Err(Finding::new("git-cliff", "it is not here"));
        let by_hand = roll("C.md", "## [Unreleased]\n- x\n", &release, refuse).unwrap();
        assert_eq!(by_hand.notes, "- x");
        for text in ["## [Unreleased]\n", "# C\n"] {
            assert_eq!(roll("C.md", text, &release, refuse).unwrap_err().rule, "git-cliff", "{text}");
        }
    }

    #[test]
    fn nothing_of_the_old_text_is_lost() {
        proptest::proptest!(|(lines in proptest::collection::vec(
            proptest::sample::select(vec![
                "## [Unreleased]", "## 0.1.0", "- x", "", "```", "[Unreleased]: https://h/compare/v1...HEAD", "# C", "### Fixed",
            ]), 0..12))| {
            let text = lines.join("\n");
            if let Ok(rolled) = rolled(&text, None) {
                let mut new = rolled.text.lines();
                for old in lines.iter().filter(|line| !line.starts_with('[') && !line.is_empty()) {
                    proptest::prop_assert!(new.any(|line| line == *old), "{old} of {text}");
                }
            }
        });
    }
}
