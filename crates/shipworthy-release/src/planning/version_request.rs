//! The version that is asked for: a level, the version itself, or one for each of some packages. It knows how versions
//! follow each other, and not which packages there are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use semver::{BuildMetadata, Prerelease, Version};

/// The next version that somebody asks for: by its level, or by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionRequest {
    /// The next version that may break everything.
    Major,
    /// The next version that adds something.
    Minor,
    /// The next version that mends something.
    Patch,
    /// Exactly this version.
    Exact(Version),
    /// Exactly these versions of these packages, and nothing of any other one: `aa@0.2.0,bb@1.5.0`.
    Each(BTreeMap<String, Version>),
}

impl VersionRequest {
    /// The version of a package that follows `from`, its version now.
    pub fn of(&self, package: &str, from: &Version) -> Version {
        match self {
            Self::Each(versions) => versions.get(package).unwrap_or(from).clone(),
            level => level.after(from),
        }
    }

    /// The packages that are named, where some are.
    pub fn packages(&self) -> Option<BTreeSet<String>> {
        match self {
            Self::Each(versions) => Some(versions.keys().cloned().collect()),
            Self::Major | Self::Minor | Self::Patch | Self::Exact(_) => None,
        }
    }

    /// The version that follows `from`. A prerelease is followed by the release it leads to, when that is what the level
    /// asks for: `patch` and `minor` both make `1.2.0` of `1.2.0-rc.1`.
    fn after(&self, from: &Version) -> Version {
        let release = |major, minor, patch| Version::new(major, minor, patch);
        let leads_here = !from.pre.is_empty();
        match self {
            Self::Exact(version) => version.clone(),
            Self::Each(_) => from.clone(),
            Self::Major if leads_here && from.minor == 0 && from.patch == 0 => release(from.major, 0, 0),
            Self::Major => release(from.major.saturating_add(1), 0, 0),
            Self::Minor if leads_here && from.patch == 0 => release(from.major, from.minor, 0),
            Self::Minor => release(from.major, from.minor.saturating_add(1), 0),
            Self::Patch if leads_here => release(from.major, from.minor, from.patch),
            Self::Patch => release(from.major, from.minor, from.patch.saturating_add(1)),
        }
    }
}

impl FromStr for VersionRequest {
    type Err = String;

    /// Reads a request that somebody typed. The error says what to type instead.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "major" => return Ok(Self::Major),
            "minor" => return Ok(Self::Minor),
            "patch" => return Ok(Self::Patch),
            _ => {}
        }
        if text.contains('@') {
            let each = text.split(',').map(named).collect::<Result<BTreeMap<_, _>, String>>()?;
            return Ok(Self::Each(each));
        }
        let bare = text.strip_prefix('v').unwrap_or(text);
        match Version::parse(bare) {
            Ok(version) if !version.build.is_empty() => {
                let without = Version { build: BuildMetadata::EMPTY, ..version };
                Err(format!(
                    "registries ignore what stands behind the `+` of {text}: type {without}, or another version"
                ))
            }
            Ok(version) => Ok(Self::Exact(version)),
            Err(error) => Err(format!(
                "`{text}` is no version ({error}): type major, minor or patch, or a whole version like {}",
                likely(bare)
            )),
        }
    }
}

impl fmt::Display for VersionRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Major => f.pad("major"),
            Self::Minor => f.pad("minor"),
            Self::Patch => f.pad("patch"),
            Self::Exact(version) => f.pad(&version.to_string()),
            Self::Each(versions) => {
                let each: Vec<String> =
                    versions.iter().map(|(name, version)| format!("{name}@{version}")).collect();
                f.pad(&each.join(","))
            }
        }
    }
}

/// A package with its version, as `NAME@VERSION`.
fn named(text: &str) -> Result<(String, Version), String> {
    let Some((name, version)) = text.split_once('@') else {
        return Err(format!("`{text}` has no version: type NAME@VERSION, such as core@0.2.0"));
    };
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || !name.chars().all(plain) {
        return Err(format!("`{text}` names no package: type NAME@VERSION, such as core@0.2.0"));
    }
    match version.parse()? {
        VersionRequest::Exact(version) => Ok((name.to_owned(), version)),
        level => Err(format!("`{text}` has no version behind the @: type `{level} --package {name}`")),
    }
}

/// The version that was perhaps meant: the numbers that were typed, and zeros for those that were not.
fn likely(text: &str) -> Version {
    let mut numbers = text.split(['.', '-', '+']).map_while(|part| part.parse::<u64>().ok());
    let mut next = || numbers.next().unwrap_or_default();
    let (major, minor, patch) = (next(), next(), next());
    let version = Version { major, minor, patch, pre: Prerelease::EMPTY, build: BuildMetadata::EMPTY };
    if version == Version::new(0, 0, 0) { Version::new(0, 1, 0) } else { version }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_lead_from_one_version_to_the_next() {
        let cases = [
            ("0.1.5", "1.0.0", "0.2.0", "0.1.6"),
            ("1.2.3", "2.0.0", "1.3.0", "1.2.4"),
            ("1.2.3-rc.1", "2.0.0", "1.3.0", "1.2.3"),
            ("1.2.0-rc.1", "2.0.0", "1.2.0", "1.2.0"),
            ("2.0.0-beta", "2.0.0", "2.0.0", "2.0.0"),
            ("1.0.0+build", "2.0.0", "1.1.0", "1.0.1"),
        ];
        for (from, major, minor, patch) in cases {
            let from = Version::parse(from).unwrap();
            for (request, to) in [
                (VersionRequest::Major, major),
                (VersionRequest::Minor, minor),
                (VersionRequest::Patch, patch),
            ] {
                assert_eq!(request.after(&from).to_string(), to, "{request} of {from}");
                assert!(request.after(&from) > from, "{request} of {from}");
            }
        }
    }

    #[test]
    fn what_is_no_version_is_refused_with_what_to_type() {
        let refused = |text: &str| text.parse::<VersionRequest>().unwrap_err();
        for (text, advice) in [
            ("1.2", "1.2.0"),
            ("next", "0.1.0"),
            ("1.02.3", "1.2.3"),
            ("1.2.3.4", "1.2.3"),
            ("", "0.1.0"),
            ("1.2.3+4", "1.2.3"),
        ] {
            let told = refused(text);
            assert!(told.contains(advice), "{text}: {told}");
        }
        assert_eq!("v1.2.3".parse(), Ok(VersionRequest::Exact(Version::new(1, 2, 3))));
        assert_eq!("minor".parse(), Ok(VersionRequest::Minor));
        for (text, advice) in [
            ("a@", "0.1.0"),
            ("a@minor", "minor --package a"),
            ("@1.0.0", "NAME@VERSION"),
            ("a@1.0.0,b", "`b`"),
            ("a/b@1.0.0", "NAME@VERSION"),
        ] {
            let told = refused(text);
            assert!(told.contains(advice), "{text}: {told}");
        }
    }

    #[test]
    fn some_packages_have_each_its_version() {
        let request: VersionRequest = "b@1.5.0,a@v0.2.0".parse().unwrap();
        assert_eq!(request.to_string(), "a@0.2.0,b@1.5.0");
        let now = Version::new(0, 1, 0);
        assert_eq!(request.of("a", &now), Version::new(0, 2, 0));
        assert_eq!(request.of("c", &now), now);
        assert_eq!(request.packages().unwrap().len(), 2);
    }
}
