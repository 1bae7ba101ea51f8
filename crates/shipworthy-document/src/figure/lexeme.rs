//! One line in its parts: words, numbers, days, bars and signs. Code, links and comments are one opaque part each.

use std::ops::Range;

use shipworthy_model::time::Date;

use super::bar::Bar;
use super::calendar;
use super::number::{Number, Numeral, Unit, numeral};

/// One part of a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lexeme<'a> {
    /// What it is.
    pub(crate) part: LexemeKind<'a>,
    /// Where, in the mended text.
    pub(crate) span: Range<usize>,
}

/// What a part of a line is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LexemeKind<'a> {
    /// A word, which may hold digits, `-`, `/` and `.` inside.
    Word(&'a str),
    /// A number with its unit.
    Number(Number),
    /// `8/10`
    Ratio { part: u64, whole: u64, part_digits: Range<usize>, whole_digits: Range<usize> },
    /// `200-250 lines`
    Span,
    /// A day.
    Day(Date),
    /// `v1.2.3`
    Version(&'a str),
    /// A progress bar.
    Bar(Bar),
    /// Punctuation. Two-character comparisons and arrows are one sign.
    Sign(char),
    /// Code, a link target, a comment, an id with digits: nothing to count.
    Opaque,
}

/// Code that does not end within so many bytes is a stray backtick; so a line full of those is read once, not over
/// and over.
const LONGEST_CODE: usize = 4096;

/// The parts of a line that lies at `base`.
pub(crate) fn lexemes(line: &str, base: usize) -> Vec<Lexeme<'_>> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(first) = line[at..].chars().next() {
        let rest = &line[at..];
        let (part, length) = if first.is_whitespace() || first == '*' {
            (None, first.len_utf8())
        } else {
            let (part, length) = lexeme(rest, first, base + at);
            (Some(part), length.max(first.len_utf8()))
        };
        if let Some(part) = part {
            parts.push(Lexeme { part, span: base + at..base + at + length });
        }
        at += length;
    }
    without_histograms(parts, line, base)
}

/// A run of full cells alone is a progress bar only beside `100%`; else it is one row of a chart.
fn without_histograms<'a>(mut parts: Vec<Lexeme<'a>>, line: &str, base: usize) -> Vec<Lexeme<'a>> {
    for index in 0..parts.len() {
        let LexemeKind::Bar(bar) = &parts[index].part else { continue };
        let bracketed = line[..bar.cells.start - base].ends_with('[');
        let beside = parts[index + 1..].iter().take(3).any(|lexeme| {
            matches!(&lexeme.part, LexemeKind::Number(number)
                if number.quantity.unit == Unit::Percent && number.quantity.value >= 100.0)
        });
        if bar.full == bar.width && !bracketed && !beside {
            parts[index].part = LexemeKind::Opaque;
        }
    }
    parts
}

fn lexeme(rest: &str, first: char, base: usize) -> (LexemeKind<'_>, usize) {
    match first {
        '`' => (LexemeKind::Opaque, code(rest)),
        '<' if rest.starts_with("<!--") => {
            (LexemeKind::Opaque, rest.find("-->").map_or(rest.len(), |end| end + 3))
        }
        ']' if rest.starts_with("](") => {
            (LexemeKind::Opaque, rest.find(')').map_or(rest.len(), |end| end + 1))
        }
        '#' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) => {
            (LexemeKind::Opaque, 1 + word(&rest[1..]))
        }
        '<' | '>' | '=' | '-' => sign(rest, first),
        '0'..='9' => from_digit(rest, base),
        _ if first.is_alphabetic() || first == '_' => from_letter(rest),
        _ => match Bar::at(rest, base) {
            Some((bar, length)) => (LexemeKind::Bar(bar), length),
            None => (LexemeKind::Sign(first), first.len_utf8()),
        },
    }
}

fn code(rest: &str) -> usize {
    let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
    let mut run = 0;
    for (at, byte) in rest.bytes().enumerate().skip(ticks).take(LONGEST_CODE) {
        if byte == b'`' {
            run += 1;
        } else if run == ticks {
            return at;
        } else {
            run = 0;
        }
    }
    if run == ticks { rest.len() } else { ticks }
}

fn sign(rest: &str, first: char) -> (LexemeKind<'_>, usize) {
    for (written, sign) in [("<=", '≤'), (">=", '≥'), ("==", '='), ("->", '→'), ("=>", '→'), ("-->", '→')]
    {
        if rest.starts_with(written) {
            return (LexemeKind::Sign(sign), written.len());
        }
    }
    (LexemeKind::Sign(first), first.len_utf8())
}

fn from_digit(rest: &str, base: usize) -> (LexemeKind<'_>, usize) {
    if let Some((date, length)) = calendar::day(rest) {
        return (LexemeKind::Day(date), length);
    }
    let (numeral, length) = numeral(rest, base);
    let part = match numeral {
        Numeral::One(number) => LexemeKind::Number(number),
        Numeral::Ratio { part, whole, part_digits, whole_digits } => {
            LexemeKind::Ratio { part, whole, part_digits, whole_digits }
        }
        Numeral::Span => LexemeKind::Span,
        Numeral::Version => LexemeKind::Version(&rest[..length]),
        Numeral::Other => LexemeKind::Opaque,
    };
    (part, length)
}

fn from_letter(rest: &str) -> (LexemeKind<'_>, usize) {
    if let Some((date, length)) = calendar::day(rest) {
        return (LexemeKind::Day(date), length);
    }
    if rest.starts_with("http://") || rest.starts_with("https://") {
        let length = rest.find(|next: char| next.is_whitespace() || next == ')').unwrap_or(rest.len());
        return (LexemeKind::Opaque, length);
    }
    let length = word(rest);
    let text = &rest[..length];
    let part = if is_version(text) {
        LexemeKind::Version(text)
    } else if text.contains(['_', '\\']) || text.contains("::") {
        LexemeKind::Opaque
    } else {
        LexemeKind::Word(text)
    };
    (part, length)
}

fn is_version(text: &str) -> bool {
    let mut parts = text.strip_prefix(['v', 'V']).unwrap_or("").splitn(3, '.');
    let number =
        |part: Option<&str>| part.is_some_and(|part| part.starts_with(|digit: char| digit.is_ascii_digit()));
    number(parts.next()) && number(parts.next())
}

/// The length of the word at the start: letters and digits, with `-`, `/`, `.`, `'`, `:` between them.
fn word(rest: &str) -> usize {
    let mut end = 0;
    for (at, letter) in rest.char_indices() {
        let joint = matches!(letter, '-' | '/' | '.' | '\'' | '’' | ':' | '+');
        if letter.is_alphanumeric() || letter == '_' {
            end = at + letter.len_utf8();
        } else if !joint || at > end + usize::from(letter == ':') {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{LexemeKind, lexemes};

    fn shape(line: &str) -> String {
        let name = |part: &LexemeKind<'_>| match part {
            LexemeKind::Word(word) => (*word).to_owned(),
            LexemeKind::Number(number) => format!("#{}", number.quantity.value),
            LexemeKind::Ratio { part, whole, .. } => format!("{part}/{whole}"),
            LexemeKind::Span => "span".to_owned(),
            LexemeKind::Day(date) => date.to_string(),
            LexemeKind::Version(version) => (*version).to_owned(),
            LexemeKind::Bar(bar) => format!("bar{}", bar.full),
            LexemeKind::Sign(sign) => sign.to_string(),
            LexemeKind::Opaque => "_".to_owned(),
        };
        lexemes(line, 0).iter().map(|lexeme| name(&lexeme.part)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn lines_come_apart() {
        for (line, parts) in [
            ("**Status**: 70% Complete, x", "Status : #70 Complete , x"),
            ("HIGH (Week 2):  [========--] 80% (8/10 items)", "HIGH ( Week #2 ) : bar8 #80 ( 8/10 items )"),
            ("Ship v0.2.0 with `cargo 5%`", "Ship v0.2.0 with _"),
            ("P95 <= 5 ms -> ok", "P95 ≤ #5 → ok"),
            ("see #12 and [a 3](b/4%)", "see _ and [ a #3 _"),
            ("<!-- 50% --> 60,768 lines/second", "_ #60768 lines/second"),
            ("lib/a_1.rs:306 and src/x-2.rs", "_ and src/x-2.rs"),
            ("Last: October 7, 2024", "Last : 2024-10-07"),
            ("Phase4Cache::get() 1-2 weeks", "_ ( ) span"),
            ("`open 5%", "_ open #5"),
        ] {
            assert_eq!(shape(line), parts, "{line}");
        }
    }
}
