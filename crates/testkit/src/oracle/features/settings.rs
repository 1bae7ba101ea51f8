//! Settings of cargo, rustfmt, clippy and rustup, at every level: the package, between, the root, above, the user's.

use crate::oracle::edit::{replace, variable, write};
use crate::oracle::world_plan::{WorldPlan, tested};

/// `[env]` of the workspace.
pub(crate) fn env(g: &mut WorldPlan) {
    g.config("env", "SET_WHO = \"one\"");
    g.package(&tested("", "assert_eq!(option_env!(\"SET_WHO\"), Some(\"one\"));"), "");
    let gate = g.test_gate();
    g.breaks(
        "control",
        &gate,
        "`[env]` says something else",
        vec![replace(".cargo/config.toml", "\"one\"", "\"two\"")],
    );
    g.breaks(
        "env-1",
        &gate,
        "the environment says something else than `[env]`",
        vec![variable("SET_WHO", "two")],
    );
}

/// A configuration that includes another.
pub(crate) fn include(g: &mut WorldPlan) {
    g.config("", "include = [{ path = \"more.toml\" }]");
    g.file(".cargo/more.toml", "[env]\nMORE_WHO = \"one\"\n");
    g.package(&tested("", "assert_ne!(option_env!(\"MORE_WHO\"), Some(\"two\"));"), "");
    let gate = g.test_gate();
    g.matters(
        "settings-2",
        &gate,
        "the included settings say something else",
        vec![replace(".cargo/more.toml", "one", "two")],
    );
}

/// `paths` puts another package in the place of a dependency.
pub(crate) fn paths(g: &mut WorldPlan) {
    g.config("", "paths = [\"../replaced2\"]");
    g.package(
        &tested("", "assert_eq!(replaced::N, 1);"),
        "[dependencies]\nreplaced = { path = \"../../../replaced\" }\n",
    );
    g.package_in("../replaced", "replaced", "pub const N: u32 = 0;\n", "");
    g.package_in("../replaced2", "replaced", "pub const N: u32 = 1;\n", "");
    let gate = g.test_gate();
    g.breaks(
        "settings-1",
        &gate,
        "what `paths` puts in is 2",
        vec![replace("../replaced2/src/lib.rs", "1", "2")],
    );
}

/// A script of the workspace runs the tests.
pub(crate) fn runner(g: &mut WorldPlan) {
    let section = format!("target.{}", g.abilities.host);
    g.config(&section, "runner = \"ci/run.sh\"");
    g.program("ci/run.sh", "#!/bin/sh\nRUN_MODE=1 exec \"$@\"\n");
    g.package(&tested("", "assert_eq!(std::env::var(\"RUN_MODE\").as_deref(), Ok(\"1\"));"), "");
    let gate = g.test_gate();
    g.breaks("outside-7", &gate, "the runner says something else", vec![replace("ci/run.sh", "=1", "=2")]);
}

/// Configurations that appear at some level.
pub(crate) fn levels(g: &mut WorldPlan) {
    g.package(&tested("", "assert_eq!(option_env!(\"LEVEL\"), None);"), "");
    let gate = g.test_gate();
    for place in ["..", "../..", "../../cargo-home"] {
        let name = if place.ends_with("cargo-home") { "config.toml" } else { ".cargo/config.toml" };
        let what = format!("{place}/{name} appears");
        g.breaks("control", &gate, &what, vec![write(format!("{place}/{name}"), "[env]\nLEVEL = \"x\"\n")]);
    }
    g.breaks(
        "control",
        &gate,
        "../.cargo/config appears",
        vec![write("../.cargo/config", "[env]\nLEVEL = \"x\"\n")],
    );
}

/// `clippy.toml` at every level.
pub(crate) fn clippy(g: &mut WorldPlan) {
    g.package("pub fn n(a: u32, b: u32, c: u32) -> u32 {\n    a + b + c\n}\n", "");
    let gate = g.cargo_gate("clippy", "");
    let places = [("crates", "settings-3"), ("..", "settings-5"), ("../..", "settings-5")];
    for (place, case) in places {
        for name in ["clippy.toml", ".clippy.toml"] {
            let file = format!("{place}/{name}");
            g.breaks(
                case,
                &gate,
                &format!("{file} appears"),
                vec![write(&file, "too-many-arguments-threshold = 2\n")],
            );
        }
    }
    g.harmless(&gate, "../rustfmt.toml appears", vec![write("../rustfmt.toml", "tab_spaces = 2\n")]);
}

/// `rustfmt.toml` at every level.
pub(crate) fn rustfmt(g: &mut WorldPlan) {
    g.package("pub fn n() -> u32 {\n    1\n}\n", "");
    let gate = g.cargo_gate("fmt", "");
    for place in [
        g.dir(),
        "crates".to_owned(),
        ".".to_owned(),
        "..".to_owned(),
        "../..".to_owned(),
        "../../home/.config/rustfmt".to_owned(),
    ] {
        let file = format!("{place}/rustfmt.toml");
        g.breaks("settings-4", &gate, &format!("{file} appears"), vec![write(&file, "tab_spaces = 2\n")]);
    }
    g.breaks(
        "settings-4",
        &gate,
        "../.rustfmt.toml appears",
        vec![write("../.rustfmt.toml", "tab_spaces = 2\n")],
    );
    g.harmless(
        &gate,
        "../clippy.toml appears",
        vec![write("../clippy.toml", "too-many-arguments-threshold = 2\n")],
    );
}

/// A toolchain file that names what is not installed.
pub(crate) fn toolchain(g: &mut WorldPlan) {
    g.package(&tested("", "assert_eq!(1 + 1, 2);"), "");
    if !g.abilities.rustup {
        return;
    }
    let gate = g.test_gate();
    for file in ["rust-toolchain.toml", "rust-toolchain", "../rust-toolchain.toml"] {
        let edit = write(file, "[toolchain]\nchannel = \"1.0.0\"\n");
        g.breaks("control", &gate, &format!("{file} appears"), vec![edit]);
    }
}

/// A wrapper of the compiler and a linker, both of the workspace.
pub(crate) fn wrapper(g: &mut WorldPlan) {
    g.config("build", "rustc-wrapper = \"ci/wrap.sh\"");
    let section = format!("target.{}", g.abilities.host);
    g.config(&section, "linker = \"ci/world-gcc.sh\"");
    g.program("ci/wrap.sh", "#!/bin/sh\nexec \"$@\"\n");
    g.program("ci/world-gcc.sh", "#!/bin/sh\nexec cc \"$@\"\n");
    g.package(&tested("", "assert_eq!(1 + 1, 2);"), "");
    let gate = g.test_gate();
    for (file, what) in
        [("ci/wrap.sh", "the wrapper of the compiler fails"), ("ci/world-gcc.sh", "the linker fails")]
    {
        g.breaks("outside-7", &gate, what, vec![replace(file, "exec", "exit 1; exec")]);
    }
}

/// What members take from the root.
pub(crate) fn inherited(g: &mut WorldPlan) {
    g.package("pub fn n() -> u32 {\n    1\n}\n", "[lints]\nworkspace = true\n");
    let (build, clippy) = (g.cargo_gate("build", ""), g.cargo_gate("clippy", ""));
    let lint = replace("Cargo.toml", "unsafe_code = \"allow\"", "missing_docs = \"deny\"");
    let rule = replace("Cargo.toml", "debug = false", "debug = false\npanic = \"none\"");
    g.matters("control", &build, "the workspace denies what is not documented", vec![lint.clone()]);
    g.matters("control", &clippy, "the workspace denies what is not documented", vec![lint]);
    g.breaks("control", &build, "the profile is broken", vec![rule]);
}
