//! Shows a run as it goes: moving lines where a person watches, plain lines elsewhere. Decides nothing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shipworthy_engine::sys::clock::Stopwatch;
use shipworthy_engine::sys::worker::Worker;
use shipworthy_model::event::Event;
use shipworthy_report::progress::{self, RunProgress};

use crate::terminal::Terminal;

/// The progress of a run on the screen.
pub(crate) struct ProgressDisplay {
    moving: Option<Moving>,
}

struct Moving {
    shown: Arc<Mutex<Shown>>,
    ended: Arc<AtomicBool>,
    ticker: Option<Worker<()>>,
}

struct Shown {
    progress: RunProgress,
    time: Stopwatch,
    /// How many lines are on the screen now.
    lines: usize,
}

impl ProgressDisplay {
    /// Begins to show a run.
    pub(crate) fn start(terminal: Terminal) -> Self {
        if !terminal.live {
            return Self { moving: None };
        }
        let shown = Shown { progress: RunProgress::default(), time: Stopwatch::start(), lines: 0 };
        let (shown, ended) = (Arc::new(Mutex::new(shown)), Arc::new(AtomicBool::new(false)));
        let ticker = {
            let (shown, ended) = (Arc::clone(&shown), Arc::clone(&ended));
            Worker::apart(move || {
                while !ended.load(Ordering::Relaxed) {
                    shown.lock().unwrap_or_else(PoisonError::into_inner).draw();
                    std::thread::sleep(Duration::from_millis(100));
                }
            })
        };
        // Without a thread for it nothing moves, and each event is a line.
        Self { moving: ticker.ok().map(|ticker| Moving { shown, ended, ticker: Some(ticker) }) }
    }

    /// Shows an event of the run.
    pub(crate) fn show(&self, event: &Event) {
        match &self.moving {
            Some(moving) => {
                let mut shown = moving.shown.lock().unwrap_or_else(PoisonError::into_inner);
                let now = shown.time.millis();
                shown.progress.on(event, now);
            }
            None => {
                if let Some(line) = progress::line(event) {
                    Terminal::tell(&line);
                }
            }
        }
    }

    /// Takes the moving lines off the screen.
    pub(crate) fn stop(mut self) {
        self.clear();
    }

    fn clear(&mut self) {
        let Some(moving) = &mut self.moving else { return };
        moving.ended.store(true, Ordering::Relaxed);
        if let Some(ticker) = moving.ticker.take() {
            drop(ticker.join());
            moving.shown.lock().unwrap_or_else(PoisonError::into_inner).erase();
        }
    }
}

impl Drop for ProgressDisplay {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Shown {
    fn draw(&mut self) {
        let lines = self.progress.lines(self.time.millis(), Terminal::width());
        let mut text = self.up();
        for line in &lines {
            text.push_str("\x1b[2K");
            text.push_str(line);
            text.push('\n');
        }
        text.push_str("\x1b[J");
        self.lines = lines.len();
        Terminal::raw(&text);
    }

    fn erase(&mut self) {
        let text = self.up() + "\x1b[J";
        self.lines = 0;
        Terminal::raw(&text);
    }

    /// The text that moves the cursor back to the first line that was drawn.
    fn up(&self) -> String {
        if self.lines == 0 { String::new() } else { format!("\x1b[{}A", self.lines) }
    }
}
