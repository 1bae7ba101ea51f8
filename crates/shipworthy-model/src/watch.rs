//! The days after a release: is a gate with a `watch` to be looked at now, since when, and until when? What follows from
//! that for its outcome is decided with the verdict.

use crate::as_of::AsOf;
use crate::checklist::Gate;
use crate::humanize;
use crate::time::Timestamp;

/// Where a gate with a `watch` stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watch {
    /// Nothing is to be watched now, for this reason.
    Idle(String),
    /// A release is watched.
    On {
        /// The version of the release.
        release: String,
        /// When the release ended. What was seen before that says nothing of it.
        since: Timestamp,
        /// The last moment of the watch.
        until: Timestamp,
    },
    /// There may be something to watch, and the record that would tell cannot be read. Until it is mended or deleted, the
    /// gate is one like any other.
    Unclear(String),
    /// There was a release to watch, or may have been, and it has no record here, for this reason: what the gate has seen
    /// proves nothing of it.
    Unrecorded(String),
}

impl Watch {
    /// Where the gate stands; `None` for one that is no watch gate.
    ///
    /// The release that ended last is the one that is watched. One that ended after now, by the clock, is watched too: a
    /// clock that was set back switches nothing off.
    pub fn of(gate: &Gate, at: AsOf<'_>) -> Option<Self> {
        let span = gate.watch?;
        let last = at.releases.last();
        // How long a release took after its tag, nobody knows: as long again as it is watched is granted.
        let over = |made: Timestamp| at.now.since(made) > span.saturating_mul(2);
        let unrecorded = at.releases.unrecorded.iter().find(|release| !release.made.is_some_and(over));
        Some(match (last, at.releases.unread.first()) {
            (Some(last), _) if at.now.since(last.ended) <= span => {
                Self::On { release: last.version.clone(), since: last.ended, until: last.ended.after(span) }
            }
            (_, Some(version)) => Self::Unclear(format!(
                "the record of the release of {version} cannot be read, so this may have to be watched"
            )),
            _ if unrecorded.is_some() => {
                let told_by = unrecorded.map_or("", |release| release.told_by.as_str());
                Self::Unrecorded(format!(
                    "{told_by} no record of a release here, so nobody can say what is to be watched"
                ))
            }
            (Some(last), None) => Self::Idle(format!(
                "the watch of {} ended on {}",
                last.version,
                last.ended.after(span).date()
            )),
            (None, None) => {
                Self::Idle(format!("watched for {} after a release; none so far", humanize::span(span)))
            }
        })
    }
}
