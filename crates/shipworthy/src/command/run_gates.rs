//! `phase`, `check` and `ready`: runs the selected gates that have no fresh evidence, and gives the verdict.

use shipworthy_engine::evidence::{LastGo, Store, StoreError, StoreLock};
use shipworthy_engine::run::plan::{Reuse, calls_cargo, plan};
use shipworthy_engine::run::session::Session;
use shipworthy_engine::run::survey::survey;
use shipworthy_engine::run::{Options, RunControl, run};
use shipworthy_engine::run::{lockfile, runlog};
use shipworthy_engine::sys::clock;
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_engine::sys::lease::Orphans;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::event::Event;
use shipworthy_model::exit::Exit;
use shipworthy_model::humanize::count;
use shipworthy_model::verdict::{Entry, Selection, Verdict, assess};
use shipworthy_report::{human, text};

use super::progress_display::ProgressDisplay;
use super::view;
use crate::answer::Answer;
use crate::context::Context;
use crate::each;
use crate::flags::RunFlags;
use crate::load::Loaded;
use crate::stop::Stop;
use crate::terminal::Terminal;

/// Runs the gates of a selection that have no fresh evidence.
///
/// # Errors
///
/// When there is no place for the evidence, or the tree cannot be looked at.
pub(crate) fn run_gates(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    selection: &Selection,
    flags: &RunFlags,
) -> Result<Answer, Stop> {
    let interrupt = Interrupt::install().map_err(|error| Stop::unstoppable(&error))?;
    context.last_word.act()?;
    let live = ProgressDisplay::start(context.terminal);
    let store = Store::open(&loaded.root);
    let lock = hold(&store, &live, &interrupt)?;
    // Cargo writes a missing lock file at its first call; written before the look at the tree, it belongs to it.
    if calls_cargo(checklist, context.kinds, selection) {
        lockfile::settle(&loaded.root, &store);
    }
    // Only now: what was seen before the lock was taken may have changed while another run held it.
    let since = lock.now();
    loaded.forget_look();
    let mut session = context.open(loaded, checklist)?;
    let mut surveyed = survey(&session);
    let reuse = if flags.rerun { Reuse::Nothing } else { Reuse::Fresh };
    let plan = plan(&session, &surveyed, selection, reuse);
    if !plan.run.is_empty() {
        store.sweep(&lock);
    }
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let options = Options {
        jobs: flags.jobs.map_or_else(processors, usize::from),
        fail_fast: flags.fail_fast,
        observe: flags.observe,
    };
    let mut events = Vec::new();
    let mut emit = |event: Event| {
        live.show(&event);
        events.push(event);
    };
    let control = RunControl { lock: &lock, since, interrupt: &interrupt, options };
    run(&mut session, &mut surveyed, plan, control, &mut emit);
    live.stop();
    runlog::keep(&session.store, &events);
    session.store.prune_logs(&lock);
    session.prune_shared();
    session.save_caches();
    if !each::is_in_place(context, loaded, &session) {
        session.doubts.push(each::MOVED.to_owned());
    }
    let entries: Vec<Entry> = surveyed.into_iter().map(|surveyed| surveyed.entry).collect();
    let assessment = assess(checklist, &entries, selection, session.as_of());
    if *selection == Selection::Everything && assessment.verdict == Verdict::Go && !interrupt.requested() {
        keep_go(&session, loaded);
    }
    drop(lock);
    let mut answer = view::assessment(context, &session, checklist, &assessment, human::assessment);
    if interrupt.requested() && answer.exit == Exit::Go {
        answer.exit = Exit::Incomplete;
    }
    session.leave();
    Ok(answer)
}

/// Keeps a GO, so that a later checklist can be compared with the one that led to it.
fn keep_go(session: &Session<'_>, loaded: &Loaded) {
    let known = session.store.last_go();
    if known.is_some_and(|go| go.checklist == loaded.source()) {
        return;
    }
    let commit = session.tree.git.as_ref().and_then(|head| head.commit.clone());
    let go = LastGo::new(clock::now(), commit, loaded.source().to_owned());
    if let Err(error) = session.store.keep_go(&go) {
        Terminal::tell(&format!("note: {error}; the next checklist cannot be compared with this one"));
    }
}

fn hold(store: &Store, live: &ProgressDisplay, interrupt: &Interrupt) -> Result<StoreLock, Stop> {
    let cannot = |error: StoreError| {
        Stop::incomplete(format!(
            "{error}\nNothing was run: without a place for its evidence a run proves nothing."
        ))
    };
    store.prepare().map_err(cannot)?;
    let mut waiting = |holder| live.show(&Event::Waiting { holder });
    let lock = store.lock(&mut waiting, &|| interrupt.requested()).map_err(cannot)?;
    end_orphans(store, &lock).map_err(cannot)?;
    Ok(lock)
}

/// Ends what a run that was killed has left running, and says so.
///
/// # Errors
///
/// When it could not be ended.
pub(super) fn end_orphans(store: &Store, lock: &StoreLock) -> Result<(), StoreError> {
    for orphans in store.end_orphans(lock)? {
        tell_of_orphans(&orphans, "run");
    }
    Ok(())
}

/// Says that the processes of a step were ended, which a run or a release that was killed had left running.
pub(super) fn tell_of_orphans(orphans: &Orphans, what: &str) {
    let processes = count(orphans.processes.len() as u64, "processes");
    let command = text::plain(&orphans.command);
    Terminal::tell(&format!(
        "note: ended {processes} of `{command}`, left running by a {what} that was killed"
    ));
}
