//! What the answers of the checks mean for the marks of a document. It asks nobody itself.

use std::collections::BTreeMap;

use shipworthy_model::checklist::Check;
use shipworthy_model::claim::{Attribution, Claim, Contradiction, Finding, Mark};
use shipworthy_model::judgement::{Judged, Judgement};
use shipworthy_model::params::{Params, Value};

use crate::binding::{Binding, Bound};
use crate::command::is_made;
use crate::document::Document;
use crate::item::{Form, Item};
use crate::listing::Listing;

/// What is known of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is so.
    So,
    /// It is not so.
    NotSo,
    /// A part of it is so.
    Partly,
    /// Not known.
    Unknown,
}

/// What came of asking a check.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// It answered.
    Judged(Judgement),
    /// It would have to run this, on one line, and was not asked to.
    WouldRun(String),
    /// It was stopped before it could answer.
    Stopped,
}

/// How the claims of a document are decided.
pub trait Witness {
    /// Asks a check.
    fn ask(&mut self, check: &Check) -> Reply;
    /// Since when a file is there, or is not.
    fn attribute(&mut self, path: &str, so: bool, absent: bool) -> Option<Attribution>;
    /// Is a path one that git is told to ignore, or another repository's? What is missing there says nothing.
    fn is_ignored(&mut self, path: &str) -> bool;
}

/// What that means for the mark. A statement without a mark is a task, and so open, unless it is `stated` as a fact
/// (a command to type, a link to follow, a figure).
pub fn finding(mark: Mark, stated: bool, answer: Answer) -> Finding {
    let done = mark == Mark::Done || (mark == Mark::None && stated);
    match (answer, done) {
        (Answer::Unknown, _) => Finding::Unproven,
        (Answer::Partly, _) => Finding::Partly,
        (Answer::So, true) | (Answer::NotSo, false) => Finding::Holds,
        (Answer::NotSo, true) => Finding::Refuted,
        (Answer::So, false) => Finding::AlreadyHolds,
    }
}

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
    let mut below: BTreeMap<usize, Vec<Answer>> = BTreeMap::new();
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
        if item.form != Form::Label || answers.contains(&Answer::Unknown) {
            continue;
        }
        let so = answers.iter().filter(|answer| **answer == Answer::So).count();
        let answer = match so {
            0 if !answers.contains(&Answer::Partly) => Answer::NotSo,
            so if so == answers.len() => Answer::So,
            _ => Answer::Partly,
        };
        let proof = format!("{so} of the {} items below it are so", answers.len());
        decided[label] = Some(Decided { answer, proof, ..Decided::default() });
    }
}

/// Adds to the claims of one document where it is contradicted, by line. A line that no claim stands on says something
/// all the same, and becomes a claim that nothing decides.
pub fn contradicted(
    claims: &mut Vec<Claim>,
    document: &Document,
    contradictions: impl IntoIterator<Item = (u32, Contradiction)>,
) {
    let mut by_line: BTreeMap<u32, Vec<Contradiction>> = BTreeMap::new();
    for (line, contradiction) in contradictions {
        by_line.entry(line).or_default().push(contradiction);
    }
    for claim in claims.iter_mut() {
        claim.contradicts = by_line.get(&claim.line).cloned().unwrap_or_default();
    }
    for claim in claims.iter() {
        by_line.remove(&claim.line);
    }
    let lines: BTreeMap<u32, &str> =
        (1..).zip(document.text.text.lines()).filter(|(line, _)| by_line.contains_key(line)).collect();
    claims.extend(by_line.into_iter().map(|(line, contradicts)| {
        Claim {
            file: document.file.clone(),
            line,
            text: lines
                .get(&line)
                .map_or("", |text| text.trim_matches(|c: char| c.is_whitespace() || "#>*-_|".contains(c)))
                .replace("**", ""),
            mark: Mark::None,
            finding: Finding::Unproven,
            kind: None,
            proof: "only held against what else is said".to_owned(),
            contradicts,
            near: Vec::new(),
            since: None,
        }
    }));
    claims.sort_by_key(|claim| claim.line);
}

/// Is the item a fact that the document states, when it has no mark?
fn is_stated(form: Form) -> bool {
    matches!(form, Form::Command | Form::Link | Form::Metric)
}

/// What is known of an item; nothing when it is text.
fn decide(item: &Item, binding: Option<&Binding>, witness: &mut dyn Witness) -> Option<Decided> {
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
            answer: if *so { Answer::So } else { Answer::NotSo },
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
        Answer::NotSo if listing == Some(Listing::Bare) => {
            (Answer::Unknown, format!("{}; nothing says whether it is to be by now", decided.proof))
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

/// An answer with what shows it.
struct Decided {
    answer: Answer,
    proof: String,
    kind: Option<String>,
    since: Option<Attribution>,
    /// Is it not so since a file is not there?
    gone: bool,
}

impl Default for Decided {
    fn default() -> Self {
        Self { answer: Answer::Unknown, proof: String::new(), kind: None, since: None, gone: false }
    }
}

impl Decided {
    /// That it is not found does not show that it is not so. That its document is not there does.
    fn if_so(self) -> Self {
        match self.answer {
            Answer::NotSo if !self.gone => Self { kind: self.kind, ..Self::unknown(self.proof) },
            _ => self,
        }
    }

    fn unknown(proof: impl Into<String>) -> Self {
        Self { proof: proof.into(), ..Self::default() }
    }
}

fn checked(check: &Check, weaker: &[Check], witness: &mut dyn Witness) -> Decided {
    let kind = Some(check.kind.clone());
    let judgement = match witness.ask(check) {
        Reply::Judged(judgement) => judgement,
        Reply::WouldRun(command) => {
            return Decided { kind, ..Decided::unknown(format!("`{command}` was not run; --run runs it")) };
        }
        Reply::Stopped => return Decided { kind, ..Decided::unknown("stopped before it could be told") },
    };
    let answer = match &judgement.result {
        Judged::Pass => Answer::So,
        Judged::Unknown(why) => return Decided { kind, ..Decided::unknown(why.to_string()) },
        Judged::Fail
            if let Some(path) = missing(check, &judgement)
                && is_made(path) =>
        {
            return Decided {
                kind,
                ..Decided::unknown(format!("{}: build it first", shown(check, &judgement)))
            };
        }
        Judged::Fail
            if let Some(path) = missing(check, &judgement)
                && witness.is_ignored(path) =>
        {
            let why = format!("{}: git does not keep it", shown(check, &judgement));
            return Decided { kind, ..Decided::unknown(why) };
        }
        // A manifest may say all that is asked of it, and be refused all the same.
        Judged::Fail if check.kind == "metadata" && judgement.findings.iter().all(is_about_dependencies) => {
            return Decided {
                answer: Answer::Partly,
                proof: shown(check, &judgement),
                kind,
                ..Decided::default()
            };
        }
        // A checklist is rarely about the machine on which it is read.
        Judged::Fail if check.kind == "environment" => {
            return Decided {
                kind,
                ..Decided::unknown(format!("on this machine: {}", shown(check, &judgement)))
            };
        }
        Judged::Fail => Answer::NotSo,
    };
    let mut proof = shown(check, &judgement);
    let is_so = |check: &Check, witness: &mut dyn Witness| match witness.ask(check) {
        Reply::Judged(judgement) => judgement.result == Judged::Pass,
        Reply::WouldRun(_) | Reply::Stopped => false,
    };
    if answer == Answer::NotSo
        && let Some(part) = weaker.iter().find(|part| is_so(part, witness))
    {
        proof.push_str(&format!("; but {}", told(part)));
        return Decided { answer: Answer::Partly, proof, kind, ..Decided::default() };
    }
    let gone = missing(check, &judgement).is_some();
    let since = attribution(check, answer == Answer::So, gone, witness);
    Decided { answer, proof, kind, since, gone }
}

/// The path of a file that is to be there and is not.
fn missing<'a>(check: &'a Check, judgement: &Judgement) -> Option<&'a str> {
    let absent = judgement.findings.iter().any(|finding| finding.rule == "absent");
    let names = matches!(check.kind.as_str(), "file" | "docs-sections" | "changelog");
    check.params.text("path").filter(|_| names && absent)
}

fn is_about_dependencies(finding: &shipworthy_model::judgement::Finding) -> bool {
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

/// What a judgement shows, on one line: its worst findings, or what passed.
fn shown(check: &Check, judgement: &Judgement) -> String {
    const MOST: usize = 3;
    if judgement.findings.is_empty() {
        return told(check);
    }
    let place = |finding: &shipworthy_model::judgement::Finding| match (&finding.file, finding.line) {
        (Some(file), Some(line)) => format!("{file}:{line}: {}", finding.message),
        (Some(file), None) if !finding.message.contains(file.as_str()) => {
            format!("{file}: {}", finding.message)
        }
        _ => finding.message.clone(),
    };
    let mut shown: Vec<String> = judgement.findings.iter().take(MOST).map(place).collect();
    if let Some(more) = judgement.findings.len().checked_sub(MOST).filter(|more| *more > 0) {
        shown.push(format!("and {more} more"));
    }
    shown.join("; ")
}

/// What a check that passed has shown.
fn told(check: &Check) -> String {
    let params = &check.params;
    let path = params.text("path").unwrap_or_default();
    match check.kind.as_str() {
        "file" if params.flag("absent") == Some(true) => format!("{path} is not there"),
        "file" if params.0.len() == 1 => format!("{path} is there"),
        "docs-sections" if params.has("sections") => {
            let sections = params.texts("sections");
            let noun = if sections.len() == 1 { "the section" } else { "the sections" };
            format!("{path} has {noun} {}", sections.join(", "))
        }
        kind if params.0.is_empty() => format!("`{kind}` passes"),
        kind => format!("`{kind}` passes for {}", inline(params)),
    }
}

/// Parameters on one line, as a person would write them.
fn inline(params: &Params) -> String {
    let pairs = params.0.iter().map(|(name, value)| format!("{name} = {}", written(value)));
    pairs.collect::<Vec<_>>().join(", ")
}

fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::List(list) => list.iter().map(written).collect::<Vec<_>>().join(" "),
        Value::Table(table) => format!("{{ {} }}", inline(table)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use shipworthy_model::checklist::Check;
    use shipworthy_model::claim::{Attribution, Finding, Mark};
    use shipworthy_model::judgement::{Finding as Found, Judgement, Reason};
    use shipworthy_model::params::{Params, Value};

    use super::{Reply, Witness, claims, finding};
    use crate::audit::Answer;
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
            (Mark::Done, false, Answer::So, Finding::Holds),
            (Mark::Done, false, Answer::NotSo, Finding::Refuted),
            (Mark::Open, false, Answer::So, Finding::AlreadyHolds),
            (Mark::Open, true, Answer::NotSo, Finding::Holds),
            (Mark::None, false, Answer::So, Finding::AlreadyHolds),
            (Mark::None, true, Answer::NotSo, Finding::Refuted),
            (Mark::None, true, Answer::So, Finding::Holds),
            (Mark::Done, false, Answer::Partly, Finding::Partly),
            (Mark::Open, false, Answer::Unknown, Finding::Unproven),
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
            ("yes", vec![], Finding::Holds, "yes is there"),
            ("no", vec![], Finding::Refuted, "no is not there"),
            ("no", vec!["yes"], Finding::Partly, "no is not there; but yes is there"),
            ("no", vec!["run", "no"], Finding::Refuted, "no is not there"),
            ("target/no", vec!["yes"], Finding::Unproven, "no is not there: build it first"),
            ("private/no", vec!["yes"], Finding::Unproven, "no is not there: git does not keep it"),
            ("locked", vec!["yes"], Finding::Unproven, "could not look: locked"),
            ("run", vec!["yes"], Finding::Unproven, "`cargo test` was not run; --run runs it"),
            ("stopped", vec![], Finding::Unproven, "stopped before it could be told"),
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
        let cases =
            [(Mark::Done, Finding::Refuted), (Mark::Open, Finding::Holds), (Mark::None, Finding::Holds)];
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
        assert_eq!(claims.iter().map(|claim| claim.finding).collect::<Vec<_>>(), [Finding::Unproven]);
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
            ([so(true), so(true)], Some(Finding::AlreadyHolds)),
            ([so(true), so(false)], Some(Finding::Partly)),
            ([so(false), so(false)], Some(Finding::Holds)),
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
}
