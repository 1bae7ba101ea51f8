//! One member of a fixture workspace: complete, publishable, clean, and without third-party dependencies.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A package, under `crates/NAME`, described from its smallest form on.
#[derive(Debug, Clone)]
pub struct FixturePackage {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) depends: Vec<String>,
    features: Vec<String>,
    extra: String,
    manifest: Option<String>,
    files: BTreeMap<String, Vec<u8>>,
}

impl FixturePackage {
    /// A package with an empty, documented library.
    pub(crate) fn new(name: &str) -> Self {
        let library = format!("//! The crate `{name}` of a fixture.\n");
        Self {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            depends: Vec::new(),
            features: Vec::new(),
            extra: String::new(),
            manifest: None,
            files: BTreeMap::from([("src/lib.rs".to_owned(), library.into_bytes())]),
        }
    }

    /// The text of the package's library.
    #[must_use]
    pub fn lib(self, text: &str) -> Self {
        self.file("src/lib.rs", text)
    }

    /// The text of the package's binary, in place of the library when that was not described.
    #[must_use]
    pub fn main(self, text: &str) -> Self {
        self.file("src/main.rs", text)
    }

    /// The text of the integration test `tests/NAME.rs`.
    #[must_use]
    pub fn test(self, name: &str, text: &str) -> Self {
        self.file(&format!("tests/{name}.rs"), text)
    }

    /// A dependency on another member.
    #[must_use]
    pub fn depends(mut self, member: &str) -> Self {
        self.depends.push(member.to_owned());
        self
    }

    /// A feature that does nothing.
    #[must_use]
    pub fn feature(mut self, name: &str) -> Self {
        self.features.push(name.to_owned());
        self
    }

    /// The version of the package, when it is not 0.1.0.
    #[must_use]
    pub fn version(mut self, version: &str) -> Self {
        version.clone_into(&mut self.version);
        self
    }

    /// More of the manifest, after all that is generated.
    #[must_use]
    pub fn manifest_extra(mut self, toml: &str) -> Self {
        self.extra.push_str(toml);
        self
    }

    /// The whole manifest, in place of the generated one.
    #[must_use]
    pub fn manifest(mut self, toml: &str) -> Self {
        self.manifest = Some(toml.to_owned());
        self
    }

    /// A file, relative to the package.
    #[must_use]
    pub fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.as_bytes().to_vec());
        self
    }

    /// The files of the package, relative to the workspace root.
    pub(crate) fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        let manifest = self.manifest.clone().unwrap_or_else(|| self.generated());
        let dir = format!("crates/{}", self.name);
        let mut files: BTreeMap<_, _> =
            self.files.into_iter().map(|(path, bytes)| (format!("{dir}/{path}"), bytes)).collect();
        files.insert(format!("{dir}/Cargo.toml"), manifest.into_bytes());
        files
    }

    fn generated(&self) -> String {
        let Self { name, version, .. } = self;
        let mut toml = format!(
            "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\n\
             description = \"The crate {name} of a fixture\"\nlicense = \"MIT OR Apache-2.0\"\n\
             repository = \"https://example.invalid/fixture\"\n"
        );
        if !self.depends.is_empty() {
            toml.push_str("\n[dependencies]\n");
        }
        for member in &self.depends {
            writeln!(toml, "{member} = {{ path = \"../{member}\", version = \"0.1.0\" }}").unwrap();
        }
        if !self.features.is_empty() {
            toml.push_str("\n[features]\n");
        }
        for feature in &self.features {
            writeln!(toml, "{feature} = []").unwrap();
        }
        if !self.extra.is_empty() {
            writeln!(toml, "\n{}", self.extra.trim_end()).unwrap();
        }
        toml
    }
}
