//! The trial of one world: evidence is taken, one thing is changed, and every answer is held against the clean room.

use std::fs;
use std::path::Path;

use crate::oracle::edit::{self, WorldEdit, aged};
use crate::oracle::mutation::{Mutation, Weight};
use crate::oracle::random::Random;
use crate::oracle::stray::stray;
use crate::oracle::tally::{SORTS, Tally, Wrong};
use crate::oracle::world::{Abilities, World, WorldId};
use crate::oracle::{MUTATIONS_PER_WORLD, clean_room};

/// How many mutations of a world no feature thought of.
const STRAYS: usize = 3;

/// The feature whose gate a program may refuse, and be right.
const REFUSABLE: &str = "cmd-nothing";

/// The gate that need not pass, because what a person is asked about is in no commit.
const UNANSWERABLE: &str = "ignored-sign-off-1";

/// A trial that is to be held.
pub(crate) struct Trial<'a> {
    program: &'a Path,
    id: WorldId,
    abilities: &'a Abilities,
    feature: Option<&'a str>,
}

/// What is written down while a trial goes on.
struct Minutes<'a> {
    tally: Tally,
    told: &'a (dyn Fn(&str) + Sync),
    repeat: String,
    wrong: bool,
}

impl Minutes<'_> {
    fn wrong(&mut self, wrong: Wrong, mutation: &Mutation, gate: &str, why: &str) {
        let by_time =
            wrong == Wrong::FalsePass && mutation.deceives_cargo() && !mutation.case.starts_with("cache");
        let case = if by_time { "cache-2" } else { mutation.case };
        self.tally.wrong(mutation.feature, case, wrong);
        self.wrong |= matches!(wrong, Wrong::FalseFresh | Wrong::FalsePass | Wrong::Blind);
        let sort = SORTS.iter().find(|(sort, _)| *sort == wrong).map_or("", |(_, name)| name);
        let why = why.lines().next().unwrap_or_default();
        (self.told)(&format!("{sort:<12} {:<12} {gate}: {} [{why}] {}", case, mutation.what, self.repeat));
    }
}

impl<'a> Trial<'a> {
    pub(crate) fn new(
        program: &'a Path,
        id: WorldId,
        abilities: &'a Abilities,
        feature: Option<&'a str>,
    ) -> Self {
        Self { program, id, abilities, feature }
    }

    /// Holds the trial, with so many mutations at the most. `keep` decides whether the world stays on disk.
    pub(crate) fn judge(
        &self,
        most: usize,
        told: &(dyn Fn(&str) + Sync),
        keep: &dyn Fn(bool) -> bool,
    ) -> Tally {
        let mut world = World::grow(self.program, self.id, self.abilities, self.feature);
        let observe = if self.abilities.observe.is_some() { " --observe" } else { "" };
        let repeat = match self.feature {
            Some(name) => format!("--feature {name}{observe}"),
            None => format!("--only {}{observe}", self.id),
        };
        let mut minutes =
            Minutes { tally: Tally { worlds: 1, ..Tally::default() }, told, repeat, wrong: false };
        begin(&mut world, &mut minutes);
        let mut random = Random::new(self.id.seed ^ 0xACE, self.id.index);
        let chosen = self.mutations(&world, &mut random);
        for mutation in chosen.into_iter().take(most) {
            if !tried(&mut world, &mutation, self.abilities.observe.is_some(), &mut random, &mut minutes) {
                break;
            }
        }
        if keep(minutes.wrong) {
            told(&format!("kept: {} ({})", world.dir.display(), minutes.repeat));
        } else {
            world.remove();
        }
        minutes.tally
    }

    /// The mutations of this world: one of each feature, then any, then those that no feature thought of.
    fn mutations(&self, world: &World, random: &mut Random) -> Vec<Mutation> {
        let there = |mutation: &Mutation| {
            mutation.gates.iter().all(|id| world.gates.iter().any(|gate| gate.id == *id))
        };
        let mut all: Vec<_> = world.mutations.iter().filter(|mutation| there(mutation)).cloned().collect();
        if self.feature.is_some() {
            return all;
        }
        random.shuffle(&mut all);
        let mut first = Vec::new();
        for feature in &world.features {
            let place = all.iter().position(|mutation| mutation.feature == *feature);
            first.extend(place.map(|place| all.remove(place)));
        }
        first.extend(all);
        first.truncate(MUTATIONS_PER_WORLD - STRAYS);
        for mutation in &mut first {
            vary(world, mutation, random);
        }
        first.extend((0..STRAYS * 4).filter_map(|_| stray(world, random)).take(STRAYS));
        first
    }
}

/// Makes something else of a mutation now and then: an old time, a commit.
fn vary(world: &World, mutation: &mut Mutation, random: &mut Random) {
    let (age, commit) = (random.once_in(6), random.once_in(6));
    let of_cargo =
        mutation.gates.iter().all(|id| world.gates.iter().any(|gate| gate.id == *id && gate.of_cargo()));
    let plain = mutation.edits.iter().all(|edit| edit.file().is_some());
    if !of_cargo || !plain || mutation.weight == Weight::Harmless {
        return;
    }
    if age {
        let files: Vec<_> = mutation.edits.iter().filter_map(WorldEdit::file).map(aged).collect();
        mutation.edits.extend(files);
        mutation.what += ", with an old time";
    }
    if commit {
        mutation.edits.push(WorldEdit::Commit);
        mutation.what += ", and committed";
    }
}

/// Takes evidence of all gates. Those that do not pass are of no use, and are told.
fn begin(world: &mut World, minutes: &mut Minutes<'_>) {
    let mut answer = world.ask(&["check", "*"]);
    if answer.refused.is_some() {
        let of = world.gates.iter().filter(|gate| gate.feature == REFUSABLE);
        let refusable: Vec<_> = of.map(|gate| gate.id.clone()).collect();
        if !refusable.is_empty() {
            world.without(REFUSABLE, &refusable);
            answer = world.ask(&["check", "*"]);
        }
    }
    if let Some(said) = &answer.refused {
        (minutes.told)(&format!("refused: {said} in {}", world.root.display()));
    }
    let bad: Vec<_> = world.gates.iter().filter(|gate| answer.outcome(&gate.id) != "pass").cloned().collect();
    for gate in bad {
        world.gates.retain(|other| other.id != gate.id);
        if gate.feature != REFUSABLE && gate.id != UNANSWERABLE {
            let why = format!("{}: {}", answer.outcome(&gate.id), answer.why(&gate.id));
            let nothing = Mutation {
                feature: gate.feature,
                case: "spoilt",
                what: "nothing is changed yet".to_owned(),
                weight: Weight::Matters,
                gates: Vec::new(),
                edits: Vec::new(),
            };
            minutes.wrong(Wrong::Spoilt, &nothing, &gate.id, &why);
        }
    }
}

/// Tries one mutation, and takes it back. False when the world is of no use afterwards.
fn tried(
    world: &mut World,
    mutation: &Mutation,
    observe: bool,
    random: &mut Random,
    minutes: &mut Minutes<'_>,
) -> bool {
    minutes.tally.mutation(mutation.feature);
    let mut gates: Vec<_> = mutation.gates.iter().map(|gate| (gate.clone(), mutation.weight)).collect();
    // Somebody who has nothing to do with it may be hit all the same.
    if random.once_in(4)
        && mutation.weight != Weight::Harmless
        && let Some(other) = random.choose(&world.gates)
        && !mutation.gates.contains(&other.id)
    {
        gates.push((other.id.clone(), Weight::Matters));
    }
    let undo = edit::apply(world, &mutation.edits);
    let status = world.ask(&["status"]);
    for (gate, weight) in &gates {
        // What is traced is declared; a variable cannot be traced.
        let traced = observe && mutation.edits.iter().any(|edit| edit.file().is_some());
        let weight = if traced && *weight == Weight::Undeclared { Weight::Matters } else { *weight };
        judged(world, mutation, gate, weight, status.outcome(gate) == "pass", minutes);
    }
    edit::undo(world, undo);
    let status = world.ask(&["status"]);
    let forgotten: Vec<_> = gates.iter().filter(|(gate, _)| status.outcome(gate) != "pass").collect();
    forgotten.iter().all(|(gate, _)| {
        let why = format!("{}: {}", status.outcome(gate), status.why(gate));
        minutes.wrong(Wrong::Forgotten, mutation, gate, &why);
        recorded_again(world, gate)
    })
}

fn judged(
    world: &World,
    mutation: &Mutation,
    gate: &str,
    weight: Weight,
    fresh: bool,
    minutes: &mut Minutes<'_>,
) {
    if weight == Weight::Harmless {
        if !fresh {
            minutes.wrong(Wrong::Needless, mutation, gate, "");
        }
        return;
    }
    let (mut clean, mut why) = clean_room::outcome(world, gate);
    if clean != "pass" && weight != Weight::Breaks {
        // Nobody is accused because this machine was out of something once.
        (clean, why) = clean_room::outcome(world, gate);
    }
    let why = format!("clean room: {clean} {why}");
    let passes = clean == "pass";
    if fresh && (!passes || weight == Weight::Breaks) {
        let sort = if weight == Weight::Undeclared { Wrong::Undeclared } else { Wrong::FalseFresh };
        minutes.wrong(sort, mutation, gate, &why);
    }
    if passes && weight == Weight::Breaks {
        minutes.wrong(Wrong::Blind, mutation, gate, &why);
    }
    if !fresh && !passes && world.ask(&["check", gate]).outcome(gate) == "pass" {
        minutes.wrong(Wrong::FalsePass, mutation, gate, &why);
    }
}

/// Takes evidence of a gate once more, from scratch when what cargo remembers is of no use.
fn recorded_again(world: &World, gate: &str) -> bool {
    if world.ask(&["check", gate]).outcome(gate) == "pass" {
        return true;
    }
    drop(fs::remove_dir_all(world.root.join("target")));
    world.ask(&["check", gate, "--rerun"]).outcome(gate) == "pass"
}
