//! Looking runs nothing of the repository: behind every setting, file and folder that could name a program a marker is
//! planted, every command that looks is run over each, and no marker may appear nor a byte of `.git` change.

mod commands;
mod scene;
mod vectors;

mod foreign;
mod ordinary_user;
mod truth;

use std::io::{self, Write as _};

use commands::commands;
use scene::LookingScene;
use vectors::{CARGO, PATHS, REPOSITORIES, SETTINGS, Table};

/// Runs every command over every scene of a table, and says what was run by whom.
fn harmless(table: Table, at_least: usize) {
    let mut told = Vec::new();
    let mut vectors = 0;
    for (name, plant) in table {
        let scene = LookingScene::new(name);
        plant(&scene);
        told.extend(scene.look());
        vectors += scene.vectors();
    }
    let counts = format!("{vectors} vectors x {} commands: {} markers", commands().len(), told.len());
    let _ = writeln!(&mut io::stdout(), "{counts}");
    // Of all tables together there are well over a hundred; one that lost its markers would prove nothing.
    assert!(vectors >= at_least && commands().len() >= 3, "{counts}");
    assert!(told.is_empty(), "{counts}\n{}", told.join("\n"));
}

#[test]
fn settings_of_a_repository_run_nothing() {
    harmless(SETTINGS, 60);
}

#[test]
fn repositories_in_odd_places_run_nothing() {
    harmless(REPOSITORIES, 8);
}

#[test]
fn cargo_and_rustup_run_nothing_of_the_repository() {
    harmless(CARGO, 40);
}

#[test]
fn programs_in_the_repository_are_not_run() {
    harmless(PATHS, 60);
}
