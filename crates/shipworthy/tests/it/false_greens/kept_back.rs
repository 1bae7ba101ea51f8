//! What was said and not heard: warnings that change no exit code, settings that keep them back, numbers that nobody read.

use testkit::{Defect, Fixture, Workspace};

use super::answers::Answers;
use super::unrun_tests::{TESTED, alpha, fails_at_planted};
use crate::proofs::asked::{fails, gate, unknown};

const BENCH: &str = "//! Measures, as criterion prints it.\n\nfn main() {\n    \
    let filter = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));\n    \
    if filter.is_none_or(|filter| \"parse\".contains(&filter)) {\n        \
    println!(\"parse  time:   [12.1 ms 12.5 ms 12.9 ms]\");\n        println!(\"  Performance has regressed.\");\n    }\n}\n";

/// No benchmark of that name is measured; one that became slower is, and cargo is content with both.
pub(super) fn a_benchmark_that_is_not_there_or_regressed() -> Answers {
    let bench = |args: &str, limit: &str| {
        let pattern = r"time:\\s+\\[\\S+ ms ([0-9.]+) ms";
        let numbers = format!("numbers = [{{ name = \"parse\", pattern = \"{pattern}\", {limit} }}]");
        Fixture::new()
            .package("alpha", |p| {
                p.manifest_extra("[[bench]]\nname = \"speed\"\nharness = false")
                    .file("benches/speed.rs", BENCH)
            })
            .gate("gate", &format!("kind = \"command\", argv = [\"cargo\", \"bench\"{args}], {numbers}"))
            .git()
            .build()
    };
    let ws = bench(", \"no_such\"", "at-least = 1");
    let answers = Answers::default().plain(&ws, "cargo bench no_such", 0, "Running benches/speed.rs");
    let json = unknown(gate(&ws), "nothing to look at");
    let told = json.gate("gate")["reason"].as_str().unwrap_or_default();
    assert!(told.contains("parse"), "{told}");
    let answers = answers.ours(&ws, &json, 3);
    let ws = bench("", "at-most = 10");
    let answers = answers.plain(&ws, "cargo bench", 0, "Performance has regressed");
    let json = fails(gate(&ws), &["number"]);
    assert_eq!(json.measured("gate", "parse"), 12.5);
    answers.ours(&ws, &json, 1)
}

pub(super) fn lints_that_only_warn() -> Answers {
    let defect = Defect::ClippyWarning { package: alpha() };
    let fixture = Fixture::new().package("alpha", |p| p).gate("gate", "kind = \"cargo-clippy\"");
    let ws = fixture.defect(defect).git().build();
    let plain = "cargo clippy --workspace --all-targets";
    let answers = Answers::default().plain(&ws, plain, 0, "warning: unneeded `return` statement");
    let json = fails_at_planted(&ws, "clippy::needless_return");
    answers.ours(&ws, &json, 1)
}

pub(super) fn a_link_in_the_documentation_that_leads_nowhere() -> Answers {
    let defect = Defect::BrokenDocLink { package: alpha() };
    let ws = Fixture::new()
        .package("alpha", |p| p.lib(TESTED))
        .gate("gate", "kind = \"cargo-doc\"")
        .defect(defect)
        .git()
        .build();
    let answers =
        Answers::default().plain(&ws, "cargo doc --workspace --no-deps", 0, "warning: unresolved link");
    let json = fails_at_planted(&ws, "rustdoc::broken_intra_doc_links");
    answers.ours(&ws, &json, 1)
}

/// A library with one item of two documented.
pub(super) fn a_share_of_documented_items() -> Answers {
    let lib = "//! A.\n#![warn(missing_docs)]\n\n/// Said.\npub fn said() {}\n\npub fn unsaid() {}\n";
    let ws =
        Fixture::new().package("alpha", |p| p.lib(lib)).gate("gate", r#"kind = "cargo-doc""#).git().build();
    Answers::default()
        .plain(
            &ws,
            "RUSTC_BOOTSTRAP=1 cargo rustdoc -p alpha -- -Z unstable-options --show-coverage --output-format json",
            0,
            "\"with_docs\"",
        )
        .ours_fails(&ws, &["missing_docs"])
}

const UNUSED: &str = "//! A.\n\nfn unused() {}\n";

/// The same library, which has a warning, under these settings and this check.
fn warned(check: &str, settings: &str) -> Workspace {
    // What cargo says of its profile stands on the page.
    let fixture = Fixture::new().plain_profile().package("alpha", |p| p.lib(UNUSED)).gate("gate", check);
    fixture.file(".cargo/config.toml", settings).git().build()
}

pub(super) fn flags_that_lower_the_level_of_lints() -> Answers {
    let settings = "[build]\nrustflags = [\"--cap-lints=allow\"]\n";
    let ws = warned(r#"kind = "cargo-clippy""#, settings);
    Answers::default()
        .given(".cargo/config.toml", settings)
        .plain(&ws, "cargo clippy --workspace --all-targets -- -D warnings", 0, "Finished")
        .ours_fails(&ws, &["lints-lowered"])
        .ours_passes(&warned(r#"kind = "cargo-clippy", lowered = ["--cap-lints=allow"]"#, settings))
}

pub(super) fn an_alias_in_the_place_of_a_tool() -> Answers {
    let settings = "[alias]\nclippy = \"check\"\n";
    let lib = "//! A.\n\n/// One.\npub fn one() -> u8 {\n    return 1;\n}\n";
    let ws = Fixture::new().package("alpha", |p| p.lib(lib)).gate("gate", r#"kind = "cargo-clippy""#);
    let ws = ws.plain_profile();
    let ws = ws.file(".cargo/config.toml", settings).git().build();
    Answers::default()
        .given(".cargo/config.toml", settings)
        .plain(&ws, "cargo clippy --workspace -- -D warnings", 1, "unexpected argument")
        .plain(&ws, "cargo clippy --workspace --all-targets", 0, "Finished")
        .ours_fails(&ws, &["clippy::needless_return"])
}

pub(super) fn a_member_that_was_compiled_for_another() -> Answers {
    let kern = "//! K.\n\n/// A.\npub fn a() -> u8 {\n    return 1;\n}\n";
    let app = "//! A.\n\n/// B.\npub fn b() -> u8 {\n    kern::a()\n}\n";
    let ws = |selected: &str| {
        let check = format!("kind = \"cargo-clippy\", packages = [\"{selected}\"]");
        let members =
            Fixture::new().package("kern", |p| p.lib(kern)).package("app", |p| p.lib(app).depends("kern"));
        members.gate("gate", &check).git().build()
    };
    let kern = ws("kern");
    Answers::default()
        .plain(&kern, "cargo clippy -p app --no-deps -- -D warnings", 0, "Finished")
        .plain(&kern, "cargo clippy -p kern --no-deps -- -D warnings", 0, "Finished")
        .ours_fails(&kern, &["clippy::needless_return"])
        .ours_passes(&ws("app"))
}

pub(super) fn a_warning_of_cargo_itself() -> Answers {
    let manifest = "[lib]\nnmae = \"x\"";
    let check = r#"kind = "cargo-build", warnings = 0"#;
    let ws =
        Fixture::new().package("alpha", |p| p.manifest_extra(manifest)).gate("gate", check).git().build();
    Answers::default()
        .given("crates/alpha/Cargo.toml", manifest)
        .plain(&ws, "RUSTFLAGS=-Dwarnings cargo build --workspace", 0, "unused manifest key")
        .ours_fails(&ws, &["cargo"])
}

pub(super) fn a_program_beside_a_library_of_its_name() -> Answers {
    let main = "//! See [`nowhere::Nothing`].\n\nfn main() {}\n";
    let ws = Fixture::new().package("alpha", |p| p.main(main)).gate("gate", r#"kind = "cargo-doc""#);
    let ws = ws.file("crates/alpha/src/lib.rs", "//! A.\n").git().build();
    Answers::default()
        .plain(&ws, "RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps", 0, "Documenting alpha")
        .ours_fails(&ws, &["rustdoc::broken_intra_doc_links"])
}

pub(super) fn a_module_that_rustfmt_never_met() -> Answers {
    let lib = "//! A.\nmacro_rules! gated {\n    ($($i:item)*) => { $($i)* };\n}\ngated! { mod inner; }\n";
    let ws = Fixture::new().package("alpha", |p| p.lib(lib)).gate("gate", r#"kind = "cargo-fmt""#);
    let ws = ws.file("crates/alpha/src/inner.rs", "pub fn   f( ) {}\n").git().build();
    Answers::default()
        .given("crates/alpha/src/lib.rs", lib)
        .plain(&ws, "cargo fmt --all --check", 0, "")
        .ours_unknown(&ws, "could not look")
}

pub(super) fn a_setting_that_rustfmt_ignores() -> Answers {
    let settings = "imports_granularity = \"Module\"\n";
    let ws = Fixture::new().package("alpha", |p| p).gate("gate", r#"kind = "cargo-fmt""#);
    let ws = ws.file("rustfmt.toml", settings).git().build();
    Answers::default()
        .given("rustfmt.toml", settings)
        .plain(&ws, "cargo fmt --all --check", 0, "unstable features are only available in nightly")
        .ours_unknown(&ws, "could not look")
}
