//! What a registry may have of a package, as data.

use semver::Version;

/// The name that cargo has for the registry it knows by itself.
pub const CRATES_IO: &str = "crates-io";

/// What a registry has of one version of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// The registry does not have the version.
    Absent,
    /// The registry has the version.
    There {
        /// SHA-256 of the version's `.crate` file, as the index says; `None` when it says none.
        checksum: Option<String>,
    },
    /// The registry has the version, which was taken out of use.
    Yanked,
    /// Whether the registry has the version could not be found out, for this reason.
    Unknown(String),
}

/// The newest version of a package that a registry has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewestVersion {
    /// The newest version is this one.
    Version(Version),
    /// The registry knows the name, and has no version that was asked for.
    NoSuchVersion,
    /// The registry does not know the name.
    NoSuchName,
    /// The newest version could not be found out, for this reason.
    Unknown(String),
}

/// What a registry says of the owners of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owners {
    /// The registry names these owners.
    Listed(Vec<String>),
    /// The owners could not be found out, for this reason.
    Unknown(String),
}

/// The name by which cargo knows a registry of a plan.
pub fn name_of(registry: Option<&str>) -> &str {
    registry.unwrap_or(CRATES_IO)
}
