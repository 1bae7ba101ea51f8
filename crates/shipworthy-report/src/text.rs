//! Text as a terminal shows it: how wide it is, and what of it may not be shown as it stands.
//!
//! Names, messages and output of tools are data. A control character in them must never reach a terminal.

use std::borrow::Cow;

use shipworthy_model::text::is_unprintable;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text on one line, with every character that a terminal would obey written as its escape (`\u{1b}`). A tab
/// becomes one space.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\t' => safe.push(' '),
            c if is_unprintable(c) => safe.extend(c.escape_default()),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// How many columns a terminal gives to a text: none for a mark on the character before it, two for East Asian wide ones
/// and emoji.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text, ended with `…` where it would take more than `most` columns.
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if width(text) <= most {
        return Cow::Borrowed(text);
    }
    let mut taken = 0;
    let mut short = String::new();
    for c in text.chars() {
        // This selector makes the sign before it an emoji, which is one column wider.
        taken += if c == '\u{fe0f}' { 1 } else { c.width().unwrap_or(1) };
        // One column is for the ellipsis.
        if taken + 1 > most {
            break;
        }
        short.push(c);
    }
    if most > 0 {
        short.push('…');
    }
    Cow::Owned(short)
}

/// The text, filled up with spaces to `least` columns.
pub fn pad(text: &str, least: usize) -> String {
    let missing = least.saturating_sub(width(text));
    format!("{text}{:missing$}", "")
}

/// The text in lines of at most `most` columns, broken at spaces; a word that is too long keeps its line to itself.
/// The lines after the first begin with `indent` spaces.
pub(crate) fn wrap(text: &str, most: Option<usize>, indent: usize) -> Vec<String> {
    let Some(most) = most else { return vec![text.to_owned()] };
    let bare = text.trim_start_matches(' ');
    let mut lines = Vec::new();
    let mut line = " ".repeat(text.len() - bare.len());
    let mut begun = false;
    for word in bare.split(' ') {
        if begun && width(&line) + 1 + width(word) > most {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            begun = false;
        }
        if begun {
            line.push(' ');
        }
        line.push_str(word);
        begun = true;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_that_a_terminal_obeys_is_left() {
        let table = [
            ("plain ä 漢", "plain ä 漢"),
            ("\x1b[31mred\x1b[0m", "\\u{1b}[31mred\\u{1b}[0m"),
            ("a\tb\nc\rd\u{7}", "a b\\nc\\rd\\u{7}"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("a\u{202e}b\u{2066}c", "a\\u{202e}b\\u{2066}c"),
            ("a\u{200d}b\u{ad}c\u{fffb}", "a\\u{200d}b\\u{ad}c\\u{fffb}"),
            ("a\u{e0041}", "a\\u{e0041}"),
        ];
        for (text, safe) in table {
            assert_eq!(plain(text), safe);
        }
    }

    #[test]
    fn wide_characters_take_two_columns_and_marks_none() {
        let table = [
            ("", 0),
            ("abc", 3),
            ("漢字", 4),
            ("e\u{301}", 1),
            ("🦀!", 3),
            ("ｗ", 2),
            ("✅❌", 4),
            ("⚠", 1),
            ("⚠\u{fe0f}", 2),
            ("…—→│", 4),
            ("นี้", 1),
            ("नी", 2),
        ];
        for (text, columns) in table {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn cutting_never_exceeds_the_columns_and_never_halves_a_character() {
        for text in [
            "",
            "abcdef",
            "漢字漢字",
            "a漢b字",
            "e\u{301}e\u{301}e\u{301}",
            "⚠\u{fe0f}⚠\u{fe0f}⚠\u{fe0f}",
            "👩\u{200d}💻 x",
        ] {
            for most in 0..9 {
                let short = cut(text, most);
                assert!(width(&short) <= most, "{text} {most} {short}");
            }
        }
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("漢字漢字", 4), "漢…");
    }

    #[test]
    fn wrapped_lines_fit_and_lose_no_word() {
        let text = "    one two three-is-longer-than-that four";
        assert_eq!(wrap(text, Some(14), 6), ["    one two", "      three-is-longer-than-that", "      four"]);
        assert_eq!(wrap(text, None, 6), [text]);
        assert_eq!(wrap("", Some(10), 2), [""]);
    }
}
