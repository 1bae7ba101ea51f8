//! Edits of a text, carried over to the bytes of its file.

use std::ops::Range;

use super::synced::{Change, Synced, What};
use crate::repair::Text;

/// What is to stand in place of a stretch of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    span: Range<usize>,
    to: String,
    what: What,
}

/// All edits of a text, in any order.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<Edit>);

impl Edits {
    /// Adds an edit.
    pub(super) fn add(&mut self, span: Range<usize>, to: impl Into<String>, what: What) {
        self.0.push(Edit { span, to: to.into(), what });
    }

    /// Makes the edits. Where two overlap, the first counts; one that changes nothing, or lies outside of the text, none.
    pub(super) fn written(mut self, text: &Text, original: &[u8]) -> Synced {
        self.0.sort_by_key(|edit| (edit.span.start, edit.span.end));
        let mut synced = Synced { bytes: Vec::with_capacity(original.len()), changes: Vec::new() };
        let (mut copied, mut end, mut line, mut counted) = (0, 0, 1, 0);
        for Edit { span, to, what } in self.0 {
            let Some(from) = text.text.get(span.clone()).filter(|from| *from != to) else { continue };
            let origin = text.origin(&span);
            let Some(kept) = original.get(copied..origin.start) else { continue };
            if span.start < end || original.len() < origin.end || origin.end < origin.start {
                continue;
            }
            let before = text.text.get(counted..span.start).unwrap_or_default();
            line += u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX);
            (counted, end) = (span.start, span.end);
            synced.bytes.extend_from_slice(kept);
            synced.bytes.extend_from_slice(to.as_bytes());
            copied = origin.end;
            synced.changes.push(Change { line, what, span: origin, from: from.to_owned(), to });
        }
        synced.bytes.extend_from_slice(original.get(copied..).unwrap_or_default());
        synced
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::repair;

    #[test]
    fn edits_are_made_in_the_bytes_of_the_file() {
        let file = "\u{feff}a â†’ b\r\nc".as_bytes();
        let text = repair(file).unwrap_or_default();
        let mut edits = Edits::default();
        edits.add(9..9, "!", What::Reason);
        edits.add(2..5, "✅", What::Mark);
        edits.add(2..5, "never", What::Mark);
        edits.add(0..1, "a", What::Mark);
        edits.add(8..900, "outside", What::Mark);
        edits.add(3..4, "inside of a character", What::Mark);
        let synced = edits.written(&text, file);
        assert_eq!(String::from_utf8_lossy(&synced.bytes), "\u{feff}a ✅ b\r\n!c");
        let told: Vec<_> =
            synced.changes.iter().map(|change| (change.line, change.from.as_str(), &change.span)).collect();
        assert_eq!(told, [(1, "→", &(5..13)), (2, "", &(17..17))]);
    }
}
