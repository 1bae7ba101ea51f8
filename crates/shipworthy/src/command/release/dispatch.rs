//! From the flags of `release` to what they ask for.

use shipworthy_model::checklist::Checklist;
use shipworthy_release::planning::VersionRequest;
use shipworthy_report::release::{self as report, Told};

use super::super::view;
use super::context::ReleaseContext;
use super::plan::plan;
use super::{execute, yank};
use crate::answer::Answer;
use crate::context::Context;
use crate::flags::{Act, Format, ReleaseFlags};
use crate::load::Loaded;
use crate::stop::Stop;

/// Plans, executes, resumes or aborts.
pub(crate) fn release(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    flags: &ReleaseFlags,
) -> Result<Answer, Stop> {
    let typed = flags.wish.as_deref().unwrap_or_default();
    // What is no version is told before anything is looked at.
    let wish = flags.wish.as_deref().map(str::parse::<VersionRequest>).transpose().map_err(Stop::usage)?;
    let release = ReleaseContext::open(context, loaded, checklist)?;
    let view = view::view(context, &release.session, checklist);
    let told = match (flags.act, wish) {
        (Act::Resume, wish) => execute::resume(&release, wish.as_ref())?,
        (Act::Abort, wish) if flags.yank => {
            let asks = !flags.yes && context.flags.format == Format::Human;
            let mut agrees = |told: &Told| flags.yes || asks && yank::asked(|| report::yank(told, &view));
            yank::abort(&release, wish.as_ref(), &mut agrees)?
        }
        (Act::Abort, wish) => execute::abort(&release, wish.as_ref())?,
        (Act::Execute, Some(wish)) => execute::execute(&release, &wish, typed)?,
        (act, Some(wish)) => plan(&release, &wish, typed, act, flags.registry.as_deref())?,
        (_, None) => return Err(Stop::usage("say which level or version is to be released")),
    };
    let answer = context.answer(told.exit(), || report::text(&told, &view), || report::json(&told));
    release.leave();
    Ok(answer)
}
