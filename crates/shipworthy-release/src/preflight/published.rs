//! What the registry of a package has of it already, asked once for all checks that need it.

use std::collections::BTreeMap;

use semver::{Version, VersionReq};

use super::cargo_error::complaint;
use crate::plan::{Plan, PlannedPackage};
use crate::registry::{self, NewestVersion, Presence};
use crate::runtime::{Environment, Failure};

/// Asks the registries of the packages what they have, in the order of the packages. A registry that did not answer
/// once is not asked again: cargo tries long.
pub(super) fn ask<'a>(
    plan: &'a Plan,
    environment: &Environment,
    next: &mut dyn FnMut(&str) -> Result<(), Failure>,
) -> Result<Vec<(&'a PlannedPackage, Published)>, Failure> {
    let mut silent: BTreeMap<Option<&str>, String> = BTreeMap::new();
    let mut all = Vec::new();
    for member in &plan.packages {
        let registry = member.registry.as_deref();
        let published = match silent.get(&registry) {
            Some(why) => Published::silent(why.clone()),
            None => {
                next(&format!("{} in its registry", member.name))?;
                Published::of(member, environment)
            }
        };
        if let NewestVersion::Unknown(why) = &published.newest {
            silent.insert(registry, complaint(why));
        }
        all.push((member, published));
    }
    Ok(all)
}

/// What the registry of a package has of that package.
#[derive(Debug, Clone)]
pub(super) struct Published {
    /// What the registry has of the version that is to be released.
    pub(super) wanted: Presence,
    /// The newest version that the registry has.
    pub(super) newest: NewestVersion,
    /// The newest of those that are compatible with the version now; only asked for when the newest of all comes after
    /// the one to be released.
    pub(super) series: Option<NewestVersion>,
}

impl Published {
    /// The answer for a registry that did not answer.
    fn silent(why: String) -> Self {
        Self { wanted: Presence::Unknown(why.clone()), newest: NewestVersion::Unknown(why), series: None }
    }

    fn of(member: &PlannedPackage, environment: &Environment) -> Self {
        let silent = |failure: Failure| failure.to_string();
        let registry = member.registry.as_deref();
        let ask = |requirement: &str| {
            let newest = registry::newest(environment, registry, &member.name, requirement);
            newest.unwrap_or_else(|failure| NewestVersion::Unknown(silent(failure)))
        };
        let newest = newest_of(&member.to, ask);
        let wanted = match &newest {
            NewestVersion::NoSuchName => Presence::Absent,
            NewestVersion::Unknown(why) => Presence::Unknown(complaint(why)),
            NewestVersion::Version(_) | NewestVersion::NoSuchVersion => {
                let presence = registry::published(environment, registry, &member.name, &member.to);
                presence.unwrap_or_else(|failure| Presence::Unknown(silent(failure)))
            }
        };
        let later =
            matches!((&newest, Version::parse(&member.to)), (NewestVersion::Version(n), Ok(to)) if *n > to);
        let series = later.then(|| ask(&format!("^{}", member.from)));
        Self { wanted, newest, series }
    }

    /// Is the package new to the registry? `None` when the registry would not say.
    pub(super) fn is_new(&self) -> Option<bool> {
        match self.newest {
            NewestVersion::NoSuchName => Some(true),
            NewestVersion::Version(_) | NewestVersion::NoSuchVersion => Some(false),
            NewestVersion::Unknown(_) => None,
        }
    }

    /// Does the registry have the version to be released already?
    pub(super) fn is_there(&self) -> bool {
        matches!(self.wanted, Presence::There { .. })
    }

    /// The version that users of the new one come from: the newest that is not after it.
    pub(super) fn last(&self, to: &Version) -> Option<&Version> {
        [Some(&self.newest), self.series.as_ref()].into_iter().flatten().find_map(|newest| match newest {
            NewestVersion::Version(version) if version <= to => Some(version),
            _ => None,
        })
    }

    /// Does the new version go on with an older series, in which nothing comes after it?
    pub(super) fn continues_series(&self, from: &str, to: &Version) -> bool {
        let compatible =
            VersionReq::parse(&format!("^{from}")).is_ok_and(|requirement| requirement.matches(to));
        compatible && matches!(&self.series, Some(NewestVersion::Version(newest)) if newest < to)
    }
}

/// The newest version that the registry has, by the answers to requirements. Of those before a release, which no requirement
/// means that does not name one, the ones count that come after `to`, when that is one itself.
fn newest_of(to: &str, ask: impl Fn(&str) -> NewestVersion) -> NewestVersion {
    let newest = ask("*");
    let is_before_release = Version::parse(to).is_ok_and(|to| !to.pre.is_empty());
    if !is_before_release || matches!(newest, NewestVersion::NoSuchName | NewestVersion::Unknown(_)) {
        return newest;
    }
    match (newest, ask(&format!(">={to}"))) {
        (NewestVersion::Version(one), NewestVersion::Version(other)) => {
            NewestVersion::Version(one.max(other))
        }
        (NewestVersion::NoSuchVersion, other) | (_, other @ NewestVersion::Unknown(_)) => other,
        (newest, _) => newest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes before a release was invisible: 1.0.0-rc.2 after 1.0.0-rc.5 was fine.
    #[test]
    fn a_later_version_before_the_release_is_seen() {
        let version = |text: &str| NewestVersion::Version(Version::parse(text).unwrap());
        let registry = |requirement: &str| match requirement {
            "*" => version("0.9.0"),
            ">=1.0.0-rc.2" => version("1.0.0-rc.5"),
            _ => NewestVersion::NoSuchVersion,
        };
        let told = |newest: NewestVersion| format!("{newest:?}");
        assert_eq!(told(newest_of("1.0.0-rc.2", registry)), told(version("1.0.0-rc.5")));
        assert_eq!(told(newest_of("1.0.0-rc.6", registry)), told(version("0.9.0")));
        assert_eq!(told(newest_of("1.0.0", registry)), told(version("0.9.0")));
        let first = |requirement: &str| match requirement {
            "*" => NewestVersion::NoSuchVersion,
            _ => version("1.0.0-rc.5"),
        };
        assert_eq!(told(newest_of("1.0.0-rc.2", first)), told(version("1.0.0-rc.5")));
    }
}
