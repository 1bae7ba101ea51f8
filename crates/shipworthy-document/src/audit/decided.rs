//! The answer about one statement, with what shows it: what the check says, unless that says nothing about the
//! statement.

use shipworthy_model::checklist::Check;
use shipworthy_model::claim::{Attribution, Mark};
use shipworthy_model::judgement::{Conclusion, Finding, Judgement};

use super::proof::{shown, told};
use super::truth::Truth;
use super::witness::{Reply, Witness};
use crate::binding::{Binding, Bound};
use crate::command::is_made;
use crate::item::{Form, Item};

/// An answer with what shows it.
pub(super) struct Decided {
    pub(super) answer: Truth,
    pub(super) proof: String,
    pub(super) kind: Option<String>,
    pub(super) since: Option<Attribution>,
    /// Is it not so since a file is not there?
    pub(super) gone: bool,
}

impl Default for Decided {
    fn default() -> Self {
        Self { answer: Truth::Unknown, proof: String::new(), kind: None, since: None, gone: false }
    }
}

impl Decided {
    /// That it is not found does not show that it is not so. That its document is not there does.
    fn if_so(self) -> Self {
        match self.answer {
            Truth::NotSo if !self.gone => Self { kind: self.kind, ..Self::unknown(self.proof) },
            _ => self,
        }
    }

    pub(super) fn unknown(proof: impl Into<String>) -> Self {
        Self { proof: proof.into(), ..Self::default() }
    }
}

/// What is known of an item; nothing when it is text.
pub(super) fn decide(item: &Item, binding: Option<&Binding>, witness: &mut dyn Witness) -> Option<Decided> {
    // What has neither a mark nor a meaning is text.
    let silent = item.mark == Mark::None && matches!(item.form, Form::Label | Form::Link | Form::Metric);
    match binding.map(|binding| &binding.bound) {
        None if silent => None,
        Some(Bound::Text) => None,
        None => Some(Decided::unknown("no check is known for this")),
        Some(Bound::Question(_)) => {
            let told = binding.and_then(|binding| binding.told.as_deref());
            Some(Decided::unknown(told.unwrap_or("only a person can tell")))
        }
        Some(Bound::Decided { so, proof }) => Some(Decided {
            answer: if *so { Truth::So } else { Truth::NotSo },
            proof: proof.clone(),
            ..Decided::default()
        }),
        Some(Bound::Checked { check, weaker }) => {
            let decided = checked(check, weaker, witness);
            let told = item.mark == Mark::Done
                && (says_in_its_own_words(check, &item.text) || binding.is_some_and(|it| it.told.is_some()));
            Some(if told { decided.if_so() } else { decided })
        }
    }
}

/// Is it said of a document that it tells something, and not that it has a section of that name? It may do so under any
/// heading.
fn says_in_its_own_words(check: &Check, text: &str) -> bool {
    let named = text.split(|letter: char| !letter.is_alphanumeric()).any(|word| {
        matches!(word.to_lowercase().as_str(), "section" | "sections" | "chapter" | "heading" | "table")
    });
    check.kind == "docs-sections" && check.params.has("headings") && !named
}

fn checked(check: &Check, weaker: &[Check], witness: &mut dyn Witness) -> Decided {
    let kind = Some(check.kind.clone());
    let judgement = match witness.ask(check) {
        Reply::Judged(judgement) => judgement,
        Reply::WouldRun(command) => {
            return Decided { kind, ..Decided::unknown(format!("`{command}` was not run; --run runs it")) };
        }
        Reply::Hopeless(why) => {
            return Decided { answer: Truth::NotSo, proof: why, kind, ..Decided::default() };
        }
        Reply::Stopped => return Decided { kind, ..Decided::unknown("stopped before it could be told") },
    };
    let answer = match &judgement.result {
        Conclusion::Pass => Truth::So,
        Conclusion::Unknown(why) => return Decided { kind, ..Decided::unknown(why.to_string()) },
        Conclusion::Fail => match not_refuted(check, &judgement, witness) {
            Some(decided) => return Decided { kind, ..decided },
            None => Truth::NotSo,
        },
    };
    let mut proof = shown(check, &judgement);
    let is_so = |check: &Check, witness: &mut dyn Witness| match witness.ask(check) {
        Reply::Judged(judgement) => judgement.result == Conclusion::Pass,
        Reply::WouldRun(_) | Reply::Hopeless(_) | Reply::Stopped => false,
    };
    if answer == Truth::NotSo
        && let Some(part) = weaker.iter().find(|part| is_so(part, witness))
    {
        proof.push_str(&format!("; but {}", told(part)));
        return Decided { answer: Truth::Partly, proof, kind, ..Decided::default() };
    }
    let gone = missing(check, &judgement).is_some();
    let since = attribution(check, answer == Truth::So, gone, witness);
    Decided { answer, proof, kind, since, gone }
}

/// What a failure comes to that does not refute the claim; `None` where it does.
fn not_refuted(check: &Check, judgement: &Judgement, witness: &mut dyn Witness) -> Option<Decided> {
    let why = shown(check, judgement);
    if let Some(path) = missing(check, judgement) {
        if is_made(path) {
            return Some(Decided::unknown(format!("{why}: build it first")));
        }
        if witness.is_ignored(path) {
            return Some(Decided::unknown(format!("{why}: git does not keep it")));
        }
    }
    match check.kind.as_str() {
        // A manifest may say all that is asked of it, and be refused all the same.
        "metadata" if judgement.findings.iter().all(is_about_dependencies) => {
            Some(Decided { answer: Truth::Partly, proof: why, ..Decided::default() })
        }
        // A checklist is rarely about the machine on which it is read.
        "environment" => Some(Decided::unknown(format!("on this machine: {why}"))),
        _ => None,
    }
}

/// The path of a file that is to be there and is not.
fn missing<'a>(check: &'a Check, judgement: &Judgement) -> Option<&'a str> {
    let absent = judgement.findings.iter().any(|finding| finding.rule == "absent");
    let names = matches!(check.kind.as_str(), "file" | "docs-sections" | "changelog");
    check.params.text("path").filter(|_| names && absent)
}

fn is_about_dependencies(finding: &Finding) -> bool {
    matches!(finding.rule.as_str(), "path-without-version" | "private-dependency" | "wildcard-version")
}

fn attribution(check: &Check, so: bool, gone: bool, witness: &mut dyn Witness) -> Option<Attribution> {
    // What stands in a file has another history than the file, while that is there.
    let path = check.params.text("path").filter(|_| gone || check.kind == "file")?;
    if !gone && check.params.0.keys().any(|name| !matches!(name.as_str(), "path" | "absent")) {
        return None;
    }
    witness.attribute(path, so, check.params.flag("absent") == Some(true))
}
