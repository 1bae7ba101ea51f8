//! Files whose contents are new and whose times are old: cargo goes by times.

use crate::oracle::edit::{WorldEdit, aged, append, checkout, replace, write};
use crate::oracle::world_plan::{WorldPlan, tested};

/// A test of a function that changes behind cargo's back.
pub(crate) fn test(g: &mut WorldPlan) {
    g.package(&tested("pub fn n() -> u32 {\n    1\n}\n\n", "assert_eq!(crate::n(), 1);"), "");
    let gate = g.test_gate();
    let lib = g.at("src/lib.rs");
    g.breaks(
        "cache-1",
        &gate,
        "the library is broken, with an old time",
        vec![replace(&lib, "    1", "    2"), aged(&lib)],
    );
    g.breaks(
        "cache-1",
        &gate,
        "a commit with a broken library is checked out, and times are restored",
        checkout("cache-test")
            .into_iter()
            .chain([replace(&lib, "    1", "    2"), WorldEdit::Commit, aged(&lib)])
            .collect(),
    );
    g.breaks("control", &gate, "the library is broken", vec![replace(&lib, "    1", "    3")]);
    g.harmless(&gate, "only the time of the library is old", vec![aged(&lib)]);
    g.harmless(&gate, "a README is written", vec![write(g.at("README.md"), "# One\n")]);
}

/// A build that may not warn.
pub(crate) fn warnings(g: &mut WorldPlan) {
    g.package("pub fn n() -> u32 {\n    1\n}\n", "");
    let build = g.cargo_gate("build", ", warnings = 0");
    let lib = g.at("src/lib.rs");
    g.breaks(
        "cache-2",
        &build,
        "the library does not compile, with an old time",
        vec![replace(&lib, "    1", "    \"no\""), aged(&lib)],
    );
    g.breaks(
        "cache-2",
        &build,
        "the library warns, with an old time",
        vec![append(&lib, "fn unused() {}\n"), aged(&lib)],
    );
    g.breaks("control", &build, "the library warns", vec![append(&lib, "fn unused() {}\n")]);
}

/// Clippy, of which cargo replays what it said.
pub(crate) fn clippy(g: &mut WorldPlan) {
    g.package("pub fn n(a: u32, b: u32, c: u32) -> u32 {\n    a + b + c\n}\n", "");
    let gate = g.cargo_gate("clippy", "");
    let lib = g.at("src/lib.rs");
    g.breaks(
        "cache-4",
        &gate,
        "`clippy.toml` of the root allows two arguments",
        vec![write("clippy.toml", "too-many-arguments-threshold = 2\n")],
    );
    g.breaks(
        "cache-4",
        &gate,
        "`.clippy.toml` of the package allows two arguments",
        vec![write(g.at(".clippy.toml"), "too-many-arguments-threshold = 2\n")],
    );
    g.breaks(
        "cache-2",
        &gate,
        "clippy has something to say, with an old time",
        vec![replace(&lib, "    a + b + c", "    return a + b + c;"), aged(&lib)],
    );
}
