//! What a document says of a constant: a name in capitals with a number behind it. When it is not plain which number
//! belongs to the name, or how large it is, nothing is read.

use shipworthy_model::amount::bytes_in;

use crate::reading::rust::constant::literal;

/// A name in a document with a number behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DocConstant<'a> {
    /// The name of the constant.
    pub(crate) name: &'a str,
    /// The column at which the name begins, from 1, in bytes.
    pub(crate) column: usize,
    /// The numbers as written, with what follows. Several only when a row of a table has several.
    pub(crate) written: Vec<&'a str>,
}

/// The constants named in one line. `wanted` says which names are worth it although they are short, or assigned as in a shell.
pub(crate) fn doc_constants<'a>(line: &'a str, wanted: &dyn Fn(&str) -> bool) -> Vec<DocConstant<'a>> {
    if line.len() > LONGEST_LINE {
        return Vec::new();
    }
    let row = line.matches('|').count() > 1;
    let mut found = Vec::new();
    for (at, name) in names(line) {
        let rest = &line[at + name.len()..];
        // An environment variable is no constant.
        let shell = line[..at].ends_with(['$', '{']) || rest.starts_with('=');
        if !wanted(name) && (shell || !name.contains('_')) {
            continue;
        }
        let mut written: Vec<&str> = number_behind(rest).into_iter().collect();
        if written.is_empty() && row {
            let cells = rest.split('|').skip(1).map(|cell| cell.trim_start_matches([' ', '`', '*', '_']));
            written = cells.filter(|cell| cell.starts_with(|c: char| c.is_ascii_digit())).collect();
        }
        if !written.is_empty() {
            found.push(DocConstant { name, column: at + 1, written });
        }
    }
    found
}

/// Nobody writes a longer line by hand, and each name on it is looked behind.
const LONGEST_LINE: usize = 4096;

/// The words in capitals of a line, and where they begin.
fn names(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let words = line.split(move |c| !inside(c)).filter(|word| !word.is_empty());
    let place = move |word: &str| word.as_ptr() as usize - line.as_ptr() as usize;
    let capital = |word: &&str| {
        word.len() > 1
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    words.filter(capital).map(move |word| (place(word), word))
}

/// What may stand between a name and its number.
const MARKS: [&str; 8] = [":", "==", "<=", "=", "\u{2264}", "(", "\u{2013}", "\u{2014}"];
const WORDS: [&str; 20] = [
    "is", "are", "of", "at", "most", "up", "to", "set", "limit", "u8", "u16", "u32", "u64", "u128", "usize",
    "i32", "i64", "i128", "isize", "i16",
];
/// More between the two, and they do not belong together.
const MOST_BETWEEN: usize = 6;

fn number_behind(rest: &str) -> Option<&str> {
    let mut rest = rest;
    for _ in 0..=MOST_BETWEEN {
        rest = rest.trim_start_matches([' ', '\t', '`', '*', '"', '\'']);
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(rest);
        }
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let mark = MARKS.iter().find_map(|mark| rest.strip_prefix(mark));
        rest = match mark {
            Some(behind) => behind,
            None if WORDS.contains(&rest[..word].to_ascii_lowercase().as_str()) => &rest[word..],
            None => return None,
        };
    }
    None
}

/// The values that a written number may mean: `10 KB` is 10,000 or 10,240. None when that cannot be told.
pub(crate) fn values(written: &str) -> Vec<u64> {
    let Some((first, mut rest)) = whole(written) else { return Vec::new() };
    let mut value = Some(first);
    loop {
        let open = rest.trim_start_matches([' ', '`']);
        let factor = ["*", "\u{d7}", "x "].iter().find_map(|times| {
            let (factor, behind) = whole(open.strip_prefix(times)?.trim_start())?;
            Some((Some(factor), behind))
        });
        let shift = || {
            let (by, behind) = whole(open.strip_prefix("<<")?.trim_start())?;
            Some((u32::try_from(by).ok().and_then(|by| 1_u64.checked_shl(by)), behind))
        };
        let Some((factor, behind)) = factor.or_else(shift) else { break };
        value = value.zip(factor).and_then(|(value, factor)| value.checked_mul(factor));
        rest = behind;
    }
    let Some(value) = value.filter(|_| !goes_on(rest)) else { return Vec::new() };
    let unit = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}', '-']);
    let end = unit.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(unit.len());
    let units = multiples(&unit[..end].to_ascii_lowercase());
    units.into_iter().filter_map(|unit| value.checked_mul(unit)).collect()
}

/// Is a number only a part of something larger: a fraction, a range, a sum?
fn goes_on(rest: &str) -> bool {
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let part = |mark: &str| rest.strip_prefix(mark).is_some_and(digit);
    let open = rest.trim_start();
    let joined = ["+", "-", "/", "^", "..", "\u{2013}", "to ", "or ", "and "];
    part(".")
        || part(",")
        || joined.iter().any(|mark| {
            open.strip_prefix(mark).is_some_and(|text| digit(text.trim_start_matches(['=', ' '])))
        })
}

/// A whole number at the beginning, its digits perhaps in groups, and what follows.
fn whole(text: &str) -> Option<(u64, &str)> {
    let plain = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    if text.starts_with("0x") || text[..plain].contains('_') {
        return Some((literal(&text[..plain])?, &text[plain..]));
    }
    let mut end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut digits = text[..end].to_owned();
    while let Some(separator) =
        text[end..].chars().next().filter(|c| [',', '\'', '\u{a0}', '\u{202f}'].contains(c))
    {
        let group = &text[end + separator.len_utf8()..];
        let length = group.find(|c: char| !c.is_ascii_digit()).unwrap_or(group.len());
        if length != 3 || digits.len() > 20 {
            break;
        }
        digits.push_str(&group[..3]);
        end += separator.len_utf8() + 3;
    }
    Some((digits.parse().ok()?, &text[end..]))
}

/// How much one of a unit may be, in the units that constants are in.
fn multiples(unit: &str) -> Vec<u64> {
    let size = match unit {
        "k" | "kilobyte" | "kilobytes" => "kb",
        "m" | "megabyte" | "megabytes" => "mb",
        "g" | "gigabyte" | "gigabytes" => "gb",
        unit => unit,
    };
    if let Some(bytes) = bytes_in(size) {
        // Many write `KB` and mean `KiB`.
        let binary = bytes_in(&size.replace('b', "ib")).filter(|_| bytes > 1);
        return [bytes].into_iter().chain(binary).collect();
    }
    let multiples: &[u64] = match unit {
        "million" => &[1_000_000],
        "s" | "sec" | "secs" | "second" | "seconds" => &[1, 1000, 1_000_000, 1_000_000_000],
        "min" | "mins" | "minute" | "minutes" => &[1, 60, 60_000],
        "h" | "hr" | "hour" | "hours" => &[1, 60, 3600, 3_600_000],
        "d" | "day" | "days" => &[1, 24, 86_400, 86_400_000],
        _ => &[1],
    };
    multiples.to_vec()
}

#[cfg(test)]
mod tests {
    use super::{doc_constants, values};

    #[test]
    fn a_number_belongs_to_the_name_before_it() {
        type Found = &'static [(&'static str, &'static [&'static str])];
        let cases: [(&str, Found); 15] = [
            ("- MAX_LEN: 10,000 bytes (10KB)", &[("MAX_LEN", &["10,000 bytes (10KB)"])]),
            ("- **`MAX_LEN`**: `10_000`", &[("MAX_LEN", &["10_000`"])]),
            ("pub const MAX_LEN: usize = 7; // x", &[("MAX_LEN", &["7; // x"])]),
            ("| `MAX_LEN` | how long 5 may be | 12 MB |", &[("MAX_LEN", &["12 MB "])]),
            ("| MAX_LEN | 1 | 2 |", &[("MAX_LEN", &["1 ", "2 "])]),
            ("| MAX_LEN | a | 1 | 2 |", &[("MAX_LEN", &["1 ", "2 "])]),
            ("MAX_LEN (at most 5), MIN_LEN is 2", &[("MAX_LEN", &["5), MIN_LEN is 2"]), ("MIN_LEN", &["2"])]),
            ("Test MAX_LEN + 1 fails", &[]),
            ("MAX_LEN - 1", &[]),
            ("MAX_LEN and 5 others", &[]),
            ("run with MAX_LEN=5", &[]),
            ("use $MAX_LEN: 5", &[]),
            ("HTTP: 200", &[]),
            ("Max_Len: 5", &[]),
            ("aMAX_LEN: 5 \u{e9}MAX_LEN: 5", &[]),
        ];
        for (line, want) in cases {
            let found = doc_constants(line, &|_| false);
            let found: Vec<_> =
                found.iter().map(|constant| (constant.name, constant.written.as_slice())).collect();
            assert_eq!(found, want, "{line}");
        }
        assert_eq!(doc_constants("MAX=5", &|name| name == "MAX")[0].name, "MAX");
        assert!(doc_constants(&"MAX_LEN: 5 |".repeat(1000), &|_| false).is_empty(), "nobody wrote this");
    }

    #[test]
    fn a_number_means_what_its_unit_allows() {
        let cases: [(&str, &[u64]); 20] = [
            ("10,000 bytes (10KB)", &[10_000]),
            ("1_000 steps", &[1000]),
            ("10 KB", &[10_000, 10_240]),
            ("16MiB", &[16 << 20]),
            ("10 * 1024 * 1024", &[10 << 20]),
            ("4 \u{d7} 1024", &[4096]),
            ("1 << 20", &[1 << 20]),
            ("0xFF", &[255]),
            ("5 minutes", &[5, 300, 300_000]),
            ("1'000'000", &[1_000_000]),
            ("7**", &[7]),
            ("100%", &[100]),
            ("1,000, 2", &[1000]),
            ("1.5 MB", &[]),
            ("10,5", &[]),
            ("10-20", &[]),
            ("10 to 20", &[]),
            ("10 / 2", &[]),
            ("99999999999999999999", &[]),
            ("9999999999999 GB", &[]),
        ];
        for (written, want) in cases {
            let found: Vec<u64> = values(written);
            assert!(found.starts_with(want) && (found.is_empty() == want.is_empty()), "{written}: {found:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_line_is_read(line in "(MAX_A|[0-9]{1,30}|[ |:=,.*x<_`$-]|KB|\u{e9}|0x){0,30}") {
            for constant in doc_constants(&line, &|_| true) {
                constant.written.iter().for_each(|written| drop(values(written)));
            }
        }
    }
}
