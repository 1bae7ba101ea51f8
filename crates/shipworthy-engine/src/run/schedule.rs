//! Runs a plan: gates side by side within `jobs`, one Cargo gate at a time, a lone gate alone; records each as it ends.
//! Every planned gate ends with exactly one entry.

use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Scope;
use std::time::{Duration, SystemTime};

use shipworthy_model::event::Event;
use shipworthy_model::fingerprint::Fingerprint;
use shipworthy_model::id::GateId;
use shipworthy_model::judgement::{Conclusion, Judgement};
use shipworthy_model::unknown::{Reason, Unknown};
use shipworthy_model::verdict::{self, Known, Outcome};

use crate::evidence::{LOGS, StoreLock};
use crate::facts::tree::FileStamp;
use crate::freshness::fingerprint::OTHERS;
use crate::run::execute::{FinishedJob, GateJob};
use crate::run::plan::{Lane, PlannedGate, RunPlan};
use crate::run::recording::Recording;
use crate::run::running_gate::RunningGate;
use crate::run::session::Session;
use crate::run::spoilt::{tree_changed, void};
use crate::run::supervisors::Supervisors;
use crate::run::survey::Surveyed;
use crate::run::time_share::TimeShare;
use crate::run::tree_watch::{TreeChange, TreeWatch};
use crate::sys::clock::Stopwatch;
use crate::sys::files::unique;
use crate::sys::interrupt::Interrupt;
use crate::sys::process::Supervisor;
use crate::sys::worker::ScopedWorker;

/// How a plan is run.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The most gates that run at a time.
    pub jobs: usize,
    /// Start no further gate once a required one has failed.
    pub fail_fast: bool,
    /// Watch the processes of all gates for the files that they open, whatever the checklist says.
    pub observe: bool,
}

/// What a run is held to beside its plan.
#[derive(Clone, Copy)]
pub struct RunControl<'r> {
    /// The lock of the store, which the run holds from its first gate to its last.
    pub lock: &'r StoreLock,
    /// When the tree of the session began to be read, by the clock of the lock: what changes later may change it.
    pub since: SystemTime,
    /// Has the user had enough?
    pub interrupt: &'r Interrupt,
    /// What the user asked for.
    pub options: Options,
}

/// Runs the plan. Afterwards every surveyed gate has its status of now.
pub fn run(
    session: &mut Session<'_>,
    surveyed: &mut [Surveyed],
    plan: RunPlan,
    RunControl { lock, since, interrupt, options }: RunControl<'_>,
    emit: &mut dyn FnMut(Event),
) {
    emit(Event::Started { run: plan.run.len(), reused: plan.reused.len() });
    let supervisor = Supervisor::new(&session.root, session.store.folder().clone(), interrupt.clone());
    let (sender, receiver) = channel();
    let places = surveyed.iter().enumerate().map(|(at, surveyed)| (surveyed.entry.gate.clone(), at));
    let mut runner = Runner {
        places: places.collect(),
        open: surveyed.iter().map(|_| false).collect(),
        surveyed,
        waiting: plan.run.into(),
        running: Vec::new(),
        unsettled: Vec::new(),
        unsettled_since: None,
        looks: TimeShare::one_in(LOOK_SHARE),
        saves: TimeShare::one_in(SAVE_SHARE),
        unsaved: false,
        watch: TreeWatch::new(session.remembered(), since),
        stop: None,
        options,
        interrupt,
        lock,
        session,
        emit,
    };
    runner.waiting.iter().for_each(|planned| runner.open[planned.at] = true);
    let supervisors = Supervisors::new(supervisor, options.observe);
    std::thread::scope(|scope| runner.drive(scope, &supervisors, &sender, &receiver));
    runner.save_index();
    (runner.emit)(Event::Finished);
}

enum Message {
    Step(GateId, Vec<String>),
    Done(usize, Box<FinishedJob>),
}

/// How long a gate that is done may wait for a look at the tree, so that one look can serve many.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// How many times as long as a look takes nothing else is looked at: so looking never takes more than this part of a run.
const LOOK_SHARE: u32 = 8;

/// The same for writing the index down, which takes the longer the more records there are. It is written at the end in any
/// case, and what a run that was killed did not write is read from its records.
const SAVE_SHARE: u32 = 64;

struct Runner<'r, 's> {
    session: &'r mut Session<'s>,
    surveyed: &'r mut [Surveyed],
    /// The place of each gate in the survey.
    places: BTreeMap<GateId, usize>,
    /// For each place, whether the gate there is planned and has not ended.
    open: Vec<bool>,
    waiting: VecDeque<PlannedGate>,
    running: Vec<RunningGate>,
    /// Gates that are done, with what came of them, until the look at the tree that ends them.
    unsettled: Vec<(usize, FinishedJob)>,
    /// Since when the first of those waits.
    unsettled_since: Option<Stopwatch>,
    looks: TimeShare,
    saves: TimeShare,
    /// Were records kept since the index was written down last?
    unsaved: bool,
    watch: TreeWatch,
    stop: Option<String>,
    options: Options,
    interrupt: &'r Interrupt,
    lock: &'r StoreLock,
    emit: &'r mut dyn FnMut(Event),
}

impl Runner<'_, '_> {
    fn drive<'scope>(
        &mut self,
        scope: &'scope Scope<'scope, '_>,
        supervisors: &'scope Supervisors,
        sender: &Sender<Message>,
        receiver: &Receiver<Message>,
    ) {
        loop {
            let waiting = self.waiting.len();
            self.launch(scope, supervisors, sender);
            if !self.unsettled.is_empty() && self.active().next().is_none() {
                self.settle();
                continue;
            }
            if self.running.is_empty() {
                if self.waiting.is_empty() {
                    return;
                }
                // A gate that was set aside may have been what others waited for. A checklist has no cycles, so this
                // ends; were there one, its gates would be set aside too.
                if self.waiting.len() == waiting {
                    self.stop = Some("it waits for itself".to_owned());
                }
                continue;
            }
            self.receive(receiver);
            if self.is_time_to_look() {
                self.settle();
            }
            if self.interrupt.requested() && self.stop.is_none() {
                (self.emit)(Event::Interrupted);
                self.stop = Some("interrupted".to_owned());
            }
        }
    }

    /// Takes what the gates that run have told, and waits a moment for it where they have told nothing.
    fn receive(&mut self, receiver: &Receiver<Message>) {
        // A moment only, so that an interrupt is heard.
        let first = receiver.recv_timeout(Duration::from_millis(50));
        for message in first.into_iter().chain(receiver.try_iter()) {
            match message {
                Message::Step(gate, argv) => (self.emit)(Event::StepStarted { gate, argv }),
                Message::Done(at, done) => self.end(at, *done),
            }
        }
    }

    /// Is a gate done that should wait no longer for the look at the tree that ends it?
    fn is_time_to_look(&self) -> bool {
        let waited = self.unsettled_since.as_ref().map(Stopwatch::elapsed);
        waited.is_some_and(|waited| waited > LOOK_EVERY || self.looks.is_due())
    }

    /// The gates that run, without those that are done.
    fn active(&self) -> impl Iterator<Item = &RunningGate> {
        self.running.iter().filter(|running| running.done.is_none())
    }

    /// Starts all gates that can start now, and sets aside those that never can.
    fn launch<'scope>(
        &mut self,
        scope: &'scope Scope<'scope, '_>,
        supervisors: &'scope Supervisors,
        sender: &Sender<Message>,
    ) {
        let mut later = VecDeque::new();
        // A lone gate whose turn has come is not overtaken for ever.
        let mut overtaken = false;
        while let Some(planned) = self.waiting.pop_front() {
            match self.next(&planned) {
                Next::Skip(why) => self.skip(planned.at, why),
                Next::Start if !overtaken && self.has_room(planned.lane) => {
                    self.start(&planned, scope, supervisors, sender);
                }
                Next::Start => {
                    overtaken |= planned.lane == Lane::Alone;
                    later.push_back(planned);
                }
                Next::Wait => later.push_back(planned),
            }
            if self.stop.is_none() && self.active().count() >= self.options.jobs {
                break;
            }
        }
        later.append(&mut self.waiting);
        self.waiting = later;
    }

    /// What the needs of a gate allow: to run it, to wait, or to give it up.
    fn next(&self, planned: &PlannedGate) -> Next {
        if let Some(why) = &self.stop {
            return Next::Skip(why.clone());
        }
        let mut wait = false;
        for (id, criterion) in &planned.after {
            if self.places.get(id).is_some_and(|at| self.open[*at]) {
                wait = true;
                continue;
            }
            let outcome = self.outcome(id);
            if !outcome.holds() {
                return Next::Skip(criterion.unmet(id, outcome));
            }
        }
        if wait { Next::Wait } else { Next::Start }
    }

    fn has_room(&self, lane: Lane) -> bool {
        let beside = |other: &RunningGate| match lane {
            Lane::Alone => false,
            Lane::Cargo => other.lane == Lane::Free,
            Lane::Free => other.lane != Lane::Alone,
        };
        self.active().count() < self.options.jobs && self.active().all(beside)
    }

    fn outcome(&self, id: &GateId) -> Outcome {
        let checklist = self.session.checklist;
        let entry = self.places.get(id).map(|at| &self.surveyed[*at]);
        match (entry, checklist.gate(id)) {
            (Some(surveyed), Some(gate)) => {
                verdict::outcome(checklist, gate, &surveyed.entry.known, self.session.as_of()).0
            }
            _ => Outcome::NotRun,
        }
    }

    fn start<'scope>(
        &mut self,
        planned: &PlannedGate,
        scope: &'scope Scope<'scope, '_>,
        supervisors: &'scope Supervisors,
        sender: &Sender<Message>,
    ) {
        let (at, lane) = (planned.at, planned.lane);
        let id = self.surveyed[at].entry.gate.clone();
        let found = self.session.checklist.gate(&id).map(|gate| (gate, self.session.kind(gate)));
        let Some((gate, Ok(kind))) = found else {
            return self.skip(at, "its check kind is not known".to_owned());
        };
        let last_ms = self.session.index.newest(&id).map(|entry| entry.duration_ms);
        let log = format!("{LOGS}/{id}.{}", unique());
        let job = GateJob::new(self.session, gate, kind, log);
        (self.emit)(Event::GateStarted { gate: id.clone(), last_ms });
        let since = self.lock.now();
        self.running.push(RunningGate {
            at,
            lane,
            processes: job.runs_processes(),
            since,
            changed: Vec::new(),
            void: None,
            overtaken: false,
            done: None,
        });
        let sender = sender.clone();
        let supervisor = supervisors.of(gate, &self.session.checklist.policy);
        // Where there is no thread left, the gate is run here, and the others wait for it.
        ScopedWorker::start(scope, move || {
            // The receiver outlives every worker; a send cannot fail.
            let mut step = |argv: &[String]| drop(sender.send(Message::Step(id.clone(), argv.to_vec())));
            let done = match supervisor {
                Ok(supervisor) => job.run(supervisor, since, &mut step),
                Err(why) => FinishedJob::refused(Unknown::new(Reason::ToolMissing, why)),
            };
            drop(sender.send(Message::Done(at, Box::new(done))));
        });
    }

    fn skip(&mut self, at: usize, why: String) {
        self.open[at] = false;
        let surveyed = &mut self.surveyed[at];
        match &mut surveyed.entry.known {
            Known::Evidence(evidence) => evidence.skipped = Some(why.clone()),
            known @ (Known::Nothing(_) | Known::NotApplicable(_)) => {
                *known = Known::Nothing(Some(why.clone()));
            }
        }
        (self.emit)(Event::GateSkipped { gate: surveyed.entry.gate.clone(), why });
    }

    /// Takes what came of a gate. It has ended when the tree was looked at again.
    fn end(&mut self, at: usize, done: FinishedJob) {
        let now = self.lock.now();
        for running in self.running.iter_mut().filter(|running| running.at == at) {
            running.done = Some(now);
        }
        self.unsettled.push((at, done));
        self.unsettled_since.get_or_insert_with(Stopwatch::start);
    }

    /// Looks at the tree again, once for all the gates that are done, and ends them.
    fn settle(&mut self) {
        let ended = mem::take(&mut self.unsettled);
        self.unsettled_since = None;
        if ended.is_empty() {
            return;
        }
        let now = self.lock.now();
        // A file that shrinks while git reads it ends git; a moment later that is over.
        let (watch, interrupt) = (&mut self.watch, self.interrupt);
        let looked = self.looks.spend(|| {
            watch.look(now).or_else(|why| if interrupt.requested() { Err(why) } else { watch.look(now) })
        });
        match looked {
            Ok(change) => self.hold_against(change),
            // Nobody knows what has happened to the tree.
            Err(_) if self.interrupt.requested() => {
                for (at, _) in ended {
                    self.running.retain(|running| running.at != at);
                    self.skip(at, "interrupted".to_owned());
                }
                return;
            }
            Err(why) => {
                for running in &mut self.running {
                    running
                        .void
                        .get_or_insert_with(|| format!("the tree could not be looked at afterwards: {why}"));
                }
            }
        }
        for (at, done) in ended {
            self.finish(at, done);
        }
        if self.saves.is_due() {
            self.save_index();
        }
    }

    /// Writes the index down, when records were kept since that was done last.
    fn save_index(&mut self) {
        if mem::take(&mut self.unsaved) {
            self.saves.spend(|| self.session.save_index(self.lock));
        }
    }

    fn finish(&mut self, at: usize, done: FinishedJob) {
        let running = self.running.iter().position(|running| running.at == at);
        let Some(running) = running.map(|place| self.running.remove(place)) else { return };
        let Some(mut judgement) = done.judgement else {
            return self.skip(at, "interrupted".to_owned());
        };
        if !running.changed.is_empty() {
            judgement.findings.extend(running.changed.iter().cloned().map(tree_changed));
            judgement.result = Conclusion::Fail;
        } else if let Some(why) = &running.void {
            judgement = Judgement::unknown(Reason::CouldNotLook, why.clone());
        }
        let id = self.surveyed[at].entry.gate.clone();
        let duration_ms = done.duration_ms;
        // Told only when it is kept: a pass whose evidence is lost is none.
        let judgement = self.record(at, FinishedJob { judgement: None, ..done }, judgement, &running);
        (self.emit)(Event::GateFinished { gate: id, judgement, duration_ms });
        self.open[at] = false;
        if self.options.fail_fast && self.stop.is_none() && self.failed(at) {
            self.stop = Some("a required gate failed, and --fail-fast was given".to_owned());
        }
    }

    /// Keeps the evidence of a gate that has ended. The judgement is another one afterwards when that could not be done.
    fn record(
        &mut self,
        at: usize,
        done: FinishedJob,
        judgement: Judgement,
        running: &RunningGate,
    ) -> Judgement {
        let checklist = self.session.checklist;
        let surveyed = &mut self.surveyed[at];
        let Some(gate) = checklist.gate(&surveyed.entry.gate) else { return judgement };
        let recording = Recording {
            gate,
            fingerprint: &surveyed.fingerprint,
            since: running.since,
            overtaken: running.overtaken,
        };
        let evidence = recording.keep(self.session, self.lock, done, judgement);
        self.unsaved |= !evidence.record.is_empty();
        let judgement = evidence.judgement.clone();
        surveyed.entry.known = Known::Evidence(Box::new(evidence));
        judgement
    }

    fn failed(&self, at: usize) -> bool {
        let id = &self.surveyed[at].entry.gate;
        let required =
            self.session.checklist.gate(id).is_some_and(|gate| self.session.checklist.requires(gate));
        required && self.outcome(id) == Outcome::Fail
    }

    /// Holds what has happened to the tree against the gates that are running or have just ended. A change that was made
    /// while a gate ran processes is that gate's, because nobody can tell whose else it was; any other belongs to nobody
    /// and voids what depends on the file. Gates that are still to come are asked about the new tree.
    fn hold_against(&mut self, change: TreeChange) {
        let mut touched = change.touched;
        self.note_written(&change.written, &mut touched);
        for running in &mut self.running {
            if running.processes {
                let own = change.changed.iter().filter(|(_, time)| running.during(*time));
                let own: Vec<String> = own.map(|(path, _)| path.clone()).collect();
                running.changed.extend(own);
            }
            let touched = touched.iter().filter(|(_, time)| running.overlaps(Some(*time)));
            let touched: Vec<&str> = touched.map(|(path, _)| path.as_str()).collect();
            if let Some(path) = self.surveyed[running.at].depends_on(self.session, &touched) {
                running.void.get_or_insert_with(|| void(path));
            }
        }
        if let Some(tree) = change.tree {
            self.session.adopt(tree);
            self.take_fingerprints_anew(&change.changed);
        }
    }

    /// Asks after the fingerprints on the tree that the session has taken. What runs on another tree than it was started on
    /// is void, unless its fingerprint is the same.
    fn take_fingerprints_anew(&mut self, changed: &[(String, Option<SystemTime>)]) {
        for running in &mut self.running {
            running.overtaken = true;
            let surveyed = &mut self.surveyed[running.at];
            let now = fingerprint(self.session, &surveyed.entry.gate);
            match (now, &surveyed.fingerprint) {
                (Some(now), before) if now == *before => {}
                // What it wrote or removed itself outside of the tree is no input of its.
                (Some(Ok(now)), Ok(before))
                    if running.processes
                        && now.changed(before).iter().all(|part| part.starts_with(OTHERS)) =>
                {
                    surveyed.fingerprint = Ok(now);
                }
                _ => {
                    let meanwhile = changed.iter().find(|(_, time)| running.overlaps(*time));
                    let path = meanwhile.map_or("the checkout", |(path, _)| path);
                    running.void.get_or_insert_with(|| void(path));
                }
            }
        }
        for planned in &self.waiting {
            let surveyed = &mut self.surveyed[planned.at];
            if let Some(now) = fingerprint(self.session, &surveyed.entry.gate) {
                surveyed.fingerprint = now;
            }
        }
    }

    /// Notes which gates may have written the files outside of the tree. What none of them wrote, somebody else touched.
    fn note_written(&mut self, written: &[(String, FileStamp)], touched: &mut Vec<(String, SystemTime)>) {
        for (path, stamp) in written {
            let time = Some(stamp.changed());
            let gates = self.running.iter().filter(|running| running.processes);
            if gates.clone().all(|running| !running.during(time)) {
                touched.push((path.clone(), stamp.changed()));
            } else {
                // Those that ended before may have written it first.
                let writers = gates.filter(|running| running.overlaps(time));
                let writers = writers.map(|running| self.surveyed[running.at].entry.gate.clone());
                self.session.written.note(path, *stamp, writers.collect());
            }
        }
    }
}

/// The fingerprint of a gate on the tree of the session; `None` when the checklist has no such gate.
fn fingerprint(session: &Session<'_>, id: &GateId) -> Option<Result<Fingerprint, Unknown>> {
    let gate = session.checklist.gate(id)?;
    Some(session.kind(gate).and_then(|kind| session.fingerprint(gate, kind)))
}

/// What is to be done with a gate that waits.
enum Next {
    Skip(String),
    Wait,
    Start,
}
