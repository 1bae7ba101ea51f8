//! Settings of cargo and of the tools, in every place where those look for them.

use super::scene::{TESTS, answer, fails, gate, is_stale, lock, passes};

#[test]
fn what_a_settings_file_includes_counts() {
    let ws = gate(TESTS)
        .file(".cargo/config.toml", "include = [{ path = \"more.toml\" }]\n")
        .file(".cargo/more.toml", "[env]\nWHO = \"1\"\n")
        .package("a", |p| p.lib("#[test]\nfn t() {}\n"))
        .build();
    passes(&ws);
    ws.write(".cargo/more.toml", "[env]\nWHO = \"2\"\n");
    is_stale(&ws, "cargo settings");
}

#[test]
fn packages_that_settings_put_in_place_of_others_count() {
    let ws = gate(TESTS)
        .file(".cargo/config.toml", "paths = [\"../b2\"]\n")
        .package("a", |p| {
            p.lib("#[test]\nfn t() { assert_eq!(b::N, 1); }\n")
                .manifest_extra("\n[dependencies]\nb = { path = \"../../../b\" }\n")
        })
        .build();
    for folder in ["b", "b2"] {
        ws.write(
            &format!("../{folder}/Cargo.toml"),
            "[package]\nname = \"b\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
        );
        ws.write(&format!("../{folder}/src/lib.rs"), "pub const N: u32 = 1;\n");
    }
    lock(&ws);
    passes(&ws);
    ws.write("../b2/src/lib.rs", "pub const N: u32 = 2;\n");
    is_stale(&ws, "../b2");
    fails(&ws);
}

#[test]
fn settings_of_clippy_between_root_and_package_and_above_count() {
    for place in ["crates/clippy.toml", "../clippy.toml"] {
        let ws = gate(r#"kind = "cargo-clippy""#)
            .package("a", |p| p.lib("#[must_use]\npub fn f(a: u8, b: u8, c: u8) -> u8 { a ^ b ^ c }\n"))
            .build();
        passes(&ws);
        ws.write(place, "too-many-arguments-threshold = 2\n");
        is_stale(&ws, "settings clippy");
        fails(&ws);
    }
}

#[test]
fn settings_of_rustfmt_above_the_root_count() {
    let ws =
        gate(r#"kind = "cargo-fmt""#).package("a", |p| p.lib("pub fn f() {\n    println!();\n}\n")).build();
    passes(&ws);
    ws.write("../rustfmt.toml", "tab_spaces = 2\n");
    is_stale(&ws, "settings rustfmt");
    fails(&ws);
}

#[test]
fn a_program_without_a_known_version_counts_by_its_content() {
    let ws = gate(r#"kind = "command", argv = ["mytool"]"#).build();
    let tool = |code: u8| format!("#!/bin/sh\n# A tool of nobody's.\nexit {code}\n");
    let run = |code: u8| answer(ws.run(["check", "g", "--format", "json"]).with_tool("mytool", &tool(code)));
    assert_eq!((run(0).outcome("g"), &run(0)["executed"]), ("pass", &0.into()));
    assert_eq!(run(1).outcome("g"), "fail");
}

#[test]
fn a_workspace_around_the_checklist_counts() {
    let ws = gate(TESTS).package("a", |p| p.lib("#[test]\nfn t() {}\n")).build();
    passes(&ws);
    ws.write("../Cargo.lock", "# another\n");
    is_stale(&ws, "cargo settings");
}

/// The checklist may lie in a member: what the root of the workspace gives is bound all the same.
#[test]
fn the_root_of_the_workspace_counts_also_where_it_is_above_the_checklist() {
    let lib = "#[test]\nfn t() { let x: u8 = std::hint::black_box(255); assert_eq!(x.wrapping_add(0), 255); drop(x + std::hint::black_box(1)); }\n";
    let ws = gate(TESTS).package("a", |p| p.lib(lib)).build();
    let root = "[workspace]\nresolver = \"2\"\nmembers = [\"crates/a\"]\n";
    ws.write("Cargo.toml", format!("{root}[profile.test]\noverflow-checks = false\n"));
    let checklist = ws.read("readiness.toml");
    ws.write("crates/a/readiness.toml", &checklist);
    ws.remove("readiness.toml");
    lock(&ws);
    ws.commit("Judge the member");
    let ask = |words: &[&str]| answer(ws.run(words).args(["--format", "json"]).dir(ws.path("crates/a")));
    let json = ask(&["check", "g"]);
    assert_eq!((json.outcome("g"), &json["executed"]), ("pass", &1.into()), "{:#}", json.gate("g"));
    assert_eq!(ask(&["status"]).outcome("g"), "pass");
    ws.write("Cargo.toml", root);
    let json = ask(&["status"]);
    assert_eq!(json.outcome("g"), "stale", "{:#}", json.gate("g"));
    let json = ask(&["check", "g"]);
    assert_eq!(json.outcome("g"), "fail", "{:#}", json.gate("g"));
}
