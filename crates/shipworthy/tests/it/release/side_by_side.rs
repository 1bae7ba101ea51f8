//! The table of `docs/guide/release.md`: the same crash with other tools, and what each leaves behind.

use testkit::{Fault, ReleaseFixture, Signal};

/// What the registry has after the crash.
const FOUR: [&str; 4] = ["bakery-dough", "bakery-flour", "bakery-grain", "bakery-water"];

/// The version by hand, as `cargo publish` expects it.
fn bump(fixture: &ReleaseFixture) {
    let text = fixture.ws.read("Cargo.toml").replace("\"0.1.0\"", "\"0.2.0\"");
    fixture.ws.write("Cargo.toml", text);
    fixture.ws.replace("crates/bakery-dough/Cargo.toml", "version = \"0.1.0\"", "version = \"0.2.0\"");
    fixture.program("cargo", &["update", "--workspace", "--quiet"]).done();
    fixture.ws.commit("Release 0.2.0");
}

/// Kills the program while it waits for the registry's answer to the fourth crate, which the registry took.
fn killed_at_the_fourth(fixture: &ReleaseFixture, program: &str, args: &[&str]) {
    let proxy = fixture.proxy();
    proxy.fault("bakery-dough", Fault::Silence);
    let mut running = fixture.on_its_day(fixture.program(program, args)).spawn();
    running.wait_until("the fourth crate was taken", || proxy.accepted().len() == 4);
    running.signal_group(Signal::Kill);
    // What has a process group of its own is not reached; a machine that crashes reaches everything.
    running.finish_with_orphans();
}

#[test]
fn cargo_publish_refuses_to_go_on() {
    let fixture = ReleaseFixture::proxied();
    bump(&fixture);
    let publish = ["publish", "--workspace", "--locked"];
    killed_at_the_fourth(&fixture, "cargo", &publish);
    assert_eq!(fixture.uploaded("0.2.0"), FOUR);

    fixture.program("cargo", &publish).exit(101).stderr_has("already exists on").done();
    assert_eq!(fixture.uploaded("0.2.0"), FOUR, "it does not go on");
    assert_eq!(fixture.ws.git(["tag", "--list"]), "");

    // Whoever finds out which are missing, and names them, gets there.
    fixture.program("cargo", &["publish", "--locked", "-p", "bakery-bread", "-p", "bakery"]).done();
    assert_eq!(fixture.uploaded("0.2.0").len(), 6);
}

#[test]
#[ignore = "needs cargo-release"]
fn cargo_release_refuses_to_go_on() {
    let fixture = ReleaseFixture::proxied();
    let (head, refs) = (fixture.ws.git(["rev-parse", "HEAD"]), fixture.remote.refs(&fixture.ws));
    let release = |wish| ["release", wish, "--workspace", "--execute", "--no-confirm"];
    killed_at_the_fourth(&fixture, "cargo", &release("minor"));
    let left = || {
        assert_eq!(fixture.uploaded("0.2.0"), FOUR);
        assert_eq!(fixture.ws.git(["rev-parse", "HEAD^"]), head, "there is a version commit");
        assert_eq!(fixture.remote.refs(&fixture.ws), refs, "nobody else has it");
        assert_eq!(fixture.ws.git(["tag", "--list"]), "");
    };
    left();
    fixture.program("cargo", &release("0.2.0")).exit(101).stderr_has("already exists on").done();
    left();
    // What was typed before would now be the next version.
    let simulated = ["release", "minor", "--workspace"];
    fixture.program("cargo", &simulated).stderr_has("Upgrading workspace to version 0.3.0").done();
}

#[test]
fn ours_goes_on() {
    let fixture = ReleaseFixture::proxied();
    fixture.plan();
    let binary = testkit::binary().display().to_string();
    killed_at_the_fourth(&fixture, &binary, &["release", "0.2.0", "--execute"]);
    assert_eq!(fixture.uploaded("0.2.0"), FOUR);
    // What was typed before would now be the next version; it is not begun over this one.
    fixture.run(&["release", "minor"]).exit(1).stdout_has("--resume").done();
    fixture.resume().done();
    fixture.assert_released();
    assert_eq!(fixture.proxy().tries().len(), 6);
}
