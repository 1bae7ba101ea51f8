//! The members of a Cargo workspace as far as manifests alone tell, for when cargo cannot be asked. Coarser than cargo:
//! dependencies are left out.

use std::collections::BTreeMap;

use shipworthy_model::facts::{Package, Target, Workspace};
use shipworthy_model::manifest;
use shipworthy_model::params::{Params, Value};
use shipworthy_model::path::{folder, join};

/// The workspace that these manifests make, each with its path relative to the root; `files` are all files of the tree.
/// `None` when there is no package among them. A manifest that is no TOML is left out.
pub fn workspace(manifests: &[(String, String)], files: &[String]) -> Option<Workspace> {
    let parsed: BTreeMap<&str, Params> =
        manifests.iter().filter_map(|(path, text)| Some((path.as_str(), manifest::parse(text)?))).collect();
    let root = parsed.get("Cargo.toml");
    let excluded = root.map(manifest::excluded).unwrap_or_default();
    let is_excluded =
        |dir: &str| excluded.iter().any(|out| dir == out || dir.starts_with(&format!("{out}/")));
    let inherited = root.and_then(|root| root.table("workspace")?.table("package"));
    let packages = parsed
        .iter()
        .filter_map(|(path, manifest)| package(path, manifest, inherited, files))
        .filter(|package| !is_excluded(&package.dir));
    let workspace = Workspace::of(packages);
    (!workspace.packages.is_empty()).then(|| workspace.excluded(excluded))
}

fn package(path: &str, manifest: &Params, inherited: Option<&Params>, files: &[String]) -> Option<Package> {
    let own = manifest.table("package")?;
    let name = own.text("name")?.to_owned();
    let dir = folder(path).to_owned();
    // A field is written here, or `field.workspace = true` refers to the root.
    let of = |name: &str| {
        let refers = own.table(name).is_some_and(|table| table.has("workspace"));
        if refers { inherited } else { Some(own) }
    };
    let text = |name: &str| of(name)?.text(name).map(str::to_owned);
    let texts = |name: &str| {
        let texts = of(name).map(|fields| fields.texts(name)).unwrap_or_default();
        texts.into_iter().map(str::to_owned).collect()
    };
    let publish = of("publish").and_then(|fields| fields.get("publish"));
    let barred = match publish {
        Some(Value::Flag(publish)) => !publish,
        Some(Value::List(registries)) => registries.is_empty(),
        _ => false,
    };
    let readme = text("readme").or_else(|| {
        let names = ["README.md", "README.txt", "README"];
        let found = names.into_iter().find(|name| there(files, &join(&dir, name)))?;
        (of("readme").and_then(|fields| fields.flag("readme")) != Some(false)).then(|| found.to_owned())
    });
    let targets = targets(&name, &dir, manifest, files);
    let mut package = Package::new(name, &dir)
        .version(text("version").unwrap_or_else(|| "0.0.0".to_owned()))
        .default_member(true)
        .publishable(!barred)
        .features(manifest.table("features").into_iter().flat_map(|table| table.0.keys()))
        .targets(targets);
    package.manifest = path.to_owned();
    package.description = text("description");
    package.license = text("license");
    package.license_file = text("license-file");
    package.repository = text("repository");
    package.homepage = text("homepage");
    package.documentation = text("documentation");
    package.readme = readme;
    package.rust_version = text("rust-version");
    package.keywords = texts("keywords");
    package.categories = texts("categories");
    Some(package)
}

/// The targets that are declared, and those that cargo finds by the names of files.
fn targets(package: &str, dir: &str, manifest: &Params, files: &[String]) -> Vec<Target> {
    let mut targets: BTreeMap<(&str, String), Target> = BTreeMap::new();
    let mut add = |kind: &'static str, name: String, root: String| {
        let target = Target::new(&name, kind, root);
        targets.entry((kind, name)).or_insert(target);
    };
    for kind in ["bin", "example", "test", "bench"] {
        for table in manifest.tables(kind) {
            let Some(name) = table.text("name") else { continue };
            let root = table.text("path").map(|path| join(dir, path)).unwrap_or_default();
            add(kind, name.to_owned(), root);
        }
    }
    for (kind, folder) in
        [("bin", "src/bin"), ("example", "examples"), ("test", "tests"), ("bench", "benches")]
    {
        let folder = join(dir, folder) + "/";
        let first = files.partition_point(|file| *file < folder);
        for file in files.iter().skip(first).take_while(|file| file.starts_with(&folder)) {
            let rest = &file[folder.len()..];
            let name = rest.strip_suffix("/main.rs").or_else(|| rest.strip_suffix(".rs"));
            if let Some(name) = name.filter(|name| !name.contains('/')) {
                add(kind, name.to_owned(), file.clone());
            }
        }
    }
    for (kind, file) in [("lib", "src/lib.rs"), ("bin", "src/main.rs")] {
        let root = join(dir, file);
        if there(files, &root) {
            add(kind, package.to_owned(), root);
        }
    }
    targets.into_values().collect()
}

fn there(files: &[String], path: &str) -> bool {
    files.binary_search_by(|file| file.as_str().cmp(path)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::workspace;

    const ROOT: &str =
        "[workspace]\nmembers = [\"*\"]\nexclude = [\"old\"]\n[workspace.package]\nlicense = \"MIT\"\n";
    const A: &str =
        "[package]\nname = \"a\"\nlicense.workspace = true\npublish = false\n[features]\nx = []\n";
    const B: &str = "[package]\nname = \"b\"\nversion = \"1.2.3\"\n[[bench]]\nname = \"fast\"\n";

    #[test]
    fn manifests_alone_tell_names_fields_and_targets() {
        let manifests =
            [("Cargo.toml", ROOT), ("a/Cargo.toml", A), ("b/Cargo.toml", B), ("old/Cargo.toml", B)];
        let manifests = manifests.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let files =
            ["a/README.md", "a/src/lib.rs", "a/tests/it/main.rs", "a/tests/one.rs", "b/src/bin/tool.rs"];
        let read = workspace(&manifests, &files.map(str::to_owned)).expect("two packages");
        let [a, b] = read.packages.as_slice() else { panic!("{read:?}") };
        assert_eq!((a.name.as_str(), a.publishable, a.license.as_deref()), ("a", false, Some("MIT")));
        assert_eq!((a.readme.as_deref(), a.features.as_slice()), (Some("README.md"), &["x".to_owned()][..]));
        let names = |package: &shipworthy_model::facts::Package| {
            let mut names: Vec<String> = Vec::new();
            names.extend(package.targets.iter().map(|target| format!("{} {}", target.kinds[0], target.name)));
            names
        };
        assert_eq!(names(a), ["lib a", "test it", "test one"]);
        assert_eq!(
            (names(b), b.version.as_str()),
            (vec!["bench fast".to_owned(), "bin tool".to_owned()], "1.2.3")
        );
        assert_eq!(read.excluded, ["old"]);
    }

    #[test]
    fn no_package_is_no_workspace_and_broken_manifests_are_left_out() {
        let manifests = [("Cargo.toml".to_owned(), "[package\n".to_owned())];
        assert_eq!(workspace(&manifests, &[]), None);
        assert_eq!(workspace(&[], &[]), None);
    }
}
