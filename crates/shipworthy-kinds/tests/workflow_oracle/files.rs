//! Workflow files made at random, and a small model of what GitHub runs of them: which jobs on an event, on which systems,
//! which steps in which order, and what a failed step does to its job.

use testkit::Random;

use crate::scripts::{of, script};
use crate::world::{Shells, World};

/// What a condition comes to on an event and a system.
type Holds = fn(&str, &str, World) -> bool;

/// Conditions with what they come to. Those on `github.actor` are open: fortune decides.
const CONDITIONS: [(&str, Holds); 14] = [
    ("", |_, _, _| true),
    ("", |_, _, _| true),
    ("", |_, _, _| true),
    ("true", |_, _, _| true),
    ("${{ false }}", |_, _, _| false),
    ("github.event_name == 'push'", |event, _, _| event == "push"),
    ("github.event_name != 'push'", |event, _, _| event != "push"),
    ("${{ github.event_name == 'pull_request' || github.ref == 'refs/heads/main' }}", |event, _, world| {
        event == "pull_request" || world.fortune
    }),
    ("github.ref == 'refs/heads/main'", |event, _, world| event == "push" && world.fortune),
    ("${{ github.event_name }} == 'push'", |_, _, _| true),
    ("github.actor == 'x'", |_, _, world| world.fortune),
    ("github.actor == 'x' && false", |_, _, _| false),
    ("!cancelled() && !failure()", |_, _, _| true),
    ("contains(fromJSON('[\"push\", \"schedule\"]'), github.event_name)", |event, _, _| event == "push"),
];
/// Conditions of steps beside those, which see the system.
const OF_STEPS: [(&str, Holds); 3] = [
    ("runner.os == 'Linux'", |_, system, _| system == "linux"),
    ("matrix.os != 'macos-14'", |_, system, _| system != "macos"),
    ("failure()", |_, _, _| false),
];
/// Tolerance with what it comes to.
const TOLERANCE: [(&str, Holds); 8] = [
    ("", |_, _, _| false),
    ("", |_, _, _| false),
    ("", |_, _, _| false),
    ("false", |_, _, _| false),
    ("true", |_, _, _| true),
    ("${{ github.event_name == 'pull_request' }}", |event, _, _| event == "pull_request"),
    ("${{ matrix.os == 'macos-14' }}", |_, system, _| system == "macos"),
    ("${{ vars.LENIENT }}", |_, _, world| !world.fortune),
];
/// How a step names its shell, and how GitHub starts that.
const SHELLS: [(&str, &[&str]); 6] = [
    ("", &["bash", "-e"]),
    ("", &["bash", "-e"]),
    ("bash", &["bash", "--noprofile", "--norc", "-eo", "pipefail"]),
    ("sh", &["sh", "-e"]),
    ("bash {0}", &["bash"]),
    ("bash -euxo pipefail {0}", &["bash", "-euxo", "pipefail"]),
];
/// Triggers of a workflow, and which events they start it on.
const TRIGGERS: [(&str, &[&str]); 10] = [
    ("on: [push, pull_request]\n", &["push", "pull_request"]),
    ("on: [push, pull_request]\n", &["push", "pull_request"]),
    ("on: [push, pull_request]\n", &["push", "pull_request"]),
    ("on: [push, pull_request]\n", &["push", "pull_request"]),
    ("on: push\n", &["push"]),
    ("on:\n  push:\n    branches: [main]\n  pull_request:\n", &["push", "pull_request"]),
    ("on:\n  push:\n  pull_request:\n    types: [closed]\n", &["push"]),
    ("on:\n  push:\n    branches-ignore: ['**']\n  pull_request:\n", &["pull_request"]),
    ("'on':\n  - pull_request\n  - push\n", &["push", "pull_request"]),
    ("on: { schedule: [{ cron: '0 0 * * *' }] }\n", &[]),
];

/// A step.
struct Step {
    id: usize,
    condition: (&'static str, Holds),
    tolerance: (&'static str, Holds),
    shell: (&'static str, &'static [&'static str]),
    script: String,
    /// Does it look at how the step before it ended, and fail when that did?
    judge: bool,
}

/// A job.
struct Job {
    id: String,
    condition: (&'static str, Holds),
    tolerance: (&'static str, Holds),
    systems: Vec<&'static str>,
    matrix: String,
    runs_on: &'static str,
    needs: bool,
    steps: Vec<Step>,
    place: StepsHome,
}

/// Where the steps of a job stand.
#[derive(PartialEq, Eq, Clone, Copy)]
enum StepsHome {
    /// In the job.
    Here,
    /// In a workflow that it calls.
    Workflow,
    /// In an action that it uses.
    Action,
}

/// Whether the tests can fail a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Truth {
    /// It is the same whether they fail or not.
    Cannot,
    /// The job fails anyhow, which nobody lets stay so: it says nothing about the tests.
    Red,
    /// It fails when they do, and only then.
    Can,
}

/// What is made at random: files, and what is asked of them.
pub(crate) struct Made {
    pub(crate) files: Vec<(String, String)>,
    pub(crate) event: &'static str,
    pub(crate) platform: Option<&'static str>,
    events: &'static [&'static str],
    jobs: Vec<Job>,
}

impl Made {
    /// The files for a place below a seed.
    pub(crate) fn new(dice: &mut Random) -> Self {
        let (on, events) = of(dice, &TRIGGERS);
        let names = [["test", "lint"], ["unit-tests", "latest"]][dice.below(2)];
        let count = 1 + dice.below(2);
        let mut text = format!("name: Checks\n{on}jobs:\n");
        let mut files = Vec::new();
        let mut jobs = Vec::new();
        for (at, name) in names.iter().take(count).enumerate().rev() {
            let job = job(dice, name, at == 0 && count > 1);
            text.push_str(&job.text(&mut files));
            jobs.push(job);
        }
        files.push((".github/workflows/ci.yml".to_owned(), text));
        let event = of(dice, &["push", "pull_request"]);
        let platform = of(dice, &[None, None, Some("linux"), Some("macos")]);
        Self { files, event, platform, events, jobs }
    }

    /// Can `cargo test` fail a job that is called so, on the event and the system? `None` when a shell did not end.
    pub(crate) fn truth(&self, shells: &Shells, fortune: bool) -> Option<Truth> {
        if !self.events.contains(&self.event) {
            return Some(Truth::Cannot);
        }
        let mut found = Truth::Cannot;
        for job in self.jobs.iter().filter(|job| job.id.contains("test") && job.id != "latest") {
            let world = World { failing: false, fortune };
            let first = self.jobs.iter().find(|other| other.id != job.id);
            let blocked = job.needs && first.is_some_and(|first| !(first.condition.1)(self.event, "", world));
            let asks = job.condition.0.contains("failure()");
            if !(job.condition.1)(self.event, "", world) || (blocked && !asks) {
                continue;
            }
            for system in
                job.systems.iter().filter(|system| self.platform.is_none_or(|wanted| wanted == **system))
            {
                let fine = job.run(self.event, system, shells, world)?;
                let broken = job.run(self.event, system, shells, World { failing: true, ..world })?;
                let tolerated = (job.tolerance.1)(self.event, system, world);
                found = found.max(match (fine.1, broken.1) {
                    _ if tolerated => Truth::Cannot,
                    (false, _) => Truth::Red,
                    (true, false) if fine.0 && broken.0 => Truth::Can,
                    (true, _) => Truth::Cannot,
                });
            }
        }
        Some(found)
    }
}

fn job(dice: &mut Random, id: &str, needs: bool) -> Job {
    let place = of(
        dice,
        &[StepsHome::Here, StepsHome::Here, StepsHome::Here, StepsHome::Workflow, StepsHome::Action],
    );
    let (runs_on, matrix, systems): (&str, &str, &[&'static str]) = of(
        dice,
        &[
            ("ubuntu-latest", "", &["linux"][..]),
            ("ubuntu-24.04", "", &["linux"][..]),
            ("macos-14", "", &["macos"][..]),
            ("${{ matrix.os }}", "os: [ubuntu-latest, macos-14]", &["linux", "macos"][..]),
            (
                "${{ matrix.os }}",
                "os: [ubuntu-latest, macos-14]\n        exclude: [{ os: macos-14 }]",
                &["linux"][..],
            ),
            (
                "${{ matrix.os }}",
                "os: [ubuntu-latest]\n        include: [{ os: macos-14 }]",
                &["linux", "macos"][..],
            ),
            ("${{ matrix.os }}", "include: [{ os: macos-14 }]", &["macos"][..]),
        ],
    );
    let count = 1 + dice.below(2);
    let mut steps: Vec<Step> = (0..count).map(|at| step(dice, at)).collect();
    let last = steps.last().unwrap();
    if last.tolerance.0 == "true"
        && last.condition.0.is_empty()
        && place == StepsHome::Here
        && dice.once_in(2)
    {
        let judge = step(dice, steps.len());
        let script = "exit 1\n".to_owned();
        steps.push(Step {
            condition: ("", |_, _, _| true),
            tolerance: TOLERANCE[0],
            script,
            judge: true,
            ..judge
        });
    }
    let plain = place != StepsHome::Here || matrix.is_empty();
    let tolerance = if dice.once_in(3) { of(dice, &TOLERANCE) } else { TOLERANCE[0] };
    let of_matrix = tolerance.0.contains("matrix") && matrix.is_empty();
    Job {
        id: id.to_owned(),
        condition: if dice.once_in(3) { of(dice, &CONDITIONS) } else { CONDITIONS[0] },
        tolerance: if place == StepsHome::Workflow || of_matrix { TOLERANCE[0] } else { tolerance },
        systems: systems.to_vec(),
        matrix: matrix.to_owned(),
        runs_on,
        needs,
        steps: steps.into_iter().map(|step| if plain { step.plain() } else { step }).collect(),
        place,
    }
}

fn step(dice: &mut Random, id: usize) -> Step {
    let condition = if dice.once_in(5) {
        of(dice, &OF_STEPS)
    } else if dice.once_in(3) {
        of(dice, &CONDITIONS)
    } else {
        CONDITIONS[0]
    };
    let tolerance = if dice.once_in(3) { of(dice, &TOLERANCE) } else { TOLERANCE[0] };
    Step { id, condition, tolerance, shell: of(dice, &SHELLS), script: script(dice), judge: false }
}

impl Step {
    /// The step without what only a job of its own file can see.
    fn plain(self) -> Self {
        let open = |text: &str| text.contains("matrix");
        let condition = if open(self.condition.0) { CONDITIONS[0] } else { self.condition };
        let tolerance = if open(self.tolerance.0) { TOLERANCE[0] } else { self.tolerance };
        Self { condition, tolerance, ..self }
    }

    fn text(&self, indent: &str, needs_shell: bool) -> String {
        let mut text = format!("{indent}- id: s{}\n", self.id);
        let judged = format!("steps.s{}.outcome == 'failure'", self.id.wrapping_sub(1));
        let condition = if self.judge { judged.as_str() } else { self.condition.0 };
        if !condition.is_empty() {
            text.push_str(&format!("{indent}  if: {}\n", quoted(condition)));
        }
        if !self.tolerance.0.is_empty() {
            text.push_str(&format!("{indent}  continue-on-error: {}\n", self.tolerance.0));
        }
        if !self.shell.0.is_empty() {
            text.push_str(&format!("{indent}  shell: {}\n", self.shell.0));
        } else if needs_shell {
            text.push_str(&format!("{indent}  shell: bash -e {{0}}\n"));
        }
        text.push_str(&format!("{indent}  run: |\n"));
        for line in self.script.lines() {
            text.push_str(&format!("{indent}    {line}\n"));
        }
        text
    }
}

fn quoted(text: &str) -> String {
    if text.starts_with('!') || text.contains(": ") { format!("\"{text}\"") } else { text.to_owned() }
}

impl Job {
    /// Runs the steps in order: was `cargo test` called, and did the job succeed?
    fn run(&self, event: &str, system: &str, shells: &Shells, world: World) -> Option<(bool, bool)> {
        let (mut called, mut fine, mut before) = (false, true, true);
        for step in &self.steps {
            let asks = step.condition.0.contains("failure()") && !step.condition.0.contains('!');
            let runs = match step.judge {
                true => fine && !before,
                false if asks => !fine,
                false => fine && (step.condition.1)(event, system, world),
            };
            if !runs {
                continue;
            }
            let (here, ended) = shells.run(step.shell.1, &step.script, world)?;
            called |= here;
            before = ended;
            fine &= ended || (step.tolerance.1)(event, system, world);
        }
        Some((called, fine))
    }

    /// The job as it is written, with the files that it needs.
    fn text(&self, files: &mut Vec<(String, String)>) -> String {
        let steps = |indent: &str, shell| -> String {
            self.steps.iter().map(|step| step.text(indent, shell)).collect()
        };
        let mut text = format!("  {}:\n", self.id);
        if !self.condition.0.is_empty() {
            text.push_str(&format!("    if: {}\n", quoted(self.condition.0)));
        }
        if self.needs {
            text.push_str(if self.id == "test" { "    needs: lint\n" } else { "    needs: [latest]\n" });
        }
        if !self.tolerance.0.is_empty() {
            text.push_str(&format!("    continue-on-error: {}\n", self.tolerance.0));
        }
        let machine = |text: &mut String, indent: &str| {
            text.push_str(&format!("{indent}runs-on: {}\n", self.runs_on));
            if !self.matrix.is_empty() {
                text.push_str(&format!(
                    "{indent}strategy:\n{indent}  matrix:\n{indent}    {}\n",
                    self.matrix
                ));
            }
        };
        match self.place {
            StepsHome::Here => {
                machine(&mut text, "    ");
                text.push_str(&format!(
                    "    steps:\n      - uses: actions/checkout@v4\n{}",
                    steps("      ", false)
                ));
            }
            StepsHome::Workflow => {
                let path = format!(".github/workflows/inner-{}.yml", self.id);
                let mut inner = "on: workflow_call\njobs:\n  inside:\n".to_owned();
                machine(&mut inner, "    ");
                inner.push_str(&format!("    steps:\n{}", steps("      ", false)));
                text.push_str(&format!("    uses: ./{path}\n"));
                files.push((path, inner));
            }
            StepsHome::Action => {
                let folder = format!(".github/actions/{}", self.id);
                let action = format!("runs:\n  using: composite\n  steps:\n{}", steps("    ", true));
                machine(&mut text, "    ");
                text.push_str(&format!("    steps:\n      - uses: ./{folder}\n"));
                files.push((format!("{folder}/action.yml"), action));
            }
        }
        text
    }
}
