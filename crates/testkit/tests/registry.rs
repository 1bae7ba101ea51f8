//! The registry, the proxy and the remote of the kit, with nothing but cargo and git: they are real, and their faults
//! are those that they claim to be.

use std::path::PathBuf;

use testkit::{
    BareRemote, Fault, Proxy, REGISTRY, Registry, Run, SAMPLE_PACKAGES, Workspace, sample_workspace,
};

const TOKEN: &str = "a-token";

fn cargo_home(ws: &Workspace, registry: &Registry) -> PathBuf {
    let home = ws.scratch().join("cargo-home");
    registry.cargo_home(&home, TOKEN);
    home
}

fn cargo<'w>(ws: &'w Workspace, args: &[&str]) -> Run<'w> {
    let home = ws.scratch().join("cargo-home");
    ws.program("cargo", args)
        .env("CARGO_HOME", home)
        .env("CARGO_NET_OFFLINE", "false")
        .stderr_any()
        .stdout_any()
}

fn publish<'w>(ws: &'w Workspace, package: &str) -> Run<'w> {
    cargo(ws, &["publish", "--no-verify", "--package", package])
}

#[test]
fn cargo_publishes_the_bakery_and_a_consumer_builds_it() {
    let mut registry = Registry::start();
    let ws = sample_workspace(&registry.index()).build();
    cargo_home(&ws, &registry);
    cargo(&ws, &["publish", "--workspace", "--locked"]).done();

    let uploads = registry.uploads();
    let mut names: Vec<_> = uploads.iter().map(|upload| upload.name.as_str()).collect();
    names.sort_unstable();
    let mut expected = SAMPLE_PACKAGES;
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert!(uploads.iter().all(|upload| upload.version == "0.1.0" && upload.checksum.len() == 64));
    assert_eq!(ws.git(["status", "--porcelain"]), "", "publishing has changed the tree");

    let consumer = ws.scratch().join("consumer");
    cargo(&ws, &["new", "--quiet", "--vcs=none", &consumer.display().to_string()]).done();
    cargo(&ws, &["add", "--quiet", "bakery", "--registry", REGISTRY]).dir("../consumer").exit(101).done();
    std::fs::create_dir_all(consumer.join(".cargo")).unwrap();
    std::fs::copy(ws.path(".cargo/config.toml"), consumer.join(".cargo/config.toml")).unwrap();
    cargo(&ws, &["add", "--quiet", "bakery", "--registry", REGISTRY]).dir("../consumer").done();
    cargo(&ws, &["build"]).dir("../consumer").stderr_has("Compiling bakery-grain").done();

    let before = registry.bytes();
    registry.reset();
    assert_eq!(registry.uploads(), []);
    assert_ne!(registry.bytes(), before);
    publish(&ws, "bakery-grain").done();
    assert_eq!(registry.uploads().len(), 1);
}

#[test]
fn each_fault_of_the_proxy_is_what_it_claims_to_be() {
    let registry = Registry::start();
    let proxy = Proxy::start(&registry);
    let ws = sample_workspace(&proxy.index()).build();
    cargo_home(&ws, &registry);
    let until = "Wed, 25 Nov 2026 10:00:00 GMT".to_owned();
    let table = [
        (Fault::TooMany { until }, "Please try again after Wed, 25 Nov 2026 10:00:00 GMT"),
        (Fault::Broken, "500 Internal Server Error"),
        (Fault::Cut, "[5"),
        (Fault::TokenRefused, "authentication failed"),
        (Fault::NameTaken, "you don't seem to be an owner"),
    ];
    for (fault, said) in table {
        proxy.fault("bakery-grain", fault);
        publish(&ws, "bakery-grain").exit(101).stderr_has(said).done();
        assert_eq!(registry.uploads(), []);
    }
    proxy.fault("bakery-grain", Fault::AnswerLost);
    publish(&ws, "bakery-grain").exit(101).done();
    assert_eq!(registry.uploads().len(), 1, "it was taken, though nobody was told");
    publish(&ws, "bakery-grain").exit(101).stderr_has("already exists").done();
    assert_eq!((proxy.tries().len(), proxy.accepted().len()), (6, 1));
    assert_eq!(proxy.tokens(), [TOKEN]);

    proxy.fault("bakery-water", Fault::OtherBytes);
    publish(&ws, "bakery-water").done();
    cargo(&ws, &["package", "--no-verify", "--package", "bakery-water"]).done();
    let here = ws.program("sha256sum", ["target/package/bakery-water-0.1.0.crate"]).text();
    let there = registry.uploads().pop().expect("it was uploaded").checksum;
    assert!(!here.starts_with(&there), "both are {there}");
}

#[test]
fn what_is_yanked_is_resolved_no_more() {
    let registry = Registry::start();
    let proxy = Proxy::start(&registry);
    let ws = sample_workspace(&proxy.index()).build();
    cargo_home(&ws, &registry);
    publish(&ws, "bakery-grain").done();
    let yank = || cargo(&ws, &["yank", "bakery-grain@0.1.0", "--registry", REGISTRY]);
    for (fault, said) in [(Fault::TokenRefused, "authentication failed"), (Fault::Broken, "500")] {
        proxy.fault_yank("bakery-grain", fault);
        yank().exit(101).stderr_has(said).done();
        assert!(!registry.uploads()[0].yanked);
    }
    proxy.fault_yank("bakery-grain", Fault::AnswerLost);
    yank().exit(101).done();
    assert!(registry.uploads()[0].yanked, "it was made, though nobody was told");
    yank().done();
    assert_eq!((proxy.yank_tries().len(), proxy.yanked().len()), (4, 2));
    publish(&ws, "bakery-flour").exit(101).stderr_has("yanked").done();
    cargo(&ws, &["yank", "bakery-grain@0.7.0", "--registry", REGISTRY]).exit(101).stderr_has("0.7.0").done();
}

#[test]
fn an_index_that_is_held_does_not_show_what_was_uploaded() {
    let registry = Registry::start();
    let proxy = Proxy::start(&registry);
    let ws = sample_workspace(&proxy.index()).build();
    cargo_home(&ws, &registry);
    let info = || cargo(&ws, &["info", "bakery-grain@0.1.0", "--registry", REGISTRY]).dir("..");
    let home = ws.scratch().join("cargo-home/config.toml");
    std::fs::copy(ws.path(".cargo/config.toml"), home).unwrap();
    proxy.hold_index(&registry);
    let mut publishing = publish(&ws, "bakery-grain").spawn();
    publishing.wait_for_line("Uploaded bakery-grain");
    info().exit(101).stderr_has("could not find").done();
    proxy.release_index();
    assert_eq!(publishing.finish().code, Some(0));
    info().stdout_has("version: 0.1.0").done();
}

#[test]
fn the_remote_rejects_is_raced_and_moves_on() {
    let ws = sample_workspace("file:///nowhere").build();
    let remote = BareRemote::new(&ws);
    let push = || ws.program("git", ["push", "--quiet", "--atomic", "origin", "main", "v1"]).stderr_any();
    ws.git(["tag", "v1"]);
    let refs = remote.refs(&ws);
    remote.reject("not on a Friday");
    push().exit(1).stderr_has("not on a Friday").done();
    assert_eq!(remote.refs(&ws), refs);
    remote.is_raced(&ws, "refs/tags/v1");
    push().exit(1).stderr_has("v1").done();
    assert!(remote.refs(&ws).contains("refs/tags/v1"), "theirs is there: {}", remote.refs(&ws));
    assert!(!remote.refs(&ws).contains(&format!("refs/tags/v1 {}", ws.git(["rev-parse", "v1"]))));
    remote.moves_on(&ws);
    remote.reject("x");
    remote.accept();
    ws.commit("Something");
    push().exit(1).stderr_has("rejected").done();
}
