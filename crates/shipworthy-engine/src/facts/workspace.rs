//! The members of the Cargo workspace, as `cargo metadata` tells. The answer is kept until a file changes that it
//! depends on; a kept answer that is lost or broken costs one call of cargo and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shipworthy_model::facts::{Dependency, Package, Target, Workspace};
use shipworthy_model::params::Params;
use shipworthy_model::unknown::{Reason, Unknown};
use shipworthy_model::{manifest, path};

use crate::evidence::CacheFolder;
use crate::facts::rustup::is_stand_in;
use crate::facts::settings;
use crate::facts::toolchain;
use crate::facts::tools::stamp;
use crate::facts::tree::{Digester, Tree};
use crate::freshness::observed::changed_at;
use crate::sys::call::{CallFailure, ShortCall};
use crate::sys::files::sha256_file;
use crate::sys::reading::read_text;
use crate::sys::search_path::SearchPath;

/// The cache in which the answer of cargo is kept.
const CACHE: &str = "workspace.json";

/// The most manifests outside of the tree that are looked at.
const MOST_OUTSIDE: usize = 1000;

/// The folders of a package in which cargo looks for targets besides `src`.
const MATERIAL: [&str; 3] = ["tests", "benches", "examples"];

/// How long cargo may take to read the manifests. It builds nothing and asks no network for that.
const PATIENCE: Duration = Duration::from_secs(120);

/// What cargo said of the members, kept between commands.
#[derive(Serialize, Deserialize)]
struct CachedWorkspace {
    key: String,
    /// The manifests that cargo reads and the tree does not hold, each with its digest.
    outside: BTreeMap<PathBuf, String>,
    workspace: Workspace,
}

/// The members of the workspace at `root`.
///
/// # Errors
///
/// When there is no cargo, or cargo cannot read the manifests; then in cargo's words.
pub fn load(root: &Path, tree: &Tree, cache: &CacheFolder) -> Result<Workspace, Unknown> {
    if let Some(endless) = toolchain::endless(root).or_else(|| settings::endless(root, tree)) {
        return Err(endless);
    }
    let cargo = SearchPath::outside(root).find(OsStr::new("cargo")).ok_or_else(|| cargo_is_missing(root))?;
    let manifest = root.join("Cargo.toml").symlink_metadata();
    if manifest.is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        // Nobody need start cargo to hear that.
        let why = "there is no `Cargo.toml` at the root of the workspace";
        return Err(Unknown::new(Reason::CouldNotLook, why));
    }
    let key = key(root, tree, &cargo);
    let kept = cache.read(CACHE).and_then(|bytes| serde_json::from_slice::<CachedWorkspace>(&bytes).ok());
    if let Some(kept) = kept
        && kept.key == key
        && kept.outside.iter().all(|(path, digest)| manifest_digest(path) == *digest)
    {
        return Ok(kept.workspace);
    }
    if is_stand_in("cargo", &cargo)
        && let Some(why) = toolchain::refusal(root)
    {
        return Err(Unknown::new(Reason::CouldNotLook, why));
    }
    let mut workspace = ask_cargo(&cargo, root)?;
    (workspace.excluded, workspace.beside) = no_members(root, tree, &workspace);
    let borrowed = in_submodules(root, tree, &workspace);
    // The key sees manifests of the tree only; what git ignores and what is in a submodule could change behind its back.
    let seen = borrowed.is_empty()
        && workspace.packages.iter().all(|package| tree.file(&package.manifest).is_some());
    workspace.beside.extend(borrowed);
    if seen {
        let kept = CachedWorkspace { key, outside: outside(root, tree, &workspace), workspace };
        if let Ok(bytes) = serde_json::to_vec(&kept) {
            cache.keep(CACHE, &bytes);
        }
        return Ok(kept.workspace);
    }
    Ok(workspace)
}

/// A digest over all that the answer depends on: manifests, settings, which sources there are, and cargo itself.
fn key(root: &Path, tree: &Tree, cargo: &Path) -> String {
    let mut digester = Digester::default();
    digester.line(env!("CARGO_PKG_VERSION"), &stamp(cargo).unwrap_or_default());
    // Cargo does not ask whether git ignores a file.
    let asks = |path: &str| {
        let (folder, name) = path::split(path);
        matches!(name, "Cargo.toml" | "Cargo.lock")
            || name.ends_with(".rs")
            || folder == ".cargo"
            || folder.ends_with("/.cargo")
    };
    let others = tree.others_of(asks);
    for file in tree.files.iter().chain(&others) {
        let (folder, name) = path::split(&file.path);
        let settings = || folder == ".cargo" || folder.ends_with("/.cargo");
        let content = match name {
            "Cargo.toml" | "Cargo.lock" | "rust-toolchain" | "rust-toolchain.toml" => file.digest.as_str(),
            "config" | "config.toml" if settings() => file.digest.as_str(),
            // Cargo finds targets by the names of their files.
            _ if name.ends_with(".rs") => "",
            _ => continue,
        };
        digester.line(&file.path, content);
        // Cargo reads what a link leads to, not the link.
        if file.is_link() && !content.is_empty() {
            digester.line("", &behind(root, &file.path));
        }
    }
    digester.hex()
}

/// What a link leads to: told by its content in the workspace, and without a look into it outside.
fn behind(root: &Path, link: &str) -> String {
    let real = root.join(link).canonicalize();
    let inside = |real: &PathBuf| root.canonicalize().is_ok_and(|root| real.starts_with(root));
    match real {
        Ok(real) if inside(&real) => sha256_file(&real).map(|(_, digest)| digest).unwrap_or_default(),
        Ok(real) => format!("{} {:?}", stamp(&real).unwrap_or_default(), changed_at(&real)),
        Err(_) => String::new(),
    }
}

/// The manifests of the packages that members depend on by a path, and of those that these depend on so, which the tree does
/// not hold.
fn outside(root: &Path, tree: &Tree, workspace: &Workspace) -> BTreeMap<PathBuf, String> {
    let dependencies = workspace.packages.iter().flat_map(|package| &package.dependencies);
    let paths = dependencies.filter_map(|dependency| dependency.path.as_ref());
    let mut open: Vec<PathBuf> = paths.map(|path| root.join(path)).collect();
    let mut found = BTreeMap::new();
    while let Some(folder) = open.pop() {
        let manifest = folder.join("Cargo.toml");
        let inside = manifest.strip_prefix(root).ok().and_then(Path::to_str);
        if inside.is_some_and(|path| tree.file(path).is_some()) || found.contains_key(&manifest) {
            continue;
        }
        let values = read_text(&manifest).ok().and_then(|text| manifest::parse(&text));
        let named = values.iter().flat_map(|values| manifest::everywhere(values, "path"));
        open.extend(named.map(|path| folder.join(path)).filter(|folder| folder.join("Cargo.toml").is_file()));
        let digest = manifest_digest(&manifest);
        found.insert(manifest, digest);
        if found.len() > MOST_OUTSIDE {
            break;
        }
    }
    found
}

fn manifest_digest(path: &Path) -> String {
    sha256_file(path).map(|(_, digest)| digest).unwrap_or_default()
}

fn cargo_is_missing(root: &Path) -> Unknown {
    if which::which_in("cargo", std::env::var_os("PATH"), root).is_ok() {
        let why = "the only cargo on the PATH lies in the repository or behind a relative entry, and a command that only \
                   looks runs nothing there";
        return Unknown::new(Reason::CouldNotLook, why);
    }
    Unknown::new(Reason::ToolMissing, "cargo is not on the PATH; install Rust from https://rustup.rs")
}

fn ask_cargo(cargo: &Path, root: &Path) -> Result<Workspace, Unknown> {
    let look = |detail: String| Unknown::new(Reason::CouldNotLook, detail);
    let question = ShortCall::new(cargo, root)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--color", "never"])
        .args(["--manifest-path", "Cargo.toml"])
        .deadline(PATIENCE);
    // rustup would fetch a toolchain that is not there; that is for the user to decide.
    let question = question.env("RUSTUP_AUTO_INSTALL", "0").env("RUST_BACKTRACE", "0");
    let output = question.output().map_err(|error| match error.cause {
        CallFailure::Missing => cargo_is_missing(root),
        _ => look(error.to_string()),
    })?;
    let canonical = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    if !output.status.success() {
        let told = essence(&String::from_utf8_lossy(&output.stderr), &canonical);
        return Err(look(format!("`cargo metadata` failed: {told}")));
    }
    let strange = |why: &str| look(format!("`cargo metadata` printed what is not understood: {why}"));
    let metadata: Value =
        serde_json::from_slice(&output.stdout).map_err(|error| strange(&error.to_string()))?;
    let mut workspace = members(&metadata, &canonical)
        .ok_or_else(|| strange("it does not list the members as cargo does"))?;
    let above = metadata["workspace_root"].as_str().map_or_else(|| canonical.clone(), PathBuf::from);
    if let Ok(inside) = canonical.strip_prefix(&above) {
        workspace.inside = slashes(inside);
    }
    let lock = read_text(&above.join("Cargo.lock")).ok().and_then(|text| manifest::parse(&text));
    let locked = lock.map(|lock| names_of_locked(&lock)).unwrap_or_default();
    for package in &mut workspace.packages {
        package.ambiguous = locked.iter().filter(|name| **name == package.name).count() > 1;
        let values = read_text(&root.join(&package.manifest)).ok().and_then(|text| manifest::parse(&text));
        if let Some(values) = values {
            let own = own_harnesses(&values);
            for target in &mut package.targets {
                let library = own.contains(&("lib", "")) && is_library(target);
                let named = target.kinds.iter().any(|kind| own.contains(&(kind, &target.name)));
                target.own_harness = library || named;
            }
        }
    }
    Ok(workspace)
}

/// The names of all packages in a lock file, each as often as it stands there.
fn names_of_locked(lock: &Params) -> Vec<String> {
    let names = lock.tables("package").into_iter().filter_map(|package| package.text("name"));
    names.map(str::to_owned).collect()
}

/// The targets of a manifest that bring a harness of their own, by kind and name. Cargo does not tell.
fn own_harnesses(manifest: &Params) -> BTreeSet<(&'static str, &str)> {
    let off = |target: &Params| target.flag("harness") == Some(false);
    let mut own = BTreeSet::new();
    if manifest.table("lib").is_some_and(off) {
        own.insert(("lib", ""));
    }
    for kind in ["bin", "test", "bench", "example"] {
        let targets = manifest.tables(kind).into_iter().filter(|target| off(target));
        own.extend(targets.filter_map(|target| Some((kind, target.text("name")?))));
    }
    own
}

fn is_library(target: &Target) -> bool {
    !target
        .kinds
        .iter()
        .any(|kind| ["bin", "test", "bench", "example", "custom-build"].contains(&kind.as_str()))
}

/// The folders of packages that no list of members names, which cargo does not tell: first those that the root manifest
/// excludes, and those that it forgets; then those of others: one with a `[workspace]` of its own is another workspace, and
/// what lies below the tests, benchmarks and examples of a member is theirs to read.
fn no_members(root: &Path, tree: &Tree, workspace: &Workspace) -> (Vec<String>, Vec<String>) {
    // A link may lead to anywhere; what cargo would read behind one in the tree is no package of it.
    let is_own = |path: &str| tree.file(path).is_some_and(|file| !file.is_link());
    let read = |path: &str| {
        (path == "Cargo.toml" || is_own(path)).then(|| manifest::parse(&read_text(&root.join(path)).ok()?))?
    };
    let excludes = read("Cargo.toml").as_ref().map(manifest::excluded).unwrap_or_default();
    let below = |dir: &str, folder: &str| {
        dir.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let member = |dir: &str| workspace.packages.iter().any(|package| package.dir == dir);
    let material = |dir: &str| {
        workspace.packages.iter().any(|package| {
            MATERIAL.iter().any(|folder| below(dir, path::join(&package.dir, folder).as_str()))
        })
    };
    let dirs = tree.files.iter().filter_map(|file| file.path.strip_suffix("/Cargo.toml"));
    let values = |dir: &str| read(&format!("{dir}/Cargo.toml"));
    let others: Vec<&str> = dirs
        .filter(|dir| !member(dir))
        .filter(|dir| values(dir).is_some_and(|values| values.has("package")))
        .collect();
    // The sources of others, as `cargo vendor` writes them.
    let vendored = |dir: &str| tree.file(&format!("{dir}/.cargo-checksum.json")).is_some();
    let of_another = |dir: &str| {
        let mut above = dir.match_indices('/').map(|(at, _)| &dir[..at]).chain([dir]);
        above.any(|dir| values(dir).is_some_and(|values| values.has("workspace")))
    };
    let left_out = |dir: &&str| {
        let excluded = excludes.iter().any(|folder| below(dir, folder));
        match excluded {
            true => !values(dir).is_some_and(|values| values.has("workspace")),
            false => !material(dir) && !of_another(dir) && !vendored(dir),
        }
    };
    let owned = |dirs: Vec<&str>| dirs.into_iter().map(str::to_owned).collect();
    let (left_out, beside): (Vec<&str>, Vec<&str>) =
        others.into_iter().filter(|dir| !vendored(dir)).partition(left_out);
    (owned(left_out), owned(beside))
}

/// The folders of packages within submodules that are no members: another repository's, which the tree does not list.
fn in_submodules(root: &Path, tree: &Tree, workspace: &Workspace) -> Vec<String> {
    let Some(disk) = &tree.disk else { return Vec::new() };
    let dirs = disk.paths().filter_map(|path| path.strip_suffix("/Cargo.toml"));
    // What lies below an entry of the tree, as if that were a folder, lies in a submodule.
    let borrowed = |dir: &&str| {
        let mut above = dir.match_indices('/').map(|(at, _)| &dir[..at]).chain([*dir]);
        above.any(|folder| tree.file(folder).is_some_and(|entry| !entry.is_link()))
    };
    let is_package = |dir: &&str| {
        let manifest = root.join(dir).join("Cargo.toml");
        let file = manifest.symlink_metadata().is_ok_and(|meta| meta.is_file());
        let values = file.then(|| manifest::parse(&read_text(&manifest).ok()?)).flatten();
        values.is_some_and(|values| values.has("package"))
    };
    let member = |dir: &&str| workspace.packages.iter().any(|package| package.dir == *dir);
    dirs.filter(borrowed).filter(|dir| !member(dir)).filter(is_package).map(str::to_owned).collect()
}

/// Cargo's complaint on one line: without headings, source excerpts, and the folder that everything lies in.
fn essence(stderr: &str, root: &Path) -> String {
    let noise = |line: &str| {
        let excerpt =
            line.split_once('|').is_some_and(|(number, _)| number.trim().bytes().all(|b| b.is_ascii_digit()));
        let starts = ["Caused by:", "referenced by ", "warning:", "info:", "note:"];
        line.is_empty() || excerpt || starts.iter().any(|start| line.starts_with(start))
    };
    // rustup may show where in rustup it gave up.
    let lines = stderr.lines().map(str::trim).take_while(|line| *line != "Stack backtrace:");
    let lines = lines.filter(|line| !noise(line));
    let lines =
        lines.map(|line| line.trim_start_matches("error: ").trim_end_matches(':')).collect::<Vec<_>>();
    let text = lines.join(": ").replace(": --> ", " at ");
    let text = text.replace(&format!("{}{}", root.display(), std::path::MAIN_SEPARATOR), "");
    if text.is_empty() { "it did not say why".to_owned() } else { text }
}

/// The members that cargo told of, by name; nothing when the answer lacks what cargo always tells.
fn members(metadata: &Value, root: &Path) -> Option<Workspace> {
    let members = texts(&metadata["workspace_members"])?;
    // Older releases of cargo do not tell.
    let defaults = texts(&metadata["workspace_default_members"]).unwrap_or_default();
    let mut packages = Vec::new();
    for package in metadata["packages"].as_array()? {
        let id = text(&package["id"])?;
        if members.contains(&id) {
            packages.push(member(package, defaults.contains(&id), root)?);
        }
    }
    Some(Workspace::of(packages))
}

fn member(package: &Value, default_member: bool, root: &Path) -> Option<Package> {
    let manifest = relative(root, package["manifest_path"].as_str()?);
    let mut member = Package::new(text(&package["name"])?, path::folder(&manifest))
        .version(text(&package["version"])?)
        .default_member(default_member)
        .publishable(package["publish"].as_array().is_none_or(|registries| !registries.is_empty()))
        .features(package["features"].as_object()?.keys())
        .targets(all(&package["targets"], |one| target(one, root))?)
        .dependencies(all(&package["dependencies"], |one| dependency(one, root))?);
    member.manifest = manifest;
    member.id = text(&package["id"]);
    member.description = text(&package["description"]);
    member.license = text(&package["license"]);
    member.license_file = text(&package["license_file"]);
    member.repository = text(&package["repository"]);
    member.homepage = text(&package["homepage"]);
    member.documentation = text(&package["documentation"]);
    member.readme = text(&package["readme"]);
    member.rust_version = text(&package["rust_version"]);
    member.keywords = texts(&package["keywords"])?;
    member.categories = texts(&package["categories"])?;
    Some(member)
}

fn target(target: &Value, root: &Path) -> Option<Target> {
    let (name, path) = (text(&target["name"])?, target["src_path"].as_str()?);
    let mut found = Target::new(name, "", relative(root, path))
        .required_features(texts(&target["required-features"]).unwrap_or_default())
        .test(target["test"].as_bool()?)
        .doctest(target["doctest"].as_bool()?)
        .doc(target["doc"].as_bool().unwrap_or_default());
    found.kinds = texts(&target["kind"])?;
    Some(found)
}

fn dependency(dependency: &Value, root: &Path) -> Option<Dependency> {
    let mut found = Dependency::new(text(&dependency["name"])?).requirement(text(&dependency["req"])?);
    found.section = text(&dependency["kind"]).unwrap_or(found.section);
    found.path = dependency["path"].as_str().map(|path| relative(root, path));
    Some(found)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    all(value, text)
}

/// The items of a list; nothing when it is no list or one of them is not what it should be.
fn all<T>(list: &Value, item: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    list.as_array()?.iter().map(item).collect()
}

/// `path` relative to the root, with `/`; as it is when it lies elsewhere.
fn relative(root: &Path, path: &str) -> String {
    let Ok(inside) = Path::new(path).strip_prefix(root) else { return path.to_owned() };
    slashes(inside)
}

fn slashes(path: &Path) -> String {
    let parts = path.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_does_not_write_is_not_taken_for_a_workspace() {
        let members = |text: &str| members(&serde_json::from_str(text).unwrap(), Path::new("/w"));
        let package = r#"{"id": "a", "name": "a", "version": "1.0.0", "manifest_path": "/w/a/Cargo.toml",
            "keywords": [], "categories": [], "features": {}, "targets": [], "dependencies": []}"#;
        let whole = format!(r#"{{"workspace_members": ["a"], "packages": [{package}]}}"#);
        assert_eq!(members(&whole).unwrap().packages[0].manifest, "a/Cargo.toml");
        for part in
            ["workspace_members", "packages", "name", "version", "manifest_path", "features", "targets"]
        {
            let lacking = whole.replace(&format!("\"{part}\""), "\"other\"");
            assert_eq!(members(&lacking), None, "{part}");
        }
    }

    #[test]
    fn cargo_is_quoted_on_one_line() {
        let cases = [
            (
                "error: failed to load manifest for workspace member `/w/a`\nreferenced by workspace at \
                 `/w/Cargo.toml`\n\nCaused by:\n  failed to read `/w/a/Cargo.toml`\n\nCaused by:\n  No such file\n",
                "failed to load manifest for workspace member `a`: failed to read `a/Cargo.toml`: No such file",
            ),
            (
                "warning: unused key\nerror: invalid key\n --> /w/Cargo.toml:3:1\n  |\n3 | x = = 1\n  | ^^^\n",
                "invalid key at Cargo.toml:3:1",
            ),
            (
                "error: toolchain '1.89' is not installed\nhelp: run `rustup toolchain install` to install it\n\n\
                 Stack backtrace:\n   0: anyhow::error::from\n",
                "toolchain '1.89' is not installed: help: run `rustup toolchain install` to install it",
            ),
            ("\n", "it did not say why"),
        ];
        for (stderr, told) in cases {
            assert_eq!(essence(stderr, Path::new("/w")), told);
        }
    }
}
