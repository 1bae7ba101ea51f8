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

/// What is built to be verified need not be fast, nor shown to a debugger.
const FAST: [(&str, &str); 5] = [
    ("CARGO_PROFILE_DEV_DEBUG", "0"),
    ("CARGO_INCREMENTAL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

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
    for entry in fs::read_dir(ws.path("crates")).unwrap().flatten() {
        let manifest = format!("crates/{}/Cargo.toml", entry.file_name().display());
        let text = ws.read(&manifest);
        if !text.contains("publish = false") {
            let publish = format!("[package]\npublish = [\"{REGISTRY}\"]\n");
            ws.write(&manifest, text.replacen("[package]\n", &publish, 1));
        }
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
    let run = |args: &[&str]| {
        let run = ws.run(args).env("CARGO_HOME", &home).env("CARGO_NET_OFFLINE", "false");
        let run = FAST.into_iter().fold(run, |run, (name, value)| run.env(name, value));
        run.timeout(PATIENCE).stderr_any().stdout_any()
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
