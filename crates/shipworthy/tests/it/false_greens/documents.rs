//! Documents and sources: words that stand there and do not mean it. The plain tools here are searches, as scripts and hooks
//! use them, and the compiler.

use testkit::{Fixture, Workspace};

use super::answers::Answers;

/// A workspace of one package, version 0.2.0, with a changelog.
fn logged(text: &str) -> Workspace {
    let check = r#"kind = "changelog", version = "0.2.0""#;
    Fixture::new().package("alpha", |p| p).file("CHANGELOG.md", text).gate("gate", check).git().build()
}

pub(super) fn a_version_that_is_somebody_elses() -> Answers {
    let log = "# Changelog\n\n## [0.1.0]\n\n### Bump serde to 0.2.0\n\n- x\n";
    let ws = logged(log);
    Answers::default()
        .given("CHANGELOG.md", log)
        .plain(&ws, "grep '^##.*0.2.0' CHANGELOG.md", 0, "0.2.0")
        .ours_fails(&ws, &["no-version"])
}

pub(super) fn a_section_of_bare_bullets() -> Answers {
    let log = "# Changelog\n\n## [0.2.0]\n\n### Added\n\n-\n\n### Fixed\n\n- \n";
    let ws = logged(log);
    Answers::default()
        .given("CHANGELOG.md", log)
        .plain(&ws, "grep -A4 '^## .0.2.0' CHANGELOG.md", 0, "### Added")
        .ours_fails(&ws, &["empty-section"])
}

pub(super) fn a_version_of_another_package() -> Answers {
    let log = "# Changelog\n\n## 1.2.0\n\n- x\n\n## 1.1.0\n\n- old\n";
    let ws = Fixture::new()
        .package("alpha", |p| p.version("1.2.0").file("CHANGELOG.md", log))
        .package("beta", |p| p.version("1.1.0"))
        .gate("gate", r#"kind = "changelog""#)
        .git()
        .build();
    Answers::default()
        .given("crates/alpha/CHANGELOG.md", log)
        .plain(&ws, "grep -r '## 1.1.0' --include CHANGELOG.md .", 0, "## 1.1.0")
        .ours_fails(&ws, &["absent"])
}

const PLACEHOLDERS: &str = r#"kind = "placeholders""#;

pub(super) fn a_file_that_one_target_tests_and_another_ships() -> Answers {
    let ws = Fixture::new()
        .package("alpha", |p| {
            p.lib("//! A.\n#[cfg(test)]\nmod util;\n")
                .main("mod util;\n\nfn main() {\n    util::f()\n}\n")
                .file("src/util.rs", "pub fn f() {\n    todo!()\n}\n")
        })
        .gate("gate", PLACEHOLDERS)
        .git()
        .build();
    Answers::default()
        .plain(&ws, "cargo test --workspace", 0, "test result: ok")
        .ours_fails(&ws, &["placeholder-macro"])
}

pub(super) fn a_folder_that_is_only_called_examples() -> Answers {
    let ws = Fixture::new()
        .package("alpha", |p| {
            p.lib("//! A.\n\n/// E.\npub mod examples;\n")
                .file("src/examples/mod.rs", "/// F.\npub fn f() {\n    todo!()\n}\n")
        })
        .gate("gate", PLACEHOLDERS)
        .git()
        .build();
    Answers::default()
        .plain(&ws, "grep -rn 'todo!' --include '*.rs' --exclude-dir examples .", 1, "")
        .ours_fails(&ws, &["placeholder-macro"])
}

pub(super) fn a_macro_under_another_name() -> Answers {
    let lib = "//! A.\n\nuse std::todo as later;\n\n/// F.\npub fn f() {\n    later!()\n}\n";
    let ws = Fixture::new().package("alpha", |p| p.lib(lib)).gate("gate", PLACEHOLDERS).git().build();
    Answers::default()
        .plain(&ws, "grep -rn 'todo!' --include '*.rs' crates", 1, "")
        .ours_fails(&ws, &["placeholder-macro"])
}

pub(super) fn a_heading_inside_html() -> Answers {
    let readme = "# R\n\n<div>\n## Usage\ntext\n</div>\n";
    let check = r#"kind = "docs-sections", path = "README.md", sections = ["Usage"]"#;
    let ws =
        Fixture::new().package("alpha", |p| p).file("README.md", readme).gate("gate", check).git().build();
    Answers::default()
        .given("README.md", readme)
        .plain(&ws, "grep '^## Usage' README.md", 0, "## Usage")
        .ours_fails(&ws, &["missing-section"])
}

const MANIFEST: &str = "[package]\nname = \"alpha\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

pub(super) fn a_package_without_description_or_licence() -> Answers {
    let ws = Fixture::new()
        .package("alpha", |p| p.manifest(MANIFEST))
        .gate("gate", r#"kind = "metadata""#)
        .git()
        .build();
    Answers::default()
        .plain(&ws, "cargo package --offline -p alpha", 0, "manifest has no description, license")
        .ours_fails(&ws, &["missing-field"])
}

pub(super) fn a_licence_that_is_none() -> Answers {
    let manifest = format!(
        "{MANIFEST}description = \"d\"\nrepository = \"https://example.org\"\nlicense = \"MIT / Apache 2\"\n"
    );
    let ws = Fixture::new()
        .package("alpha", |p| p.manifest(&manifest))
        .gate("gate", r#"kind = "metadata""#)
        .git()
        .build();
    Answers::default()
        .plain(&ws, "cargo package --offline -p alpha", 0, "Packaged")
        .ours_fails(&ws, &["bad-license"])
}

/// What a package is made of says nothing of whether it can be uploaded.
pub(super) fn a_list_in_place_of_a_trial() -> Answers {
    let more = "description = \"d\"\nrepository = \"https://example.org\"\nlicense = \"MIT\"\n";
    let alpha = format!("{MANIFEST}{more}\n[dependencies]\nbeta = {{ path = \"../beta\" }}\n");
    let beta = format!("{}{more}", MANIFEST.replace("alpha", "beta"));
    let ws = Fixture::new()
        .package("alpha", |p| p.manifest(&alpha))
        .package("beta", |p| p.manifest(&beta))
        .gate("gate", r#"kind = "metadata""#)
        .git()
        .build();
    Answers::default()
        .plain(&ws, "cargo package --list -p alpha", 0, "src/lib.rs")
        .ours_fails(&ws, &["path-without-version"])
}
