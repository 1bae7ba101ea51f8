//! Variables: of cargo, of rustc, of the tools, and those that a program or a test asks for.

use crate::oracle::edit::{replace, unset, variable, write};
use crate::oracle::world_plan::{WorldPlan, tested};

/// `option_env!`.
pub(crate) fn option(g: &mut WorldPlan) {
    g.package(&tested("", "assert_ne!(option_env!(\"BACKEND\"), Some(\"prod\"));"), "");
    let gate = g.test_gate();
    g.breaks("env-1", &gate, "the variable of `option_env!` is set", vec![variable("BACKEND", "prod")]);
    g.matters(
        "env-1",
        &gate,
        "the variable of `option_env!` is set to what does no harm",
        vec![variable("BACKEND", "dev")],
    );
    g.harmless(&gate, "an unrelated variable is set", vec![variable("UNRELATED", "1")]);
}

/// `env!`, which needs its variable.
pub(crate) fn required(g: &mut WorldPlan) {
    g.env("REQUIRED", "one");
    g.package("pub const WHO: &str = env!(\"REQUIRED\");\n", "");
    let gate = g.cargo_gate("build", "");
    g.breaks("env-1", &gate, "the variable of `env!` is gone", vec![unset("REQUIRED")]);
}

const MODE: &str = "assert_ne!(std::env::var(\"@\").as_deref(), Ok(\"bad\"));";

/// A test that asks at run time, of which nobody knows.
pub(crate) fn runtime(g: &mut WorldPlan) {
    g.package(&tested("", &MODE.replace('@', "RUNTIME_MODE")), "");
    let gate = g.test_gate();
    g.undeclared(
        "env-9",
        &gate,
        "the variable that a test asks for is bad",
        vec![variable("RUNTIME_MODE", "bad")],
    );
}

/// The same, declared where the checklist can.
pub(crate) fn declared(g: &mut WorldPlan) {
    g.package(&tested("", &MODE.replace('@', "DECLARED_MODE")), "");
    g.file(g.at("c.sh"), "test \"$DECLARED_MODE\" != bad\n");
    let known = g.abilities.env_inputs;
    let more = if known { "env-inputs = [\"DECLARED_MODE\"]" } else { "" };
    let test = format!(
        "kind = \"cargo-test\", runner = \"cargo\", doctests = false, packages = [\"{}\"]",
        g.feature
    );
    let gates = [
        g.gate_with(&test, more),
        g.gate_with(&format!("kind = \"command\", argv = [\"sh\", \"{}\"]", g.at("c.sh")), more),
    ];
    for gate in gates {
        let edits = vec![variable("DECLARED_MODE", "bad")];
        if known {
            g.breaks("env-9", &gate, "a declared variable is bad", edits);
        } else {
            g.undeclared("env-9", &gate, "a variable that could be declared is bad", edits);
        }
    }
}

/// A gate that sets the variable itself, where the checklist can: what it is elsewhere cannot matter.
pub(crate) fn set(g: &mut WorldPlan) {
    g.package(&tested("", &MODE.replace('@', "GATE_MODE")), "");
    let more = if g.abilities.gate_env { "env = { GATE_MODE = \"good\" }" } else { "" };
    let check = format!(
        "kind = \"cargo-test\", runner = \"cargo\", doctests = false, packages = [\"{}\"]",
        g.feature
    );
    let gate = g.gate_with(&check, more);
    if g.abilities.gate_env {
        g.harmless(
            &gate,
            "a variable that the gate sets is bad elsewhere",
            vec![variable("GATE_MODE", "bad")],
        );
        let edits = vec![replace("readiness.toml", "GATE_MODE = \"good\"", "GATE_MODE = \"bad\"")];
        g.breaks("env-9", &gate, "the gate sets the variable to what is bad", edits);
    } else {
        g.undeclared(
            "env-9",
            &gate,
            "a variable that the gate could set is bad",
            vec![variable("GATE_MODE", "bad")],
        );
    }
}

/// An unstable feature, switched on by a variable.
pub(crate) fn bootstrap(g: &mut WorldPlan) {
    g.env("RUSTC_BOOTSTRAP", "1");
    g.package("#![feature(never_type)]\npub fn never() -> Option<!> {\n    None\n}\n", "");
    for gate in [g.cargo_gate("build", ""), g.cargo_gate("clippy", "")] {
        g.breaks("env-2", &gate, "RUSTC_BOOTSTRAP is gone", vec![unset("RUSTC_BOOTSTRAP")]);
    }
}

/// The settings of a profile, by variables.
pub(crate) fn profile(g: &mut WorldPlan) {
    g.env("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false");
    g.env("CARGO_PROFILE_TEST_OVERFLOW_CHECKS", "false");
    let body = "let x: u8 = std::hint::black_box(255);\n        assert_eq!(x + std::hint::black_box(1), 0);";
    g.package(&tested("", body), "");
    let gate = g.test_gate();
    let both = vec![unset("CARGO_PROFILE_DEV_OVERFLOW_CHECKS"), unset("CARGO_PROFILE_TEST_OVERFLOW_CHECKS")];
    g.breaks("env-3", &gate, "overflow is checked again", both);
}

/// A runner of tests, by a variable.
pub(crate) fn runner(g: &mut WorldPlan) {
    g.package(&tested("", "assert_eq!(1 + 1, 2);"), "");
    let gate = g.test_gate();
    let name = format!("CARGO_TARGET_{}_RUNNER", g.abilities.host.replace('-', "_").to_uppercase());
    g.breaks("env-4", &gate, "tests are given to a runner that fails", vec![variable(&name, "false")]);
}

/// Nextest, with a profile by a variable.
pub(crate) fn nextest(g: &mut WorldPlan) {
    g.package(&tested("", "assert_eq!(1 + 1, 2);"), "");
    g.file(".config/nextest.toml", "[profile.ci]\nretries = 0\n");
    if !g.abilities.nextest {
        return;
    }
    g.env("NEXTEST_PROFILE", "ci");
    let gate = g.cargo_gate("test", ", runner = \"nextest\", doctests = false");
    g.breaks("env-5", &gate, "nextest has no such profile", vec![variable("NEXTEST_PROFILE", "nowhere")]);
    let broken = write(".config/nextest.toml", "[profile.ci]\nretries = \"some\"\n");
    g.breaks("env-5", &gate, "the settings of nextest are broken", vec![broken]);
    let none = write(".config/nextest.toml", "[profile.ci]\ndefault-filter = \"none()\"\n");
    g.matters("env-5", &gate, "the profile lets no test run", vec![none]);
}

/// A command whose script asks for a variable.
pub(crate) fn command(g: &mut WorldPlan) {
    g.env("DATABASE_URL", "good");
    g.package("", "");
    g.file(g.at("c.sh"), "test \"$DATABASE_URL\" = good\n");
    let gate = g.gate(&format!("kind = \"command\", argv = [\"sh\", \"{}\"]", g.at("c.sh")));
    g.undeclared("env-6", &gate, "the variable of a script is bad", vec![variable("DATABASE_URL", "bad")]);
}

/// Flags of rustdoc that silence it.
pub(crate) fn rustdoc(g: &mut WorldPlan) {
    g.env("CARGO_ENCODED_RUSTDOCFLAGS", "--cap-lints\u{1f}allow");
    g.package("//! Nothing.\n", "");
    let gate = g.cargo_gate("doc", "");
    let broken = replace(g.at("src/lib.rs"), "Nothing.", "See [`nowhere::Nothing`].");
    g.breaks("env-7", &gate, "a link leads nowhere, and rustdoc is silenced", vec![broken]);
}

/// What cargo, rustc and clippy themselves read.
pub(crate) fn cargo(g: &mut WorldPlan) {
    g.package(
        &tested(
            "pub fn n(a: u32, b: u32, c: u32) -> u32 {\n    a + b + c\n}\n\n",
            "assert_eq!(crate::n(1, 1, 1), 3);",
        ),
        "",
    );
    g.file("../tight/clippy.toml", "too-many-arguments-threshold = 2\n");
    let (build, test) = (g.cargo_gate("build", ""), g.test_gate());
    let (clippy, fmt) = (g.cargo_gate("clippy", ""), g.cargo_gate("fmt", ""));
    let table = [
        (&build, "RUSTC_WRAPPER", "false"),
        (&build, "RUSTC_WORKSPACE_WRAPPER", "false"),
        (&build, "CARGO_BUILD_RUSTC_WRAPPER", "false"),
        (&build, "CARGO_BUILD_RUSTFLAGS", "--no-such-flag"),
        (&build, "CARGO_ENCODED_RUSTFLAGS", "--no-such-flag"),
        (&build, "CARGO_BUILD_TARGET", "no-such-target"),
        (&build, "CARGO_PROFILE_DEV_PANIC", "no-such-panic"),
        (&build, "RUSTUP_TOOLCHAIN", "no-such-toolchain"),
        (&test, "CARGO_PROFILE_TEST_OPT_LEVEL", "9"),
        (&test, "RUST_TEST_THREADS", "none"),
        (&test, "RUSTFLAGS", "--no-such-flag"),
        (&clippy, "CLIPPY_ARGS", "-Dclippy::implicit_return__CLIPPY_HACKERY__"),
        (&clippy, "CLIPPY_CONF_DIR", "@TIGHT@"),
        (&fmt, "RUSTFMT", "false"),
    ];
    for (gate, name, value) in table {
        g.matters("env-3", gate, &format!("{name} is set"), vec![variable(name, value)]);
    }
}
