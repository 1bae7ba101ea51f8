//! What holds of this repository itself: which crate knows which, how files begin, how long they are and what they are
//! called. Looks at the sources; runs nothing of the product.

mod circles;
mod names;
mod own_rules;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const MOST_LINES: usize = 600;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 8] = ["utils", "util", "helpers", "helper", "common", "imp", "misc", "impl"];

/// What the pure crates refuse. The compiler does not know, so this does.
const IMPURE: [&str; 9] = [
    "std::fs",
    "std::process",
    "std::env",
    "std::net",
    "std::thread",
    "SystemTime::now",
    "Instant::now",
    "println!",
    "eprintln!",
];
const PURE_CRATES: [&str; 6] = [
    "shipworthy-bench",
    "shipworthy-checklist",
    "shipworthy-document",
    "shipworthy-kinds",
    "shipworthy-model",
    "shipworthy-report",
];

/// Crates in which only [`SYS`] may touch the system.
const ONE_DOOR: [&str; 3] = ["shipworthy", "shipworthy-engine", "shipworthy-release"];

/// The room that starts processes, writes, locks, hears signals and asks the clock, for all others.
const SYS: &str = "crates/shipworthy-engine/src/sys/";

/// How the system is touched. Reading is left out: whoever must not read is a pure crate.
const TOUCHING: [&str; 23] = [
    "Command::new(",
    "DirBuilder",
    "File::create",
    "File::options",
    "Instant::now",
    "OpenOptions",
    "Shell::new",
    "SystemTime::now",
    "duct::",
    "fs::copy",
    "fs::create_dir",
    "fs::hard_link",
    "fs::remove_",
    "fs::rename",
    "fs::set_permissions",
    "fs::symlink(",
    "fs::symlink;",
    "fs::write",
    "rustix::fs",
    "rustix::process",
    "signal_hook",
    "tempfile",
    "xshell",
];

const VERDICT_HOME: &str = "crates/shipworthy-model/src/verdict/decision.rs";

pub(super) fn root() -> PathBuf {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the package under test is");
    let root = Path::new(&manifest).ancestors().nth(2).expect("the package is at crates/NAME");
    root.canonicalize().expect("the root is there")
}

/// A file of Rust, with its path relative to the root.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// Its lines with their numbers, up to its unit tests, which may do what the rest may not.
    fn shipped(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = self.path.contains("/tests/");
        self.text
            .lines()
            .zip(1..)
            .take_while(move |(line, _)| !tests && !matches!(*line, "#[cfg(test)]" | "#![cfg(test)]"))
            .map(|(l, n)| (n, l))
    }
}

/// Every file of Rust under `xtask` and `crates`. Never none.
fn sources() -> Vec<Source> {
    let root = root();
    let mut open = vec![root.join("xtask"), root.join("crates")];
    let mut found = Vec::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).expect("a folder of ours can be read").flatten() {
            let path = entry.path();
            if path.is_dir() && entry.file_name() != "target" {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a file of ours is UTF-8");
                let path =
                    path.strip_prefix(&root).expect("it is under the root").to_str().expect("it is UTF-8");
                found.push(Source { path: path.to_owned(), text });
            }
        }
    }
    assert!(found.len() > 30, "only {} files: is this looking at the right place?", found.len());
    found
}

/// Fails with all complaints at once.
#[track_caller]
pub(super) fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

pub(super) fn cargo(args: &[&str]) -> String {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(args).current_dir(root()).output().expect("cargo can be run");
    assert!(output.status.success(), "cargo {args:?} failed:\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}

/// For each member, the members it depends on in sections of this kind (`None` is `[dependencies]`).
fn arrows(kind: Option<&str>) -> BTreeMap<String, BTreeSet<String>> {
    let json = cargo(&["metadata", "--offline", "--locked", "--no-deps", "--format-version=1"]);
    let json: Value = serde_json::from_str(&json).expect("cargo metadata prints JSON");
    let name = |value: &Value| value["name"].as_str().expect("a package has a name").to_owned();
    let packages = json["packages"].as_array().expect("there are packages");
    let members: BTreeSet<_> = packages.iter().map(name).collect();
    let of = |package: &Value| {
        let all = package["dependencies"].as_array().expect("a package lists its dependencies");
        let of_kind = all.iter().filter(|dependency| dependency["kind"].as_str() == kind);
        of_kind.map(name).filter(|dependency| members.contains(dependency)).collect()
    };
    packages.iter().map(|package| (name(package), of(package))).collect()
}

/// Who may know whom in what is shipped, as the gate `crate-borders` of our checklist says: `a = "b c"`, or `-` for none.
fn borders() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("readiness.toml")).expect("the checklist is there");
    let (_, table) = text.split_once("[phase.gate.check.may-know]\n").expect("it has the table");
    let rows = table.lines().take_while(|line| !line.is_empty());
    let rows =
        rows.map(|line| line.split_once(" = ").unwrap_or_else(|| panic!("no row of the table: {line}")));
    let names = |names: &str| {
        let names = names.trim_matches('"').split(' ').filter(|name| *name != "-");
        names.map(str::to_owned).collect()
    };
    rows.map(|(from, to)| (from.to_owned(), names(to))).collect()
}

#[test]
fn crates_know_each_other_as_the_checklist_says() {
    let allowed = borders();
    assert_eq!(arrows(None), allowed);
    for (from, to) in arrows(Some("dev")) {
        let more = to.difference(&allowed[&from]).filter(|name| *name != "testkit").collect::<Vec<_>>();
        assert!(
            more.is_empty(),
            "the tests of {from} use {more:?}: only testkit may be used beside what it knows"
        );
    }
    assert!(arrows(Some("build")).values().all(BTreeSet::is_empty), "a build script uses a crate of ours");
}

#[test]
fn files_say_first_what_they_own() {
    let silent = |source: &&Source| !source.text.starts_with("//! ");
    let complaints = sources()
        .iter()
        .filter(silent)
        .map(|s| format!("{}: does not begin with `//!`", s.path))
        .collect::<Vec<_>>();
    none(&complaints);
}

#[test]
fn files_are_short_enough_to_be_read() {
    let lines = |source: &Source| source.text.lines().count();
    let all = sources();
    let long = all.iter().filter(|source| lines(source) > MOST_LINES);
    none(&long.map(|s| format!("{}: {} lines, at most {MOST_LINES}", s.path, lines(s))).collect::<Vec<_>>());
}

#[test]
fn names_say_what_is_inside() {
    let all = sources();
    let empty = all.iter().filter(|source| {
        source.path.split('/').any(|part| EMPTY_NAMES.contains(&part.trim_end_matches(".rs")))
    });
    none(&empty.map(|s| format!("{}: the name says nothing", s.path)).collect::<Vec<_>>());
    let inline = |line: &str| {
        let name =
            line.trim().trim_start_matches("pub ").strip_prefix("mod ")?.split([' ', ';', '{']).next()?;
        EMPTY_NAMES.contains(&name).then(|| name.to_owned())
    };
    let inline = all.iter().flat_map(|s| s.text.lines().filter_map(move |line| Some((s, inline(line)?))));
    none(&inline.map(|(s, name)| format!("{}: a module called `{name}`", s.path)).collect::<Vec<_>>());
}

#[test]
fn a_test_that_cannot_run_says_what_it_needs() {
    let mut complaints = Vec::new();
    for source in sources().iter().filter(|source| !source.path.ends_with("tests/it/house.rs")) {
        for (line, number) in source.text.lines().zip(1..) {
            let line = line.trim();
            let ignored = line.starts_with("#[ignore")
                || line.starts_with("#[cfg_attr(") && line.contains("ignore")
                || line.contains("#[test] #[ignore");
            if ignored && !line.contains("ignore = \"needs ") {
                complaints.push(format!("{}:{number}: ignored without `needs ...`", source.path));
            }
        }
    }
    none(&complaints);
}

/// The tests of this text that return before their end: each with its name and the line of the `return`. In a file of
/// tests every function without parameters may be one, because macros make tests of them.
fn ending_early(text: &str, of_tests: bool) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let (mut marked, mut test, mut early) = (false, None, None);
    for (line, number) in text.lines().zip(1..) {
        let statement = line.trim();
        let indent = &line[..line.len() - line.trim_start().len()];
        let name = statement.strip_prefix("fn ").or_else(|| statement.strip_prefix("pub(super) fn "));
        match name.and_then(|name| name.split_once("() {")) {
            Some((name, "")) if test.is_none() && (marked || of_tests) => {
                (test, early) = (Some((name.to_owned(), indent.to_owned())), None);
            }
            _ if test.is_some()
                && (statement.starts_with("return") || statement.ends_with("else { return };")) =>
            {
                early = early.or(Some(number));
            }
            _ => {}
        }
        marked = statement.starts_with("#[test]") || marked && statement.starts_with("#[");
        if test.as_ref().is_some_and(|(_, indent)| line.strip_prefix(indent.as_str()) == Some("}"))
            && let (Some((name, _)), Some(number)) = (test.take(), early.take())
        {
            found.push((name, number));
        }
    }
    found
}

#[test]
fn no_test_ends_early_and_passes() {
    let mut complaints = Vec::new();
    for source in sources() {
        for (name, number) in ending_early(&source.text, source.path.contains("/tests/")) {
            complaints.push(format!("{}:{number}: `{name}` returns before its end", source.path));
        }
    }
    none(&complaints);
}

#[test]
fn an_early_end_is_told_from_one_in_a_function_that_is_no_test() {
    let unit = "mod tests {\n    #[test]\n    #[expect(x)]\n    fn a() {\n        if no_tool() {\n            return;\n        }\n    }\n}\n";
    assert_eq!(ending_early(unit, false), [("a".to_owned(), 6)]);
    assert_eq!(
        ending_early("fn a() {\n    let Some(x) = y else { return };\n}\n", true),
        [("a".to_owned(), 2)]
    );
    assert_eq!(ending_early("fn a() {\n    return 1;\n}\n", false), []);
    assert_eq!(ending_early("#[test]\nfn a() {\n    b();\n}\n\nfn b() {\n    return;\n}\n", false), []);
}

#[test]
fn pure_crates_are_pure() {
    let mut complaints = Vec::new();
    for source in sources() {
        if !PURE_CRATES.iter().any(|name| source.path.starts_with(&format!("crates/{name}/src/"))) {
            continue;
        }
        for (number, line) in source.shipped().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for word in IMPURE.iter().filter(|word| line.contains(**word)) {
                complaints.push(format!("{}:{number}: `{word}` in a crate that must be pure", source.path));
            }
        }
    }
    none(&complaints);
}

#[test]
fn only_sys_touches_the_system() {
    let mut complaints = Vec::new();
    let mut inside = 0;
    for source in sources() {
        if source.path.starts_with(SYS) {
            inside += source.shipped().filter(|(_, line)| touches_the_system(line).is_some()).count();
        } else if ONE_DOOR.iter().any(|name| source.path.starts_with(&format!("crates/{name}/src/"))) {
            for (number, line) in source.shipped() {
                if let Some(word) = touches_the_system(line) {
                    complaints.push(format!("{}:{number}: `{word}` outside {SYS}", source.path));
                }
            }
        }
    }
    none(&complaints);
    assert!(inside > 10, "only {inside} lines of {SYS} touch the system: does this test still see them?");
}

/// Files that are read with nothing but the system's own words: those of the system itself, which have an end.
const OF_THE_SYSTEM: [&str; 2] =
    ["crates/shipworthy-engine/src/facts/machine.rs", "crates/shipworthy-engine/src/facts/tree/folder.rs"];

/// Whoever opens a file elsewhere may wait for a pipe, or read what never ends.
#[test]
fn only_sys_opens_files() {
    let mut complaints = Vec::new();
    let mut inside = 0;
    let opens = |line: &str| {
        let line = line.split("//").next().unwrap_or_default();
        ["fs::read(", "fs::read_to_string(", "File::open("].into_iter().find(|word| line.contains(word))
    };
    for source in sources() {
        if source.path.starts_with(SYS) {
            inside += source.shipped().filter(|(_, line)| opens(line).is_some()).count();
        } else if ONE_DOOR.iter().any(|name| source.path.starts_with(&format!("crates/{name}/src/")))
            && !OF_THE_SYSTEM.contains(&source.path.as_str())
        {
            for (number, line) in source.shipped() {
                if let Some(word) = opens(line) {
                    complaints.push(format!("{}:{number}: `{word}` outside {SYS}", source.path));
                }
            }
        }
    }
    none(&complaints);
    assert!(inside > 1, "only {inside} lines of {SYS} open a file: does this test still see them?");
}

/// Rooms that keep files below `.readiness`.
const STORE_ROOMS: [&str; 3] = [
    "crates/shipworthy-engine/src/evidence/",
    "crates/shipworthy-release/src/store/",
    "crates/shipworthy/src/command/release/plan_file.rs",
];

/// Whatever lies below `.readiness` goes through one door, which follows no link.
#[test]
fn the_store_has_one_door() {
    let mut complaints = Vec::new();
    let words = ["fs::", "sys::reading", "write_atomic", "create_folder", "remove_file(", "sys::files::copy"];
    for source in sources() {
        let shipped = source.shipped().filter(|(_, line)| !line.trim_start().starts_with("//"));
        for (number, line) in shipped {
            let store = STORE_ROOMS.iter().any(|room| source.path.starts_with(room));
            if let Some(word) = words.iter().find(|word| store && line.contains(**word)) {
                complaints.push(format!("{}:{number}: `{word}` beside the door", source.path));
            }
            if source.path.contains("/src/") && line.contains("join(\".readiness") {
                complaints.push(format!("{}:{number}: a path into the store beside the door", source.path));
            }
        }
    }
    none(&complaints);
}

/// The word by which a line touches the system, if it does.
fn touches_the_system(line: &str) -> Option<&'static str> {
    let line = line.split("//").next().unwrap_or_default();
    // The parser of arguments has commands too, which start nothing.
    let line = line.replace("clap::Command::new(", "");
    TOUCHING.into_iter().find(|word| line.contains(word))
}

#[test]
fn touching_is_told_from_reading_and_from_speaking_of_it() {
    for touching in [
        "    let mut git = Command::new(\"git\");",
        "std::process::Command::new(program).status()",
        "fs::write(&path, bytes)?;",
        "std::fs::create_dir_all(folder)",
        "let began = Instant::now(); // a moment",
        "use std::fs::{File, OpenOptions};",
        "use xshell::{Shell, cmd};",
    ] {
        assert!(touches_the_system(touching).is_some(), "{touching}");
    }
    for harmless in [
        "let bytes = fs::read(&path)?;",
        "let metadata = fs::symlink_metadata(&path)?;",
        "// fs::write(&path, bytes)?;",
        "/// As `Instant::now` does.",
        "let program = clap::Command::new(\"shipworthy\");",
        "files::write_atomic(&path, bytes)?;",
        "let time = Stopwatch::start();",
    ] {
        assert!(touches_the_system(harmless).is_none(), "{harmless}");
    }
}

#[test]
fn only_one_file_makes_a_verdict() {
    let mut complaints = Vec::new();
    for source in sources().iter().filter(|source| source.path != VERDICT_HOME) {
        for (number, line) in source.shipped().filter(|(_, line)| makes_verdict(line)) {
            complaints.push(format!("{}:{number}: makes a verdict: {}", source.path, line.trim()));
        }
    }
    none(&complaints);
    let home = fs::read_to_string(root().join(VERDICT_HOME)).expect("the verdict has its file");
    assert!(
        home.lines().any(makes_verdict),
        "nothing in {VERDICT_HOME} makes a verdict: does this test still see it?"
    );
}

/// Does the line use a verdict other than as a pattern or in a comparison?
fn makes_verdict(line: &str) -> bool {
    if line.trim_start().starts_with("//") || line.contains("matches!(") {
        return false;
    }
    line.split("Verdict::").zip(line.split("Verdict::").skip(1)).any(|(before, after)| {
        let variant = ["NoGo", "Go", "Incomplete"].iter().find_map(|name| after.strip_prefix(name));
        let Some(after) = variant.filter(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        else {
            return false;
        };
        let (before, after) = (before.trim_end(), after.trim_start());
        let compared = before.ends_with("==") || before.ends_with("!=") || after.starts_with("!=");
        let pattern = before.ends_with('|') || after.starts_with(['|', '=']) || after.starts_with("if ");
        !compared && !pattern
    })
}

#[test]
fn making_is_told_from_matching() {
    for made in [
        "    Verdict::Go",
        "let verdict = Verdict::NoGo;",
        "Exit::Go => Verdict::Incomplete,",
        "Some(Verdict::Go)",
        "if ok { Verdict::Go } else { other }",
        "verdict: Verdict::Go, }",
    ] {
        assert!(makes_verdict(made), "{made}");
    }
    for matched in [
        "Verdict::Go => green,",
        "Verdict::Go | Verdict::NoGo => 1,",
        "Verdict::Go if calm => 1,",
        "if verdict == Verdict::Go {",
        "matches!(verdict, Verdict::Go)",
        "if let Verdict::Go = verdict {",
        "// Verdict::Go",
        "use crate::verdict::Verdict;",
        "Verdict::Goes",
    ] {
        assert!(!makes_verdict(matched), "{matched}");
    }
}
