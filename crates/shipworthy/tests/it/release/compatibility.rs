//! Is the new version large enough for what changed? What the real cargo-semver-checks answers, against
//! what the registry has.

use testkit::{ReleaseFixture, Run};

const GRAIN: &str = "crates/bakery-grain/src/lib.rs";
const WATER: &str = "crates/bakery-water/src/lib.rs";
const HUSK: &str = "\n/// The husk.\npub fn husk() {}\n";

/// A sample workspace of which grain and water are in the registry at 0.1.0: grain with a husk, and water with this in its library.
fn released(water: &str) -> ReleaseFixture {
    let fixture = ReleaseFixture::new();
    let clean = fixture.ws.read(WATER);
    fixture.ws.append(GRAIN, HUSK);
    fixture.ws.commit("Keep the husk");
    fixture.ws.append(WATER, water);
    for package in ["bakery-grain", "bakery-water"] {
        let publish = ["publish", "--no-verify", "--allow-dirty", "--package", package];
        fixture.program("cargo", &publish).done();
    }
    fixture.ws.write(WATER, clean);
    assert_eq!(fixture.ws.git(["status", "--porcelain"]), "");
    fixture.ws.git(["push", "--quiet", "origin", "main"]);
    fixture
}

/// What is looked at before a release is carried out, which then stops because of a file that is not committed.
fn looked<'y>(fixture: &'y ReleaseFixture, level: &str) -> Run<'y> {
    fixture.run(&["ready"]).done();
    fixture.run(&["release", level]).done();
    fixture.ws.write("unfinished.txt", "x\n");
    fixture.run(&["release", level, "--execute"]).exit(1)
}

#[test]
#[ignore = "needs cargo-semver-checks"]
fn a_break_is_refused_by_name_unless_the_version_is_large_enough() {
    let fixture = released("");
    let told = looked(&fixture, "patch").done().stdout;
    // Of grain and of water.
    let fine = "fine compatibility nothing is broken since 0.1.0; 1 more likewise";
    assert!(squeezed(&told).contains(fine), "{told}");

    fixture.ws.remove("unfinished.txt");
    fixture.ws.replace(GRAIN, HUSK, "");
    fixture.ws.commit("Mill the husk");
    fixture.ws.git(["push", "--quiet", "origin", "main"]);
    let broken = "REFUSED    compatibility bakery-grain   0.1.1 breaks users of 0.1.0: function_missing: pub fn removed or \
                  renamed (function bakery_grain::husk)";
    let told =
        looked(&fixture, "patch").stdout_has("release a minor version, which may break before 1.0.0").done();
    assert!(squeezed(&told.stdout).contains(&squeezed(broken)), "{}", told.told());
    fixture.ws.remove("unfinished.txt");
    let told =
        looked(&fixture, "minor").stdout_has("changed since 0.1.0, as 0.2.0 may: function_missing").done();
    assert!(!squeezed(&told.stdout).contains("UNKNOWN compatibility"), "{}", told.told());
}

#[test]
#[ignore = "needs cargo-semver-checks"]
fn what_it_could_not_tell_is_neither() {
    // What is in the registry does not build, so there is nothing to compare with.
    let fixture = released("compile_error!(\"frozen\");\n");
    let told = looked(&fixture, "patch").stdout_has("cargo-semver-checks could not tell: ").done();
    let told = squeezed(&told.stdout);
    assert!(told.contains("UNKNOWN compatibility bakery-water") && told.contains("frozen"), "{told}");
    assert!(told.contains("fine compatibility bakery-grain nothing is broken since 0.1.0"), "{told}");
}

#[test]
fn without_cargo_semver_checks_it_is_not_known() {
    let fixture = released("");
    fixture.ws.replace(GRAIN, HUSK, "");
    fixture.ws.commit("Mill the husk");
    fixture.ws.git(["push", "--quiet", "origin", "main"]);
    let told = looked(&fixture, "patch").without_tool("cargo-semver-checks").done().stdout;
    assert!(
        squeezed(&told).contains("UNKNOWN compatibility bakery-grain cargo-semver-checks is not installed"),
        "{told}"
    );
    assert!(told.contains("cargo install --locked cargo-semver-checks"), "{told}");
}

/// With one space between words: columns are another test's affair.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
