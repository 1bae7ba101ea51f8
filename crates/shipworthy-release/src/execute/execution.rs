//! A release on its way: the plan, what is known of it so far, and the means. Effects are looked for and done through
//! this; which one comes next is not decided here.

use std::time::Duration;

use crate::effect::{EffectState, ReleaseEffect};
use crate::error::ReleaseError;
use crate::event::ReleaseEvent;
use crate::plan::{Plan, PlannedPackage};
use crate::runtime::{Environment, Failure};
use crate::store::{Journal, JournalEntry, ReleaseFolder};

/// A release that is being carried out or given up, with all that a step may need.
pub(crate) struct Execution<'a> {
    pub(crate) environment: &'a Environment,
    pub(crate) plan: &'a Plan,
    pub(crate) journal: Journal,
    /// The folder with the plan, the journal and the packaged crates.
    pub(crate) folder: ReleaseFolder,
    pub(crate) tell: &'a mut dyn FnMut(ReleaseEvent),
}

impl Execution<'_> {
    /// The package of the plan with this name.
    pub(crate) fn member(&self, name: &str) -> Result<PlannedPackage, Failure> {
        let found = self.plan.packages.iter().find(|member| member.name == name);
        found.cloned().ok_or_else(|| {
            Failure::new(
                format!("find the package `{name}` in the plan"),
                "it names no such package; the plan was not made by this program",
            )
        })
    }

    /// The commit that is released: the version commit, or the one that was planned on when it has the versions already.
    pub(crate) fn commit(&self) -> Result<String, Failure> {
        if !self.plan.effects.contains(&ReleaseEffect::Commit) {
            return Ok(self.plan.commit.clone());
        }
        let commit = self.journal.commit().map(str::to_owned);
        commit.ok_or_else(|| Failure::new("find the version commit", "it was not made yet"))
    }

    /// The time now, as the journal writes it.
    pub(crate) fn at(&self) -> String {
        self.environment.now().to_string()
    }

    /// Writes the state of an effect into the journal, and reports it.
    pub(crate) fn record_state(
        &mut self,
        effect: &ReleaseEffect,
        state: &EffectState,
    ) -> Result<(), Failure> {
        let state = state.clone().map(|output| self.environment.redacted(output));
        self.journal.write(JournalEntry::Saw {
            effect: effect.clone(),
            state: state.clone(),
            at: self.at(),
        })?;
        (self.tell)(ReleaseEvent::Probed(effect.clone(), state));
        Ok(())
    }

    /// Writes down that an effect is about to be done, and tells it.
    pub(crate) fn record_begin(&mut self, effect: &ReleaseEffect) -> Result<(), Failure> {
        self.journal.write(JournalEntry::Doing { effect: effect.clone(), at: self.at() })?;
        (self.tell)(ReleaseEvent::Doing(effect.clone()));
        Ok(())
    }

    /// Writes down that an effect was taken back, and tells it.
    pub(crate) fn record_undone(&mut self, effect: &ReleaseEffect) -> Result<(), Failure> {
        self.journal.write(JournalEntry::Undone { effect: effect.clone(), at: self.at() })?;
        (self.tell)(ReleaseEvent::Undone(effect.clone()));
        Ok(())
    }

    /// Writes down that nothing came of the push. Nothing was taken back, so nothing is told.
    pub(crate) fn push_came_to_nothing(&mut self) -> Result<(), Failure> {
        self.journal.write(JournalEntry::Undone { effect: ReleaseEffect::Push, at: self.at() })
    }

    /// Lets time pass, and reports how much is left.
    pub(crate) fn wait(&mut self, effect: &ReleaseEffect, why: &str, time: Duration) -> Result<(), Failure> {
        let tell = &mut self.tell;
        self.environment.wait(time, &mut |left| {
            tell(ReleaseEvent::Waiting { effect: effect.clone(), why: why.to_owned(), left });
        })
    }

    /// Writes into the journal why the release stops here. When not even that can be written, the reason is reported
    /// all the same.
    pub(crate) fn stop(&mut self, error: ReleaseError) -> ReleaseError {
        let error = ReleaseError { why: self.environment.redacted(&error.why), ..error };
        let _ = self.journal.write(JournalEntry::Stopped { why: error.to_string(), at: self.at() });
        error
    }
}
