//! A release from the plan to the last look, with nothing going wrong.

use std::fs;

use testkit::{REGISTRY, ReleaseFixture};

#[test]
fn a_plan_changes_nothing() {
    let fixture = ReleaseFixture::new();
    let (head, refs) = (fixture.ws.git(["rev-parse", "HEAD"]), fixture.remote.refs(&fixture.ws));
    fixture.plan();
    fixture.assert_untouched(&head);
    assert_eq!(fixture.remote.refs(&fixture.ws), refs);
    assert_eq!(fixture.ws.git(["status", "--porcelain"]), "");
    assert!(fixture.ws.exists(".readiness/release/0.2.0/plan.json"));
    assert_eq!(fixture.journal(), "");
}

#[test]
fn released_end_to_end_and_a_consumer_builds_with_it() {
    let fixture = ReleaseFixture::new();
    fixture.plan();
    fixture.execute().done();
    fixture.assert_released();
    let log = fixture.ws.read("CHANGELOG.md");
    assert!(log.contains("## [0.2.0]") && log.contains("## [Unreleased]"), "{log}");

    // Again, and nothing is done again.
    let (bytes, refs) = (fixture.registry.bytes(), fixture.remote.refs(&fixture.ws));
    fixture.resume().done();
    assert_eq!((fixture.registry.bytes(), fixture.remote.refs(&fixture.ws)), (bytes, refs));

    let consumer = fixture.ws.scratch().join("consumer");
    fs::create_dir_all(consumer.join("src")).unwrap();
    fs::create_dir_all(consumer.join(".cargo")).unwrap();
    fs::copy(fixture.ws.path(".cargo/config.toml"), consumer.join(".cargo/config.toml")).unwrap();
    let manifest = format!(
        "[package]\nname = \"consumer\"\nedition = \"2024\"\n\n[dependencies]\nbakery = {{ version = \"=0.2.0\", registry = \"{REGISTRY}\" }}\n"
    );
    fs::write(consumer.join("Cargo.toml"), manifest).unwrap();
    fs::write(consumer.join("src/main.rs"), "fn main() {\n    println!(\"{}\", bakery::parts());\n}\n")
        .unwrap();
    fixture.program("cargo", &["run", "--quiet"]).dir("../consumer").stdout_is("6\n").done();
    // It reads no configuration but the user's own.
    let index = fixture.registry.index();
    let install = ["install", "--index", &index, "bakery", "--version", "0.2.0", "--root", "installed"];
    fixture.program("cargo", &install).dir("../consumer").done();
    let bakery = consumer.join("installed/bin/bakery");
    fixture.ws.program(bakery, [""; 0]).stdout_is("bakery 0.2.0 of 6 parts\n").done();
}
