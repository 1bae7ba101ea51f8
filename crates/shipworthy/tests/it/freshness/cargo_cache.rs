//! Cargo goes by time: what it calls fresh may have been built from other contents, and no result may stand on that.

use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use testkit::{Fixture, Workspace};

use super::scene::{TESTS, check, fails, lock, passes, passes_in};

const GOOD: &str = "pub fn n() -> u32 { 1 }\n#[test]\nfn t() { assert_eq!(n(), 1); }\n";
const BAD: &str = "pub fn n() -> u32 { 222 }\n#[test]\nfn t() { assert_eq!(n(), 1); }\n";

/// The workspace is built as cargo builds by itself: what it remembers for that is part of what is not believed.
fn gate(check: &str) -> Fixture {
    super::scene::gate(check).plain_profile()
}

/// Writes a file as something that was changed years ago.
fn write_old(ws: &Workspace, path: &str, text: &str) {
    ws.write(path, text);
    let file = fs::File::options().write(true).open(ws.path(path)).unwrap();
    file.set_modified(std::time::UNIX_EPOCH + Duration::from_secs(1_577_836_800)).unwrap();
}

#[test]
fn a_file_that_is_older_than_what_was_built_is_built_again() {
    for check in [TESTS, r#"kind = "cargo-test", runner = "cargo""#] {
        let ws = gate(check).package("a", |p| p.lib(GOOD)).build();
        passes(&ws);
        write_old(&ws, "crates/a/src/lib.rs", BAD);
        fails(&ws);
    }
}

#[test]
fn a_type_error_in_an_old_file_is_seen() {
    let ws = gate(r#"kind = "cargo-build", warnings = 0"#)
        .package("a", |p| p.lib("pub fn n() -> u32 { 1 }\n"))
        .build();
    passes(&ws);
    write_old(&ws, "crates/a/src/lib.rs", "pub fn n() -> u32 { \"no\" }\n");
    fails(&ws);
}

/// A checkout of another commit at the same place, with the folders that a CI keeps, and times that somebody restored.
#[test]
fn a_kept_target_folder_proves_nothing_of_another_commit() {
    let ws = gate(TESTS).package("a", |p| p.lib(GOOD)).build();
    passes(&ws);
    ws.write("crates/a/src/lib.rs", BAD);
    ws.commit("Break it");
    let kept = ws.scratch().join("kept");
    fs::create_dir(&kept).unwrap();
    let copy = |from: &std::path::Path, to: &std::path::Path| {
        assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
    };
    for folder in ["target", ".readiness"] {
        copy(&ws.path(folder), &kept);
    }
    ws.program("git", ["clone", "--quiet", ".", "../clone"]).done();
    fs::remove_dir_all(ws.root()).unwrap();
    fs::rename(ws.scratch().join("clone"), ws.root()).unwrap();
    for folder in ["target", ".readiness"] {
        copy(&kept.join(folder), ws.root());
    }
    write_old(&ws, "crates/a/src/lib.rs", BAD);
    fails(&ws);
}

/// A build script puts another folder in the place of the sources, and a test puts them back: neither the run nor what it has
/// compiled proves anything, though no file was touched.
#[test]
fn what_was_compiled_of_another_folder_is_compiled_again() {
    let script = r#"fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::fs::remove_file("../../../once").is_ok() {
        std::fs::rename("src", "../../../aside").unwrap();
        std::fs::rename("../../../other", "src").unwrap();
    }
}
"#;
    let back = "#[test]\nfn t() { if std::fs::rename(\"src\", \"../../../other\").is_ok() { std::fs::rename(\"../../../aside\", \"src\").unwrap(); } }\n";
    let ws = gate(TESTS).package("a", |p| p.lib(BAD).file("build.rs", script)).build();
    ws.write("../other/lib.rs", back);
    ws.write("../once", "");
    sleep(Duration::from_millis(50));
    let json = check(&ws);
    assert_eq!(ws.read("crates/a/src/lib.rs"), BAD);
    assert_eq!(json.outcome("g"), "unknown", "{json:#?}");
    fails(&ws);
}

#[test]
fn what_a_build_script_reads_and_does_not_declare_is_read_again() {
    let script = "fn main() { println!(\"cargo:rerun-if-changed=build.rs\"); \
                  println!(\"cargo:rustc-env=V={}\", std::fs::read_to_string(\"../../data/v.txt\").unwrap().trim()); }\n";
    let ws = gate(TESTS)
        .package("a", |p| {
            p.lib("#[test]\nfn t() { assert_eq!(env!(\"V\"), \"1\"); }\n").file("build.rs", script)
        })
        .file("data/v.txt", "1\n")
        .build();
    passes(&ws);
    ws.write("data/v.txt", "2\n");
    fails(&ws);
    ws.write("data/v.txt", "1\n");
    passes_again(&ws);
}

#[track_caller]
fn passes_again(ws: &Workspace) {
    assert_eq!(check(ws).outcome("g"), "pass");
}

/// The steps are done once more for the one package that others built; the other was built under our eyes by then.
#[test]
fn what_was_built_before_the_doubt_is_not_built_again() {
    let ws = gate(TESTS).package("a", |p| p.lib(GOOD)).package("b", |p| p.lib(GOOD)).build();
    ws.program("cargo", ["test", "--package=a", "--no-run", "-q"]).done();
    passes(&ws);
    let output = ws.run(["why", "g"]).stdout_any().done();
    let line = output.stdout.lines().find(|line| line.trim_start().starts_with("rebuilt"));
    assert_eq!(line.and_then(|line| line.split_whitespace().nth(1)), Some("a:"), "{}", output.told());
}

/// Nobody tells what a cargo compiles that a test calls.
#[test]
fn a_program_that_a_test_builds_by_itself_is_built_again() {
    let test = "#[test]\nfn t() {\n    let cargo = std::process::Command::new(env!(\"CARGO\"));\n    \
                let out = { cargo }.args([\"run\", \"-q\", \"-p\", \"app\"]).output().unwrap();\n    \
                assert_eq!(String::from_utf8_lossy(&out.stdout).trim(), \"1\");\n}\n";
    let ws = gate(&format!("{TESTS}, packages = [\"e2e\"]"))
        .package("app", |p| p.main("fn main() { println!(\"1\") }\n"))
        .package("e2e", |p| p.lib("").test("it", test))
        .build();
    passes(&ws);
    write_old(&ws, "crates/app/src/main.rs", "fn main() { println!(\"2\") }\n");
    fails(&ws);
}

#[test]
fn settings_of_clippy_that_appear_are_heeded() {
    let ws = gate(r#"kind = "cargo-clippy""#)
        .package("a", |p| p.lib("#[must_use]\npub fn f(a: u8, b: u8, c: u8) -> u8 { a ^ b ^ c }\n"))
        .build();
    passes(&ws);
    ws.write("clippy.toml", "too-many-arguments-threshold = 2\n");
    fails(&ws);
}

/// As a gate builds, so that cargo takes one for the other.
fn built_by_others(ws: &Workspace) {
    ws.program("cargo", ["test", "--workspace", "--no-run", "-q"]).done();
}

/// What was built before anybody looked is built again once, and what somebody builds meanwhile in good order is not.
#[test]
fn what_was_built_by_others_is_built_again_only_in_doubt() {
    let ws = gate(TESTS).package("a", |p| p.lib(BAD)).build();
    built_by_others(&ws);
    write_old(&ws, "crates/a/src/lib.rs", GOOD);
    passes(&ws);
    let why = ws.run(["why", "g"]).stdout_any().done();
    assert!(why.stdout.contains("rebuilt"), "{}", why.told());
    ws.append("crates/a/src/lib.rs", "/// More.\npub struct More;\n");
    built_by_others(&ws);
    let output = ws.run(["check", "g"]).progress().stdout_any().done();
    assert!(!output.stderr.contains("cargo clean"), "{}", output.told());
    let why = ws.run(["why", "g"]).stdout_any().done();
    assert!(!why.stdout.contains("rebuilt"), "{}", why.told());
}

#[test]
fn a_second_place_of_a_module_is_an_error_though_cargo_looks_at_the_first_alone() {
    let ws = gate(TESTS)
        .package("a", |p| p.lib(&format!("mod one;\n{GOOD}")).file("src/one.rs", "").file("src/two/x.rs", ""))
        .build();
    passes(&ws);
    ws.write("crates/a/src/one/mod.rs", "");
    fails(&ws);
}

/// A program that links, and no longer does.
#[test]
fn what_another_linker_has_made_is_made_again() {
    let ws = gate(TESTS)
        .file(".cargo/config.toml", "[target.'cfg(unix)']\nlinker = \"ci/with-cc.sh\"\n")
        .file("ci/with-cc.sh", "#!/bin/sh\nexec cc \"$@\"\n")
        .package("a", |p| p.lib(GOOD))
        .build();
    ws.program("chmod", ["+x", "ci/with-cc.sh"]).done();
    passes(&ws);
    ws.write("ci/with-cc.sh", "#!/bin/sh\nexit 1\n");
    fails(&ws);
}

#[test]
fn another_linker_on_the_path_counts() {
    let ws = gate(TESTS).package("a", |p| p.lib(GOOD)).build();
    passes(&ws);
    let run = ws.run(["check", "g", "--format", "json"]).with_tool("cc", "#!/bin/false\nexit 1\n");
    let json = super::scene::answer(run);
    assert_eq!((json.outcome("g"), &json["executed"]), ("fail", &1.into()), "{:#}", json.gate("g"));
}

/// With a folder of their own, gates leave nothing where the user builds, neither in the tree where git ignores nothing; and
/// what lies there is believed as little.
#[test]
fn a_folder_of_its_own_is_held_against_the_contents_as_well() {
    for check in [TESTS, r#"kind = "command", argv = ["cargo", "test", "--quiet"]"#] {
        let ws = gate(check)
            .file(".gitignore", "/.readiness\n")
            .package("a", |p| p.lib(GOOD))
            .readiness("[policy]\ntarget = \"own\"")
            .build();
        lock(&ws);
        passes(&ws);
        let own = ws.path(".readiness/target/debug");
        assert!(own.is_dir() && !ws.path("target").exists(), "{check}");
        // Another folder that the user has chosen is not theirs either.
        ws.write(
            "crates/a/src/lib.rs",
            "pub fn n() -> u32 { 1 }\n\n#[test]\nfn t() { assert_eq!(n(), 1); }\n",
        );
        let chosen = ws.scratch().join("chosen");
        passes_in(&ws, &[("CARGO_TARGET_DIR", chosen.to_str().unwrap())]);
        assert!(!chosen.exists(), "{check}");
        write_old(&ws, "crates/a/src/lib.rs", BAD);
        if check == TESTS {
            fails(&ws);
        }
    }
}
