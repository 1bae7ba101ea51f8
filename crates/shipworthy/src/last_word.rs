//! The last word: one document leaves this process, also when a signal comes in between or something hangs that no signal
//! reaches. It says when a command ends; what it says is the command's.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shipworthy_engine::sys::clock::Stopwatch;
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_engine::sys::scratch;
use shipworthy_engine::sys::worker::Worker;
use shipworthy_model::exit::Exit;

use crate::stop::Stop;

/// How often to ask whether the user wants to stop.
const BEAT: Duration = Duration::from_millis(50);

/// How long a command that only looks may take to end once it was asked to. What it has called is ended meanwhile.
const LOOKING: Duration = Duration::from_secs(1);

/// How long a command that acts may take to end once it was asked twice: longer than what it runs takes to be ended.
const ACTING: Duration = Duration::from_secs(10);

/// Whoever holds this and finds `true` has said the last word.
type Said = Arc<Mutex<bool>>;

/// The right to say the last word, shared by the command and the watch over it.
#[derive(Debug)]
pub(crate) struct LastWord {
    interrupt: Interrupt,
    /// Does the command do more than look, so that its own answer says how far it came?
    acts: Arc<AtomicBool>,
    said: Said,
    /// Its end ends the watch.
    _watched: Sender<()>,
}

impl LastWord {
    /// Listens to the signals from now on. A command that does not end after one is ended, with what `say` writes about
    /// it.
    pub(crate) fn watch(say: impl Fn(Stop) + Send + 'static) -> Self {
        // Where the system refuses, a signal ends the process as it always did.
        let interrupt = Interrupt::install().unwrap_or_else(|_| Interrupt::never());
        let (acts, said) = (Arc::new(AtomicBool::new(false)), Said::default());
        let (watched, end) = channel::<()>();
        let (asked, does_act, word) = (interrupt.clone(), Arc::clone(&acts), Arc::clone(&said));
        let watch = move || {
            let mut since: Option<Stopwatch> = None;
            while end.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                let acts = does_act.load(Ordering::SeqCst);
                if asked.requested() && !acts && !asked.forced() {
                    // There is nothing that would be lost: whatever it has called is ended at once.
                    asked.request();
                }
                if !asked.forced() {
                    continue;
                }
                let patience = if acts { ACTING } else { LOOKING };
                if since.get_or_insert_with(Stopwatch::start).elapsed() >= patience {
                    end_now(&asked, &word, &say);
                }
            }
        };
        // Without a thread for it the command still asks by itself.
        drop(Worker::apart(watch));
        Self { interrupt, acts, said, _watched: watched }
    }

    /// Takes the last word for an answer. `None` when the command only looked and was interrupted: then its answer may lack
    /// anything, and this is why.
    pub(crate) fn take(&self) -> Option<Stop> {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        *said = true;
        let cut = self.interrupt.requested() && !self.acts.load(Ordering::SeqCst);
        cut.then(|| Stop::interrupted(&self.interrupt))
    }

    /// From now on the command does more than look.
    ///
    /// # Errors
    ///
    /// When the user wants to stop: then it had better not begin.
    pub(crate) fn act(&self) -> Result<(), Stop> {
        self.acts.store(true, Ordering::SeqCst);
        if !self.interrupt.requested() {
            return Ok(());
        }
        Err(Stop::interrupted(&self.interrupt))
    }
}

/// Says the last word in place of the command, which hangs, and ends the process.
#[expect(clippy::exit, reason = "whoever would return to main hangs")]
fn end_now(interrupt: &Interrupt, said: &Said, say: &impl Fn(Stop)) {
    let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
    // Or the answer is being written, to somebody who does not read it.
    if !*said {
        *said = true;
        say(Stop::interrupted(interrupt));
    }
    scratch::remove_all();
    process::exit(Exit::Incomplete.code().into());
}
