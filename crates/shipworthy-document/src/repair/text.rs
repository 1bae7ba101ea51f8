//! A text, the repairs made to it, and the way from an offset in it back to the bytes of the file.

use std::ops::Range;

/// What some editors write before the first character.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// A mended text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text {
    /// What the author saw.
    pub text: String,
    /// What was mended, in order.
    pub repairs: Vec<Repair>,
    /// For every place where the two part: the offset in `text`, and that in the file. Sorted by both.
    pub(crate) anchors: Vec<(usize, usize)>,
}

/// One run that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The line of the repair, from 1.
    pub line: u32,
    /// What stood there.
    pub from: String,
    /// What stands there now.
    pub to: String,
    /// The encoding it went through by mistake: `windows-1252` or `MacRoman`.
    pub through: &'static str,
}

/// Why a file is no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not UTF-8, at this byte.
    NotUtf8(usize),
    /// It holds a NUL, at this byte, and so is binary.
    Binary(usize),
}

impl Text {
    /// A text that needs no repair.
    pub fn healthy(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Where a range of the text lies in the bytes of the file.
    pub fn origin(&self, range: &Range<usize>) -> Range<usize> {
        self.offset(range.start)..self.offset(range.end)
    }

    /// Where an offset of the text lies in the bytes of the file.
    pub(super) fn offset(&self, at: usize) -> usize {
        let after = self.anchors.partition_point(|(mended, _)| *mended <= at);
        match after.checked_sub(1).and_then(|before| self.anchors.get(before)) {
            Some((mended, file)) => file + (at - mended),
            None => at,
        }
    }
}
