//! The little workspace of the trials: gates whose true outcome on the present tree the trial knows, because it planted it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use testkit::{Fixture, Json, Output, Run, Workspace};

use crate::dice::Dice;

/// A gate of the scene.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SceneGate {
    /// The id of the gate; its true outcome stands in the file `state/ID`.
    pub(crate) id: &'static str,
    /// Is it without a process: a look at that file?
    looks: bool,
    /// How long it sleeps, for `sleep`.
    sleeps: &'static str,
    /// Further parameters of its check.
    check: &'static str,
    /// Further lines of the gate.
    more: &'static str,
    /// Can it ever hold?
    hopeless: bool,
}

impl SceneGate {
    const fn new(id: &'static str, sleeps: &'static str) -> Self {
        Self { id, looks: false, sleeps, check: "", more: "", hopeless: false }
    }
}

/// The gates, in their order. `late` and those after it are in a phase of their own.
pub(crate) const GATES: [SceneGate; 10] = [
    SceneGate { looks: true, ..SceneGate::new("word", "0") },
    SceneGate::new("quick", "0"),
    SceneGate::new("slow", "0.15"),
    SceneGate { check: ", alone = true", ..SceneGate::new("alone", "0.05") },
    SceneGate { more: "needs = [\"quick\"]", ..SceneGate::new("after-quick", "0.02") },
    SceneGate { check: ", retries = 1", ..SceneGate::new("tried-twice", "0") },
    SceneGate { hopeless: true, more: "priority = \"P2\"", ..SceneGate::new("fails", "0.01") },
    SceneGate { looks: true, ..SceneGate::new("late", "0") },
    SceneGate { check: ", alone = true", ..SceneGate::new("alone-too", "0.05") },
    SceneGate::new("last", "0.05"),
];

/// What every gate with a process runs: it tells outside of the tree that it was run and how it ends, and takes care that
/// two that run alone would be seen together.
const SCRIPT: &str = "\
echo \"begin $1\" >>../log
case $1 in alone*) mkdir ../busy 2>/dev/null || echo \"overlap $1\" >>../log;; esac
sleep $2
i=0; while [ $i -lt 40 ]; do echo \"$1 says line $i of its output\"; i=$((i+1)); done
read -r word <\"state/$1\"
case $1 in alone*) rmdir ../busy 2>/dev/null;; esac
[ -e \"../broken-$1\" ] && word=no
echo \"end $1 $word\" >>../log
[ \"$word\" = yes ]
";

/// The workspace, with the state that was planted in it.
pub(crate) struct Scene {
    /// The workspace on disk.
    pub(crate) ws: Workspace,
    state: BTreeMap<&'static str, bool>,
}

impl Scene {
    /// A workspace in git in which every gate holds that can.
    pub(crate) fn new() -> Self {
        let mut fixture = Fixture::named("little").file("gate.sh", SCRIPT).file("README.md", "# Little\n");
        let mut state = BTreeMap::new();
        for gate in GATES {
            let SceneGate { id, looks, sleeps, check, more, hopeless } = gate;
            if id == "late" {
                fixture = fixture.phase("later", "Later");
            }
            let check = match looks {
                true => format!(r#"kind = "file", path = "state/{id}", contains = ["^yes$"]"#),
                false => format!(r#"kind = "command", argv = ["sh", "gate.sh", "{id}", "{sleeps}"]{check}"#),
            };
            fixture = fixture.gate_with(id, &check, more).file(&format!("state/{id}"), word(!hopeless));
            state.insert(id, !hopeless);
        }
        let ws = fixture.git().build();
        fs::create_dir(ws.scratch().join("tmp")).expect("a new folder can be made");
        Self { ws, state }
    }

    /// Is it so, on the tree as it is now, what the gate says?
    pub(crate) fn truth(&self, gate: &str) -> bool {
        self.state.get(gate).copied().unwrap_or_default()
    }

    /// A name of the tree as it is now.
    pub(crate) fn tree(&self) -> String {
        self.state.values().map(|so| if *so { '1' } else { '0' }).collect()
    }

    /// Changes the truth of a gate in the tree.
    pub(crate) fn set(&mut self, gate: &'static str, so: bool) {
        self.ws.write(&format!("state/{gate}"), word(so));
        self.state.insert(gate, so);
    }

    /// Turns the truth of one to three gates around.
    pub(crate) fn edit(&mut self, dice: &mut Dice) {
        let open: Vec<_> = GATES.iter().filter(|gate| !gate.hopeless).map(|gate| gate.id).collect();
        for _ in 0..=dice.roll(3) {
            let gate = *dice.of(&open);
            // More often right than wrong, so that all hold now and then.
            let so = !dice.once_in(4);
            self.set(gate, so);
        }
    }

    /// Prepares a run that leaves its temporary files where the trial can count them.
    pub(crate) fn run(&self, words: &[&str]) -> Run<'_> {
        let run = self.ws.run(words.iter().copied().chain(["--format", "json"]));
        run.env("TMPDIR", self.ws.scratch().join("tmp")).stdout_any().stderr_any()
    }

    /// What `status` says, and what it wrote to stderr.
    pub(crate) fn status(&self) -> (Output, Option<Json>) {
        let output = self.run(&["status"]).spawn().finish_with_orphans().0;
        let json = document(&output.stdout);
        (output, json)
    }

    /// What the gates have told of themselves since this was asked the last time.
    pub(crate) fn log(&self) -> Vec<String> {
        let path = self.ws.scratch().join("log");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let _ = fs::remove_file(path);
        text.lines().map(str::to_owned).collect()
    }

    /// The files and folders that were to be gone by the end of a run: half-written ones, and scratch folders.
    pub(crate) fn temporary(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let unfinished =
            |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".tmp-"));
        walk(self.ws.root(), &mut |path| {
            if unfinished(path) {
                found.push(path.to_owned());
            }
        });
        found.extend(entries(&self.ws.scratch().join("tmp")));
        found
    }
}

fn word(so: bool) -> &'static str {
    if so { "yes\n" } else { "no\n" }
}

/// Everything in a folder.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// Every path below a folder, without following links.
pub(crate) fn walk(folder: &Path, seen: &mut dyn FnMut(&Path)) {
    for path in entries(folder) {
        seen(&path);
        if path.symlink_metadata().is_ok_and(|meta| meta.is_dir()) {
            walk(&path, seen);
        }
    }
}

/// The one JSON document of an answer; `None` when it is anything else.
pub(crate) fn document(stdout: &str) -> Option<Json> {
    serde_json::from_str::<Value>(stdout).ok().filter(Value::is_object).map(Json)
}

/// The outcome of each gate in an answer.
pub(crate) fn outcomes(json: &Json) -> BTreeMap<String, String> {
    let gates = json["gates"].as_array().map_or(&[][..], Vec::as_slice);
    let outcome =
        |gate: &Value| Some((gate["id"].as_str()?.to_owned(), gate["outcome"].as_str()?.to_owned()));
    gates.iter().filter_map(outcome).collect()
}
