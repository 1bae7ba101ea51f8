//! The version that a document is about: that of its goal, its headings and its tags, when they name one only.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex_lite::Regex;

use crate::document::Document;

static VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\w./-])(v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?)(?:[^\w.]|\.?$|\.\s)").ok()
});

/// A heading or note that says what is to be released, and not what was, or will be later.
const AIMS: &[&str] =
    &["ship", "release", "target", "goal", "definition of", "minimum viable", "tag", "publish", "launch"];
const NOT_NOW: &[&str] =
    &["future", "post-release", "after", "next", "later", "roadmap", "previous", "changelog"];

/// The version in a text, as written.
pub(crate) fn in_text(text: &str) -> Option<&str> {
    // Most texts hold none, and need not be searched at length.
    let near = |bytes: &[u8]| matches!(bytes, [a, b'.', c] if a.is_ascii_digit() && c.is_ascii_digit());
    let regex = VERSION.as_ref().filter(|_| text.as_bytes().windows(3).any(near))?;
    regex.captures(text)?.get(1).map(|found| found.as_str())
}

/// The version without the `v` in front.
pub(crate) fn number(version: &str) -> &str {
    version.strip_prefix('v').unwrap_or(version)
}

/// Which of two versions is the later one; `None` when one of them is none, or when only what stands behind a `-`
/// differs, other than by being there.
pub(crate) fn compare(one: &str, other: &str) -> Option<Ordering> {
    let read = |version: &str| {
        let version = number(version).split('+').next().unwrap_or_default().to_owned();
        let (numbers, before) = version.split_once('-').unwrap_or((&version, ""));
        let numbers: Option<Vec<u64>> = numbers.split('.').map(|part| part.parse().ok()).collect();
        Some((numbers.filter(|numbers| numbers.len() == 3)?, before.to_owned()))
    };
    let ((one, before_one), (other, before_other)) = (read(one)?, read(other)?);
    match one.cmp(&other) {
        Ordering::Equal if before_one == before_other => Some(Ordering::Equal),
        Ordering::Equal if before_one.is_empty() => Some(Ordering::Greater),
        Ordering::Equal if before_other.is_empty() => Some(Ordering::Less),
        Ordering::Equal => None,
        apart => Some(apart),
    }
}

/// The one version that a document is about to release; `None` when it names several, or none.
pub(crate) fn target(document: &Document) -> Option<String> {
    let aims = |text: &str| {
        let text = text.to_lowercase();
        AIMS.iter().any(|word| text.contains(word)) && !NOT_NOW.iter().any(|word| text.contains(word))
    };
    let headings =
        document.sections.iter().map(|section| section.heading.as_str()).filter(|heading| aims(heading));
    let notes = document.sections.iter().flat_map(|section| &section.notes);
    let notes = notes.filter(|note| aims(&note.key)).map(|note| note.value.as_str());
    let tags = document.items.iter().flat_map(|item| &item.codes).map(|code| code.text.as_str());
    let tags = tags.filter_map(|code| code.strip_prefix("git tag "));
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut written = None;
    for text in headings.chain(notes).chain(tags) {
        if let Some(version) = in_text(text) {
            found.insert(number(version));
            written = written.filter(|known: &&str| known.starts_with('v')).or(Some(version));
        }
    }
    if found.len() == 1 { written.map(str::to_owned) } else { None }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering::{Equal, Greater, Less};

    use super::{compare, in_text, target};
    use crate::document::{Document, Section};

    #[test]
    fn a_version_has_three_numbers() {
        let cases = [
            ("Ship v0.2.0 - now", Some("v0.2.0")),
            ("v0.1.0", Some("v0.1.0")),
            ("(1.2.3-rc.1)", Some("1.2.3-rc.1")),
            ("released 1.2.3.", Some("1.2.3")),
            ("Rust 1.83+", None),
            ("10.0.0.1", None),
            ("a-1.2.3", None),
            ("", None),
        ];
        for (text, version) in cases {
            assert_eq!(in_text(text), version, "{text}");
        }
    }

    #[test]
    fn of_two_versions_one_is_the_later() {
        for (one, other, want) in [
            ("0.14.1", "0.14.0", Some(Greater)),
            ("v0.9.0", "0.10.0", Some(Less)),
            ("1.0.0", "v1.0.0", Some(Equal)),
            ("1.0.0+b", "1.0.0", Some(Equal)),
            ("1.0.0-rc.1", "1.0.0", Some(Less)),
            ("1.0.0", "1.0.0-rc.1", Some(Greater)),
            ("1.0.0-rc.1", "1.0.0-rc.2", None),
            ("1.0", "1.0.0", None),
        ] {
            assert_eq!(compare(one, other), want, "{one} {other}");
        }
    }

    #[test]
    fn a_document_has_a_target_when_its_headings_name_one() {
        let document = |headings: &[&str]| Document {
            sections: headings
                .iter()
                .map(|heading| Section { heading: (*heading).to_owned(), ..Section::default() })
                .collect(),
            ..Document::default()
        };
        let cases: [(&[&str], Option<&str>); 4] = [
            (&["Goal: Ship v0.2.0", "Definition of \"Done\" for v0.2.0"], Some("v0.2.0")),
            (&["Minimum Viable Product (v0.1.0)", "v0.2.0 Features (Future)"], Some("v0.1.0")),
            (&["Release v0.1.0", "Release v0.2.0"], None),
            (&["About v0.2.0"], None),
        ];
        for (headings, version) in cases {
            assert_eq!(target(&document(headings)).as_deref(), version, "{headings:?}");
        }
    }
}
