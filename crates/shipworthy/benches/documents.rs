//! How fast a large document is read, bound, held against itself and audited, each as a ratio to pulldown-cmark alone on
//! the same bytes, in the same run. In processor time, as Linux counts it, so that other work on the machine does not show.
//!
//! `scripts/bench-documents` runs it and prints the tables of `docs/performance.md`. It asserts nothing about time.

#![allow(clippy::disallowed_methods, reason = "a benchmark sets up what it measures, and measures it")]
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made must stop; its table is the output"
)]

mod planted;

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use pulldown_cmark::{Options, Parser};
use shipworthy_document::binding::bind;
use shipworthy_document::contradiction::{DocumentHistory, contradictions};
use shipworthy_document::document::Document;
use shipworthy_document::reading::read;
use shipworthy_document::repair::repair;
use shipworthy_document::surroundings::Surroundings;

use self::planted::{commit, write};

const BINARY: &str = env!("CARGO_BIN_EXE_shipworthy");

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if arguments.iter().any(|word| word == "--help") {
        println!(
            "usage: bench-documents [--quick] [ROUNDS]\nMeasures documents of 1, 2.5, 5 and 10 MB, and of 500 lines."
        );
        return;
    }
    let quick = arguments.iter().any(|word| word == "--quick");
    let rounds = arguments.iter().find_map(|word| word.parse().ok()).unwrap_or(5);
    let sizes: &[usize] = if quick { &[1_000_000] } else { &[1_000_000, 2_500_000, 5_000_000, 10_000_000] };
    println!(
        "| MB | pulldown-cmark | repair and read | ratio | bind | ratio | contradictions | ratio | audit | ratio |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for &size in sizes {
        println!("{}", measure(size, rounds));
    }
    println!("\n| 500 lines, in | audit, by the clock |\n| --- | --- |");
    for (place, planted) in [("an empty folder", false), ("a workspace of 1000 files", true)] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        if planted {
            plant(folder.path());
        }
        let text: String = document(60_000).lines().take(500).flat_map(|line| [line, "\n"]).collect();
        fs::write(folder.path().join("PLAN.md"), text).expect("a new file");
        let waited = (0..rounds).map(|_| {
            let begin = Instant::now();
            audit(folder.path());
            begin.elapsed().as_secs_f64() * 1000.0
        });
        println!("| {place} | {:.0} ms |", waited.fold(f64::INFINITY, f64::min));
    }
}

fn measure(size: usize, rounds: usize) -> String {
    let text = document(size);
    let surroundings = Surroundings {
        files: (0..1000).map(|at| format!("crates/part{}/src/file{at}.rs", at % 10)).collect(),
        ..Surroundings::default()
    };
    let parsed = best(rounds, || Parser::new_ext(&text, Options::all()).count());
    let opened = || read("PLAN.md", repair(text.as_bytes()).expect("it is text"));
    let reading = best(rounds, || opened().items.len());
    let document: Document = opened();
    let binding = best(rounds, || bind(&document, &surroundings).len());
    let against = best(rounds, || contradictions(&[&document], &DocumentHistory::default()).len());
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("PLAN.md"), &text).expect("a new file");
    let audited = best(rounds.min(3), || audit(folder.path()));
    let megabytes = text.len() as f64 / 1e6;
    let mut row = format!("| {megabytes:.1} | {:.0} MB/s |", megabytes / parsed * 1e3);
    for time in [reading, binding, against, audited] {
        write!(row, " {:.1} MB/s | {:.1} |", megabytes / time * 1e3, time / parsed)
            .expect("a string takes everything");
    }
    row
}

/// Milliseconds of the processor for the best of some rounds: what else the machine does only ever adds.
fn best<T>(rounds: usize, mut work: impl FnMut() -> T) -> f64 {
    let time = |_| {
        // What is over too soon is done again: processor time is counted in steps.
        let (begin, mut times) = (spent(), 0.0);
        while spent() - begin < 200.0 {
            black_box(work());
            times += 1.0;
        }
        (spent() - begin) / times
    };
    (0..rounds).map(time).fold(f64::INFINITY, f64::min)
}

/// Milliseconds that this program, and those that it has waited for, have spent on a processor.
fn spent() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").expect("Linux counts processor time");
    // The name of a program may hold spaces; it ends with the last parenthesis.
    let fields = text.rsplit(") ").next().unwrap_or_default().split_whitespace();
    // In hundredths of a second: its own and its children's, in user and in system mode.
    fields.skip(11).take(4).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
}

/// One run of the whole command `audit`.
fn audit(root: &Path) {
    let status = Command::new(BINARY)
        .args(["audit", "PLAN.md", "--format", "json", "--root", "."])
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status();
    let code = status.expect("the binary runs").code();
    assert!(matches!(code, Some(0 | 1)), "audit ended with {code:?}");
}

/// A workspace of ten crates with a thousand files, under git.
fn plant(root: &Path) {
    let write = |path: &str, text: &str| write(root, path, text);
    write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n");
    for at in 0..1000 {
        write(&format!("crates/part{}/src/file{at}.rs", at % 10), "");
    }
    for member in 0..10 {
        let dir = format!("crates/part{member}");
        let manifest =
            format!("[package]\nname = \"part{member}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        write(&format!("{dir}/Cargo.toml"), &manifest);
        write(&format!("{dir}/src/lib.rs"), "");
    }
    commit(root);
}

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides
    }
}

/// What checklists are made of: phases, boxes, tables, fences, notes, figures, damaged text, another alphabet.
fn document(size: usize) -> String {
    let mut dice = Dice(13);
    let mut text = String::from("# Release plan\n\n**Status**: 70% complete\n");
    let mut part = 0;
    while text.len() < size {
        part += 1;
        section(&mut text, part, &mut dice).expect("a string takes everything");
    }
    text
}

fn section(text: &mut String, part: usize, dice: &mut Dice) -> std::fmt::Result {
    let mark = |dice: &mut Dice| if dice.roll(2) == 0 { 'x' } else { ' ' };
    let sign = ["✅", "⏳", "❌", "⚠️", ""][dice.roll(5)];
    writeln!(
        text,
        "\n## {sign} Phase {part}: Part {part} of the work (P{}) - {} days\n",
        dice.roll(4),
        1 + dice.roll(9)
    )?;
    writeln!(text, "### {part}.1 Create `crates/part{}/src/file{}.rs`", dice.roll(10), dice.roll(2000))?;
    writeln!(
        text,
        "**Owner**: core · **Effort**: {} minutes\n\n**Why**: it is needed by part {}.\n",
        10 + dice.roll(90),
        dice.roll(part)
    )?;
    for _ in 0..3 + dice.roll(8) {
        let (tick, number) = (mark(dice), dice.roll(1000));
        match dice.roll(8) {
            0 => writeln!(text, "- [{tick}] Create `docs/guide{number}.md`")?,
            1 => writeln!(
                text,
                "- [{tick}] Run `cargo test --package part{}` → verify all {number} tests pass",
                number % 10
            )?,
            2 => writeln!(
                text,
                "* [{tick}] **Test file types**: `tests/pool_{number}.rs` ({number} lines)\n  - [{tick}] edge case {number}"
            )?,
            3 => writeln!(text, "1. [{tick}] Обновить документацию `README.md` для части {number}")?,
            4 => writeln!(text, "- [{tick}] âœ… Memory usage < {number} MB â†’ measured in part {part}")?,
            5 => writeln!(text, "- [{tick}] Add a \"Part {number}\" section to `README.md`")?,
            6 => writeln!(text, "- [{tick}] Test coverage of part {part} ≥ {}%", number % 100)?,
            _ => writeln!(
                text,
                "- [{tick}] The texts of part {number} were read by a second person (see [the notes](docs/notes{number}.md))"
            )?,
        }
    }
    match dice.roll(4) {
        0 => writeln!(
            text,
            "\n| Component | Status | Notes |\n| --- | --- | --- |\n| Store `a|b` {part} | ✅ Working | {}% |\n| Tier {part} | ❌ Broken | cannot thaw |",
            dice.roll(100)
        )?,
        1 => writeln!(
            text,
            "\n```bash\n# Install it\ncargo build --release --package part{}\ngit push origin main\n```",
            dice.roll(12)
        )?,
        2 => writeln!(
            text,
            "\n**Scripts** (`scripts/part{part}/`):\n- `backup.sh` - back up the data\n- `restore.sh` - bring it back"
        )?,
        _ => writeln!(
            text,
            "\nProgress: [######----] {}% ({}/10 items)\n\nSome words about how it went, and what is left to do in part {part}.",
            dice.roll(100),
            dice.roll(10)
        )?,
    }
    Ok(())
}
