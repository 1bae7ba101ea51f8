//! A workspace to be released: crates in layers and one that stays at home, with all that a release asks for. There is a
//! whole sample of six crates, and a small one for what makes releases by the dozen.

use crate::fixture::PROFILE;
use crate::registry::{NAME, cargo_config};
use crate::{Fixture, FixturePackage};

/// The crates that are published, each after those it depends on.
pub const SAMPLE_PACKAGES: [&str; 6] =
    ["bakery-grain", "bakery-water", "bakery-flour", "bakery-dough", "bakery-bread", "bakery"];

/// The crates of the small sample, each after those it depends on: a first one, one between, and a last one, which is a
/// program.
pub const SMALL_SAMPLE_PACKAGES: [&str; 3] = ["bakery-grain", "bakery-flour", "bakery"];

/// The crates that each crate depends on, in the order of [`SAMPLE_PACKAGES`].
const NEEDS: [&[&str]; 6] = [
    &[],
    &[],
    &["bakery-grain"],
    &["bakery-flour", "bakery-water"],
    &["bakery-dough"],
    &["bakery-dough", "bakery-grain"],
];

/// The crates that each crate depends on, in the order of [`SMALL_SAMPLE_PACKAGES`].
const SMALL_NEEDS: [&[&str]; 3] = [&[], &["bakery-grain"], &["bakery-flour", "bakery-grain"]];

/// A workspace of the crates of [`SAMPLE_PACKAGES`] at version 0.1.0, which they inherit, with `bakery` as a program. Their
/// registry is the one with this index. It is a git repository, its checklist needs one `ready` to be GO, and nothing of
/// it was ever released.
pub fn sample_workspace(index: &str) -> Fixture {
    sample_of(&SAMPLE_PACKAGES, &NEEDS, index)
}

/// The same of the crates of [`SMALL_SAMPLE_PACKAGES`].
pub fn small_sample_workspace(index: &str) -> Fixture {
    sample_of(&SMALL_SAMPLE_PACKAGES, &SMALL_NEEDS, index)
}

fn sample_of(packages: &[&str], needs: &[&[&str]], index: &str) -> Fixture {
    // It uses the last library, and is not published.
    let tasted = packages[packages.len() - 2];
    let mut fixture = Fixture::named("bakery")
        .file("Cargo.toml", &root_manifest(packages))
        .file(".cargo/config.toml", &cargo_config(index))
        .file("README.md", "# Bakery\n\nBread, from the grain on.\n")
        .file("LICENSE-MIT", "Permission is hereby granted, free of charge, to any person.\n")
        .file("LICENSE-APACHE", "Licensed under the Apache License, Version 2.0.\n")
        .file("CHANGELOG.md", CHANGELOG)
        .phase("blockers", "Fix blockers")
        .gate("build", "kind = \"cargo-build\"")
        .gate("readme", "kind = \"file\", path = \"README.md\"")
        .gate("changelog", "kind = \"file\", path = \"CHANGELOG.md\", contains = [\"## .Unreleased\"]");
    for (name, needs) in packages.iter().zip(needs) {
        fixture = fixture.package(name, |package| member(package, name, needs));
    }
    fixture
        .package("bakery-tasting", |package| {
            package.depends(tasted).manifest(&manifest("bakery-tasting", &[tasted], false))
        })
        .git()
}

const CHANGELOG: &str = "\
# Changelog

All notable changes to this project are written down here.

## [Unreleased]

### Added

- Bread.

[Unreleased]: https://example.invalid/bakery/compare/HEAD
";

fn root_manifest(packages: &[&str]) -> String {
    let members: Vec<_> =
        packages.iter().chain([&"bakery-tasting"]).map(|name| format!("    \"crates/{name}\",\n")).collect();
    let mut toml = format!("{PROFILE}[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n", members.concat());
    toml.push_str(
        "\n[workspace.package]\nversion = \"0.1.0\" # every crate has it\nedition = \"2024\"\n\
         license = \"MIT OR Apache-2.0\"\nrepository = \"https://example.invalid/bakery\"\n\
         \n# In the order of the layers.\n[workspace.dependencies]\n",
    );
    for name in packages {
        let line =
            format!("{name} = {{ path = \"crates/{name}\", version = \"0.1.0\", registry = \"{NAME}\" }}\n");
        toml.push_str(&line);
    }
    toml
}

fn manifest(name: &str, needs: &[&str], published: bool) -> String {
    let publish = if published { format!("[\"{NAME}\"]") } else { "false".to_owned() };
    let mut toml = format!(
        "[package]\nname = \"{name}\"\ndescription = \"The crate {name} of a fixture\"\nreadme = \"../../README.md\"\n\
         publish = {publish}\nversion.workspace = true\nedition.workspace = true\nlicense.workspace = true\n\
         repository.workspace = true\n"
    );
    if !needs.is_empty() {
        toml.push_str("\n[dependencies]\n");
    }
    for need in needs {
        // One of them says it for itself, so that both forms are there.
        let line = if *need == "bakery-water" {
            format!("{need} = {{ path = \"../{need}\", version = \"0.1.0\", registry = \"{NAME}\" }}\n")
        } else {
            format!("{need}.workspace = true\n")
        };
        toml.push_str(&line);
    }
    toml
}

fn member(package: FixturePackage, name: &str, needs: &[&str]) -> FixturePackage {
    let parts: String = needs.iter().map(|need| format!(" + {}::parts()", need.replace('-', "_"))).collect();
    let package = needs.iter().fold(package, |package, need| package.depends(need));
    let library = format!(
        "//! The crate `{name}` of a fixture.\n\n/// How many parts it is made of.\npub fn parts() -> u32 {{\n    1{parts}\n}}\n"
    );
    let package = package.lib(&library).manifest(&manifest(name, needs, true));
    if name != "bakery" {
        return package;
    }
    package.main(
        "//! Says its version.\n\nfn main() {\n    println!(\"bakery {} of {} parts\", env!(\"CARGO_PKG_VERSION\"), bakery::parts());\n}\n",
    )
}
