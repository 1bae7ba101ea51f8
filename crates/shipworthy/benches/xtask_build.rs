//! The cold build of this repository's xtask, as a ratio to a crate that only depends on what every xtask of this style
//! has: xshell, clap, serde, toml, duct, which and anyhow. `scripts/bench-xtask-build` runs it.

#![allow(clippy::disallowed_methods, reason = "a benchmark sets up what it measures, and measures it")]
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made must stop; its table is the output"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const BASE: &str = r#"[package]
name = "base"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
anyhow = "1"
clap = { version = "4.6", features = ["derive"] }
duct = "1.1"
serde = { version = "1", features = ["derive"] }
toml = "1.2"
which = "8"
xshell = "0.2.7"
"#;

fn main() {
    let rounds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(3);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    // The same profile for both, so that only what is compiled differs; and the profile that `cargo new` leaves.
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).expect("our manifest");
    let profile = manifest.find("[profile.dev]").map_or("", |at| &manifest[at..]);
    let profile = profile.split("\n\n").next().unwrap_or_default();
    let base = plant(&folder.path().join("base"), profile);
    let plain = plant(&folder.path().join("plain"), "");
    let rows = [
        ("base list", &base, "base"),
        ("xtask", &root, "xtask"),
        ("base list, cargo's own profile", &plain, "base"),
    ];
    let target = folder.path().join("target");
    for (_, root, package) in &rows[..2] {
        build(root, &target, package, false);
    }
    let mut costs = rows.map(|_| (Vec::new(), Vec::new()));
    for _ in 0..rounds {
        // Taken in turns, so that whatever else the machine does falls on all alike.
        for ((_, root, package), (wall, processor)) in rows.iter().zip(&mut costs) {
            let cost = build(root, &target, package, true);
            wall.push(cost.wall);
            processor.push(cost.processor);
        }
    }
    let costs = costs.map(|(wall, processor)| Cost { wall: median(wall), processor: median(processor) });
    println!("| cold build | wall | ratio | processor | ratio |\n| --- | --- | --- | --- | --- |");
    for ((name, ..), cost) in rows.iter().zip(&costs) {
        let (wall, processor) = (cost.wall / costs[0].wall, cost.processor / costs[0].processor);
        println!("| {name} | {:.1} s | {wall:.2} | {:.1} s | {processor:.2} |", cost.wall, cost.processor);
    }
    let (wall, processor) = (costs[1].wall / costs[2].wall, costs[1].processor / costs[2].processor);
    println!("\nAgainst the base list with cargo's own profile: wall {wall:.2}, processor {processor:.2}");
    println!("Packages under `cargo tree -p xtask -e normal`: {}", packages(&root));
}

/// What a build costs, in seconds.
struct Cost {
    wall: f64,
    /// User and system time of all its processes; not a number where the system does not tell.
    processor: f64,
}

/// A crate that only depends on the base list.
fn plant(root: &Path, profile: &str) -> PathBuf {
    std::fs::create_dir_all(root.join("src")).expect("a folder");
    std::fs::write(root.join("src/main.rs"), "fn main() {}\n").expect("a file");
    std::fs::write(root.join("Cargo.toml"), format!("{BASE}\n{profile}\n")).expect("a file");
    root.to_owned()
}

/// How many packages an xtask is made of, our own included.
fn packages(root: &Path) -> usize {
    let arguments = ["tree", "--package", "xtask", "--edges", "normal", "--prefix", "none", "--offline"];
    let output = Command::new("cargo").args(arguments).current_dir(root).output().expect("cargo runs");
    let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let names = text.lines().map(|line| line.trim_end_matches(" (*)")).filter(|line| !line.is_empty());
    names.collect::<BTreeSet<_>>().len()
}

/// The cost of one cold build; `offline` once the sources are there.
fn build(root: &Path, target: &Path, package: &str, offline: bool) -> Cost {
    drop(std::fs::remove_dir_all(target));
    let mut cargo = Command::new("cargo");
    // What `cargo xtask` builds: the one program, and not others of the package.
    cargo.args(["build", "--quiet", "--package", package, "--bin", package]);
    cargo.args(offline.then_some("--offline"));
    cargo
        .current_dir(root)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("CARGO_INCREMENTAL")
        .stdin(Stdio::null());
    let (begin, before) = (Instant::now(), children());
    let status = cargo.status().expect("cargo runs");
    assert!(status.success(), "cargo build of {package} ended with {status}");
    Cost { wall: begin.elapsed().as_secs_f64(), processor: children() - before }
}

/// Seconds of processor time of all processes that were waited for, as Linux counts them: in hundredths.
fn children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is a name in brackets, and may hold anything.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks =
        |field: usize| fields.get(field).and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::NAN);
    (ticks(13) + ticks(14)) / 100.0
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
