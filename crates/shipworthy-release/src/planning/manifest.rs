//! A manifest as text: where its versions stand, and the same text with others in their place. `toml_edit` says where they
//! stand; every other byte stays as it is, however the file is written. (Written by `toml_edit`, a file would lose its
//! carriage returns.)

use std::collections::BTreeMap;
use std::ops::Range;

use semver::Version;
use shipworthy_model::judgement::Finding;
use shipworthy_model::problem::LineIndex;
use toml_edit::{Document, Item, TableLike};

use super::requirement;

/// A manifest that was read: its text, and what TOML makes of it.
pub(crate) struct Manifest<'t> {
    path: &'t str,
    text: &'t str,
    document: Document<&'t str>,
}

/// The place that a package has its version from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VersionSource {
    /// The version is written in the manifest of the package.
    Own,
    /// The package inherits that of the workspace.
    Inherited,
    /// The package has no version: it is never published.
    Nowhere,
}

/// The versions that come with a release.
#[derive(Debug, Default)]
pub(crate) struct NewVersions {
    /// The version of the workspace, for those who inherit it.
    pub(crate) workspace: Option<Version>,
    /// The versions of members, by name.
    pub(crate) members: BTreeMap<String, Version>,
}

/// A dependency that is written with a path.
struct PathDependency<'d> {
    /// The package that is depended upon.
    name: &'d str,
    /// The place of the entry in the text, in bytes.
    span: Option<Range<usize>>,
    version: Option<&'d Item>,
}

impl<'t> Manifest<'t> {
    /// Reads a manifest from its text.
    ///
    /// # Errors
    ///
    /// When the text is no TOML: where, and why.
    pub(crate) fn read(path: &'t str, text: &'t str) -> Result<Self, Finding> {
        let document = Document::parse(text).map_err(|error| {
            let why = error.message().lines().collect::<Vec<_>>().join(" ");
            let (line, column) = place(text, error.span().map_or(0, |span| span.start));
            Finding::new("not-toml", format!("cannot be read: {why}")).at(path, Some(line), Some(column))
        })?;
        Ok(Self { path, text, document })
    }

    pub(crate) fn path(&self) -> &'t str {
        self.path
    }

    fn table(&self, way: &[&str]) -> Option<&dyn TableLike> {
        let mut table: &dyn TableLike = self.document.as_table();
        for key in way {
            table = table.get(key)?.as_table_like()?;
        }
        Some(table)
    }

    /// The name of the package that the manifest is of.
    pub(crate) fn package(&self) -> Option<&str> {
        self.table(&["package"])?.get("name")?.as_str()
    }

    /// The source of the package's version.
    pub(crate) fn declared(&self) -> VersionSource {
        match self.table(&["package"]).and_then(|package| package.get("version")) {
            None => VersionSource::Nowhere,
            Some(version) if version.is_str() => VersionSource::Own,
            Some(_) => VersionSource::Inherited,
        }
    }

    /// The registries that the package may go to; nothing when it says none, or takes those of the workspace, which
    /// `workspace` then is.
    pub(crate) fn registries(&self, workspace: Option<&Manifest<'_>>) -> Option<Vec<String>> {
        let own = self.table(&["package"])?.get("publish")?;
        let names = |item: &Item| {
            let names = item.as_array()?.iter().filter_map(|name| name.as_str().map(str::to_owned));
            Some(names.collect())
        };
        match own.is_table_like() {
            true => names(workspace?.table(&["workspace", "package"])?.get("publish")?),
            false => names(own),
        }
    }

    /// The line on which the manifest writes this dependency with a path and without a version, if it does.
    pub(crate) fn without_version(&self, name: &str) -> Option<u32> {
        let entry = self.entries().into_iter().find(|entry| entry.name == name && entry.version.is_none())?;
        Some(place(self.text, entry.span?.start).0)
    }

    /// The text of the manifest with these versions in it.
    ///
    /// # Errors
    ///
    /// Every requirement that is written so that the new version cannot be put into it.
    pub(crate) fn edited(&self, versions: &NewVersions) -> Result<String, Vec<Finding>> {
        let mut swaps: Vec<(Range<usize>, String)> = Vec::new();
        let mut findings = Vec::new();
        let own = self.package().and_then(|name| versions.members.get(name));
        if let (Some(version), Some(item)) = (own, self.table(&["package"]).and_then(|it| it.get("version")))
        {
            swaps.extend(swap(item, version.to_string()));
        }
        let inherited = self.table(&["workspace", "package"]).and_then(|it| it.get("version"));
        if let (Some(version), Some(item)) = (&versions.workspace, inherited) {
            swaps.extend(swap(item, version.to_string()));
        }
        for entry in self.entries() {
            let (Some(to), Some(item)) = (versions.members.get(entry.name), entry.version) else { continue };
            let Some(old) = item.as_str() else { continue };
            match requirement::moved(old, to) {
                Some(new) => swaps.extend(swap(item, new)),
                None => findings.push(self.refused(&entry, old, to)),
            }
        }
        if findings.is_empty() { Ok(self.with(swaps)) } else { Err(findings) }
    }

    fn refused(&self, entry: &PathDependency<'_>, old: &str, to: &Version) -> Finding {
        let line = entry.span.as_ref().map(|span| place(self.text, span.start).0);
        let message = format!("the requirement `{old}` on `{}` leaves {to} out", entry.name);
        let finding = Finding::new("requirement", message).at(self.path, line, None);
        finding.remedy(format!("write one that the release can keep up to date, like \"{to}\""))
    }

    fn with(&self, mut swaps: Vec<(Range<usize>, String)>) -> String {
        swaps.sort_by_key(|(range, _)| range.start);
        let (mut out, mut at) = (String::with_capacity(self.text.len()), 0);
        for (range, new) in swaps {
            let (Some(before), Some(old)) = (self.text.get(at..range.start), self.text.get(range.clone()))
            else {
                continue;
            };
            // The quotes stay what they are, so a literal string stays one.
            let quote = if old.starts_with('\'') && !old.starts_with("'''") { '\'' } else { '"' };
            out.push_str(&format!("{before}{quote}{new}{quote}"));
            at = range.end;
        }
        out + self.text.get(at..).unwrap_or_default()
    }

    /// All dependencies that have a path, in every table that a manifest may have them in.
    fn entries(&self) -> Vec<PathDependency<'_>> {
        const SECTIONS: [&str; 5] = [
            "dependencies",
            "dev-dependencies",
            "dev_dependencies",
            "build-dependencies",
            "build_dependencies",
        ];
        let mut tables: Vec<&dyn TableLike> = Vec::new();
        let targets = self.table(&["target"]).into_iter().flat_map(TableLike::iter);
        let roots = targets.filter_map(|(_, target)| target.as_table_like());
        for root in roots.chain([self.document.as_table() as &dyn TableLike]) {
            tables.extend(SECTIONS.iter().filter_map(|section| root.get(section)?.as_table_like()));
        }
        tables.extend(self.table(&["workspace", "dependencies"]));
        let entries = tables.into_iter().flat_map(TableLike::iter).filter_map(|(key, item)| {
            let entry = item.as_table_like()?;
            entry.get("path")?;
            let name = entry.get("package").and_then(Item::as_str).unwrap_or(key);
            // A dotted entry has no place of its own, but its path has.
            let span = item.span().or_else(|| entry.get("path")?.span());
            Some(PathDependency { name, span, version: entry.get("version") })
        });
        entries.collect()
    }
}

/// The place of a string and the text to put there; nothing for what is no string, or has that text.
fn swap(item: &Item, new: String) -> Option<(Range<usize>, String)> {
    (item.as_str()? != new).then_some((item.span()?, new))
}

fn place(text: &str, offset: usize) -> (u32, u32) {
    LineIndex::of(text).place(offset)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};

    use super::*;

    fn edited(text: &str) -> Result<String, Vec<Finding>> {
        let version = |text: &str| Version::parse(text).unwrap();
        let members = [("a", "0.2.0"), ("b", "1.5.0")].map(|(name, to)| (name.to_owned(), version(to)));
        let versions = NewVersions { workspace: Some(version("0.2.0")), members: members.into() };
        Manifest::read("a/Cargo.toml", text).unwrap().edited(&versions)
    }

    #[test]
    fn versions_change_wherever_a_manifest_may_have_them() {
        let cases = [
            (
                "[package]\nname = \"a\"\nversion = '0.1.0' # now\n",
                "[package]\nname = \"a\"\nversion = '0.2.0' # now\n",
            ),
            ("package = { name = 'a',version='0.1.0' }", "package = { name = 'a',version='0.2.0' }"),
            (
                "[package]\nname = 'a'\nversion.workspace = true\n",
                "[package]\nname = 'a'\nversion.workspace = true\n",
            ),
            ("[package]\nname = 'z'\nversion = '0.1.0'\n", "[package]\nname = 'z'\nversion = '0.1.0'\n"),
            (
                "[workspace.package]\r\nversion = \"0.1.0\"\r\n",
                "[workspace.package]\r\nversion = \"0.2.0\"\r\n",
            ),
            (
                "[dependencies]\nb = { path = '../b', version = '1.4' }\n",
                "[dependencies]\nb = { path = '../b', version = '1.5' }\n",
            ),
            (
                "[dependencies.b]\nversion = '=1.4.0'\npath = 'b'\n",
                "[dependencies.b]\nversion = '=1.5.0'\npath = 'b'\n",
            ),
            (
                "[dev-dependencies]\nb.path = 'b'\nb.version = '^1.4.0'\n",
                "[dev-dependencies]\nb.path = 'b'\nb.version = '^1.5.0'\n",
            ),
            (
                "[target.'cfg(unix)'.build-dependencies]\nx = { package = 'b', path = 'b', version = '1.0.0' }",
                "[target.'cfg(unix)'.build-dependencies]\nx = { package = 'b', path = 'b', version = '1.5.0' }",
            ),
            (
                "[workspace.dependencies]\na = { path = 'a', version = \"\"\"0.1\"\"\" }",
                "[workspace.dependencies]\na = { path = 'a', version = \"0.2\" }",
            ),
            // From a registry, or from git: that is somebody else's package, or an old one on purpose.
            (
                "[dependencies]\nb = '1.4'\na = { version = '0.1' }\n",
                "[dependencies]\nb = '1.4'\na = { version = '0.1' }\n",
            ),
        ];
        for (old, new) in cases {
            assert_eq!(edited(old).unwrap(), new);
        }
    }

    #[test]
    fn a_requirement_that_cannot_follow_is_told_with_its_line() {
        let found = edited("[dependencies]\n\nb = { path = 'b', version = '>=1, <1.5' }\n").unwrap_err();
        assert_eq!((found.len(), found[0].line), (1, Some(3)));
        let other = Manifest::read("Cargo.toml", "[package\n").err().unwrap();
        assert_eq!((other.file.as_deref(), other.line), (Some("Cargo.toml"), Some(1)));
    }

    #[test]
    fn a_dependency_without_a_version_is_found() {
        let text = "[dependencies]\na = { path = 'a', version = '1' }\nb = { path = 'b' }\n";
        let manifest = Manifest::read("Cargo.toml", text).unwrap();
        assert_eq!((manifest.without_version("a"), manifest.without_version("b")), (None, Some(3)));
    }

    /// Lines of a manifest in odd but valid writing; `VERSION` stands where the version of a package comes.
    fn lines() -> impl Strategy<Value = String> {
        let line = prop_oneof![
            Just("# a comment with 0.1.0 in it".to_owned()),
            Just(String::new()),
            any::<u16>().prop_map(|n| format!("k{n}   =\t\"0.1.0\"   # kept")),
            any::<u16>().prop_map(|n| format!("d{n} = {{version=\"0.1.0\",optional = true}}")),
            any::<u16>()
                .prop_map(|n| format!("'p{n}'={{ path=\"x\" ,  package = 'b',version = \"=VERSION\"  }}")),
            any::<u16>().prop_map(|n| format!(
                "\"p{n}\".path = 'y'\n\"p{n}\".package = \"a\"\n\"p{n}\".version = 'VERSION'"
            )),
        ];
        prop::collection::vec(line, 0..12).prop_map(|mut lines| {
            lines.sort_by_key(|line| line.split(['=', '.']).next().map(|key| key.trim().to_owned()));
            lines.dedup_by_key(|line| line.split(['=', '.']).next().map(|key| key.trim().to_owned()));
            lines.join("\n")
        })
    }

    proptest! {
        #[test]
        fn only_versions_change(one in lines(), two in lines(), crlf in any::<bool>(), end in any::<bool>()) {
            let mut text = format!("[package]\nname='a'\nversion =  \"VERSION\"\n[dependencies]\n{one}\n[dev-dependencies]\n{two}");
            if end { text.push('\n'); }
            if crlf { text = text.replace('\n', "\r\n"); }
            let to = |text: &str| if text.contains("'b'") { "1.5.0" } else { "0.2.0" };
            let want: String = text.split_inclusive('\n').map(|line| line.replace("VERSION", to(line))).collect();
            prop_assert_eq!(edited(&text.replace("VERSION", "0.1.0")).unwrap(), want);
        }

        #[test]
        fn any_text_is_read(text in ".{0,200}") {
            if let Ok(manifest) = Manifest::read("Cargo.toml", &text) {
                manifest.edited(&NewVersions::default()).unwrap();
            }
        }
    }
}
