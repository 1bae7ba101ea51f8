//! What gates say about each other, and waivers and sign-offs about them: ids used twice, gates that do not exist, gates that wait for each other.

use std::cell::LazyCell;
use std::collections::HashMap;

use shipworthy_model::id::GateId;
use shipworthy_model::kind::SIGN_OFF;
use shipworthy_model::problem::{LineIndex, Problem};

use crate::advice::advice;
use crate::field::{Located, Problems};
use crate::phase;
use crate::tree::Span;
use crate::{sign_off, waiver};

/// What people decided about gates: waivers and sign-offs.
pub(crate) struct Decisions<'d> {
    pub(crate) waivers: &'d [waiver::WaiverDraft],
    pub(crate) sign_offs: &'d [sign_off::SignOffDraft],
}

impl<'d> Decisions<'d> {
    fn waived(&self) -> impl Iterator<Item = &'d Located<String>> + use<'d> {
        self.waivers.iter().filter_map(|waiver| waiver.gate.as_ref())
    }

    fn answered(&self) -> impl Iterator<Item = &'d Located<String>> + use<'d> {
        self.sign_offs.iter().filter_map(|sign_off| sign_off.gate.as_ref())
    }
}

/// Looks at all gates and phases, and what is said about them, together.
pub(crate) struct Graph<'d> {
    source: &'d str,
    phases: &'d [phase::PhaseDraft],
    /// The number of each gate, by its id; the first when there are several.
    numbers: HashMap<&'d str, usize>,
    names: Vec<&'d str>,
}

/// The most references for which the nearest name is looked for.
const MOST_ADVISED: usize = 100;

/// One gate waits for another because of what is written at the place.
struct Edge {
    to: usize,
    span: Span,
}

impl<'d> Graph<'d> {
    pub(crate) fn new(source: &'d str, phases: &'d [phase::PhaseDraft]) -> Self {
        let mut numbers = HashMap::new();
        let gates = phases.iter().flat_map(|phase| &phase.gates);
        let ids = gates.map(|gate| gate.id.as_ref().map_or("", |id| id.value.as_str()));
        let names: Vec<&str> = ids.collect();
        for (number, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            numbers.entry(*name).or_insert(number);
        }
        Self { source, phases, numbers, names }
    }

    /// Reports ids that are used twice in the checklist.
    pub(crate) fn doubles(&self, said: &Decisions<'_>, problems: &mut Problems) {
        let gates = self.phases.iter().flat_map(|phase| &phase.gates).filter_map(|gate| gate.id.as_ref());
        let phases = self.phases.iter().filter_map(|phase| phase.id.as_ref());
        let rename = "ids are for life, so give this one another";
        self.double(gates, |id| format!("gate `{id}` exists already"), rename, problems);
        self.double(phases, |id| format!("phase `{id}` exists already"), rename, problems);
        let waived = |id: &str| format!("gate `{id}` is waived already");
        self.double(said.waived(), waived, "one waiver is enough", problems);
        let answered = |id: &str| format!("gate `{id}` is signed off already");
        self.double(said.answered(), answered, "replace it: a gate has one answer", problems);
    }

    fn double<'a>(
        &self,
        ids: impl Iterator<Item = &'a Located<String>>,
        message: fn(&str) -> String,
        help: &str,
        problems: &mut Problems,
    ) {
        let lines = LazyCell::new(|| LineIndex::of(self.source));
        let mut first: HashMap<&str, &Span> = HashMap::new();
        for id in ids {
            if let Some(span) = first.get(id.value.as_str()) {
                let (line, _) = lines.place(span.start);
                let problem = Problem::error(id.span.clone(), message(&id.value));
                problems.push(problem.help(format!("the first is on line {line}; {help}")));
            } else {
                first.insert(&id.value, &id.span);
            }
        }
    }

    /// Reports references to gates that do not exist.
    pub(crate) fn dangling(&self, said: &Decisions<'_>, problems: &mut Problems) {
        let entries = self.phases.iter().flat_map(|phase| &phase.entry);
        let needs = self.phases.iter().flat_map(|phase| &phase.gates).flat_map(|gate| &gate.needs);
        let mut found = 0;
        for reference in entries.chain(needs).chain(said.waived()).chain(said.answered()) {
            if self.number(&reference.value).is_none() {
                let names = self.names.iter().copied().filter(|name| !name.is_empty());
                // All names are compared; whoever has more mistakes mends the first of them first.
                let help = if found < MOST_ADVISED { advice(&reference.value, names) } else { None };
                found += 1;
                let message = format!("there is no gate `{}`", reference.value);
                problems.push(Problem { help, ..Problem::error(reference.span.clone(), message) });
            }
        }
    }

    /// Reports entry criteria that are gates of a later phase: the phase could never begin by itself.
    pub(crate) fn late(&self, problems: &mut Problems) {
        let mut phase_of: HashMap<&str, usize> = HashMap::new();
        for (at, phase) in self.phases.iter().enumerate() {
            for id in phase.gates.iter().filter_map(|gate| gate.id.as_ref()) {
                phase_of.entry(&id.value).or_insert(at);
            }
        }
        for (at, phase) in self.phases.iter().enumerate() {
            for entry in &phase.entry {
                let written = entry.value.split('[').next().unwrap_or(&entry.value);
                if let Some(later) = phase_of.get(written).filter(|later| **later > at) {
                    let message = format!(
                        "`{}` is a gate of phase {}, and phase {} comes before that",
                        entry.value,
                        later + 1,
                        at + 1
                    );
                    let help = "name gates of earlier phases in `entry`, or move the gate";
                    problems.push(Problem::error(entry.span.clone(), message).help(help));
                }
            }
        }
    }

    /// Reports sign-offs of gates that are decided by something else than a person.
    pub(crate) fn unanswerable(&self, said: &Decisions<'_>, problems: &mut Problems) {
        let gates: Vec<&crate::gate::GateDraft> = self.phases.iter().flat_map(|phase| &phase.gates).collect();
        for reference in said.answered() {
            let number = self.number(&reference.value);
            let gate = number.and_then(|number| gates.get(number)?.gate.as_ref());
            if let Some(kind) = gate.map(|gate| gate.check.kind.as_str()).filter(|kind| *kind != SIGN_OFF) {
                let message = format!("gate `{}` is decided by `{kind}`, not by a person", reference.value);
                let help =
                    format!("a failure can be waived; only a gate of the kind `{SIGN_OFF}` is answered");
                problems.push(Problem::error(reference.span.clone(), message).help(help));
            }
        }
    }

    /// Reports gates that wait for each other, once for each place that closes a circle. Written with a stack of its
    /// own, because a chain of gates may be longer than a thread's stack is deep.
    pub(crate) fn cycles(&self, problems: &mut Problems) {
        let edges = self.edges();
        let mut told: Vec<Span> = Vec::new();
        let mut done = vec![false; edges.len()];
        let mut depth: Vec<Option<usize>> = vec![None; edges.len()];
        for start in 0..edges.len() {
            let mut path: Vec<(usize, usize)> = Vec::new();
            if !done[start] {
                depth[start] = Some(0);
                path.push((start, 0));
            }
            while let Some((gate, next)) = path.last_mut() {
                let Some(edge) = edges[*gate].get(*next) else {
                    done[*gate] = true;
                    depth[*gate] = None;
                    path.pop();
                    continue;
                };
                *next += 1;
                if let Some(from) = depth[edge.to] {
                    if !told.contains(&edge.span) {
                        told.push(edge.span.clone());
                        let circle = path[from..].iter().map(|(gate, _)| *gate).chain([edge.to]);
                        let names: Vec<&str> = circle.map(|gate| self.names[gate]).collect();
                        let message = format!("these gates wait for each other: {}", names.join(" -> "));
                        let help = "take one of these out of `needs` or `entry`; all gates of a phase need its `entry`";
                        problems.push(Problem::error(edge.span.clone(), message).help(help));
                    }
                } else if !done[edge.to] {
                    depth[edge.to] = Some(path.len());
                    path.push((edge.to, 0));
                }
            }
        }
    }

    /// The number of a gate, also of one that is one of many: which of those there are, only the workspace tells.
    fn number(&self, id: &str) -> Option<usize> {
        if let Some(number) = self.numbers.get(id) {
            return Some(*number);
        }
        let id: GateId = id.parse().ok().filter(|id: &GateId| id.subject().is_some())?;
        let number = *self.numbers.get(id.written())?;
        let gate = self.phases.iter().flat_map(|phase| &phase.gates).nth(number);
        // One that could not be read may have been one for many.
        let one = gate.is_some_and(|gate| gate.gate.as_ref().is_some_and(|gate| gate.each.is_none()));
        (!one).then_some(number)
    }

    fn edges(&self) -> Vec<Vec<Edge>> {
        let edge = |reference: &Located<String>| {
            let to = self.number(&reference.value)?;
            Some(Edge { to, span: reference.span.clone() })
        };
        let of_phase = |phase: &'d phase::PhaseDraft| {
            let of_gate = move |gate: &'d crate::gate::GateDraft| {
                gate.needs.iter().chain(&phase.entry).filter_map(edge).collect::<Vec<Edge>>()
            };
            phase.gates.iter().map(of_gate)
        };
        self.phases.iter().flat_map(of_phase).collect()
    }
}
