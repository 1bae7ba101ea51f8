//! Running text: its lines, and in each the pieces that are bold, code or a link. Every piece knows where it stands.

use std::borrow::Cow;
use std::ops::Range;

use crate::item::{Code, Link};
use crate::reading::emoji;

/// A paragraph, a heading, the text of a list item, or a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct RunningText<'a> {
    pub(super) lines: Vec<Line<'a>>,
}

/// One line of running text.
#[derive(Debug, Clone, Default)]
pub(super) struct Line<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    pub(super) links: Vec<Anchor>,
}

/// A link or an image, with the words it stands on.
#[derive(Debug, Clone)]
pub(super) struct Anchor {
    pub(super) target: String,
    pub(super) span: Range<usize>,
}

/// A stretch of one style.
#[derive(Debug, Clone)]
pub(super) struct Piece<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) span: Range<usize>,
    pub(super) style: TextStyle,
}

/// How a piece is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TextStyle {
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) code: bool,
}

impl<'a> RunningText<'a> {
    /// The words of the text on one line.
    pub(super) fn text(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(Line::text).filter(|line| !line.is_empty()).collect();
        lines.join(" ")
    }

    pub(super) fn codes(&self) -> Vec<Code> {
        self.lines.iter().flat_map(Line::codes).collect()
    }

    /// The place of the text, from its first piece to its last.
    pub(super) fn span(&self) -> Option<Range<usize>> {
        let start = self.lines.iter().find_map(Line::start)?;
        let end = self.lines.iter().rev().find_map(Line::end)?;
        Some(start..end)
    }

    /// The line that is being written.
    pub(super) fn last(&mut self) -> &mut Line<'a> {
        if self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        let last = self.lines.len() - 1;
        &mut self.lines[last]
    }
}

impl<'a> Line<'a> {
    /// The words of the line: no markup, no control characters, blanks collapsed.
    pub(super) fn text(&self) -> String {
        plain(&self.raw())
    }

    /// The words of the line as they come.
    pub(super) fn raw(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_ref()).collect()
    }

    pub(super) fn start(&self) -> Option<usize> {
        self.pieces.first().map(|piece| piece.span.start)
    }

    pub(super) fn end(&self) -> Option<usize> {
        self.pieces.last().map(|piece| piece.span.end)
    }

    pub(super) fn codes(&self) -> Vec<Code> {
        let codes = self.pieces.iter().filter(|piece| piece.style.code);
        codes.map(|piece| Code { text: plain(&piece.text), span: piece.span.clone() }).collect()
    }

    pub(super) fn links(&self, line: u32) -> Vec<Link> {
        self.links.iter().map(|link| Link { target: plain(&link.target), line }).collect()
    }

    /// What stands at or behind an offset. A piece whose text is not what is written (an entity) goes as a whole.
    #[must_use]
    pub(super) fn from(mut self, offset: usize) -> Self {
        self.pieces.retain_mut(|piece| {
            if piece.span.start < offset && offset < piece.span.end && piece.is_literal() {
                let cut = offset - piece.span.start;
                piece.text = Cow::Owned(piece.text.get(cut..).unwrap_or_default().to_owned());
                piece.span.start = offset;
            }
            piece.span.start >= offset
        });
        self
    }

    /// What stands before an offset.
    #[must_use]
    pub(super) fn until(mut self, offset: usize) -> Self {
        self.pieces.retain_mut(|piece| {
            if piece.span.start < offset && offset < piece.span.end && piece.is_literal() {
                let cut = offset - piece.span.start;
                piece.text = Cow::Owned(piece.text.get(..cut).unwrap_or_default().to_owned());
                piece.span.end = offset;
            }
            piece.span.end <= offset
        });
        self
    }

    /// The words between two offsets, where both lie between pieces.
    pub(super) fn between(&self, start: usize, end: usize) -> Self {
        let first = self.pieces.partition_point(|piece| piece.span.start < start);
        let behind = self.pieces.partition_point(|piece| piece.span.start < end);
        let pieces = self.pieces.get(first..behind).unwrap_or_default();
        Self { pieces: pieces.to_vec(), links: Vec::new() }
    }

    /// The line without the emoji that open it.
    #[must_use]
    pub(super) fn undecorated(self) -> Self {
        let piece = self.pieces.iter().find(|piece| !piece.text.trim().is_empty());
        let Some(piece) = piece.filter(|piece| piece.is_literal()) else { return self };
        let words = piece.span.end - emoji::undecorated(piece.text.trim_start()).len();
        self.from(words)
    }

    /// The bold words that open it, and how many pieces they take.
    pub(super) fn lead(&self) -> Option<(String, usize)> {
        self.opening(|style| style.strong)
    }

    /// The words that open it in one style, and how many pieces they take. Blanks before them do not count.
    pub(super) fn opening(&self, is_in: fn(TextStyle) -> bool) -> Option<(String, usize)> {
        let blank = self.pieces.iter().take_while(|piece| piece.text.trim().is_empty()).count();
        let pieces = self.pieces.iter().skip(blank);
        let taken: Vec<&str> =
            pieces.take_while(|piece| is_in(piece.style)).map(|piece| piece.text.as_ref()).collect();
        let words = plain(&taken.concat());
        (!words.is_empty()).then_some((words, blank + taken.len()))
    }
}

impl Piece<'_> {
    /// Is its text what is written, byte for byte?
    pub(super) fn is_literal(&self) -> bool {
        !self.style.code && self.text.len() == self.span.len()
    }

    /// Does another piece follow right behind it in the text?
    pub(super) fn goes_on_with(&self, next: &Self) -> bool {
        self.is_literal() && next.is_literal() && self.span.end == next.span.start
    }
}

/// A text on one line: no terminal escape codes, no control characters, blanks collapsed.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut blank = false;
    while let Some(char) = chars.next() {
        if char == '\u{1b}' {
            if chars.next_if_eq(&'[').is_some() {
                while chars.next_if(|char| matches!(char, '\u{20}'..='\u{3f}')).is_some() {}
                chars.next_if(|char| matches!(char, '\u{40}'..='\u{7e}'));
            }
        } else if char.is_whitespace() {
            blank = !plain.is_empty();
        } else if !char.is_control() {
            if std::mem::take(&mut blank) {
                plain.push(' ');
            }
            plain.push(char);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn escape_codes_and_control_characters_are_no_text() {
        for (written, read) in [
            ("  two\t words ", "two words"),
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("\u{1b}]0;title\u{7}bell", "]0;titlebell"),
            ("\u{1b}[2J", ""),
            ("\u{1b}", ""),
            ("Привет, мир", "Привет, мир"),
        ] {
            assert_eq!(plain(written), read, "{written:?}");
        }
    }
}
