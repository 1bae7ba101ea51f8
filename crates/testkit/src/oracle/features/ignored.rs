//! What git ignores, and what is compiled, read or looked at all the same.

use crate::oracle::edit::{append, remove, replace, write};
use crate::oracle::world_plan::{WorldPlan, tested};

/// A module that git ignores, and a test of it.
pub(crate) fn source(g: &mut WorldPlan) {
    g.ignore(&format!("/{}", g.at("src/generated.rs")));
    g.package(&tested("mod generated;\n", "assert_eq!(crate::generated::N, 1);"), "");
    g.file(g.at("src/generated.rs"), "pub const N: u32 = 1;\n");
    let gate = g.test_gate();
    g.breaks(
        "ignored-1",
        &gate,
        "the generated constant is 2",
        vec![replace(g.at("src/generated.rs"), "= 1", "= 2")],
    );
    g.breaks("ignored-1", &gate, "the generated module is gone", vec![remove(g.at("src/generated.rs"))]);
}

/// The same with the kinds that compile, and with rustfmt.
pub(crate) fn built(g: &mut WorldPlan) {
    g.ignore(&format!("/{}", g.at("src/generated.rs")));
    g.package("pub mod generated;\n", "");
    g.file(g.at("src/generated.rs"), "pub const N: u32 = 1;\n");
    let file = g.at("src/generated.rs");
    let wrong = vec![append(&file, "pub const M: u32 = \"no\";\n")];
    let (build, clippy, fmt) =
        (g.cargo_gate("build", ""), g.cargo_gate("clippy", ""), g.cargo_gate("fmt", ""));
    g.breaks("ignored-2", &build, "the generated module does not compile", wrong.clone());
    g.breaks("ignored-2", &clippy, "the generated module does not compile", wrong);
    g.breaks(
        "ignored-2",
        &fmt,
        "the generated module is ugly",
        vec![append(&file, "pub const   M: u32 = 2;\n")],
    );
}

/// The same with the kinds that look at sources.
pub(crate) fn looked(g: &mut WorldPlan) {
    g.ignore(&format!("/{}", g.at("src/generated.rs")));
    g.package("pub mod generated;\n", "");
    g.file(g.at("src/generated.rs"), "pub fn n() -> u32 {\n    1\n}\n");
    let file = g.at("src/generated.rs");
    let holes = g.gate(&format!("kind = \"placeholders\", in = \"{}\"", g.at("**/*.rs")));
    let orphans = g.gate("kind = \"orphan-files\"");
    g.breaks("ignored-6", &holes, "the generated module is unfinished", vec![replace(&file, "1", "todo!()")]);
    g.matters("ignored-2", &orphans, "the generated module is gone", vec![remove(&file)]);
    g.harmless(&holes, "a README is written", vec![write(g.at("README.md"), "# todo!()\n")]);
}

/// A test reads what git ignores in its own package.
pub(crate) fn inside(g: &mut WorldPlan) {
    g.ignore(&format!("/{}", g.at("data")));
    g.package(&tested("", "assert_eq!(std::fs::read_to_string(\"data/v.txt\").unwrap(), \"1\");"), "");
    g.file(g.at("data/v.txt"), "1");
    let gate = g.test_gate();
    g.breaks(
        "ignored-3",
        &gate,
        "the ignored data of the package is 2",
        vec![write(g.at("data/v.txt"), "2")],
    );
    g.breaks("ignored-3", &gate, "the ignored data of the package is gone", vec![remove(g.at("data"))]);
}

/// A test reads a folder that git ignores beside its package.
pub(crate) fn beside(g: &mut WorldPlan) {
    g.ignore("/crates/gen");
    let each = "for file in std::fs::read_dir(\"../gen\").unwrap() {\n            \
        assert_eq!(std::fs::read_to_string(file.unwrap().path()).unwrap(), \"1\");\n        }";
    g.package(&tested("", each), "");
    g.file("crates/gen/v.txt", "1");
    g.undeclared.insert("crates/gen/v.txt".to_owned());
    let gate = g.test_gate();
    g.undeclared(
        "ignored-3",
        &gate,
        "ignored data beside the package is 2",
        vec![write("crates/gen/v.txt", "2")],
    );
    g.undeclared(
        "ignored-3",
        &gate,
        "ignored data beside the package has one more",
        vec![write("crates/gen/w.txt", "2")],
    );
}

/// A command reads what git ignores.
pub(crate) fn command(g: &mut WorldPlan) {
    g.ignore(&format!("/{}", g.at("dist")));
    g.package("", "");
    g.file(g.at("c.sh"), format!("grep -q 1 {}/dist/app.js\n", g.dir()));
    g.file(g.at("dist/app.js"), "1\n");
    let gate = g.gate(&format!("kind = \"command\", argv = [\"sh\", \"{}\"]", g.at("c.sh")));
    g.breaks(
        "ignored-4",
        &gate,
        "the ignored file that the command reads is 2",
        vec![write(g.at("dist/app.js"), "2\n")],
    );
    g.breaks(
        "ignored-4",
        &gate,
        "the ignored file that the command reads is gone",
        vec![remove(g.at("dist/app.js"))],
    );
    g.breaks("control", &gate, "the script fails", vec![append(g.at("c.sh"), "exit 1\n")]);
}

/// A person signed for a file that git ignores.
pub(crate) fn sign_off(g: &mut WorldPlan) {
    g.package("", "");
    g.ignore("/deploy.env");
    g.file("deploy.env", "HOST=one\n");
    g.file("LICENSE", "Mine.\n");
    let asked = "kind = \"sign-off\", question = \"May we?\"";
    let ignored = g.gate_with(asked, "inputs = [\"deploy.env\"]");
    let tracked = g.gate_with(asked, "inputs = [\"LICENSE\"]");
    for gate in [&ignored, &tracked] {
        g.sign_offs += &format!(
            "\n[[sign-off]]\ngate = \"{gate}\"\nanswer = \"yes\"\nby = \"ann\"\ndate = @TODAY@\nuntil = @LATER@\ncommit = \"@COMMIT@\"\n"
        );
    }
    g.breaks(
        "ignored-5",
        &ignored,
        "the ignored file that was signed for differs",
        vec![write("deploy.env", "HOST=two\n")],
    );
    g.breaks(
        "control",
        &tracked,
        "the file that was signed for differs",
        vec![append("LICENSE", "Yours.\n")],
    );
}
