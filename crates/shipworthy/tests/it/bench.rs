//! `bench` through the real binary: head against base, both built for it, with a harness of the fixture's own whose numbers
//! are known.

use serde_json::Value;
use testkit::{Fixture, Json, Run, Signal, Workspace};

use crate::json_schema::conforms;

/// A bench target that prints samples: one benchmark takes so many nanoseconds, give or take a little at random, the other
/// never changes.
pub(crate) fn harness(nanoseconds: u32, more: &str) -> String {
    format!(
        "use std::time::{{SystemTime, UNIX_EPOCH}};\n\
         fn noise() -> u32 {{\n    \
             let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;\n    \
             (now.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32 % 20\n\
         }}\n\
         fn main() {{\n    \
             let (parse, same) = ({nanoseconds} + noise(), 1000 + noise());\n    \
             {more}\n    \
             println!(\"{{{{\\\"schema\\\":1,\\\"benchmarks\\\":[\
             {{{{\\\"name\\\":\\\"parse\\\",\\\"unit\\\":\\\"ns\\\",\\\"values\\\":[{{parse}}]}}}},\
             {{{{\\\"name\\\":\\\"same\\\",\\\"unit\\\":\\\"ns\\\",\\\"values\\\":[{{same}}]}}}}]}}}}\");\n\
         }}\n"
    )
}

pub(crate) const BENCH: &str = "crates/alpha/benches/speed.rs";

fn workspace() -> Workspace {
    with_gate("kind = \"file\", path = \"README.md\"")
}

/// A workspace with that bench target, committed, and with a gate of this check.
pub(crate) fn with_gate(check: &str) -> Workspace {
    let target = "\n[[bench]]\nname = \"speed\"\nharness = false\n";
    Fixture::new()
        .file("README.md", "# It\n")
        .package("alpha", |package| {
            package.manifest_extra(target).file("benches/speed.rs", &harness(1000, ""))
        })
        .gate("gate", check)
        .git()
        .build()
}

fn bench<'w>(ws: &'w Workspace, words: &[&str]) -> Run<'w> {
    ws.run(["bench", "--pairs", "8", "--seed", "1", "--format", "json"]).args(words).stderr_any()
}

fn ruling<'j>(json: &'j Json, name: &str) -> &'j Value {
    let all = json["benchmarks"].as_array().expect("a list");
    all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("no `{name}` in {json:#?}"))
}

/// Nothing of the base is left: no folder, no worktree that git knows.
#[track_caller]
fn nothing_is_left(ws: &Workspace) {
    let trees = ws.git(["worktree", "list"]);
    assert_eq!(trees.lines().count(), 1, "{trees}");
    assert_eq!(ws.git(["status", "--porcelain"]).trim(), "M crates/alpha/benches/speed.rs");
}

#[test]
fn what_became_slower_fails_and_what_did_not_passes() {
    let ws = workspace();
    ws.write(BENCH, harness(2000, ""));
    let json = bench(&ws, &[]).exit(1).json();
    assert_eq!(json["ruling"], "fail", "{json:#?}");
    conforms("bench", [&json.0]);
    let slower = ruling(&json, "speed/parse");
    assert_eq!((slower["ruling"].as_str(), slower["pairs"].as_u64()), (Some("fail"), Some(8)), "{json:#?}");
    let bounds = ["lower", "ratio", "upper"].map(|key| slower[key].as_f64().unwrap());
    assert!(bounds[0] > 1.9 && bounds[1] < 2.1 && bounds.is_sorted(), "{bounds:?}");
    let same = ruling(&json, "speed/same");
    assert_eq!(same["ruling"], "pass");
    assert!(same["visible"].as_f64().unwrap() < 0.2, "{same:#?}");
    assert_eq!((json["base"]["dirty"].as_bool(), json["head"]["dirty"].as_bool()), (Some(false), Some(true)));
    assert!(json["machine"]["compiler"].as_str().unwrap().starts_with("rustc "), "{json:#?}");
    let human = ws.run(["bench", "--pairs", "8", "--seed", "1"]).exit(1).stderr_any();
    let text = human.stdout_has("would have seen").stdout_has("seed 1").done().stdout;
    assert!(text.contains("FAIL     speed/parse") && text.contains("o"), "{text}");
    nothing_is_left(&ws);
    // Where nothing is slower, all is well; an improvement is none of the things to tell of.
    ws.write(BENCH, harness(900, ""));
    assert_eq!(bench(&ws, &[]).json()["ruling"], "pass");
}

#[test]
fn what_cannot_be_compared_is_unknown_or_fails_with_the_reason() {
    let ws = workspace();
    // Nothing differs, and there was no release.
    let nothing = bench(&ws, &[]).exit(3).json();
    assert!(nothing["why"].as_str().unwrap().contains("--base REV"), "{nothing:#?}");
    let typo = bench(&ws, &["--base", "v9"]).exit(3).json();
    assert!(typo["why"].as_str().unwrap().contains("no commit `v9`"), "{typo:#?}");
    // A benchmark that is gone fails, one that is new does not, and a run that fails is unknown.
    ws.write(BENCH, harness(1000, "").replace("\\\"parse", "\\\"scan"));
    let gone = bench(&ws, &[]).exit(1).json();
    let lone: Vec<_> = gone["unpaired"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), one["ruling"].as_str().unwrap()))
        .collect();
    assert_eq!(lone, [("speed/parse", "fail"), ("speed/scan", "pass")]);
    ws.write(BENCH, harness(1000, "if parse > 0 { panic!(\"it broke\") }"));
    let broke = bench(&ws, &[]).exit(3).json();
    assert!(broke["unread"][0].as_str().unwrap().contains("it broke"), "{broke:#?}");
    ws.write(BENCH, "fn main() { println!(\"fast\") }\n");
    let odd = bench(&ws, &[]).exit(3).json();
    assert!(odd["unread"][0].as_str().unwrap().contains("none of criterion"), "{odd:#?}");
    ws.write(BENCH, "fn main() { nothing() }\n");
    let unbuilt = bench(&ws, &[]).exit(3).json();
    let why = unbuilt["why"].as_str().unwrap();
    assert!(why.starts_with("the head does not build") && why.contains("nothing"), "{why}");
    ws.commit("Break it");
    ws.write(BENCH, harness(1000, ""));
    let base = bench(&ws, &[]).exit(3).json();
    assert!(base["why"].as_str().unwrap().starts_with("the base, "), "{base:#?}");
    nothing_is_left(&ws);
    bench(&ws, &["--warn", "30"]).exit(2).json();
}

#[test]
fn a_program_of_the_workspace_is_timed_by_name() {
    let main = |rounds: u32| {
        format!("fn main() {{ std::thread::sleep(std::time::Duration::from_millis({rounds})) }}\n")
    };
    let ws = Fixture::new()
        .file("README.md", "# It\n")
        .package("alpha", |package| package.main(&main(2)))
        .gate("readme", "kind = \"file\", path = \"README.md\"")
        .git()
        .build();
    ws.write("crates/alpha/src/main.rs", main(40));
    let json = bench(&ws, &["--", "alpha"]).exit(1).json();
    assert_eq!(ruling(&json, "alpha")["ruling"], "fail", "{json:#?}");
    let none = bench(&ws, &["--", "beta"]).exit(3).json();
    assert!(none["why"].as_str().unwrap().contains("no program `beta`"), "{none:#?}");
}

#[test]
fn a_shallow_clone_says_what_it_lacks() {
    let ws = workspace();
    ws.append("README.md", "More.\n");
    ws.commit("Go on");
    ws.git(["clone", "--quiet", "--depth", "1", &format!("file://{}", ws.root().display()), "../shallow"]);
    let clone = ws.root().join("../shallow");
    let run = ws.run(["bench", "--format", "json"]).dir(&clone).stderr_any();
    let json = run.exit(3).json();
    assert!(json["why"].as_str().unwrap().contains("shallow clone"), "{json:#?}");
}

#[test]
fn an_interrupted_comparison_leaves_nothing_behind() {
    let ws = workspace();
    let started = ws.scratch().join("started");
    let wait = format!(
        "std::fs::write({:?}, \"\").unwrap(); std::thread::sleep(std::time::Duration::from_secs(60));",
        started.display().to_string()
    );
    ws.write(BENCH, harness(1000, &wait));
    let mut running = bench(&ws, &[]).spawn();
    running.wait_for_file(&started);
    running.signal(Signal::Interrupt);
    let output = running.finish();
    assert_eq!(output.code, Some(3), "{}", output.told());
    assert!(output.stderr.contains("interrupted"), "{}", output.told());
    nothing_is_left(&ws);
}
