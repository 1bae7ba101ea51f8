//! What a release tells while it goes on, line by line.

use std::time::Duration;

use shipworthy_model::humanize::duration;
use shipworthy_release::effect::State;
use shipworthy_release::event::Event;
use shipworthy_report::text::plain;

use crate::terminal::Terminal;

/// How often a wait is told again.
const EVERY: Duration = Duration::from_secs(10);

/// Tells each thing once, and waits now and then.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// What was left of the wait that was told last.
    told: Option<Duration>,
}

impl Progress {
    /// Tells what happens.
    pub(super) fn tell(&mut self, event: &Event) {
        if let Event::Waiting { effect, why, left } = event {
            let again = self.told.is_none_or(|told| *left > told || told.saturating_sub(*left) >= EVERY);
            if again {
                self.told = Some(*left);
                let left = duration(u64::try_from(left.as_millis()).unwrap_or(u64::MAX));
                line("waits", &format!("{effect}, {left} left: {why}"));
            }
            return;
        }
        self.told = None;
        match event {
            Event::Doing(effect) => line("does", &effect.to_string()),
            Event::Saw(effect, State::Equal(seen)) => line("there", &format!("{effect}  {seen}")),
            Event::Saw(effect, State::Different(seen)) => line("DIFFERS", &format!("{effect}  {seen}")),
            Event::Saw(effect, State::Unknown(why)) => line("UNKNOWN", &format!("{effect}  {why}")),
            Event::Saw(effect, State::ByHand(what)) => line("by hand", &format!("{effect}  {what}")),
            Event::Yanking(package) => line("yanks", package),
            Event::Yanked(package) => line("yanked", package),
            Event::Undone(effect) => line("undoes", &effect.to_string()),
            Event::Looking(_) | Event::Done(_) | Event::Saw(_, State::Absent) | Event::Waiting { .. } => {}
        }
    }
}

fn line(word: &str, text: &str) {
    Terminal::tell(&format!("{word:<7}  {}", plain(text)));
}
