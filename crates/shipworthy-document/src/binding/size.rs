//! An amount of bytes in a text, in any language: a number and its unit.

use std::fmt;

use shipworthy_model::amount::bytes_in;

/// A whole number and its unit, as `readiness.toml` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    number: u64,
    unit: &'static str,
}

/// The units, the smaller one of each pair behind it.
const UNITS: [(&str, &str); 8] = [
    ("KB", "B"),
    ("MB", "KB"),
    ("GB", "MB"),
    ("TB", "GB"),
    ("KiB", "B"),
    ("MiB", "KiB"),
    ("GiB", "MiB"),
    ("TiB", "GiB"),
];

/// The same in other alphabets.
const OTHER: &[(&str, &str)] =
    &[("\u{43a}\u{431}", "kb"), ("\u{43c}\u{431}", "mb"), ("\u{433}\u{431}", "gb"), ("\u{442}\u{431}", "tb")];

impl Size {
    /// The first size in a text, and the text without it.
    pub(crate) fn find(text: &str) -> Option<(Self, String)> {
        let mut rest = text;
        let mut offset = 0;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let digits =
                rest[start..].find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len() - start);
            let (number, behind) = rest[start..].split_at(digits);
            let blank = behind.len() - behind.trim_start_matches([' ', '\u{a0}']).len();
            let letters = behind[blank..].find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len() - blank);
            let unit = &behind[blank..blank + letters];
            let whole = !rest[..start].ends_with(|c: char| c.is_alphanumeric() || c == '.' || c == '-');
            if whole && let Some(size) = Self::of(number.trim_end_matches('.'), unit) {
                let end = offset + start + digits + blank + letters;
                return Some((size, format!("{} {}", &text[..offset + start], &text[end..])));
            }
            offset += start + digits;
            rest = behind;
        }
        None
    }

    fn of(number: &str, unit: &str) -> Option<Self> {
        let lower = unit.to_lowercase();
        let lower =
            OTHER.iter().find(|(other, _)| *other == lower).map_or(lower.as_str(), |(_, latin)| *latin);
        let bytes = bytes_in(lower)?;
        let (unit, smaller) = UNITS.into_iter().find(|(unit, _)| bytes_in(unit) == Some(bytes))?;
        let factor = bytes / bytes_in(smaller)?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let whole: u64 = whole.parse().ok().filter(|whole| *whole < 1_000_000)?;
        if fraction.is_empty() {
            return (whole > 0).then_some(Self { number: whole, unit });
        }
        let thousandths: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
        let number = whole * factor + thousandths * factor / 1000;
        (number > 0).then_some(Self { number, unit: smaller })
    }

    /// Ten parts in a hundred more.
    pub(crate) fn and_a_tenth(self) -> Option<Self> {
        let (unit, smaller) = UNITS.into_iter().find(|(unit, _)| *unit == self.unit)?;
        let factor = bytes_in(unit)? / bytes_in(smaller)?;
        Some(Self { number: self.number * factor / 10 * 11, unit: smaller })
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number, self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn a_size_is_found_with_what_is_left() {
        for (text, size, rest) in [
            ("minimum 2GB free", "2GB", "minimum   free"),
            ("~16 mb", "16MB", "~ "),
            ("1.5 GiB", "1536MiB", " "),
            ("0.25GB left", "250MB", "  left"),
            (
                "\u{41c}\u{438}\u{43d}\u{438}\u{43c}\u{443}\u{43c} 4 \u{413}\u{411}",
                "4GB",
                "\u{41c}\u{438}\u{43d}\u{438}\u{43c}\u{443}\u{43c}  ",
            ),
            ("10 items of 3MB", "3MB", "10 items of  "),
        ] {
            let (found, left) = Size::find(text).unwrap();
            assert_eq!((found.to_string().as_str(), left.as_str()), (size, rest), "{text}");
        }
        for none in
            ["", "2", "GB", "0GB", "v2.GB", "x86MB", "1,000 lines/MB", "99999999999999999999GB", "2 bananas"]
        {
            assert_eq!(Size::find(none), None, "{none}");
        }
        assert_eq!(
            Size::find("16MB").and_then(|(size, _)| size.and_a_tenth()).unwrap().to_string(),
            "17600KB"
        );
    }
}
