//! The workspace as the release will have it, in a folder outside the repository: what is committed, with the edits of the
//! plan. What only the repository has (its history, ignored files, settings of its builds) is not there.

use std::path::{Component, Path, PathBuf};

use shipworthy_engine::sys::files::{copy, create_folder, write_scratch};
use toml_edit::{DocumentMut, Item, Table};

use crate::plan::Plan;
use crate::runtime::{BUILD, Environment, Failure, ProgramCall, read_settings, settings_files};

/// The settings of cargo that say where packages come from. All others would build here what does not build elsewhere.
const SETTINGS: [&str; 5] = ["http", "net", "registries", "registry", "source"];

/// The settings of cargo that are secrets.
const SECRETS: [&str; 2] = ["token", "secret-key"];

/// The files by which rustup chooses the toolchain.
const TOOLCHAINS: [&str; 2] = ["rust-toolchain.toml", "rust-toolchain"];

/// A copy of the workspace, outside its repository, with the edits of a plan.
pub(super) struct ScratchWorkspace {
    /// Where cargo is run: beside the copy and not in it, so that cargo reads no settings of the workspace.
    folder: PathBuf,
    manifest: PathBuf,
    /// Where cargo builds, for this and for what is built of the published packages later: most of what they depend on is
    /// compiled once for all of them.
    target: PathBuf,
}

impl ScratchWorkspace {
    /// Makes the copy of the workspace with the edits of the plan. It is removed with the environment.
    pub(super) fn make(plan: &Plan, environment: &Environment) -> Result<Self, Failure> {
        let ask =
            |args: &[&str]| Ok(PathBuf::from(environment.git(args)?.done()?.out.trim_end_matches('\n')));
        let top = ask(&["rev-parse", "--show-toplevel"])?;
        let prefix = ask(&["rev-parse", "--show-prefix"])?;
        let folder = environment.scratch("replica")?;
        if canonical(&folder).starts_with(canonical(&top)) {
            let why = "temporary folders are made inside the repository; set TMPDIR to a folder elsewhere";
            return Err(Failure::new("copy the workspace out of its repository", why));
        }
        let tree = folder.join("tree");
        export(&top, &tree, environment)?;
        let root = tree.join(prefix);
        for edit in &plan.edits {
            let path = Path::new(&edit.path);
            let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
            let written = if inside { write(&root.join(path), &edit.text) } else { Ok(()) };
            written.map_err(|error| Failure::new(format!("write the new {}", edit.path), error))?;
        }
        let settings = write(&folder.join(".cargo/config.toml"), &settings(environment.root()).to_string());
        settings.map_err(|error| Failure::new("write the settings of cargo", error))?;
        let toolchains =
            environment.root().ancestors().flat_map(|above| TOOLCHAINS.map(|name| (above.join(name), name)));
        if let Some((file, name)) = toolchains.into_iter().find(|(file, _)| file.is_file()) {
            let copied = copy(&file, &folder.join(name));
            copied.map_err(|error| Failure::new(format!("copy {}", file.display()), error))?;
        }
        Ok(Self { manifest: root.join("Cargo.toml"), folder, target: environment.shared(BUILD) })
    }

    /// A call of cargo for the copy. What it builds lies outside the copy.
    pub(super) fn cargo(&self, command: &[&str]) -> ProgramCall {
        let manifest = self.manifest.to_string_lossy();
        ProgramCall::cargo(command)
            .args(["--manifest-path", &*manifest])
            .within(&self.folder)
            .env("CARGO_TARGET_DIR", self.target.to_string_lossy())
    }

    /// The folder that cargo builds the copy in.
    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    /// The text without the folders that only this machine has.
    pub(super) fn without_folders(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.folder.join("tree").display()), "")
            .replace(&format!("{}/", self.folder.display()), "")
            .replace(&format!("{}/", self.target.display()), "target/")
    }
}

#[cfg(test)]
impl ScratchWorkspace {
    /// A scratch workspace that is nowhere, for tests of what is made of cargo's words.
    pub(super) fn nowhere() -> Self {
        Self {
            folder: PathBuf::from("/nowhere/replica"),
            manifest: PathBuf::from("/nowhere/replica/tree/Cargo.toml"),
            target: PathBuf::from("/nowhere/build"),
        }
    }
}

/// Writes what git has for the repository at `top` to `to`, submodules included.
fn export(top: &Path, to: &Path, environment: &Environment) -> Result<(), Failure> {
    let mut open = vec![(top.to_owned(), to.to_owned())];
    while let Some((top, to)) = open.pop() {
        let prefix = format!("--prefix={}/", to.display());
        // It reads the index and does not write it.
        environment
            .run(ProgramCall::git(["checkout-index", "--all", "--force", &prefix]).within(&top))?
            .done()?;
        let listed = environment.run(ProgramCall::git(["ls-files", "--stage", "-z"]).within(&top))?.done()?;
        let entries = listed.out.split('\0').filter_map(|entry| entry.split_once('\t'));
        let modules = entries.filter(|(facts, _)| facts.starts_with("160000 ")).map(|(_, path)| path);
        let there = |path: &&str| top.join(path).join(".git").exists();
        open.extend(modules.filter(there).map(|path| (top.join(path), to.join(path))).collect::<Vec<_>>());
    }
    Ok(())
}

/// Where the workspace at `root` has its packages from, by its settings and those of the folders above.
fn settings(root: &Path) -> DocumentMut {
    let mut all = DocumentMut::new();
    // The nearest wins, so it comes first.
    for above in root.ancestors() {
        let files = settings_files(&above.join(".cargo"));
        let Some(document) = files.iter().find_map(|file| read_settings(file)) else { continue };
        for name in SETTINGS {
            let Some(table) = document.get(name).and_then(Item::as_table_like) else { continue };
            let kept = all.entry(name).or_insert_with(|| Item::Table(Table::new()));
            let Some(kept) = kept.as_table_like_mut() else { continue };
            for (key, item) in table.iter() {
                if !kept.contains_key(key) && !SECRETS.contains(&key) {
                    kept.insert(key, cleaned(item, above));
                }
            }
        }
    }
    all
}

/// A setting without secrets, its folders as seen from anywhere.
fn cleaned(item: &Item, above: &Path) -> Item {
    let mut item = item.clone();
    if let Some(table) = item.as_table_like_mut() {
        for secret in SECRETS {
            table.remove(secret);
        }
        for place in ["directory", "local-registry"] {
            if let Some(path) = table.get(place).and_then(Item::as_str) {
                let absolute = above.join(path).to_string_lossy().into_owned();
                table.insert(place, toml_edit::value(absolute));
            }
        }
    }
    item
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    create_folder(path.parent().unwrap_or(path))?;
    write_scratch(path, text.as_bytes())
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_packages_come_from_is_taken_over_and_never_a_secret() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        let outer =
            "[registries]\ninner = { index = \"outer\" }\nother = { index = \"o\", token = \"canary\" }\n";
        write(&folder.path().join(".cargo/config.toml"), outer).unwrap();
        let own = "[build]\nrustflags = [\"--cfg\", \"here\"]\n[env]\nX = \"1\"\n[registry]\ntoken = \"canary\"\n\
                   [registries.inner]\nindex = \"own\"\nsecret-key = \"canary\"\n\
                   [source.crates-io]\nreplace-with = \"v\"\n[source.v]\ndirectory = \"vendor\"\n";
        write(&root.join(".cargo/config.toml"), own).unwrap();
        let settings = settings(&root);
        assert!(!settings.to_string().contains("canary"), "{settings}");
        assert!(settings.get("build").is_none() && settings.get("env").is_none(), "{settings}");
        let text = |path: [&str; 3]| settings[path[0]][path[1]][path[2]].as_str().unwrap().to_owned();
        assert_eq!(text(["registries", "inner", "index"]), "own");
        assert_eq!(text(["registries", "other", "index"]), "o");
        assert_eq!(text(["source", "v", "directory"]), root.join("vendor").to_str().unwrap());
    }
}
