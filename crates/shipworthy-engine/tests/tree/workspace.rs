//! The members of the workspace, from real cargo.

use std::fs;

use shipworthy_engine::facts::workspace::load;
use shipworthy_model::facts::Workspace;
use shipworthy_model::unknown::{Reason, Unknown};

use crate::fixture::Place;

fn read(place: &Place) -> Result<Workspace, Unknown> {
    load(&place.root, &place.tree(), &place.caches())
}

pub fn members() -> Vec<(&'static str, &'static str)> {
    vec![
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\ndefault-members = [\"crates/core\"]\n",
        ),
        ("Cargo.lock", "version = 4\n"),
        (
            "crates/core/Cargo.toml",
            "[package]\nname = \"core-x\"\nversion = \"0.1.0\"\nedition = \"2024\"\ndescription = \"d\"\n\
             license = \"MIT\"\n[features]\nextra = []\n[[test]]\nname = \"slow\"\nrequired-features = [\"extra\"]\n",
        ),
        ("crates/core/src/lib.rs", ""),
        ("crates/core/tests/slow.rs", ""),
        ("crates/core/README.md", "# Core"),
        (
            "crates/app/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.2.0\"\nedition = \"2024\"\npublish = false\n\
             [dependencies]\ncore-x = { path = \"../core\", version = \"0.1\" }\n",
        ),
        ("crates/app/src/main.rs", "fn main() {}"),
        (
            "crates/other/Cargo.toml",
            "[package]\nname = \"other\"\nversion = \"0.2.0\"\nedition = \"2024\"\npublish = [\"mine\"]\n",
        ),
        ("crates/other/src/lib.rs", "#![doc = include_str!(\"../README.md\")]"),
        ("crates/other/README.md", "# Other"),
    ]
}

#[test]
fn members_are_told() {
    let place = Place::repository(&members());
    let workspace = read(&place).unwrap();
    let names: Vec<_> = workspace.packages.iter().map(|p| (p.name.as_str(), p.dir.as_str())).collect();
    assert_eq!(names, [("app", "crates/app"), ("core-x", "crates/core"), ("other", "crates/other")]);
    let core = workspace.package("core-x").unwrap();
    assert_eq!(
        (core.manifest.as_str(), core.default_member, core.publishable),
        ("crates/core/Cargo.toml", true, true)
    );
    assert_eq!((core.license.as_deref(), core.features.as_slice()), (Some("MIT"), &["extra".to_owned()][..]));
    let slow = core.targets.iter().find(|target| target.name == "slow").unwrap();
    assert_eq!(
        (slow.root.as_str(), slow.kinds.as_slice()),
        ("crates/core/tests/slow.rs", &["test".to_owned()][..])
    );
    assert_eq!(slow.required_features, ["extra"]);
    let app = workspace.package("app").unwrap();
    assert_eq!((app.default_member, app.publishable), (false, false));
    let dependency = &app.dependencies[0];
    assert_eq!((dependency.path.as_deref(), dependency.section.as_str()), (Some("crates/core"), "normal"));
    assert!(workspace.package("other").unwrap().publishable);
    assert_eq!(workspace.closure(["app"]).len(), 2);
}

#[test]
fn the_answer_is_kept_until_something_it_depends_on_changes() {
    let place = Place::repository(&members());
    // Looking alone leaves nothing behind: the folder is made by a run.
    read(&place).unwrap();
    assert!(!place.root.join(".readiness").exists());
    fs::create_dir_all(place.cache()).unwrap();
    let first = read(&place).unwrap();
    let file = place.cache().join("workspace.json");
    let kept = fs::read_to_string(&file).unwrap();
    // A kept answer is believed, so cargo was not asked.
    fs::write(&file, kept.replace("\"0.2.0\"", "\"9.9.9\"")).unwrap();
    assert_eq!(read(&place).unwrap().package("app").unwrap().version, "9.9.9");
    place.write("crates/app/src/main.rs", "fn main() { }");
    assert_eq!(read(&place).unwrap().package("app").unwrap().version, "9.9.9");
    // A new source may be a new target, a manifest may say anything.
    place.write("crates/app/src/bin/second.rs", "fn main() {}");
    assert_eq!(read(&place).unwrap().package("app").unwrap().targets.len(), 2);
    let manifest = fs::read_to_string(place.root.join("crates/app/Cargo.toml")).unwrap();
    place.write("crates/app/Cargo.toml", &manifest.replace("0.2.0", "0.3.0"));
    assert_eq!(read(&place).unwrap().package("app").unwrap().version, "0.3.0");
    for broken in ["", "{", "[]", "\u{0}"] {
        fs::write(&file, broken).unwrap();
        assert_eq!(read(&place).unwrap().packages.len(), first.packages.len(), "{broken:?}");
    }
}

#[test]
fn a_cache_that_cannot_be_written_is_harmless() {
    let place = Place::repository(&members());
    place.write(".readiness", "not a folder");
    assert_eq!(read(&place).unwrap().packages.len(), 3);
}

#[test]
fn cargo_is_quoted_when_it_cannot_read_a_manifest() {
    let app = "[package]\nname = \"app\"\nversion = \"0.2.0\"\nedition = \"2024\"\n";
    let cases: &[(&str, String, &[&str])] = &[
        (
            "crates/app/Cargo.toml",
            format!("{app}[dependencies]\nx = {{ path = \"../nowhere\" }}\n"),
            &["failed to load manifest for dependency `x`", "crates/nowhere/Cargo.toml"],
        ),
        ("crates/app/Cargo.toml", format!("{app}x = = 1\n"), &["crates/app/Cargo.toml"]),
        ("Cargo.toml", "[workspace]\nmembers = [\"gone\"]\n".to_owned(), &["gone/Cargo.toml"]),
        ("Cargo.toml", String::new(), &["Cargo.toml"]),
    ];
    for (path, text, quoted) in cases {
        let place = Place::repository(&members());
        place.write(path, text);
        let unknown = read(&place).unwrap_err();
        assert_eq!(unknown.reason, Reason::CouldNotLook);
        for quoted in *quoted {
            assert!(unknown.detail.contains(quoted), "{unknown}");
        }
        assert!(!unknown.detail.contains('\n') && !unknown.detail.contains("größe"), "{unknown}");
    }
    let place = Place::new();
    assert!(read(&place).unwrap_err().detail.contains("there is no `Cargo.toml`"));
}
