//! Defects planted in a copy of this repository and committed: `xtask ready` there turns exactly the gates that are about
//! them, and every other gate stays as it was. Defects that do not touch each other are planted together, because each
//! `ready` builds again.
//!
//! Checklist, manifests, documents and scripts are ours; of the sources only the roots of the targets are there, and next
//! to nothing is in them. What our sources are worth is what our own `ready` says; here they would be compiled, linted,
//! tested and documented once more for each defect.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::Value;
use testkit::{Json, Workspace, copy_compiled_dependencies, xtask};

use crate::repository_root;

/// A defect that is planted.
struct Plant {
    name: &'static str,
    plant: fn(&Workspace),
    /// The gate that is about it.
    gate: &'static str,
    /// The rule and the file of the finding that it must give.
    finding: (&'static str, &'static str),
}

/// Defects that are planted together: they turn their gates, each to `fail`, and no others.
struct Bed {
    plants: &'static [Plant],
    /// Gates that wait for those, and are not run.
    held: &'static [&'static str],
}

const FAILING: &str = "//! Fails.\n\n#[test]\nfn fails() {\n    assert_eq!(1 + 1, 3);\n}\n";

/// What waits for the scan of module files: the gates that need `build`, or are in a phase that it opens.
const BEHIND_THE_SCAN: &[&str] = &[
    "build",
    "clippy",
    "cold-start",
    "committed",
    "format",
    "main-branch",
    "program-size",
    "public-interface",
    "rustdoc",
    "tests",
];

/// What waits for the tests: the release, whose entry criterion they are. A manifest has changed too: cargo-deny has to
/// look again, and may not yet.
const BEHIND_THE_TESTS: &[&str] = &[
    "advisories",
    "committed",
    "dependency-licences",
    "dependency-sources",
    "main-branch",
    "public-interface",
];

const BEDS: &[Bed] = &[
    // Error E0761: cargo and rustfmt stop there as well, and so their gates wait for the scan that names both files.
    Bed {
        plants: &[Plant {
            name: "a module with two files",
            plant: |ws| {
                ws.append("crates/testkit/src/lib.rs", "\nmod twin;\n");
                ws.write("crates/testkit/src/twin.rs", "//! The first.\n");
                ws.write("crates/testkit/src/twin/mod.rs", "//! The second.\n");
            },
            gate: "no-duplicate-modules",
            finding: ("two-files", "crates/testkit/src/twin.rs"),
        }],
        held: BEHIND_THE_SCAN,
    },
    Bed {
        plants: &[
            Plant {
                name: "an orphan file",
                plant: |ws| ws.write("crates/shipworthy-report/src/lost.rs", "//! Named by no module.\n"),
                gate: "no-orphan-files",
                finding: ("orphan-file", "crates/shipworthy-report/src/lost.rs"),
            },
            Plant {
                name: "a crate without licence",
                plant: |ws| {
                    ws.replace("crates/shipworthy-report/Cargo.toml", "license.workspace = true\n", "");
                },
                gate: "metadata",
                finding: ("missing-field", "crates/shipworthy-report/Cargo.toml"),
            },
            Plant {
                name: "a missing section in SECURITY.md",
                plant: |ws| ws.replace("SECURITY.md", "## Reporting\n", "## Questions\n"),
                gate: "security",
                finding: ("missing-section", "SECURITY.md"),
            },
            Plant {
                name: "a test filter that matches nothing",
                plant: |ws| {
                    let filtered = "runner = \"cargo\", filter = \"no_such_test\"";
                    ws.replace("readiness.toml", "runner = \"cargo\"", filtered);
                },
                gate: "tests",
                finding: ("too-few-tests", ""),
            },
        ],
        held: BEHIND_THE_TESTS,
    },
    Bed {
        plants: &[
            Plant {
                name: "a member outside default-members with a failing test",
                plant: |ws| {
                    ws.replace("Cargo.toml", "\nmembers = ", "\ndefault-members = [\"xtask\"]\nmembers = ");
                    ws.write("crates/shipworthy-model/tests/failing.rs", FAILING);
                },
                gate: "tests",
                finding: ("test-failed", "crates/shipworthy-model/tests/failing.rs"),
            },
            Plant {
                name: "a test whose required features are off",
                plant: |ws| {
                    let toml = "\n[[test]]\nname = \"gated\"\nrequired-features = [\"documents\"]\n";
                    ws.append("xtask/Cargo.toml", toml);
                    ws.write("xtask/tests/gated.rs", FAILING);
                },
                gate: "tests",
                finding: ("never-compiled", "xtask/tests/gated.rs"),
            },
        ],
        held: BEHIND_THE_TESTS,
    },
];

#[test]
fn defects_turn_exactly_their_gates() {
    let source = repository_root();
    // Kept from run to run, for what is compiled of other people's packages there.
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("planted");
    let ws = Workspace::kept(&scratch, "copy");
    let lock = File::create(scratch.join("lock")).unwrap();
    lock.lock().expect("another run of this test ends some day");
    copy(&source, &ws);
    let target = scratch.join("target/debug");
    copy_compiled_dependencies(&target);
    let base = ws.git(["rev-parse", "HEAD"]);
    let sound = ready(&ws, None);
    for gate in sound["gates"].as_array().unwrap() {
        // cargo-deny is not on every machine, nor is the network that it asks.
        let elsewhere = gate["kind"] == "cargo-deny" && gate["outcome"] == "unknown";
        let holds = gate["outcome"] == "pass" || gate["required"] == false || elsewhere;
        assert!(holds, "the copy is not sound to begin with: {gate:#}");
    }
    let mut wrong = String::new();
    for bed in BEDS {
        for plant in bed.plants {
            (plant.plant)(&ws);
        }
        let names = bed.plants.iter().map(|plant| plant.name).collect::<Vec<_>>().join(", ");
        ws.commit(&names);
        if let Err(complaint) = compare(bed, &sound, &ready(&ws, None)) {
            writeln!(wrong, "{names}: {complaint}").unwrap();
        }
        ws.git(["reset", "--quiet", "--hard", &base]);
        ws.git(["clean", "--quiet", "-d", "--force"]);
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_unknown_without_its_tool(&ws, &sound);
}

/// On a machine without clippy the gate of clippy is unknown, for that reason, and nothing else changes.
fn assert_unknown_without_its_tool(ws: &Workspace, sound: &Json) {
    let without = ready(ws, Some("cargo-clippy"));
    assert_eq!(changes(sound, &without), BTreeMap::from([("clippy".to_owned(), "unknown".to_owned())]));
    let clippy = without.gate("clippy");
    assert!(clippy["reason"].as_str().is_some_and(|why| why.starts_with("tool missing")), "{clippy:#}");
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
    let mut wanted = shells(source, ws);
    for path in list(source, &["--others", "--exclude-standard"]) {
        let of_member = path.starts_with("crates/") || path.starts_with("xtask/");
        if source.join(&path).is_file() && !(of_member && path.ends_with(".rs")) {
            let bytes = fs::read(source.join(&path)).unwrap();
            wanted.insert(path, bytes);
        }
    }
    // Only the tests of the shells are left.
    let checklist = String::from_utf8(wanted["readiness.toml"].clone()).unwrap();
    let (before, after) = checklist.split_once("kind = \"cargo-test\", at-least = ").unwrap();
    let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
    wanted.insert(
        "readiness.toml".to_owned(),
        format!("{before}kind = \"cargo-test\", at-least = 1{after}").into_bytes(),
    );
    for path in list(ws.root(), &[]).iter().filter(|path| !wanted.contains_key(*path) && ws.exists(path)) {
        ws.remove(path);
    }
    for (path, bytes) in &wanted {
        if fs::read(ws.path(path)).ok().as_ref() != Some(bytes) {
            ws.write(path, bytes);
        }
        if let Ok(meta) = fs::metadata(source.join(path)) {
            fs::set_permissions(ws.path(path), fs::Permissions::from_mode(meta.permissions().mode()))
                .unwrap();
        }
    }
    ws.commit("Copy");
}

/// A file for the root of each target of our members, by its path: with a test in it for a library, with nothing else
/// for any other. The targets of `tests/` are left out.
fn shells(source: &Path, ws: &Workspace) -> BTreeMap<String, Vec<u8>> {
    const LIBRARY: &str =
        "//! Stands for a library.\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn is_run() {}\n}\n";
    const PROGRAM: &str = "//! Stands for a program.\n\nfn main() {}\n";
    let argv = ["metadata", "--no-deps", "--offline", "--locked", "--format-version=1"];
    let told = ws.program("cargo", argv).dir(source).text();
    let told: Value = serde_json::from_str(&told).expect("cargo metadata prints JSON");
    let targets = told["packages"].as_array().unwrap().iter().flat_map(|p| p["targets"].as_array().unwrap());
    let shells = targets.filter_map(|target| {
        let path = Path::new(target["src_path"].as_str().unwrap()).strip_prefix(source).unwrap();
        let shell = match target["kind"][0].as_str().unwrap() {
            "test" => return None,
            "lib" => LIBRARY,
            _ => PROGRAM,
        };
        Some((path.to_str().unwrap().to_owned(), shell.as_bytes().to_vec()))
    });
    shells.collect()
}

/// Everything that `xtask ready` finds out. Gates that nothing touched are answered from evidence.
fn ready(ws: &Workspace, without: Option<&str>) -> Json {
    let mut run = ws.program(xtask(), ["ready", "--format", "json"]);
    if let Some(name) = without {
        run = run.without_tool(name);
    }
    // Without incremental builds, as the gates do it, so that cargo builds nothing twice.
    let run = run.env("CARGO_TARGET_DIR", ws.scratch().join("target")).env("CARGO_INCREMENTAL", "0");
    let output = run.spawn().finish();
    let document = serde_json::from_str(&output.stdout);
    Json(document.unwrap_or_else(|error| panic!("no JSON: {error}\n{}", output.told())))
}

/// The gates whose outcome is another one after than before, with what it is then.
fn changes(before: &Json, after: &Json) -> BTreeMap<String, String> {
    let outcomes = |json: &Json| -> BTreeMap<String, String> {
        let word = |gate: &Value, key: &str| gate[key].as_str().unwrap().to_owned();
        let gates = json["gates"].as_array().unwrap();
        gates.iter().map(|gate| (word(gate, "id"), word(gate, "outcome"))).collect()
    };
    let before = outcomes(before);
    outcomes(after).into_iter().filter(|(id, outcome)| before[id] != *outcome).collect()
}

/// Which gates changed, and is that as it must be?
fn compare(bed: &Bed, before: &Json, after: &Json) -> Result<(), String> {
    let (held, red): (BTreeMap<_, _>, BTreeMap<_, _>) = changes(before, after)
        .into_iter()
        .partition(|(_, outcome)| ["stale", "not-run"].contains(&outcome.as_str()));
    let mut expected: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for plant in bed.plants {
        expected.entry(plant.gate).or_default().insert(plant.finding);
    }
    let red: BTreeSet<_> = red.iter().map(|(gate, outcome)| (gate.as_str(), outcome.as_str())).collect();
    let failing: BTreeSet<_> = expected.keys().map(|gate| (*gate, "fail")).collect();
    if red != failing {
        let gates: Vec<_> = red.iter().map(|(gate, _)| after.gate(gate)).collect();
        return Err(format!("{red:?} turned, {failing:?} should: {gates:#?}"));
    }
    let held: Vec<_> = held.into_keys().collect();
    if held != bed.held {
        return Err(format!("{held:?} wait, {:?} should", bed.held));
    }
    for (gate, expected) in expected {
        let found = after.findings(gate);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let told: BTreeSet<_> = found.iter().map(|one| (text(&one["rule"]), text(&one["file"]))).collect();
        let expected: BTreeSet<_> =
            expected.iter().map(|(rule, file)| ((*rule).to_owned(), (*file).to_owned())).collect();
        let remedied = found.iter().all(|one| !text(&one["remedy"]).is_empty());
        if told != expected || found.len() != expected.len() || !remedied {
            return Err(format!("not just {expected:?} with a remedy: {found:#?}"));
        }
    }
    Ok(())
}
