//! Is the verdict on the commit GO? It was reached elsewhere; here it is only held against the plan.

use shipworthy_model::exit::Exit;
use shipworthy_model::verdict::{self, Assessment, GateStatus};

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};

/// The proof of a commit: the assessment of the whole checklist, and the commit that was looked at.
#[derive(Debug, Clone, Copy)]
pub struct Proof<'a> {
    /// The assessment of the whole checklist.
    pub assessment: &'a Assessment,
    /// The commit that was looked at.
    pub commit: Option<&'a str>,
}

/// The most gates that are named.
const NAMED: usize = 5;

/// Checks that the verdict is GO, and on the commit that is released.
pub(super) fn check(proof: &Proof<'_>, commit: &str) -> PreflightCheck {
    let Proof { assessment, commit: seen } = *proof;
    let ready = "`cargo xtask ready` proves what is missing; `cargo xtask why GATE` explains one";
    PreflightSubject::Verdict.check(if seen != Some(commit) {
        let seen = seen.unwrap_or("no commit");
        let remedy = "plan the release again, on the commit that is checked out";
        CheckOutcome::refused(format!("the verdict is on {seen}, and the plan is for {commit}"), remedy)
    } else if assessment.verdict.exit() == Exit::Go {
        let holds =
            |standing: &&GateStatus| standing.required && standing.outcome != verdict::Outcome::NotApplicable;
        let required = assessment.statuses.iter().filter(holds).count();
        CheckOutcome::fine(format!("GO: {required} required gates hold on {commit}"))
    } else {
        CheckOutcome::refused(format!("{}: {}", assessment.verdict, obstacles(assessment)), ready)
    })
}

/// The gates that keep the verdict from being GO, the worst first.
fn obstacles(assessment: &Assessment) -> String {
    let mut open: Vec<&GateStatus> =
        assessment.statuses.iter().filter(|s| s.required && !s.outcome.holds()).collect();
    open.sort_by_key(|standing| standing.outcome);
    let mut named: Vec<String> =
        open.iter().take(NAMED).map(|s| format!("{} is {}", s.gate.id, s.outcome.word())).collect();
    named.extend(assessment.irregular.iter().take(NAMED.saturating_sub(named.len())).cloned());
    let all = open.len() + assessment.irregular.len();
    if all > named.len() {
        named.push(format!("and {} more", all - named.len()));
    }
    if named.is_empty() {
        named.push("the checklist requires nothing that applies here".to_owned());
    }
    named.join(", ")
}

#[cfg(test)]
mod tests {
    use shipworthy_model::as_of::AsOf;
    use shipworthy_model::checklist::{Check, Checklist, Gate, Phase};
    use shipworthy_model::judgement::{Finding, Judgement};
    use shipworthy_model::params::Params;
    use shipworthy_model::release::Releases;
    use shipworthy_model::time::Timestamp;
    use shipworthy_model::verdict::{Entry, Evidence, Known, Selection, assess};

    use super::*;

    fn gate(number: usize) -> Gate {
        Gate::of(
            format!("gate-{number}").parse().unwrap(),
            Check { kind: "file".to_owned(), params: Params::default() },
        )
    }

    /// The look at a checklist with one gate for each letter: `p`ass, `f`ail, `n`ot applicable, or not run.
    fn seen(gates: &str, commit: Option<&str>) -> CheckOutcome {
        let now = Timestamp::try_from("2026-11-02T10:00:00Z".to_owned()).unwrap();
        let evidence = |findings| Evidence {
            record: String::new(),
            recorded: now,
            commit: None,
            from: None,
            duration_ms: 1,
            judgement: Judgement::of(1, "files", findings),
            executed: false,
            changed: Vec::new(),
            max_age: None,
            skipped: None,
        };
        let entries = gates.chars().enumerate().map(|(number, letter)| Entry {
            gate: gate(number).id,
            known: match letter {
                'p' => Known::Evidence(Box::new(evidence(Vec::new()))),
                'f' => Known::Evidence(Box::new(evidence(vec![Finding::new("x", "x")]))),
                'n' => Known::NotApplicable(String::new()),
                _ => Known::Nothing(None),
            },
        });
        let phase = Phase {
            id: "p".parse().unwrap(),
            title: String::new(),
            entry: Vec::new(),
            gates: (0..gates.len()).map(gate).collect(),
        };
        let checklist = Checklist { phases: vec![phase], ..Checklist::default() };
        let moment = AsOf { now, releases: &Releases::default(), doubts: &[] };
        let assessment = assess(&checklist, &entries.collect::<Vec<_>>(), &Selection::Everything, moment);
        check(&Proof { assessment: &assessment, commit }, "c0ffee").outcome
    }

    #[test]
    fn only_a_go_for_the_commit_of_the_plan_is_fine() {
        let cases = [
            ("pp", Some("c0ffee"), "GO: 2 required gates hold on c0ffee"),
            ("pnp", Some("c0ffee"), "GO: 2 required gates hold on c0ffee"),
            ("pp", Some("other"), "the verdict is on other, and the plan is for c0ffee"),
            ("pp", None, "the verdict is on no commit, and the plan is for c0ffee"),
            // The worst first, and no more than a person reads.
            ("p-f", Some("c0ffee"), "NO-GO: gate-2 is fail, gate-1 is not-run"),
            (
                "-------",
                Some("c0ffee"),
                "INCOMPLETE: gate-0 is not-run, gate-1 is not-run, gate-2 is not-run, gate-3 is not-run, gate-4 is \
                 not-run, and 2 more",
            ),
            ("", Some("c0ffee"), "INCOMPLETE: the checklist requires nothing that applies here"),
        ];
        for (gates, commit, expected) in cases {
            let told = match seen(gates, commit) {
                CheckOutcome::Fine(told) | CheckOutcome::Refused { why: told, .. } => told,
                other => format!("{other:?}"),
            };
            assert_eq!(told, expected, "{gates} {commit:?}");
        }
    }
}
