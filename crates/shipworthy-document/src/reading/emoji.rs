//! Emoji: which say that something is done or not, and which only decorate.

use shipworthy_model::claim::Mark;

/// An emoji at the start of a text: its length, and what it says.
pub(crate) fn leading(text: &str) -> Option<(usize, Mark)> {
    let first = text.chars().next()?;
    let keycap = first.is_ascii_digit() && is_keycap(text);
    if !is_emoji(first) && !keycap {
        return None;
    }
    let mut end = first.len_utf8();
    let mut joined = false;
    for char in text.chars().skip(1) {
        let belongs = joined || is_joint(char) || (keycap && char == '\u{20e3}');
        if !belongs {
            break;
        }
        joined = char == '\u{200d}';
        end += char.len_utf8();
    }
    Some((end, meaning(first)))
}

/// An emoji at the end of a text: where it begins, and what it says.
pub(crate) fn trailing(text: &str) -> Option<(usize, Mark)> {
    let start = text.trim_end_matches(is_joint).char_indices().next_back()?;
    is_emoji(start.1).then(|| (start.0, meaning(start.1)))
}

/// Drops the emoji that open a text, with the blanks behind them.
pub(super) fn undecorated(mut text: &str) -> &str {
    while let Some((length, _)) = leading(text) {
        text = text.get(length..).unwrap_or_default().trim_start();
    }
    text
}

/// What an emoji says, as a mark. Coloured circles say it of an item, of a heading they only tell its urgency.
fn meaning(emoji: char) -> Mark {
    match emoji {
        '✅' | '✔' | '✓' | '☑' | '🟢' | '🗹' => Mark::Done,
        '⏳' | '⌛' | '🚧' | '🔄' | '❌' | '✗' | '✘' | '❎' | '⚠' | '🔴' | '🟡' | '🟠' | '⬜' | '☐' | '☒'
        | '🔲' | '🔳' | '⭕' | '🚫' | '⏸' | '💡' | '⚪' | '🛑' | '✖' | '⏭' => Mark::Open,
        _ => Mark::None,
    }
}

/// Emoji that in a heading tell how urgent something is, or only decorate it.
pub(super) fn is_signal(text: &str) -> bool {
    text.starts_with(['🟢', '🔴', '🟡', '🟠', '⚪', '💡', '⭕', '🔲', '⬜', '🔳', '🔄', '🚫', '🛑'])
}

pub(crate) fn is_emoji(char: char) -> bool {
    matches!(char,
        '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

fn is_keycap(text: &str) -> bool {
    matches!(text.get(1..), Some(rest) if rest.starts_with('\u{20e3}') || rest.starts_with("\u{fe0f}\u{20e3}"))
}

fn is_joint(char: char) -> bool {
    matches!(char, '\u{fe0e}' | '\u{fe0f}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}')
}

#[cfg(test)]
mod tests {
    use shipworthy_model::claim::Mark;

    use super::{leading, trailing, undecorated};

    #[test]
    fn an_emoji_is_taken_whole() {
        for (text, emoji, mark) in [
            ("✅ a", "✅", Mark::Done),
            ("⚠️ a", "⚠\u{fe0f}", Mark::Open),
            ("🏗️ a", "🏗\u{fe0f}", Mark::None),
            ("👩‍💻 a", "👩‍💻", Mark::None),
            ("1️⃣ a", "1\u{fe0f}\u{20e3}", Mark::None),
        ] {
            assert_eq!(leading(text).map(|(end, mark)| (&text[..end], mark)), Some((emoji, mark)), "{text}");
        }
        for text in ["", "a ✅", "1. a", "→ a", "– a", "Я"] {
            assert_eq!(leading(text), None, "{text}");
        }
    }

    #[test]
    fn an_emoji_closes_a_text() {
        assert_eq!(trailing("done ✅"), Some((5, Mark::Done)));
        assert_eq!(trailing("odd ⚠️"), Some((4, Mark::Open)));
        assert_eq!(trailing("none"), None);
        assert_eq!(undecorated("🚀 📦 Ship"), "Ship");
    }
}
