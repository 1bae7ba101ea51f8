//! Variables: what cargo, the compiler, a build script, a tool or the code itself reads of them.

use super::scene::{
    TESTS, answer, check, check_in, fails_in, gate, gate_with, is_stale, is_stale_in, passes, passes_in,
};

#[test]
fn a_variable_that_the_compiler_was_asked_for_counts() {
    let lib = "const X: Option<&str> = option_env!(concat!(\"BACK\", \"END\"));\n#[test]\nfn t() { assert_ne!(X, Some(\"prod\")); }\n";
    let ws = gate(TESTS).package("a", |p| p.lib(lib)).build();
    passes(&ws);
    is_stale_in(&ws, &[("BACKEND", "prod")], "env BACKEND");
    fails_in(&ws, &[("BACKEND", "prod")]);
    passes_in(&ws, &[("BACKEND", "dev")]);
}

#[test]
fn a_variable_that_lets_unstable_code_pass_counts() {
    for check in [r#"kind = "cargo-build""#, r#"kind = "cargo-clippy""#] {
        let ws = gate(check).package("a", |p| p.lib("#![feature(never_type)]\n")).build();
        passes_in(&ws, &[("RUSTC_BOOTSTRAP", "1")]);
        is_stale(&ws, "env RUSTC_BOOTSTRAP");
        fails_in(&ws, &[]);
    }
}

#[test]
fn variables_of_profiles_runners_and_flags_count() {
    let ws = gate(TESTS).package("a", |p| p.lib("#[test]\nfn t() {}\n")).build();
    passes(&ws);
    for name in [
        "CARGO_PROFILE_TEST_OVERFLOW_CHECKS",
        "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER",
        "NEXTEST_PROFILE",
        "CFLAGS",
        "CC_x86_64-unknown-linux-gnu",
        "CARGO_ENCODED_RUSTFLAGS",
    ] {
        is_stale_in(&ws, &[(name, "ci")], &format!("env {name}"));
    }
    // What changes nothing of the result, or is set by whoever calls us.
    for name in [
        "CARGO_BUILD_JOBS",
        "CARGO_REGISTRY_TOKEN",
        "RUSTUP_TOOLCHAIN_SOURCE",
        "CARGO_MANIFEST_DIR",
        "MAKEFLAGS",
    ] {
        let json = answer(ws.run(["status", "--format", "json"]).env(name, "1"));
        assert_eq!(json.outcome("g"), "pass", "{name}");
    }
}

#[test]
fn overflow_checks_are_those_of_the_run() {
    let lib = "#[test]\nfn t() { let x: u8 = std::hint::black_box(255); assert_eq!(x + std::hint::black_box(1), 0); }\n";
    let ws = gate(TESTS).package("a", |p| p.lib(lib)).build();
    let off =
        [("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false"), ("CARGO_PROFILE_TEST_OVERFLOW_CHECKS", "false")];
    passes_in(&ws, &off);
    fails_in(&ws, &[]);
}

#[test]
fn no_form_of_its_flags_silences_rustdoc() {
    let ws = gate(r#"kind = "cargo-doc""#).package("a", |p| p.lib("//! See [`nowhere::Nothing`].\n")).build();
    fails_in(&ws, &[("CARGO_ENCODED_RUSTDOCFLAGS", "--cap-lints\x1fallow")]);
}

#[test]
fn a_variable_that_a_build_script_declares_counts() {
    let script = "fn main() { println!(\"cargo:rerun-if-env-changed=FAIL_{}\", \"IT\"); \
                  if std::env::var_os([\"FAIL\", \"IT\"].join(\"_\")).is_some() { panic!(\"told to\") } }\n";
    let ws = gate(r#"kind = "cargo-build""#).package("a", |p| p.file("build.rs", script)).build();
    passes(&ws);
    is_stale_in(&ws, &[("FAIL_IT", "1")], "env FAIL_IT");
    fails_in(&ws, &[("FAIL_IT", "1")]);
}

#[test]
fn a_variable_that_a_script_names_counts() {
    let ws = gate(r#"kind = "command", argv = ["sh", "c.sh"]"#)
        .file("c.sh", "test \"$DATABASE_URL\" = good\n")
        .build();
    passes_in(&ws, &[("DATABASE_URL", "good")]);
    is_stale_in(&ws, &[("DATABASE_URL", "bad")], "env DATABASE_URL");
    fails_in(&ws, &[("DATABASE_URL", "bad")]);
}

/// What a test asks for when it runs is known by its name in the source, or by the checklist.
#[test]
fn a_variable_that_a_test_reads_counts_where_it_is_named() {
    let named = "#[test]\nfn t() { assert_eq!(std::env::var(\"MODE\").as_deref(), Ok(\"good\")); }\n";
    let hidden = "#[test]\nfn t() { assert_eq!(std::env::var([\"MO\", \"DE\"].concat()).as_deref(), Ok(\"good\")); }\n";
    for (lib, more) in [(named, ""), (hidden, "env-inputs = [\"MODE\"]")] {
        let ws = gate_with(TESTS, more).package("a", |p| p.lib(lib)).build();
        passes_in(&ws, &[("MODE", "good")]);
        is_stale_in(&ws, &[("MODE", "bad")], "env MODE");
        is_stale(&ws, "env MODE");
        fails_in(&ws, &[("MODE", "bad")]);
    }
}

#[test]
fn a_gate_sets_variables_and_they_belong_to_its_definition() {
    let lib = "#[test]\nfn t() { assert_eq!(std::env::var(\"MODE\").as_deref(), Ok(\"good\")); }\n";
    let ws = gate_with(TESTS, "env = { MODE = \"good\" }").package("a", |p| p.lib(lib)).build();
    passes(&ws);
    ws.replace("readiness.toml", "MODE = \"good\"", "MODE = \"bad\"");
    is_stale(&ws, "check");
    fails_in(&ws, &[]);
    ws.replace("readiness.toml", "MODE = \"bad\"", "\"MO DE\" = \"bad\"");
    ws.run(["check", "g"]).exit(2).stderr_has("`MO DE` is no name of an environment variable").done();
}

/// Cargo sets `[env]` for what it runs, `cargo xtask` too; what is called by itself does not see it.
#[test]
fn cargo_xtask_and_the_tool_by_itself_see_the_same() {
    let lib = "const X: Option<&str> = option_env!(\"BACKEND\");\n#[test]\nfn t() { assert_eq!(X, Some(\"dev\")); }\n";
    let ws = gate(TESTS)
        .package("a", |p| p.lib(lib))
        .file(
            ".cargo/config.toml",
            "[env]\nBACKEND = \"dev\"\nCFLAGS = { value = \"inc\", relative = true }\n",
        )
        .build();
    passes(&ws);
    let flags = ws.path("inc").display().to_string();
    let of_cargo = [
        ("BACKEND", "dev"),
        ("CFLAGS", flags.as_str()),
        ("CARGO", "/somewhere/cargo"),
        ("CARGO_MANIFEST_DIR", "/somewhere"),
        ("CARGO_PKG_NAME", "xtask"),
        ("LD_LIBRARY_PATH", "/somewhere/lib"),
        ("RUSTUP_TOOLCHAIN", "stable-x86_64-unknown-linux-gnu"),
        ("RUST_RECURSION_COUNT", "1"),
    ];
    let run = ws.run(["status", "--format", "json"]);
    let json = answer(of_cargo.iter().fold(run, |run, (name, value)| run.env(name, value)));
    assert_eq!(json.outcome("g"), "pass", "{json:#?}");
    assert_eq!(check(&ws)["executed"], 0);
}

#[test]
fn a_variable_that_the_gate_sets_may_be_anything_elsewhere() {
    for read in ["std::env::var(\"MODE\").ok().as_deref()", "option_env!(\"MODE\")"] {
        let lib = format!("#[test]\nfn t() {{ assert_eq!({read}, Some(\"good\")); }}\n");
        let ws = gate_with(TESTS, "env = { MODE = \"good\" }").package("a", |p| p.lib(&lib)).build();
        passes(&ws);
        let json = check_in(&ws, &[("MODE", "bad")]);
        assert_eq!((json.outcome("g"), &json["executed"]), ("pass", &0.into()), "{:#}", json.gate("g"));
    }
}

/// Whatever is made of a runner that starts no test: without it the tests are asked anew.
#[test]
fn what_was_run_by_a_runner_of_a_variable_holds_with_it_alone() {
    let ws = gate(TESTS).package("a", |p| p.lib("#[test]\nfn t() { assert_eq!(1, 2); }\n")).build();
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let name = format!("CARGO_TARGET_{}_RUNNER", host.replace('-', "_").to_uppercase());
    assert_eq!(check_in(&ws, &[(&name, "true")])["executed"], 1);
    is_stale(&ws, &format!("env {name}"));
    fails_in(&ws, &[]);
}

/// Nextest takes its profile from a variable, and runs what that profile names before the tests.
#[test]
fn a_profile_of_nextest_counts_with_the_script_that_it_runs() {
    let settings = "experimental = [\"setup-scripts\"]\n\n[scripts.setup.set]\ncommand = \"sh ci/set.sh\"\n\n\
                    [[profile.ci.scripts]]\nfilter = \"all()\"\nsetup = \"set\"\n";
    let lib =
        "#[test]\nfn t() { assert_eq!(std::env::var([\"SET\", \"UP\"].concat()).as_deref(), Ok(\"1\")); }\n";
    let ws = gate(r#"kind = "cargo-test", runner = "nextest", doctests = false"#)
        .tools(testkit::tools::nextest())
        .package("a", |p| p.lib(lib))
        .file(".config/nextest.toml", settings)
        .file("ci/set.sh", "echo SETUP=1 >> \"$NEXTEST_ENV\"\n")
        .build();
    let ci = [("NEXTEST_PROFILE", "ci")];
    passes_in(&ws, &ci);
    is_stale(&ws, "env NEXTEST_PROFILE");
    fails_in(&ws, &[]);
    assert_eq!(check_in(&ws, &ci).outcome("g"), "pass", "it was proven before");
    ws.write("ci/set.sh", "echo SETUP=2 >> \"$NEXTEST_ENV\"\n");
    is_stale_in(&ws, &ci, "ci/set.sh");
    fails_in(&ws, &ci);
}
