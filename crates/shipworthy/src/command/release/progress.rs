//! The progress of a release on the screen, line by line.

use std::time::Duration;

use shipworthy_model::humanize::duration;
use shipworthy_release::effect::EffectState;
use shipworthy_release::event::ReleaseEvent;
use shipworthy_report::text::plain;

use crate::command::run_gates::tell_of_orphans;
use crate::terminal::Terminal;

/// How often a wait is shown again.
const EVERY: Duration = Duration::from_secs(10);

/// The progress of a release, line by line: each thing once, and waits now and then.
#[derive(Debug, Default)]
pub(super) struct ReleaseProgress {
    /// How much was left of the wait that was shown last.
    told: Option<Duration>,
}

impl ReleaseProgress {
    /// Shows an event of the release.
    pub(super) fn tell(&mut self, event: &ReleaseEvent) {
        if let ReleaseEvent::Waiting { effect, why, left } = event {
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
            ReleaseEvent::OrphansEnded(orphans) => tell_of_orphans(orphans, "release"),
            ReleaseEvent::Doing(effect) => line("does", &effect.to_string()),
            ReleaseEvent::Probed(effect, EffectState::Equal(seen)) => {
                line("there", &format!("{effect}  {seen}"));
            }
            ReleaseEvent::Probed(effect, EffectState::Different(seen)) => {
                line("DIFFERS", &format!("{effect}  {seen}"));
            }
            ReleaseEvent::Probed(effect, EffectState::Unknown(why)) => {
                line("UNKNOWN", &format!("{effect}  {why}"));
            }
            ReleaseEvent::Probed(effect, EffectState::ByHand(what)) => {
                line("by hand", &format!("{effect}  {what}"));
            }
            ReleaseEvent::Yanking(package) => line("yanks", package),
            ReleaseEvent::Yanked(package) => line("yanked", package),
            ReleaseEvent::Undone(effect) => line("undoes", &effect.to_string()),
            ReleaseEvent::Probing(_)
            | ReleaseEvent::Done(_)
            | ReleaseEvent::Probed(_, EffectState::Absent)
            | ReleaseEvent::Waiting { .. } => {}
        }
    }
}

fn line(word: &str, text: &str) {
    Terminal::tell(&format!("{word:<7}  {}", plain(text)));
}
