//! Boxes as they are typed: `[ ]`, `[x]`, and the careless `[]`, `[x ]`, `[ ]text`.

use std::ops::Range;

use shipworthy_model::claim::Mark;

/// A box at the start of a text. Offsets count from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tick {
    pub(crate) mark: Mark,
    /// The one character that says it; `None` when there is no room for one.
    pub(crate) sign: Option<Range<usize>>,
    /// Where the words begin.
    pub(crate) after: usize,
}

/// The box that opens a text, blanks and bold marks before it aside.
pub(crate) fn tick(text: &str) -> Option<Tick> {
    let start = text.len() - text.trim_start_matches([' ', '\t', '*', '_']).len();
    let inner = text.get(start..)?.strip_prefix('[')?;
    let (content, rest) = inner.split_at_checked(inner.find(']').filter(|end| *end <= 8)?)?;
    let word = content.trim();
    let mark = match word {
        "" => Mark::Open,
        "x" | "X" | "✓" | "✔" | "✅" | "х" | "Х" => Mark::Done,
        "~" | "-" | "/" | "." | "o" => Mark::Open,
        _ => return None,
    };
    let rest = rest.strip_prefix(']')?;
    let apart = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let spaced = content.starts_with(' ') && word.is_empty() && !rest.starts_with(['(', '[', ':']);
    if !apart && !spaced {
        return None;
    }
    let before = content.len() - content.trim_start().len();
    let sign = match (word.len(), content.chars().next()) {
        (0, None) => None,
        (0, Some(blank)) => Some(0..blank.len_utf8()),
        (len, _) => Some(before..before + len),
    };
    let at = start + 1;
    Some(Tick { mark, sign: sign.map(|sign| at + sign.start..at + sign.end), after: at + content.len() + 1 })
}

/// The length of a list marker (`- `, `12. `) that opens a text, with the blanks around it.
pub(super) fn marker(text: &str) -> Option<usize> {
    let trimmed = text.trim_start();
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match digits {
        0 => trimmed.strip_prefix(['-', '*', '+'])?,
        1..=9 => trimmed.get(digits..)?.strip_prefix(['.', ')'])?,
        _ => return None,
    };
    let words = rest.trim_start_matches([' ', '\t']);
    (words.len() < rest.len() || rest.is_empty()).then_some(text.len() - words.len())
}

/// Is a line of the file a task item? Quotes around it do not matter.
pub(super) fn is_task(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']);
    marker(line).and_then(|words| line.get(words..)).is_some_and(|words| tick(words).is_some())
}

#[cfg(test)]
mod tests {
    use shipworthy_model::claim::Mark;

    use super::{is_task, marker, tick};

    #[test]
    fn a_box_is_known_by_what_stands_in_it() {
        for (text, mark, sign, after) in [
            ("[ ] a", Mark::Open, " ", 3),
            ("[x] a", Mark::Done, "x", 3),
            ("[X]", Mark::Done, "X", 3),
            ("[x ] a", Mark::Done, "x", 4),
            ("[ x ] a", Mark::Done, "x", 5),
            ("[] a", Mark::Open, "", 2),
            ("[ ]a", Mark::Open, " ", 3),
            ("**[ ] a**", Mark::Open, " ", 5),
            ("[✅] a", Mark::Done, "✅", 5),
            ("[~] a", Mark::Open, "~", 3),
        ] {
            let tick = tick(text).unwrap_or_else(|| panic!("{text}"));
            let written = tick.sign.map(|sign| &text[sign]).unwrap_or_default();
            assert_eq!((tick.mark, written, tick.after), (mark, sign, after), "{text}");
        }
        for text in
            ["", "[", "[x](a.md)", "[x]: a.md", "[ ](a.md)", "[a] b", "[x]y", "x [ ]", "[12345678901] "]
        {
            assert_eq!(tick(text), None, "{text}");
        }
    }

    #[test]
    fn a_task_line_has_a_marker_and_a_box() {
        for line in ["- [ ] a", "  * [x] a", "+ [ ]", "12. [ ] a", "> - [ ] a", "1) [X] a"] {
            assert!(is_task(line), "{line}");
        }
        for line in ["[ ] a", "-[ ] a", "- a [ ]", "1.[ ] a", "# [ ] a", "1234567890. [ ] a"] {
            assert!(!is_task(line), "{line}");
        }
        assert_eq!((marker("  1. a"), marker("- "), marker("-")), (Some(5), Some(2), Some(1)));
    }
}
