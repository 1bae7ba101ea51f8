//! The text as a Markdown parser shall see it: of the same length, so that every offset is one of the document, but
//! without front matter, with nested fences blotted out, and with no `|` in code, which would split a table.

use std::ops::Range;

use crate::reading::leaf::PIPE;

/// Blots out what the parser shall not see.
pub(super) fn view(text: &str, fences: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let front = text.strip_prefix('\u{feff}').map_or(0, |rest| text.len() - rest.len());
    blot(&mut bytes, 0..front + front_matter(text.get(front..).unwrap_or_default()));
    for fence in fences {
        blot(&mut bytes, fence.clone());
    }
    pipes(&mut bytes);
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn blot(bytes: &mut [u8], span: Range<usize>) {
    for byte in bytes.get_mut(span).unwrap_or_default() {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

/// The length of the YAML or TOML block at the top, with its fences.
pub(super) fn front_matter(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let (ends, assigns): (&[&str], char) = match lines.next().map(str::trim_end) {
        Some("---") => (&["---", "..."], ':'),
        Some("+++") => (&["+++"], '='),
        _ => return 0,
    };
    let Some(second) = text.lines().nth(1).map(str::trim) else { return 0 };
    let is_entry = second.starts_with(|char: char| char.is_alphabetic() || char == '_' || char == '"')
        && second.contains(assigns);
    if !is_entry && !second.starts_with(['#', '[']) && !ends.contains(&second) {
        return 0;
    }
    let mut length = text.split_inclusive('\n').next().map_or(0, str::len);
    for line in lines {
        length += line.len();
        if ends.contains(&line.trim_end()) {
            return length;
        }
    }
    0
}

/// Replaces each `|` between backticks on one line.
fn pipes(bytes: &mut [u8]) {
    let Ok(mark) = u8::try_from(PIPE) else { return };
    for line in bytes.split_mut(|byte| *byte == b'\n') {
        if !line.contains(&b'|') || !line.contains(&b'`') {
            continue;
        }
        let runs = backticks(line);
        let mut open: Option<&Range<usize>> = None;
        for run in &runs {
            match open {
                None => open = Some(run),
                Some(start) if start.len() == run.len() => {
                    for byte in line.get_mut(start.end..run.start).unwrap_or_default() {
                        if *byte == b'|' {
                            *byte = mark;
                        }
                    }
                    open = None;
                }
                Some(_) => {}
            }
        }
    }
}

fn backticks(line: &[u8]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in line.iter().enumerate().filter(|(_, byte)| **byte == b'`') {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::{front_matter, view};

    #[test]
    fn front_matter_is_what_begins_the_file_between_its_fences() {
        for (text, length) in [
            ("---\ntitle: a\n---\n# b\n", 17),
            ("---\r\ntitle: a\r\n---\r\nb", 20),
            ("+++\ntitle = \"a\"\n+++\n", 20),
            ("---\ntitle: a\n...\nb", 17),
            ("---\n---\nb", 8),
            ("---\n\nno front matter: a rule\n\n---\n", 0),
            ("---\ntitle: never closed\n", 0),
            ("# a\n---\nb: c\n---\n", 0),
        ] {
            assert_eq!(front_matter(text), length, "{text:?}");
        }
    }

    #[test]
    fn a_view_is_as_long_as_its_text() {
        for (text, seen) in [
            ("---\na: é\n---\nb", "   \n     \n   \nb"),
            ("| `a|b` | ``c`|`` | d`|e |", "| `a\u{1f}b` | ``c`\u{1f}`` | d`|e |"),
            ("\u{feff}a", "   a"),
        ] {
            assert_eq!(view(text, &[]), seen, "{text:?}");
        }
        let nested = 6..9;
        assert_eq!(view("```md\n```rs\n", std::slice::from_ref(&nested)), "```md\n   rs\n");
    }
}
