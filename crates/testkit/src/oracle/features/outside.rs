//! What lies outside of a package: files by many ways, dependencies, programs of other members, documents.

use crate::oracle::edit::{append, replace, write};
use crate::oracle::world_plan::{WorldPlan, tested};

/// `include_str!` of a file beside the repository, by its name.
pub(crate) fn include(g: &mut WorldPlan) {
    g.package(&tested("", "assert_eq!(include_str!(\"../../../../include/v.txt\"), \"1\");"), "");
    g.file("../include/v.txt", "1");
    g.file("../include/README.txt", "Text.\n");
    let gate = g.test_gate();
    g.breaks("control", &gate, "an included file outside is 2", vec![write("../include/v.txt", "2")]);
    g.harmless(&gate, "another file beside it is new", vec![write("../include/w.txt", "2")]);
}

/// `include_str!` of a path that is made of a variable and a text.
pub(crate) fn concat(g: &mut WorldPlan) {
    g.config("env", "WORLD_ROOT = { value = \"\", relative = true }");
    let test = "assert_eq!(include_str!(concat!(env!(\"WORLD_ROOT\"), \"/assets/v.txt\")), \"1\");\n        \
        assert_eq!(include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../concat.txt\")), \"1\");";
    g.package(&tested("", test), "");
    g.file("assets/v.txt", "1");
    g.file("crates/concat.txt", "1");
    let gate = g.test_gate();
    g.breaks("outside-2", &gate, "a file of a path from a setting is 2", vec![write("assets/v.txt", "2")]);
    g.breaks(
        "outside-2",
        &gate,
        "a file of a path from the package's folder is 2",
        vec![write("crates/concat.txt", "2")],
    );
}

/// A test reads a file of a path that is joined of its parts.
pub(crate) fn joined(g: &mut WorldPlan) {
    let test = "let parts = [env!(\"CARGO_MANIFEST_DIR\"), \"..\", \"joined\", \"v.txt\"];\n        \
        let path: std::path::PathBuf = parts.iter().collect();\n        \
        assert_eq!(std::fs::read_to_string(path).unwrap(), \"1\");";
    g.package(&tested("", test), "");
    g.file("crates/joined/v.txt", "1");
    g.undeclared.insert("crates/joined/v.txt".to_owned());
    let gate = g.test_gate();
    g.undeclared("outside-3", &gate, "a file of a joined path is 2", vec![write("crates/joined/v.txt", "2")]);
}

/// A macro climbs to the root and reads a hidden file.
pub(crate) fn proc_macro(g: &mut WorldPlan) {
    let climb = "use proc_macro::TokenStream;\n\n#[proc_macro]\npub fn q(_: TokenStream) -> TokenStream {\n    \
        let mut dir = std::path::PathBuf::from(std::env::var(\"CARGO_MANIFEST_DIR\").unwrap());\n    \
        while !dir.join(\"Cargo.lock\").is_file() {\n        assert!(dir.pop());\n    }\n    \
        let file = dir.join(\".queries\").join(\"q.json\");\n    \
        std::fs::read_to_string(file).unwrap().parse().unwrap()\n}\n";
    let macros = g.sibling("m", climb, "[lib]\nproc-macro = true\n");
    let name = macros.trim_start_matches("crates/").to_owned();
    let more = format!("[dependencies]\n{name} = {{ path = \"../{name}\" }}\n");
    g.package(&tested("", &format!("assert_eq!({}::q!(), 1);", name.replace('-', "_"))), &more);
    g.file(".queries/q.json", "1");
    let gate = g.test_gate();
    g.breaks("outside-4", &gate, "what the macro reads is 2", vec![write(".queries/q.json", "2")]);
    g.breaks(
        "control",
        &gate,
        "the macro fails",
        vec![replace(format!("{macros}/src/lib.rs"), "    let mut", "    panic!();\n    let mut")],
    );
}

/// A dependency outside, which includes a file further out.
pub(crate) fn dependency(g: &mut WorldPlan) {
    g.package(
        &tested("", "assert_eq!(outer::TEXT, \"1\");"),
        "[dependencies]\nouter = { path = \"../../../outer\" }\n",
    );
    g.package_in("../outer", "outer", "pub const TEXT: &str = include_str!(\"../../../far/v.txt\");\n", "");
    g.file("../../far/v.txt", "1");
    let gate = g.test_gate();
    g.breaks(
        "outside-6",
        &gate,
        "a file that an outside dependency includes is 2",
        vec![write("../../far/v.txt", "2")],
    );
    g.breaks(
        "control",
        &gate,
        "an outside dependency does not compile",
        vec![append("../outer/src/lib.rs", "const N: u8 = \"\";\n")],
    );
}

/// A test runs the program of another member.
pub(crate) fn program(g: &mut WorldPlan) {
    let app = g.sibling("app", "", "");
    let name = app.trim_start_matches("crates/").to_owned();
    g.file(format!("{app}/src/main.rs"), "fn main() {\n    println!(\"1\");\n}\n");
    let test = format!(
        "let run = [\"run\", \"-q\", \"-p\", \"{name}\"];\n        \
         let output = std::process::Command::new(env!(\"CARGO\")).args(run).output().unwrap();\n        \
         assert_eq!(output.stdout, b\"1\\n\");"
    );
    g.package(&tested("", &test), "");
    let gate = g.test_gate();
    g.breaks(
        "outside-8",
        &gate,
        "the program of another member prints 2",
        vec![replace(format!("{app}/src/main.rs"), "\"1\"", "\"2\"")],
    );
}

/// A test walks through the documents of its package.
pub(crate) fn docs(g: &mut WorldPlan) {
    let each = "for file in std::fs::read_dir(\"docs\").unwrap() {\n            \
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();\n            \
        assert!(!text.contains(\"TODO\"));\n        }";
    g.package(&tested("", each), "");
    g.file(g.at("docs/a.md"), "# Done\n");
    g.file(g.at("docs/b.txt"), "Done\n");
    let gate = g.test_gate();
    g.breaks(
        "docs-1",
        &gate,
        "a document of a walked folder is not done",
        vec![append(g.at("docs/a.md"), "TODO\n")],
    );
    g.breaks(
        "docs-1",
        &gate,
        "a new document of a walked folder is not done",
        vec![write(g.at("docs/c.md"), "TODO\n")],
    );
    g.breaks(
        "control",
        &gate,
        "a text of a walked folder is not done",
        vec![append(g.at("docs/b.txt"), "TODO\n")],
    );
}

/// Modules, and a whole library, of files outside of the package.
pub(crate) fn module(g: &mut WorldPlan) {
    let lib = "#[path = \"../../../../parts/m.rs\"]\nmod m;\nmod i {\n    \
        include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../../parts/i.rs\"));\n}\n";
    let dir = g.sibling("lib", "", "[lib]\npath = \"../../../parts/lib.rs\"\n");
    g.files.remove(&format!("{dir}/src/lib.rs"));
    let more = "[dependencies]\noutside-module-lib = { path = \"../outside-module-lib\" }\n";
    let test = "assert_eq!((crate::m::N, crate::i::N, outside_module_lib::N), (1, 1, 1));";
    g.package(&tested(lib, test), more);
    for (file, what) in [
        ("m", "a module outside is 2"),
        ("i", "an included source outside is 2"),
        ("lib", "a library outside is 2"),
    ] {
        g.file(format!("../parts/{file}.rs"), "pub const N: u32 = 1;\n");
        if file == "m" {
            let _ = g.test_gate();
        }
        let gate = format!("{}-1", g.feature);
        g.breaks("outside-6", &gate, what, vec![replace(format!("../parts/{file}.rs"), "= 1", "= 2")]);
    }
}
