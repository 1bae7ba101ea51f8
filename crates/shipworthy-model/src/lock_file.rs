//! The lock file of Cargo, as the packages that it names: the one reader of it. What they are for is not said there.

use crate::manifest;
use crate::params::Params;

/// A package in a lock file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockedPackage {
    /// The name of the package.
    pub name: String,
    /// The version of the package.
    pub version: String,
    /// Where the package comes from, such as a registry; `None` for a folder.
    pub source: Option<String>,
    /// The SHA-256 of the package's file; `None` when it does not come from a registry.
    pub checksum: Option<String>,
}

/// The packages in the text of a `Cargo.lock`. `None` when it is no TOML.
pub fn locked_packages(text: &str) -> Option<Vec<LockedPackage>> {
    let package = |table: &Params| {
        let text = |name: &str| table.text(name).map(str::to_owned);
        let (name, version) = (text("name")?, text("version")?);
        Some(LockedPackage { name, version, source: text("source"), checksum: text("checksum") })
    };
    Some(manifest::parse(text)?.tables("package").into_iter().filter_map(package).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_read_with_where_they_come_from() {
        let text = "# By cargo.\nversion = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"b\"\n\
                    version = \"1.2.3\"\nsource = \"registry+x\"\nchecksum = \"c0ffee\"\ndependencies = [\n \"a\",\n]\n\n\
                    [[package]]\nversion = \"2.0.0\"\n";
        let found = locked_packages(text).unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|it| (it.name.as_str(), it.version.as_str(), it.source.as_deref(), it.checksum.as_deref()))
            .collect();
        assert_eq!(told, [("a", "0.1.0", None, None), ("b", "1.2.3", Some("registry+x"), Some("c0ffee"))]);
        assert_eq!(locked_packages("version = 4\n"), Some(Vec::new()));
        assert_eq!(locked_packages("<<<<<<< HEAD\n"), None);
    }
}
