//! What the registry of a package has of it already, asked once for all looks that need it.

use semver::{Version, VersionReq};

use crate::call::Failure;
use crate::plan::Member;
use crate::registry::{self, Newest, Presence};
use crate::world::World;

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
    /// Asks the registry.
    pub(super) fn of(member: &Member, world: &World) -> Self {
        let silent = |failure: Failure| failure.to_string();
        let registry = member.registry.as_deref();
        let ask = |requirement: &str| {
            let newest = registry::newest(world, registry, &member.name, requirement);
            newest.unwrap_or_else(|failure| Newest::Unknown(silent(failure)))
        };
        let newest = ask("*");
        let wanted = match &newest {
            Newest::NoSuchName => Presence::Absent,
            Newest::Unknown(why) => Presence::Unknown(why.clone()),
            Newest::Version(_) | Newest::NoSuchVersion => {
                let presence = registry::published(world, registry, &member.name, &member.to);
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
