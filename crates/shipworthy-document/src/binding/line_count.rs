//! How many lines a document says that a file has, or is to have.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::context::ItemContext;
use super::mention::PathMention;

/// Numbers of lines, the ends included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LineCount {
    /// At least so many.
    pub(crate) least: Option<u64>,
    /// At most so many.
    pub(crate) most: Option<u64>,
    /// So many it had before.
    pub(crate) before: Option<u64>,
}

const NUMBER: &str = r"[~≈]?\s?(\d[\d,]{0,6})";
static CHANGED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    all(&[
        &format!(r"(?i)\bfrom {NUMBER}(?: lines| LOC)?\s*(?:to|→|->|-->)\s*{NUMBER} (?:lines|LOC)\b"),
        &format!(r"(?i){NUMBER}(?: lines| LOC)?\s*(?:→|->|-->)\s*{NUMBER} (?:lines|LOC)\b"),
    ])
});
static NOW_FROM: LazyLock<Vec<Regex>> =
    LazyLock::new(|| all(&[&format!(r"(?i){NUMBER} (?:lines|LOC),? (?:down )?from {NUMBER}")]));
static RANGE: LazyLock<Vec<Regex>> =
    LazyLock::new(|| all(&[&format!(r"(?i)(\d[\d,]{{0,6}})\s?[-–]\s?{NUMBER} (?:lines|LOC)(?:[^/\w]|$)")]));
static LEAST: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    all(&[
        r"(?i)(\d[\d,]{0,6})\+ ?(?:lines|LOC)(?:[^/\w]|$)",
        r"(?i)(?:at least|over|more than|>=?|≥) ?(\d[\d,]{0,6}) (?:lines|LOC)(?:[^/\w]|$)",
    ])
});
static MOST: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    all(&[
        r"(?i)(?:at most|under|below|less than|fewer than|max|<=?|≤) ?(\d[\d,]{0,6}) (?:lines|LOC)(?:[^/\w]|$)",
    ])
});
static ABOUT: LazyLock<Vec<Regex>> =
    LazyLock::new(|| all(&[r"(?i)(?:^|[(\s~≈])(\d[\d,]{0,6}) (?:lines|LOC)(?: of code)?(?:[).,;]|\s*$)"]));

fn all(patterns: &[&str]) -> Vec<Regex> {
    patterns.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
}

impl LineCount {
    /// What is said of the length of a file: in the statement, in its notes, in the comments of its fences.
    pub(crate) fn of(context: &ItemContext<'_>) -> Option<Self> {
        if is_about_a_part(context) {
            return None;
        }
        let notes = context.item.notes.iter().map(|note| note.value.as_str());
        let fences = context.fences().flat_map(|fence| fence.body.lines().take(40));
        let all = [context.item.text.as_str()].into_iter().chain(notes).chain(fences);
        all.filter_map(Self::stated).find(|lines| lines.before.is_none())
    }

    /// Does a text name some lines of a file, `a.rs:33-41`?
    pub(crate) fn of_a_part(text: &str) -> bool {
        text.split_whitespace().any(|word| {
            let place = word.rsplit_once(':').map_or("", |(_, place)| place);
            let place = place.trim_end_matches(|letter: char| !letter.is_ascii_digit());
            place.contains('-') && place.split('-').all(|end| end.parse::<u32>().is_ok())
        })
    }

    /// What the statement itself says of the length of its file.
    pub(crate) fn told(context: &ItemContext<'_>) -> Option<Self> {
        if is_about_a_part(context) { None } else { Self::stated(&context.item.text) }
    }

    /// What a text says; nothing for `60,768 lines/second` and the like.
    pub(crate) fn stated(text: &str) -> Option<Self> {
        // Most texts say nothing of lines, and need not be searched six times.
        let lower = text.to_lowercase();
        if !lower.contains("lines") && !lower.contains("loc") {
            return None;
        }
        if let Some((before, now)) =
            two(&CHANGED, text).or_else(|| two(&NOW_FROM, text).map(|(now, before)| (before, now)))
        {
            return Some(Self { least: None, most: Some(now + now / 10), before: Some(before) });
        }
        if let Some((least, most)) = two(&RANGE, text) {
            return (least <= most && least > 0).then_some(Self {
                least: Some(least),
                most: Some(most),
                before: None,
            });
        }
        if let Some(least) = one(&LEAST, text).filter(|least| *least > 0) {
            return Some(Self { least: Some(least), ..Self::default() });
        }
        if let Some(most) = one(&MOST, text) {
            return Some(Self { most: Some(most), ..Self::default() });
        }
        // Nobody counts exactly: a tenth less is still so many. And files grow.
        let about = one(&ABOUT, text).filter(|about| *about > 0)?;
        Some(Self { least: Some(about.saturating_sub(about / 10)), ..Self::default() })
    }
}

/// Are the lines those of a part of the file? Behind `a.rs:33-41`, and behind the name of a function.
fn is_about_a_part(context: &ItemContext<'_>) -> bool {
    let named = |code: &str| {
        let name = code.trim_end_matches("()");
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == ':';
        code.len() > 2 && name.chars().all(plain) && PathMention::in_code(code, context.files).is_none()
    };
    let codes = &context.item.codes;
    LineCount::of_a_part(&context.item.text) || codes.len() > 1 && codes.iter().any(|code| named(&code.text))
}

fn one(patterns: &[Regex], text: &str) -> Option<u64> {
    let found = patterns.iter().find_map(|pattern| pattern.captures(text))?;
    number(found.get(1)?.as_str())
}

fn two(patterns: &[Regex], text: &str) -> Option<(u64, u64)> {
    let found = patterns.iter().find_map(|pattern| pattern.captures(text))?;
    Some((number(found.get(1)?.as_str())?, number(found.get(2)?.as_str())?))
}

fn number(text: &str) -> Option<u64> {
    text.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::LineCount;

    #[test]
    fn numbers_of_lines_are_read() {
        let cases = [
            ("Estimated: 200-250 lines", Some((Some(200), Some(250), None))),
            ("new parser (200+ lines)", Some((Some(200), None, None))),
            ("at least 1,200 lines", Some((Some(1200), None, None))),
            ("under 300 lines", Some((None, Some(300), None))),
            ("management (220 lines)", Some((Some(198), None, None))),
            ("reduced from 351 to 150 lines", Some((None, Some(165), Some(351)))),
            ("Reduce it from 351 lines → 150 lines", Some((None, Some(165), Some(351)))),
            ("(351 → ~150 lines)", Some((None, Some(165), Some(351)))),
            ("(~180 lines from ~250)", Some((None, Some(198), Some(250)))),
            ("60,768 lines/second", None),
            ("already at line 46", None),
            ("all lines covered", None),
            ("250-200 lines", None),
            ("99999999999999999999 lines", None),
        ];
        for (text, want) in cases {
            let read = LineCount::stated(text).map(|lines| (lines.least, lines.most, lines.before));
            assert_eq!(read, want, "{text}");
        }
    }
}
