//! The proofs of `metadata`.

use testkit::{Defect, Fixture, FixturePackage};

use super::asked::{fails, gate, passes, unknown};

const CHECK: &str = r#"kind = "metadata""#;

fn manifest(more: &str, tail: &str) -> impl FnOnce(FixturePackage) -> FixturePackage {
    let text = format!(
        "[package]\nname = \"alpha\"\nversion = \"0.1.0\"\nedition = \"2024\"\ndescription = \"A\"\n\
         license = \"MIT\"\nrepository = \"https://example.invalid\"\n{more}\n{tail}"
    );
    move |package| package.manifest(&text)
}

#[test]
pub(super) fn fires() {
    let no_license = Defect::NoLicense { package: "alpha".to_owned() };
    let ws = Fixture::new().package("alpha", |p| p).gate("gate", CHECK).defect(no_license).git().build();
    let json = fails(gate(&ws), &["missing-field"]);
    assert_eq!(json.findings("gate")[0]["file"], ws.planted()[0].file);
    let table = [
        ("keywords = [\"a b\"]", "", "bad-keyword"),
        ("keywords = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]", "", "too-many-labels"),
        ("readme = \"GONE.md\"", "", "missing-file"),
        ("", "[dependencies]\nbeta = { path = \"../beta\" }\n", "path-without-version"),
    ];
    for (more, tail, rule) in table {
        let ws = Fixture::new()
            .package("alpha", |p| manifest(more, tail)(if tail.is_empty() { p } else { p.depends("beta") }))
            .package("beta", |p| p)
            .gate("gate", CHECK)
            .git()
            .build();
        fails(gate(&ws), &[rule]);
    }
    let private =
        |p: FixturePackage| p.manifest("[package]\nname = \"beta\"\nversion = \"0.1.0\"\npublish = false\n");
    let ws = Fixture::new()
        .package("alpha", |p| p.depends("beta"))
        .package("beta", private)
        .gate("gate", CHECK)
        .build();
    fails(gate(&ws), &["private-dependency"]);
    let ws = Fixture::new().package("alpha", |p| p.version("0.0.0")).gate("gate", CHECK).git().build();
    fails(gate(&ws), &["no-version"]);
    let homepage = r#"kind = "metadata", fields = ["homepage"]"#;
    fails(
        gate(&Fixture::new().package("alpha", |p| p).gate("gate", homepage).git().build()),
        &["missing-field"],
    );
}

/// A package that may not be published needs nothing, and a dev-dependency by path alone is fine.
#[test]
pub(super) fn stays_silent() {
    let ws = Fixture::new()
        .package("alpha", |p| {
            let more = "readme = \"../../README.md\"\nkeywords = [\"a-b\", \"c\"]";
            manifest(more, "[dev-dependencies]\nbeta = { path = \"../beta\" }\n")(p.depends("beta"))
        })
        .package("beta", |p| p.manifest("[package]\nname = \"beta\"\nversion = \"0.1.0\"\npublish = false\n"))
        .file("README.md", "# A\n")
        .gate("gate", CHECK)
        .git()
        .build();
    assert_eq!(passes(gate(&ws)).subjects("gate"), 1);
}

#[test]
pub(super) fn vacuous_is_unknown() {
    let private =
        |p: FixturePackage| p.manifest("[package]\nname = \"alpha\"\nversion = \"0.1.0\"\npublish = false\n");
    let ws = Fixture::new().package("alpha", private).gate("gate", CHECK).git().build();
    unknown(gate(&ws), "nothing to look at");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws = Fixture::new().package("alpha", |p| p).gate("gate", CHECK).git().build();
    unknown(gate(&ws).without_tool("cargo"), "tool missing");
    ws.append("crates/alpha/Cargo.toml", "\n[dependencies]\ngone = { path = \"../gone\" }\n");
    unknown(gate(&ws), "could not look");
}
