//! This repository releases itself: to a registry on loopback, and what arrives there can be installed and runs.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use testkit::{BareRemote, Fixture, REGISTRY, Registry, TOKEN, Workspace, cargo_config, locked_registry};

use crate::repository_root;

/// It builds everything several times over.
const PATIENCE: Duration = Duration::from_secs(3 * 60 * 60);

/// What is built to be verified need not be fast, nor shown to a debugger, nor unwound: whatever makes less code of it is
/// welcome.
const SETTINGS: &str = "
[profile.dev]
debug = false
debug-assertions = false
overflow-checks = false
incremental = false
codegen-units = 1
panic = \"abort\"
";

/// A cargo that installs what was compiled by that profile for the consumers of the packages, from what the registry gives
/// out, and does not compile all of it once more for speed.
fn frugal_cargo() -> String {
    let cargo = env::var("CARGO").expect("tests are run by cargo");
    format!(
        "#!/bin/sh\ncase \" $* \" in *\" install \"*) set -- \"$@\" --debug ;; esac\nexec '{cargo}' \"$@\"\n"
    )
}

/// The names of the packages of the workspace that are published.
fn published(ws: &Workspace) -> Vec<String> {
    let folders = fs::read_dir(ws.path("crates")).unwrap().flatten();
    let names = folders.map(|entry| entry.file_name().into_string().unwrap());
    names.filter(|name| !ws.read(&format!("crates/{name}/Cargo.toml")).contains("publish = false")).collect()
}

/// Our own checklist runs these tests; this one asks for little.
const CHECKLIST: &str = "\
schema = 1
title = \"A release of our own\"

[[phase]]
id = \"blockers\"
title = \"Fix blockers\"

[[phase.gate]]
id = \"metadata\"
title = \"Every publishable crate says what it is\"
priority = \"P0\"
check = { kind = \"metadata\" }
";

/// A clone of this repository whose registry is that one.
fn cloned(registry: &Registry) -> Workspace {
    let ws = Fixture::named("shipworthy").build();
    // git clones into an empty folder alone.
    for name in ["Cargo.toml", "Cargo.lock", ".gitignore", "target"] {
        if ws.exists(name) {
            ws.remove(name);
        }
    }
    ws.git(["clone", "--quiet", &repository_root().display().to_string(), "."]);
    ws.git(["checkout", "--quiet", "-B", "main"]);
    ws.git(["remote", "remove", "origin"]);
    ws.write("readiness.toml", CHECKLIST);
    ws.append(".cargo/config.toml", &format!("\n{}", cargo_config(&registry.index())));
    let root = ws.read("Cargo.toml").lines().map(to_the_registry).collect::<String>();
    ws.write("Cargo.toml", root);
    for package in published(&ws) {
        let publish = format!("[package]\npublish = [\"{REGISTRY}\"]\n");
        ws.replace(&format!("crates/{package}/Cargo.toml"), "[package]\n", &publish);
    }
    ws.commit("Release to a registry on loopback");
    ws
}

/// A line of the root manifest; a member that is published is found in the registry.
fn to_the_registry(line: &str) -> String {
    let member = line.starts_with("shipworthy") && line.contains("version = ");
    let registry = format!(", registry = \"{REGISTRY}\", version = ");
    if member { line.replacen(", version = ", &registry, 1) + "\n" } else { format!("{line}\n") }
}

/// A `CARGO_HOME` with a token, in which crates.io has what our lock file names and nothing newer: what is built for one
/// package serves the next, whatever is released today.
fn cargo_home(ws: &Workspace, registry: &Registry) -> PathBuf {
    let home = ws.scratch().join("cargo-home");
    registry.cargo_home(&home, TOKEN);
    let locked = locked_registry(&ws.read("Cargo.lock"), &ws.scratch().join("locked"));
    fs::write(home.join("config.toml"), format!("{SETTINGS}\n{locked}")).unwrap();
    home
}

#[test]
fn we_release_ourselves() {
    let registry = Registry::start();
    let ws = cloned(&registry);
    let remote = BareRemote::new(&ws);
    let home = cargo_home(&ws, &registry);
    let cargo = frugal_cargo();
    let run = |args: &[&str]| {
        let run = ws.run(args).env("CARGO_HOME", &home).env("CARGO_NET_OFFLINE", "false");
        run.with_tool("cargo", &cargo).timeout(PATIENCE).stderr_any().stdout_any()
    };
    run(&["ready"]).done();
    run(&["release", "minor"]).done();
    // The release installs what arrived from the registry, and starts it.
    run(&["release", "0.2.0", "--execute"])
        .stdout_has("installed and started: cargo-shipworthy, shipworthy")
        .done();

    let names: Vec<_> = registry.uploads().into_iter().map(|upload| upload.name).collect();
    assert!(
        names.iter().any(|name| name == "shipworthy") && names.iter().all(|name| name != "testkit"),
        "{names:?}"
    );
    assert!(remote.refs(&ws).contains("refs/tags/v0.2.0"));
}
