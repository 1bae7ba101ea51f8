//! Is the new version one that its registry does not have yet, and does it come after those that it has?

use semver::Version;

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use super::published::Published;
use crate::plan::PlannedPackage;
use crate::registry::{NewestVersion, Presence, name_of};

/// Checks the version of each package against its registry.
pub(super) fn check(members: &[(&PlannedPackage, Published)]) -> Vec<PreflightCheck> {
    let all_there = members.iter().all(|(_, published)| published.is_there());
    members
        .iter()
        .map(|(member, published)| {
            PreflightSubject::Version.of(&member.name, judge(member, published, all_there))
        })
        .collect()
}

fn judge(member: &PlannedPackage, published: &Published, all_there: bool) -> CheckOutcome {
    let PlannedPackage { name, from, to, .. } = member;
    let registry = name_of(member.registry.as_deref());
    let later = "choose a later version";
    let Ok(version) = Version::parse(to) else {
        return CheckOutcome::refused(
            format!("{to} is no version: it needs three numbers, as in 1.2.3"),
            later,
        );
    };
    match &published.wanted {
        // A version that an interrupted release of another tool has left there.
        Presence::There { .. } if from == to && !all_there => CheckOutcome::Simulated(format!(
            "{name} {to} is in {registry} already: the upload is left out when its checksum is equal, and the \
             release stops there when it is not"
        )),
        Presence::There { .. } => {
            CheckOutcome::refused(format!("{name} {to} is in {registry} already"), later)
        }
        Presence::Yanked => CheckOutcome::refused(
            format!("{name} {to} was yanked from {registry}, and cannot be uploaded again"),
            later,
        ),
        Presence::Unknown(why) => CheckOutcome::unknown(
            format!("{registry} could not be asked for {name}: {why}"),
            "look at the network and at cargo's settings for the registry",
        ),
        Presence::Absent => match &published.newest {
            NewestVersion::NoSuchName => {
                CheckOutcome::fine(format!("{to} is the first version in {registry}"))
            }
            NewestVersion::Version(newest) if *newest < version => {
                CheckOutcome::fine(format!("{to} comes after {newest}"))
            }
            NewestVersion::Version(newest) if published.continues_series(from, &version) => {
                CheckOutcome::fine(format!("{to} goes on with an older series than that of {newest}"))
            }
            NewestVersion::Version(newest) => {
                let why = format!("{registry} has {name} {newest}, and {to} comes before it");
                CheckOutcome::refused(why, format!("{later}; is the checkout up to date?"))
            }
            NewestVersion::NoSuchVersion => {
                CheckOutcome::fine(format!("{registry} has no version that comes after {to}"))
            }
            NewestVersion::Unknown(why) => CheckOutcome::unknown(why, "look at the network"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preflight::testing::plan;

    fn newest(text: &str) -> NewestVersion {
        match text {
            "no name" => NewestVersion::NoSuchName,
            "no version" => NewestVersion::NoSuchVersion,
            "silent" => NewestVersion::Unknown("no route".to_owned()),
            version => NewestVersion::Version(Version::parse(version).unwrap()),
        }
    }

    fn word(outcome: &CheckOutcome) -> &'static str {
        match outcome {
            CheckOutcome::Fine(_) => "fine",
            CheckOutcome::Refused { .. } => "refused",
            CheckOutcome::Unknown { .. } => "unknown",
            CheckOutcome::Simulated(_) => "simulated",
        }
    }

    #[test]
    fn a_version_must_be_new_and_come_after_the_others() {
        let there = || Presence::There { checksum: None };
        // from, to, wanted, newest, newest of the series
        let cases = [
            ("0.1.0", "0.2.0", Presence::Absent, "no name", None, "fine"),
            ("0.1.0", "0.2.0", Presence::Absent, "0.1.0", None, "fine"),
            ("0.1.0", "0.2.0", there(), "0.2.0", None, "refused"),
            ("0.1.0", "0.2.0", Presence::Yanked, "0.1.0", None, "refused"),
            ("0.1.0", "0.2.0", Presence::Absent, "0.3.0", Some("0.1.0"), "refused"),
            ("1.1.0", "1.2.0", Presence::Absent, "1.3.0", Some("1.3.0"), "refused"),
            ("1.1.0", "1.1.1", Presence::Absent, "2.0.0", Some("1.1.0"), "fine"),
            ("1.1.0", "1.1.1", Presence::Absent, "2.0.0", Some("no version"), "refused"),
            ("0.1.0", "0.2.0", Presence::Absent, "no version", None, "fine"),
            ("0.1.0", "0.2.0", Presence::Unknown(String::new()), "silent", None, "unknown"),
            ("0.1.0", "0.2", Presence::Absent, "0.1.0", None, "refused"),
        ];
        for (from, to, wanted, all, series, expected) in cases {
            let mut plan = plan(&["a"]);
            (plan.packages[0].from, plan.packages[0].to) = (from.to_owned(), to.to_owned());
            let published = Published { wanted, newest: newest(all), series: series.map(newest) };
            let checks = check(&[(&plan.packages[0], published)]);
            assert_eq!(word(&checks[0].outcome), expected, "{from} {to} {all} {series:?}: {checks:?}");
        }
    }

    #[test]
    fn what_another_tool_has_left_half_done_can_be_gone_on_with() {
        let mut plan = plan(&["a", "b"]);
        for member in &mut plan.packages {
            member.from.clone_from(&member.to);
        }
        let published = |wanted| Published { wanted, newest: newest("0.1.0"), series: None };
        let there = || published(Presence::There { checksum: None });
        let [a, b] = &plan.packages[..] else { panic!("two packages") };
        let words =
            |checks: Vec<PreflightCheck>| checks.iter().map(|check| word(&check.outcome)).collect::<Vec<_>>();
        assert_eq!(words(check(&[(a, there()), (b, published(Presence::Absent))])), ["simulated", "fine"]);
        assert_eq!(words(check(&[(a, there()), (b, there())])), ["refused", "refused"]);
    }
}
