//! Sequences of characters whose bytes in some encoding are one character of UTF-8. Says where they are, not whether
//! they are damage.

use std::ops::Range;

use super::encoding::Encoding;
use super::lost::Lost;
use super::nature::Nature;
use super::text::BYTE_ORDER_MARK;

/// A few characters that may be one damaged character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sequence {
    /// Where they stand.
    pub(super) span: Range<usize>,
    /// What they may have been.
    pub(super) meant: char,
    /// What that is good for.
    pub(super) nature: Nature,
    /// Was one of its bytes lost on the way?
    pub(super) short: bool,
}

/// All sequences of a text, in order; those that make sense.
pub(super) fn sequences(text: &str, encoding: Encoding) -> Vec<Sequence> {
    let lost = Lost::through(encoding);
    let mut found: Vec<Sequence> = Vec::new();
    let mut from = 0;
    for (at, character) in text.char_indices() {
        if at < from || character.is_ascii() {
            continue;
        }
        let Some(rest) = text.get(at..) else { continue };
        let Some((meant, length, short)) = decode(rest, encoding, &lost) else { continue };
        let before = found.last().filter(|last| last.span.end == at);
        let meant = if short { instead(meant, before, rest.get(length..)) } else { meant };
        let Some(nature) = nature(meant, at, before) else { continue };
        from = at + length;
        found.push(Sequence { span: at..from, meant, nature, short });
    }
    found
}

/// The character whose bytes stand at the beginning, how long that is in the text, and whether a byte was lost.
fn decode(text: &str, encoding: Encoding, lost: &Lost) -> Option<(char, usize, bool)> {
    let mut bytes = [0; 4];
    let lead = encoding.byte(text.chars().next()?)?;
    let width = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut length = 0;
    let mut read = 0;
    for (slot, character) in bytes.iter_mut().take(width).zip(text.chars()) {
        let Some(byte) = encoding.byte(character) else { break };
        *slot = byte;
        length += character.len_utf8();
        read += 1;
    }
    let whole = bytes.get(..width).filter(|_| read == width);
    match whole.and_then(|bytes| std::str::from_utf8(bytes).ok()).and_then(|text| text.chars().next()) {
        Some(meant) => Some((meant, length, false)),
        None => lost.find(encoding, text).map(|(meant, length)| (meant, length, true)),
    }
}

/// A closing quotation mark and the joiner of two emoji leave the same bytes behind; what stands around it tells.
fn instead(meant: char, before: Option<&Sequence>, after: Option<&str>) -> char {
    let between = before.is_some_and(|before| matches!(before.nature, Nature::Sign | Nature::Joiner))
        && after.is_some_and(|after| after.starts_with(['ð', 'â']));
    if meant == '”' && between { '\u{200d}' } else { meant }
}

/// A joiner makes sense behind a sign only, a byte order mark at the very beginning only.
fn nature(meant: char, at: usize, before: Option<&Sequence>) -> Option<Nature> {
    match Nature::of(meant) {
        None if meant == BYTE_ORDER_MARK && at == 0 => Some(Nature::Sign),
        Some(Nature::Joiner) => before
            .filter(|before| matches!(before.nature, Nature::Sign | Nature::Joiner | Nature::Symbol))
            .map(|_| Nature::Joiner),
        nature => nature,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(text: &str, encoding: Encoding) -> String {
        sequences(text, encoding).iter().map(|sequence| sequence.meant).collect()
    }

    #[test]
    fn sequences_are_found_side_by_side() {
        assert_eq!(meant("âš\u{a0}ï¸ x â†’ y", Encoding::Windows1252), "⚠\u{fe0f}→");
        assert_eq!(meant("\u{f8ff}üéØ ‚îú‚îÄ", Encoding::MacRoman), "🎯├─");
        assert_eq!(meant("ðŸ‘©â€ðŸ’» â€œxâ€", Encoding::Windows1252), "👩\u{200d}💻“”");
    }

    #[test]
    fn what_is_no_sequence_is_passed_over() {
        for text in ["Ãa", "É", "naïve", "âœ", "ï¿½", "ï¸ alone"] {
            assert_eq!(meant(text, Encoding::Windows1252), "", "{text}");
        }
    }
}
