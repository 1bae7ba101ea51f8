//! A problem beside the line it is about, with carets under the place, the way rustc shows it. It decides nothing
//! about the problem and lets no control character of the text through to a terminal.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use shipworthy_model::problem::{LineIndex, Problem, Severity};
use shipworthy_model::text::is_unprintable;

use crate::text::width;

/// The most characters shown of a message, and of each part of a source line: before the place, the place, and after.
const MOST: usize = 400;

/// The styles of the parts of a snippet.
#[derive(Debug, Clone, Copy, Default)]
pub struct Styles {
    /// The style of `error` and of its carets.
    pub error: Style,
    /// The style of `warning` and of its carets.
    pub warning: Style,
    /// The style of the message: what is wrong.
    pub message: Style,
    /// The style of the file, the line numbers and the rules.
    pub gutter: Style,
    /// The style of `help`.
    pub help: Style,
}

impl Styles {
    /// Styles without any colour.
    pub const PLAIN: Self = Self {
        error: Style::new(),
        warning: Style::new(),
        message: Style::new(),
        gutter: Style::new(),
        help: Style::new(),
    };

    /// The colours of rustc.
    pub const COLOURED: Self = Self {
        error: AnsiColor::Red.on_default().bold(),
        warning: AnsiColor::Yellow.on_default().bold(),
        message: Style::new().bold(),
        gutter: AnsiColor::Blue.on_default().bold(),
        help: AnsiColor::Cyan.on_default().bold(),
    };
}

/// Shows a problem in the text of `lines`, which was read from `file`. Ends with a line break.
pub fn render(file: &str, lines: &LineIndex<'_>, problem: &Problem, styles: Styles) -> String {
    let source = lines.source();
    let start = source.floor_char_boundary(problem.span.start);
    let end = source.floor_char_boundary(problem.span.end).max(start);
    let (number, column) = lines.place(start);
    let (before, marked, after) = pieces(source, start, end);
    let indent = " ".repeat(number.to_string().len());
    let (word, paint) = match problem.severity {
        Severity::Error => ("error", styles.error),
        Severity::Warning => ("warning", styles.warning),
    };
    let Styles { message, gutter, help, .. } = styles;
    let mut shown = SnippetLine::default();
    shown.push(&ending(before));
    let skipped = shown.width;
    shown.push(&beginning(marked));
    let carets = (shown.width - skipped).max(1);
    shown.push(&beginning(after));
    let text = shown.text.trim_end();
    let line = if text.is_empty() { String::new() } else { format!(" {text}") };
    let (gap, carets) = (" ".repeat(skipped), "^".repeat(carets));
    let mut out = format!(
        "{paint}{word}{paint:#}{message}: {}{message:#}\n\
         \x20\x20{gutter}{}:{number}:{column}{gutter:#}\n\
         {indent} {gutter}|{gutter:#}\n\
         {gutter}{number} |{gutter:#}{line}\n\
         {indent} {gutter}|{gutter:#} {gap}{paint}{carets}{paint:#}\n",
        neutral(&problem.message),
        neutral(file),
    );
    if let Some(advice) = &problem.help {
        out += &format!("{indent} {gutter}={gutter:#} {help}help{help:#}: {}\n", neutral(advice));
    }
    out
}

/// The line that `start` is on, in three: before the place, the place as far as it is on this line, and the rest.
fn pieces(source: &str, start: usize, end: usize) -> (&str, &str, &str) {
    let head = source.get(..start).unwrap_or_default();
    let tail = source.get(start..).unwrap_or_default();
    let before = head.rsplit('\n').next().unwrap_or_default();
    let line = tail.split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    let (marked, after) = line.split_at((end - start).min(line.len()));
    (before, marked, after)
}

/// Text as a terminal shows it, and how many columns it takes there.
#[derive(Default)]
struct SnippetLine {
    text: String,
    width: usize,
}

/// The text that a tab is shown as. It takes as many columns wherever it stands: a terminal's own stops would depend on
/// the gutter.
const TAB: &str = "    ";

impl SnippetLine {
    fn push(&mut self, text: &str) {
        let before = self.text.len();
        for char in text.chars() {
            if char == '\t' {
                self.text.push_str(TAB);
            } else {
                self.text.push(visible(char));
            }
        }
        self.width += width(self.text.get(before..).unwrap_or_default());
    }
}

/// One line of text without anything that a terminal would obey.
fn neutral(text: &str) -> String {
    beginning(text).chars().map(visible).collect()
}

/// The text, or its first characters when it is long.
fn beginning(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}

/// The text, or its last characters when it is long.
fn ending(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth_back(MOST) {
        Some((start, char)) => {
            format!("...{}", text.get(start + char.len_utf8()..).unwrap_or_default()).into()
        }
        None => text.into(),
    }
}

/// The character, or a picture of it when a terminal would obey it or show the text in another order.
fn visible(char: char) -> char {
    match char {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(char)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        char if is_unprintable(char) => '\u{fffd}',
        char => char,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(source: &str, span: std::ops::Range<usize>) -> String {
        render("readiness.toml", &LineIndex::of(source), &Problem::error(span, "no"), Styles::PLAIN)
    }

    fn last_two(source: &str, span: std::ops::Range<usize>) -> (String, String) {
        let shown = plain(source, span);
        let lines: Vec<&str> = shown.lines().collect();
        (lines[3].to_owned(), lines[4].to_owned())
    }

    #[test]
    fn a_problem_looks_like_this() {
        let source = format!("{}check = {{ kind = \"cargo-tset\" }}\n", "\n".repeat(13));
        let problem =
            Problem::error(30..42, "unknown check kind `cargo-tset`").help("did you mean `cargo-test`?");
        let expected = r#"error: unknown check kind `cargo-tset`
  readiness.toml:14:18
   |
14 | check = { kind = "cargo-tset" }
   |                  ^^^^^^^^^^^^
   = help: did you mean `cargo-test`?
"#;
        assert_eq!(render("readiness.toml", &LineIndex::of(&source), &problem, Styles::PLAIN), expected);
    }

    #[test]
    fn carets_sit_under_the_text() {
        for (source, span, line, carets) in [
            ("a = 1", 4..5, "1 | a = 1", "  |     ^"),
            ("", 0..0, "1 |", "  | ^"),
            ("", 5..9, "1 |", "  | ^"),
            ("a = 1\n", 6..6, "2 |", "  | ^"),
            ("a = 1\r\nb = 2\r\n", 7..8, "2 | b = 2", "  | ^"),
            ("a = 1\r\nb = 2\r\n", 5..7, "1 | a = 1", "  |      ^"),
            ("a = [\n1\n]", 4..9, "1 | a = [", "  |     ^"),
            ("\ta = 1", 1..2, "1 |     a = 1", "  |     ^"),
            ("a = '\t' # b", 4..7, "1 | a = '    ' # b", "  |     ^^^^^^"),
            ("ä = '日本' # b", 5..13, "1 | ä = '日本' # b", "  |     ^^^^^^"),
            ("e\u{301} = 1", 6..7, "1 | e\u{301} = 1", "  |     ^"),
            ("日 = 1", 1..2, "1 | 日 = 1", "  | ^"),
        ] {
            assert_eq!(
                last_two(source, span.clone()),
                (line.to_owned(), carets.to_owned()),
                "{source:?} {span:?}"
            );
        }
    }

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        let source = "a = '\x1b[31m\u{9b}2J\u{202e}\x07\r\x7f\u{200d}\u{ad}\u{fff9}\u{e0041}'";
        let problem = Problem::error(0..1, "bad `\x1b]0;title\x07`\nnext").help("\x1b[0m");
        let shown = render("\x1b[2J.toml", &LineIndex::of(source), &problem, Styles::PLAIN);
        assert_eq!(shown.lines().count(), 6);
        assert!(shown.chars().all(|c| c == '\n' || !is_unprintable(c)), "{shown:?}");
    }

    #[test]
    fn every_span_can_be_shown() {
        let source = "a = '日\t\u{301}'\r\n\n\u{feff}[[ä]]\n\x1b";
        for start in 0..source.len() + 3 {
            for end in 0..source.len() + 3 {
                let shown = plain(source, start..end);
                assert_eq!(shown.lines().count(), 5, "{start}..{end}: {shown}");
                assert!(shown.ends_with("^\n"), "{start}..{end}: {shown}");
            }
        }
    }

    #[test]
    fn a_line_without_end_is_shown_around_the_place() {
        let source = format!("{} = 1 {}", "ä".repeat(5000), "#".repeat(5000));
        let (line, carets) = last_two(&source, 10_001..10_002);
        // A space stands among the characters before the place, and ` 1 ` among those after it.
        let count = |wanted: char| line.chars().filter(|char| *char == wanted).count();
        assert_eq!((count('ä'), count('#')), (MOST - 1, MOST - 3), "{line}");
        assert_eq!(line.find("= 1").map(|at| line[..at].chars().count()), carets.find('^'));
        let whole = plain(&source, 0..10_000);
        assert!(whole.len() < 5000 && whole.contains("ä..."), "{whole}");
    }

    #[test]
    fn paint_changes_no_letter() {
        let problem = Problem::warning(0..1, "odd").help("so");
        let shown = render("f", &LineIndex::of("a = 1"), &problem, Styles::COLOURED);
        assert!(shown.contains('\x1b'));
        let (first, rest) = shown.split_once('\x1b').unwrap();
        let letters = |part: &str| part.split_once('m').unwrap().1.to_owned();
        let plain = first.to_owned() + &rest.split('\x1b').map(letters).collect::<String>();
        assert_eq!(plain, render("f", &LineIndex::of("a = 1"), &problem, Styles::PLAIN));
    }
}
