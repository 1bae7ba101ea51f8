//! Nothing odd: what any workspace has, with changes that must be seen and changes that cannot matter.

use crate::oracle::edit::{WorldEdit, aged, amend, append, replace, variable, write};
use crate::oracle::world_plan::{WorldPlan, tested};

/// A package that depends on another, and one that nobody depends on.
pub(crate) fn test(g: &mut WorldPlan) {
    let other = g.sibling("b", "pub fn n() -> u32 {\n    1\n}\n", "");
    let lone = g.sibling("c", "pub fn n() -> u32 {\n    1\n}\n", "");
    let more = "[dependencies]\nplain-test-b = { path = \"../plain-test-b\" }\n";
    g.package(&tested("", "assert_eq!(plain_test_b::n(), 1);"), more);
    let gate = g.test_gate();
    let lib = format!("{other}/src/lib.rs");
    g.breaks("control", &gate, "a dependency says something else", vec![replace(&lib, "1", "2")]);
    g.breaks(
        "cache-1",
        &gate,
        "a dependency says something else, with an old time",
        vec![replace(&lib, "1", "2"), aged(&lib)],
    );
    g.breaks(
        "control",
        &gate,
        "a new test fails",
        vec![write(g.at("tests/t.rs"), "#[test]\nfn fails() {\n    panic!();\n}\n")],
    );
    g.harmless(
        &gate,
        "a package that nobody needs is changed",
        vec![append(format!("{lone}/src/lib.rs"), "pub const N: u32 = 1;\n")],
    );
    g.harmless(&gate, "prose is written", vec![write("NEWS.md", "# News\n")]);
    g.harmless(&gate, "an unrelated variable is set", vec![variable("UNRELATED", "1")]);
    g.harmless(&gate, "the newest commit is amended", amend("plain"));
    g.harmless(&gate, "prose is committed", vec![write("NEWS.md", "# News\n"), WorldEdit::Commit]);
}

/// Documentation.
pub(crate) fn doc(g: &mut WorldPlan) {
    g.package("//! Nothing.\n", "");
    let gate = g.cargo_gate("doc", "");
    let lib = g.at("src/lib.rs");
    let broken = replace(&lib, "Nothing.", "See [`nowhere::Nothing`].");
    g.breaks("control", &gate, "a link leads nowhere", vec![broken.clone()]);
    g.breaks("cache-2", &gate, "a link leads nowhere, with an old time", vec![broken, aged(&lib)]);
    g.harmless(&gate, "prose is written", vec![write("NEWS.md", "# News\n")]);
}
