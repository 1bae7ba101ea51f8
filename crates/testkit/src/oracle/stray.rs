//! Mutations that no feature thought of: any file of the world, any variable of cargo, a new file anywhere.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::oracle::edit::{WorldEdit, aged, append, mode, remove, variable, write};
use crate::oracle::mutation::{Mutation, Weight};
use crate::oracle::world::World;
use crate::random::Random;

/// The row of the table in which these are counted.
pub(crate) const STRAY: &str = "stray";

/// Variables that change what cargo or rustc does, with a value that makes most of it fail.
const VARIABLES: [(&str, &str); 8] = [
    ("CARGO_BUILD_RUSTC", "false"),
    ("CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER", "false"),
    ("CARGO_BUILD_RUSTDOC", "false"),
    ("CARGO_PROFILE_DEV_DEBUG", "no-such-level"),
    ("CARGO_PROFILE_DEV_LTO", "no-such-lto"),
    ("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "no-such-word"),
    ("RUSTC", "false"),
    ("RUSTDOC", "false"),
];

/// Files that change something wherever they appear, with a text that breaks it.
const NEW_FILES: [(&str, &str); 8] = [
    (".cargo/config.toml", "[build]\nrustflags = [\"--no-such-flag\"]\n"),
    (".cargo/config", "[build]\nrustflags = [\"--no-such-flag\"]\n"),
    (".rustfmt.toml", "max_width = 20\n"),
    ("rustfmt.toml", "hard_tabs = true\n"),
    (".clippy.toml", "no-such-key = 2\n"),
    ("tests/stray.rs", "#[test]\nfn fails() {\n    panic!();\n}\n"),
    ("src/bin/stray.rs", "fn main() {\n    let x: u32 = \"\";\n}\n"),
    ("examples/stray.rs", "fn main() {\n    let x: u32 = \"\";\n}\n"),
];

/// A stray mutation, about one gate of the world.
pub(crate) fn stray(world: &World, random: &mut Random) -> Option<Mutation> {
    let gate = random.choose(&world.gates)?.clone();
    match random.below(7) {
        0 => {
            let cargo: Vec<_> = world.gates.iter().filter(|gate| gate.of_cargo()).collect();
            let (gate, (name, value)) = (random.choose(&cargo)?, random.choose(&VARIABLES)?);
            Some(new(
                "stray-env",
                format!("{name} is {value}"),
                Weight::Matters,
                &gate.id,
                vec![variable(name, value)],
            ))
        }
        1 | 2 => {
            let places = [
                format!("crates/{}", gate.feature),
                "crates".into(),
                ".".into(),
                "..".into(),
                "../..".into(),
            ];
            let (place, (name, text)) = (random.choose(&places)?, random.choose(&NEW_FILES)?);
            let path = format!("{place}/{name}");
            let there = world.root.join(&path).symlink_metadata().is_ok();
            let edits = vec![write(&path, *text)];
            (!there).then(|| new("stray-new", format!("{path} appears"), Weight::Matters, &gate.id, edits))
        }
        _ => of_file(world, random),
    }
}

fn new(case: &'static str, what: String, weight: Weight, gate: &str, edits: Vec<WorldEdit>) -> Mutation {
    Mutation { feature: STRAY, case, what, weight, gates: vec![gate.to_owned()], edits }
}

fn of_file(world: &World, random: &mut Random) -> Option<Mutation> {
    let path = random.choose(&world.files())?.clone();
    let near: Vec<_> =
        world.gates.iter().filter(|gate| path.contains(&format!("crates/{}", gate.feature))).collect();
    let gate = match random.choose(&near) {
        Some(gate) => &gate.id,
        None => &random.choose(&world.gates)?.id,
    };
    let text = fs::read_to_string(world.root.join(&path)).ok()?;
    let executable = world.root.join(&path).metadata().ok()?.permissions().mode() & 0o100 != 0;
    let (what, edits) = match random.below(7) {
        0 => ("is gone", vec![remove(&path)]),
        1 => ("is empty", vec![write(&path, "")]),
        2 => ("has a broken line", vec![append(&path, "\n@@ broken @@\n")]),
        3 => ("has CRLF", vec![write(&path, text.replace('\n', "\r\n"))]),
        4 => ("has other permissions", vec![mode(&path, if executable { 0o644 } else { 0o755 })]),
        5 => ("has a broken line and an old time", vec![append(&path, "\n@@ broken @@\n"), aged(&path)]),
        _ => ("says 2 for 1", vec![write(&path, text.replace('1', "2"))]),
    };
    let weight = if world.undeclared.contains(&path) { Weight::Undeclared } else { Weight::Matters };
    Some(new("stray-file", format!("{path} {what}"), weight, gate, edits))
}
