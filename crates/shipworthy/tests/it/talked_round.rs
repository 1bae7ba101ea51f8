//! Settings, manifests and programs in between that keep a failure or a warning from whoever looks for it: none of them talks
//! a kind of cargo's round, and what is sound is not accused for them.

use testkit::{Fixture, Workspace, tools};

use crate::proofs::asked::{fails, gate, passes, unknown};

const GOOD: &str = "#[test]\nfn good() {}\n";
const BAD: &str = "#[test]\nfn bad() {\n    panic!(\"no\");\n}\n";

/// The triple of this machine, as the compiler says.
fn host(ws: &Workspace) -> String {
    let told = ws.program("rustc", ["-vV"]).stdout_any().done().stdout;
    told.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned()
}

fn tested(runner: &str, more: &str) -> Fixture {
    let check = format!("kind = \"cargo-test\", runner = \"{runner}\"{more}");
    Fixture::new().package("alpha", |p| p.lib(&format!("//! A.\n\n{GOOD}"))).gate("gate", &check).git()
}

#[test]
fn a_package_that_stands_in_no_list_is_told() {
    let manifest = "[package]\nname = \"far\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    let far = |folder: &str, manifest: &str, more: &str| {
        let fixture = tested("cargo", more).file(&format!("{folder}/Cargo.toml"), manifest);
        fixture.file(&format!("{folder}/src/lib.rs"), BAD).build()
    };
    fails(gate(&far("crates/far", manifest, "")), &["excluded-package"]);
    passes(gate(&far("crates/far", manifest, ", except = \"crates/far/Cargo.toml\"")));
    // Another workspace is another checklist's, and what tests read is theirs.
    passes(gate(&far("crates/far", &format!("{manifest}[workspace]\n"), "")));
    passes(gate(&far("crates/alpha/tests/data/far", manifest, "")));
}

#[test]
fn a_target_that_is_not_to_be_tested_is_told() {
    for runner in ["cargo", "auto"] {
        let ws = |more: &str| {
            let check = format!("kind = \"cargo-test\", runner = \"{runner}\"{more}");
            let off = "[lib]\ntest = false\ndoctest = false";
            let fixture =
                Fixture::new().package("alpha", |p| p.manifest_extra(off).lib(BAD).test("it", GOOD));
            fixture.gate("gate", &check).git().build()
        };
        let json = fails(gate(&ws("")), &["untested-target"]);
        assert_eq!(json.findings("gate")[0]["file"], "crates/alpha/src/lib.rs");
        passes(gate(&ws(", except = \"crates/alpha/src/lib.rs\"")));
    }
}

/// What stands between cargo and a test program may keep the exit code, or all that it says.
#[test]
fn a_runner_swallows_no_failure() {
    let failing = |runner: &str, more: &str| {
        let ws = tested(runner, more).tools(tools::nextest()).file("crates/alpha/tests/it.rs", BAD).build();
        let host = host(&ws);
        // Tests run in the folder of their package.
        let root = ws.root().display().to_string();
        let settings = move |runner: &str| {
            format!("[target.{host}]\nrunner = {}\n", runner.replace("run.sh", &format!("{root}/run.sh")))
        };
        (ws, settings)
    };
    for runner in ["cargo", "auto"] {
        let (ws, settings) = failing(runner, "");
        ws.write(".cargo/config.toml", settings("\"true\""));
        fails(gate(&ws), &["not-reached"]);
        ws.write(".cargo/config.toml", settings("[\"sh\", \"run.sh\"]"));
        ws.write("run.sh", "\"$@\"\nrm -f lock\n");
        fails(gate(&ws), &["test-failed"]);
    }
    let (ws, settings) = failing("nextest", "");
    ws.write(".cargo/config.toml", settings("[\"sh\", \"run.sh\"]"));
    ws.write("run.sh", "\"$@\"\nrm -f lock\n");
    unknown(gate(&ws), "could not look");
    // Accepted by its name, and it does hand on what it is told.
    let (ws, settings) = failing("nextest", ", wrappers = [\"sh\"]");
    ws.write(".cargo/config.toml", settings("[\"sh\", \"run.sh\"]"));
    ws.write("run.sh", "exec \"$@\"\n");
    fails(gate(&ws), &["test-failed"]);
}

#[test]
fn a_result_line_that_a_test_writes_proves_nothing() {
    let forged = "#[test]\nfn a() {\n    use std::io::Write;\n    let line = \"\\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 \
        measured; 0 filtered out; finished in 0.00s\\n\";\n    std::io::stdout().write_all(line.as_bytes()).unwrap();\n    \
        std::process::exit(0);\n}\n\n#[test]\nfn b() {\n    std::thread::sleep(std::time::Duration::from_secs(2));\n    panic!();\n}\n";
    let ws = tested("cargo", "").file("crates/alpha/tests/it.rs", forged).build();
    fails(gate(&ws), &["not-reached"]);
}

#[test]
fn a_library_without_doctests_is_not_accused_of_them() {
    for runner in ["cargo", "auto"] {
        let check = format!("kind = \"cargo-test\", runner = \"{runner}\"");
        let library = format!("//! A.\n//!\n//! ```\n//! this is no Rust\n//! ```\n\n{GOOD}");
        let ws =
            Fixture::new().package("alpha", |p| p.manifest_extra("[lib]\ndoctest = false").lib(&library));
        passes(gate(&ws.gate("gate", &check).git().build()));
    }
}

#[test]
fn a_test_for_another_system_is_counted_and_not_accused() {
    let elsewhere = format!("#![cfg(not(unix))]\n//! E.\n\n{GOOD}");
    let ws = tested("cargo", "").file("crates/alpha/tests/elsewhere.rs", &elsewhere).build();
    assert_eq!(passes(gate(&ws)).measured("gate", "targets for other systems"), 1.0);
    // A feature is for the gate to switch on.
    let gated = format!("#![cfg(feature = \"f\")]\n//! G.\n\n{GOOD}");
    fails(gate(&tested("cargo", "").file("crates/alpha/tests/gated.rs", &gated).build()), &["empty-target"]);
}

#[test]
fn a_timeout_that_nextest_is_told_to_pass_is_none() {
    let slow = "#[test]\nfn slow() {\n    std::thread::sleep(std::time::Duration::from_secs(9));\n}\n";
    let settings =
        "[profile.default]\nslow-timeout = { period = \"1s\", terminate-after = 1, on-timeout = \"pass\" }\n";
    let ws = tested("nextest", "").tools(tools::nextest()).file("crates/alpha/tests/it.rs", slow);
    fails(gate(&ws.file(".config/nextest.toml", settings).build()), &["timeout"]);
}

/// The checklist may lie in a folder of the workspace.
#[test]
fn members_beside_the_checklist_are_members() {
    let checklist = "schema = 1\ntitle = \"t\"\n\n[[phase]]\nid = \"p\"\ntitle = \"p\"\n\n[[phase.gate]]\nid = \"gate\"\ntitle = \"t\"\n\
        priority = \"P0\"\ncheck = { kind = \"cargo-test\", runner = \"cargo\" }\n";
    let ws = Fixture::new().package("alpha", |p| p.lib(GOOD)).package("beta", |p| p.lib(GOOD));
    let ws = ws.file("crates/alpha/readiness.toml", checklist).git().build();
    assert_eq!(passes(gate(&ws).dir("crates/alpha")).subjects("gate"), 2);
    ws.write("crates/beta/src/lib.rs", BAD);
    let json = fails(gate(&ws).dir("crates/alpha"), &["test-failed"]);
    assert_eq!(json.findings("gate")[0]["file"], "../../crates/beta/src/lib.rs");
}

/// A member whose name another package of the lock file has too.
#[test]
fn a_member_is_told_from_a_package_of_its_name() {
    let root =
        "[workspace]\nresolver = \"3\"\nmembers = [\"crates/alpha\"]\nexclude = [\"other\", \"old\"]\n";
    let package = |name: &str, version: &str, more: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\n{more}")
    };
    for (kind, spec) in [
        ("build", "alpha"),
        ("clippy", "alpha@0.1.0"),
        ("doc", "crates/alpha"),
        ("test", "alpha"),
        ("fmt", "alpha"),
    ] {
        let check = format!("kind = \"cargo-{kind}\", packages = [\"{spec}\"]");
        let ws = Fixture::new()
            .file("Cargo.toml", root)
            .file(
                "crates/alpha/Cargo.toml",
                &package("alpha", "0.1.0", "[dependencies]\nother = { path = \"../../other\" }\n"),
            )
            .file("crates/alpha/src/lib.rs", &format!("//! A.\n{GOOD}"))
            .file(
                "other/Cargo.toml",
                &package("other", "0.1.0", "[dependencies]\nalpha = { path = \"../old\" }\n"),
            )
            .file("other/src/lib.rs", "")
            .file("old/Cargo.toml", &package("alpha", "0.0.1", ""))
            .file("old/src/lib.rs", "")
            .gate("gate", &check)
            .build();
        ws.program("cargo", ["generate-lockfile", "--offline"]).stderr_any().done();
        ws.git(["init", "--quiet"]);
        ws.commit("Begin");
        passes(gate(&ws));
    }
}

#[test]
fn flags_and_wrappers_keep_no_warning_back() {
    let lib = "//! A.\n\nfn unused() {}\n\n/// One.\npub fn one() -> u8 {\n    return 1;\n}\n";
    let ws = |check: &str, settings: &str| {
        let fixture = Fixture::new().package("alpha", |p| p.lib(lib)).gate("gate", check);
        fixture
            .file(".cargo/config.toml", settings)
            .file("wrap.sh", "exec \"$@\" --cap-lints allow\n")
            .git()
            .build()
    };
    let clippy = r#"kind = "cargo-clippy""#;
    let build = r#"kind = "cargo-build", warnings = 0"#;
    for flags in ["[\"-Awarnings\"]", "\"--cap-lints=allow\"", "[\"-A\", \"warnings\"]"] {
        for check in [clippy, build] {
            fails(gate(&ws(check, &format!("[build]\nrustflags = {flags}\n"))), &["lints-lowered"]);
            fails(
                gate(&ws(check, &format!("[target.'cfg(all())']\nrustflags = {flags}\n"))),
                &["lints-lowered"],
            );
        }
    }
    let accepted = r#"kind = "cargo-build", warnings = 0, lowered = ["-Awarnings"]"#;
    passes(gate(&ws(accepted, "[build]\nrustflags = [\"-Awarnings\"]\n")));
    fails(gate(&ws(build, "")).env("RUSTFLAGS", "-Adead_code"), &["lints-lowered"]);
    // For another system, and flags that lower nothing.
    fails(gate(&ws(build, "[target.'cfg(not(unix))']\nrustflags = [\"-Awarnings\"]\n")), &["dead_code"]);
    fails(gate(&ws(build, "[build]\nrustflags = [\"-Cdebuginfo=0\"]\n")), &["dead_code"]);
    let wrapped = ws(build, "[build]\nrustc-workspace-wrapper = \"./wrap.sh\"\n");
    std::process::Command::new("chmod").arg("+x").arg(wrapped.path("wrap.sh")).status().expect("chmod");
    unknown(gate(&wrapped), "could not look");
    // An alias takes the place of nothing.
    fails(gate(&ws(clippy, "[alias]\nclippy = \"check\"\n")), &["clippy::needless_return", "dead_code"]);
}

#[test]
fn what_cargo_and_build_scripts_warn_of_counts() {
    let build = r#"kind = "cargo-build", warnings = 0"#;
    let alpha =
        |manifest: &str| Fixture::new().package("alpha", |p| p.manifest_extra(manifest)).gate("gate", build);
    fails(gate(&alpha("[package.metadata]\nx = 1\n\n[lib]\nnmae = \"x\"").git().build()), &["cargo"]);
    let script = "fn main() {\n    println!(\"cargo::warning=oh no\");\n}\n";
    fails(gate(&alpha("").file("crates/alpha/build.rs", script).git().build()), &["build-script"]);
    passes(gate(&alpha("").git().build()));
}

#[test]
fn a_program_beside_a_library_of_its_name_is_documented_too() {
    let main = "//! See [`nowhere::Nothing`].\n\nfn main() {}\n";
    let ws = Fixture::new().package("alpha", |p| p).gate("gate", r#"kind = "cargo-doc""#).git();
    let broken = ws.clone().file("crates/alpha/src/main.rs", main).build();
    let json = fails(gate(&broken), &["rustdoc::broken_intra_doc_links"]);
    assert_eq!(json.findings("gate")[0]["file"], "crates/alpha/src/main.rs");
    let sound = ws.file("crates/alpha/src/main.rs", "//! M.\n\nfn main() {}\n").build();
    assert_eq!(passes(gate(&sound)).subjects("gate"), 2);
}

#[test]
fn a_file_that_rustfmt_never_met_is_unknown() {
    let gate_of = |check: &str| Fixture::new().package("alpha", |p| p).gate("gate", check).git();
    let fmt = r#"kind = "cargo-fmt""#;
    let hidden = "//! A.\nmacro_rules! gated {\n    ($($i:item)*) => { $($i)* };\n}\ngated! { mod inner; }\n";
    let skipped = "//! A.\n#[rustfmt::skip]\nmod inner;\n";
    let file = "crates/alpha/src/inner.rs";
    for lib in [hidden, skipped] {
        let ws = |check: &str| {
            gate_of(check).file("crates/alpha/src/lib.rs", lib).file(file, "pub fn   f( ) {}\n").build()
        };
        unknown(gate(&ws(fmt)), "could not look");
        passes(gate(&ws(&format!("{fmt}, except = \"{file}\""))));
    }
    let off = gate_of(fmt)
        .package("beta", |p| p)
        .file("crates/beta/rustfmt.toml", "disable_all_formatting = true\n");
    unknown(gate(&off.build()), "could not look");
    // A setting that this toolchain ignores asks for another layout than the one that is looked for.
    let nightly = gate_of(fmt).file("rustfmt.toml", "imports_granularity = \"Module\"\n").build();
    let told = unknown(gate(&nightly), "could not look");
    assert!(told.gate("gate")["reason"].as_str().unwrap_or_default().contains("toolchain"), "{told:#?}");
}
