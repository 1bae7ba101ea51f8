//! Text as a terminal shows it: how wide it is, and what of it may not be shown as it stands.
//!
//! Names, messages and output of tools are data. A control character in them must never reach a terminal.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar as _;

/// Does a terminal obey this character, or is it made to reorder or hide the text around it?
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// The same text on one line, with every character that a terminal would obey written as its escape (`\u{1b}`). A tab
/// becomes one space.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\t' => safe.push(' '),
            c if is_unsafe(c) => safe.extend(c.escape_default()),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// How many columns one character takes: none for a mark on the one before, two for East Asian wide ones and emoji.
pub(crate) fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The text, ended with `…` where it would take more than `most` columns.
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if width(text) <= most {
        return Cow::Borrowed(text);
    }
    let mut taken = 0;
    let mut short = String::new();
    for c in text.chars() {
        taken += columns(c);
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
        ];
        for (text, safe) in table {
            assert_eq!(plain(text), safe);
        }
    }

    #[test]
    fn wide_characters_take_two_columns_and_marks_none() {
        for (text, columns) in [("", 0), ("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("🦀!", 3), ("ｗ", 2)]
        {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn cutting_never_exceeds_the_columns_and_never_halves_a_character() {
        for text in ["", "abcdef", "漢字漢字", "a漢b字", "e\u{301}e\u{301}e\u{301}"] {
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
