//! What gates about files look at: every member wherever it lies, the files that manifests name, what links lead to, the
//! documents and folders that tests reach.

use testkit::Workspace;

use super::scene::{TESTS, check, fails, gate, gate_with, is_stale, lock, passes};

const MANIFEST: &str = "[package]\nname = \"gen\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\
                        description = \"x\"\nrepository = \"https://example.invalid\"\n";

const SOUND: &str = "pub fn f() {}\n";

/// A workspace with a member that git ignores.
fn ignored_member(kind: &str) -> Workspace {
    let ws = gate(kind)
        .file(".gitignore", "/target\n/.readiness\n/crates/gen\n")
        .file("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"crates/*\"]\n")
        .package("a", |p| p.lib(SOUND))
        .build();
    ws.write("crates/gen/Cargo.toml", MANIFEST);
    ws.write("crates/gen/src/lib.rs", SOUND);
    lock(&ws);
    ws
}

#[test]
fn a_member_that_git_ignores_is_looked_at() {
    let table = [
        ("kind = \"cargo-fmt\"", "crates/gen/src/lib.rs", "pub fn f( ) {}\n"),
        ("kind = \"placeholders\"", "crates/gen/src/lib.rs", "pub fn f() { todo!() }\n"),
        ("kind = \"orphan-files\"", "crates/gen/src/orphan.rs", "pub fn g() {}\n"),
        (
            "kind = \"versions\", version = \"0.1.0\"",
            "crates/gen/Cargo.toml",
            "[package]\nname = \"gen\"\nversion = \"0.3.0\"\nedition = \"2021\"\n",
        ),
    ];
    for (kind, path, text) in table {
        let ws = ignored_member(kind);
        assert_eq!(check(&ws).outcome("g"), "pass", "{kind}");
        ws.write(path, text);
        assert_eq!(check(&ws).outcome("g"), "fail", "{kind}");
    }
}

#[test]
fn a_path_dependency_outside_is_formatted_too() {
    let ws = gate(r#"kind = "cargo-fmt""#)
        .package("a", |p| {
            p.lib(SOUND).manifest_extra("\n[dependencies]\ngen = { path = \"../../../gen\" }\n")
        })
        .build();
    ws.write("../gen/Cargo.toml", MANIFEST);
    ws.write("../gen/src/lib.rs", SOUND);
    lock(&ws);
    passes(&ws);
    ws.write("../gen/src/lib.rs", "pub fn f( ) {}\n");
    is_stale(&ws, "");
    fails(&ws);
}

#[test]
fn the_files_that_a_manifest_names_count() {
    let ws = gate(r#"kind = "metadata""#)
        .package("a", |p| {
            p.manifest(
                "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2021\"\ndescription = \"x\"\n\
                 repository = \"https://example.invalid\"\nlicense-file = \"EULA.txt\"\nreadme = \"docs/intro.txt\"\n",
            )
            .file("EULA.txt", "All of it.\n")
            .file("docs/intro.txt", "Hello.\n")
        })
        .build();
    passes(&ws);
    ws.remove("crates/a/EULA.txt");
    is_stale(&ws, "crates/a/EULA.txt");
    fails(&ws);
}

#[test]
fn a_manifest_behind_a_link_is_read_again() {
    let manifest =
        |version: &str| format!("[package]\nname = \"a\"\nversion = \"{version}\"\nedition = \"2021\"\n");
    let ws = gate(r#"kind = "versions", version = "0.1.0""#)
        .file("shared/a.toml", &manifest("0.1.0"))
        .package("a", |p| p)
        .build();
    ws.remove("crates/a/Cargo.toml");
    ws.link("crates/a/Cargo.toml", "../../shared/a.toml");
    ws.commit("Link it");
    passes(&ws);
    ws.write("shared/a.toml", manifest("0.2.0"));
    fails(&ws);
}

#[test]
fn documents_and_folders_that_tests_walk_count() {
    let walks = |folder: &str| {
        format!(
            "#[test]\nfn t() {{\n    for file in std::fs::read_dir({folder}).unwrap() {{\n        \
             assert!(!std::fs::read_to_string(file.unwrap().path()).unwrap().contains(\"TODO\"));\n    }}\n}}\n"
        )
    };
    let pieces = "[env!(\"CARGO_MANIFEST_DIR\"), \"..\", \"data\"].iter().collect::<std::path::PathBuf>()";
    let table = [
        ("\"docs\"", "crates/a/docs/a.md"),
        ("\"../gen\"", "crates/gen/a.txt"),
        (pieces, "crates/data/a.txt"),
    ];
    for (folder, file) in table {
        let ws = gate(TESTS)
            .file(".gitignore", "/target\n/.readiness\n/crates/gen\n")
            .file("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"crates/a\"]\n")
            .package("a", |p| p.lib(&walks(folder)))
            .file(file, "fine\n")
            .build();
        passes(&ws);
        ws.write(file, "TODO\n");
        is_stale(&ws, "files crates/a");
        fails(&ws);
    }
}

#[test]
fn nobody_answers_for_a_file_that_is_in_no_commit() {
    let ws = gate_with(r#"kind = "sign-off", question = "Is it deployed?""#, "inputs = [\"deploy.env\"]")
        .file(".gitignore", "/target\n/.readiness\ndeploy.env\n")
        .file("deploy.env", "a\n")
        .build();
    let commit = ws.git(["rev-parse", "HEAD"]);
    ws.append(
        "readiness.toml",
        &format!(
            "\n[[sign-off]]\ngate = \"g\"\nanswer = \"yes\"\nby = \"ann\"\ndate = 2026-11-01\nuntil = 2099-01-01\ncommit = \"{commit}\"\n"
        ),
    );
    assert_eq!(check(&ws).outcome("g"), "unknown");
}

/// Cargo reads all manifests, whichever package it builds, and writes the lock file anew where that says otherwise.
#[test]
fn a_member_that_is_not_built_counts_by_what_the_lock_file_says_of_it() {
    let ws = gate("kind = \"cargo-build\", packages = [\"a\"]")
        .package("a", |p| p.lib(SOUND))
        .package("b", |p| p.lib(SOUND))
        .build();
    lock(&ws);
    ws.commit("Lock");
    passes(&ws);
    ws.append("crates/b/src/lib.rs", "pub fn g() {}\n");
    assert_eq!(check(&ws)["executed"], 0, "its sources do not count");
    let manifest = ws.read("crates/b/Cargo.toml");
    ws.write("crates/b/Cargo.toml", manifest.replace("0.1.0", "0.2.0"));
    is_stale(&ws, "members");
}

/// git says of a submodule only which commit it should be at; its files are looked at as all others are.
#[test]
fn a_member_in_a_submodule_is_looked_at() {
    let table = [
        (r#"kind = "cargo-fmt""#, "src/lib.rs", "pub fn f( ) {}\n"),
        (r#"kind = "placeholders""#, "src/lib.rs", "pub fn f() { todo!() }\n"),
        (r#"kind = "orphan-files""#, "src/orph.rs", "pub fn g() {}\n"),
        (r#"kind = "duplicate-modules""#, "src/m/mod.rs", "pub fn m() {}\n"),
    ];
    for (kind, path, text) in table {
        let ws = gate(kind)
            .file("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"crates/a\", \"vendor/inner\"]\n")
            .package("a", |p| p.lib(SOUND))
            .build();
        ws.write("../inner/Cargo.toml", MANIFEST);
        ws.write("../inner/src/lib.rs", "pub mod m;\n");
        ws.write("../inner/src/m.rs", SOUND);
        let inner = ws.path("../inner");
        let inner = inner.to_str().unwrap();
        ws.git(["-C", inner, "init", "--quiet"]);
        ws.git(["-C", inner, "add", "--all"]);
        ws.git(["-C", inner, "commit", "--quiet", "--message", "Begin"]);
        ws.git(["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "vendor/inner"]);
        lock(&ws);
        ws.commit("Take it in");
        passes(&ws);
        ws.write(&format!("vendor/inner/{path}"), text);
        is_stale(&ws, "");
        fails(&ws);
    }
}
