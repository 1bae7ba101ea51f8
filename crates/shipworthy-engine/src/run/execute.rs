//! The run of one gate: its steps are done, and its check judges what they saw. Knows nothing of other gates.

use std::collections::BTreeSet;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use shipworthy_model::checklist::{Gate, TargetFolder};
use shipworthy_model::facts::Workspace;
use shipworthy_model::glob::Glob;
use shipworthy_model::judgement::Judgement;
use shipworthy_model::kind::{Effect, Kind};
use shipworthy_model::observation::{Looked, Observation, Signed};
use shipworthy_model::observed::InputOrigin;
use shipworthy_model::step::{Run, Step};
use shipworthy_model::unknown::{Reason, Unknown};

use crate::evidence::FOLDER;
use crate::facts::tree::Tree;
use crate::facts::{git, look, machine};
use crate::freshness::observed::{Compiled, Sighted};
use crate::freshness::scope::CHECKLIST;
use crate::run::build_watch::{BuildWatch, TracedSteps, clean};
use crate::run::effect::has_effect;
use crate::run::session::Session;
use crate::sys::clock::{self, Stopwatch};
use crate::sys::process::Supervisor;
use crate::sys::time_box::{GivenUp, Overrun, within};

/// The longest a step may take when neither the gate nor its kind says anything.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// How often the steps of a gate are done anew at the most: each step of cargo may have kept something else.
const MOST_AGAIN: usize = 2;

/// One gate, ready to be run on another thread.
pub(crate) struct GateJob {
    pub(crate) gate: Gate,
    pub(crate) kind: &'static Kind,
    steps: Vec<(Step, Option<Observation>)>,
    obstacle: Option<Unknown>,
    tree: Arc<Tree>,
    /// The beginning of the names of this job's logs, relative to the evidence store.
    log: String,
    builds: BuildWatch,
}

/// What was observed and concluded in the run of one gate.
pub(crate) struct FinishedJob {
    pub(crate) observations: Vec<Observation>,
    /// The judgement of the check; `None` when the user interrupted the run.
    pub(crate) judgement: Option<Judgement>,
    pub(crate) duration_ms: u64,
    /// What the run was seen to depend on.
    pub(crate) sighted: Sighted,
    /// The packages that were built anew, because cargo could not be believed.
    pub(crate) rebuilt: BTreeSet<String>,
}

/// What the steps of a gate saw, as far as they were done.
#[derive(Default)]
struct StepsDone {
    observations: Vec<Observation>,
    compiled: Compiled,
    interrupted: bool,
    /// What cargo calls fresh and is not known to be, and the process that told.
    doubtful: Option<(Run, BTreeSet<String>)>,
    /// The folder that each traced process was started in, and its trace.
    traces: Vec<(PathBuf, String)>,
    /// Was the last process not traced, because a later step does the same again?
    untraced: bool,
}

impl FinishedJob {
    /// A job that could not be begun.
    pub(crate) fn refused(why: Unknown) -> Self {
        Self {
            judgement: Some(Judgement::unknown(why.reason, why.detail.clone())),
            observations: vec![Observation::Refused(why)],
            duration_ms: 0,
            sighted: Sighted::default(),
            rebuilt: BTreeSet::new(),
        }
    }
}

impl GateJob {
    /// Gets a gate ready: everything that must be asked of the session is asked now.
    pub(crate) fn new(session: &Session<'_>, gate: &Gate, kind: &'static Kind, log: String) -> Self {
        let obstacle = session.obstacle(gate, kind);
        let steps = match obstacle {
            Some(_) => Vec::new(),
            None => guarded(|| (kind.steps)(&gate.check.params, &session.facts(kind))).unwrap_or_default(),
        };
        let target = own_target(session, gate, kind);
        let steps = steps.into_iter().map(|step| {
            let step = with_variables(step, gate, target.as_deref());
            let observation = answer(session, gate, &step);
            (step, observation)
        });
        Self {
            gate: gate.clone(),
            kind,
            steps: steps.collect(),
            obstacle,
            tree: session.tree_with_members(),
            log,
            builds: session.build_watch(kind),
        }
    }

    /// Does the gate run processes, which could change the tree?
    pub(crate) fn runs_processes(&self) -> bool {
        self.steps.iter().any(|(step, _)| matches!(step, Step::Run(_)))
    }

    /// The files that the gate looks at itself; `None` when it sees more than can be named, and what it reads is predicted.
    fn looked_at(&self) -> Option<Vec<PathBuf>> {
        let mut files = Vec::new();
        for (step, _) in &self.steps {
            match step {
                Step::Run(_) | Step::Workspace => {}
                Step::Look(look) => {
                    for text in &look.select {
                        let glob = Glob::new(text).ok()?;
                        files.push(self.builds.root.join(glob.literal()?));
                    }
                }
                _ => return None,
            }
        }
        Some(files)
    }

    /// The command lines that the job would run.
    pub(crate) fn commands(&self) -> Vec<Vec<String>> {
        let argv = |(step, _): &(Step, Option<Observation>)| match step {
            Step::Run(run) => Some(run.argv.clone()),
            _ => None,
        };
        self.steps.iter().filter_map(argv).collect()
    }

    /// Does the steps, and judges what they saw. Where cargo calls fresh what is not known to be, it is made to build that
    /// anew, and the steps are done once more. The gate was started at `since`, by the clock that stamps files.
    pub(crate) fn run(
        &self,
        supervisor: &Supervisor,
        since: SystemTime,
        started: &mut dyn FnMut(&[String]),
    ) -> FinishedJob {
        let time = Stopwatch::start();
        let mut attempt = self.attempt(supervisor, &self.log, since, true, started);
        let mut rebuilt = BTreeSet::new();
        for again in 1..=MOST_AGAIN {
            let Some((run, packages)) = attempt.doubtful.take() else { break };
            // What was compiled under our eyes is called fresh the next time, and rightly.
            drop(self.builds.conclude(&attempt.compiled, since, self.traced(supervisor, &attempt)));
            let clean = clean(&run, &packages);
            started(&clean.argv);
            // When it cannot be cleaned, cargo goes on calling it fresh, and that is told.
            let cleaned = self.process(supervisor, &clean, &format!("{}.clean{again}", self.log));
            let interrupted = matches!(&cleaned, Observation::Ran(ran) if ran.interrupted);
            attempt = match interrupted {
                true => StepsDone { interrupted, ..StepsDone::default() },
                false => {
                    self.attempt(supervisor, &format!("{}.anew{again}", self.log), since, false, started)
                }
            };
            rebuilt.extend(packages);
        }
        let observations = Arc::new(mem::take(&mut attempt.observations));
        let mut judgement = match attempt.interrupted {
            true => None,
            false => self.judged(supervisor, Arc::clone(&observations)),
        };
        attempt.observations = Arc::try_unwrap(observations).unwrap_or_else(|shared| Vec::clone(&shared));
        if let (Some((_, packages)), Some(judgement)) = (&attempt.doubtful, &mut judgement) {
            let names = packages.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let why = format!(
                "cargo calls {names} fresh, though it may have been built from other contents, and does not build it anew; \
                 run `cargo clean`, and then this again"
            );
            *judgement = Judgement::unknown(Reason::CouldNotLook, why);
        }
        let mut sighted = self.builds.conclude(&attempt.compiled, since, self.traced(supervisor, &attempt));
        let looks = attempt.observations.iter().filter_map(|observation| match observation {
            Observation::Looked(looked) => Some(looked),
            _ => None,
        });
        for path in looks.flat_map(|looked| &looked.followed) {
            sighted.paths.entry(supervisor.root().join(path)).or_insert(InputOrigin::Traced);
        }
        FinishedJob {
            sighted,
            observations: attempt.observations,
            judgement,
            duration_ms: time.millis(),
            rebuilt,
        }
    }

    /// The traces of the steps that were done, where they are traced.
    fn traced<'a>(&self, supervisor: &'a Supervisor, done: &'a StepsDone) -> Option<TracedSteps<'a>> {
        (supervisor.is_traced() && self.runs_processes()).then(|| TracedSteps {
            supervisor,
            traces: &done.traces,
            all: !done.untraced,
            looked_at: self.looked_at(),
        })
    }

    /// Does the steps, one after the other, until one cannot be done, or the contents are not what cargo takes them for.
    fn attempt(
        &self,
        supervisor: &Supervisor,
        log: &str,
        since: SystemTime,
        first: bool,
        started: &mut dyn FnMut(&[String]),
    ) -> StepsDone {
        let mut attempt = StepsDone::default();
        for (at, (step, answer)) in self.steps.iter().enumerate() {
            let observation = match (answer, step) {
                (Some(answer), _) => answer.clone(),
                (None, Step::Run(run)) => {
                    started(&run.argv);
                    self.process(supervisor, run, &format!("{log}.{}", at + 1))
                }
                (None, Step::Look(wanted)) => {
                    let (tree, wanted) = (Arc::clone(&self.tree), wanted.clone());
                    let params = self.gate.check.params.clone();
                    let look = move |root: &Path, given_up: &GivenUp| {
                        let looked = look::look(root, &tree, &wanted, &params, &|| given_up.yes());
                        Observation::Looked(looked)
                    };
                    match self.looked(supervisor, look) {
                        Some(observation) => observation,
                        None => return StepsDone { interrupted: true, ..attempt },
                    }
                }
                (None, Step::Stat(paths)) => {
                    let paths = paths.clone();
                    match self.looked(supervisor, move |root, _| Observation::Stat(look::stat(root, &paths)))
                    {
                        Some(observation) => observation,
                        None => return StepsDone { interrupted: true, ..attempt },
                    }
                }
                (None, _) => Observation::Refused(Unknown::new(
                    Reason::CouldNotLook,
                    "the engine has no answer to this step; this is a defect of the engine",
                )),
            };
            if let (Observation::Ran(ran), Step::Run(run)) = (&observation, step) {
                attempt.interrupted = ran.interrupted;
                let log = format!("{log}.{}", at + 1);
                let folder = supervisor.root().join(&run.dir);
                let traces = supervisor.traces(run, &log, ran.retried).map(|trace| (folder.clone(), trace));
                attempt.traces.extend(traces);
                // Should the step that does it again not be reached, nobody has seen what this one read.
                attempt.untraced = run.done_again;
                let compiled = self.builds.compiled(ran);
                let mut doubtful = self.builds.doubtful(&compiled, &attempt.compiled, since);
                if first {
                    // By their times alone, so that once is enough.
                    doubtful.extend(self.builds.misled(&compiled, since));
                }
                attempt.compiled.extend(compiled);
                if !doubtful.is_empty() && !ran.interrupted {
                    attempt.doubtful = Some((run.clone(), doubtful));
                }
            }
            attempt.observations.push(observation);
            let failed = Judgement::from_failed_steps(&attempt.observations).is_some();
            if attempt.interrupted || attempt.doubtful.is_some() || failed {
                break;
            }
        }
        attempt
    }

    /// The longest that a step may take which says nothing about it itself.
    fn timeout(&self) -> Duration {
        self.gate.timeout.unwrap_or(DEFAULT_TIMEOUT)
    }

    /// Looks at something within the time that the gate has; `None` when the user interrupted that.
    fn looked(
        &self,
        supervisor: &Supervisor,
        look: impl FnOnce(&Path, &GivenUp) -> Observation + Send + 'static,
    ) -> Option<Observation> {
        let (root, timeout) = (supervisor.root().to_owned(), self.timeout());
        let crashed = || format!("check `{}` panicked while looking", self.kind.schema.id);
        match within(timeout, supervisor.interrupt(), move |given_up| look(&root, given_up)) {
            Ok(observation) => Some(observation),
            Err(Overrun::Interrupted) => None,
            Err(Overrun::Crashed) => Some(Observation::Refused(Unknown::new(Reason::Crashed, crashed()))),
            Err(Overrun::TimedOut) => {
                let mut looked = Looked::default();
                looked.timed_out_ms = Some(u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX));
                Some(Observation::Looked(looked))
            }
        }
    }

    /// Judges within the time that the gate has, because patterns are tried on what a process wrote; `None` when the user
    /// interrupted that.
    fn judged(&self, supervisor: &Supervisor, observations: Arc<Vec<Observation>>) -> Option<Judgement> {
        if let Some(unknown) = &self.obstacle {
            return Some(Judgement::unknown(unknown.reason, unknown.detail.clone()));
        }
        let (kind, gate, timeout) = (self.kind, self.gate.clone(), self.timeout());
        let work = move |_: &GivenUp| {
            let judgement = judge(kind, &gate, &observations);
            // Before whoever waits goes on, so that it need not copy them.
            drop(observations);
            judgement
        };
        let detail = match within(timeout, supervisor.interrupt(), work) {
            Ok(judgement) => return Some(judgement),
            Err(Overrun::Interrupted) => return None,
            Err(Overrun::Crashed) => return Some(crashed(kind)),
            Err(Overrun::TimedOut) => {
                let seconds = timeout.as_secs_f64();
                format!(
                    "judging what was seen did not end within {seconds} s: write patterns that are found faster"
                )
            }
        };
        Some(Judgement::unknown(Reason::TimedOutWhileLooking, detail))
    }

    fn process(&self, supervisor: &Supervisor, run: &Run, log: &str) -> Observation {
        let timeout = self.gate.timeout.or(run.timeout).unwrap_or(DEFAULT_TIMEOUT);
        match supervisor.run(run, timeout, log) {
            Ok(ran) => Observation::Ran(ran),
            Err(unknown) => Observation::Refused(unknown),
        }
    }
}

fn crashed(kind: &Kind) -> Judgement {
    Judgement::unknown(Reason::Crashed, format!("check `{}` panicked while judging", kind.schema.id))
}

/// The judgement of a kind on observations, made now or stored.
pub fn judge(kind: &Kind, gate: &Gate, observations: &[Observation]) -> Judgement {
    if observations.is_empty() {
        let detail = format!("check `{}` asked for nothing to be looked at", kind.schema.id);
        return Judgement::unknown(Reason::NothingToLookAt, detail);
    }
    Judgement::from_failed_steps(observations).unwrap_or_else(|| {
        guarded(|| (kind.judge)(&gate.check.params, observations)).unwrap_or_else(|| crashed(kind))
    })
}

/// The folder that a gate builds in, where the policy wants another one than that of the user's own calls of cargo.
fn own_target(session: &Session<'_>, gate: &Gate, kind: &Kind) -> Option<String> {
    let own = session.checklist.policy.target == TargetFolder::Own;
    let own = own && has_effect(gate, kind, Effect::WritesTarget);
    // Below the store, so that the tree is the same with it and without, whatever git ignores. A path that is no text
    // cannot be told by a variable.
    own.then(|| session.root.join(FOLDER).join("target").to_str().map(str::to_owned)).flatten()
}

/// The step with the variables that the gate sets, and the folder it builds in; what its check sets itself stays.
fn with_variables(step: Step, gate: &Gate, target: Option<&str>) -> Step {
    match step {
        Step::Run(mut run) => {
            for (name, value) in &gate.env {
                run.env.entry(name.clone()).or_insert_with(|| value.clone());
            }
            if let Some(target) = target {
                run.env.entry("CARGO_TARGET_DIR".to_owned()).or_insert_with(|| target.to_owned());
            }
            Step::Run(run)
        }
        step => step,
    }
}

/// Answers the steps that concern the session; the others are for another thread.
fn answer(session: &Session<'_>, gate: &Gate, step: &Step) -> Option<Observation> {
    let refused = Observation::Refused;
    match step {
        Step::Run(_) | Step::Look(_) | Step::Stat(_) => None,
        Step::Workspace => Some(match &session.workspace {
            Ok(workspace) => Observation::Workspace(Workspace::clone(workspace)),
            Err(unknown) => refused(unknown.clone()),
        }),
        Step::Git { tags } => Some(git::state(&session.root, tags).map_or_else(refused, Observation::Git)),
        Step::Machine(question) => {
            let found = question.tools.iter().filter_map(|name| Some((name.clone(), session.tool(name)?)));
            Some(Observation::Machine(machine::look(&session.root, question, found.collect())))
        }
        Step::SignOff => Some(signed(session, gate).map_or_else(refused, Observation::SignOff)),
        // A kind may be newer than this engine: what cannot be done is never passed over.
        _ => Some(refused(Unknown::new(Reason::CouldNotLook, "this release does not know such a step"))),
    }
}

/// What a person answered to the gate, and what has changed since.
fn signed(session: &Session<'_>, gate: &Gate) -> Result<Signed, Unknown> {
    let mut signed = Signed::new(gate.id.clone(), clock::now().date());
    let head = session.tree.git.as_ref();
    signed.head = head.and_then(|head| head.commit.clone());
    signed.sign_off = session.checklist.sign_off(&gate.id).cloned();
    let Some(sign_off) = &signed.sign_off else { return Ok(signed) };
    let Some(commit) = &sign_off.commit else {
        // Where there is no history, there is nothing that could be named.
        signed.unbound = head.map(|_| "names no commit, so nobody knows what was looked at".to_owned());
        return Ok(signed);
    };
    if !git::is_past(&session.root, commit)? {
        signed.unbound = Some(format!("is for {commit}, which what is checked out does not come from"));
        return Ok(signed);
    }
    let untold = |path: &&String| {
        let literal = Glob::new(path).ok().is_some_and(|glob| glob.literal().is_some());
        literal
            && session.tree.under(path).is_empty()
            && session.tree.file(path).is_none()
            && session.root.join(path).exists()
    };
    if let Some(path) = gate.inputs.iter().find(untold) {
        signed.unbound =
            Some(format!("is for {path}, which is in no commit, so nobody knows what was looked at"));
        return Ok(signed);
    }
    signed.asked = session.answered.get(&gate.id).and_then(|answered| answered.question.clone());
    let globs = session.answered_for(gate);
    let globs = globs.iter().map(|text| Glob::new(text)).collect::<Result<Vec<_>, _>>();
    let globs = globs.map_err(|why| Unknown::new(Reason::CouldNotLook, why))?;
    let counts =
        |path: &String| path != CHECKLIST && (globs.is_empty() || globs.iter().any(|glob| glob.covers(path)));
    let mut changed = git::changed_since(&session.root, commit)?;
    changed.extend(head.iter().flat_map(|head| head.dirty.iter().cloned()));
    changed.retain(counts);
    changed.sort_unstable();
    changed.dedup();
    signed.changed = changed;
    Ok(signed)
}

/// Calls a check's function; a panic in it is the check's defect, not the end of the run.
fn guarded<T>(call: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).ok()
}
