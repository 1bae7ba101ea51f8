//! No text makes a reader panic, or hand out a number that is none; and tables that are made are read as they were made.

use proptest::prelude::*;
use shipworthy_bench::reading::{callgrind, criterion, divan, hyperfine, own};
use shipworthy_bench::samples::Samples;

use super::PRINTED;

/// Every reader, on this text. What one finds is positive and finite.
fn read(text: &str) {
    let one = [criterion::samples("a", text), criterion::estimate("a", text)];
    let mut found: Vec<Samples> = one.into_iter().flatten().collect();
    for readout in [divan::read(text), hyperfine::read(text), own::read(text)] {
        assert!(!(readout.found.is_empty() && readout.unread.is_empty()), "silent");
        for unread in readout.unread {
            assert!(!unread.to_string().is_empty());
        }
        found.extend(readout.found);
    }
    for samples in found {
        assert!(!samples.values().is_empty());
        assert!(samples.values().iter().all(|value| value.is_finite() && *value > 0.0), "{samples:?}");
    }
    let counted = callgrind::read(text);
    assert!(!(counted.found.is_empty() && counted.unread.is_empty()), "silent");
    let _either = (callgrind::profile(text).is_ok(), criterion::name(text).is_ok());
}

/// A table as divan prints it: groups of benchmarks, with medians in hundredths of a nanosecond.
fn table(groups: &[Vec<u32>]) -> String {
    let mut text =
        "bench      fastest       │ slowest       │ median        │ mean          │ samples │ iters\n"
            .to_owned();
    for (number, group) in groups.iter().enumerate() {
        let last = number + 1 == groups.len();
        let (branch, stem) = if last { ("╰─", " ") } else { ("├─", "│") };
        text += &format!("{branch} g{number:<7} {:13} │ {:13} │ {:13} │ {:13} │ {:7} │", "", "", "", "", "");
        text.push('\n');
        for (place, median) in group.iter().enumerate() {
            let branch = if place + 1 == group.len() { "╰─" } else { "├─" };
            let median = format!("{:.2} ns", f64::from(*median) / 100.0);
            let row = format!(
                "{stem}  {branch} b{place:<4} {:13} │ {:13} │ {median:13} │ {:13} │ 100     │ 100",
                "1 ns", "9 ns", "3 ns"
            );
            text.extend([row.as_str(), "\n"]);
        }
    }
    text
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn any_change_to_what_was_printed_is_read(
        which in 0..PRINTED.len(),
        places in prop::collection::vec((any::<prop::sample::Index>(), 0usize..12, "[-0-9a-zé│├╰─ \\[\\]{},:.\n\"]{0,4}"), 1..6),
    ) {
        let mut text: Vec<char> = PRINTED[which].chars().collect();
        for (place, removed, put) in places {
            if text.is_empty() {
                break;
            }
            let from = place.index(text.len());
            let to = (from + removed).min(text.len());
            text.splice(from..to, put.chars());
        }
        read(&text.into_iter().collect::<String>());
    }

    #[test]
    fn a_table_of_divan_is_read_as_it_was_made(
        groups in prop::collection::vec(prop::collection::vec(1u32..1_000_000, 1..6), 1..6),
    ) {
        let readout = divan::read(&table(&groups));
        prop_assert_eq!(&readout.unread, &[]);
        let found: Vec<_> =
            readout.found.iter().map(|samples| (samples.name().to_owned(), (samples.values()[0] * 100.0).round() as u32)).collect();
        let made = groups.iter().enumerate().flat_map(|(group, medians)| {
            medians.iter().enumerate().map(move |(place, median)| (format!("g{group}/b{place}"), *median))
        });
        prop_assert_eq!(found, made.collect::<Vec<_>>());
    }

    #[test]
    fn our_own_json_is_read_as_it_was_written(values in prop::collection::vec(1e-9..1e9f64, 1..20), name in any::<String>()) {
        let text = serde_json::json!({"schema": 1, "benchmarks": [{"name": name, "unit": "count", "values": values}]});
        let readout = own::read(&text.to_string());
        prop_assert_eq!(&readout.unread, &[]);
        prop_assert_eq!(readout.found[0].name(), name);
        for (read, written) in readout.found[0].values().iter().zip(&values) {
            prop_assert!((read / written - 1.0).abs() < 1e-12);
        }
    }
}
