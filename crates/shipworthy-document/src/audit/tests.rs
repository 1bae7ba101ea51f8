//! What becomes of marks, whatever the answers are.

use std::collections::BTreeMap;

use shipworthy_model::checklist::Check;
use shipworthy_model::claim::{Attribution, ClaimFinding, Mark};
use shipworthy_model::judgement::{Finding as Found, Judgement};
use shipworthy_model::params::{Params, Value};
use shipworthy_model::unknown::Reason;

use super::{Reply, Witness, claims, finding};
use crate::audit::Truth;
use crate::binding::{Binding, Bound};
use crate::document::Document;
use crate::item::{Code, Form, Item};

struct Told(BTreeMap<String, Reply>);

impl Witness for Told {
    fn ask(&mut self, check: &Check) -> Reply {
        let path = check.params.text("path").unwrap_or_default();
        self.0.get(path).cloned().unwrap_or(Reply::Stopped)
    }

    fn attribute(&mut self, _: &str, _: bool, _: bool) -> Option<Attribution> {
        None
    }

    fn is_ignored(&mut self, path: &str) -> bool {
        path.starts_with("private/")
    }
}

fn file(path: &str) -> Check {
    let params = [("path".to_owned(), Value::Text(path.to_owned()))];
    Check { kind: "file".to_owned(), params: Params(params.into()) }
}

#[test]
fn a_finding_is_about_the_mark() {
    let table = [
        (Mark::Done, false, Truth::So, ClaimFinding::Holds),
        (Mark::Done, false, Truth::NotSo, ClaimFinding::Refuted),
        (Mark::Open, false, Truth::So, ClaimFinding::AlreadyHolds),
        (Mark::Open, true, Truth::NotSo, ClaimFinding::Holds),
        (Mark::None, false, Truth::So, ClaimFinding::AlreadyHolds),
        (Mark::None, true, Truth::NotSo, ClaimFinding::Refuted),
        (Mark::None, true, Truth::So, ClaimFinding::Holds),
        (Mark::Done, false, Truth::Partly, ClaimFinding::Partly),
        (Mark::Open, false, Truth::Unknown, ClaimFinding::Unproven),
    ];
    for (mark, stated, answer, want) in table {
        assert_eq!(finding(mark, stated, answer), want, "{mark} {stated} {answer:?}");
    }
}

#[test]
fn what_could_not_be_told_is_never_held_against_a_mark() {
    let pass = Reply::Judged(Judgement::of(1, "files", Vec::new()));
    let fail = Reply::Judged(Judgement::of(1, "files", vec![Found::new("absent", "no is not there")]));
    let unknown = Reply::Judged(Judgement::unknown(Reason::CouldNotLook, "locked"));
    let run = Reply::WouldRun("cargo test".to_owned());
    let replies = [
        ("yes", pass),
        ("no", fail.clone()),
        ("target/no", fail.clone()),
        ("private/no", fail),
        ("locked", unknown),
        ("run", run),
    ];
    let mut told = Told(replies.map(|(path, reply)| (path.to_owned(), reply)).into());
    let cases = [
        ("yes", vec![], ClaimFinding::Holds, "yes is there"),
        ("no", vec![], ClaimFinding::Refuted, "no is not there"),
        ("no", vec!["yes"], ClaimFinding::Partly, "no is not there; but yes is there"),
        ("no", vec!["run", "no"], ClaimFinding::Refuted, "no is not there"),
        ("target/no", vec!["yes"], ClaimFinding::Unproven, "no is not there: build it first"),
        ("private/no", vec!["yes"], ClaimFinding::Unproven, "no is not there: git does not keep it"),
        ("locked", vec!["yes"], ClaimFinding::Unproven, "could not look: locked"),
        ("run", vec!["yes"], ClaimFinding::Unproven, "`cargo test` was not run; --run runs it"),
        ("stopped", vec![], ClaimFinding::Unproven, "stopped before it could be told"),
    ];
    for (path, weaker, want, proof) in cases {
        let weaker = weaker.into_iter().map(file).collect();
        let bound = Bound::Checked { check: file(path), weaker };
        let binding = Binding { rule: "test", bound, near: Vec::new(), told: None };
        let item = Item { mark: Mark::Done, ..Item::default() };
        let document = Document { items: vec![item], ..Document::default() };
        let claims = claims(&document, &[Some(binding)], &mut told);
        assert_eq!((claims[0].finding, claims[0].proof.as_str()), (want, proof), "{path}");
    }
}

#[test]
fn what_a_finished_item_lists_is_finished() {
    let cases = [
        (Mark::Done, ClaimFinding::Refuted),
        (Mark::Open, ClaimFinding::Holds),
        (Mark::None, ClaimFinding::Holds),
    ];
    for (mark, want) in cases {
        let parent = Item { mark, ..Item::default() };
        let below = Item { form: Form::BareItem, parent: Some(0), ..Item::default() };
        let bound = Bound::Decided { so: false, proof: String::new() };
        let binding = Binding { rule: "test", bound, near: Vec::new(), told: None };
        let document = Document { items: vec![parent, below], ..Document::default() };
        let claims = claims(&document, &[None, Some(binding)], &mut Told(BTreeMap::new()));
        assert_eq!(claims.last().map(|claim| claim.finding), Some(want), "{mark}");
    }
}

#[test]
fn text_is_no_claim_and_an_unbound_box_is_unproven() {
    let label = Item { form: Form::Label, ..Item::default() };
    let document = Document { items: vec![label, Item::default()], ..Document::default() };
    let claims = claims(&document, &[None, None], &mut Told(BTreeMap::new()));
    assert_eq!(claims.iter().map(|claim| claim.finding).collect::<Vec<_>>(), [ClaimFinding::Unproven]);
}

#[test]
fn a_label_is_so_as_far_as_its_list_is() {
    let code = Code { text: "scripts/".to_owned(), span: 0..0 };
    let label = Item { form: Form::Label, codes: vec![code], ..Item::default() };
    let below = || Item { label: Some(0), ..Item::default() };
    let so = |so: bool| {
        let bound = Bound::Decided { so, proof: String::new() };
        Some(Binding { rule: "test", bound, near: Vec::new(), told: None })
    };
    let cases = [
        ([so(true), so(true)], Some(ClaimFinding::AlreadyHolds)),
        ([so(true), so(false)], Some(ClaimFinding::Partly)),
        ([so(false), so(false)], Some(ClaimFinding::Holds)),
        ([so(false), None], None),
    ];
    for ([first, second], want) in cases {
        let document = Document { items: vec![label.clone(), below(), below()], ..Document::default() };
        let bindings = [None, first, second];
        let claims = claims(&document, &bindings, &mut Told(BTreeMap::new()));
        let label = claims.iter().find(|claim| claim.proof.contains("below it"));
        assert_eq!(label.map(|claim| claim.finding), want, "{bindings:?}");
    }
}
