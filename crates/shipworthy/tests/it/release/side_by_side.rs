//! The table of `docs/guide/release.md`: the same crash with other tools, and what each leaves behind.

use testkit::{Fault, Signal, skip};

use super::yard::{Yard, installed};

/// What the registry has after the crash.
const FOUR: [&str; 4] = ["bakery-dough", "bakery-flour", "bakery-grain", "bakery-water"];

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
    let mut running = yard.on_its_day(yard.program(program, args)).spawn();
    running.wait_until("the fourth crate was taken", || proxy.accepted().len() == 4);
    running.signal_group(Signal::Kill);
    // What has a process group of its own is not reached; a machine that crashes reaches everything.
    running.finish_with_orphans();
}

#[test]
fn cargo_publish_refuses_to_go_on() {
    let Some(yard) = Yard::proxied() else { return };
    bump(&yard);
    let publish = ["publish", "--workspace", "--locked"];
    killed_at_the_fourth(&yard, "cargo", &publish);
    assert_eq!(yard.uploaded("0.2.0"), FOUR);

    yard.program("cargo", &publish).exit(101).stderr_has("already exists on").done();
    assert_eq!(yard.uploaded("0.2.0"), FOUR, "it does not go on");
    assert_eq!(yard.ws.git(["tag", "--list"]), "");

    // Whoever finds out which are missing, and names them, gets there.
    yard.program("cargo", &["publish", "--locked", "-p", "bakery-bread", "-p", "bakery"]).done();
    assert_eq!(yard.uploaded("0.2.0").len(), 6);
}

#[test]
fn cargo_release_refuses_to_go_on() {
    if !installed("cargo-release") {
        return skip("cargo-release is not installed");
    }
    let Some(yard) = Yard::proxied() else { return };
    let (head, refs) = (yard.ws.git(["rev-parse", "HEAD"]), yard.remote.refs(&yard.ws));
    let release = |wish| ["release", wish, "--workspace", "--execute", "--no-confirm"];
    killed_at_the_fourth(&yard, "cargo", &release("minor"));
    let left = || {
        assert_eq!(yard.uploaded("0.2.0"), FOUR);
        assert_eq!(yard.ws.git(["rev-parse", "HEAD^"]), head, "there is a version commit");
        assert_eq!(yard.remote.refs(&yard.ws), refs, "nobody else has it");
        assert_eq!(yard.ws.git(["tag", "--list"]), "");
    };
    left();
    yard.program("cargo", &release("0.2.0")).exit(101).stderr_has("already exists on").done();
    left();
    // What was typed before would now be the next version.
    let simulated = ["release", "minor", "--workspace"];
    yard.program("cargo", &simulated).stderr_has("Upgrading workspace to version 0.3.0").done();
}

#[test]
fn ours_goes_on() {
    let Some(yard) = Yard::proxied() else { return };
    yard.plan();
    let binary = testkit::binary().display().to_string();
    killed_at_the_fourth(&yard, &binary, &["release", "0.2.0", "--execute"]);
    assert_eq!(yard.uploaded("0.2.0"), FOUR);
    // What was typed before would now be the next version; it is not begun over this one.
    yard.run(&["release", "minor"]).exit(1).stdout_has("--resume").done();
    yard.resume().done();
    yard.assert_released();
    assert_eq!(yard.proxy().tries().len(), 6);
}
