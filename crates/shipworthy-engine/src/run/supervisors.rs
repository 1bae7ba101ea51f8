//! Who runs the steps of a gate: a supervisor that also sees which files they open, where the checklist or the user wants
//! that, or one that does not.

use std::path::PathBuf;
use std::sync::OnceLock;

use shipworthy_model::checklist::{Gate, Policy};

use crate::freshness::trace;
use crate::sys::process::Supervisor;
use crate::sys::tracer::Tracer;

/// The supervisors of a run.
pub(super) struct Supervisors {
    root: PathBuf,
    plain: Supervisor,
    /// Why there is none that traces, if there is none. Found when it is first asked for.
    traced: OnceLock<Result<Supervisor, String>>,
    /// Does the user want all gates to be observed?
    observe: bool,
}

impl Supervisors {
    /// The supervisors of a run in which `plain` runs what nobody observes.
    pub(super) fn new(plain: Supervisor, observe: bool) -> Self {
        Self { root: plain.root().to_owned(), plain, traced: OnceLock::new(), observe }
    }

    /// The supervisor of a gate's steps.
    ///
    /// # Errors
    ///
    /// When the gate or the user wants it to be observed, and this machine cannot. A policy wants it only where it can be.
    pub(super) fn of(&self, gate: &Gate, policy: &Policy) -> Result<&Supervisor, String> {
        let demanded = gate.observe.unwrap_or(self.observe);
        if !demanded && (gate.observe.is_some() || !policy.observe) {
            return Ok(&self.plain);
        }
        let find =
            || Tracer::find(&self.root, trace::CALLS).map(|tracer| self.plain.clone().traced(Some(tracer)));
        match self.traced.get_or_init(find) {
            Ok(supervisor) => Ok(supervisor),
            Err(why) if demanded => Err(format!("which files the gate opens cannot be observed: {why}")),
            Err(_) => Ok(&self.plain),
        }
    }
}
