//! What the check `metadata` says of the manifests. The check was asked elsewhere; a finding of its is one here.

use shipworthy_model::judgement::{Conclusion, Finding, Judgement};

use super::check::{Outcome, PreflightCheck, Subject};

/// One look for each finding, or one for all of them being fine.
pub(super) fn look(judgement: &Judgement) -> Vec<PreflightCheck> {
    let look = |outcome| vec![Subject::Metadata.look(outcome)];
    match &judgement.result {
        Conclusion::Pass => {
            let subjects = judgement.subjects.unwrap_or_default();
            look(Outcome::fine(format!("{subjects} {} say what a registry asks for", judgement.unit)))
        }
        Conclusion::Fail => judgement.findings.iter().map(refused).collect(),
        Conclusion::Unknown(unknown) => {
            let remedy = "`cargo metadata --no-deps` must be able to read the workspace";
            look(Outcome::unknown(unknown.to_string(), remedy))
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
    Subject::Metadata.of(&place, Outcome::refused(&finding.message, remedy))
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
        let looks = look(&Judgement::of(1, "packages", vec![finding, Finding::new("odd", "q is odd")]));
        assert_eq!(
            looks,
            [
                Subject::Metadata.of("p/Cargo.toml:2", Outcome::refused("p has no `license`", "add it")),
                Subject::Metadata.of("", Outcome::refused("q is odd", "correct the manifest")),
            ]
        );
        assert!(matches!(
            &look(&Judgement::of(2, "packages", vec![]))[..],
            [PreflightCheck { outcome: Outcome::Fine(_), .. }]
        ));
        let unknown = look(&Judgement::unknown(Reason::CouldNotLook, "no workspace"));
        assert!(unknown[0].outcome.is_unknown());
    }
}
