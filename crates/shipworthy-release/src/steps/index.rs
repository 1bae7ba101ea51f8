//! A package that everybody can resolve, with the checksum of what was packaged here.

use std::time::Duration;

use crate::effect::{EffectState, ReleaseEffect};
use crate::execute::Execution;
use crate::registry::{Presence, published};
use crate::runtime::Failure;

/// How long an index may lag behind, and how often to look again.
const PATIENCE: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_secs(3);

/// Looks for the package until it is in the index, or the patience is at an end.
pub(crate) fn probe(execution: &mut Execution<'_>, package: &str) -> Result<EffectState, Failure> {
    let member = execution.member(package)?;
    let effect = ReleaseEffect::Index(package.to_owned());
    let mut waited = Duration::ZERO;
    loop {
        let last = match published(execution.environment, member.registry.as_deref(), package, &member.to)? {
            Presence::There { checksum: Some(there) } => {
                let ours = execution.journal.packaged(package).any(|sha256| sha256 == there);
                return Ok(if ours {
                    EffectState::Equal(there)
                } else {
                    EffectState::Different(format!(
                        "the index has SHA-256 {there}, and nothing with it was packaged here"
                    ))
                });
            }
            Presence::There { checksum: None } => {
                return Ok(EffectState::Unknown("the index tells no checksum".to_owned()));
            }
            Presence::Yanked => return Ok(EffectState::Different("it was yanked".to_owned())),
            Presence::Absent => EffectState::Absent,
            Presence::Unknown(why) => EffectState::Unknown(why),
        };
        if waited >= PATIENCE {
            return Ok(last);
        }
        execution.wait(&effect, "the index does not show it yet", PAUSE)?;
        waited += PAUSE;
    }
}
