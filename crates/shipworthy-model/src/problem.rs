//! A mistake in what the user wrote: always with a place, never fatal by itself, so that all are told at once.

use std::ops::Range;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The text cannot be used; the command ends with exit code 2.
    Error,
    /// The text can be used, but something in it does nothing.
    Warning,
}

/// One mistake in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad the problem is.
    pub severity: Severity,
    /// What is wrong, on one line.
    pub message: String,
    /// The place of the problem, as byte offsets into the text.
    pub span: Range<usize>,
    /// What to write instead, or the nearest valid name.
    pub help: Option<String>,
}

impl Problem {
    /// An error at `span`.
    pub fn error(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, message: message.into(), span, help: None }
    }

    /// A warning at `span`.
    pub fn warning(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(span, message) }
    }

    /// The problem with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The line and the column of a byte offset, both from 1, the column in characters. An offset past the end counts as
/// the end; one in the middle of a character, as the start of it.
pub fn place(source: &str, offset: usize) -> (u32, u32) {
    LineIndex::of(source).place(offset)
}

/// A text and where its lines begin, for whoever asks after many places in it.
#[derive(Debug, Clone)]
pub struct LineIndex<'a> {
    source: &'a str,
    /// The offset of each line but the first.
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    /// The lines of a text.
    pub fn of(source: &'a str) -> Self {
        Self { source, starts: source.match_indices('\n').map(|(at, _)| at + 1).collect() }
    }

    /// The text that the places are in.
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// The line and the column of a byte offset, as [`place`] counts them.
    pub fn place(&self, offset: usize) -> (u32, u32) {
        let offset = self.source.floor_char_boundary(offset);
        let line = self.line(offset);
        let column = self.source.get(self.start(line)..offset).unwrap_or_default().chars().count();
        (line, number(column))
    }

    /// The line of a byte offset, from 1.
    pub fn line(&self, offset: usize) -> u32 {
        number(self.starts.partition_point(|start| *start <= offset))
    }

    /// The offset at which a line, from 1, begins; that of the end of the text, where it has no such line.
    pub fn start(&self, line: u32) -> usize {
        match line.checked_sub(2) {
            None => 0,
            Some(before) => {
                let before = usize::try_from(before).unwrap_or(usize::MAX);
                self.starts.get(before).copied().unwrap_or(self.source.len())
            }
        }
    }

    /// The offset at which the line of a byte offset ends, before its line break.
    pub fn end(&self, offset: usize) -> usize {
        let line = self.line(offset);
        let (start, next) = (self.start(line), self.start(line.saturating_add(1)));
        let text = self.source.get(start..next).unwrap_or_default();
        next - (text.len() - text.trim_end_matches(['\n', '\r']).len())
    }
}

fn number(from_zero: usize) -> u32 {
    u32::try_from(from_zero).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let source = "ä = 1\r\nb = 2\n";
        for (offset, expected) in
            [(0, (1, 1)), (1, (1, 1)), (2, (1, 2)), (8, (2, 1)), (13, (2, 6)), (14, (3, 1)), (99, (3, 1))]
        {
            assert_eq!(place(source, offset), expected, "{offset}");
        }
        assert_eq!(place("", 0), (1, 1));
    }

    #[test]
    fn an_offset_has_a_line_whatever_ends_the_lines() {
        let lines = LineIndex::of("one\r\ntwo\nthree");
        for (offset, line, end) in [(0, 1, 3), (4, 1, 3), (5, 2, 8), (8, 2, 8), (9, 3, 14), (14, 3, 14)] {
            assert_eq!((lines.line(offset), lines.end(offset)), (line, end), "offset {offset}");
        }
        assert_eq!((lines.start(1), lines.start(2), lines.start(9)), (0, 5, 14));
    }
}
