//! What a heading of a changelog says: which version was released, and of which package. A heading that only speaks of a
//! version is told from one that is the version's own.

/// What a heading says about versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReleaseHeading<'a> {
    /// It is the heading of one release.
    Release {
        /// The version as written, without a `v` before it.
        version: &'a str,
        /// The package that the heading names.
        package: Option<&'a str>,
        /// Does it say that this is not released yet?
        unreleased: bool,
    },
    /// It holds these versions, and is not plainly the heading of one release.
    Mention(Vec<&'a str>),
    /// It holds no version.
    Other,
}

/// A word of a heading, or what stands between two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeadingWord<'a> {
    /// A version, and the name that is written in one word with it.
    Version(&'a str, Option<&'a str>),
    /// A day, or a year.
    Date(&'a str),
    /// Brackets, dashes, colons, quotation marks.
    Break,
    /// Anything else.
    Other(&'a str),
}

impl<'a> ReleaseHeading<'a> {
    /// Reads a heading, as a reader sees it.
    pub(crate) fn of(heading: &'a str) -> Self {
        let mut words = words(heading);
        if !words.iter().any(|word| matches!(word, HeadingWord::Version(..)))
            && let Some(day) =
                words.iter_mut().find(|word| matches!(word, HeadingWord::Date(day) if is_version(day)))
            && let HeadingWord::Date(version) = *day
        {
            // Some count their versions by days.
            *day = HeadingWord::Version(version, None);
        }
        let versions: Vec<&str> = words
            .iter()
            .filter_map(
                |word| if let HeadingWord::Version(version, _) = word { Some(*version) } else { None },
            )
            .collect();
        let Some(at) = words.iter().position(|word| matches!(word, HeadingWord::Version(..))) else {
            return Self::Other;
        };
        let (before, after) = (&words[..at], &words[at + 1..]);
        let HeadingWord::Version(version, joined) = words[at] else { return Self::Other };
        let package = match joined {
            Some(name) => names_nothing_else(before).then_some(Some(name)),
            None => package_before(before),
        };
        match package {
            Some(package) if versions.len() == 1 && is_apart(after) => {
                let unreleased = after
                    .iter()
                    .any(|word| matches!(word, HeadingWord::Other(word) if word.eq_ignore_ascii_case("unreleased")));
                Self::Release { version, package, unreleased }
            }
            _ => Self::Mention(versions),
        }
    }
}

/// Do two versions mean the same? What is written of one may lack a `.0`, and nobody writes metadata of a build.
pub(crate) fn same_version(written: &str, version: &str) -> bool {
    let plain = |text: &str| text.split('+').next().unwrap_or_default().to_ascii_lowercase();
    let (written, version) = (plain(written), plain(version));
    written == version || (!written.contains('-') && format!("{written}.0") == version)
}

/// Does what stands behind the version leave the heading one of the version alone? A day does, and so does whatever is set
/// apart by a sign; words that follow at once go on with the sentence.
fn is_apart(after: &[HeadingWord<'_>]) -> bool {
    let first = after.first();
    first.is_none_or(|word| !matches!(word, HeadingWord::Other(_)))
        || after.iter().any(|word| matches!(word, HeadingWord::Date(_)))
}

/// The package that is named by what stands before a version; nothing when that is more than a name.
fn package_before<'a>(before: &[HeadingWord<'a>]) -> Option<Option<&'a str>> {
    let words: Vec<&str> =
        before.iter().filter_map(HeadingWord::other).filter(|word| !is_label(word)).collect();
    match words[..] {
        [] => Some(None),
        [name] if is_name(name) => Some(Some(name)),
        _ => None,
    }
}

fn names_nothing_else(before: &[HeadingWord<'_>]) -> bool {
    before.iter().filter_map(HeadingWord::other).all(is_label)
}

/// The words that say no more than that a version follows.
fn is_label(word: &str) -> bool {
    ["version", "release", "ver", "v"].iter().any(|label| word.eq_ignore_ascii_case(label))
}

/// Could a package have this name?
fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

impl<'a> HeadingWord<'a> {
    fn other(&self) -> Option<&'a str> {
        if let Self::Other(word) = self { Some(word) } else { None }
    }
}

fn words(heading: &str) -> Vec<HeadingWord<'_>> {
    let mut words = Vec::new();
    for raw in heading.split_whitespace() {
        let inner = |c: char| c.is_alphanumeric() || c == '_';
        let text = raw.trim_matches(|c: char| !inner(c));
        let start = raw.find(text).unwrap_or(0);
        let (before, behind) = (&raw[..start], &raw[start + text.len()..]);
        if !before.is_empty() || text.is_empty() {
            words.push(HeadingWord::Break);
        }
        if text.is_empty() {
            continue;
        }
        // `[0.2.0](link)` that is no link, `0.2.0/2026-01-31`, `0.2.0:Name`.
        let mut parts = text.split(['[', ']', '(', ')', ',', ':', '"', '|']).filter(|part| !part.is_empty());
        words.extend(parts.next().map(word));
        for part in parts {
            words.extend([HeadingWord::Break, word(part)]);
        }
        // A full stop or a comma ends no heading of a version.
        if !behind.is_empty() {
            words.push(HeadingWord::Break);
        }
    }
    words
}

fn word(text: &str) -> HeadingWord<'_> {
    if is_date(text) {
        return HeadingWord::Date(text);
    }
    if let Some(version) = version(text) {
        return HeadingWord::Version(version, None);
    }
    for (at, _) in text.match_indices(['-', '@', '/']) {
        if let Some(version) = version(&text[at + 1..]) {
            return match &text[..at] {
                day if is_date(day) => HeadingWord::Version(version, None),
                name if is_name(name) => HeadingWord::Version(
                    version,
                    Some(name.strip_suffix("-v").unwrap_or(name)).filter(|n| !is_label(n)),
                ),
                _ => HeadingWord::Other(text),
            };
        }
    }
    HeadingWord::Other(text)
}

/// The version that a text is, without a `v` before it.
fn version(text: &str) -> Option<&str> {
    let plain = text.strip_prefix(['v', 'V']).unwrap_or(text);
    is_version(plain).then_some(plain)
}

/// Is it two to four numbers with dots between them, perhaps with what marks a pre-release or a build?
fn is_version(text: &str) -> bool {
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    let parts: Vec<&str> = numbers.split('.').collect();
    let number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let tail = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c);
    (2..=4).contains(&parts.len()) && parts.iter().all(number) && rest.chars().all(tail)
}

/// Is it a day with its year, first or last, or a year alone?
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '.', '/']).collect();
    let number = |part: &&str| part.parse::<u16>().ok().filter(|_| part.len() <= 4);
    let Some(parts) = parts.iter().map(number).collect::<Option<Vec<u16>>>() else { return false };
    let (year, month, day) = (|n: u16| (1970..=2100).contains(&n), |n: u16| n <= 12, |n: u16| n <= 31);
    match parts[..] {
        [a] => year(a),
        [a, b, c] => (year(a) && month(b) && day(c)) || (year(c) && day(a) && day(b)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{ReleaseHeading, same_version};

    fn read(heading: &str) -> String {
        match ReleaseHeading::of(heading) {
            ReleaseHeading::Release { version, package, unreleased } => {
                let package = package.map(|package| format!("{package} ")).unwrap_or_default();
                format!("{package}{version}{}", if unreleased { " unreleased" } else { "" })
            }
            ReleaseHeading::Mention(versions) => format!("mentions {}", versions.join(" ")),
            ReleaseHeading::Other => "other".to_owned(),
        }
    }

    #[test]
    fn a_heading_of_a_version_is_told_from_one_that_speaks_of_it() {
        let cases = [
            ("0.2.0", "0.2.0"),
            ("v0.2.0", "0.2.0"),
            ("0.2.0.", "0.2.0"),
            ("[0.2.0] - 2026-01-31", "0.2.0"),
            ("[0.2.0](https://example.invalid) - 2026-01-31", "0.2.0"),
            ("0.2.0 (2026-01-31)", "0.2.0"),
            ("0.2.0 (31.01.2026)", "0.2.0"),
            ("0.2.0 2026-01-31", "0.2.0"),
            ("0.2.0 January 31st, 2026", "0.2.0"),
            ("2026-01-31, Version 0.2.0 (LTS), @somebody", "0.2.0"),
            ("[0.2.0] - 2026-01-31 [YANKED]", "0.2.0"),
            ("0.2.0 - A name", "0.2.0"),
            ("0.2.0: a name", "0.2.0"),
            ("0.2.0 \u{201c}A name\u{201d}", "0.2.0"),
            ("\u{1f680} 0.2.0", "0.2.0"),
            ("Version 0.2.0:", "0.2.0"),
            ("Release v0.2.0", "0.2.0"),
            ("release-0.2.0", "0.2.0"),
            ("0.2.0-rc.1", "0.2.0-rc.1"),
            ("[0.2.0] - Unreleased", "0.2.0 unreleased"),
            ("0.2.0 (unreleased)", "0.2.0 unreleased"),
            ("pkg 0.2.0", "pkg 0.2.0"),
            ("pkg v0.2.0 - 2026-01-31", "pkg 0.2.0"),
            ("`pkg` - 0.2.0", "pkg 0.2.0"),
            ("pkg-v0.2.0", "pkg 0.2.0"),
            ("pkg-0.2.0", "pkg 0.2.0"),
            ("pkg/v0.2.0", "pkg 0.2.0"),
            ("pkg@0.2.0", "pkg 0.2.0"),
            ("my_pkg-core-v0.2.0-rc.1 (2026-01-31)", "my_pkg-core 0.2.0-rc.1"),
            ("2026.01.31", "2026.01.31"),
            ("1.0.0.1", "1.0.0.1"),
            ("Bump serde to 0.2.0", "mentions 0.2.0"),
            ("0.1.0 to 0.2.0", "mentions 0.1.0 0.2.0"),
            ("0.2.0 needs a migration", "mentions 0.2.0"),
            ("What is new in 0.2.0", "mentions 0.2.0"),
            ("0.2.0 (needs Rust 1.80.0)", "mentions 0.2.0 1.80.0"),
            ("[Unreleased]", "other"),
            ("Changelog", "other"),
            ("See 0-1.0.0", "other"),
            ("11", "other"),
            ("", "other"),
        ];
        for (heading, want) in cases {
            assert_eq!(read(heading), want, "{heading}");
        }
    }

    #[test]
    fn versions_are_compared_as_people_write_them() {
        for (written, version, same) in [
            ("0.2.0", "0.2.0", true),
            ("0.2", "0.2.0", true),
            ("0.2.0", "0.2.0+build.5", true),
            ("0.2.0-RC.1", "0.2.0-rc.1", true),
            ("0.2", "0.2.1", false),
            ("1.0.0.1", "1.0.0", false),
            ("0.2.0-rc.1", "0.2.0", false),
        ] {
            assert_eq!(same_version(written, version), same, "{written} {version}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_heading_is_read(heading in "([a-z]{1,3}|[0-9]{1,5}|[ .@/v\\-\\[\\]():+,\"é]|2026-01-31){0,20}") {
            let _ = ReleaseHeading::of(&heading);
        }
    }
}
