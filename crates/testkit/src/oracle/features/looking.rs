//! Kinds that look and start nothing.

use crate::oracle::edit::{append, mode, remove, replace, write};
use crate::oracle::world_plan::WorldPlan;

/// Metadata that names files.
pub(crate) fn metadata(g: &mut WorldPlan) {
    let keys = "license-file = \"EULA.txt\"\nreadme = \"docs/intro.txt\"\npublish = true\n";
    g.package("", keys);
    g.file(g.at("EULA.txt"), "Mine.\n");
    g.file(g.at("docs/intro.txt"), "Text.\n");
    let metadata = g.gate("kind = \"metadata\"");
    let versions = g.gate("kind = \"versions\", version = \"0.1.0\"");
    g.breaks("glob-1", &metadata, "the licence file is gone", vec![remove(g.at("EULA.txt"))]);
    g.breaks("glob-1", &metadata, "the readme is gone", vec![remove(g.at("docs/intro.txt"))]);
    g.breaks(
        "control",
        &versions,
        "the version is another",
        vec![replace(g.at("Cargo.toml"), "0.1.0", "0.2.0")],
    );
    g.harmless(&versions, "a source is written", vec![append(g.at("src/lib.rs"), "pub const N: u32 = 1;\n")]);
}

/// Single files.
pub(crate) fn files(g: &mut WorldPlan) {
    g.package("", "");
    g.file("NOTES.md", "# Notes\n\nText.\n");
    let file = g.gate("kind = \"file\", path = \"NOTES.md\", lacks = \"TODO\"");
    let plain = g.gate("kind = \"file\", path = \"NOTES.md\", executable = false");
    let sections = g.gate("kind = \"docs-sections\", path = \"NOTES.md\", sections = [\"Notes\"]");
    g.breaks("control", &file, "the file holds what it must not", vec![append("NOTES.md", "TODO\n")]);
    g.breaks("control", &plain, "the file may be executed", vec![mode("NOTES.md", 0o755)]);
    g.breaks("control", &sections, "the section is another", vec![replace("NOTES.md", "# Notes", "# Other")]);
    g.harmless(&file, "a source is written", vec![append(g.at("src/lib.rs"), "pub const N: u32 = 1;\n")]);
}

/// Modules: one file each, none left over.
pub(crate) fn modules(g: &mut WorldPlan) {
    g.package("pub mod one;\n", "");
    g.file(g.at("src/one.rs"), "pub const N: u32 = 1;\n");
    let (twice, orphans) = (g.gate("kind = \"duplicate-modules\""), g.gate("kind = \"orphan-files\""));
    let (build, test) = (g.cargo_gate("build", ""), g.cargo_gate("fmt", ""));
    let shadow = write(g.at("src/one/mod.rs"), "pub const N: u32 = 2;\n");
    g.breaks("control", &twice, "a module has two files", vec![shadow.clone()]);
    g.breaks("cache-new", &build, "a module has two files", vec![shadow]);
    g.breaks(
        "control",
        &orphans,
        "a file belongs to no module",
        vec![write(g.at("src/two.rs"), "pub const N: u32 = 2;\n")],
    );
    g.breaks(
        "control",
        &test,
        "a module is ugly",
        vec![append(g.at("src/one.rs"), "pub const   M: u32 = 2;\n")],
    );
    g.breaks(
        "control",
        &build,
        "a build script appears, and fails",
        vec![write(g.at("build.rs"), "fn main() {\n    panic!();\n}\n")],
    );
}

/// Documents, and the code that they are about.
pub(crate) fn documents(g: &mut WorldPlan) {
    g.ignore(&format!("/{}", g.at("src/limits.rs")));
    g.package("pub mod limits;\n\npub const MOST_WORDS: u32 = 10;\n", "publish = true\n");
    g.file(g.at("src/limits.rs"), "pub const MOST_LINES: u32 = 20;\n");
    g.file("LIMITS.md", "# Limits\n\n`MOST_WORDS: 10`\n");
    g.file("CHANGELOG.md", "# Changes\n\n## 0.1.0\n\nThe first.\n");
    let constants = g.gate("kind = \"docs-constants\", path = \"LIMITS.md\"");
    let changes = g.gate("kind = \"changelog\"");
    let lib = g.at("src/lib.rs");
    g.breaks("control", &constants, "a constant is another", vec![replace(&lib, "10", "11")]);
    g.breaks(
        "control",
        &constants,
        "the document says another number",
        vec![replace("LIMITS.md", "10", "11")],
    );
    g.breaks(
        "control",
        &changes,
        "the version is another",
        vec![replace(g.at("Cargo.toml"), "0.1.0", "0.2.0")],
    );
    g.breaks(
        "control",
        &changes,
        "the version has no text",
        vec![replace("CHANGELOG.md", "The first.\n", "")],
    );
    g.matters(
        "ignored-6",
        &constants,
        "a constant that git ignores is another",
        vec![
            replace(g.at("src/limits.rs"), "MOST_LINES: u32 = 20", "MOST_WORDS: u32 = 20"),
            replace(&lib, "pub const MOST_WORDS: u32 = 10;\n", ""),
        ],
    );
}
