//! The dispatch of `release` to what its flags ask for.

use shipworthy_model::checklist::Checklist;
use shipworthy_release::planning::VersionRequest;
use shipworthy_report::json::ReleaseDocument;
use shipworthy_report::release::{self, ReleaseReport};

use super::super::view;
use super::context::ReleaseContext;
use super::plan::plan;
use super::{callers_words, execute, yank};
use crate::answer::Answer;
use crate::context::Context;
use crate::flags::{Act, Format, ReleaseFlags};
use crate::load::Loaded;
use crate::stop::Stop;

/// Plans, executes, resumes or aborts a release, as the flags say.
pub(crate) fn release(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    flags: &ReleaseFlags,
) -> Result<Answer, Stop> {
    let typed = flags.request.as_deref().unwrap_or_default();
    // What is no version is told before anything is looked at.
    let request =
        flags.request.as_deref().map(str::parse::<VersionRequest>).transpose().map_err(Stop::usage)?;
    let looks = !matches!(flags.act, Act::Execute | Act::Resume | Act::Abort);
    if !looks {
        context.last_word.act()?;
    }
    let room = ReleaseContext::open(context, loaded, checklist, looks)?;
    room.refuse_unknown_packages(context, loaded)?;
    let room = match flags.act {
        Act::Resume | Act::Abort => room,
        Act::Show | Act::Plan | Act::Execute => room.choosing(flags, request.as_ref())?,
    };
    let chosen: String = flags.packages.iter().map(|name| format!(" --package {name}")).collect();
    let changed = if flags.changed { " --changed" } else { "" };
    let typed = &format!("{typed}{chosen}{changed}");
    let view = view::view(context, &room.session, checklist);
    let report = match (flags.act, request) {
        (Act::Resume, request) => execute::resume(&room, request.as_ref())?,
        (Act::Abort, request) if flags.yank => {
            let asks = !flags.yes && context.flags.format == Format::Human;
            let mut agrees =
                |report: &ReleaseReport| flags.yes || asks && yank::asked(|| release::yank(report, &view));
            yank::abort(&room, request.as_ref(), &mut agrees)?
        }
        (Act::Abort, request) => execute::abort(&room, request.as_ref())?,
        (Act::Execute, Some(request)) => execute::execute(&room, &request, typed)?,
        (act, Some(request)) => plan(&room, &request, typed, act, flags.registry.as_deref())?,
        (_, None) => {
            return Err(Stop::usage(format!(
                "what is to be released is missing: type {}, {} or the like, or a version",
                room.typed("patch"),
                room.typed("minor")
            )));
        }
    };
    let report = callers_words::told(report, context.caller.command);
    let answer =
        context.answer(report.exit(), || release::text(&report, &view), || ReleaseDocument::of(&report));
    room.leave();
    Ok(answer)
}
