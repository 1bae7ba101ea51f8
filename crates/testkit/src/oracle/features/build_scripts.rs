//! Build scripts: what they read, what they tell cargo of it, and what they do not.

use crate::oracle::edit::{append, checkout, replace, variable, write};
use crate::oracle::world_plan::{WorldPlan, tested};

fn script(body: &str) -> String {
    format!(
        "fn main() {{\n{body}\n    let out = std::env::var(\"OUT_DIR\").unwrap();\n    std::fs::write(format!(\"{{out}}/v.txt\"), text).unwrap();\n}}\n"
    )
}

const TEST: &str = "assert_eq!(include_str!(concat!(env!(\"OUT_DIR\"), \"/v.txt\")), \"1\");";

/// Climbs out of the package and tells cargo what it reads.
pub(crate) fn parent(g: &mut WorldPlan) {
    g.package(&tested("", TEST), "");
    g.file("proto/v.txt", "1");
    let body = "    let dir = std::env::var(\"CARGO_MANIFEST_DIR\").unwrap();\n    \
        let up = std::path::Path::new(&dir).parent().unwrap().parent().unwrap();\n    \
        let file = up.join(\"proto\").join(\"v.txt\");\n    \
        println!(\"cargo:rerun-if-changed={}\", file.display());\n    \
        let text = std::fs::read_to_string(file).unwrap();";
    g.file(g.at("build.rs"), script(body));
    let gate = g.test_gate();
    g.breaks("outside-1", &gate, "what the build script climbs to is 2", vec![write("proto/v.txt", "2")]);
}

/// Tells cargo of itself only.
pub(crate) fn narrow(g: &mut WorldPlan) {
    g.package(&tested("", TEST), "");
    g.file("data/narrow/v.txt", "1");
    let body = "    println!(\"cargo:rerun-if-changed=build.rs\");\n    \
        let text = std::fs::read_to_string(\"../../data/narrow/v.txt\").unwrap();";
    g.file(g.at("build.rs"), script(body));
    let gate = g.test_gate();
    g.breaks(
        "cache-3",
        &gate,
        "what the build script hides from cargo is 2",
        vec![write("data/narrow/v.txt", "2")],
    );
    g.breaks(
        "control",
        &gate,
        "the build script fails",
        vec![replace(g.at("build.rs"), "fn main() {", "fn main() {\n    panic!();")],
    );
}

/// Fails by a variable of which it tells cargo.
pub(crate) fn env(g: &mut WorldPlan) {
    g.package(&tested("", TEST), "");
    let body = "    println!(\"cargo:rerun-if-env-changed=FAIL_IT\");\n    \
        assert!(std::env::var_os(\"FAIL_IT\").is_none());\n    let text = \"1\";";
    g.file(g.at("build.rs"), script(body));
    let (test, build) = (g.test_gate(), g.cargo_gate("build", ""));
    for gate in [&test, &build] {
        g.breaks(
            "env-8",
            gate,
            "the variable that the build script watches is set",
            vec![variable("FAIL_IT", "1")],
        );
    }
    g.harmless(&test, "an unrelated variable is set", vec![variable("UNRELATED", "1")]);
}

/// Walks through a folder beside the repository.
pub(crate) fn folder(g: &mut WorldPlan) {
    g.package(&tested("", TEST), "");
    g.file("../shared/v.txt", "1");
    let body = "    let mut text = String::new();\n    \
        for file in std::fs::read_dir(\"../../../shared\").unwrap() {\n        \
        text += &std::fs::read_to_string(file.unwrap().path()).unwrap();\n    }\n    \
        println!(\"cargo:rerun-if-changed=../../../shared\");";
    g.file(g.at("build.rs"), script(body));
    let gate = g.test_gate();
    g.breaks(
        "outside-5",
        &gate,
        "a file of the folder beside the repository is 2",
        vec![write("../shared/v.txt", "2")],
    );
    g.breaks(
        "outside-5",
        &gate,
        "the folder beside the repository has one more",
        vec![write("../shared/w.txt", "2")],
    );
}

/// Reads a file of its package, and tells cargo nothing.
pub(crate) fn plain(g: &mut WorldPlan) {
    g.package(&tested("", TEST), "");
    g.file(g.at("v.txt"), "1");
    g.file(
        g.at("script/more.rs"),
        "pub fn text() -> String {\n    std::fs::read_to_string(\"v.txt\").unwrap()\n}\n",
    );
    g.file(
        g.at("build.rs"),
        format!("#[path = \"script/more.rs\"]\nmod more;\n\n{}", script("    let text = more::text();")),
    );
    let gate = g.test_gate();
    g.breaks("control", &gate, "what the build script reads is 2", vec![write(g.at("v.txt"), "2")]);
    g.breaks(
        "control",
        &gate,
        "the module of the build script fails",
        vec![append(g.at("script/more.rs"), "const N: u8 = \"\";\n")],
    );
}

/// Reads what git ignores, and tells cargo so.
pub(crate) fn ignored(g: &mut WorldPlan) {
    g.ignore(&format!("/{}", g.at("local")));
    g.package(&tested("", TEST), "");
    g.file(g.at("local/v.txt"), "1");
    let body = "    let name = [\"local\", \"v.txt\"].join(\"/\");\n    \
        println!(\"cargo:rerun-if-changed={name}\");\n    let text = std::fs::read_to_string(name).unwrap();";
    g.file(g.at("build.rs"), script(body));
    let gate = g.test_gate();
    g.breaks(
        "ignored-3",
        &gate,
        "what git ignores and the build script reads is 2",
        vec![write(g.at("local/v.txt"), "2")],
    );
}

/// Builds the branch in.
pub(crate) fn branch(g: &mut WorldPlan) {
    let test = "assert!(include_str!(concat!(env!(\"OUT_DIR\"), \"/v.txt\")).ends_with(\"/main\\n\"));";
    g.package(&tested("", test), "");
    let body = "    println!(\"cargo:rerun-if-changed=../../.git/HEAD\");\n    \
        let text = std::fs::read_to_string(\"../../.git/HEAD\").unwrap();";
    g.file(g.at("build.rs"), script(body));
    let gate = g.test_gate();
    let other = checkout("another").into();
    g.breaks("outside-1", &gate, "another branch is checked out, which is built in", other);
}
