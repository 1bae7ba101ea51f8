//! The description of a workspace. Nothing is on disk before `build`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::readiness::Readiness;
use crate::{Defect, FixturePackage, Workspace, compiled_dependencies};

/// The profile of what tests build: neither for a debugger nor to be built once more, which costs most of the time of a
/// small build.
pub(crate) const PROFILE: &str = "[profile.dev]\ndebug = false\nincremental = false\n\n";

/// A Cargo workspace to be made in a temporary folder: a virtual one, with its members under `crates/`, a
/// `Cargo.lock` and a `.gitignore`.
#[derive(Debug, Clone)]
pub struct Fixture {
    name: String,
    packages: Vec<FixturePackage>,
    files: BTreeMap<String, Vec<u8>>,
    readiness: Readiness,
    defects: Vec<Defect>,
    git: bool,
    plain_profile: bool,
    tools: Vec<PathBuf>,
}

impl Default for Fixture {
    fn default() -> Self {
        Self::named("workspace")
    }
}

impl Fixture {
    /// An empty workspace.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty workspace in a folder of this name: `"mit Umläuten ß"`.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            packages: Vec::new(),
            files: BTreeMap::new(),
            readiness: Readiness::default(),
            defects: Vec::new(),
            git: false,
            plain_profile: false,
            tools: Vec::new(),
        }
    }

    /// A member, at `crates/NAME`.
    #[must_use]
    pub fn package(mut self, name: &str, describe: impl FnOnce(FixturePackage) -> FixturePackage) -> Self {
        self.packages.push(describe(FixturePackage::new(name)));
        self
    }

    /// A file, relative to the root. It wins over what would be generated there.
    #[must_use]
    pub fn file(self, path: &str, text: &str) -> Self {
        self.bytes(path, text.as_bytes())
    }

    /// A file that need not be text.
    #[must_use]
    pub fn bytes(mut self, path: &str, bytes: &[u8]) -> Self {
        self.files.insert(path.to_owned(), bytes.to_vec());
        self
    }

    /// The whole text of `readiness.toml`.
    #[must_use]
    pub fn checklist(self, text: &str) -> Self {
        self.file("readiness.toml", text)
    }

    /// Begins another phase; the gates that follow are in it.
    #[must_use]
    pub fn phase(mut self, id: &str, title: &str) -> Self {
        self.readiness.phase(id, title);
        self
    }

    /// A P0 gate; `check` is the inside of its `check` table: `kind = "file", path = "README.md"`.
    #[must_use]
    pub fn gate(self, id: &str, check: &str) -> Self {
        self.gate_with(id, check, "")
    }

    /// A gate as by `gate`, with further lines: `needs = ["build"]`.
    #[must_use]
    pub fn gate_with(mut self, id: &str, check: &str, more: &str) -> Self {
        self.readiness.gate(id, check, more);
        self
    }

    /// More of `readiness.toml`, after the gates: `[policy]`, `[[waiver]]`.
    #[must_use]
    pub fn readiness(mut self, toml: &str) -> Self {
        self.readiness.tail(toml);
        self
    }

    /// A defect, planted when all else is there.
    #[must_use]
    pub fn defect(mut self, defect: Defect) -> Self {
        self.defects.push(defect);
        self
    }

    /// A git repository on branch `main` with everything committed.
    #[must_use]
    pub fn git(mut self) -> Self {
        self.git = true;
        self
    }

    /// A workspace that is built as cargo builds by itself: incrementally, and for a debugger.
    #[must_use]
    pub fn plain_profile(mut self) -> Self {
        self.plain_profile = true;
        self
    }

    /// Programs of this folder on the `PATH` of every run: what [`tools`](crate::tools) sets up.
    #[must_use]
    pub fn tools(mut self, folder: PathBuf) -> Self {
        self.tools.push(folder);
        self
    }

    /// Makes the workspace on disk.
    ///
    /// # Panics
    ///
    /// When the temporary folder cannot be written.
    pub fn build(self) -> Workspace {
        let mut files = BTreeMap::from([
            ("Cargo.toml".to_owned(), self.root_manifest().into_bytes()),
            ("Cargo.lock".to_owned(), self.lock().into_bytes()),
            (".gitignore".to_owned(), b"/target\n".to_vec()),
        ]);
        if let Some(text) = self.readiness.text() {
            files.insert("readiness.toml".to_owned(), text.into_bytes());
        }
        files.extend(self.packages.into_iter().flat_map(FixturePackage::into_files));
        files.extend(self.files);
        let ignored = files[".gitignore"].split(|byte| *byte == b'\n').any(|line| line == b"/target");
        let ws = Workspace::new(&self.name, self.tools);
        for (path, bytes) in files {
            ws.write(&path, bytes);
        }
        for defect in self.defects {
            ws.plant(defect);
        }
        if ignored {
            compiled_dependencies::copy_compiler_facts(&ws.path("target"));
        }
        if self.git {
            ws.git(["init", "--quiet", "--initial-branch=main"]);
            ws.commit("Begin");
        }
        ws
    }

    fn root_manifest(&self) -> String {
        let members: Vec<_> =
            self.packages.iter().map(|package| format!("\"crates/{}\"", package.name)).collect();
        let profile = if self.plain_profile { "" } else { PROFILE };
        format!("{profile}[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "))
    }

    /// The lock file that cargo would write, so that no run has to change the tree.
    fn lock(&self) -> String {
        let mut lock =
            "# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 4\n"
                .to_owned();
        let mut packages: Vec<_> = self.packages.iter().collect();
        packages.sort_by(|a, b| a.name.cmp(&b.name));
        for FixturePackage { name, version, depends, .. } in packages {
            write!(lock, "\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n").unwrap();
            if !depends.is_empty() {
                let mut sorted = depends.clone();
                sorted.sort();
                let lines: String = sorted.iter().map(|member| format!(" \"{member}\",\n")).collect();
                write!(lock, "dependencies = [\n{lines}]\n").unwrap();
            }
        }
        lock
    }
}
