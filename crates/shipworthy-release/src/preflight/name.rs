//! Is the name of a package free, or ours? No registry tells whose a token is, so what can be seen is only told.

use super::cargo_error::complaint;
use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use super::published::Published;
use crate::plan::PlannedPackage;
use crate::registry::{self, Owners, name_of};
use crate::runtime::Environment;

/// Checks the name of one package against its registry.
pub(super) fn check(
    member: &PlannedPackage,
    published: &Published,
    environment: &Environment,
) -> PreflightCheck {
    let ask = || {
        let owners = registry::owners(environment, member.registry.as_deref(), &member.name);
        owners.unwrap_or_else(|failure| Owners::Unknown(failure.to_string()))
    };
    PreflightSubject::Name.of(&member.name, judge(member, published.is_new(), ask))
}

fn judge(member: &PlannedPackage, new: Option<bool>, owners: impl FnOnce() -> Owners) -> CheckOutcome {
    let name = &member.name;
    let registry = name_of(member.registry.as_deref());
    let command = match &member.registry {
        None => format!("cargo owner --list {name}"),
        Some(registry) => format!("cargo owner --list {name} --registry {registry}"),
    };
    match new {
        None => CheckOutcome::unknown(format!("{registry} could not be asked for {name}"), "see its version"),
        Some(true) => CheckOutcome::Simulated(format!(
            "a new name: {registry} has no {name}; whether it is reserved or too much like another, only the upload shows"
        )),
        Some(false) => match owners() {
            Owners::Listed(owners) if !owners.is_empty() => CheckOutcome::Simulated(format!(
                "owned by {}; whether the token is of one of them, only the upload shows",
                owners.join(", ")
            )),
            Owners::Listed(_) => CheckOutcome::unknown(
                format!("{registry} names no owner of {name}"),
                "ask who runs the registry",
            ),
            Owners::Unknown(why) => CheckOutcome::unknown(
                format!("{registry} does not tell who owns {name}: {}", complaint(&why)),
                format!(
                    "make sure that the token is of an owner: `{command}` with a token that may ask, or the page of the package"
                ),
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preflight::testing::plan;

    #[test]
    fn owners_are_asked_for_only_when_there_can_be_some() {
        let plan = plan(&["a"]);
        let never = || -> Owners { panic!("nobody owns what is not there") };
        assert!(matches!(judge(&plan.packages[0], Some(true), never), CheckOutcome::Simulated(_)));
        assert!(judge(&plan.packages[0], None, never).is_unknown());
    }

    #[test]
    fn owners_are_named_and_silence_is_unknown() {
        let plan = plan(&["a"]);
        let judge = |owners| judge(&plan.packages[0], Some(false), || owners);
        let listed = judge(Owners::Listed(vec!["ann".to_owned(), "bob".to_owned()]));
        assert!(matches!(&listed, CheckOutcome::Simulated(told) if told.contains("ann, bob")), "{listed:?}");
        assert!(judge(Owners::Listed(Vec::new())).is_unknown());
        assert!(judge(Owners::Unknown("404".to_owned())).is_unknown());
    }
}
