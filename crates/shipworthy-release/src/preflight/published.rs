//! What the registry of a package has of it already, asked once for all looks that need it.

use std::collections::BTreeMap;

use semver::{Version, VersionReq};

use super::cargo_error::complaint;
use crate::call::Failure;
use crate::environment::Environment;
use crate::plan::{Member, Plan};
use crate::registry::{self, Newest, Presence};

/// The pasts of the packages, in their order. A registry that did not answer once is not asked again: cargo tries long.
pub(super) fn ask<'a>(
    plan: &'a Plan,
    environment: &Environment,
    next: &mut dyn FnMut(&str) -> Result<(), Failure>,
) -> Result<Vec<(&'a Member, Past)>, Failure> {
    let mut silent: BTreeMap<Option<&str>, String> = BTreeMap::new();
    let mut pasts = Vec::new();
    for member in &plan.packages {
        let registry = member.registry.as_deref();
        let past = match silent.get(&registry) {
            Some(why) => Past::silent(why.clone()),
            None => {
                next(&format!("{} in its registry", member.name))?;
                Past::of(member, environment)
            }
        };
        if let Newest::Unknown(why) = &past.newest {
            silent.insert(registry, complaint(why));
        }
        pasts.push((member, past));
    }
    Ok(pasts)
}

/// The past of one package in its registry.
#[derive(Debug, Clone)]
pub(super) struct Past {
    /// The version that is to be released.
    pub(super) wanted: Presence,
    /// The newest version of all.
    pub(super) newest: Newest,
    /// The newest of those that are compatible with the version now; only asked for when the newest of all comes after
    /// the one to be released.
    pub(super) series: Option<Newest>,
}

impl Past {
    /// What a registry says that does not answer.
    fn silent(why: String) -> Self {
        Self { wanted: Presence::Unknown(why.clone()), newest: Newest::Unknown(why), series: None }
    }

    fn of(member: &Member, environment: &Environment) -> Self {
        let silent = |failure: Failure| failure.to_string();
        let registry = member.registry.as_deref();
        let ask = |requirement: &str| {
            let newest = registry::newest(environment, registry, &member.name, requirement);
            newest.unwrap_or_else(|failure| Newest::Unknown(silent(failure)))
        };
        let newest = ask("*");
        let wanted = match &newest {
            Newest::NoSuchName => Presence::Absent,
            Newest::Unknown(why) => Presence::Unknown(complaint(why)),
            Newest::Version(_) | Newest::NoSuchVersion => {
                let presence = registry::published(environment, registry, &member.name, &member.to);
                presence.unwrap_or_else(|failure| Presence::Unknown(silent(failure)))
            }
        };
        let later = matches!((&newest, Version::parse(&member.to)), (Newest::Version(n), Ok(to)) if *n > to);
        let series = later.then(|| ask(&format!("^{}", member.from)));
        Self { wanted, newest, series }
    }

    /// Has the registry never seen the package? `None` when it would not say.
    pub(super) fn is_new(&self) -> Option<bool> {
        match self.newest {
            Newest::NoSuchName => Some(true),
            Newest::Version(_) | Newest::NoSuchVersion => Some(false),
            Newest::Unknown(_) => None,
        }
    }

    /// Is the version to be released there already?
    pub(super) fn is_there(&self) -> bool {
        matches!(self.wanted, Presence::There { .. })
    }

    /// The version that users of the new one come from: the newest that is not after it.
    pub(super) fn last(&self, to: &Version) -> Option<&Version> {
        [Some(&self.newest), self.series.as_ref()].into_iter().flatten().find_map(|newest| match newest {
            Newest::Version(version) if version <= to => Some(version),
            _ => None,
        })
    }

    /// Does the new version go on with an older series, in which nothing comes after it?
    pub(super) fn continues_series(&self, from: &str, to: &Version) -> bool {
        let compatible =
            VersionReq::parse(&format!("^{from}")).is_ok_and(|requirement| requirement.matches(to));
        compatible && matches!(&self.series, Some(Newest::Version(newest)) if newest < to)
    }
}
