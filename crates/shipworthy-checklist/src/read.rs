//! The way in: the text of `readiness.toml` to a checklist and all that is wrong with it.

use shipworthy_model::checklist::{Checklist, Phase};
use shipworthy_model::kind::KindSchema;
use shipworthy_model::problem::Problem;
use shipworthy_model::time::Date;
use shipworthy_model::weakening::Approval;

use crate::field::Problems;
use crate::graph::{Decisions, Graph};
use crate::table::TableCursor;
use crate::tree::{Shape, Span};
use crate::{approval, phase, policy, release, sign_off, syntax, waiver};

/// The one version of the format that is read.
pub(crate) const SCHEMA: i64 = 1;

/// Reads a checklist that may use checks of these kinds. `today` decides which waivers and sign-offs have ended.
///
/// The problems are sorted by place. When one of them is an error, the checklist is not to be used: what could not be
/// read is not in it.
pub fn read(source: &str, kinds: &[&KindSchema], today: Date) -> (Checklist, Vec<Problem>) {
    let document = syntax::parse(source);
    let mut problems = document.problems;
    let mut checklist = Checklist::default();
    let mut root = TableCursor::new(&document.root, 0..0, "the checklist");
    if !schema(&mut root, &mut problems) {
        // A later format may mean something else by every other word.
        return (checklist, sorted(problems, None));
    }
    let title = root.optional("title").and_then(|field| field.owned(&mut problems));
    checklist.title = title.unwrap_or_default();
    let policy = root.optional("policy").map(|field| policy::read(&field, &mut problems)).unwrap_or_default();
    let phases = root.optional("phase").map(|field| field.tables("phase", &mut problems)).unwrap_or_default();
    if !root.has("phase") {
        let help = "begin with a `[[phase]]` and a `[[phase.gate]]`".to_owned();
        let message = "there is no phase: a checklist that asks nothing proves nothing".to_owned();
        root.lack(message, Some(help), &mut problems);
    }
    let phases: Vec<phase::PhaseDraft> =
        phases.iter().map(|field| phase::read(field, kinds, &mut problems)).collect();
    let waivers =
        root.optional("waiver").map(|field| field.tables("waiver", &mut problems)).unwrap_or_default();
    let waivers: Vec<waiver::WaiverDraft> =
        waivers.iter().map(|field| waiver::read(field, &policy.policy, today, &mut problems)).collect();
    let sign_offs =
        root.optional("sign-off").map(|field| field.tables("sign-off", &mut problems)).unwrap_or_default();
    let sign_offs: Vec<sign_off::SignOffDraft> =
        sign_offs.iter().map(|field| sign_off::read(field, today, &mut problems)).collect();
    let approvals =
        root.optional("weakening").map(|field| field.tables("weakening", &mut problems)).unwrap_or_default();
    let approvals: Vec<Approval> =
        approvals.iter().filter_map(|field| approval::read(field, &policy.policy, &mut problems)).collect();
    checklist.release =
        root.optional("release").map(|field| release::read(&field, &mut problems)).unwrap_or_default();
    root.finish(&mut problems);
    let graph = Graph::new(source, &phases);
    let said = Decisions { waivers: &waivers, sign_offs: &sign_offs };
    graph.doubles(&said, &mut problems);
    graph.unanswerable(&said, &mut problems);
    if document.cut.is_none() {
        graph.dangling(&said, &mut problems);
        graph.late(&mut problems);
        policy.compare(phases.iter().flat_map(|phase| &phase.gates), &mut problems);
    }
    graph.cycles(&mut problems);
    checklist.policy = policy.policy;
    checklist.phases = phases.into_iter().filter_map(finished).collect();
    checklist.waivers = waivers.into_iter().filter_map(|draft| draft.waiver).collect();
    checklist.approvals = approvals;
    checklist.sign_offs = sign_offs.into_iter().filter_map(|draft| draft.sign_off).collect();
    (checklist, sorted(problems, document.cut))
}

/// Can the rest of the text be read as this version of the format?
fn schema(root: &mut TableCursor<'_>, problems: &mut Problems) -> bool {
    let Some(field) = root.optional("schema") else {
        let help = format!("write `schema = {SCHEMA}` on the first line");
        root.lack("`schema` is missing in the checklist".to_owned(), Some(help), problems);
        return true;
    };
    let this = env!("CARGO_PKG_VERSION");
    match field.node.shape {
        Shape::Whole(SCHEMA) | Shape::Broken => return true,
        Shape::Whole(number) if number > SCHEMA => {
            let message = format!("schema {number} needs a later release: {this} reads schema {SCHEMA}");
            problems
                .push(field.error(message).help("bring Shipworthy up to date: `cargo update shipworthy`"));
            return false;
        }
        Shape::Whole(number) => {
            let problem = field.error(format!("there is no schema {number}"));
            problems.push(problem.help(format!("write `schema = {SCHEMA}`")));
        }
        _ => problems.push(field.wrong("a whole number").help(format!("write `schema = {SCHEMA}`"))),
    }
    true
}

fn finished(draft: phase::PhaseDraft) -> Option<Phase> {
    let gates = draft.gates.into_iter().filter_map(|gate| gate.gate).collect();
    draft.phase.map(|phase| Phase { gates, ..phase })
}

/// The problems in the order of the text, without those from where it could not be read.
fn sorted(mut problems: Problems, cut: Option<usize>) -> Vec<Problem> {
    let key = |span: &Span| (span.start, span.end);
    problems.retain(|problem| cut.is_none_or(|cut| problem.span.start <= cut));
    problems.sort_by_key(|problem| key(&problem.span));
    problems.dedup();
    problems
}
