//! Is the new version large enough for what changed? Asked of the real cargo-semver-checks, where it is installed, against
//! what the registry has.

use testkit::{Run, skip};

use super::yard::{Yard, installed};

const GRAIN: &str = "crates/bakery-grain/src/lib.rs";
const WATER: &str = "crates/bakery-water/src/lib.rs";
const HUSK: &str = "\n/// The husk.\npub fn husk() {}\n";

/// A bakery of which grain and water are in the registry at 0.1.0: grain with a husk, and water with this in its library.
fn released(water: &str) -> Option<Yard> {
    let yard = Yard::new()?;
    let clean = yard.ws.read(WATER);
    yard.ws.append(GRAIN, HUSK);
    yard.ws.commit("Keep the husk");
    yard.ws.append(WATER, water);
    for package in ["bakery-grain", "bakery-water"] {
        let publish = ["publish", "--no-verify", "--allow-dirty", "--package", package];
        yard.program("cargo", &publish).done();
    }
    yard.ws.write(WATER, clean);
    assert_eq!(yard.ws.git(["status", "--porcelain"]), "");
    yard.ws.git(["push", "--quiet", "origin", "main"]);
    Some(yard)
}

/// What is planned now.
fn plan<'y>(yard: &'y Yard, level: &str) -> Run<'y> {
    yard.run(&["ready"]).done();
    yard.run(&["release", level, "--dry-run"])
}

#[test]
fn a_break_is_refused_by_name_unless_the_version_is_large_enough() {
    if !installed("cargo-semver-checks") {
        return skip("cargo-semver-checks is not installed");
    }
    let Some(yard) = released("") else { return };
    let told = plan(&yard, "patch").done().stdout;
    // Of grain and of water.
    let fine = "fine compatibility nothing is broken since 0.1.0; 1 more likewise";
    assert!(squeezed(&told).contains(fine), "{told}");

    yard.ws.replace(GRAIN, HUSK, "");
    yard.ws.commit("Mill the husk");
    yard.ws.git(["push", "--quiet", "origin", "main"]);
    let broken = "REFUSED    compatibility bakery-grain   0.1.1 breaks users of 0.1.0: function_missing: pub fn removed or \
                  renamed (function bakery_grain::husk)";
    let told = plan(&yard, "patch")
        .exit(1)
        .stdout_has("release a minor version, which may break before 1.0.0")
        .done();
    assert!(squeezed(&told.stdout).contains(&squeezed(broken)), "{}", told.told());
    let told = plan(&yard, "minor").stdout_has("changed since 0.1.0, as 0.2.0 may: function_missing").done();
    assert!(!squeezed(&told.stdout).contains("UNKNOWN compatibility"), "{}", told.told());
}

#[test]
fn what_it_could_not_tell_is_neither() {
    if !installed("cargo-semver-checks") {
        return skip("cargo-semver-checks is not installed");
    }
    // What is in the registry does not build, so there is nothing to compare with.
    let Some(yard) = released("compile_error!(\"frozen\");\n") else { return };
    let told = plan(&yard, "patch").stdout_has("cargo-semver-checks could not tell: ").done();
    let told = squeezed(&told.stdout);
    assert!(told.contains("UNKNOWN compatibility bakery-water") && told.contains("frozen"), "{told}");
    assert!(told.contains("fine compatibility bakery-grain nothing is broken since 0.1.0"), "{told}");
}

#[test]
fn without_cargo_semver_checks_it_is_not_known() {
    let Some(yard) = released("") else { return };
    yard.ws.replace(GRAIN, HUSK, "");
    yard.ws.commit("Mill the husk");
    yard.ws.git(["push", "--quiet", "origin", "main"]);
    let told = plan(&yard, "patch").without_tool("cargo-semver-checks").done().stdout;
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
