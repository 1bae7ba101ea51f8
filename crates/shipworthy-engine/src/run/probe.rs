//! Asks single checks how things stand now, for a caller that keeps no evidence. It never decides what the answer is
//! good for.

use std::collections::BTreeMap;
use std::time::SystemTime;

use shipworthy_model::amount::parse_size;
use shipworthy_model::checklist::{Check, Gate};
use shipworthy_model::judgement::Judgement;
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::params::{Params, Value};
use shipworthy_model::unknown::{Reason, Unknown};

use crate::evidence::LOGS;
use crate::run::execute::GateJob;
use crate::run::session::Session;
use crate::sys::files::unique;
use crate::sys::interrupt::Interrupt;
use crate::sys::process::Supervisor;

/// The answer of a check, or why it was not asked.
#[derive(Debug, Clone, PartialEq)]
pub enum ProbeResult {
    /// The check was asked, and came to this judgement.
    Answered(Judgement),
    /// The check would have to run these commands, and that was not wanted.
    WouldRun(Vec<Vec<String>>),
    /// The user interrupted what the check ran.
    Interrupted,
}

/// Asks checks how things stand, each check only once.
pub struct CheckProbe<'a> {
    session: &'a Session<'a>,
    supervisor: Supervisor,
    answers: BTreeMap<String, ProbeResult>,
}

impl<'a> CheckProbe<'a> {
    /// A probe that asks about the workspace of this session.
    pub fn new(session: &'a Session<'a>, interrupt: Interrupt) -> Self {
        let supervisor = Supervisor::new(&session.root, session.store.folder().clone(), interrupt);
        Self { session, supervisor, answers: BTreeMap::new() }
    }

    /// The answer of the check as of now. With `run`, it may start processes; their output is kept with the logs of the
    /// evidence store, which must be prepared then. `started` is called with each command when it begins.
    pub fn ask(&mut self, check: &Check, run: bool, started: &mut dyn FnMut(&[String])) -> ProbeResult {
        let key = serde_json::to_string(check).unwrap_or_default();
        let known = self.answers.get(&key);
        if let Some(asked) = known.filter(|asked| !(run && matches!(asked, ProbeResult::WouldRun(_)))) {
            return asked.clone();
        }
        let asked = self.answer(check, run, started);
        self.answers.insert(key, asked.clone());
        asked
    }

    fn answer(&self, check: &Check, run: bool, started: &mut dyn FnMut(&[String])) -> ProbeResult {
        let unknown =
            |unknown: Unknown| ProbeResult::Answered(Judgement::unknown(unknown.reason, unknown.detail));
        let Some(mut gate) = gate(check) else {
            return unknown(Unknown::new(Reason::CouldNotLook, "the check has no name"));
        };
        let kind = match self.session.kind(&gate) {
            Ok(kind) => kind,
            Err(why) => return unknown(why),
        };
        // A parameter that the kind does not know would be looked at by nobody.
        let known = |name: &String| kind.schema.params.iter().any(|param| param.name == name.as_str());
        if let Some(name) = check.params.0.keys().find(|name| !known(name)) {
            let why = format!("`{}` has no parameter `{name}`", kind.schema.id);
            return unknown(Unknown::new(Reason::CouldNotLook, why));
        }
        load(&mut gate.check.params, kind.schema.params);
        let job = GateJob::new(self.session, &gate, kind, format!("{LOGS}/asked.{}", unique()));
        let commands = job.commands();
        if !run && !commands.is_empty() {
            return ProbeResult::WouldRun(commands);
        }
        // Nobody holds the store here, so nothing of what is built is remembered.
        match job.run(&self.supervisor, SystemTime::UNIX_EPOCH, started).judgement {
            Some(judgement) => ProbeResult::Answered(judgement),
            None => ProbeResult::Interrupted,
        }
    }
}

/// A gate that stands for nothing but its check.
fn gate(check: &Check) -> Option<Gate> {
    Some(Gate::of("asked".parse().ok()?, check.clone()))
}

/// Brings sizes into the form that checks get from a checklist: `2GB` in bytes. What is no size stays as it is, and is
/// unknown to the check.
fn load(params: &mut Params, schema: &[Param]) {
    for param in schema.iter().filter(|param| matches!(param.ty, ParamType::Size)) {
        if let Some(value) = params.0.get_mut(param.name)
            && let Value::Text(text) = value
            && let Some(bytes) = parse_size(text)
        {
            *value = Value::Integer(bytes);
        }
    }
}
