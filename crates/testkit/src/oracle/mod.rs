//! The oracle of freshness: it makes worlds at random, changes one thing, and holds what the program calls fresh against
//! a clean room. It knows the program only from outside; whatever says `fresh` or `pass` wrongly is counted.

mod clean_room;
mod edit;
mod feature;
mod features;
mod harmless;
mod mutation;
mod stray;
mod table;
mod tally;
mod trial;
mod world;
mod world_plan;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::oracle::feature::FEATURES;
pub use crate::oracle::table::table;
pub use crate::oracle::tally::{TrialTally, Wrong};
use crate::oracle::trial::Trial;
pub use crate::oracle::world::WorldId;

/// How many features a world has.
pub(crate) const FEATURES_PER_WORLD: usize = 6;

/// How many mutations are tried in a world.
pub(crate) const MUTATIONS_PER_WORLD: usize = 20;

/// How many worlds in which something was wrong stay on disk: each holds what cargo has built.
const KEPT_WORLDS: usize = 5;

/// The names of all features that worlds are made of.
pub fn features() -> impl Iterator<Item = &'static str> {
    FEATURES.iter().map(|feature| feature.name)
}

/// What is asked of the oracle.
#[derive(Debug, Clone)]
pub struct Oracle {
    program: PathBuf,
    seed: u64,
    mutations: usize,
    observe: bool,
    only: Option<WorldId>,
    feature: Option<String>,
    jobs: usize,
}

impl Oracle {
    /// An oracle about this program, with so many mutations.
    pub fn new(program: &Path, mutations: usize) -> Self {
        let program = program.canonicalize().unwrap_or_else(|_| program.to_owned());
        Self { program, seed: 1, mutations, observe: false, only: None, feature: None, jobs: 1 }
    }

    /// The seed from which all worlds grow.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Switches the tracing of what gates read on, where the program knows it.
    #[must_use]
    pub fn observe(mut self, observe: bool) -> Self {
        self.observe = observe;
        self
    }

    /// Only this world, as an earlier run named it.
    #[must_use]
    pub fn only(mut self, world: Option<WorldId>) -> Self {
        self.only = world;
        self
    }

    /// Only worlds of this one feature, with every mutation of it.
    #[must_use]
    pub fn feature(mut self, name: Option<String>) -> Self {
        self.feature = name;
        self
    }

    /// How many worlds are judged at once.
    #[must_use]
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs.max(1);
        self
    }

    /// Why this cannot be asked of the program, when it cannot.
    pub fn refused(&self) -> Option<String> {
        let program = self.program.display();
        if !self.program.is_file() {
            return Some(format!("there is no program {program}: build it, or name another with --program"));
        }
        let deaf = self.observe && !world::Abilities::of(&self.program, true).observe;
        let deaf = deaf
            .then(|| format!("{program} knows no key `observe`: leave --observe out, or build a newer one"));
        let unknown =
            self.feature.as_deref().filter(|name| !FEATURES.iter().any(|feature| feature.name == *name));
        deaf.or_else(|| {
            unknown.map(|name| format!("no feature is called `{name}`: they stand in oracle/feature.rs"))
        })
    }

    /// Judges world after world. `told` hears of each wrong answer as soon as it is known.
    ///
    /// # Panics
    ///
    /// When a world cannot be made on this machine.
    pub fn run(&self, told: &(dyn Fn(&str) + Sync)) -> TrialTally {
        let abilities = world::Abilities::of(&self.program, self.observe);
        let kept = AtomicUsize::new(0);
        let keep = |wrong: bool| wrong && kept.fetch_add(1, Ordering::Relaxed) < KEPT_WORLDS;
        let judge = |id: WorldId, most: usize| {
            let trial = Trial::new(&self.program, id, &abilities, self.feature.as_deref());
            trial.judge(most, told, &keep)
        };
        if self.only.is_some() || self.feature.is_some() {
            return judge(self.only.unwrap_or(WorldId { seed: self.seed, index: 0 }), usize::MAX);
        }
        // A program that passes nothing leaves nothing to try.
        let end = 4 * self.mutations.div_ceil(MUTATIONS_PER_WORLD) as u64;
        let row = Mutex::new(WorldRow { next: 0, end, left: self.mutations });
        let total = Mutex::new(TrialTally::default());
        thread::scope(|scope| {
            for _ in 0..self.jobs {
                scope.spawn(|| {
                    loop {
                        let taken = locked(&row).take();
                        let Some((index, most)) = taken else { break };
                        let tally = judge(WorldId { seed: self.seed, index }, most);
                        locked(&row).left += most.saturating_sub(tally.tried());
                        locked(&total).add(tally);
                    }
                });
            }
        });
        total.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The row of worlds that are to be judged, until so many mutations were tried.
struct WorldRow {
    next: u64,
    end: u64,
    left: usize,
}

impl WorldRow {
    /// The place of the next world, and how many mutations it may have.
    fn take(&mut self) -> Option<(u64, usize)> {
        let most = self.left.min(MUTATIONS_PER_WORLD);
        let index = self.next;
        (self.left, self.next) = (self.left - most, index + 1);
        (most > 0 && index < self.end).then_some((index, most))
    }
}

fn locked<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::oracle::edit::WorldEdit;
    use crate::oracle::world::{Abilities, World};

    /// A program that is content with everything, and remembers nothing.
    const CONTENT: &str = "#!/bin/sh\n\
        if [ \"$1\" = schema ]; then echo '{}'; exit; fi\n\
        sed -n 's/^id = \"\\(.*\\)\"$/{\"id\":\"\\1\",\"outcome\":\"pass\"},/p' readiness.toml |\n\
        sed '1s/^/{\"gates\":[/; $s/,$/]}/'\n";

    fn content(folder: &Path) -> PathBuf {
        let program = folder.join("content");
        fs::write(&program, CONTENT).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        program
    }

    #[test]
    fn the_features_of_a_row_come_all_before_one_comes_again() {
        let folder = tempfile::tempdir().unwrap();
        let abilities = Abilities::of(&content(folder.path()), false);
        let mut seen = BTreeSet::new();
        for index in 0..FEATURES.len().div_ceil(FEATURES_PER_WORLD) as u64 {
            let world = World::grow(folder.path(), WorldId { seed: 5, index }, &abilities, None);
            seen.extend(world.features.iter().copied());
            for mutation in &world.mutations {
                for gate in &mutation.gates {
                    assert!(
                        world.gates.iter().any(|other| other.id == *gate),
                        "{}: no gate {gate}",
                        mutation.what
                    );
                }
            }
            world.remove();
        }
        assert_eq!(seen.len(), FEATURES.len(), "each has been in a world");
    }

    #[test]
    fn a_mutation_that_is_taken_back_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let abilities = Abilities::of(&content(folder.path()), false);
        for name in [
            "cache-test",
            "set-levels",
            "link-data",
            "docs-folder",
            "ignored-inside",
            "git-mode",
            "plain-test",
        ] {
            let mut world = World::grow(folder.path(), WorldId { seed: 1, index: 0 }, &abilities, Some(name));
            let state = |world: &World| {
                let told = ["status --porcelain --ignored", "diff", "rev-parse HEAD", "for-each-ref"];
                let told = told.map(|words| world.git(&words.split(' ').collect::<Vec<_>>()));
                (told, world.env.clone())
            };
            let before = state(&world);
            for mutation in world.mutations.clone() {
                let undo = edit::apply(&mut world, &mutation.edits);
                edit::undo(&mut world, undo);
                assert_eq!(state(&world), before, "{name}: {}", mutation.what);
            }
            world.remove();
        }
    }

    #[test]
    fn what_a_mutation_commits_is_what_lies_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let abilities = Abilities::of(&content(folder.path()), false);
        for name in ["cache-test", "git-monitor", "git-settings"] {
            let mut world = World::grow(folder.path(), WorldId { seed: 1, index: 0 }, &abilities, Some(name));
            let path = format!("crates/{name}/src/lib.rs");
            for more in ["// One.\n", "// Two.\n"] {
                let edits = [edit::append(&path, more), WorldEdit::Commit];
                let undo = edit::apply(&mut world, &edits);
                let committed = world.git(&["show".to_owned(), format!("HEAD:{path}")]);
                assert_eq!(committed, fs::read_to_string(world.root.join(&path)).unwrap(), "{name}");
                edit::undo(&mut world, undo);
            }
            world.remove();
        }
    }

    #[test]
    fn a_program_that_believes_everything_is_found_out() {
        let folder = tempfile::tempdir().unwrap();
        let tally = Oracle::new(&content(folder.path()), 12).seed(3).run(&|_| {});
        assert_eq!(tally.tried(), 12, "{}", table(&tally));
        assert!(tally.count(Wrong::FalseFresh) > 3 && tally.count(Wrong::Blind) > 3, "{}", table(&tally));
        assert!(!tally.is_sound());
    }

    #[test]
    fn what_cannot_be_asked_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let oracle = Oracle::new(&content(folder.path()), 12);
        assert_eq!(oracle.refused(), None);
        let gone = Oracle::new(&folder.path().join("gone"), 12);
        let no_feature = oracle.clone().feature(Some("no-such".to_owned()));
        for refused in [gone, oracle.observe(true), no_feature] {
            assert!(refused.refused().is_some(), "{refused:?}");
        }
    }

    #[test]
    fn a_world_is_the_same_whenever_it_is_grown() {
        let folder = tempfile::tempdir().unwrap();
        let told = || {
            let lines = Mutex::new(Vec::new());
            let oracle = Oracle::new(&content(folder.path()), 12).only("4.2".parse().ok());
            oracle.run(&|line| {
                if !line.starts_with("kept") {
                    lines.lock().unwrap().push(line.to_owned());
                }
            });
            lines.into_inner().unwrap()
        };
        let first = told();
        assert!(!first.is_empty());
        assert_eq!(told(), first);
        assert!("4".parse::<WorldId>().is_err() && "a.b".parse::<WorldId>().is_err());
    }
}
