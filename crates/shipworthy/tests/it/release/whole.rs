//! A release from the plan to the last look, with nothing going wrong.

use std::fs;

use testkit::REGISTRY;

use super::yard::Yard;

#[test]
fn a_plan_changes_nothing() {
    let Some(yard) = Yard::new() else { return };
    let (head, refs) = (yard.ws.git(["rev-parse", "HEAD"]), yard.remote.refs(&yard.ws));
    yard.plan();
    yard.assert_untouched(&head);
    assert_eq!(yard.remote.refs(&yard.ws), refs);
    assert_eq!(yard.ws.git(["status", "--porcelain"]), "");
    assert!(yard.ws.exists(".readiness/release/0.2.0/plan.json"));
    assert_eq!(yard.journal(), "");
}

#[test]
fn released_end_to_end_and_a_consumer_builds_with_it() {
    let Some(yard) = Yard::new() else { return };
    yard.plan();
    yard.execute().done();
    yard.assert_released();
    let log = yard.ws.read("CHANGELOG.md");
    assert!(log.contains("## [0.2.0]") && log.contains("## [Unreleased]"), "{log}");

    // Again, and nothing is done again.
    let (bytes, refs) = (yard.registry.bytes(), yard.remote.refs(&yard.ws));
    yard.resume().done();
    assert_eq!((yard.registry.bytes(), yard.remote.refs(&yard.ws)), (bytes, refs));

    let consumer = yard.ws.scratch().join("consumer");
    fs::create_dir_all(consumer.join("src")).unwrap();
    fs::create_dir_all(consumer.join(".cargo")).unwrap();
    fs::copy(yard.ws.path(".cargo/config.toml"), consumer.join(".cargo/config.toml")).unwrap();
    let manifest = format!(
        "[package]\nname = \"consumer\"\nedition = \"2024\"\n\n[dependencies]\nbakery = {{ version = \"=0.2.0\", registry = \"{REGISTRY}\" }}\n"
    );
    fs::write(consumer.join("Cargo.toml"), manifest).unwrap();
    fs::write(consumer.join("src/main.rs"), "fn main() {\n    println!(\"{}\", bakery::parts());\n}\n")
        .unwrap();
    yard.program("cargo", &["run", "--quiet"]).dir("../consumer").stdout_is("6\n").done();
    // It reads no configuration but the user's own.
    let index = yard.registry.index();
    let install = ["install", "--index", &index, "bakery", "--version", "0.2.0", "--root", "installed"];
    yard.program("cargo", &install).dir("../consumer").done();
    let bakery = consumer.join("installed/bin/bakery");
    yard.ws.program(bakery, [""; 0]).stdout_is("bakery 0.2.0 of 6 parts\n").done();
}
