//! Which change voids which part.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use shipworthy_engine::facts::workspace::load;
use shipworthy_engine::freshness::scope::InputScopes;
use shipworthy_model::fingerprint::Part;
use shipworthy_model::kind::Scope;
use shipworthy_model::params::{Params, Value};

use crate::fixture::Place;
use crate::workspace::members;

/// No file that gates wrote.
const NOTHING: BTreeSet<String> = BTreeSet::new();

const PACKAGES: Scope = Scope::Packages("packages");

fn params(name: &str, values: &[&str]) -> Params {
    let list = values.iter().map(|value| Value::Text((*value).to_owned())).collect();
    Params(BTreeMap::from([(name.to_owned(), Value::List(list))]))
}

fn parts(place: &Place, scope: &Scope, params: &Params) -> Vec<Part> {
    let tree = place.tree();
    let workspace = load(&place.root, &tree, &place.caches());
    let mut scopes = InputScopes::new(&place.root, &tree, workspace.as_ref().ok(), &place.caches());
    let parts = scopes.parts(&tree, scope, params, &[], &NOTHING).unwrap();
    scopes.save();
    // ProbeResult again, and with all that is kept from the first time, the answer is the same.
    assert_eq!(parts, scopes.parts(&tree, scope, params, &[], &NOTHING).unwrap());
    let mut again = InputScopes::new(&place.root, &tree, workspace.as_ref().ok(), &place.caches());
    assert_eq!(parts, again.parts(&tree, scope, params, &[], &NOTHING).unwrap());
    parts
}

fn of(place: &Place, packages: &[&str]) -> Vec<Part> {
    parts(place, &PACKAGES, &params("packages", packages))
}

fn changed(before: &[Part], after: &[Part]) -> Vec<String> {
    let only = |a: &[Part], b: &[Part]| {
        a.iter().filter(|part| !b.contains(part)).map(|part| part.name.clone()).collect::<Vec<_>>()
    };
    let mut names = [only(before, after), only(after, before)].concat();
    names.sort();
    names.dedup();
    names
}

#[test]
fn a_change_voids_what_depends_on_it_and_nothing_else() {
    // A file and its new text; then the parts that change for `app`, `other`, and all members.
    let none: &[&str] = &[];
    let cases: &[(&str, &str, [&[&str]; 3])] = &[
        ("crates/core/src/lib.rs", "// x", [&["files crates/core"], none, &["files crates/core"]]),
        ("crates/app/src/main.rs", "fn main() { }", [&["files crates/app"], none, &["files crates/app"]]),
        ("crates/other/new/data.bin", "x", [none, &["files crates/other"], &["files crates/other"]]),
        ("crates/core/README.md", "# New", [none, none, none]),
        ("crates/core/LICENSE-MIT", "text", [none, none, none]),
        ("crates/other/README.md", "# New", [none, &["files crates/other"], &["files crates/other"]]),
        ("crates/core/tests/cases/a.md", "case", [&["files crates/core"], none, &["files crates/core"]]),
        ("README.md", "# New", [none, none, none]),
        ("readiness.toml", "schema = 1", [none, none, none]),
        ("Cargo.lock", "version = 4\n\n", [&["file Cargo.lock"], &["file Cargo.lock"], &["file Cargo.lock"]]),
        ("clippy.toml", "", [&["file clippy.toml"], &["file clippy.toml"], &["file clippy.toml"]]),
        (
            ".cargo/config.toml",
            "[alias]",
            [&["file .cargo/config.toml"], &["file .cargo/config.toml"], &["file .cargo/config.toml"]],
        ),
    ];
    let place = Place::repository(&members());
    let all = |place: &Place| [of(place, &["app"]), of(place, &["other"]), of(place, &[])];
    let before = all(&place);
    for (path, text, expected) in cases {
        let old = fs::read(place.root.join(path)).ok();
        place.write(path, text);
        let after = all(&place);
        for at in 0..3 {
            assert_eq!(changed(&before[at], &after[at]), expected[at], "{path} {at}");
        }
        match old {
            Some(old) => fs::write(place.root.join(path), old).unwrap(),
            None => place.remove(path),
        }
        assert_eq!(all(&place), before, "{path}");
    }
}

#[test]
fn an_ignored_lock_file_counts() {
    let place = Place::repository(&[&members()[..], &[(".gitignore", "Cargo.lock\n")]].concat());
    let before = of(&place, &["app"]);
    place.write("Cargo.lock", "version = 4\n\n");
    assert_eq!(changed(&before, &of(&place, &["app"])), ["file Cargo.lock"]);
}

#[test]
fn what_sources_include_from_elsewhere_counts() {
    let place = Place::repository(&members());
    place.files(&[
        (
            "crates/app/src/main.rs",
            "const A: &str = include_str!(\"../../../shared/a.txt\");\n\
             const B: &[u8] = include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../shared/b.bin\"));\n\
             #[path = \"../../../modules/m.rs\"] mod m;\nfn main() {}",
        ),
        ("crates/app/build.rs", "fn main() { println!(\"cargo::rerun-if-changed=../../proto\"); }"),
        ("shared/a.txt", "1"),
        ("shared/b.bin", "1"),
        ("shared/unused.txt", "1"),
        ("modules/m.rs", "mod n; const C: &str = include_str!(\"../docs/deep.md\");"),
        ("modules/n.rs", ""),
        ("docs/deep.md", "1"),
        ("proto/x/y.proto", "1"),
        ("ignored.txt", "1"),
        (".gitignore", "ignored.txt\n"),
        ("crates/core/src/lib.rs", "const D: &str = include_str!(\"../../../ignored.txt\");"),
    ]);
    place.write("crates/app/tests/t.rs", "fn f() { std::fs::read_dir(\"../../fixtures\"); }");
    place.write("fixtures/f.md", "1");
    let before = of(&place, &["app"]);
    let app =
        ["shared/a.txt", "shared/b.bin", "modules/m.rs", "modules/n.rs", "docs/deep.md", "proto/x/y.proto"];
    for path in app.into_iter().chain(["fixtures/f.md"]) {
        let old = fs::read_to_string(place.root.join(path)).unwrap();
        place.write(path, &format!("{old} "));
        assert_eq!(changed(&before, &of(&place, &["app"])), ["files crates/app"], "{path}");
        place.write(path, &old);
    }
    place.write("ignored.txt", "2");
    assert_eq!(changed(&before, &of(&place, &["app"])), ["files crates/core"]);
    place.write("ignored.txt", "1");
    place.write("shared/unused.txt", "2");
    assert_eq!(of(&place, &["app"]), before);
}

#[test]
fn packages_that_are_no_members_count() {
    let manifest = |name: &str, rest: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{rest}")
    };
    let place = Place::repository(&members());
    let root = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\nexclude = [\"vendor\"]\n\
                [patch.crates-io]\npatched = { path = \"vendor/patched\" }\n";
    place.files(&[
        ("Cargo.toml", root),
        ("crates/app/Cargo.toml", &manifest("app", "[dependencies]\nv = { path = \"../../vendor/v\" }\n")),
        ("vendor/v/Cargo.toml", &manifest("v", "[dependencies]\nout = { path = \"../../../out\" }\n")),
        ("vendor/v/src/lib.rs", ""),
        ("vendor/patched/Cargo.toml", &manifest("patched", "")),
        ("vendor/patched/src/lib.rs", ""),
        ("../out/Cargo.toml", &manifest("out", "")),
        ("../out/src/lib.rs", ""),
    ]);
    let before = of(&place, &["app"]);
    for (path, part) in [
        ("vendor/v/src/lib.rs", "files vendor/v/**"),
        ("vendor/patched/src/lib.rs", "files vendor/patched/**"),
        ("../out/src/lib.rs", "outside ../out"),
    ] {
        place.write(path, "// changed");
        assert_eq!(changed(&before, &of(&place, &["app"])), [part]);
        place.write(path, "");
    }
    assert!(!of(&place, &["other"]).iter().any(|part| part.name.contains("vendor/v/")));
}

#[test]
fn without_a_workspace_or_a_known_name_the_whole_tree_counts() {
    let place = Place::repository(&members());
    let before = of(&place, &["no-such-member"]);
    place.write("README.md", "# New");
    assert_eq!(changed(&before, &of(&place, &["no-such-member"])), ["tree"]);
    place.write("crates/app/Cargo.toml", "broken");
    assert!(of(&place, &["app"]).iter().any(|part| part.name == "tree"));
}

#[test]
fn a_root_package_does_not_own_its_members() {
    let mut files = members();
    files[0].1 = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\
                  [package]\nname = \"top\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    files.push(("src/lib.rs", ""));
    let place = Place::repository(&files);
    let before = of(&place, &["top"]);
    place.write("crates/core/src/lib.rs", "// x");
    place.write("readiness.toml", "schema = 1");
    assert_eq!(of(&place, &["top"]), before);
    place.write("src/lib.rs", "// x");
    assert_eq!(changed(&before, &of(&place, &["top"])), ["files ."]);
}

#[test]
fn named_files_are_found_wherever_they_are() {
    let place = Place::repository(&[
        ("docs/a.md", "a"),
        ("docs/b.md", "b"),
        (".gitignore", "out/\n"),
        ("out/x", "x"),
    ]);
    let scope = Scope::Named { by: &["path"], otherwise: &[] };
    let names = |values: &[&str]| {
        let parts = parts(&place, &scope, &params("path", values));
        parts.into_iter().map(|part| (part.name, part.value)).collect::<Vec<_>>()
    };
    let name = |value: &str| names(&[value]).remove(0);
    assert_eq!(name("docs/*.md").0, "files docs/*.md");
    assert_eq!(name("docs").0, "files docs/**");
    assert_eq!(name("docs/a.md").0, "file docs/a.md");
    assert!(name("out/x").1.starts_with("100644 sha256:"));
    assert_eq!(name("out").0, "outside out");
    assert_eq!(name("gone"), ("file gone".to_owned(), "absent".to_owned()));
    assert_eq!(names(&[]).into_iter().map(|(name, _)| name).collect::<Vec<_>>(), ["ignored files", "tree"]);
    let before = name("docs/*.md").1;
    place.write("docs/b.md", "c");
    assert_ne!(before, name("docs/*.md").1);
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_counts() {
    let place = Place::repository(&members());
    place.write("shared.txt", "1");
    place.write("../far.txt", "1");
    place.link("../../shared.txt", "crates/app/near");
    place.link("../../../far.txt", "crates/app/far");
    place.link("self", "crates/app/self");
    place.commit();
    let before = of(&place, &["app"]);
    for path in ["shared.txt", "../far.txt"] {
        place.write(path, "2");
        assert_eq!(changed(&before, &of(&place, &["app"])), ["files crates/app"], "{path}");
        place.write(path, "1");
    }
}

/// By their names, sizes and times: what lies outside is not read.
#[cfg(unix)]
#[test]
fn files_behind_a_link_that_leads_out_count() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::repository(&members());
    place.write("../far/deep/a.txt", "1");
    place.link("../../../far", "crates/app/far");
    place.commit();
    let secret = place.root.join("../far/deep/a.txt");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    let before = of(&place, &["app"]);
    assert_eq!(of(&place, &["app"]), before);
    fs::remove_file(&secret).unwrap();
    place.write("../far/deep/a.txt", "2");
    assert_eq!(changed(&before, &of(&place, &["app"])), ["files crates/app"]);
    (0..10_001).for_each(|n| place.write(&format!("../far/many/{n}"), ""));
    let scope = Scope::Packages("packages");
    let tree = place.tree();
    let mut scopes = InputScopes::new(&place.root, &tree, None, &place.caches());
    let unknown = scopes.parts(&tree, &scope, &Params::default(), &[], &NOTHING).unwrap_err();
    assert!(unknown.detail.contains("`crates/app/far` leads out of the workspace"), "{unknown}");
}

#[test]
fn the_commit_and_the_files_behind_a_part_are_told() {
    let place = Place::repository(&members());
    let before = parts(&place, &Scope::Commit, &Params::default());
    place.git(&["tag", "v1"]);
    assert_eq!(changed(&before, &parts(&place, &Scope::Commit, &Params::default())), ["refs"]);
    place.write("new", "x");
    let tree = place.tree();
    let mut scopes = InputScopes::new(&place.root, &tree, None, &place.caches());
    let inputs = ["crates/*/Cargo.toml".to_owned()];
    let parts = scopes.parts(&tree, &Scope::Commit, &Params::default(), &inputs, &NOTHING).unwrap();
    let part = |name: &str| parts.iter().find(|part| part.name == name).unwrap();
    assert_eq!(scopes.manifest(&tree, part("dirty")).unwrap()[0].0, "new");
    let manifests = scopes.manifest(&tree, part("files crates/*/Cargo.toml")).unwrap();
    assert_eq!(manifests.len(), 3);
    assert_eq!(
        manifests[0],
        ("crates/app/Cargo.toml".to_owned(), tree.file("crates/app/Cargo.toml").unwrap().digest.to_string())
    );
    let other = Part { value: "other".to_owned(), ..part("dirty").clone() };
    assert_eq!(scopes.manifest(&tree, &other), None);
    let unknown = InputScopes::new(&place.root, &tree, None, &place.caches()).parts(
        &tree,
        &Scope::Tree,
        &Params::default(),
        &["a**".to_owned()],
        &NOTHING,
    );
    assert!(unknown.unwrap_err().detail.contains("is not a glob"));
}
