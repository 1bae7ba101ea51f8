//! Symbolic links: to manifests, to sources, to folders outside.

use crate::oracle::edit::{link, replace, write};
use crate::oracle::world_plan::{WorldPlan, tested};

/// The manifest is a link.
pub(crate) fn manifest(g: &mut WorldPlan) {
    g.package("", "publish = true\n");
    let text = g.files.remove(&g.at("Cargo.toml")).unwrap_or_default();
    g.file("shared/linked.toml", text);
    g.link(g.at("Cargo.toml"), "../../shared/linked.toml");
    let gate = g.gate("kind = \"versions\", version = \"0.1.0\"");
    g.breaks(
        "link-1",
        &gate,
        "the version in a linked manifest is another",
        vec![replace("shared/linked.toml", "0.1.0", "0.2.0")],
    );
}

/// A source is a link, and includes a file by a path from where it leads.
pub(crate) fn source(g: &mut WorldPlan) {
    g.package(&tested("mod s;\n", "assert_eq!(crate::s::TEXT, \"1\");"), "");
    g.file("shared/s.rs", "pub const TEXT: &str = include_str!(\"../../link-source.txt\");\n");
    g.file("crates/link-source.txt", "1");
    g.link(g.at("src/s.rs"), "../../../shared/s.rs");
    let gate = g.test_gate();
    g.breaks(
        "link-2",
        &gate,
        "what a linked source includes is 2",
        vec![write("crates/link-source.txt", "2")],
    );
    g.breaks(
        "control",
        &gate,
        "a linked source says something else",
        vec![write("shared/s.rs", "pub const TEXT: &str = \"2\";\n")],
    );
}

/// A folder outside, reached by a link.
pub(crate) fn data(g: &mut WorldPlan) {
    g.package(&tested("", "assert_eq!(include_str!(\"../data/v.txt\"), \"1\");"), "");
    g.file("../linked-data/v.txt", "1");
    g.file("../linked-other/v.txt", "2");
    g.link(g.at("data"), "../../../linked-data");
    let gate = g.test_gate();
    g.breaks("control", &gate, "a file behind a link is 2", vec![write("../linked-data/v.txt", "2")]);
    let other = link(g.at("data"), "../../../linked-other");
    g.breaks("cache-2", &gate, "the link leads to another folder", vec![other]);
}
