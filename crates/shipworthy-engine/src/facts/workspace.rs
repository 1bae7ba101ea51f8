//! The members of the Cargo workspace, as `cargo metadata` tells. The answer is kept until a file changes that it
//! depends on; a kept answer that is lost or broken costs one call of cargo and nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use regex_lite::Regex;
use serde::{Deserialize, Serialize};
use shipworthy_model::facts::{Dependency, Package, Target, Workspace};
use shipworthy_model::judgement::{Reason, Unknown};

use crate::door::files::write_atomic;
use crate::facts::tools::stamp;
use crate::facts::tree::{Digester, Tree};

/// What is kept between commands.
#[derive(Serialize, Deserialize)]
struct Kept {
    key: String,
    workspace: Workspace,
}

/// The members of the workspace at `root`.
///
/// # Errors
///
/// When there is no cargo, or cargo cannot read the manifests; then in cargo's words.
pub fn load(root: &Path, tree: &Tree, cache: &Path) -> Result<Workspace, Unknown> {
    let cargo = which::which("cargo").map_err(|_| {
        Unknown::new(Reason::ToolMissing, "cargo is not on the PATH; install Rust from https://rustup.rs")
    })?;
    let file = cache.join("workspace.json");
    let key = key(tree, &cargo);
    let kept = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
    if let Some(kept) = kept
        && kept.key == key
    {
        return Ok(kept.workspace);
    }
    let mut workspace = ask_cargo(&cargo, root)?;
    workspace.excluded = excluded(root, tree, &workspace);
    // The key sees manifests of the tree only; a member that git ignores could change behind its back.
    if workspace.packages.iter().all(|package| tree.file(&package.manifest).is_some()) {
        let kept = Kept { key, workspace };
        if let Ok(bytes) = serde_json::to_vec(&kept) {
            // The folder is made by a run, with what keeps it out of git; looking alone makes none.
            let _ = write_atomic(&file, &bytes);
        }
        return Ok(kept.workspace);
    }
    Ok(workspace)
}

/// A digest over all that the answer depends on: manifests, settings, which sources there are, and cargo itself.
fn key(tree: &Tree, cargo: &Path) -> String {
    let mut digester = Digester::default();
    digester.line(env!("CARGO_PKG_VERSION"), &stamp(cargo).unwrap_or_default());
    for file in &tree.files {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let settings = || folder == ".cargo" || folder.ends_with("/.cargo");
        let content = match name {
            "Cargo.toml" | "rust-toolchain" | "rust-toolchain.toml" => file.digest.as_str(),
            "config" | "config.toml" if settings() => file.digest.as_str(),
            // Cargo finds targets by the names of their files.
            _ if name.ends_with(".rs") => "",
            _ => continue,
        };
        digester.line(&file.path, content);
    }
    digester.hex()
}

fn ask_cargo(cargo: &Path, root: &Path) -> Result<Workspace, Unknown> {
    let look = |detail: String| Unknown::new(Reason::CouldNotLook, detail);
    let mut command = Command::new(cargo);
    command.args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--color", "never"]);
    command.args(["--manifest-path", "Cargo.toml"]).current_dir(root).stdin(Stdio::null());
    // rustup would fetch a toolchain that is not there; that is for the user to decide.
    command.env("RUSTUP_AUTO_INSTALL", "0").env("RUST_BACKTRACE", "0");
    let output =
        command.output().map_err(|error| look(format!("could not run `cargo metadata`: {error}")))?;
    let canonical = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    if !output.status.success() {
        let told = essence(&String::from_utf8_lossy(&output.stderr), &canonical);
        return Err(look(format!("`cargo metadata` failed: {told}")));
    }
    let metadata = serde_json::from_slice::<Metadata>(&output.stdout);
    let metadata = metadata
        .map_err(|error| look(format!("`cargo metadata` printed what is not understood: {error}")))?;
    Ok(metadata.workspace(&canonical))
}

/// The folders of packages that the root manifest excludes, which cargo does not tell. One with a `[workspace]` of its
/// own is another workspace.
fn excluded(root: &Path, tree: &Tree, workspace: &Workspace) -> Vec<String> {
    let text = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_default();
    let excludes = excludes(&text("Cargo.toml"));
    let below = |dir: &str| {
        let mut rest = excludes.iter().filter_map(|exclude| dir.strip_prefix(exclude.as_str()));
        rest.any(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let member = |dir: &str| workspace.packages.iter().any(|package| package.dir == dir);
    let dirs = tree.files.iter().filter_map(|file| file.path.strip_suffix("/Cargo.toml"));
    let dirs = dirs.filter(|dir| below(dir) && !member(dir));
    let is_package = |dir: &&str| {
        let manifest = text(&format!("{dir}/Cargo.toml"));
        let has = |header: &str| manifest.lines().any(|line| line.trim_start().starts_with(header));
        has("[package]") && !has("[workspace]")
    };
    dirs.filter(is_package).map(str::to_owned).collect()
}

/// The paths in `exclude` of the `[workspace]` table of a manifest.
fn excludes(manifest: &str) -> Vec<String> {
    let uncommented = |line: &str| match line.find('#') {
        Some(at) if line[..at].trim().is_empty() || line[..at].ends_with([' ', '\t', ',', '[', ']']) => {
            line[..at].to_owned()
        }
        _ => line.to_owned(),
    };
    let header = |line: &str| line.trim_start().starts_with('[');
    let table = manifest.lines().skip_while(|line| !line.trim_start().starts_with("[workspace]")).skip(1);
    let table: Vec<String> = table.take_while(|line| !header(line)).map(uncommented).collect();
    let table = table.join("\n");
    let (Ok(list), Ok(path)) =
        (Regex::new(r"(?m)^\s*exclude\s*=\s*\[([^\]]*)\]"), Regex::new(r#"["']([^"']+)["']"#))
    else {
        return Vec::new();
    };
    let Some(list) = list.captures(&table) else { return Vec::new() };
    let paths = path.captures_iter(&list[1]).map(|found| found[1].replace('\\', "/"));
    paths.map(|path| path.trim_start_matches("./").trim_end_matches('/').to_owned()).collect()
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

/// The part of cargo's answer that is used.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetaPackage>,
    workspace_members: Vec<String>,
    #[serde(default)]
    workspace_default_members: Vec<String>,
}

#[derive(Deserialize)]
struct MetaPackage {
    id: String,
    name: String,
    version: String,
    manifest_path: PathBuf,
    publish: Option<Vec<String>>,
    description: Option<String>,
    license: Option<String>,
    license_file: Option<String>,
    repository: Option<String>,
    homepage: Option<String>,
    documentation: Option<String>,
    readme: Option<String>,
    rust_version: Option<String>,
    keywords: Vec<String>,
    categories: Vec<String>,
    features: BTreeMap<String, Vec<String>>,
    targets: Vec<MetaTarget>,
    dependencies: Vec<MetaDependency>,
}

#[derive(Deserialize)]
struct MetaTarget {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
    #[serde(default, rename = "required-features")]
    required_features: Vec<String>,
    test: bool,
    doctest: bool,
}

#[derive(Deserialize)]
struct MetaDependency {
    name: String,
    req: String,
    kind: Option<String>,
    path: Option<PathBuf>,
}

impl Metadata {
    fn workspace(self, root: &Path) -> Workspace {
        let Self { packages, workspace_members, workspace_default_members } = self;
        let members = packages.into_iter().filter(|package| workspace_members.contains(&package.id));
        let default = |package: &MetaPackage| workspace_default_members.contains(&package.id);
        let mut packages: Vec<_> = members.map(|package| (default(&package), package)).collect();
        packages.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name));
        Workspace {
            packages: packages.into_iter().map(|(default, package)| package.member(default, root)).collect(),
            excluded: Vec::new(),
        }
    }
}

impl MetaPackage {
    fn member(self, default_member: bool, root: &Path) -> Package {
        let manifest = relative(root, &self.manifest_path);
        let target = |target: MetaTarget| Target {
            name: target.name,
            kinds: target.kind,
            root: relative(root, &target.src_path),
            required_features: target.required_features,
            test: target.test,
            doctest: target.doctest,
        };
        let dependency = |dependency: MetaDependency| Dependency {
            name: dependency.name,
            requirement: dependency.req,
            section: dependency.kind.unwrap_or_else(|| "normal".to_owned()),
            path: dependency.path.map(|path| relative(root, &path)),
        };
        Package {
            dir: manifest.rsplit_once('/').map_or("", |(dir, _)| dir).to_owned(),
            manifest,
            name: self.name,
            version: self.version,
            default_member,
            publishable: self.publish.is_none_or(|registries| !registries.is_empty()),
            description: self.description,
            license: self.license,
            license_file: self.license_file,
            repository: self.repository,
            homepage: self.homepage,
            documentation: self.documentation,
            readme: self.readme,
            rust_version: self.rust_version,
            keywords: self.keywords,
            categories: self.categories,
            features: self.features.into_keys().collect(),
            targets: self.targets.into_iter().map(target).collect(),
            dependencies: self.dependencies.into_iter().map(dependency).collect(),
        }
    }
}

/// `path` relative to the root, with `/`; as it is when it lies elsewhere.
fn relative(root: &Path, path: &Path) -> String {
    let Ok(inside) = path.strip_prefix(root) else { return path.to_string_lossy().into_owned() };
    let parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_workspace_excludes_is_read() {
        let cases: [(&str, &[&str]); 6] = [
            ("[workspace]\nmembers = [\"a\"]\nexclude = [\"./b/\", 'c']\n", &["b", "c"]),
            ("[workspace] # all\nexclude = [\n  # \"no\",\n  \"b\", # \"nor\"\n]\n[package]\n", &["b"]),
            ("[package]\nexclude = [\"docs\"]\n[workspace]\nresolver = \"3\"\n", &[]),
            ("[workspace]\n[package]\nexclude = [\"docs\"]\n", &[]),
            ("[workspace]\nexclude = [\"a#b\"]\n", &["a#b"]),
            ("", &[]),
        ];
        for (manifest, expected) in cases {
            assert_eq!(excludes(manifest), expected, "{manifest}");
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
