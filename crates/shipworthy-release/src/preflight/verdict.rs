//! Is the verdict on the commit GO? It was reached elsewhere; here it is only held against the plan.

use shipworthy_model::exit::Exit;
use shipworthy_model::verdict::{Assessment, Standing};

use super::look::{Look, Outcome, Subject};

/// The whole checklist as it stands now.
#[derive(Debug, Clone, Copy)]
pub struct Proof<'a> {
    /// What is known of every gate.
    pub assessment: &'a Assessment,
    /// The commit that was looked at.
    pub commit: Option<&'a str>,
}

/// The most gates that are named.
const NAMED: usize = 5;

/// What is proven, of the commit that is released.
pub(super) fn look(proof: &Proof<'_>, commit: &str) -> Look {
    let Proof { assessment, commit: seen } = *proof;
    let ready = "`cargo xtask ready` proves what is missing; `cargo xtask why GATE` explains one";
    Subject::Verdict.look(if seen != Some(commit) {
        let seen = seen.unwrap_or("no commit");
        let remedy = "plan the release again, on the commit that is checked out";
        Outcome::refused(format!("the verdict is on {seen}, and the plan is for {commit}"), remedy)
    } else if assessment.verdict.exit() == Exit::Go {
        let required = assessment.standings.iter().filter(|standing| standing.required).count();
        Outcome::fine(format!("GO: {required} required gates hold on {commit}"))
    } else {
        Outcome::refused(format!("{}: {}", assessment.verdict, obstacles(assessment)), ready)
    })
}

/// The gates that keep the verdict from being GO, the worst first.
fn obstacles(assessment: &Assessment) -> String {
    let mut open: Vec<&Standing> =
        assessment.standings.iter().filter(|s| s.required && !s.outcome.holds()).collect();
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
