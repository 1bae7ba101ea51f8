//! `status`: what is proven now, running nothing.

use shipworthy_engine::door::clock;
use shipworthy_engine::session::Session;
use shipworthy_engine::survey::survey;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::verdict::{Assessment, Entry, Question, assess};
use shipworthy_report::human;
use shipworthy_report::json;

use super::{Answer, Context, open};
use crate::load::Loaded;
use crate::stop::Stop;

/// Looks at the evidence of every gate.
pub(crate) fn status(context: &Context<'_>, loaded: &Loaded, checklist: &Checklist) -> Result<Answer, Stop> {
    let session = open(context, loaded, checklist)?;
    let entries: Vec<Entry> = survey(&session).into_iter().map(|surveyed| surveyed.entry).collect();
    session.save_caches();
    let assessment = assess(checklist, &entries, &Question::Everything, clock::now());
    Ok(answer(context, &session, checklist, &assessment))
}

/// One assessment in both formats.
pub(crate) fn answer(
    context: &Context<'_>,
    session: &Session<'_>,
    checklist: &Checklist,
    assessment: &Assessment,
) -> Answer {
    todo!()
}
