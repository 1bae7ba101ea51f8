//! `status`: what is proven now, running nothing.

use std::mem;

use shipworthy_engine::run::survey::survey;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::verdict::{Entry, Selection, assess};
use shipworthy_report::human;

use super::view;
use crate::answer::Answer;
use crate::context::Context;
use crate::load::Loaded;
use crate::stop::Stop;

/// Reads the evidence of every gate, and gives the verdict.
pub(crate) fn status(context: &Context<'_>, loaded: &Loaded, checklist: &Checklist) -> Result<Answer, Stop> {
    let session = context.open(loaded, checklist)?;
    let entries: Vec<Entry> = survey(&session).into_iter().map(|surveyed| surveyed.entry).collect();
    session.save_caches();
    let assessment = assess(checklist, &entries, &Selection::Everything, session.as_of());
    let answer = view::assessment(context, &session, checklist, &assessment, human::status);
    session.leave();
    // As the session: the process is about to end, and a long checklist is many small pieces of memory.
    mem::forget((entries, assessment));
    Ok(answer)
}
