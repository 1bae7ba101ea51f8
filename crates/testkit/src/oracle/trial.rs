//! The trial of one world: evidence is taken, one thing is changed, and every answer is held against the clean room.

use std::fs;
use std::mem;
use std::path::Path;

use crate::oracle::edit::{self, WorldEdit, aged};
use crate::oracle::harmless::harmless;
use crate::oracle::mutation::{Mutation, Weight};
use crate::oracle::stray::stray;
use crate::oracle::tally::{SORTS, TrialTally, Wrong};
use crate::oracle::world::{Abilities, World, WorldId};
use crate::oracle::{MUTATIONS_PER_WORLD, clean_room};
use crate::random::Random;
use crate::temporary;

/// How many mutations of a world no feature thought of.
const STRAYS: usize = 4;

/// How many mutations of a world cannot matter, besides those of its features.
const HARMLESS: usize = 7;

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
    tally: TrialTally,
    told: &'a (dyn Fn(&str) + Sync),
    repeat: String,
    wrong: bool,
    /// What cannot matter and was tried: about which gate, and whether that was called fresh.
    harmless: Vec<(Mutation, String, bool)>,
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
    ) -> TrialTally {
        let mut world = World::grow(self.program, self.id, self.abilities, self.feature);
        let observe = if self.abilities.observe { " --observe" } else { "" };
        let repeat = match self.feature {
            Some(name) => format!("--feature {name}{observe}"),
            None => format!("--only {}{observe}", self.id),
        };
        let mut minutes = Minutes {
            tally: TrialTally { worlds: 1, ..TrialTally::default() },
            told,
            repeat,
            wrong: false,
            harmless: Vec::new(),
        };
        begin(&mut world, &mut minutes);
        let mut random = Random::new(self.id.seed ^ 0xACE, self.id.index);
        let chosen = self.mutations(&world, &mut random);
        for mutation in chosen.into_iter().take(most) {
            if !tried(&mut world, &mutation, self.abilities.observe, &mut random, &mut minutes) {
                break;
            }
        }
        confirm(&mut world, &mut minutes);
        if keep(minutes.wrong) {
            temporary::keep(&world.dir);
            told(&format!("kept: {} ({})", world.dir.display(), minutes.repeat));
        } else {
            world.remove();
        }
        minutes.tally
    }

    /// The mutations of this world, in any order: one of each feature, then any of them, those that cannot matter, and those
    /// that no feature thought of.
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
        first.truncate(MUTATIONS_PER_WORLD - STRAYS - HARMLESS);
        for mutation in &mut first {
            vary(world, mutation, random);
        }
        first.extend((0..HARMLESS * 4).filter_map(|number| harmless(world, number, random)).take(HARMLESS));
        let strays = MUTATIONS_PER_WORLD - first.len();
        first.extend((0..strays * 4).filter_map(|_| stray(world, random)).take(strays));
        random.shuffle(&mut first);
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
    let mut answer = world.check(&["*"]);
    if answer.refused.is_some() {
        let of = world.gates.iter().filter(|gate| gate.feature == REFUSABLE);
        let refusable: Vec<_> = of.map(|gate| gate.id.clone()).collect();
        if !refusable.is_empty() {
            world.without(REFUSABLE, &refusable);
            answer = world.check(&["*"]);
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
    minutes.tally.mutation(mutation);
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
        match (weight, status.outcome(gate) == "pass") {
            (Weight::Harmless, fresh) => {
                if !fresh {
                    minutes.wrong(Wrong::Needless, mutation, gate, &status.why(gate));
                }
                minutes.harmless.push((mutation.clone(), gate.clone(), fresh));
            }
            (weight, true) => called_fresh(world, mutation, gate, weight, minutes),
            (weight, false) => run_again(world, mutation, gate, weight, minutes),
        }
    }
    edit::undo(world, undo);
    let status = world.ask(&["status"]);
    // Whatever is not as before is mended now, so that it is not held against the next mutation.
    let forgotten: Vec<_> = world.gates.iter().map(|gate| gate.id.as_str()).collect();
    forgotten.into_iter().filter(|gate| status.outcome(gate) != "pass").all(|gate| {
        let why = format!("{}: {}", status.outcome(gate), status.why(gate));
        minutes.wrong(Wrong::Forgotten, mutation, gate, &why);
        recorded_again(world, gate)
    })
}

/// Does the clean room pass, and what did it say? Nobody is accused because this machine was out of something once.
fn clean_pass(world: &World, gate: &str) -> (bool, String) {
    let mut why = String::new();
    for _ in 0..2 {
        let answers = clean_room::outcomes(world, &[gate]);
        why = format!("clean room: {} {}", answers.outcome(gate), answers.why(gate));
        if answers.outcome(gate) == "pass" {
            return (true, why);
        }
    }
    (false, why)
}

/// A gate that is called fresh must be what the clean room says.
fn called_fresh(world: &World, mutation: &Mutation, gate: &str, weight: Weight, minutes: &mut Minutes<'_>) {
    let (passes, why) = clean_pass(world, gate);
    if !passes || weight == Weight::Breaks {
        let sort = if weight == Weight::Undeclared { Wrong::Undeclared } else { Wrong::FalseFresh };
        minutes.wrong(sort, mutation, gate, &why);
    }
    if passes && weight == Weight::Breaks {
        minutes.wrong(Wrong::Blind, mutation, gate, &why);
    }
}

/// A gate that is not fresh any more is run, and when it passes, so must the clean room.
fn run_again(world: &World, mutation: &Mutation, gate: &str, weight: Weight, minutes: &mut Minutes<'_>) {
    if world.check(&[gate]).outcome(gate) != "pass" {
        return;
    }
    match clean_pass(world, gate) {
        (false, why) => minutes.wrong(Wrong::FalsePass, mutation, gate, &why),
        (true, why) if weight == Weight::Breaks => minutes.wrong(Wrong::Blind, mutation, gate, &why),
        (true, _) => {}
    }
}

/// Holds what cannot matter against the clean room: all of it at once, and where that does not pass, each by itself.
fn confirm(world: &mut World, minutes: &mut Minutes<'_>) {
    let tried = mem::take(&mut minutes.harmless);
    let mut gates: Vec<&str> = tried.iter().map(|(_, gate, _)| gate.as_str()).collect();
    gates.sort_unstable();
    gates.dedup();
    if gates.is_empty() {
        return;
    }
    let undos: Vec<_> = tried.iter().map(|(mutation, ..)| edit::apply(world, &mutation.edits)).collect();
    let answers = clean_room::outcomes(world, &gates);
    undos.into_iter().rev().for_each(|undo| edit::undo(world, undo));
    for (mutation, gate, fresh) in tried.iter().filter(|(_, gate, _)| answers.outcome(gate) != "pass") {
        let undo = edit::apply(world, &mutation.edits);
        let (passes, why) = clean_pass(world, gate);
        edit::undo(world, undo);
        if !passes {
            let sort = if *fresh { Wrong::FalseFresh } else { Wrong::Misjudged };
            minutes.wrong(sort, mutation, gate, &why);
        }
    }
}

/// Takes evidence of a gate once more, from scratch when what cargo remembers is of no use.
fn recorded_again(world: &World, gate: &str) -> bool {
    if world.check(&[gate]).outcome(gate) == "pass" {
        return true;
    }
    drop(fs::remove_dir_all(world.root.join("target")));
    world.check(&[gate, "--rerun"]).outcome(gate) == "pass"
}
