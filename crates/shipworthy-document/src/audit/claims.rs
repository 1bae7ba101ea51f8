//! The claims of a document, in its order, each with its finding.

use std::collections::BTreeMap;

use shipworthy_model::claim::{Claim, Mark};

use super::decided::{Decided, decide};
use super::listing::Listing;
use super::truth::{Truth, finding};
use super::witness::Witness;
use crate::binding::Binding;
use crate::document::Document;
use crate::item::{Form, Item};

/// The claims of a document, in its order, each with its finding. Contradictions are added by whoever sees all documents.
pub fn claims(document: &Document, bindings: &[Option<Binding>], witness: &mut dyn Witness) -> Vec<Claim> {
    let bindings = || bindings.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    let items = || document.items.iter().zip(bindings());
    let mut decided: Vec<Option<Decided>> =
        items().map(|(item, binding)| decide(item, binding, witness)).collect();
    roll_up(document, &mut decided);
    let claims = items().zip(decided);
    claims.filter_map(|((item, binding), decided)| Some(claim(document, item, binding, decided?))).collect()
}

/// A label with a path says of itself nothing that its list does not say: it is so as far as what stands below it is so.
fn roll_up(document: &Document, decided: &mut [Option<Decided>]) {
    let mut below: BTreeMap<usize, Vec<Truth>> = BTreeMap::new();
    for (item, decided) in document.items.iter().zip(decided.iter()) {
        if let (Some(label), Some(decided)) = (item.label, decided) {
            below.entry(label).or_default().push(decided.answer);
        }
    }
    for (label, answers) in below {
        let silent = decided.get(label).is_some_and(Option::is_none);
        let Some(item) = document.items.get(label).filter(|item| silent && !item.codes.is_empty()) else {
            continue;
        };
        if item.form != Form::Label || answers.contains(&Truth::Unknown) {
            continue;
        }
        let so = answers.iter().filter(|answer| **answer == Truth::So).count();
        let answer = match so {
            0 if !answers.contains(&Truth::Partly) => Truth::NotSo,
            so if so == answers.len() => Truth::So,
            _ => Truth::Partly,
        };
        let proof = format!("{so} of the {} items below it are so", answers.len());
        decided[label] = Some(Decided { answer, proof, ..Decided::default() });
    }
}

/// Is the item a fact that the document states, when it has no mark?
fn is_stated(form: Form) -> bool {
    matches!(form, Form::Command | Form::Link | Form::Metric)
}

/// Items are not looked for further above than this.
const DEEPEST: usize = 8;

/// What the document says of an item: its own mark, or what follows from where it stands.
fn mark(document: &Document, item: &Item) -> Mark {
    match item.form {
        // A heading such as `2. Create X` is a task, and open until something marks it as done.
        Form::NumberedHeading if item.mark == Mark::None => Mark::Open,
        // What a finished item lists is finished, and what an open one lists is open.
        Form::BareItem if item.mark == Mark::None => {
            let items = &document.items;
            let above = std::iter::successors(item.parent, |at| items.get(*at)?.parent).take(DEEPEST);
            let marked = above.filter_map(|at| items.get(at)).find(|parent| parent.mark != Mark::None);
            marked.map_or(Mark::None, |parent| parent.mark)
        }
        _ => item.mark,
    }
}

fn claim(document: &Document, item: &Item, binding: Option<&Binding>, decided: Decided) -> Claim {
    let mark = mark(document, item);
    let listing = binding.and_then(|binding| Listing::of(document, item, mark, binding.rule));
    let stated = is_stated(item.form) || listing.is_some_and(|listing| listing != Listing::Plan);
    let (answer, proof) = match decided.answer {
        Truth::NotSo if listing == Some(Listing::Bare) => {
            (Truth::Unknown, format!("{}; nothing says whether it is to be by now", decided.proof))
        }
        answer => (answer, decided.proof),
    };
    Claim {
        file: document.file.clone(),
        line: item.line,
        text: item.text.clone(),
        mark,
        finding: finding(mark, stated, answer),
        kind: decided.kind,
        proof,
        contradicts: Vec::new(),
        near: binding.map(|binding| binding.near.clone()).unwrap_or_default(),
        since: decided.since,
    }
}
