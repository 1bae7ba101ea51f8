//! Numbers in words: counts with their units, sizes, spans of time, ages. It knows grammar and rounding, nothing else.

use std::time::Duration;

use crate::judgement::{Limit, Measurement};

/// A count with its unit, which is given in the plural: `57 files`, `1 file`.
pub fn count(number: u64, unit: &str) -> String {
    match (number, unit) {
        (number, "") => number.to_string(),
        (1, unit) => format!("1 {}", singular(unit)),
        (number, unit) => format!("{number} {unit}"),
    }
}

/// One of what `unit` names in the plural. The first word that looks like a plural is the noun: `lines of code`.
fn singular(unit: &str) -> String {
    let mut words: Vec<String> = unit.split(' ').map(str::to_owned).collect();
    if let Some(noun) = words.iter_mut().find(|word| word.ends_with('s') && !word.ends_with("ss")) {
        let ends_in_es = ["sses", "shes", "ches", "xes", "zzes"].iter().any(|end| noun.ends_with(end));
        let stem = if noun == "series" {
            noun.clone()
        } else if let Some(stem) = noun.strip_suffix("ies") {
            format!("{stem}y")
        } else {
            noun[..noun.len() - if ends_in_es { 2 } else { 1 }].to_owned()
        };
        *noun = stem;
    }
    words.join(" ")
}

/// An amount of bytes: `1.5 GB`.
pub fn bytes(amount: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match units.into_iter().find(|(size, _)| amount >= *size) {
        Some((size, unit)) => format!("{:.1} {unit}", amount as f64 / size as f64),
        None => format!("{amount} bytes"),
    }
}

/// How long something took: `3.2s`, `2 min 5 s`, `1 h 3 min`.
pub fn duration(milliseconds: u64) -> String {
    let tenths = milliseconds.saturating_add(50) / 100;
    let seconds = milliseconds.saturating_add(500) / 1000;
    match seconds {
        _ if tenths < 600 => format!("{}.{}s", tenths / 10, tenths % 10),
        0..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{} {} h", count(seconds / 86_400, "days"), seconds % 86_400 / 3600),
    }
}

/// A span that somebody chose, not rounded: `7 days`, `2h 30m`.
pub fn span(span: Duration) -> String {
    const DAY: u64 = 86_400;
    match span.as_secs() {
        seconds if seconds > 0 && seconds % DAY == 0 => count(seconds / DAY, "days"),
        _ => humantime::format_duration(span).to_string(),
    }
}

/// How old something is, in its one largest unit: `5 min`, `2 h`, `3 days`.
pub fn age(age: Duration) -> String {
    match age.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min", seconds / 60),
        seconds @ 3600..172_800 => format!("{} h", seconds / 3600),
        seconds => count(seconds / 86_400, "days"),
    }
}

/// An age as a point in the past: `2 h ago`, `just now`.
pub fn ago(since: Duration) -> String {
    if since.as_secs() < 5 { "just now".to_owned() } else { format!("{} ago", age(since)) }
}

/// A number without the digits that nobody reads: `412`, `61.5`, `0.03`.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return "not a number".to_owned();
    }
    let text =
        if value != 0.0 && value.abs() < 0.01 { format!("{value:.2e}") } else { format!("{value:.2}") };
    match text.contains('e') {
        true => text,
        false => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
    }
}

/// What was measured, with its limit: `2 warnings, limit 0`, `lines 61.5 %, at least 60 %`.
pub fn measurement(measured: &Measurement) -> String {
    let Measurement { name, value, unit, limit, .. } = measured;
    let value = if unit.is_empty() {
        match *value == 1.0 {
            true => count(1, name),
            false => format!("{} {name}", number(*value)),
        }
    } else {
        format!("{name} {} {unit}", number(*value))
    };
    let bound = |bound: f64| format!("{} {unit}", number(bound)).trim_end().to_owned();
    match limit {
        None => value,
        Some(Limit::AtLeast(least)) => format!("{value}, at least {}", bound(*least)),
        Some(Limit::AtMost(most)) => format!("{value}, limit {}", bound(*most)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_named_in_the_singular() {
        let table = [
            (1, "files", "1 file"),
            (57, "files", "57 files"),
            (0, "tests", "0 tests"),
            (1, "crates", "1 crate"),
            (1, "processes", "1 process"),
            (1, "dependencies", "1 dependency"),
            (1, "branches", "1 branch"),
            (1, "test binaries", "1 test binary"),
            (1, "lines of code", "1 line of code"),
            (1, "tests run", "1 test run"),
            (1, "access", "1 access"),
            (3, "", "3"),
        ];
        for (number, unit, text) in table {
            assert_eq!(count(number, unit), text);
        }
    }

    #[test]
    fn times_are_written_as_people_say_them() {
        let table = [
            (0, "0.0s"),
            (3_249, "3.2s"),
            (59_949, "59.9s"),
            (59_999, "1 min 0 s"),
            (125_000, "2 min 5 s"),
            (3_780_000, "1 h 3 min"),
            (90_000_000, "1 day 1 h"),
        ];
        for (milliseconds, text) in table {
            assert_eq!(duration(milliseconds), text);
        }
        assert!(duration(u64::MAX).contains("days"));
        let table =
            [(86_400, "1 day"), (604_800, "7 days"), (9_000, "2h 30m"), (90_000, "1day 1h"), (0, "0s")];
        for (seconds, text) in table {
            assert_eq!(span(Duration::from_secs(seconds)), text);
        }
        let table = [(0, "just now"), (30, "30 s ago"), (7_300, "2 h ago"), (3 * 86_400, "3 days ago")];
        for (seconds, text) in table {
            assert_eq!(ago(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn sizes_are_rounded_to_one_digit() {
        let table = [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_500, "1.5 kB"),
            (16_000_000, "16.0 MB"),
            (1 << 30, "1.1 GB"),
        ];
        for (amount, text) in table {
            assert_eq!(bytes(amount), text);
        }
    }

    #[test]
    fn numbers_carry_no_idle_digits() {
        let table = [
            (412.0, "412"),
            (100.0, "100"),
            (61.50, "61.5"),
            (0.0, "0"),
            (0.034, "0.03"),
            (0.000_12, "1.20e-4"),
            (-3.0, "-3"),
            (f64::NAN, "not a number"),
        ];
        for (value, text) in table {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn a_measurement_names_its_limit() {
        let measured = Measurement::count("warnings", 2).limit(Limit::AtMost(0.0));
        assert_eq!(measurement(&measured), "2 warnings, limit 0");
        let mut measured = measured;
        measured.unit = "%".to_owned();
        measured.name = "lines".to_owned();
        assert_eq!(measurement(&measured.limit(Limit::AtLeast(60.0))), "lines 2 %, at least 60 %");
    }
}
