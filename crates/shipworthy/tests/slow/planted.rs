//! Defects planted in a copy of this repository, each alone and committed: `cargo xtask ready` there turns exactly the
//! gate that is about it, and every other gate stays as it was. The copy has no `tests/` folders: these tests would run
//! themselves in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use testkit::{Json, Workspace};

use crate::repository_root;

/// What is planted, and what must come of it.
struct Plant {
    name: &'static str,
    plant: fn(&Workspace),
    /// A program that the machine lacks.
    without: Option<&'static str>,
    gate: &'static str,
    /// The rule and the file of the only finding; without one the gate is unknown.
    finding: Option<(&'static str, &'static str)>,
    /// Gates that wait for this one, and are not run.
    held: &'static [&'static str],
}

const FAILING: &str = "//! Fails.\n\n#[test]\nfn fails() {\n    assert_eq!(1 + 1, 3);\n}\n";

/// What waits for the scan of module files: the gates that need `build`, or are in a phase that it opens.
const BEHIND_THE_SCAN: &[&str] =
    &["build", "clippy", "committed", "format", "main-branch", "public-interface", "rustdoc", "tests"];

/// What waits for the tests: the release, whose entry criterion they are, and that looks at the new commit.
const BEHIND_TESTS: &[&str] = &["committed", "main-branch", "public-interface"];

/// The same when a manifest has changed too: cargo-deny has to look again, and may not yet.
const BEHIND_TESTS_AND_A_MANIFEST: &[&str] = &[
    "advisories",
    "committed",
    "dependency-licences",
    "dependency-sources",
    "main-branch",
    "public-interface",
];

const PLANTS: &[Plant] = &[
    // Error E0761: cargo and rustfmt stop there as well, and so their gates wait for the scan that names both files.
    // In a crate that the xtask is not made of; in another one there would be no `cargo xtask` to ask.
    Plant {
        name: "a module with two files",
        plant: |ws| {
            ws.append("crates/testkit/src/lib.rs", "\nmod twin;\n");
            ws.write("crates/testkit/src/twin.rs", "//! The first.\n");
            ws.write("crates/testkit/src/twin/mod.rs", "//! The second.\n");
        },
        without: None,
        gate: "no-duplicate-modules",
        finding: Some(("two-files", "crates/testkit/src/twin.rs")),
        held: BEHIND_THE_SCAN,
    },
    Plant {
        name: "an orphan file",
        plant: |ws| ws.write("crates/shipworthy-report/src/lost.rs", "//! Named by no module.\n"),
        without: None,
        gate: "no-orphan-files",
        finding: Some(("orphan-file", "crates/shipworthy-report/src/lost.rs")),
        held: &[],
    },
    Plant {
        name: "a test filter that matches nothing",
        plant: |ws| {
            ws.replace(
                "readiness.toml",
                "runner = \"cargo\"",
                "runner = \"cargo\", filter = \"no_such_test\"",
            );
        },
        without: None,
        gate: "tests",
        finding: Some(("too-few-tests", "")),
        held: BEHIND_TESTS,
    },
    Plant {
        name: "a member outside default-members with a failing test",
        plant: |ws| {
            ws.replace("Cargo.toml", "\nmembers = ", "\ndefault-members = [\"xtask\"]\nmembers = ");
            ws.write("crates/shipworthy-model/tests/failing.rs", FAILING);
        },
        without: None,
        gate: "tests",
        finding: Some(("test-failed", "crates/shipworthy-model/tests/failing.rs")),
        held: BEHIND_TESTS_AND_A_MANIFEST,
    },
    Plant {
        name: "a test whose required features are off",
        plant: |ws| {
            let toml = "\n[[test]]\nname = \"gated\"\nrequired-features = [\"documents\"]\n";
            ws.append("xtask/Cargo.toml", toml);
            ws.write("xtask/tests/gated.rs", FAILING);
        },
        without: None,
        gate: "tests",
        finding: Some(("never-compiled", "xtask/tests/gated.rs")),
        held: BEHIND_TESTS_AND_A_MANIFEST,
    },
    Plant {
        name: "a crate without licence",
        plant: |ws| ws.replace("crates/shipworthy-report/Cargo.toml", "license.workspace = true\n", ""),
        without: None,
        gate: "metadata",
        finding: Some(("missing-field", "crates/shipworthy-report/Cargo.toml")),
        held: &[],
    },
    Plant {
        name: "a missing section in SECURITY.md",
        plant: |ws| ws.replace("SECURITY.md", "## Reporting\n", "## Questions\n"),
        without: None,
        gate: "security",
        finding: Some(("missing-section", "SECURITY.md")),
        held: &[],
    },
    Plant {
        name: "a machine without clippy",
        plant: |_| (),
        without: Some("cargo-clippy"),
        gate: "clippy",
        finding: None,
        held: &[],
    },
];

#[test]
fn each_defect_turns_exactly_its_gate() {
    let source = repository_root();
    // Kept from run to run, because a cold build takes minutes.
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("planted");
    let ws = Workspace::kept(&scratch, "copy");
    let lock = File::create(scratch.join("lock")).unwrap();
    lock.lock().expect("another run of this test ends some day");
    copy(&source, &ws);
    let target = scratch.join("target/debug");
    if !target.exists() {
        take_dependencies(&target);
    }
    let base = ws.git(["rev-parse", "HEAD"]);
    let sound = ready(&ws, None);
    for gate in sound["gates"].as_array().unwrap() {
        // cargo-deny is not on every machine, nor is the network that it asks.
        let elsewhere = gate["kind"] == "cargo-deny" && gate["outcome"] == "unknown";
        let holds = gate["outcome"] == "pass" || gate["required"] == false || elsewhere;
        assert!(holds, "the copy is not sound to begin with: {gate:#}");
    }
    let mut wrong = String::new();
    for plant in PLANTS {
        (plant.plant)(&ws);
        ws.commit(plant.name);
        let json = ready(&ws, plant.without);
        if let Err(complaint) = compare(plant, &sound, &json) {
            writeln!(wrong, "{}: {complaint}", plant.name).unwrap();
        }
        ws.git(["reset", "--quiet", "--hard", &base]);
        ws.git(["clean", "--quiet", "-d", "--force"]);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Brings what this build has compiled of other people's packages to a target folder that has nothing yet.
fn take_dependencies(target: &Path) {
    let built = testkit::binary().parent().expect("the binary is in target/PROFILE").to_owned();
    fs::create_dir_all(target.join("deps")).unwrap();
    for folder in ["build", ".fingerprint"] {
        let copied = Command::new("cp").arg("-a").args([built.join(folder), target.join(folder)]).status();
        assert!(copied.expect("cp can be run").success(), "{folder} cannot be copied");
    }
    for entry in fs::read_dir(built.join("deps")).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        let is_ours = ["shipworthy", "testkit", "xtask"].iter().any(|ours| name.contains(ours));
        let is_library = [".rlib", ".rmeta", ".so", ".d"].iter().any(|ending| name.ends_with(ending));
        if is_library && !is_ours {
            // With its times, by which cargo knows whether it is up to date.
            let copied =
                Command::new("cp").arg("-a").args([entry.path(), target.join("deps").join(name)]).status();
            assert!(copied.expect("cp can be run").success(), "a compiled package cannot be copied");
        }
    }
}

/// Makes the copy what the repository is now. A file that is the same already is not touched, for cargo's sake.
fn copy(source: &Path, ws: &Workspace) {
    if !ws.exists(".git") {
        ws.git(["init", "--quiet", "--initial-branch=main"]);
    }
    ws.git(["clean", "--quiet", "-d", "--force", "-x"]);
    // Asks the copy's repository about the files of the source, which need not be a repository.
    let dot_git = ws.path(".git");
    let list = |dir: &Path, more: &[&str]| -> BTreeSet<String> {
        let (dot_git, dir) = (dot_git.to_str().unwrap(), dir.to_str().unwrap());
        let place = ["-C", dir, "--git-dir", dot_git, "--work-tree", dir];
        let listed = ws.git([&place[..], &["ls-files", "-z", "--cached"], more].concat());
        listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
    };
    let of_tests = |path: &str| path.starts_with("crates/") && path.split('/').nth(2) == Some("tests");
    let mut wanted = list(source, &["--others", "--exclude-standard"]);
    wanted.retain(|path| !of_tests(path) && source.join(path).is_file());
    for path in list(ws.root(), &[]).difference(&wanted).filter(|path| ws.exists(path)) {
        ws.remove(path);
    }
    for path in &wanted {
        let mut bytes = fs::read(source.join(path)).unwrap();
        if path == "readiness.toml" {
            // Only unit tests are left.
            let text = String::from_utf8(bytes).unwrap();
            let (before, after) = text.split_once("kind = \"cargo-test\", at-least = ").unwrap();
            let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
            bytes = format!("{before}kind = \"cargo-test\", at-least = 100{after}").into_bytes();
        }
        if fs::read(ws.path(path)).ok().as_ref() != Some(&bytes) {
            ws.write(path, bytes);
        }
        let mode = fs::metadata(source.join(path)).unwrap().permissions().mode();
        fs::set_permissions(ws.path(path), fs::Permissions::from_mode(mode)).unwrap();
    }
    ws.commit("Copy");
}

/// Everything that `cargo xtask ready` finds out. Gates that nothing touched are answered from evidence.
fn ready(ws: &Workspace, without: Option<&str>) -> Json {
    let target = ws.scratch().join("target");
    let run = match without {
        None => ws.program("cargo", ["xtask", "ready", "--format", "json"]),
        // Built before, and run as it is: for a machine that differs cargo would build it again.
        Some(name) => {
            ws.program(target.join("debug/xtask"), ["ready", "--format", "json"]).without_tool(name)
        }
    };
    // Without incremental builds, as the gates do it, so that cargo builds nothing twice.
    let run = run.env("CARGO_TARGET_DIR", &target).env("CARGO_INCREMENTAL", "0");
    let output = run.timeout(Duration::from_secs(1200)).spawn().finish();
    let document = serde_json::from_str(&output.stdout);
    Json(document.unwrap_or_else(|error| panic!("no JSON: {error}\n{}", output.told())))
}

/// Which gates changed, and is that as it must be?
fn compare(plant: &Plant, before: &Json, after: &Json) -> Result<(), String> {
    let outcomes = |json: &Json| -> BTreeMap<String, String> {
        let word = |gate: &serde_json::Value, key: &str| gate[key].as_str().unwrap().to_owned();
        json["gates"]
            .as_array()
            .unwrap()
            .iter()
            .map(|gate| (word(gate, "id"), word(gate, "outcome")))
            .collect()
    };
    let before = outcomes(before);
    let changed = outcomes(after).into_iter().filter(|(id, outcome)| before[id] != *outcome);
    let (held, red): (BTreeMap<_, _>, BTreeMap<_, _>) =
        changed.partition(|(_, outcome)| ["stale", "not-run"].contains(&outcome.as_str()));
    let expected = if plant.finding.is_some() { "fail" } else { "unknown" };
    let expected = BTreeMap::from([(plant.gate.to_owned(), expected.to_owned())]);
    let gate = after.gate(plant.gate);
    if red != expected {
        return Err(format!("{red:?} turned, {expected:?} should: {gate:#}"));
    }
    let held: Vec<_> = held.into_keys().collect();
    if held != plant.held {
        return Err(format!("{held:?} wait, {:?} should", plant.held));
    }
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    match plant.finding {
        None if text(&gate["reason"]).starts_with("tool missing") => Ok(()),
        None => Err(format!("the reason is not that a tool is missing: {gate:#}")),
        Some((rule, file)) => match after.findings(plant.gate) {
            [one]
                if one["rule"] == rule && text(&one["file"]) == file && !text(&one["remedy"]).is_empty() =>
            {
                Ok(())
            }
            found => Err(format!("not the one finding `{rule}` at `{file}` with a remedy: {found:#?}")),
        },
    }
}
