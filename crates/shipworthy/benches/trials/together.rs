//! Many runs and many looks at once, again and again: each answers with one document, what runs alone runs alone, and
//! together they do the work once.

use std::collections::BTreeMap;

use testkit::Output;

use crate::counts::Counts;
use crate::dice::Dice;
use crate::options::Options;
use crate::scene::{GATES, Scene, document, entries, outcomes};

/// How often they meet.
const ROUNDS: usize = 10;

const PLAIN: [&str; 6] =
    ["rounds", "runs", "looks", "valid JSON documents", "executions of gates", "records at the end"];
const BAD: [&str; 10] = [
    "invalid JSON",
    "false passes",
    "false failures",
    "lost results",
    "a pass was run twice on one tree",
    "a gate was not run",
    "two at once of what runs alone",
    "executions without a record",
    "unexpected exit codes",
    "temporary files left",
];

/// Runs the trial.
pub(crate) fn trial(options: &Options) -> Counts {
    let number = options.number.unwrap_or(10);
    let mut dice = Dice::new(options.seed);
    let mut scene = Scene::new();
    let mut counts = Counts::new(&PLAIN, &BAD);
    let mut executed: BTreeMap<String, u64> = BTreeMap::new();
    for round in 0..ROUNDS {
        // A tree that nobody has seen before: nothing of it is proven.
        scene.ws.write("README.md", format!("# Little, round {round}\n"));
        scene.edit(&mut dice);
        counts.one("rounds");
        meet(&scene, number, round, &mut counts);
        let log = scene.log();
        for line in log.iter().filter(|line| line.starts_with("overlap")) {
            counts.bad("two at once of what runs alone", format!("round {round}: {line}"));
        }
        for gate in GATES {
            let times = log.iter().filter(|line| **line == format!("begin {}", gate.id)).count();
            *executed.entry(gate.id.to_owned()).or_default() += times as u64;
            counts.add("executions of gates", times as u64);
            judge_times(&scene, gate.id, times, round, &mut counts);
        }
        for path in scene.temporary() {
            counts.bad("temporary files left", path.display().to_string());
        }
    }
    let records = entries(&scene.ws.path(".readiness/records"));
    counts.add("records at the end", records.len() as u64);
    println!("\n| gate | executions | records |\n| --- | --- | --- |");
    for (gate, times) in &executed {
        let of = |path: &&std::path::PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{gate}.")))
        };
        let kept = records.iter().filter(of).count() as u64;
        println!("| {gate} | {times} | {kept} |");
        // One that is tried twice begins twice when it fails, and looks leave no line in the log.
        if gate != "tried-twice" && *times > kept {
            counts.bad("executions without a record", format!("{gate}: {times} executions, {kept} records"));
        }
    }
    counts
}

/// How often a gate was run by runs that all asked for it on one tree: once when it passes.
fn judge_times(scene: &Scene, gate: &str, times: usize, round: usize, counts: &mut Counts) {
    // Those without a process leave no line, and what waits for a gate that fails is not run.
    let silent = ["word", "late"].contains(&gate) || gate == "after-quick" && !scene.truth("quick");
    if scene.truth(gate) && !silent {
        match times {
            0 => counts.bad("a gate was not run", format!("round {round}: {gate}")),
            1 => {}
            more => {
                counts.bad("a pass was run twice on one tree", format!("round {round}: {gate} {more} times"));
            }
        }
    }
}

/// So many runs and so many looks, started as fast as they can be; what each of them says.
fn meet(scene: &Scene, number: usize, round: usize, counts: &mut Counts) {
    let calls: Vec<&[&str]> = (0..number).flat_map(|_| [&["ready"][..], &["status"][..]]).collect();
    let running: Vec<_> = calls.iter().map(|words| scene.run(words).spawn()).collect();
    for (words, running) in calls.iter().zip(running) {
        let case = format!("round {round}, {}", words.join(" "));
        counts.one(if words[0] == "ready" { "runs" } else { "looks" });
        judge(scene, &running.finish(), &case, words[0] == "ready", counts);
    }
    // What every run has said is kept.
    let (output, json) = scene.status();
    let Some(json) = json else {
        return counts.bad("invalid JSON", format!("round {round}: {}", output.told()));
    };
    let stored = outcomes(&json);
    for gate in GATES {
        let waits = gate.id == "after-quick" && !scene.truth("quick");
        let expected = if scene.truth(gate.id) { "pass" } else { "fail" };
        if !waits && stored.get(gate.id).map(String::as_str) != Some(expected) {
            counts.bad("lost results", format!("round {round}: {} is {:?}", gate.id, stored.get(gate.id)));
        }
    }
}

fn judge(scene: &Scene, output: &Output, case: &str, ran: bool, counts: &mut Counts) {
    if !matches!(output.code, Some(0 | 1 | 3)) {
        counts.bad("unexpected exit codes", format!("{case}: {}", output.told()));
    }
    let Some(json) = document(&output.stdout) else {
        return counts.bad("invalid JSON", format!("{case}: {}", output.told()));
    };
    counts.one("valid JSON documents");
    for (gate, outcome) in outcomes(&json) {
        let so = scene.truth(&gate);
        match &*outcome {
            "pass" if !so => counts.bad("false passes", format!("{case}: {gate}")),
            "fail" if so => counts.bad("false failures", format!("{case}: {gate}: {:#}", json.gate(&gate))),
            // A run has the last word on every gate: only what waits for a failing one may be without a result.
            "pass" | "fail" => {}
            _ if ran && gate != "after-quick" => {
                counts.bad("lost results", format!("{case}: {gate} is {outcome}: {:#}", json.gate(&gate)));
            }
            _ => {}
        }
    }
}
