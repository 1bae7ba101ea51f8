//! Changes of a text as a list of places, so that every other byte stays, and what changes can be shown.

use std::fmt::Write as _;
use std::ops::Range;

/// What stands in this range is replaced by `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextEdit {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// Lines shown around a change.
const AROUND: usize = 3;

/// The text with these edits, which do not overlap; those at one place stand in their order.
pub(super) fn apply(text: &str, edits: &[TextEdit]) -> String {
    let mut sorted: Vec<&TextEdit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.range.start);
    let mut changed =
        String::with_capacity(text.len() + edits.iter().map(|edit| edit.text.len()).sum::<usize>());
    let mut at = 0;
    for edit in sorted {
        changed.push_str(text.get(at..edit.range.start).unwrap_or_default());
        changed.push_str(&edit.text);
        at = edit.range.end;
    }
    changed.push_str(text.get(at..).unwrap_or_default());
    changed
}

/// Some lines of the old text, and what stands there now.
struct Hunk {
    lines: Range<usize>,
    now: String,
}

/// What the edits change, as `diff -u` shows it.
pub(super) fn unified(name: &str, text: &str, edits: &[TextEdit]) -> String {
    if edits.is_empty() {
        return String::new();
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let hunks = hunks(text, &lines, edits);
    let old = if text.is_empty() { "/dev/null" } else { name };
    let mut shown = format!("--- {old}\n+++ {name}\n");
    let mut grown = 0;
    let mut rest = hunks.as_slice();
    while let Some(first) = rest.first() {
        // Changes that would share lines of context stand in one block.
        let near = |pair: &[Hunk]| pair[1].lines.start.saturating_sub(pair[0].lines.end) <= 2 * AROUND;
        let count = 1 + rest.windows(2).take_while(|pair| near(pair)).count();
        let (block, after) = rest.split_at(count);
        let last = block.last().map_or(first.lines.end, |hunk| hunk.lines.end);
        let around = first.lines.start.saturating_sub(AROUND)..(last + AROUND).min(lines.len());
        grown = write_block(&mut shown, &lines, block, around, grown);
        rest = after;
    }
    shown
}

/// The edits as whole lines, those on one line together.
fn hunks(text: &str, lines: &[&str], edits: &[TextEdit]) -> Vec<Hunk> {
    let mut starts = Vec::with_capacity(lines.len() + 1);
    let mut at = 0;
    for line in lines {
        starts.push(at);
        at += line.len();
    }
    // What follows a last line without its end is a part of that line.
    if text.is_empty() || text.ends_with('\n') {
        starts.push(at);
    }
    let mut sorted: Vec<TextEdit> = edits.to_vec();
    sorted.sort_by_key(|edit| edit.range.start);
    let mut hunks: Vec<Hunk> = Vec::new();
    let mut pending: Vec<TextEdit> = Vec::new();
    let mut covered: Option<Range<usize>> = None;
    let mut close = |covered: Range<usize>, pending: &mut Vec<TextEdit>| {
        let from = starts.get(covered.start).copied().unwrap_or(text.len());
        let to = starts.get(covered.end).copied().unwrap_or(text.len());
        for edit in pending.iter_mut() {
            edit.range = edit.range.start - from..edit.range.end - from;
        }
        let now = apply(text.get(from..to).unwrap_or_default(), pending);
        pending.clear();
        hunks.push(Hunk { lines: covered, now });
    };
    for edit in sorted {
        let first = starts.partition_point(|start| *start <= edit.range.start) - 1;
        // What is put between two lines changes neither.
        let between = edit.range.is_empty() && starts[first] == edit.range.start;
        let last = if between {
            first
        } else {
            starts.partition_point(|start| *start < edit.range.end).max(first + 1)
        };
        let here = first.min(lines.len())..last.min(lines.len());
        covered = Some(match covered {
            Some(before) if here.start < before.end || here == before => {
                before.start..before.end.max(here.end)
            }
            Some(before) => {
                close(before, &mut pending);
                here
            }
            None => here,
        });
        pending.push(edit);
    }
    if let Some(covered) = covered {
        close(covered, &mut pending);
    }
    hunks
}

/// Writes one block with its head. Returns how many lines the text has grown by up to here.
fn write_block(
    shown: &mut String,
    lines: &[&str],
    block: &[Hunk],
    around: Range<usize>,
    grown: isize,
) -> isize {
    let mut body = String::new();
    let mut put = |sign: char, line: &str| {
        body.push(sign);
        body.push_str(line.trim_end_matches(['\n', '\r']));
        body.push('\n');
    };
    let mut at = around.start;
    let (mut old, mut new) = (0_isize, 0_isize);
    let kept = |range: Range<usize>| lines.get(range).unwrap_or_default().iter();
    for hunk in block {
        for line in kept(at..hunk.lines.start) {
            put(' ', line);
            (old, new) = (old + 1, new + 1);
        }
        for line in kept(hunk.lines.clone()) {
            put('-', line);
            old += 1;
        }
        for line in hunk.now.split_inclusive('\n') {
            put('+', line);
            new += 1;
        }
        at = hunk.lines.end;
    }
    for line in kept(at..around.end) {
        put(' ', line);
        (old, new) = (old + 1, new + 1);
    }
    let start = around.start as isize;
    let first = |count: isize, at: isize| if count == 0 { at } else { at + 1 };
    let (from, to) = (first(old, start), first(new, start + grown));
    let _ = writeln!(shown, "@@ -{from},{old} +{to},{new} @@");
    shown.push_str(&body);
    grown + new - old
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range: Range<usize>, text: &str) -> TextEdit {
        TextEdit { range, text: text.to_owned() }
    }

    #[test]
    fn edits_leave_every_other_byte() {
        let text = "a = 1\r\nb = 2\nc";
        assert_eq!(apply(text, &[]), text);
        assert_eq!(
            apply(text, &[edit(11..12, "3"), edit(0..0, "x\n"), edit(0..0, "y\n")]),
            "x\ny\na = 1\r\nb = 3\nc"
        );
    }

    #[test]
    fn what_changes_is_shown_with_its_surroundings() {
        let text = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n";
        // The 2 becomes `two`, and a line is put before the 12.
        let edits = [edit(2..3, "two"), edit(24..24, "new\n")];
        let shown = unified("f", text, &edits);
        let expected = "--- f\n+++ f\n@@ -1,5 +1,5 @@\n 1\n-2\n+two\n 3\n 4\n 5\n@@ -9,5 +9,6 @@\n 9\n 10\n 11\n+new\n 12\n 13\n";
        assert_eq!(shown, expected);
        assert_eq!(unified("f", text, &[]), "");
    }

    #[test]
    fn a_new_file_and_a_file_without_an_end_are_shown() {
        assert_eq!(
            unified("f", "", &[edit(0..0, "a\nb\n")]),
            "--- /dev/null\n+++ f\n@@ -0,0 +1,2 @@\n+a\n+b\n"
        );
        let shown = unified("f", "a", &[edit(1..1, "\nb\n")]);
        assert_eq!(shown, "--- f\n+++ f\n@@ -1,1 +1,2 @@\n-a\n+a\n+b\n");
    }

    #[test]
    fn changes_on_one_line_and_changes_side_by_side_are_one() {
        let shown = unified("f", "abc\nd\n", &[edit(0..1, "x"), edit(2..3, "z"), edit(4..4, "new\n")]);
        assert_eq!(shown, "--- f\n+++ f\n@@ -1,2 +1,3 @@\n-abc\n+xbz\n+new\n d\n");
    }
}
