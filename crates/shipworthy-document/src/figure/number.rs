//! A number as people write it, with thousands separators and a unit, brought to one unit per dimension.

use std::ops::Range;

use shipworthy_model::amount::bytes_in;

/// How much, of what.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// In the unit below: `0.5 s` is 500 milliseconds, `16MB` is 16,000,000 bytes.
    pub value: f64,
    /// The unit that the number is in.
    pub unit: Unit,
    /// Is it written with a `+` behind it, and so a least value?
    pub or_more: bool,
    /// Is it written with a `~` before it, and so not exact?
    pub about: bool,
}

/// What a number counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// Parts of a hundred.
    Percent,
    /// A span of time below a minute.
    Milliseconds,
    /// A size.
    Bytes,
    /// Things, named by the metric.
    Things,
    /// Anything else, as written: `lines/second`.
    Named(String),
    /// A span of work: a timeline, an effort. Never a figure.
    Duration,
}

/// A number that was read, and where.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    pub(crate) quantity: Quantity,
    pub(crate) digits: Range<usize>,
}

/// What begins with a digit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Numeral {
    /// One number.
    One(Number),
    /// `8/10`, `4 of 8`
    Ratio { part: u64, whole: u64, part_digits: Range<usize>, whole_digits: Range<usize> },
    /// `200-250 lines`
    Span,
    /// `1.0.0`
    Version,
    /// Something else that begins with a digit: `3rd`, `24-hour`, `12:30`.
    Other,
}

const UNITS: [(&str, Unit, f64); 25] = [
    ("%", Unit::Percent, 1.0),
    ("percent", Unit::Percent, 1.0),
    ("ms", Unit::Milliseconds, 1.0),
    ("мс", Unit::Milliseconds, 1.0),
    ("s", Unit::Milliseconds, 1e3),
    ("sec", Unit::Milliseconds, 1e3),
    ("secs", Unit::Milliseconds, 1e3),
    ("second", Unit::Milliseconds, 1e3),
    ("seconds", Unit::Milliseconds, 1e3),
    ("µs", Unit::Milliseconds, 1e-3),
    ("μs", Unit::Milliseconds, 1e-3),
    ("us", Unit::Milliseconds, 1e-3),
    ("ns", Unit::Milliseconds, 1e-6),
    ("bytes", Unit::Bytes, 1.0),
    ("m", Unit::Things, 1e6),
    ("k", Unit::Things, 1e3),
    ("h", Unit::Duration, 1.0),
    ("hr", Unit::Duration, 1.0),
    ("hrs", Unit::Duration, 1.0),
    ("d", Unit::Duration, 1.0),
    ("w", Unit::Duration, 1.0),
    ("min", Unit::Duration, 1.0),
    ("mins", Unit::Duration, 1.0),
    ("ч", Unit::Duration, 1.0),
    ("мин", Unit::Duration, 1.0),
];
/// Beginnings of the words for longer spans of time.
const SPANS: [&str; 11] =
    ["minute", "hour", "day", "week", "month", "year", "sprint", "час", "дн", "недел", "месяц"];
/// What is a unit only when it touches the number: `5 m` and `3 d` may mean anything.
const TOUCHING: [&str; 5] = ["b", "d", "k", "m", "w"];

/// Reads what begins with a digit at the start of `text`, which lies at `base`; and how long it is.
pub(crate) fn numeral(text: &str, base: usize) -> (Numeral, usize) {
    let (value, digits) = decimal(text);
    let rest = &text[digits..];
    if rest.starts_with('.') && rest[1..].starts_with(|next: char| next.is_ascii_digit()) {
        let end = digits + word(rest, |next| next == '.' || next == '+' || next == '-');
        return (Numeral::Version, end);
    }
    if let Some(found) = ratio(text, digits, base) {
        return found;
    }
    let mut follow = rest.chars();
    match follow.next() {
        Some('-' | '–' | '/' | ':') => {
            let (joint, next) = (rest.chars().next().map_or(0, char::len_utf8), follow.next());
            if next.is_some_and(|next| next.is_ascii_digit()) {
                let kind = if rest.starts_with(['-', '–']) { Numeral::Span } else { Numeral::Other };
                return (kind, after_number(text, digits + joint));
            }
            if next.is_some_and(char::is_alphabetic) {
                let end = digits + joint + word(&rest[joint..], |letter| letter == '-' || letter == '/');
                return (Numeral::Other, end);
            }
        }
        Some('_') => {
            return (Numeral::Other, digits + word(rest, |next| next == '_' || next == '.' || next == '-'));
        }
        _ => {}
    }
    let Some((unit, factor, length)) = unit(rest) else {
        let letters = word(rest, |_| false);
        if letters > 0 {
            return (Numeral::Other, digits + letters);
        }
        let plus = usize::from(rest.starts_with('+'));
        return (one(value, Unit::Things, plus == 1, base..base + digits), digits + plus);
    };
    let mut end = digits + length;
    let or_more = text[end..].starts_with('+') || rest.starts_with('+');
    end += usize::from(text[end..].starts_with('+'));
    (one(value * factor, unit, or_more, base..base + digits), end)
}

fn one(value: f64, unit: Unit, or_more: bool, digits: Range<usize>) -> Numeral {
    Numeral::One(Number { quantity: Quantity { value, unit, or_more, about: false }, digits })
}

/// The value of the digits at the start, with thousands separators and one decimal point, and their length.
fn decimal(text: &str) -> (f64, usize) {
    let run = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = run(0);
    while end > 0 && text[end..].starts_with(',') && run(end + 1) == 3 {
        end += 4;
    }
    if text[end..].starts_with('.') {
        let fraction = run(end + 1);
        end += if fraction > 0 { fraction + 1 } else { 0 };
    }
    let plain: String = text[..end].chars().filter(|digit| *digit != ',').collect();
    (plain.parse().unwrap_or(0.0), end)
}

fn ratio(text: &str, digits: usize, base: usize) -> Option<(Numeral, usize)> {
    let rest = &text[digits..];
    let joint = [" of ", "/", " / ", " из "].iter().find(|joint| rest.starts_with(**joint))?;
    let start = digits + joint.len();
    let (whole, length) = (&text[start..], text[start..].bytes().take_while(u8::is_ascii_digit).count());
    let next = whole[length..].chars().next();
    let single = !next
        .is_some_and(|next| next.is_alphanumeric() || matches!(next, '/' | '.' | '%' | '-' | '_'))
        || next == Some('.') && !whole[length + 1..].starts_with(|after: char| after.is_ascii_digit());
    if !single {
        return None;
    }
    let (part, whole) = (text[..digits].parse().ok()?, whole[..length].parse().ok()?);
    let part_digits = base..base + digits;
    let whole_digits = base + start..base + start + length;
    Some((Numeral::Ratio { part, whole, part_digits, whole_digits }, start + length))
}

/// The unit at the start of what follows the digits.
fn unit(rest: &str) -> Option<(Unit, f64, usize)> {
    let plus = usize::from(rest.starts_with('+'));
    let blank = usize::from(rest[plus..].starts_with(' '));
    let start = plus + blank;
    let text = &rest[start..];
    let length = if text.starts_with('%') { 1 } else { word(text, |_| false) };
    let written = text[..length].to_lowercase();
    let known = UNITS.iter().find(|(name, ..)| *name == written && (blank == 0 || !TOUCHING.contains(name)));
    // `50,000 lines/second`, `10 MB/s`: a rate is a unit of its own.
    if text[length..].starts_with('/') {
        return None;
    }
    if let Some((_, unit, factor)) = known {
        return Some((unit.clone(), *factor, start + length));
    }
    let size = bytes_in(&written).filter(|_| blank == 0 || !TOUCHING.contains(&written.as_str()));
    if let Some(bytes) = size {
        return Some((Unit::Bytes, bytes as f64, start + length));
    }
    let long = SPANS.iter().any(|name| written.starts_with(name));
    long.then_some((Unit::Duration, 1.0, start + length))
}

fn after_number(text: &str, start: usize) -> usize {
    let (_, digits) = decimal(&text[start..]);
    let end = start + digits;
    let length = unit(&text[end..]).map_or(0, |(.., length)| length);
    let end = end + length + word(&text[end + length..], |next| next == '/' || next == '-' || next == ':');
    end + usize::from(text[end..].starts_with('+'))
}

/// How long the word at the start is, in bytes.
fn word(text: &str, also: impl Fn(char) -> bool) -> usize {
    let inner = |letter: char| letter.is_alphanumeric() || letter == '_' || also(letter);
    let length = text.find(|letter: char| !inner(letter)).unwrap_or(text.len());
    text[..length].trim_end_matches(|last: char| !last.is_alphanumeric() && last != '_').len()
}

#[cfg(test)]
mod tests {
    use super::{Numeral, Unit, numeral};

    #[test]
    fn numbers_come_to_one_unit() {
        for (text, value, unit, taken) in [
            ("70% Complete", 70.0, Unit::Percent, 3),
            ("95 % ready", 95.0, Unit::Percent, 4),
            ("35.4%", 35.4, Unit::Percent, 5),
            ("150ms", 150.0, Unit::Milliseconds, 5),
            ("1.5 s.", 1500.0, Unit::Milliseconds, 5),
            ("16MB (target)", 16e6, Unit::Bytes, 4),
            ("60,768 lines", 60768.0, Unit::Things, 6),
            ("50K entries", 50_000.0, Unit::Things, 3),
            ("30 clippy warnings", 30.0, Unit::Things, 2),
            ("2 Days", 2.0, Unit::Duration, 6),
            ("30 minutes", 30.0, Unit::Duration, 10),
            ("5 d", 5.0, Unit::Things, 1),
        ] {
            let (Numeral::One(number), length) = numeral(text, 0) else { panic!("{text}") };
            assert!((number.quantity.value - value).abs() < 1e-9, "{text}: {}", number.quantity.value);
            assert_eq!((number.quantity.unit, length), (unit, taken), "{text}");
        }
    }

    #[test]
    fn a_plus_behind_it_is_a_least_value() {
        for text in ["90%+ coverage", "1000+ steps", "5 GB+"] {
            let (Numeral::One(number), _) = numeral(text, 0) else { panic!("{text}") };
            assert!(number.quantity.or_more, "{text}");
        }
    }

    #[test]
    fn ratios_keep_the_places_of_both_numbers() {
        for (text, part, whole, at) in [
            ("8/10 items", 8, 10, 2..4),
            ("4 of 8 done", 4, 8, 5..6),
            ("0 of 6.", 0, 6, 5..6),
            ("3/3)", 3, 3, 2..3),
        ] {
            let (Numeral::Ratio { part: found, whole: total, whole_digits, .. }, _) = numeral(text, 0) else {
                panic!("{text}")
            };
            assert_eq!((found, total, whole_digits), (part, whole, at), "{text}");
        }
    }

    #[test]
    fn what_only_begins_with_digits_is_no_number() {
        for (text, kind) in [
            ("1.0.0-rc", Numeral::Version),
            ("200-250 lines", Numeral::Span),
            ("80–90%", Numeral::Span),
            ("24-hour", Numeral::Other),
            ("3rd", Numeral::Other),
            ("10x", Numeral::Other),
            ("12:30", Numeral::Other),
            ("10/7/2024", Numeral::Other),
            ("2025_a", Numeral::Other),
        ] {
            assert_eq!(numeral(text, 0).0, kind, "{text}");
        }
    }
}
