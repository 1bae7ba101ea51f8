//! How a command shows what is known of the gates: what both formats need beyond the assessment itself.

use shipworthy_engine::run::session::Session;
use shipworthy_engine::sys::clock;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::verdict::Assessment;
use shipworthy_report::json::StatusDocument;
use shipworthy_report::view::{Checkout, PhaseHeading, View};

use crate::answer::Answer;
use crate::context::Context;
use crate::flags::Format;

/// The answer with an assessment in both formats.
pub(crate) fn assessment(
    context: &Context<'_>,
    session: &Session<'_>,
    checklist: &Checklist,
    assessment: &Assessment,
    human: fn(&Assessment, &View) -> String,
) -> Answer {
    let view = View { ground: Some(session.ground.clone()), ..view(context, session, checklist) };
    context.answer(
        assessment.verdict.exit(),
        || human(assessment, &view),
        || StatusDocument::of(assessment, &view.checkout, &session.ground),
    )
}

/// The view in which reports of this command are shown.
pub(crate) fn view(context: &Context<'_>, session: &Session<'_>, checklist: &Checklist) -> View {
    let head = session.tree.git.as_ref();
    View {
        headings: PhaseHeading::all(checklist),
        checkout: Checkout {
            commit: head.and_then(|head| head.commit.clone()),
            // git is asked for the tree only where it is shown.
            tree: if context.flags.format == Format::Json { session.tree_id() } else { None },
            // Where git could not look everywhere, nobody knows that nothing differs.
            dirty: head
                .map(|head| !head.dirty.is_empty())
                .filter(|dirty| *dirty || session.tree.unseen.is_empty()),
        },
        ground: None,
        now: clock::now(),
        command: context.caller.command.to_owned(),
        colour: context.terminal.colour,
        width: context.terminal.columns,
    }
}
