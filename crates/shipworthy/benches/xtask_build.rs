//! The cold build of this repository's xtask, as a ratio to a crate that only depends on what every xtask of this style
//! has: xshell, clap, serde, toml, duct, which and anyhow. `scripts/bench-xtask-build` runs it.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made must stop; its table is the output"
)]

use std::collections::BTreeSet;
use std::path::Path;
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
    let base = folder.path().join("base");
    std::fs::create_dir_all(base.join("src")).expect("a folder");
    std::fs::write(base.join("src/main.rs"), "fn main() {}\n").expect("a file");
    std::fs::write(base.join("Cargo.toml"), BASE).expect("a file");
    // The same profile for both, so that only what is compiled differs.
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).expect("our manifest");
    let profile = manifest.find("[profile.dev]").map_or("", |at| &manifest[at..]);
    let profile = profile.split("\n\n").next().unwrap_or_default();
    std::fs::write(base.join("Cargo.toml"), format!("{BASE}\n{profile}\n")).expect("a file");
    build(&base, folder.path(), "base", false);
    let (mut base_times, mut our_times) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        base_times.push(build(&base, folder.path(), "base", true));
        our_times.push(build(&root, folder.path(), "xtask", true));
    }
    let (base, ours) = (median(base_times), median(our_times));
    println!("| cold build | wall | ratio |\n| --- | --- | --- |");
    println!("| base list | {base:.1} s | 1.00 |\n| xtask | {ours:.1} s | {:.2} |", ours / base);
    println!("\nPackages under `cargo tree -p xtask -e normal`: {}", packages(&root));
}

/// How many packages an xtask is made of, our own included.
fn packages(root: &Path) -> usize {
    let arguments = ["tree", "--package", "xtask", "--edges", "normal", "--prefix", "none", "--offline"];
    let output = Command::new("cargo").args(arguments).current_dir(root).output().expect("cargo runs");
    let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let names = text.lines().map(|line| line.trim_end_matches(" (*)")).filter(|line| !line.is_empty());
    names.collect::<BTreeSet<_>>().len()
}

/// Seconds of one cold build; `offline` once the sources are there.
fn build(root: &Path, folder: &Path, package: &str, offline: bool) -> f64 {
    let target = folder.join("target");
    drop(std::fs::remove_dir_all(&target));
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--package", package]).args(offline.then_some("--offline"));
    cargo.current_dir(root).env("CARGO_TARGET_DIR", &target).stdin(Stdio::null());
    let begin = Instant::now();
    let status = cargo.status().expect("cargo runs");
    assert!(status.success(), "cargo build of {package} ended with {status}");
    begin.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
