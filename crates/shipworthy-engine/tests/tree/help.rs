//! What cargo says of itself.

use std::collections::BTreeSet;
use std::fs;

use shipworthy_engine::facts::help::cargo;
use shipworthy_engine::facts::tools::InstalledTools;
use shipworthy_model::facts::Takes;

use crate::fixture::Place;

fn wanted(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn cargo_is_asked_for_its_flags_once() {
    let place = Place::new();
    fs::create_dir_all(place.cache()).unwrap();
    let mut tools = InstalledTools::open(&place.root, &place.caches());
    let asked = wanted(&["build", "install", "clippy", "fmt", "no-such-subcommand"]);
    let help = cargo(&mut tools, &place.root, &place.caches(), &asked);
    assert!(help.subcommands.contains("build") && !help.subcommands.contains("no-such-subcommand"));
    let flag = |subcommand: &str, name: &str| help.flags[subcommand].get(name).copied();
    assert_eq!(flag("build", "--workspace"), Some(Takes::Nothing));
    assert_eq!(flag("build", "--features"), Some(Takes::Value));
    assert_eq!(flag("build", "-p"), Some(Takes::Perhaps));
    assert_eq!(flag("install", "--path"), Some(Takes::Value));
    assert_eq!(flag("install", "--release"), None);
    assert!(!help.flags.contains_key("no-such-subcommand"));
    let file = place.cache().join("help.json");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("--workspace", "--kept")).unwrap();
    let again = cargo(&mut tools, &place.root, &place.caches(), &wanted(&["build"]));
    assert!(again.flags["build"].contains_key("--kept") && again.flags.len() == 1, "{again:?}");
    fs::write(&file, "broken").unwrap();
    let mended = cargo(&mut tools, &place.root, &place.caches(), &wanted(&["build"]));
    assert!(mended.flags["build"].contains_key("--workspace"));
}

#[test]
fn an_alias_of_the_workspace_is_never_run() {
    let place = Place::new();
    place.write(".cargo/config.toml", "[alias]\nfmt = \"run\"\nxtask = \"run\"\n");
    place.write("Cargo.toml", "[package]\nname = \"a\"\nedition = \"2021\"\n[workspace]\n");
    place.write("src/main.rs", "fn main() { std::fs::write(\"ran\", \"\").unwrap(); }\n");
    let mut tools = InstalledTools::open(&place.root, &place.caches());
    let help = cargo(&mut tools, &place.root, &place.caches(), &wanted(&["fmt", "xtask"]));
    assert!(help.subcommands.contains("xtask") && help.flags.is_empty(), "{help:?}");
    assert!(!place.root.join("ran").exists() && !place.root.join("target").exists());
    assert!(!place.cache().exists(), "looking alone makes no folder");
}
