//! Which gate that stands already is which statement of the document, without any memory but the file itself.
//!
//! The surest sign first, and each gate once: the same title; the id that the statement would get; the same line, or
//! the one from which its neighbours moved, with a title of mostly the same words; the same check. So a gate keeps its
//! statement when the line moves, when its title or its id is edited, and when the document says it in other words.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

use shipworthy_model::kind::SIGN_OFF;

use super::draft::{Draft, normal};
use super::existing::{ExistingChecklist, ExistingGate};
use super::slug::slug;
use super::toml;

/// For each draft the gate that it is. Gates that came from other documents are left alone.
pub(super) fn matched(file: &str, drafts: &[Draft], standing: &ExistingChecklist) -> Vec<Option<usize>> {
    let line =
        |gate: &ExistingGate| gate.source.as_ref().filter(|source| source.file == file).map(|s| s.line);
    let ours = |gate: &ExistingGate| gate.source.is_none() || line(gate).is_some();
    let gates: Vec<(usize, &ExistingGate)> =
        standing.gates.iter().enumerate().filter(|(_, gate)| ours(gate)).collect();
    let mut matching = Matching { drafts, gates, found: vec![None; drafts.len()], taken: HashSet::new() };
    matching.pair(
        |draft| Some((named(&draft.title)?, draft.line)),
        |gate| Some((named(&gate.title)?, line(gate)?)),
    );
    matching.pair(|draft| named(&draft.title), |gate| named(&gate.title));
    matching.pair(|draft| slug(&draft.statement), |gate| Some(gate.id.clone()));
    for neighbour in [Neighbour::Nobody, Neighbour::Above, Neighbour::Below] {
        let before = matching.lines_before(neighbour, line);
        let stood = |draft: &Draft| before.get(&draft.item).copied();
        matching.pair_if(stood, line, |draft, gate| similar(&draft.title, &gate.title));
    }
    let decides = |kind: &str| kind != SIGN_OFF;
    matching.pair(
        |draft| decides(&draft.check.kind).then(|| toml::check(&draft.check)),
        |gate| (line(gate).is_some() && decides(&gate.check.kind)).then(|| toml::check(&gate.check)),
    );
    matching.found
}

fn named(title: &str) -> Option<String> {
    Some(normal(title)).filter(|title| !title.is_empty())
}

/// Do at least half of the words stand in both?
fn similar(one: &str, other: &str) -> bool {
    let (one, other) = (normal(one), normal(other));
    let (one, other): (HashSet<&str>, HashSet<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    one.intersection(&other).count() * 2 >= one.len().max(other.len())
}

/// Whose move tells how far a statement has moved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Neighbour {
    Nobody,
    Above,
    Below,
}

struct Matching<'a> {
    drafts: &'a [Draft],
    gates: Vec<(usize, &'a ExistingGate)>,
    found: Vec<Option<usize>>,
    taken: HashSet<usize>,
}

impl Matching<'_> {
    /// For each draft without a gate, by its item, the line on which it stood if it moved as its neighbour did.
    fn lines_before(
        &self,
        neighbour: Neighbour,
        line: impl Fn(&ExistingGate) -> Option<u32>,
    ) -> HashMap<usize, u32> {
        let gates: HashMap<usize, &ExistingGate> = self.gates.iter().copied().collect();
        let mut pairs: Vec<(&Draft, &Option<usize>)> = self.drafts.iter().zip(&self.found).collect();
        if neighbour == Neighbour::Below {
            pairs.reverse();
        }
        let mut moved = 0_i64;
        let mut before = HashMap::new();
        for (draft, found) in pairs {
            let now = i64::from(draft.line);
            match found.map(|at| gates.get(&at).and_then(|gate| line(gate))) {
                None => before.extend(u32::try_from(now - moved).ok().map(|stood| (draft.item, stood))),
                Some(Some(stood)) if neighbour != Neighbour::Nobody => moved = now - i64::from(stood),
                Some(_) => {}
            }
        }
        before
    }

    /// Pairs those with the same key that have no partner yet, in their order.
    fn pair<K: Hash + Eq>(
        &mut self,
        of_draft: impl Fn(&Draft) -> Option<K>,
        of_gate: impl Fn(&ExistingGate) -> Option<K>,
    ) {
        self.pair_if(of_draft, of_gate, |_, _| true);
    }

    fn pair_if<K: Hash + Eq>(
        &mut self,
        of_draft: impl Fn(&Draft) -> Option<K>,
        of_gate: impl Fn(&ExistingGate) -> Option<K>,
        fits: impl Fn(&Draft, &ExistingGate) -> bool,
    ) {
        let mut waiting: HashMap<K, VecDeque<(usize, &ExistingGate)>> = HashMap::new();
        for (at, gate) in self.gates.iter().filter(|(at, _)| !self.taken.contains(at)) {
            if let Some(key) = of_gate(gate) {
                waiting.entry(key).or_default().push_back((*at, gate));
            }
        }
        for (draft, found) in self.drafts.iter().zip(&mut self.found).filter(|(_, found)| found.is_none()) {
            let queue = of_draft(draft).and_then(|key| waiting.get_mut(&key));
            let Some(queue) = queue else { continue };
            if queue.front().is_some_and(|(_, gate)| fits(draft, gate))
                && let Some((at, _)) = queue.pop_front()
            {
                self.taken.insert(at);
                *found = Some(at);
            }
        }
    }
}
