//! The table of `docs/guide/release.md`: the same crash with other tools, and what each leaves behind.

use testkit::{Fault, Signal};

use super::yard::Yard;

/// The version by hand, as `cargo publish` expects it.
fn bump(yard: &Yard) {
    let text = yard.ws.read("Cargo.toml").replace("\"0.1.0\"", "\"0.2.0\"");
    yard.ws.write("Cargo.toml", text);
    yard.ws.replace("crates/bakery-dough/Cargo.toml", "version = \"0.1.0\"", "version = \"0.2.0\"");
    yard.program("cargo", &["update", "--workspace", "--quiet"]).done();
    yard.ws.commit("Release 0.2.0");
}

/// Kills the program while it waits for the registry's answer to the fourth crate, which the registry took.
fn killed_at_the_fourth(yard: &Yard, program: &str, args: &[&str]) {
    let proxy = yard.proxy();
    proxy.fault("bakery-dough", Fault::Silence);
    let mut running = yard.program(program, args).spawn();
    running.wait_until("the fourth crate was taken", || proxy.accepted().len() == 4);
    running.signal_group(Signal::Kill);
    running.finish();
}

#[test]
fn cargo_publish_refuses_to_go_on() {
    let Some(yard) = Yard::proxied() else { return };
    bump(&yard);
    let publish = ["publish", "--workspace", "--locked"];
    killed_at_the_fourth(&yard, "cargo", &publish);
    let four = ["bakery-dough", "bakery-flour", "bakery-grain", "bakery-water"];
    assert_eq!(yard.uploaded("0.2.0"), four);

    yard.program("cargo", &publish).exit(101).stderr_has("already exists on").done();
    assert_eq!(yard.uploaded("0.2.0"), four, "it does not go on");
    assert_eq!(yard.ws.git(["tag", "--list"]), "");

    // Whoever finds out which are missing, and names them, gets there.
    yard.program("cargo", &["publish", "--locked", "-p", "bakery-bread", "-p", "bakery"]).done();
    assert_eq!(yard.uploaded("0.2.0").len(), 6);
}

#[test]
#[ignore = "needs cargo-release, which takes minutes to build: cargo install cargo-release --version 1.1.6"]
fn cargo_release_loses_its_tags() {
    let Some(yard) = Yard::proxied() else { return };
    let release = ["release", "minor", "--workspace", "--execute", "--no-confirm"];
    killed_at_the_fourth(&yard, "cargo", &release);
    assert_eq!(yard.uploaded("0.2.0").len(), 4);
    assert_eq!(yard.ws.git(["tag", "--list"]), "", "tags come after the uploads");
}
