//! Files that are compiled or read and lie where no list of git's and no prediction looks: ignored ones, those outside of the
//! package or the workspace, those behind links and settings.

use super::scene::{TESTS, check, fails, gate, is_stale, lock, passes};

const INCLUDES: &str = "mod generated;\n#[test]\nfn t() { assert_eq!(generated::N, 1); }\n";

#[test]
fn an_ignored_source_counts() {
    for kind in [TESTS, r#"kind = "cargo-build""#] {
        let ws = gate(kind)
            .file(".gitignore", "/target\n/.readiness\ngenerated.rs\n")
            .package("a", |p| p.lib(INCLUDES).file("src/generated.rs", "pub const N: u32 = 1;\n"))
            .build();
        passes(&ws);
        ws.write("crates/a/src/generated.rs", "pub const N: &str = 2;\n");
        is_stale(&ws, "crates/a/src/generated.rs");
        fails(&ws);
    }
}

fn tests_of(value: &str) -> String {
    format!("#[test]\nfn t() {{ assert_eq!({value}.trim(), \"1\"); }}\n")
}

#[test]
fn what_a_build_script_declares_counts_wherever_it_lies() {
    let script = r#"
use std::{env, fs, path::Path};
fn main() {
    let up = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().parent().unwrap().join("proto").join("v.txt");
    println!("cargo::rerun-if-changed={}", up.display());
    fs::copy(&up, Path::new(&env::var("OUT_DIR").unwrap()).join("v.txt")).unwrap();
}
"#;
    let ws = gate(TESTS)
        .file(".gitignore", "/target\n/.readiness\n/proto\n")
        .file("proto/v.txt", "1\n")
        .package("a", |p| {
            p.lib(&tests_of("include_str!(concat!(env!(\"OUT_DIR\"), \"/v.txt\"))")).file("build.rs", script)
        })
        .build();
    passes(&ws);
    ws.write("proto/v.txt", "2\n");
    is_stale(&ws, "");
    fails(&ws);
}

/// What was there when the tests were compiled, and was taken away before they had ended, is not what the tests stand on.
#[test]
fn what_a_run_compiled_and_removed_voids_it() {
    let source = "#[test]\nfn t() { std::fs::remove_file(\"../../../shared/v.txt\").unwrap(); \
                  assert_eq!(include_str!(\"../../../../shared/v.txt\").trim(), \"1\"); }\n";
    let ws = gate(TESTS).package("a", |p| p.lib(source)).build();
    ws.write("../shared/v.txt", "1\n");
    let json = check(&ws);
    assert_eq!(json.outcome("g"), "unknown", "{json:#?}");
}

/// The same of a file in a folder that a build script declares: put back, it tells only when.
#[test]
fn what_was_changed_and_put_back_in_a_folder_outside_voids_the_run() {
    let script = "fn main() { println!(\"cargo:rerun-if-changed=../../../shared\"); \
                  println!(\"cargo:rustc-env=V={}\", std::fs::read_to_string(\"../../../shared/v.txt\").unwrap().trim()); }\n";
    let source = "#[test]\nfn t() { let file = \"../../../shared/v.txt\"; std::fs::write(file, \"2\").unwrap(); \
                  std::fs::write(file, \"1\\n\").unwrap(); assert_eq!(env!(\"V\"), \"1\"); }\n";
    let ws = gate(TESTS).package("a", |p| p.lib(source).file("build.rs", script)).build();
    ws.write("../shared/v.txt", "1\n");
    let json = check(&ws);
    assert_eq!(json.outcome("g"), "unknown", "{json:#?}");
}

#[test]
fn a_folder_outside_that_a_build_script_reads_counts() {
    let script = r#"fn main() {
    println!("cargo:rerun-if-changed=../../../shared");
    let texts = std::fs::read_dir("../../../shared").unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    println!("cargo:rustc-env=V={}", texts.collect::<String>().trim());
}
"#;
    let ws = gate(TESTS).package("a", |p| p.lib(&tests_of("env!(\"V\")")).file("build.rs", script)).build();
    ws.write("../shared/v.txt", "1\n");
    passes(&ws);
    ws.write("../shared/v.txt", "2\n");
    is_stale(&ws, "");
    fails(&ws);
}

#[test]
fn a_file_behind_a_variable_of_cargos_settings_counts() {
    let ws = gate(TESTS)
        .file(".cargo/config.toml", "[env]\nCARGO_WORKSPACE_DIR = { value = \"\", relative = true }\n")
        .file("assets/v.txt", "1\n")
        .package("a", |p| {
            p.lib(&tests_of("include_str!(concat!(env!(\"CARGO_WORKSPACE_DIR\"), \"/assets/v.txt\"))"))
        })
        .build();
    passes(&ws);
    ws.write("assets/v.txt", "2\n");
    is_stale(&ws, "assets/v.txt");
    fails(&ws);
}

#[test]
fn what_a_macro_of_the_workspace_reads_counts() {
    let body = r#"
#[proc_macro]
pub fn q(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().parent().unwrap();
    std::fs::read_to_string(root.join(".queries").join("q.json")).unwrap().parse().unwrap()
}
"#;
    let ws = gate(TESTS)
        .file(".queries/q.json", "1\n")
        .package("m", |p| p.lib(body).manifest_extra("\n[lib]\nproc-macro = true\n"))
        .package("a", |p| p.depends("m").lib("#[test]\nfn t() { assert_eq!(m::q!(), 1); }\n"))
        .build();
    assert_eq!(check(&ws).outcome("g"), "pass");
    ws.write(".queries/q.json", "2\n");
    is_stale(&ws, "tree");
    fails(&ws);
}

#[test]
fn what_a_package_outside_includes_counts() {
    let ws = gate(TESTS)
        .package("a", |p| {
            p.lib(&tests_of("b::V")).manifest_extra("\n[dependencies]\nb = { path = \"../../../b\" }\n")
        })
        .build();
    ws.write("../b/Cargo.toml", "[package]\nname = \"b\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
    ws.write("../b/src/lib.rs", "pub const V: &str = include_str!(\"../../data/v.txt\");\n");
    ws.write("../data/v.txt", "1\n");
    lock(&ws);
    passes(&ws);
    ws.write("../data/v.txt", "2\n");
    is_stale(&ws, "../data/v.txt");
    fails(&ws);
}

#[test]
fn the_program_that_runs_the_tests_counts() {
    let ws = gate(TESTS)
        .file(".cargo/config.toml", "[target.'cfg(unix)']\nrunner = \"ci/run.sh\"\n")
        .file("ci/run.sh", "#!/bin/sh\nMODE=1 exec \"$@\"\n")
        .package("a", |p| p.lib(&tests_of("std::env::var(\"MODE\").unwrap()")))
        .build();
    ws.program("chmod", ["+x", "ci/run.sh"]).done();
    passes(&ws);
    ws.write("ci/run.sh", "#!/bin/sh\nMODE=2 exec \"$@\"\n");
    is_stale(&ws, "cargo settings");
    fails(&ws);
}

#[test]
fn a_program_of_another_member_that_tests_run_counts() {
    let test = "#[test]\nfn t() {\n    let out = std::process::Command::new(env!(\"CARGO\")).args([\"run\", \"-q\", \"-p\", \"app\"]).output().unwrap();\n    assert_eq!(String::from_utf8_lossy(&out.stdout).trim(), \"1\");\n}\n";
    let ws = gate(&format!("{TESTS}, packages = [\"e2e\"]"))
        .package("app", |p| p.main("fn main() { println!(\"1\") }\n"))
        .package("e2e", |p| p.lib("").test("it", test))
        .build();
    assert_ne!(check(&ws).outcome("g"), "stale");
    ws.write("crates/app/src/main.rs", "fn main() { println!(\"2\") }\n");
    is_stale(&ws, "files crates/app");
}

#[test]
fn what_a_linked_source_includes_counts() {
    let ws = gate(TESTS)
        .file("shared/s.rs", "pub const V: &str = include_str!(\"../../data/x.txt\");\n")
        .file("crates/data/x.txt", "1\n")
        .package("a", |p| p.lib(&format!("mod s;\n{}", tests_of("s::V"))))
        .build();
    ws.link("crates/a/src/s.rs", "../../../shared/s.rs");
    passes(&ws);
    ws.write("crates/data/x.txt", "2\n");
    is_stale(&ws, "");
    fails(&ws);
}

/// What is written down of a run can be asked for.
#[test]
fn why_lists_what_a_result_is_bound_to() {
    let ws = gate(TESTS)
        .file(".gitignore", "/target\n/.readiness\ngenerated.rs\n")
        .package("a", |p| p.lib(INCLUDES).file("src/generated.rs", "pub const N: u32 = 1;\n"))
        .build();
    passes(&ws);
    let told = ws.run(["why", "g", "--inputs"]).stdout_any().done().stdout;
    for line in ["crates/a/src/lib.rs  ", "read crates/a/src/generated.rs  ", "(named by the compiler)"] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let json = ws.run(["why", "g", "--inputs", "--format", "json"]).json();
    let all = json["inputs"].as_array().unwrap();
    assert!(
        all.iter()
            .any(|one| one["name"] == "read crates/a/src/generated.rs"
                && one["how"] == "named by the compiler")
    );
    assert!(ws.run(["why", "g", "--format", "json"]).json()["inputs"].is_null());
    // A name that appears and a file that goes are changes like any other.
    ws.remove("crates/a/src/generated.rs");
    let json = ws.run(["why", "g", "--format", "json"]).exit(3).json();
    assert_eq!(json["changed"][0]["part"], "read crates/a/src/generated.rs");
    assert_eq!(json["changed"][0]["files"][0]["change"], "removed");
}

/// Cargo reads the manifests of all path dependencies, whichever package is tested.
#[test]
fn a_manifest_outside_that_cannot_be_read_is_seen() {
    let ws = gate(&format!("{TESTS}, packages = [\"a\"]"))
        .package("a", |p| p.lib("#[test]\nfn t() {}\n"))
        .package("b", |p| p.manifest_extra("\n[dependencies]\nc = { path = \"../../../c\" }\n"))
        .build();
    let manifest = "[package]\nname = \"c\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    ws.write("../c/Cargo.toml", manifest);
    ws.write("../c/src/lib.rs", "");
    lock(&ws);
    passes(&ws);
    ws.write("../c/Cargo.toml", manifest.replace("2021", "2022"));
    assert_ne!(check(&ws).outcome("g"), "pass");
}

/// A test that runs the program of another member depends on it, though no manifest says so.
#[test]
fn a_program_of_another_member_counts_where_a_test_runs_it() {
    let test = "#[test]\nfn t() {\n    let app = std::process::Command::new(env!(\"CARGO\")).args([\"run\", \"-q\", \"-p\", \"app\"]).output().unwrap();\n    \
                assert_eq!(app.stdout, b\"1\\n\");\n}\n";
    let ws = gate(r#"kind = "cargo-test", runner = "cargo", doctests = false, packages = ["e2e"]"#)
        .package("app", |p| p.file("src/main.rs", "fn main() {\n    println!(\"1\");\n}\n"))
        .package("e2e", |p| p.lib(test))
        .package("other", |p| p)
        .build();
    passes(&ws);
    ws.append("crates/other/src/lib.rs", "\n/// More.\npub struct More;\n");
    assert_eq!(check(&ws)["executed"], 0, "no test runs that one");
    ws.replace("crates/app/src/main.rs", "\"1\"", "\"2\"");
    is_stale(&ws, "crates/app/src/main.rs");
    fails(&ws);
}

/// The README that a crate has for its documentation is named, and leads nowhere; what its code reads is not left out.
#[test]
fn a_document_that_is_compiled_in_makes_nothing_else_count() {
    let document = "#![doc = include_str!(\"../README.md\")]\n#[test]\nfn t() { assert!(std::fs::exists(\"Cargo.toml\").unwrap()); }\n";
    let ws = gate(r#"kind = "cargo-test", runner = "cargo", packages = ["a"]"#)
        .package("a", |p| p.lib(document).file("README.md", "# The parent of all components\n"))
        .package("b", |p| p.lib(""))
        .file("data/v.txt", "1\n")
        .build();
    passes(&ws);
    ws.write("crates/b/src/lib.rs", "// another\n");
    ws.write("data/v.txt", "2\n");
    let json = super::scene::answer(ws.run(["status", "--format", "json"]));
    assert_eq!(json.outcome("g"), "pass", "{json:#?}");
    ws.write(
        "crates/a/README.md",
        "```\nassert_eq!(std::fs::read(\"../../data/v.txt\").unwrap(), b\"2\\n\");\n```\n",
    );
    is_stale(&ws, "crates/a/README.md");
    passes(&ws);
    ws.write("data/v.txt", "3\n");
    is_stale(&ws, "data/v.txt");
    fails(&ws);
}
