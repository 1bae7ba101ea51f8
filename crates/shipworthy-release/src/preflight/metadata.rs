//! What the check `metadata` says of the manifests. The check was asked elsewhere; a finding of its is one here.

use shipworthy_model::judgement::{Conclusion, Finding, Judgement};

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};

/// One check for each finding of `metadata`, or one that says that there is none.
pub(super) fn check(judgement: &Judgement) -> Vec<PreflightCheck> {
    let check = |outcome| vec![PreflightSubject::Metadata.check(outcome)];
    match &judgement.result {
        Conclusion::Pass => {
            let subjects = judgement.subjects.unwrap_or_default();
            check(CheckOutcome::fine(format!("{subjects} {} say what a registry asks for", judgement.unit)))
        }
        Conclusion::Fail => judgement.findings.iter().map(refused).collect(),
        Conclusion::Unknown(unknown) => {
            let remedy = "`cargo metadata --no-deps` must be able to read the workspace";
            check(CheckOutcome::unknown(unknown.to_string(), remedy))
        }
    }
}

fn refused(finding: &Finding) -> PreflightCheck {
    let place = match (&finding.file, finding.line) {
        (Some(file), Some(line)) => format!("{file}:{line}"),
        (Some(file), None) => file.clone(),
        (None, _) => String::new(),
    };
    let remedy = finding.remedy.as_deref().unwrap_or("correct the manifest");
    PreflightSubject::Metadata.of(&place, CheckOutcome::refused(&finding.message, remedy))
}

#[cfg(test)]
mod tests {
    use shipworthy_model::unknown::Reason;

    use super::*;

    #[test]
    fn each_finding_is_refused_at_its_place() {
        let finding = Finding::new("missing-field", "p has no `license`")
            .at("p/Cargo.toml", Some(2), None)
            .remedy("add it");
        let checks = check(&Judgement::of(1, "packages", vec![finding, Finding::new("odd", "q is odd")]));
        assert_eq!(
            checks,
            [
                PreflightSubject::Metadata
                    .of("p/Cargo.toml:2", CheckOutcome::refused("p has no `license`", "add it")),
                PreflightSubject::Metadata.of("", CheckOutcome::refused("q is odd", "correct the manifest")),
            ]
        );
        assert!(matches!(
            &check(&Judgement::of(2, "packages", vec![]))[..],
            [PreflightCheck { outcome: CheckOutcome::Fine(_), .. }]
        ));
        let unknown = check(&Judgement::unknown(Reason::CouldNotLook, "no workspace"));
        assert!(unknown[0].outcome.is_unknown());
    }
}
