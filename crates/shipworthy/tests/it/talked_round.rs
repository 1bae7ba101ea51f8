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
    // Another workspace is another checklist's, and what tests read is theirs; they are counted.
    let nested = passes(gate(&far("crates/far", &format!("{manifest}[workspace]\n"), "")));
    let read = passes(gate(&far("crates/alpha/tests/data/far", manifest, "")));
    assert_eq!([nested, read].map(|json| json.measured("gate", "packages of others")), [1.0, 1.0]);
    assert_eq!(passes(gate(&tested("cargo", "").build())).measured("gate", "packages of others"), 0.0);
}

/// A submodule is another repository, with checks of its own; what of it is a member is tested, and the rest is counted.
#[test]
fn a_package_in_a_submodule_is_counted() {
    let ws = tested("cargo", "").build();
    let origin = ws.path("../origin");
    let origin = origin.to_str().expect("a path of ours is UTF-8");
    ws.write("../origin/Cargo.toml", "[package]\nname = \"far\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    ws.write("../origin/src/lib.rs", BAD);
    ws.git(["-C", origin, "init", "--quiet"]);
    ws.git(["-C", origin, "add", "--all"]);
    ws.git(["-C", origin, "commit", "--quiet", "--message", "Begin"]);
    ws.git(["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", origin, "vendor/far"]);
    ws.commit("Take it in");
    assert_eq!(passes(gate(&ws)).measured("gate", "packages of others"), 1.0);
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

/// nextest has wrappers of its own, and scripts that it runs before the tests.
#[test]
fn scripts_of_nextest_swallow_no_failure() {
    let wrapper = "experimental = [\"wrapper-scripts\"]\n\n[scripts.wrapper.quiet]\n\
        command = { command-line = \"wrap.sh\", relative-to = \"workspace-root\" }\n\n\
        [[profile.default.scripts]]\nfilter = \"all()\"\nrun-wrapper = \"quiet\"\n";
    let wrapped = |runner: &str, more: &str, script: &str| {
        let ws = tested(runner, more).tools(tools::nextest()).file("crates/alpha/tests/it.rs", BAD);
        let ws = ws.file(".config/nextest.toml", wrapper).file("wrap.sh", script).build();
        std::process::Command::new("chmod").arg("+x").arg(ws.path("wrap.sh")).status().expect("chmod");
        ws.commit("Let it run");
        ws
    };
    let swallow = "#!/bin/sh\n\"$@\"\nexit 0\n";
    let ws = wrapped("nextest", "", swallow);
    let plain = ws.program("cargo", ["nextest", "run", "--workspace"]).stdout_any().stderr_any().done();
    assert!(plain.told().contains("2 tests run: 2 passed"), "{}", plain.told());
    unknown(gate(&ws), "could not look");
    // cargo does not run them, and reads what the tests say.
    fails(gate(&wrapped("auto", "", swallow)), &["test-failed"]);
    let honest = wrapped("nextest", ", wrappers = [\"wrap.sh\"]", "#!/bin/sh\nexec \"$@\"\n");
    fails(gate(&honest), &["test-failed"]);

    let setup = "experimental = [\"setup-scripts\"]\n\n[scripts.setup.ready]\ncommand = \"false\"\n\n\
        [[profile.default.scripts]]\nfilter = \"all()\"\nsetup = \"ready\"\n";
    let ws = tested("nextest", "").tools(tools::nextest()).file(".config/nextest.toml", setup).build();
    // What the script wanted may be missing here: no test ran, and none is accused.
    assert_eq!(gate(&ws).exit(3).json().outcome("gate"), "unknown");
    ws.replace(".config/nextest.toml", "\"false\"", "\"true\"");
    passes(gate(&ws));
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
}

/// A feature that the gate leaves off is no defect, and no proof of what stands behind it either.
#[test]
fn tests_behind_a_feature_are_counted_and_not_proven() {
    let gated = format!("#![cfg(feature = \"f\")]\n//! G.\n\n{GOOD}");
    for runner in ["cargo", "auto"] {
        let ws = |test: &str, more: &str| {
            let check = format!("kind = \"cargo-test\", runner = \"{runner}\"{more}");
            let fixture = Fixture::new()
                .package("alpha", |p| p.lib(&format!("//! A.\n\n{GOOD}")).feature("f").test("gated", test));
            fixture.gate("gate", &check).git().build()
        };
        let json = unknown(gate(&ws(&gated, "")), "could not look");
        assert_eq!(json.measured("gate", "targets behind features"), 1.0);
        let reason = json.gate("gate")["reason"].as_str().unwrap_or_default();
        assert!(
            reason.contains("crates/alpha/tests/gated.rs has tests for `feature = \"f\"` alone"),
            "{reason}"
        );
        passes(gate(&ws(&gated, ", except = \"crates/alpha/tests/gated.rs\"")));
        passes(gate(&ws(&gated, ", compile-only = [\"gated\"]")));
        assert_eq!(passes(gate(&ws(&gated, ", features = \"f\""))).subjects("gate"), 2);
        // Where a test fails, that is told.
        fails(gate(&ws(&gated, ", at-least = 9")), &["too-few-tests"]);
        // A file without a test is one, whatever its condition.
        fails(gate(&ws("#![cfg(feature = \"f\")]\n//! G.\n", "")), &["empty-target"]);
        // The same of a target that cargo skips.
        let required = "[features]\nf = []\n\n[[test]]\nname = \"gated\"\nrequired-features = [\"f\"]";
        let skipped = |more: &str| {
            let check = format!("kind = \"cargo-test\", runner = \"{runner}\"{more}");
            let fixture = Fixture::new().package("alpha", |p| {
                p.lib(&format!("//! A.\n\n{GOOD}")).manifest_extra(required).test("gated", GOOD)
            });
            fixture.gate("gate", &check).git().build()
        };
        fails(gate(&skipped("")), &["never-compiled"]);
        passes(gate(&skipped(", except = \"crates/alpha/tests/gated.rs\"")));
    }
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
    // The same for whoever lints and documents, until a line of the gate accepts it.
    let misspelt = |check: &str| {
        Fixture::new()
            .package("alpha", |p| p.manifest_extra("[lib]\nnmae = \"x\""))
            .gate("gate", check)
            .git()
            .build()
    };
    fails(gate(&misspelt(r#"kind = "cargo-clippy""#)), &["cargo"]);
    passes(gate(&misspelt(r#"kind = "cargo-clippy", lints = { cargo = 1 }"#)));
    fails(gate(&misspelt(r#"kind = "cargo-doc""#)), &["cargo"]);
    passes(gate(&misspelt(r#"kind = "cargo-doc", limit = 1"#)));
    let lints = Fixture::new().package("alpha", |p| p).gate("gate", r#"kind = "cargo-clippy""#);
    fails(gate(&lints.file("crates/alpha/build.rs", script).git().build()), &["build-script"]);
    let pages = Fixture::new().package("alpha", |p| p).gate("gate", r#"kind = "cargo-doc""#);
    passes(gate(&pages.file("crates/alpha/build.rs", script).git().build()));
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
