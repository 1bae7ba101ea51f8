//! Readers of harnesses: on what these really printed, on what is broken, and on anything.

mod anything;

use shipworthy_bench::reading::callgrind::{self, Instructions};
use shipworthy_bench::reading::{Unread, criterion, divan, hyperfine, own};
use shipworthy_bench::samples::{BenchUnit, Refused, Samples};

const BENCHMARK: &str = include_str!("printed/criterion-0.8-benchmark.json");
const SAMPLE: &str = include_str!("printed/criterion-0.8-sample.json");
const ESTIMATES: &str = include_str!("printed/criterion-0.8-estimates.json");
const DIVAN: &str = include_str!("printed/divan-0.1.21.txt");
const HYPERFINE: &str = include_str!("printed/hyperfine-1.15.json");
const CALLGRIND: &str = include_str!("printed/callgrind-3.19.out");
/// Put together from what projects have published: three versions in one, which none prints.
const IAI: &str = include_str!("printed/iai-callgrind-composed.txt");

/// All that is read from files of their own.
const PRINTED: [&str; 7] = [BENCHMARK, SAMPLE, ESTIMATES, DIVAN, HYPERFINE, CALLGRIND, IAI];

#[test]
fn criterion_s_files_are_read() {
    let name = criterion::name(BENCHMARK).unwrap();
    assert_eq!(name, "fib group/rec/ursive/5");
    let samples = criterion::samples(&name, SAMPLE).unwrap();
    assert_eq!((samples.values().len(), samples.unit()), (10, BenchUnit::Nanoseconds));
    assert!((samples.values()[9] - 50_532_905.0 / 3_818_730.0).abs() < 1e-9);
    // The middle of `time: [11.181 ns 12.016 ns 12.956 ns]`, as it was printed in this run.
    assert!((criterion::estimate(&name, ESTIMATES).unwrap().values()[0] - 12.016).abs() < 0.001);
    let flat = ESTIMATES.replace("\"slope\":{", "\"slope\":null,\"other\":{");
    assert!((criterion::estimate(&name, &flat).unwrap().values()[0] - 12.537).abs() < 0.001);
}

#[test]
fn criterion_s_broken_files_say_what_is_wrong() {
    let missing = |what: &str| Err::<Samples, _>(Unread::Missing(what.to_owned()));
    assert_eq!(criterion::name("{}"), Err(Unread::Missing("`full_id`".to_owned())));
    assert_eq!(criterion::samples("a", r#"{"iters":[1.0],"times":["x"]}"#), missing("`times[0]`"));
    assert_eq!(
        criterion::samples("a", r#"{"iters":[1.0],"times":[]}"#),
        missing("a time for each of `iters`")
    );
    let bad = |refused| Err::<Samples, _>(Unread::Bad("a".to_owned(), refused));
    assert_eq!(criterion::samples("a", r#"{"iters":[],"times":[]}"#), bad(Refused::Empty));
    assert_eq!(criterion::samples("a", r#"{"iters":[0],"times":[5]}"#), bad(Refused::NotFinite));
    assert_eq!(criterion::samples("a", r#"{"iters":[0],"times":[0]}"#), bad(Refused::NotFinite));
    assert_eq!(criterion::samples("a", r#"{"iters":[2],"times":[-5]}"#), bad(Refused::Negative));
    assert_eq!(criterion::estimate("a", r#"{"slope":null,"mean":7}"#), missing("`mean`"));
    assert_eq!(criterion::estimate("a", r#"{"slope":7}"#), missing("`slope.point_estimate`"));
    assert!(matches!(criterion::samples("a", SAMPLE.split_at(50).0), Err(Unread::NotJson(_))));
}

#[test]
fn divan_s_table_is_read_without_what_it_counts_beside_time() {
    let readout = divan::read(DIVAN);
    let found: Vec<_> = readout.found.iter().map(|samples| (samples.name(), samples.values()[0])).collect();
    let expected = [
        ("by_arg/5", 11.66),
        ("by_arg/10", 124.6),
        ("bytes", 39.45),
        ("plain", 11.93),
        ("inner/deep/t=1", 356.3),
        ("inner/deep/t=2", 327.2),
        ("typed/u8/1", 16.43),
        ("typed/u8/2", 13.27),
        ("typed/u32/1", 12.23),
        ("typed/u32/2", 13.41),
    ];
    assert_eq!(found, expected);
    assert_eq!(readout.unread, [Unread::LeftOut("left_out".to_owned())]);
}

#[test]
fn a_table_that_is_not_divan_s_is_not_guessed_at() {
    let of = |text: &str| divan::read(text).unread;
    assert_eq!(of(""), [Unread::Nothing]);
    assert_eq!(of("Timer precision: 20 ns\n"), [Unread::Nothing]);
    // Another column, as another version might print.
    assert_eq!(of(&DIVAN.replace("│ median ", "│ p99    ")), [Unread::Nothing]);
    let parsecs = of(&DIVAN.replace("124.6 ns      │ 134.8 ns", "124.6 pc      │ 134.8 ns"));
    assert_eq!(parsecs, [Unread::Line(4), Unread::LeftOut("left_out".to_owned())]);
    let nothing = of(&DIVAN.replace("│ 11.93 ns ", "│ 0 ns     "));
    assert!(nothing.contains(&Unread::Bad("plain".to_owned(), Refused::Zero)), "{nothing:?}");
}

#[test]
fn hyperfine_s_runs_are_read_and_failed_ones_are_none() {
    let readout = hyperfine::read(HYPERFINE);
    let shape: Vec<_> =
        readout.found.iter().map(|samples| (samples.name(), samples.values().len())).collect();
    assert_eq!(shape, [("true", 5), ("sleep 0.01", 5)]);
    assert!((readout.found[1].values()[0] - 11_883_248.0).abs() < 1.0);
    assert_eq!(readout.unread, []);

    let failed = hyperfine::read(&HYPERFINE.replacen("        0,", "        1,", 1));
    assert_eq!(failed.unread, [Unread::RunFailed("true".to_owned())]);
    assert_eq!(failed.found.len(), 1);
    let killed = hyperfine::read(&HYPERFINE.replacen("        0,", "        null,", 1));
    assert_eq!(killed.unread, [Unread::RunFailed("true".to_owned())]);
    assert_eq!(hyperfine::read(r#"{"results":[]}"#).unread, [Unread::Nothing]);
    assert_eq!(hyperfine::read("[]").unread, [Unread::Missing("`results`".to_owned())]);
    let no_times = hyperfine::read(r#"{"results":[{"command":"a"}]}"#).unread;
    assert_eq!(no_times, [Unread::Missing("`results[0].times`".to_owned())]);
}

#[test]
fn callgrind_s_instructions_are_read() {
    assert_eq!(callgrind::profile(CALLGRIND), Ok(128_427));
    let two_events =
        CALLGRIND.replace("events: Ir", "events: Dr Ir").replace("totals: 128427", "totals: 9 128428");
    assert_eq!(callgrind::profile(&two_events), Ok(128_428));
    let total = Err(Unread::Missing("the total of the event `Ir`".to_owned()));
    assert_eq!(callgrind::profile(&CALLGRIND.replace("events: Ir", "events: Dr")), total);
    assert_eq!(callgrind::profile(&CALLGRIND.replace("totals: 128427", "")), total);
    assert_eq!(callgrind::profile(&CALLGRIND.replace("128427", "-3")), total);
    assert_eq!(
        callgrind::profile(&CALLGRIND.replace("version: 1", "version: 2")),
        Err(Unread::Version("2".into()))
    );
    assert_eq!(callgrind::profile(""), Err(Unread::Missing("`events:`".to_owned())));

    let of = |name: &str, count| Instructions { name: name.to_owned(), count };
    let group = "rust_iai_callgrind::bench_fibonacci_group::bench_fibonacci";
    let expected = [
        of(&format!("{group} short:10"), 1734),
        of(&format!("{group} long:30"), 26_214_735),
        of("bench_setup", 368_392_384),
    ];
    let readout = callgrind::read(IAI);
    assert_eq!((readout.found, readout.unread), (expected.into(), vec![]));
    assert_eq!(callgrind::read("a\n  Instructions: N/A|3 (***)\n").unread, [Unread::Line(2)]);
    assert_eq!(callgrind::read("  Instructions: 3\n").unread, [Unread::Line(1)]);
    assert_eq!(callgrind::read("a\n  L1 Hits: 3\n").unread, [Unread::Nothing]);
    let twice = callgrind::read("a\n  Instructions: 3\nb\n  Instructions: 3\na\n  Instructions: 4\n");
    assert_eq!((twice.found, twice.unread), (vec![of("b", 3)], vec![Unread::Twice("a".to_owned())]));
}

#[test]
fn our_own_json_is_read_in_all_its_units() {
    let one = |unit: &str| {
        let text =
            format!(r#"{{"schema":1,"benchmarks":[{{"name":"a","unit":"{unit}","values":[2,3.5]}}]}}"#);
        own::read(&text)
    };
    for (word, unit, first) in [
        ("ns", BenchUnit::Nanoseconds, 2.0),
        ("us", BenchUnit::Nanoseconds, 2e3),
        ("ms", BenchUnit::Nanoseconds, 2e6),
        ("s", BenchUnit::Nanoseconds, 2e9),
        ("bytes", BenchUnit::Bytes, 2.0),
        ("count", BenchUnit::Count, 2.0),
        ("per-second", BenchUnit::PerSecond, 2.0),
    ] {
        let values = vec![first, first * 1.75];
        assert_eq!(one(word).found, [Samples::new("a", unit, values).unwrap()]);
    }
    assert_eq!(one("kg").unread, [Unread::Missing("a unit of ours at `benchmarks[0].unit`".to_owned())]);
    let unread = |text: &str| own::read(text).unread;
    assert_eq!(unread(r#"{"schema":2,"benchmarks":[]}"#), [Unread::Version("2".to_owned())]);
    assert_eq!(unread(r#"{"benchmarks":[]}"#), [Unread::Missing("`schema`".to_owned())]);
    assert_eq!(unread(r#"{"schema":1,"benchmarks":[]}"#), [Unread::Nothing]);
    assert!(matches!(unread("NaN")[..], [Unread::NotJson(_)]));
    assert!(matches!(unread(&"[".repeat(100_000))[..], [Unread::NotJson(_)]));
    let half = r#"{"schema":1,"benchmarks":[{"name":"a","unit":"s","values":[]},{"name":"b","unit":"s","values":[1]}]}"#;
    assert_eq!(unread(half), [Unread::Bad("a".to_owned(), Refused::Empty)]);
    assert_eq!(own::read(half).found.len(), 1);
    let endless = r#"{"schema":1,"benchmarks":[{"name":"a","unit":"s","values":[1e305]}]}"#;
    assert_eq!(unread(endless), [Unread::Bad("a".to_owned(), Refused::NotFinite)]);
}
