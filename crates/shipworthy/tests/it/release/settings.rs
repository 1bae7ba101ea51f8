//! Releases as `[release]` of the checklist and the command line want them: tags, chosen packages, how crates are built,
//! files with versions, hooks, and no registry at all.

use std::fs;

use testkit::ReleaseFixture;

use super::{proven, says};

/// The small sample with these settings in its checklist.
fn with(settings: &str) -> ReleaseFixture {
    ReleaseFixture::small_with(|fixture| fixture.readiness(settings))
}

/// The same, each package with a version of its own, which was tagged.
fn each_its_own(settings: &str) -> ReleaseFixture {
    let fixture = with(settings);
    for name in fixture.packages.iter().chain([&"bakery-tasting"]) {
        let manifest = format!("crates/{name}/Cargo.toml");
        fixture.ws.replace(&manifest, "version.workspace = true", "version = \"0.1.0\"");
    }
    fixture.ws.commit("Give each a version of its own");
    for name in fixture.packages {
        fixture.ws.git(["tag", "--annotate", "--message", "x", &format!("{name}-v0.1.0")]);
    }
    fixture.ws.git(["push", "--quiet", "--tags", "origin", "main"]);
    fixture
}

/// Gives the unreleased part of the changelog something to say.
fn news(fixture: &ReleaseFixture, what: &str) {
    fixture.ws.replace(
        "CHANGELOG.md",
        "## [Unreleased]\n",
        &format!("## [Unreleased]\n\n### Fixed\n\n- {what}\n"),
    );
}

#[test]
fn tags_are_named_as_the_checklist_says() {
    let fixture = with(
        "[release]\ntag-name = \"release/{name}/{version}\"\n\n[release.packages.bakery]\ntag-name = \"r{version}\"",
    );
    // The repository has named them otherwise.
    fixture.ws.git(["tag", "v0.0.9"]);
    proven(&fixture);
    fixture.run(&["release", "minor"]).done();
    fixture.execute().done();
    let tags = fixture.ws.git(["tag", "--list"]);
    let expected = ["r0.2.0", "release/bakery-flour/0.2.0", "release/bakery-grain/0.2.0", "v0.0.9"];
    assert_eq!(tags.lines().collect::<Vec<_>>(), expected);
    let there = fixture.remote.refs(&fixture.ws);
    assert!(expected[..3].iter().all(|tag| there.contains(&format!("refs/tags/{tag}"))), "{there}");
}

/// What a package has before its first release was refused although the release ends it.
#[test]
fn a_first_version_may_come_after_none() {
    let fixture = with("");
    fixture.ws.replace("Cargo.toml", "version = \"0.1.0\" #", "version = \"0.0.0\" #");
    let root = fixture
        .ws
        .read("Cargo.toml")
        .replace("version = \"0.1.0\", registry", "version = \"0.0.0\", registry");
    fixture.ws.write("Cargo.toml", root);
    fixture.program("cargo", &["update", "--workspace", "--quiet", "--offline"]).done();
    fixture.ws.commit("Begin with no version");
    fixture.ws.git(["push", "--quiet", "origin", "main"]);
    proven(&fixture);
    fixture.run(&["release", "0.1.0"]).done();
    fixture.run(&["release", "0.1.0", "--execute"]).done();
    assert_eq!(fixture.uploaded("0.1.0").len(), fixture.packages.len());
}

/// It was dropped without a word.
#[test]
fn what_stands_behind_the_plus_is_not_dropped_in_silence() {
    let fixture = with("");
    fixture.ws.replace("Cargo.toml", "version = \"0.1.0\" #", "version = \"0.1.0+zstd.1.5.5\" #");
    fixture.program("cargo", &["update", "--workspace", "--quiet", "--offline"]).done();
    fixture.ws.commit("Name what is inside");
    fixture.ws.git(["push", "--quiet", "origin", "main"]);
    proven(&fixture);
    says(
        &fixture,
        &["release", "patch"],
        0,
        &["0.1.1 says `+zstd.1.5.5` no longer, which registries ignore"],
    );
}

#[test]
fn one_template_for_packages_with_versions_of_their_own_is_refused() {
    let fixture = each_its_own("[release]\ntag-name = \"v{version}\"");
    fixture.ws.replace("crates/bakery/Cargo.toml", "version = \"0.1.0\"", "version = \"1.0.0\"");
    fixture.program("cargo", &["update", "--workspace", "--quiet", "--offline"]).done();
    proven(&fixture);
    says(&fixture, &["release", "minor"], 1, &["tags like `v{version}` do not say", "write `{name}`"]);
}

#[test]
fn a_chosen_package_is_released_alone_and_the_next_one_after_it() {
    let fixture = each_its_own("");
    proven(&fixture);
    let plan = ["release", "minor", "--package", "bakery-grain"];
    let told = says(
        &fixture,
        &plan,
        0,
        &[
            "bakery-grain 0.1.0 -> 0.2.0 to local",
            "`bakery-flour` is not released, and what its registry has does not take the new versions",
            "release bakery-grain@0.2.0 --execute",
        ],
    );
    assert!(!told.contains("bakery-flour 0.1.0 ->"), "{told}");
    fixture.run(&["release", "bakery-grain@0.2.0", "--execute"]).done();
    assert_eq!(fixture.uploaded("0.2.0"), ["bakery-grain"]);
    assert_eq!(fixture.ws.git(["log", "-1", "--format=%s"]), "Release bakery-grain 0.2.0");
    assert!(fixture.ws.git(["tag", "--list"]).contains("bakery-grain-v0.2.0"));
    // Those that depend on it here ask for what is there now.
    assert!(
        fixture
            .ws
            .read("Cargo.toml")
            .contains("bakery-grain = { path = \"crates/bakery-grain\", version = \"0.2.0\"")
    );
    assert!(fixture.ws.read("crates/bakery-flour/Cargo.toml").contains("version = \"0.1.0\""));

    // The same number again, of another package: that is another release.
    news(&fixture, "Flour.");
    proven(&fixture);
    fixture.run(&["release", "minor", "-p", "bakery-flour"]).done();
    fixture.run(&["release", "minor", "-p", "bakery-flour", "--execute"]).done();
    assert_eq!(fixture.uploaded("0.2.0"), ["bakery-flour", "bakery-grain"]);
    says(&fixture, &["release", "bakery-flour@0.2.0", "--resume"], 0, &["bakery-flour@0.2.0 is released"]);
    let log = fixture.ws.read("CHANGELOG.md");
    assert!(log.contains("[bakery-grain-v0.2.0] - ") && log.contains("[bakery-flour-v0.2.0] - "), "{log}");
}

#[test]
fn only_what_has_changed_since_its_last_tag_is_released() {
    let fixture = each_its_own("");
    proven(&fixture);
    let plan = ["release", "patch", "--changed"];
    says(&fixture, &plan, 1, &["no package has changed since its last tag"]);
    fixture.ws.append("crates/bakery-grain/src/lib.rs", "\n// Ground.\n");
    proven(&fixture);
    let told = says(&fixture, &plan, 0, &["bakery-grain 0.1.0 -> 0.1.1", "bakery-grain@0.1.1"]);
    assert!(!told.contains("bakery 0.1.0 ->") && !told.contains("bakery-flour 0.1.0 ->"), "{told}");
    fixture.run(&["release", "patch", "--changed", "--execute"]).done();
    assert_eq!(fixture.uploaded("0.1.1"), ["bakery-grain"]);
    says(&fixture, &plan, 1, &["no package has changed since its last tag"]);
}

#[test]
fn a_version_that_all_share_moves_for_all_or_for_none() {
    let fixture = with("");
    proven(&fixture);
    let words = ["have the version of the workspace, which moves for both or for none"];
    says(&fixture, &["release", "minor", "-p", "bakery-grain"], 1, &words);
}

#[test]
fn packages_that_are_none_are_told_with_the_nearest_name() {
    let fixture = with("[release.packages.bakery-flower]\nrelease = false");
    says(
        &fixture,
        &["release", "minor"],
        2,
        &["there is no package `bakery-flower`", "readiness.toml:", "did you mean `bakery-flour`?"],
    );
    let fixture = with("");
    let nearest = ["there is no package `bakery-grian`", "did you mean `bakery-grain`?"];
    says(&fixture, &["release", "minor", "-p", "bakery-grian"], 2, &nearest);
    says(&fixture, &["release", "minor", "-p", "bakery-tasting"], 1, &["`publish = false` in its manifest"]);
    says(&fixture, &["release", "bakery@0.2.0", "--changed"], 2, &["names the packages already"]);
    says(&fixture, &["release", "bakery@minor"], 2, &["minor --package bakery"]);
}

/// Lets `bakery-flour` compile only with its feature `stone`, with which the others use it.
fn needs_stone(fixture: &ReleaseFixture) {
    fixture.ws.append("crates/bakery-flour/Cargo.toml", "\n[features]\nstone = []\n");
    fixture.ws.append(
        "crates/bakery-flour/src/lib.rs",
        "\n#[cfg(not(feature = \"stone\"))]\ncompile_error!(\"choose stone\");\n",
    );
    fixture.ws.replace(
        "Cargo.toml",
        "bakery-flour = { path = \"crates/bakery-flour\", ",
        "bakery-flour = { path = \"crates/bakery-flour\", features = [\"stone\"], ",
    );
}

#[test]
fn a_crate_that_needs_a_feature_is_packed_with_it() {
    let fixture = with("[release.packages.bakery-flour]\nfeatures = [\"stone\"]");
    needs_stone(&fixture);
    fixture.ws.replace(
        "readiness.toml",
        "kind = \"cargo-build\"",
        "kind = \"cargo-build\", features = [\"bakery-flour/stone\"]",
    );
    proven(&fixture);
    fixture.run(&["release", "minor"]).done();
    fixture.execute().done();
    fixture.assert_released();
}

#[test]
fn a_feature_that_a_crate_does_not_have_is_told() {
    let fixture = with("[release.packages.bakery-flour]\nfeatures = [\"stome\"]");
    says(&fixture, &["release", "minor"], 1, &["`bakery-flour` has no feature `stome`"]);
}

#[test]
fn a_crate_that_cannot_be_built_here_is_uploaded_with_its_reason() {
    let fixture = with("[release.packages.bakery-flour]\nno-verify = \"needs the millstone\"");
    // It compiles with a setting of this workspace only.
    fixture.ws.append(
        "crates/bakery-flour/src/lib.rs",
        "\n#[cfg(not(millstone))]\ncompile_error!(\"no millstone\");\n",
    );
    fixture.ws.append("crates/bakery-flour/Cargo.toml", "\n[lints.rust]\nunexpected_cfgs = \"allow\"\n");
    fixture.ws.append(".cargo/config.toml", "\n[build]\nrustflags = [\"--cfg\", \"millstone\"]\n");
    proven(&fixture);
    says(
        &fixture,
        &["release", "minor"],
        0,
        &["note: `bakery-flour` is not built before it is uploaded: needs the millstone"],
    );
    let json = fixture.run(&["release", "0.2.0", "--execute", "--format", "json"]).json();
    assert_eq!(json["done"], "complete", "{json:?}");
    assert_eq!(json["plan"]["packages"][1]["no_verify"], "needs the millstone");
    fixture.assert_released();
    // What is kept of the release says so for ever.
    let released = fixture.ws.path(".readiness/released");
    let records =
        fs::read_dir(released).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    assert!(records.into_iter().any(|record| record.contains("needs the millstone")));
}

#[test]
fn the_message_and_further_files_are_as_the_checklist_says() {
    let fixture = with(
        "[release]\npre-release-commit-message = \"chore(release): {version} of {date}\"\n\
         version-files = [{ path = \"README.md\", pattern = 'bakery = \"{version}\"', at-least = 2 }]\n",
    );
    fixture.ws.append("README.md", "\n    bakery = \"0.1\"\n    bakery = \"0.1.0\"\n    salt = \"0.1\"\n");
    proven(&fixture);
    fixture.run(&["release", "minor"]).done();
    fixture.execute().done();
    fixture.assert_released();
    assert_eq!(fixture.ws.git(["log", "-1", "--format=%s"]), "chore(release): 0.2.0 of 2026-11-21");
    let readme = fixture.ws.read("README.md");
    assert!(
        readme.ends_with("\n    bakery = \"0.2\"\n    bakery = \"0.2.0\"\n    salt = \"0.1\"\n"),
        "{readme}"
    );
}

#[test]
fn a_version_that_stands_nowhere_is_refused() {
    let entry = |path: &str| {
        format!("[release]\nversion-files = {{ path = \"{path}\", pattern = \"v{{version}} is out\" }}")
    };
    says(&with(&entry("README.md")), &["release", "minor"], 1, &["README.md", "found in 0 places"]);
    says(&with(&entry("NEWS.md")), &["release", "minor"], 1, &["NEWS.md", "is not there"]);
}

#[test]
fn without_a_registry_there_are_a_version_a_tag_and_a_push() {
    let fixture = with("[release]\npublish = false\n\n[release.packages.bakery-tasting]\nrelease = false");
    for name in fixture.packages {
        fixture.ws.replace(&format!("crates/{name}/Cargo.toml"), "publish = [\"local\"]", "publish = false");
    }
    fs::remove_file(fixture.cargo_home().join("credentials.toml")).unwrap();
    proven(&fixture);
    let told = says(
        &fixture,
        &["release", "minor"],
        0,
        &["bakery 0.1.0 -> 0.2.0 not uploaded", "forge release v0.2.0"],
    );
    assert!(!told.contains("upload bakery") && !told.contains("token"), "{told}");
    fixture.execute().done();
    assert_eq!(fixture.uploaded("0.2.0"), [""; 0]);
    assert_eq!(fixture.ws.git(["tag", "--list"]), "v0.2.0");
    assert!(fixture.remote.refs(&fixture.ws).contains("refs/tags/v0.2.0"));
    assert!(fixture.ws.exists(".readiness/released"));
}

#[test]
fn nothing_publishable_is_told_with_the_setting_for_that() {
    let fixture = with("");
    for name in fixture.packages {
        fixture.ws.replace(&format!("crates/{name}/Cargo.toml"), "publish = [\"local\"]", "publish = false");
    }
    says(&fixture, &["release", "minor"], 1, &["write `publish = false` into `[release]`"]);
}

#[test]
fn a_plan_in_ci_needs_neither_a_branch_nor_a_token() {
    let fixture = with("");
    proven(&fixture);
    fs::remove_file(fixture.cargo_home().join("credentials.toml")).unwrap();
    let no_token = "there is no token for local, without which `--execute` is refused";
    says(&fixture, &["release", "minor"], 0, &[no_token]);
    says(&fixture, &["release", "0.2.0", "--execute"], 1, &["REFUSED token local"]);
    fixture.ws.git(["checkout", "--quiet", "--detach"]);
    for plan in [&["release", "minor", "--dry-run"][..], &["release", "patch"]] {
        says(&fixture, plan, 0, &[no_token, "HEAD is detached", "no plan was written"]);
    }
    says(&fixture, &["release", "0.2.0", "--execute"], 1, &["the branch was main, and is none"]);
    assert!(!fixture.ws.exists(".readiness/release/0.1.1"));
    let json = fixture.run(&["release", "minor", "--dry-run", "--format", "json"]).json();
    assert!(json["plan"]["branch"].is_null(), "{json:?}");
}

#[test]
fn hooks_come_before_the_first_change_and_after_the_last() {
    let fixture = with(
        "[release]\npre-release-hook = [\"test\", \"-e\", \"../before\"]\npost-release-hook = [\"test\", \"-e\", \"../after\"]",
    );
    let head = fixture.ws.git(["rev-parse", "HEAD"]);
    proven(&fixture);
    says(
        &fixture,
        &["release", "minor"],
        0,
        &["1 pre-release hook `test -e ../before`", "hook `test -e ../after`"],
    );
    says(
        &fixture,
        &["release", "0.2.0", "--execute"],
        1,
        &["pre-release hook", "`test -e ../before` failed"],
    );
    fixture.assert_untouched(&head);
    fs::write(fixture.ws.path("../before"), "").unwrap();
    fixture.run(&["release", "minor"]).done();
    says(&fixture, &["release", "0.2.0", "--execute"], 3, &["post-release hook", "UNSEEN"]);
    fixture.assert_released();
    fs::remove_file(fixture.ws.path("../before")).unwrap();
    fs::write(fixture.ws.path("../after"), "").unwrap();
    // The first one has run; what is open is run again.
    says(&fixture, &["release", "--resume"], 0, &["0.2.0 is released"]);
}

#[test]
fn a_hook_that_changes_the_tree_stops_the_release_before_it_begins() {
    let fixture = with("[release]\npre-release-hook = [\"touch\", \"stamp\"]");
    let head = fixture.ws.git(["rev-parse", "HEAD"]);
    proven(&fixture);
    fixture.run(&["release", "minor"]).done();
    says(&fixture, &["release", "0.2.0", "--execute"], 1, &["changed stamp", "must leave the tree as it is"]);
    fixture.assert_untouched(&head);
}

#[test]
fn what_cargo_release_leaves_out_is_left_out_and_told() {
    let fixture = with("");
    fixture.ws.append("crates/bakery/Cargo.toml", "\n[package.metadata.release]\nrelease = false\n");
    fixture.ws.write("release.toml", "sign-commit = true\n");
    // What a registry asks for is asked of what goes there.
    let description = "description = \"The crate bakery of a fixture\"\n";
    fixture.ws.replace("crates/bakery/Cargo.toml", description, "");
    proven(&fixture);
    let told = says(
        &fixture,
        &["release", "minor"],
        0,
        &[
            "`bakery` is left out, by `release = false` in `[package.metadata.release]` of crates/bakery/Cargo.toml",
            "not followed: sign-commit (in release.toml)",
        ],
    );
    assert!(!told.contains("upload bakery "), "{told}");
    // The checklist has the last word.
    fixture.ws.append("readiness.toml", "\n[release.packages.bakery]\nrelease = true\n");
    proven(&fixture);
    says(&fixture, &["release", "minor"], 1, &["bakery has no `description`"]);
    fixture.ws.replace("crates/bakery/Cargo.toml", "[package]\n", &format!("[package]\n{description}"));
    proven(&fixture);
    let told = says(&fixture, &["release", "minor"], 0, &["bakery 0.1.0 -> 0.2.0 to local"]);
    assert!(!told.contains("is left out"), "{told}");
}
