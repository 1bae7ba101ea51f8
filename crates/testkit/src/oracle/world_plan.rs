//! A world while it is planned: what the features have asked for. Nothing is on disk before it is grown.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::oracle::edit::WorldEdit;
use crate::oracle::mutation::{Mutation, Weight};
use crate::oracle::world::Abilities;

/// One gate of a world.
#[derive(Debug, Clone)]
pub(crate) struct GatePlan {
    pub(crate) id: String,
    pub(crate) feature: &'static str,
    pub(crate) check: String,
    pub(crate) more: String,
}

impl GatePlan {
    /// The kind of its check.
    pub(crate) fn kind(&self) -> &str {
        let rest = self.check.split_once("kind = \"").map_or("", |(_, rest)| rest);
        rest.split_once('"').map_or("", |(kind, _)| kind)
    }

    /// Does cargo do the work?
    pub(crate) fn of_cargo(&self) -> bool {
        self.check.contains("kind = \"cargo-")
    }
}

/// The plan of a world.
#[derive(Debug)]
pub(crate) struct WorldPlan {
    pub(crate) feature: &'static str,
    pub(crate) abilities: Abilities,
    pub(crate) members: Vec<String>,
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) programs: BTreeSet<String>,
    pub(crate) links: Vec<(String, String)>,
    pub(crate) gates: Vec<GatePlan>,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) before_commit: Vec<Vec<String>>,
    pub(crate) after_commit: Vec<Vec<String>>,
    pub(crate) sign_offs: String,
    pub(crate) mutations: Vec<Mutation>,
    pub(crate) undeclared: BTreeSet<String>,
    config: BTreeMap<String, String>,
}

impl WorldPlan {
    pub(crate) fn new(abilities: &Abilities) -> Self {
        Self {
            feature: "",
            abilities: abilities.clone(),
            members: Vec::new(),
            files: BTreeMap::new(),
            programs: BTreeSet::new(),
            links: Vec::new(),
            gates: Vec::new(),
            env: BTreeMap::new(),
            before_commit: Vec::new(),
            after_commit: Vec::new(),
            sign_offs: String::new(),
            mutations: Vec::new(),
            undeclared: BTreeSet::new(),
            config: BTreeMap::new(),
        }
    }

    /// The folder of the feature's package, `crates/NAME`.
    pub(crate) fn dir(&self) -> String {
        format!("crates/{}", self.feature)
    }

    /// A file of the feature's package.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("crates/{}/{path}", self.feature)
    }

    /// A file, relative to the root of the workspace.
    pub(crate) fn file(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.files.insert(path.into(), text.into());
    }

    /// A file that may be executed.
    pub(crate) fn program(&mut self, path: impl Into<String>, text: &str) {
        let path = path.into();
        self.programs.insert(path.clone());
        self.file(path, text);
    }

    pub(crate) fn link(&mut self, path: impl Into<String>, target: &str) {
        self.links.push((path.into(), target.to_owned()));
    }

    /// The feature's package, a member, with this library and more of the manifest.
    pub(crate) fn package(&mut self, lib: &str, manifest: &str) {
        let (dir, name) = (self.dir(), self.feature);
        self.package_in(&dir, name, lib, manifest);
        self.members.push(dir);
    }

    /// A further member beside the feature's package: `crates/FEATURE-SUFFIX`.
    pub(crate) fn sibling(&mut self, suffix: &str, lib: &str, manifest: &str) -> String {
        let name = format!("{}-{suffix}", self.feature);
        let dir = format!("crates/{name}");
        self.package_in(&dir, &name, lib, manifest);
        self.members.push(dir.clone());
        dir
    }

    /// A package that is no member by itself.
    pub(crate) fn package_in(&mut self, dir: &str, name: &str, lib: &str, manifest: &str) {
        let publish = if manifest.contains("publish") { "" } else { "publish = false\n" };
        let (keys, tables) = manifest.split_at(manifest.find('[').unwrap_or(manifest.len()));
        let given = |key: &str| keys.lines().any(|line| line.starts_with(key));
        let licence = if given("license") { "" } else { "license = \"MIT\"\n" };
        let text = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\ndescription = \"Of a world\"\n\
             repository = \"https://example.invalid/world\"\n{licence}{publish}{keys}\n{tables}"
        );
        self.file(format!("{dir}/Cargo.toml"), text);
        self.file(format!("{dir}/src/lib.rs"), lib);
    }

    /// A line of `.gitignore`.
    pub(crate) fn ignore(&mut self, line: &str) {
        writeln!(self.files.entry(".gitignore".to_owned()).or_default(), "{line}").unwrap();
    }

    /// A line of `.gitattributes`.
    pub(crate) fn attribute(&mut self, line: &str) {
        writeln!(self.files.entry(".gitattributes".to_owned()).or_default(), "{line}").unwrap();
    }

    /// A line of the workspace's `.cargo/config.toml`; the section may be empty.
    pub(crate) fn config(&mut self, section: &str, line: &str) {
        writeln!(self.config.entry(section.to_owned()).or_default(), "{line}").unwrap();
    }

    pub(crate) fn config_text(&self) -> Option<String> {
        let section = |(name, lines): (&String, &String)| {
            if name.is_empty() { lines.clone() } else { format!("[{name}]\n{lines}") }
        };
        (!self.config.is_empty()).then(|| self.config.iter().map(section).collect())
    }

    pub(crate) fn env(&mut self, name: &str, value: &str) {
        self.env.insert(name.to_owned(), value.to_owned());
    }

    /// git, called before anything is committed.
    pub(crate) fn git_first(&mut self, words: &[&str]) {
        self.before_commit.push(words.iter().map(|word| (*word).to_owned()).collect());
    }

    /// git, called when everything is committed.
    pub(crate) fn git_then(&mut self, words: &[&str]) {
        self.after_commit.push(words.iter().map(|word| (*word).to_owned()).collect());
    }

    /// A gate with this inside of its `check` table.
    pub(crate) fn gate(&mut self, check: &str) -> String {
        self.gate_with(check, "")
    }

    /// A gate with further lines.
    pub(crate) fn gate_with(&mut self, check: &str, more: &str) -> String {
        let count = self.gates.iter().filter(|gate| gate.feature == self.feature).count();
        let id = format!("{}-{}", self.feature, count + 1);
        let (check, more) = (check.to_owned(), more.to_owned());
        self.gates.push(GatePlan { id: id.clone(), feature: self.feature, check, more });
        id
    }

    /// A gate of cargo about the feature's package.
    pub(crate) fn cargo_gate(&mut self, kind: &str, more: &str) -> String {
        let check = format!("kind = \"cargo-{kind}\", packages = [\"{}\"]{more}", self.feature);
        self.gate(&check)
    }

    /// A gate of the tests of the feature's package.
    pub(crate) fn test_gate(&mut self) -> String {
        self.cargo_gate("test", ", runner = \"cargo\", doctests = false")
    }

    pub(crate) fn breaks(&mut self, case: &'static str, gate: &str, what: &str, edits: Vec<WorldEdit>) {
        self.mutation(Weight::Breaks, case, gate, what, edits);
    }

    pub(crate) fn matters(&mut self, case: &'static str, gate: &str, what: &str, edits: Vec<WorldEdit>) {
        self.mutation(Weight::Matters, case, gate, what, edits);
    }

    pub(crate) fn undeclared(&mut self, case: &'static str, gate: &str, what: &str, edits: Vec<WorldEdit>) {
        self.mutation(Weight::Undeclared, case, gate, what, edits);
    }

    pub(crate) fn harmless(&mut self, gate: &str, what: &str, edits: Vec<WorldEdit>) {
        self.mutation(Weight::Harmless, "needless", gate, what, edits);
    }

    fn mutation(
        &mut self,
        weight: Weight,
        case: &'static str,
        gate: &str,
        what: &str,
        edits: Vec<WorldEdit>,
    ) {
        let (feature, what, gates) = (self.feature, what.to_owned(), vec![gate.to_owned()]);
        self.mutations.push(Mutation { feature, case, what, weight, gates, edits });
    }
}

/// A library with one test, which does this.
pub(crate) fn tested(before: &str, test: &str) -> String {
    format!(
        "{before}#[cfg(test)]\nmod tests {{\n    #[test]\n    fn holds() {{\n        {test}\n    }}\n}}\n"
    )
}
