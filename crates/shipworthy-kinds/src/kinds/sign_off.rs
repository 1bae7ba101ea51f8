//! `sign-off`: a person says that it is so. Takes their word, for as long as they gave it and for what they looked at.

use shipworthy_model::checklist::{SignOff, SignOffAnswer};
use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::kind::{Kind, Param, ParamType, SIGN_OFF, Scope};
use shipworthy_model::observation::{Observation, Signed};
use shipworthy_model::params::Params;
use shipworthy_model::step::Step;
use shipworthy_model::time::Timestamp;
use shipworthy_model::unknown::Reason;

/// The check kind `sign-off`.
pub(super) static KIND: Kind = Kind::new(SIGN_OFF, "a person says that it is so", steps, judge)
    .about(
        "For what no tool can decide. The answer is a `[[sign-off]]` table of the checklist: who, yes or no, \
         which day, until which day, for which commit. Without one, or after its last day, the gate is unknown. \
         An answer is one to the question that the gate asked in its commit, and holds while no file differs from \
         that commit: of the gate's `inputs`, those of then and those of now, or of the whole tree when it has or \
         had none; the checklist itself does not count. Where there is no git, the answer repeats the `question` \
         instead of naming a commit.",
    )
    .params(&[Param::required(
        "question",
        ParamType::Text,
        "what the person is asked, to be answered yes or no",
    )])
    .since("0.1")
    .scope(Scope::SignOff);

/// The number of days for which an answer is proposed to hold.
const PROPOSED: u64 = 90;
/// More changed files than this are counted, not named.
const MAX_NAMED: usize = 3;

fn steps(_: &Params, _: &Facts) -> Vec<Step> {
    vec![Step::SignOff]
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::SignOff(signed)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the sign-offs were not looked at");
    };
    let question = params.text("question").unwrap_or_default();
    let Some(sign_off) = &signed.sign_off else {
        return unanswered(question, signed, "nobody has answered yet".to_owned());
    };
    let SignOff { by, date, until, .. } = sign_off;
    if *until < signed.today {
        return unanswered(question, signed, format!("the answer of {by} ended on {until}"));
    }
    if let Some(why) = &signed.unbound {
        return unanswered(question, signed, format!("the answer of {by} {why}"));
    }
    match sign_off.question.as_ref().or(signed.asked.as_ref()) {
        None => {
            let why = format!(
                "the answer of {by} does not say to which question: the gate asked none at its commit"
            );
            return unanswered(question, signed, why);
        }
        Some(answered) if answered != question => {
            return unanswered(question, signed, format!("{by} answered another question: {answered}"));
        }
        Some(_) => {}
    }
    if !signed.changed.is_empty() {
        let commit = sign_off.commit.as_deref().unwrap_or_default();
        let differ = named(&signed.changed);
        return unanswered(question, signed, format!("{by} answered for {commit}, from which {differ}"));
    }
    let findings = match sign_off.answer {
        SignOffAnswer::Yes => Vec::new(),
        SignOffAnswer::No => {
            let note = sign_off.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            let finding = Finding::new("refused", format!("{question} No, says {by} on {date}{note}"));
            vec![finding.remedy("mend what it is about, and have it answered again")]
        }
    };
    Judgement::of(1, "answers", findings)
}

/// Unknown, with the question and what to write to answer it.
fn unanswered(question: &str, signed: &Signed, why: String) -> Judgement {
    let until = Timestamp::from_seconds(signed.today.midnight().seconds() + PROPOSED * 86_400).date();
    let bound = match &signed.head {
        Some(head) => format!("commit = \"{head}\""),
        None => format!("question = {question:?}"),
    };
    let verb = if signed.sign_off.is_some() { "replace" } else { "add" };
    let remedy = format!(
        "{verb} in readiness.toml: [[sign-off]] gate = \"{}\", answer = \"yes\" or \"no\", by = \"NAME\", \
         date = {}, until = {until}, {bound}",
        signed.gate, signed.today,
    );
    let mut judgement = Judgement::unknown(Reason::NothingToLookAt, why);
    judgement.findings.push(Finding::new("unanswered", question).remedy(remedy));
    judgement
}

/// Changed paths in a sentence: `a, b and c differ`.
fn named(paths: &[String]) -> String {
    let shown = paths.iter().take(MAX_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match paths.len().saturating_sub(MAX_NAMED) {
        0 if paths.len() == 1 => format!("{shown} differs"),
        0 => format!("{shown} differ"),
        more => format!("{shown} and {more} more files differ"),
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_model::checklist::{SignOff, SignOffAnswer};
    use shipworthy_model::judgement::Judgement;
    use shipworthy_model::observation::{Observation, Signed};
    use shipworthy_model::time::Date;

    use super::KIND;
    use crate::testing::{params, summary, text};

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn judge(sign_off: Option<SignOff>, changed: &[&str]) -> Judgement {
        let changed = changed.iter().map(|path| (*path).to_owned()).collect();
        let mut signed = Signed::new("g".parse().unwrap(), day("2026-11-21"));
        (signed.sign_off, signed.changed) = (sign_off, changed);
        signed.asked = Some("Ready?".to_owned());
        signed.head = Some("3f2c1ab".repeat(6)[..40].to_owned());
        (KIND.judge)(&params([("question", text("Ready?"))]), &[Observation::SignOff(signed)])
    }

    fn sign_off(answer: SignOffAnswer, until: &str) -> Option<SignOff> {
        Some(SignOff {
            gate: "g".parse().unwrap(),
            answer,
            by: "ann".to_owned(),
            date: day("2026-11-01"),
            until: day(until),
            commit: Some("3f2c1ab".to_owned()),
            question: None,
            note: Some("slow".to_owned()),
        })
    }

    #[test]
    fn an_answer_decides_while_it_holds() {
        let (yes, no) = (SignOffAnswer::Yes, SignOffAnswer::No);
        let cases = [
            (sign_off(yes, "2026-11-21"), "pass 1 answers"),
            (sign_off(no, "2026-11-21"), "fail refused"),
            (sign_off(yes, "2026-11-20"), "unknown nothing to look at"),
            (sign_off(no, "2026-11-20"), "unknown nothing to look at"),
            (None, "unknown nothing to look at"),
        ];
        for (sign_off, want) in cases {
            assert_eq!(summary(&judge(sign_off.clone(), &[])), want, "{sign_off:?}");
        }
        assert_eq!(summary(&(KIND.judge)(&params([]), &[])), "unknown could not look");
    }

    #[test]
    fn an_answer_for_another_tree_is_none() {
        for (changed, told) in [
            (&["a"][..], "ann answered for 3f2c1ab, from which a differs"),
            (&["a", "b"], "ann answered for 3f2c1ab, from which a, b differ"),
            (
                &["a", "b", "c", "d", "e"],
                "ann answered for 3f2c1ab, from which a, b, c and 2 more files differ",
            ),
        ] {
            let judged = judge(sign_off(SignOffAnswer::Yes, "2026-12-31"), changed);
            assert_eq!(summary(&judged), "unknown nothing to look at");
            assert!(format!("{:?}", judged.result).contains(told), "{judged:?}");
        }
    }

    #[test]
    fn an_answer_to_another_question_is_none() {
        type SignOffChange<'a> = &'a dyn Fn(&mut Signed);
        let cases: [(SignOffChange<'_>, &str); 4] = [
            (&|signed| signed.asked = Some("Really?".to_owned()), "ann answered another question: Really?"),
            (&|signed| signed.asked = None, "does not say to which question"),
            (
                &|signed| signed.unbound = Some("names no commit".to_owned()),
                "the answer of ann names no commit",
            ),
            (
                &|signed| {
                    let sign_off = signed.sign_off.as_mut().unwrap();
                    sign_off.question = Some("Steady?".to_owned());
                },
                "ann answered another question: Steady?",
            ),
        ];
        for (change, told) in cases {
            let mut signed = Signed::new("g".parse().unwrap(), day("2026-11-21"));
            (signed.sign_off, signed.asked) =
                (sign_off(SignOffAnswer::Yes, "2026-12-31"), Some("Ready?".to_owned()));
            change(&mut signed);
            let judged =
                (KIND.judge)(&params([("question", text("Ready?"))]), &[Observation::SignOff(signed)]);
            assert_eq!(summary(&judged), "unknown nothing to look at");
            assert!(format!("{:?}", judged.result).contains(told), "{judged:?}");
        }
    }

    #[test]
    fn what_is_refused_or_asked_is_said() {
        let refused = judge(sign_off(SignOffAnswer::No, "2026-12-31"), &[]);
        assert_eq!(refused.findings[0].message, "Ready? No, says ann on 2026-11-01: slow");
        let open = judge(None, &[]).findings.remove(0);
        assert_eq!(open.message, "Ready?");
        let remedy = open.remedy.unwrap();
        assert!(
            remedy.contains("gate = \"g\"") && remedy.contains("until = 2027-02-19, commit = \"3f2c1ab3"),
            "{remedy}"
        );
    }
}
