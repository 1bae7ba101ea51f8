//! Which parts of a file are compiled for tests only.

use std::ops::Range;

use super::attribute;
use super::token::{Token, closing};

/// The test-only parts of one file.
#[derive(Debug, Default)]
pub(crate) struct TestCode {
    /// Byte ranges of items for tests only, in order and apart from each other.
    ranges: Vec<Range<usize>>,
}

impl TestCode {
    /// Finds the test-only parts in the code tokens of a file.
    pub(crate) fn of(code: &[Token<'_>]) -> Self {
        let mut found = Self::default();
        let mut at = 0;
        while at < code.len() {
            let Some((bracket, inner)) = attribute::opening(code, at) else {
                at += 1;
                continue;
            };
            let end = closing(code, bracket);
            if !attribute::test_only(attribute::body(code, bracket)) {
                at = end + 1;
            } else if inner {
                // Of a module or of the file: all that follows up to the closing brace.
                let last = rest_of_block(code, end + 1);
                found.push(code[at].start..last);
                at = end + 1;
            } else {
                let last = item_end(code, end + 1);
                found.push(code[at].start..code[last].end);
                at = last + 1;
            }
        }
        found
    }

    /// Adds a range that begins behind the ones before.
    fn push(&mut self, range: Range<usize>) {
        match self.ranges.last_mut().filter(|last| range.start < last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => self.ranges.push(range),
        }
    }

    /// Is the place at this offset, in bytes, in test-only code?
    pub(crate) fn contains(&self, offset: usize) -> bool {
        let next = self.ranges.partition_point(|range| range.end <= offset);
        self.ranges.get(next).is_some_and(|range| range.contains(&offset))
    }
}

fn rest_of_block(code: &[Token<'_>], from: usize) -> usize {
    let mut at = from;
    while let Some(token) = code.get(at) {
        if token.is('}') {
            return token.start;
        }
        let opens = ['(', '[', '{'].iter().any(|&c| token.is(c));
        at = if opens { closing(code, at) + 1 } else { at + 1 };
    }
    usize::MAX
}

/// The index of the last token of the item that begins at `from`, its further attributes included.
fn item_end(code: &[Token<'_>], from: usize) -> usize {
    const ITEMS: [&str; 17] = [
        "async",
        "const",
        "enum",
        "extern",
        "fn",
        "impl",
        "let",
        "macro_rules",
        "mod",
        "pub",
        "static",
        "struct",
        "trait",
        "type",
        "union",
        "unsafe",
        "use",
    ];
    let last = code.len().saturating_sub(1);
    let mut at = from;
    while let Some((bracket, _)) = attribute::opening(code, at) {
        at = closing(code, bracket) + 1;
    }
    // A field, an argument or an arm ends at a comma as well.
    let item = code.get(at).is_some_and(|token| ITEMS.iter().any(|word| token.word(word)));
    while let Some(token) = code.get(at) {
        if token.is(';') || (token.is(',') && !item) {
            return at;
        }
        if token.is('{') {
            return closing(code, at);
        }
        if [')', ']', '}'].iter().any(|&c| token.is(c)) {
            return at.saturating_sub(1).max(from.saturating_sub(1));
        }
        at = if token.is('(') || token.is('[') { closing(code, at) + 1 } else { at + 1 };
    }
    last
}
