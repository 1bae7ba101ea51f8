//! `status`: what is proven now, running nothing.

use shipworthy_engine::run::session::Session;
use shipworthy_engine::run::survey::survey;
use shipworthy_engine::sys::clock;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::verdict::{Assessment, Entry, Selection, assess};
use shipworthy_report::human;
use shipworthy_report::json;
use shipworthy_report::view::{Head, Heading, View};

use super::{Answer, Context, open};
use crate::flags::Format;
use crate::load::Loaded;
use crate::stop::Stop;

/// Looks at the evidence of every gate.
pub(crate) fn status(context: &Context<'_>, loaded: &Loaded, checklist: &Checklist) -> Result<Answer, Stop> {
    let session = open(context, loaded, checklist)?;
    let entries: Vec<Entry> = survey(&session).into_iter().map(|surveyed| surveyed.entry).collect();
    session.save_caches();
    let assessment = assess(checklist, &entries, &Selection::Everything, session.as_of());
    let answer = answer(context, &session, checklist, &assessment, human::status);
    session.leave();
    Ok(answer)
}

/// One assessment in both formats.
pub(crate) fn answer(
    context: &Context<'_>,
    session: &Session<'_>,
    checklist: &Checklist,
    assessment: &Assessment,
    human: fn(&Assessment, &View) -> String,
) -> Answer {
    let view = view(context, session, checklist);
    context.answer(
        assessment.verdict.exit(),
        || human(assessment, &view),
        || json::assessment(assessment, &view.head),
    )
}

/// How reports of this command are shown.
pub(crate) fn view(context: &Context<'_>, session: &Session<'_>, checklist: &Checklist) -> View {
    let head = session.tree.git.as_ref();
    View {
        headings: Heading::all(checklist),
        head: Head {
            commit: head.and_then(|head| head.commit.clone()),
            // git is asked for the tree only where it is shown.
            tree: if context.common.format == Format::Json { session.tree_id() } else { None },
            dirty: head.map(|head| !head.dirty.is_empty()),
        },
        now: clock::now(),
        command: context.caller.command.to_owned(),
        colour: context.terminal.colour,
        width: context.terminal.columns,
    }
}
