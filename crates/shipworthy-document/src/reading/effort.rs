//! How long something is said to take: `⏱️ 5 mins`, `(30 min)`, `- 2 Days`.

use std::ops::Range;

/// The effort at the end of a heading or an item: what is said, and where it stands with its brackets and its sign.
pub(super) fn effort(text: &str) -> Option<(String, Range<usize>)> {
    let trimmed = text.trim_end();
    let clock = trimmed.rfind(['⏱', '⏰', '⏲', '🕐', '🕒', '⌚']);
    if let Some(at) = clock {
        let said = trimmed.get(at..)?.trim_start_matches(|char: char| !char.is_ascii_digit() && char != '~');
        return is_duration(said).then(|| (said.to_owned(), at..text.len()));
    }
    if let Some(inner) = trimmed.strip_suffix(')') {
        let at = inner.rfind('(')?;
        let said = inner.get(at + 1..)?.trim();
        return is_duration(said).then(|| (said.to_owned(), at..text.len()));
    }
    let (at, dash) =
        [" - ", " – ", " — "].iter().filter_map(|dash| Some((trimmed.rfind(dash)?, dash))).max()?;
    let said = trimmed.get(at + dash.len()..)?.trim();
    is_duration(said).then(|| (said.to_owned(), at..text.len()))
}

/// A number, or two, and a unit of time.
fn is_duration(text: &str) -> bool {
    let text = text.trim_start_matches(['~', '≈']).trim_start();
    let unit = text.trim_start_matches(|char: char| char.is_ascii_digit() || " .,-–+½".contains(char));
    let unit = unit.trim_end_matches('.').to_lowercase();
    let units = [
        "m",
        "min",
        "mins",
        "minute",
        "minutes",
        "h",
        "hr",
        "hrs",
        "hour",
        "hours",
        "d",
        "day",
        "days",
        "w",
        "wk",
        "week",
        "weeks",
        "month",
        "months",
        "мин",
        "час",
        "часа",
        "часов",
        "дня",
        "дней",
        "день",
    ];
    text.starts_with(|char: char| char.is_ascii_digit()) && units.contains(&unit.as_str())
}

#[cfg(test)]
mod tests {
    use super::effort;

    #[test]
    fn effort_stands_at_the_end() {
        for (text, said, left) in [
            ("Add Warning ⏱️ 5 mins", "5 mins", "Add Warning "),
            ("Docs ⏱️ 1 hour", "1 hour", "Docs "),
            ("Add tests (30 min)", "30 min", "Add tests "),
            ("Must Do (2-3 hours)", "2-3 hours", "Must Do "),
            ("Fix Blockers (P0) - 2 Days", "2 Days", "Fix Blockers (P0)"),
            ("Harden – 2-3 days", "2-3 days", "Harden"),
        ] {
            let (found, at) = effort(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.as_str(), &text[..at.start]), (said, left), "{text}");
        }
        for text in ["Critical Fixes (Days 1-5)", "Day 10: Fix", "Tests (30)", "A - B", "24 hours", ""] {
            assert_eq!(effort(text), None, "{text}");
        }
    }
}
