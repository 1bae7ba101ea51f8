//! What a registry may have of a package, as data.

use semver::Version;

/// What cargo calls the registry that it knows by itself.
pub const CRATES_IO: &str = "crates-io";

/// What a registry has of one version of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// Nothing.
    Absent,
    /// The version.
    There {
        /// SHA-256 of its `.crate` file, as the index says; `None` when it says none.
        checksum: Option<String>,
    },
    /// The version, which was taken out of use.
    Yanked,
    /// It could not be found out.
    Unknown(String),
}

/// The newest version that a registry has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewestVersion {
    /// This one.
    Version(Version),
    /// It knows the name, and has no version that was asked for.
    NoSuchVersion,
    /// It does not know the name.
    NoSuchName,
    /// It could not be found out.
    Unknown(String),
}

/// What a registry says of the owners of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owners {
    /// These.
    Listed(Vec<String>),
    /// It could not be found out.
    Unknown(String),
}

/// The name by which cargo knows a registry of a plan.
pub fn name_of(registry: Option<&str>) -> &str {
    registry.unwrap_or(CRATES_IO)
}
