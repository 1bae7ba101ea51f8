//! The clean room: the same gates in the same place, with nothing that cargo or the program remembers.

use std::fs;

use crate::oracle::world::{GateAnswers, World};

/// What remembers: what cargo has built, and the evidence.
const MEMORIES: [&str; 2] = ["target", ".readiness"];

/// The outcomes of gates that are run from scratch, and why. They are not traced there: that is no part of what is true.
/// What was remembered is back afterwards, untouched.
pub(crate) fn outcomes(world: &World, gates: &[&str]) -> GateAnswers {
    let aside = world.dir.join("aside");
    fs::create_dir_all(&aside).expect("a folder can be made");
    for name in MEMORIES {
        drop(fs::rename(world.root.join(name), aside.join(name)));
    }
    let lock = world.root.join("Cargo.lock");
    let before = fs::read(&lock).ok();
    let answers = world.ask(&[&["check"], gates].concat());
    // Cargo may have written it anew. What comes next is to find the world as the mutation left it.
    match before {
        Some(bytes) if fs::read(&lock).ok().as_ref() != Some(&bytes) => drop(fs::write(&lock, bytes)),
        None => drop(fs::remove_file(&lock)),
        Some(_) => {}
    }
    for name in MEMORIES {
        drop(fs::remove_dir_all(world.root.join(name)));
        drop(fs::rename(aside.join(name), world.root.join(name)));
    }
    answers
}
