//! `phase`, `check` and `ready`: runs what has no fresh evidence, and gives the verdict.

use std::collections::BTreeSet;

use glob::Pattern;
use shipworthy_engine::evidence::{Store, StoreLock};
use shipworthy_engine::run::plan::{Reuse, calls_cargo, plan};
use shipworthy_engine::run::survey::survey;
use shipworthy_engine::run::{Options, run};
use shipworthy_engine::run::{lockfile, runlog};
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::event::Event;
use shipworthy_model::exit::Exit;
use shipworthy_model::id::GateId;
use shipworthy_model::verdict::{Entry, Selection, assess};
use shipworthy_report::human;

use super::progress_display::ProgressDisplay;
use super::{Answer, Context, open, status};
use crate::flags::RunFlags;
use crate::load::Loaded;
use crate::stop::Stop;

/// Runs one phase.
pub(crate) fn phase(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    word: &str,
    flags: &RunFlags,
) -> Result<Answer, Stop> {
    let number = checklist.phases.iter().position(|phase| phase.id.as_str() == word).map(|at| at + 1);
    let number =
        number.or_else(|| word.parse().ok().filter(|number| (1..=checklist.phases.len()).contains(number)));
    let Some(number) = number else {
        let phases =
            checklist.phases.iter().zip(1..).map(|(phase, at)| format!("\n  phase{at}  {}", phase.id));
        let list: String = phases.collect();
        return Err(Stop::usage(format!(
            "there is no phase `{word}` in this checklist; its phases are{list}"
        )));
    };
    run_gates(context, loaded, checklist, &Selection::Phase(number), flags)
}

/// Runs the named gates.
pub(crate) fn check(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    words: &[String],
    flags: &RunFlags,
) -> Result<Answer, Stop> {
    let mut ids = BTreeSet::new();
    for word in words {
        let pattern =
            Pattern::new(word).map_err(|error| Stop::usage(format!("`{word}` is not a glob: {error}")))?;
        let found = checklist.gates().filter(|gate| pattern.matches(gate.id.as_str())).map(|gate| &gate.id);
        let before = ids.len();
        let known = ids.clone();
        ids.extend(found.cloned());
        if ids.len() == before && !known.iter().any(|id: &GateId| pattern.matches(id.as_str())) {
            return Err(no_such_gate(checklist, word));
        }
    }
    run_gates(context, loaded, checklist, &Selection::Gates(ids.into_iter().collect()), flags)
}

/// Runs every phase.
pub(crate) fn ready(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    flags: &RunFlags,
) -> Result<Answer, Stop> {
    run_gates(context, loaded, checklist, &Selection::Everything, flags)
}

/// The message for a gate that is not in the checklist.
pub(crate) fn no_such_gate(checklist: &Checklist, word: &str) -> Stop {
    let names = checklist.gates().map(|gate| gate.id.as_str());
    let advice = shipworthy_checklist::advice(word, names).unwrap_or_default();
    Stop::usage(format!("there is no gate `{word}` in this checklist; {advice}"))
}

fn run_gates(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    question: &Selection,
    flags: &RunFlags,
) -> Result<Answer, Stop> {
    let interrupt = Interrupt::install()
        .map_err(|error| Stop::incomplete(format!("cannot watch for Ctrl-C and SIGTERM: {error}")))?;
    let live = ProgressDisplay::start(context.terminal);
    let store = Store::open(&loaded.root);
    let lock = hold(&store, &live, &interrupt)?;
    let reading = loaded.reading();
    // Cargo writes a missing lock file at its first call; written before the look at the tree, it belongs to it.
    let settled = calls_cargo(checklist, context.kinds, question) && lockfile::settle(&loaded.root);
    if !settled && reading.is_current() {
        loaded.keep(reading);
    }
    let mut session = open(context, loaded, checklist)?;
    let mut surveyed = survey(&session);
    let reuse = if flags.rerun { Reuse::Nothing } else { Reuse::Fresh };
    let plan = plan(&session, &surveyed, question, reuse);
    if !plan.run.is_empty() {
        store.sweep(&lock);
    }
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let options =
        Options { jobs: flags.jobs.map_or_else(processors, usize::from), fail_fast: flags.fail_fast };
    let mut events = Vec::new();
    let mut emit = |event: Event| {
        live.show(&event);
        events.push(event);
    };
    run(&mut session, &mut surveyed, plan, (&lock, &interrupt, options), &mut emit);
    live.stop();
    runlog::keep(&session.store, &events);
    session.save_caches();
    drop(lock);
    let entries: Vec<Entry> = surveyed.into_iter().map(|surveyed| surveyed.entry).collect();
    let assessment = assess(checklist, &entries, question, session.as_of());
    let mut answer = status::answer(context, &session, checklist, &assessment, human::assessment);
    if interrupt.requested() && answer.exit == Exit::Go {
        answer.exit = Exit::Incomplete;
    }
    session.leave();
    Ok(answer)
}

fn hold(store: &Store, live: &ProgressDisplay, interrupt: &Interrupt) -> Result<StoreLock, Stop> {
    let cannot = |error: shipworthy_engine::evidence::StoreError| {
        Stop::incomplete(format!(
            "{error}\nNothing was run: without a place for its evidence a run proves nothing."
        ))
    };
    store.prepare().map_err(cannot)?;
    let mut waiting = |holder| live.show(&Event::Waiting { holder });
    store.lock(&mut waiting, &|| interrupt.requested()).map_err(cannot)
}
