//! The gates that a command is about, and those that must hold before they can run.

use std::collections::BTreeSet;

use crate::checklist::Checklist;
use crate::id::GateId;

/// The gates that a command is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All gates of the checklist.
    Everything,
    /// The gates of one phase, by its place from 1. A known failure in an earlier phase counts against it.
    Phase(usize),
    /// The gates with these ids, required or not.
    Gates(Vec<GateId>),
}

impl Selection {
    /// The ids of the gates that are selected.
    pub fn asked(&self, checklist: &Checklist) -> BTreeSet<GateId> {
        match self {
            Self::Everything => checklist.gates().map(|gate| gate.id.clone()).collect(),
            Self::Phase(number) => {
                let phase = number.checked_sub(1).and_then(|at| checklist.phases.get(at));
                phase.into_iter().flat_map(|phase| &phase.gates).map(|gate| gate.id.clone()).collect()
            }
            Self::Gates(ids) => ids.iter().cloned().collect(),
        }
    }

    /// The gates that must hold before those it is about can run: what they need, and the entry criteria of their
    /// phases.
    pub(super) fn conditions(&self, checklist: &Checklist, asked: &BTreeSet<GateId>) -> BTreeSet<GateId> {
        if *self == Self::Everything {
            return BTreeSet::new();
        }
        let mut all = checklist.with_needs(asked);
        let phases = checklist.phases.iter().filter(|phase| phase.gates.iter().any(|g| all.contains(&g.id)));
        let entries: Vec<GateId> = phases.flat_map(|phase| phase.entry.iter().cloned()).collect();
        all.extend(entries);
        &all - asked
    }

    /// Is the phase at `at`, counted from 0, one before the phase that is asked about?
    pub(super) fn is_after(&self, at: usize) -> bool {
        matches!(self, Self::Phase(number) if at + 1 < *number)
    }
}
