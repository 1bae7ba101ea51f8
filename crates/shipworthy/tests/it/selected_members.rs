//! A gate about some members: what they are found to have decides, and what the members that they need have is told and left
//! to gates of their own.

use testkit::{Fixture, Json, Workspace};

use crate::proofs::asked::{fails, gate, passes, unknown};

/// `kern` with this library, and `app`, which needs it and is sound.
fn needing(kern: &str, check: &str) -> Fixture {
    Fixture::new()
        .package("kern", |package| package.lib(kern))
        .package("app", |package| {
            package.lib("//! A.\n\n/// B.\npub fn b() -> u8 {\n    kern::a()\n}\n").depends("kern")
        })
        .gate("gate", check)
        .git()
}

const WARNED: &str = "//! K.\n\nfn unused() {}\n\n/// A.\npub fn a() -> u8 {\n    return 1;\n}\n";

/// The number of warnings that were seen in `kern` and left to its own gates.
#[track_caller]
fn left(json: &Json) -> f64 {
    json.measured("gate", "warnings of kern, which this gate is not about")
}

#[test]
fn a_warning_of_a_member_that_is_needed_is_not_the_needers() {
    let clippy = |more: &str| needing(WARNED, &format!("kind = \"cargo-clippy\"{more}")).build();
    let ws = clippy(", packages = [\"app\"]");
    // Without `--no-deps` the plain tool reports both, and with it only what was selected.
    let plain = |args: &str| {
        let run = ws.program("sh", ["-c", &format!("cargo clippy -p app {args} -- -D clippy::all")]);
        run.stdout_any().stderr_any().spawn().finish().code
    };
    assert_eq!([plain(""), plain("--no-deps")], [Some(101), Some(0)]);
    let json = passes(gate(&ws));
    assert_eq!((json.measured("gate", "warnings"), left(&json)), (0.0, 2.0));
    let told = ws.run(["why", "gate"]).text();
    assert!(told.contains("2 warnings of kern, which this gate is not about"), "{told}");

    // Its own gate tells them, whichever ran first; so does one about everything.
    ws.replace("readiness.toml", "packages = [\"app\"]", "packages = [\"kern\"]");
    fails(gate(&ws), &["clippy::needless_return", "dead_code"]);
    fails(gate(&clippy("")), &["clippy::needless_return", "dead_code"]);
    // A limit of its own for one lint is about the same members.
    passes(gate(&clippy(", packages = [\"app\"], lints = { dead_code = 0 }")));
}

#[test]
fn a_gate_of_each_member_counts_what_is_its_own() {
    for (check, outcomes) in [
        ("kind = \"cargo-clippy\"", ["pass", "fail"]),
        ("kind = \"cargo-build\", warnings = 0", ["pass", "fail"]),
        // rustdoc warns of neither.
        ("kind = \"cargo-doc\"", ["pass", "pass"]),
    ] {
        let ws = needing(WARNED, check).build();
        ws.replace("readiness.toml", "id = \"gate\"", "id = \"gate\"\neach = \"member\"");
        let json = ws.run(["check", "gate", "--format", "json"]).progress();
        let json = json.exit(i32::from(outcomes.contains(&"fail"))).json();
        assert_eq!(["gate[app]", "gate[kern]"].map(|id| json.outcome(id)), outcomes, "{check}: {json:#?}");
    }
}

/// The compiler of a member that is needed speaks while another one is documented.
#[test]
fn documentation_that_a_needed_member_lacks_is_its_own() {
    let lib = "//! K.\n#![warn(missing_docs)]\n\npub fn a() -> u8 {\n    1\n}\n";
    let ws = needing(lib, "kind = \"cargo-doc\", packages = [\"app\"]").build();
    assert_eq!(left(&passes(gate(&ws))), 1.0);
    ws.replace("readiness.toml", "[\"app\"]", "[\"kern\"]");
    fails(gate(&ws), &["missing_docs"]);
}

#[test]
fn what_cargo_and_build_scripts_warn_of_is_about_a_member_too() {
    let sound = "//! K.\n\n/// A.\npub fn a() -> u8 {\n    1\n}\n";
    let script = "fn main() {\n    println!(\"cargo::warning=oh no\");\n}\n";
    for (kind, of_build_scripts) in
        [("cargo-build\", warnings = 0", true), ("cargo-clippy\"", true), ("cargo-doc\"", false)]
    {
        let ws = |selected: &str| {
            let check = format!("kind = \"{kind}, packages = [\"{selected}\"]");
            needing(sound, &check).file("crates/kern/build.rs", script).build()
        };
        let misspelt = |ws: Workspace, file: &str| {
            ws.append(file, "\n[lib]\nnmae = \"x\"\n");
            ws
        };
        let manifest = "crates/kern/Cargo.toml";
        let app = misspelt(ws("app"), manifest);
        assert_eq!(left(&passes(gate(&app))), if of_build_scripts { 2.0 } else { 1.0 }, "{kind}");
        let rules: &[&str] = if of_build_scripts { &["build-script", "cargo"] } else { &["cargo"] };
        fails(gate(&misspelt(ws("kern"), manifest)), rules);
        // The manifest at the root is everybody's.
        let ws = ws("app");
        ws.replace("Cargo.toml", "[profile.dev]\n", "[profile.dev]\nopt-levle = 1\n");
        fails(gate(&ws), &["cargo"]);
    }
}

/// One file that two members have for a module is as much of the one as of the other.
#[test]
fn a_warning_in_a_file_that_members_share_is_of_both() {
    let shared = "#[path = \"../../../shared/both.rs\"]\nmod both;\n";
    let ws = |selected: &str| {
        let check = format!("kind = \"cargo-clippy\", packages = [\"{selected}\"]");
        Fixture::new()
            .package("kern", |package| package.lib(&format!("{shared}pub fn a() {{}}\n")))
            .package("app", |package| {
                package.lib(&format!("{shared}pub fn b() {{\n    kern::a()\n}}\n")).depends("kern")
            })
            .file("shared/both.rs", "fn unused() {}\n")
            .gate("gate", &check)
            .git()
            .build()
    };
    for selected in ["kern", "app"] {
        let json = fails(gate(&ws(selected)), &["dead_code"]);
        assert_eq!(json.findings("gate").len(), 1, "{json:#?}");
    }
}

/// Where clippy stops at a lint of a needed member, nobody linted what was asked about; where that does not compile, neither
/// does this.
#[test]
fn an_error_of_a_member_that_is_needed_hides_what_was_selected() {
    let denied =
        "//! K.\n#![deny(clippy::needless_return)]\n\n/// A.\npub fn a() -> u8 {\n    return 1;\n}\n";
    let clippy = "kind = \"cargo-clippy\", packages = [\"app\"]";
    let json = unknown(gate(&needing(denied, clippy).build()), "could not look");
    let reason = json.gate("gate")["reason"].as_str().unwrap_or_default();
    assert!(reason.contains("kern") && reason.contains("clippy::needless_return"), "{reason}");
    // What was found in the selected ones all the same is found.
    let ws = needing(denied, "kind = \"cargo-clippy\", packages = [\"app\", \"odd\"]")
        .package("odd", |package| package.lib("fn unused() {}\n"))
        .build();
    fails(gate(&ws), &["dead_code"]);
    // It compiles, so it builds.
    passes(gate(&needing(denied, "kind = \"cargo-build\", packages = [\"app\"], warnings = 0").build()));
    let broken = "//! K.\n\n/// A.\npub fn a() -> u8 {\n    \"1\"\n}\n";
    fails(gate(&needing(broken, clippy).build()), &["E0308"]);
}
