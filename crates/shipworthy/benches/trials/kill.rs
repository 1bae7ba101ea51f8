//! `kill -9` at random moments of runs, with edits between them. What was stored stays, what was told was stored, and no gate
//! is called proven that does not hold.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use testkit::{Json, Output, RunningProgram, Signal};

use crate::counts::Counts;
use crate::dice::Dice;
use crate::options::Options;
use crate::scene::{GATES, Scene, document, entries, outcomes};

/// The outcome of each gate.
type Outcomes = BTreeMap<String, String>;

const PLAIN: [&str; 8] = [
    "runs",
    "killed in the midst",
    "came to their end",
    "edits",
    "returns to a known tree",
    "results with 32 newer ones of their gate, which count no more",
    "gates asked after",
    "GO",
];
const BAD: [&str; 9] = [
    "false passes",
    "false failures",
    "lost results",
    "told and not stored",
    "invalid JSON",
    "corrupt store",
    "index that disagrees",
    "unexpected exit codes",
    "temporary files left",
];

/// How many records of a gate count; of older ones only the history is kept.
const WINDOW: usize = 32;

/// What the trial knows.
struct Trial {
    scene: Scene,
    dice: Dice,
    counts: Counts,
    /// For each tree and gate, the outcome that was stored, with the number of its record.
    known: BTreeMap<String, BTreeMap<String, (String, u64)>>,
    /// How long a whole run takes.
    whole: Duration,
}

/// Runs the trial.
pub(crate) fn trial(options: &Options) -> Counts {
    let number = options.number.unwrap_or(500);
    let scene = Scene::new();
    let begin = Instant::now();
    scene.run(&["ready"]).exit(0).done();
    let mut trial = Trial {
        scene,
        dice: Dice::new(options.seed),
        counts: Counts::new(&PLAIN, &BAD),
        known: BTreeMap::new(),
        whole: begin.elapsed(),
    };
    trial.look("the first run");
    for at in 0..number {
        trial.once(&format!("run {at}"));
    }
    trial.end();
    trial.counts
}

impl Trial {
    /// One run, killed or not, and a look at what is left.
    fn once(&mut self, case: &str) {
        let edited = !self.dice.once_in(3);
        if edited {
            self.edit();
        }
        let words = self.words();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let case = format!("{case}, {}", words.join(" "));
        let mut running = self.scene.run(&words).spawn();
        self.counts.one("runs");
        let killed = !self.dice.once_in(8) && self.kill(&mut running, edited);
        // What a killed run had started may still be running when the next one begins, or not.
        let (output, left) = if self.dice.once_in(2) {
            (running.finish_with_orphans().0, None)
        } else {
            while !running.has_ended() {
                thread::sleep(Duration::from_millis(1));
            }
            (running.output(), Some(running))
        };
        let killed = killed && output.code.is_none();
        self.counts.one(if killed { "killed in the midst" } else { "came to their end" });
        let said = self.said(&output, killed, &case);
        let stored = self.look(&case);
        if let (true, Some(stored)) = (killed, &stored) {
            self.told(&output, stored, &case);
        }
        if let (Some(said), Some(stored)) = (said, stored) {
            // A whole run has the last word on what it says.
            for (gate, outcome) in outcomes(&said) {
                if matches!(&*outcome, "pass" | "fail") && stored.get(&gate) != Some(&outcome) {
                    self.counts
                        .bad("told and not stored", format!("{case}: {gate} {outcome}, then {stored:?}"));
                }
            }
        }
        if self.dice.once_in(8) {
            self.without_index(&case);
        }
        drop(left);
    }

    fn edit(&mut self) {
        self.scene.edit(&mut self.dice);
        self.counts.one("edits");
        if self.known.contains_key(&self.scene.tree()) {
            self.counts.one("returns to a known tree");
        }
        if self.dice.once_in(6) {
            self.scene.ws.commit("Edited");
        }
    }

    fn words(&mut self) -> Vec<String> {
        let calls: [&[&str]; 6] = [
            &["ready"],
            &["ready"],
            &["phase1"],
            &["phase2"],
            &["check", "*"],
            &["check", "slow", "quick", "late"],
        ];
        let mut words: Vec<String> = self.dice.of(&calls).iter().map(|word| (*word).to_owned()).collect();
        if self.dice.once_in(3) {
            words.push("--rerun".to_owned());
        }
        words.extend(["--jobs".to_owned(), (1 + self.dice.roll(4)).to_string()]);
        words
    }

    /// Kills the run at a random moment, or just when it has written something. Was it still there?
    fn kill(&mut self, running: &mut RunningProgram, edited: bool) -> bool {
        // A run that has little to do is over soon.
        let whole = if edited { self.whole } else { self.whole / 4 };
        let whole = usize::try_from(whole.as_micros()).unwrap_or(usize::MAX);
        let begin = Instant::now();
        if self.dice.once_in(3) {
            let records = self.scene.ws.path(".readiness/records");
            let before = entries(&records).len();
            while entries(&records).len() == before
                && !running.has_ended()
                && begin.elapsed() < self.whole * 2
            {
                thread::sleep(Duration::from_micros(200));
            }
            thread::sleep(Duration::from_micros(self.dice.roll(4_000) as u64));
        } else {
            let wait = Duration::from_micros(self.dice.roll(whole) as u64);
            while begin.elapsed() < wait && !running.has_ended() {
                thread::sleep(Duration::from_micros(500));
            }
        }
        let alive = !running.has_ended();
        if alive {
            running.signal(Signal::Kill);
        }
        alive
    }

    /// The answer of a run, which is whole or, when it was killed, may be none.
    fn said(&mut self, output: &Output, killed: bool, case: &str) -> Option<Json> {
        if killed && output.stdout.is_empty() {
            return None;
        }
        let json = document(&output.stdout);
        if json.is_none() {
            self.counts.bad("invalid JSON", format!("{case}: {}", output.told()));
        }
        if !killed && !matches!(output.code, Some(0 | 1 | 3)) {
            self.counts.bad("unexpected exit codes", format!("{case}: {}", output.told()));
        }
        let json = json?;
        self.judged(&json, output, case);
        Some(json)
    }

    /// No gate is called what it is not.
    fn judged(&mut self, json: &Json, output: &Output, case: &str) {
        let mut proven = true;
        for (gate, outcome) in outcomes(json) {
            self.counts.one("gates asked after");
            let so = self.scene.truth(&gate);
            match &*outcome {
                "pass" if !so => {
                    self.counts.bad("false passes", format!("{case}: {gate} on {}", self.scene.tree()));
                }
                "fail" if so => {
                    let tree = self.scene.tree();
                    self.counts
                        .bad("false failures", format!("{case}: {gate} on {tree}: {:#}", json.gate(&gate)));
                }
                _ => {}
            }
            proven &= so || gate == "fails";
        }
        if output.code == Some(0) {
            self.counts.one("GO");
            if !proven {
                self.counts.bad("false passes", format!("{case}: GO on {}", self.scene.tree()));
            }
        }
    }

    /// Looks at what is stored: nothing may be gone that was there for this tree.
    fn look(&mut self, case: &str) -> Option<Outcomes> {
        let (output, json) = self.scene.status();
        let Some(json) = json else {
            self.counts.bad("invalid JSON", format!("{case}: {}", output.told()));
            return None;
        };
        if !output.stderr.is_empty() {
            self.counts.bad("corrupt store", format!("{case}: {}", output.stderr));
        }
        self.judged(&json, &output, case);
        let now = outcomes(&json);
        let tree = self.scene.tree();
        let known = self.known.entry(tree.clone()).or_default();
        for (gate, outcome) in &now {
            if let Some((before, sequence)) = known.get(gate)
                && before != outcome
            {
                let newer = sequences(&self.scene, gate).filter(|other| other > sequence).count();
                if newer >= WINDOW {
                    self.counts.one(PLAIN[5]);
                } else {
                    let what = format!("{case}: {gate} was {before} on {tree} and is {outcome}");
                    self.counts.bad("lost results", what);
                }
            }
            let record = json.gate(gate)["evidence"].as_str().and_then(sequence);
            match record {
                Some(record) if matches!(&**outcome, "pass" | "fail") => {
                    known.insert(gate.clone(), (outcome.clone(), record));
                }
                _ => drop(known.remove(gate)),
            }
        }
        self.records(case);
        Some(now)
    }

    /// Whatever is there as a record is whole.
    fn records(&mut self, case: &str) {
        for path in entries(&self.scene.ws.path(".readiness/records")) {
            let whole = |bytes: Vec<u8>| serde_json::from_slice::<serde_json::Value>(&bytes).is_ok();
            let unfinished = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".tmp-"));
            if !unfinished && !fs::read(&path).is_ok_and(whole) {
                self.counts.bad("corrupt store", format!("{case}: {}", path.display()));
            }
        }
    }

    /// What a killed run has told of a gate was stored before.
    fn told(&mut self, output: &Output, stored: &Outcomes, case: &str) {
        for line in output.stderr.lines() {
            let mut words = line.split_whitespace();
            let (Some(word), Some(gate)) = (words.next(), words.next()) else { continue };
            let outcome = match word {
                "pass" => "pass",
                "FAIL" => "fail",
                _ => continue,
            };
            if stored.get(gate).map(String::as_str) != Some(outcome) {
                self.counts
                    .bad("told and not stored", format!("{case}: `{line}`, then {:?}", stored.get(gate)));
            }
        }
    }

    /// The index only repeats what the records say.
    fn without_index(&mut self, case: &str) {
        let (index, aside) =
            (self.scene.ws.path(".readiness/index.json"), self.scene.ws.scratch().join("index.json"));
        let with = self.scene.status().1.map(|json| outcomes(&json));
        if fs::rename(&index, &aside).is_err() {
            return;
        }
        let without = self.scene.status().1.map(|json| outcomes(&json));
        fs::rename(aside, index).expect("what was put aside can be put back");
        if with != without {
            self.counts.bad("index that disagrees", format!("{case}: {with:?} without it {without:?}"));
        }
    }

    /// A whole run at the end, ten minutes later, leaves nothing behind.
    fn end(&mut self) {
        for gate in GATES.iter().filter(|gate| gate.id != "fails") {
            self.scene.set(gate.id, true);
        }
        let old = SystemTime::now() - Duration::from_secs(3600);
        let found = self.scene.temporary();
        self.counts.add("temporary files of killed runs, before the last run", found.len() as u64);
        for path in &found {
            let _ = File::open(path).and_then(|file| file.set_modified(old));
        }
        let output = self.scene.run(&["ready", "--rerun"]).spawn().finish();
        self.said(&output, false, "the last run");
        if output.code != Some(0) {
            self.counts.bad("unexpected exit codes", format!("the last run: {}", output.told()));
        }
        for path in self.scene.temporary() {
            self.counts.bad("temporary files left", path.display().to_string());
        }
    }
}

/// The number in the name of a record.
fn sequence(name: &str) -> Option<u64> {
    name.split('.').nth(1)?.parse().ok()
}

/// The numbers of all records of a gate.
fn sequences(scene: &Scene, gate: &str) -> impl Iterator<Item = u64> {
    let beginning = format!("{gate}.");
    let names = entries(&scene.ws.path(".readiness/records")).into_iter();
    let names = names.filter_map(|path| path.file_name().and_then(|name| name.to_str()).map(str::to_owned));
    names.filter(move |name| name.starts_with(&beginning)).filter_map(|name| sequence(&name))
}
