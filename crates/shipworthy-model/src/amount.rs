//! Amounts as people write them: sizes and spans of time. How they are told, `humanize` says.

use std::time::Duration;

/// How many bytes a unit stands for, whatever its case: `kB` a thousand, `KiB` 1024. `None` when it is no unit of size.
pub fn bytes_in(unit: &str) -> Option<u64> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "b" => 1,
        "kb" => 1000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "tb" => 1_000_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => return None,
    })
}

/// The bytes in `2GB`, `512 MiB`.
pub fn parse_size(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let unit = i64::try_from(bytes_in(unit.trim_start())?).ok()?;
    number.parse::<i64>().ok()?.checked_mul(unit)
}

/// The span of time in `90s`, `20m`, `24h`, `7d`.
pub fn parse_span(text: &str) -> Option<Duration> {
    humantime::parse_duration(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_unit() {
        for (text, expected) in [
            ("512MiB", Some(512 << 20)),
            ("2GB", Some(2_000_000_000)),
            (" 1 kib ", Some(1024)),
            ("7B", Some(7)),
            ("2", None),
            ("GB", None),
            ("-2GB", None),
            ("1.5GB", None),
            ("2 bananas", None),
            ("99999999999TB", None),
        ] {
            assert_eq!(parse_size(text), expected, "{text}");
        }
    }

    #[test]
    fn spans_have_a_unit() {
        for (text, seconds) in
            [("90s", Some(90)), ("24h", Some(86_400)), ("7d", Some(604_800)), ("5", None), ("", None)]
        {
            assert_eq!(parse_span(text), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
