//! Cargo's own settings, as cargo finds them: in the root, in every folder above it and in cargo's home, with the files
//! that those include. And what else they lead to: programs, packages, variables.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use shipworthy_model::manifest;
use shipworthy_model::params::{Params, Value};

use crate::sys::reading::{MOST_SETTINGS, read_limited};

/// The most files of settings that are read: they may include each other in circles.
const MOST: usize = 200;

/// The settings of cargo for one workspace.
#[derive(Debug, Default)]
pub struct CargoSettings {
    /// The files, the nearest first, each with its values; those that are not there have none.
    files: Vec<SettingsFile>,
    /// Cargo's home.
    pub(crate) home: PathBuf,
}

#[derive(Debug)]
struct SettingsFile {
    path: PathBuf,
    /// The folder that relative paths in the file are relative to.
    base: PathBuf,
    values: Option<Params>,
}

impl CargoSettings {
    /// Reads the settings for a workspace at `root`, without links in its path.
    pub(crate) fn read(root: &Path) -> Self {
        let home = std::env::var_os("CARGO_HOME").filter(|home| !home.is_empty()).map(|home| root.join(home));
        let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).unwrap_or_default();
        Self::with_home(root, home)
    }

    /// Reads the settings for a workspace at `root`, without links in its path, for a cargo that has this home.
    pub fn with_home(root: &Path, home: PathBuf) -> Self {
        let mut settings = Self { files: Vec::new(), home };
        let folders: Vec<PathBuf> = root.ancestors().map(|folder| folder.join(".cargo")).collect();
        for folder in folders.into_iter().chain([settings.home.clone()]) {
            for name in ["config", "config.toml"] {
                settings.add(folder.join(name));
            }
        }
        settings
    }

    fn add(&mut self, path: PathBuf) {
        if self.files.len() >= MOST || self.files.iter().any(|file| file.path == path) {
            return;
        }
        let text = read_limited(&path, MOST_SETTINGS).ok();
        let values = text.and_then(|bytes| manifest::parse(&String::from_utf8_lossy(&bytes)));
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let included = values.as_ref().map(included).unwrap_or_default();
        let base = folder.parent().unwrap_or(&folder).to_owned();
        self.files.push(SettingsFile { path, base, values });
        for path in included {
            self.add(folder.join(path));
        }
    }

    /// The files, those that are missing too: one that appears counts.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| file.path.as_path())
    }

    fn present(&self) -> impl Iterator<Item = (&SettingsFile, &Params)> {
        self.files.iter().filter_map(|file| Some((file, file.values.as_ref()?)))
    }

    /// The files that are there: the path of each, the folder that its paths are relative to, and its values.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (&Path, &Path, &Params)> {
        self.present().map(|(file, values)| (file.path.as_path(), file.base.as_path(), values))
    }

    /// The registry that `cargo publish` takes where a package names none, as the settings have it: `registry.default`
    /// of the nearest file that says so.
    pub fn default_registry(&self) -> Option<&str> {
        self.present().find_map(|(_, values)| values.table("registry")?.text("default"))
    }

    /// What the settings say that an alias stands for.
    pub(crate) fn alias(&self, name: &str) -> Option<&Value> {
        self.present().find_map(|(_, values)| values.table("alias")?.0.get(name))
    }

    /// The variables that cargo sets for what it runs, as far as nobody else has set them.
    pub(crate) fn variables(&self, root: &Path) -> BTreeMap<String, OsString> {
        let mut all = BTreeMap::new();
        for (file, values) in self.present() {
            let Some(env) = values.table("env") else { continue };
            for (name, value) in &env.0 {
                let given: Option<OsString> = match value {
                    Value::Text(text) => Some(text.into()),
                    Value::Table(table) => table.text("value").map(|text| match table.flag("relative") {
                        Some(true) => root.join(&file.base).join(text).into_os_string(),
                        _ => text.into(),
                    }),
                    _ => None,
                };
                if let Some(given) = given {
                    all.entry(name.clone()).or_insert(given);
                }
            }
        }
        all
    }

    /// The programs that the settings put in place of others, where they are named by a path.
    pub(crate) fn programs(&self) -> BTreeSet<PathBuf> {
        let mut found = BTreeSet::new();
        for (file, values) in self.present() {
            let mut tables: Vec<&Params> = values.table("build").into_iter().collect();
            if let Some(targets) = values.table("target") {
                tables.extend(targets.0.keys().filter_map(|key| targets.table(key)));
            }
            for table in tables {
                for key in
                    ["runner", "linker", "rustc", "rustc-wrapper", "rustc-workspace-wrapper", "rustdoc"]
                {
                    // A runner may be one text with arguments, or a list.
                    let words = table.texts(key);
                    let words = words.iter().flat_map(|text| text.split_whitespace().chain([*text]));
                    found.extend(words.map(|word| file.base.join(word)).filter(|path| path.is_file()));
                }
            }
        }
        found
    }

    /// The folders of packages that the settings put in place of others.
    pub(crate) fn packages(&self) -> BTreeSet<PathBuf> {
        let mut found = BTreeSet::new();
        for (file, values) in self.present() {
            found.extend(values.texts("paths").into_iter().map(|path| file.base.join(path)));
            if let Some(patches) = values.table("patch") {
                found.extend(
                    manifest::everywhere(patches, "path").into_iter().map(|path| file.base.join(path)),
                );
            }
        }
        found
    }
}

/// The files that a file of settings includes: names, or tables with a path.
fn included(values: &Params) -> Vec<String> {
    let mut paths: Vec<String> = values.texts("include").into_iter().map(str::to_owned).collect();
    paths.extend(
        values.tables("include").into_iter().filter_map(|table| table.text("path")).map(str::to_owned),
    );
    paths
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
mod tests {
    use super::*;

    #[test]
    fn what_settings_bring_in_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("ws");
        std::fs::create_dir_all(root.join(".cargo")).unwrap();
        std::fs::create_dir_all(root.join("ci")).unwrap();
        std::fs::write(root.join("ci/run.sh"), "").unwrap();
        let config = "include = [{ path = \"more.toml\" }]\npaths = [\"../b2\"]\n[env]\nW = { value = \"x\", relative = true }\n\
                      [target.x]\nrunner = \"ci/run.sh --fast\"\n";
        std::fs::write(root.join(".cargo/config.toml"), config).unwrap();
        std::fs::write(root.join(".cargo/more.toml"), "include = [\"config.toml\"]\n[env]\nWHO = \"me\"\n")
            .unwrap();
        let settings = CargoSettings::read(&root);
        assert!(settings.files().any(|path| path == root.join(".cargo/more.toml")));
        assert!(settings.files().any(|path| path == root.parent().unwrap().join(".cargo/config.toml")));
        let variables = settings.variables(&root);
        assert_eq!(variables["WHO"], "me");
        assert_eq!(variables["W"], root.join("x").into_os_string());
        assert_eq!(settings.programs(), BTreeSet::from([root.join("ci/run.sh")]));
        assert_eq!(settings.packages(), BTreeSet::from([root.join("../b2")]));
    }
}
