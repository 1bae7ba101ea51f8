//! This repository releases itself: to a registry on loopback, and what arrives there can be installed and runs.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use testkit::{BareRemote, Fixture, REGISTRY, Registry, TOKEN, Workspace, cargo_config};

use crate::repository_root;

/// It builds everything several times over.
const PATIENCE: Duration = Duration::from_secs(3 * 60 * 60);

/// What is built to be verified need not be fast, nor shown to a debugger, nor unwound: whatever makes less code of it is
/// welcome. Both profiles are the same, so that what a package was compiled to for its consumers, from what the registry
/// gives out, serves the others and the installation; our programs themselves are compiled when they are installed.
const SETTINGS: &str = "
[profile.dev]
debug = false
debug-assertions = false
overflow-checks = false
incremental = false
codegen-units = 1
panic = \"abort\"

[profile.release]
opt-level = 0
debug = false
strip = \"none\"
lto = false
codegen-units = 1
panic = \"abort\"
";

/// The folder in which all that is built for the release is compiled, for both profiles.
fn shared_build(ws: &Workspace) -> PathBuf {
    let folder = ws.scratch().join("built");
    fs::create_dir_all(folder.join("debug")).unwrap();
    symlink("debug", folder.join("release")).unwrap();
    folder
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
    for name in ["Cargo.toml", "Cargo.lock", ".gitignore"] {
        ws.remove(name);
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

/// A `CARGO_HOME` that has what this machine has of crates.io, so that nothing is fetched twice, and a token.
fn cargo_home(ws: &Workspace, registry: &Registry) -> PathBuf {
    let home = ws.scratch().join("cargo-home");
    registry.cargo_home(&home, TOKEN);
    fs::write(home.join("config.toml"), SETTINGS).unwrap();
    let real = env::var_os("CARGO_HOME").map(PathBuf::from);
    let real = real.or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".cargo")));
    for part in ["cache", "index", "src"] {
        let (from, to) =
            (real.clone().unwrap_or_default().join("registry").join(part), home.join("registry").join(part));
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(from).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with("index.crates.io-") {
                symlink(entry.path(), to.join(entry.file_name())).unwrap();
            }
        }
    }
    home
}

#[test]
fn we_release_ourselves() {
    let registry = Registry::start();
    let ws = cloned(&registry);
    let remote = BareRemote::new(&ws);
    let home = cargo_home(&ws, &registry);
    let built = shared_build(&ws);
    let run = |args: &[&str]| {
        let run = ws.run(args).env("CARGO_HOME", &home).env("CARGO_NET_OFFLINE", "false");
        run.env("CARGO_BUILD_BUILD_DIR", &built).timeout(PATIENCE).stderr_any().stdout_any()
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
