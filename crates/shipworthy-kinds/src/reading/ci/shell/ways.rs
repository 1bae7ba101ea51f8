//! The ways that a script can go: the states that a shell can be in, and where each goes on.

use std::collections::BTreeSet;

use super::state::{Flow, ShellState, Status};
use super::syntax::Obscure;

/// The states that a shell can be in behind a command, each with where it goes on.
pub(super) type Ways = BTreeSet<(ShellState, Flow)>;

/// The deepest calls of functions and of scripts within scripts.
const DEEPEST: u32 = 24;

/// Where a command stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position {
    /// Does its failure not end the shell, because it is a condition?
    pub(super) tested: bool,
    /// Is what it reads from standard input fetched from the network?
    pub(super) fetched: bool,
    /// How many calls it stands in.
    depth: u32,
}

impl Position {
    /// The first command of a script.
    pub(super) const TOP: Self = Self { tested: false, fetched: false, depth: 0 };

    /// The same place, as a condition.
    pub(super) fn tested(self) -> Self {
        Self { tested: true, ..self }
    }

    /// The same place, behind a pipe through which comes what the network sent, if it is so.
    pub(super) fn fed(self, fetched: bool) -> Self {
        Self { fetched: self.fetched || fetched, ..self }
    }

    /// The first command of a shell of its own, which is no condition there.
    pub(super) fn own_shell(self) -> Self {
        Self { tested: false, ..self }
    }

    /// The same place within one more call.
    pub(super) fn deeper(self, line: u32) -> Result<Self, Obscure> {
        match self.depth < DEEPEST {
            true => Ok(Self { depth: self.depth + 1, ..self }),
            false => Err(Obscure::new(line, "calls are nested too deep")),
        }
    }
}

/// The one way of a command whose end is told.
pub(super) fn next(state: ShellState) -> Ways {
    Ways::from([(state, Flow::Next)])
}

/// A command whose end is known, or both ends where a condition asks for it and it is not.
pub(super) fn ended(state: ShellState, told: Option<bool>, place: Position) -> Ways {
    let both = told.is_none() && (place.tested || state.ran);
    if both {
        return [Status::Zero, Status::Failed].map(|status| (state.clone().ended(status), Flow::Next)).into();
    }
    next(state.ended(if told == Some(false) { Status::Failed } else { Status::Zero }))
}

/// A failure ends the shell where `set -e` holds and the command is no condition.
pub(super) fn checked(ways: Ways, place: Position) -> Ways {
    let check = |(state, flow): (ShellState, Flow)| {
        let ends = state.errexit && !place.tested && state.status == Status::Failed;
        let flow = if ends && flow == Flow::Next { Flow::Exit } else { flow };
        (state, flow)
    };
    ways.into_iter().map(check).collect()
}

/// Where a loop goes on after a turn: with the next one, or behind itself.
pub(super) fn end_turn(state: ShellState, flow: Flow, open: &mut Vec<(ShellState, Status)>, done: &mut Ways) {
    let status = state.status;
    match flow {
        Flow::Next | Flow::Continue(1) => open.push((state, status)),
        Flow::Break(1) => {
            done.insert((state, Flow::Next));
        }
        Flow::Break(count) => {
            done.insert((state, Flow::Break(count - 1)));
        }
        Flow::Continue(count) => {
            done.insert((state, Flow::Continue(count - 1)));
        }
        Flow::Return | Flow::Exit => {
            done.insert((state, flow));
        }
    }
}
