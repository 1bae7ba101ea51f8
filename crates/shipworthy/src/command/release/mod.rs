//! `release`: plans a release, and carries the plan out when it is proven that it may.

mod context;
mod execute;
mod plan_file;
mod progress;
mod to_report;
mod yank;

use shipworthy_model::checklist::Checklist;
use shipworthy_model::judgement::Finding;
use shipworthy_release::planning::VersionRequest;
use shipworthy_release::preflight::groundwork;
use shipworthy_release::store::BegunRelease;
use shipworthy_report::release::{self as report, Done, Told};

use self::context::ReleaseContext;
use super::{Answer, Context, status};
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
    let view = status::view(context, &release.session, checklist);
    let told = match (flags.act, wish) {
        (Act::Resume, wish) => execute::resume(&release, wish.as_ref())?,
        (Act::Abort, wish) if flags.yank => {
            let asks = !flags.yes && context.common.format == Format::Human;
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

/// Plans, looks at everything that the real run looks at, and writes the plan file when that is wanted.
fn plan(
    release: &ReleaseContext<'_>,
    wish: &VersionRequest,
    typed: &str,
    act: Act,
    registry: Option<&str>,
) -> Result<Told, Stop> {
    let told = Told { wish: typed.to_owned(), ..Told::default() };
    let made = release.plan(wish, registry);
    let between =
        between(release, made.as_ref().ok().map(shipworthy_release::plan::Plan::version).as_deref());
    let plan = match (made, between) {
        (Ok(plan), None) => plan,
        (made, between) => {
            let findings = between.into_iter().chain(made.err().unwrap_or_default()).collect();
            let looks = to_report::looks(&groundwork(&release.environment));
            return Ok(Told { findings, looks, done: Done::Refused, ..told });
        }
    };
    let looks = to_report::looks(&release.preflight(&plan)?);
    let done = match act {
        Act::Show => Done::Shown,
        _ => Done::Planned(plan_file::write(&release.environment, &plan)?),
    };
    let planned = to_report::planned(&plan, &release.gathered.texts, None);
    Ok(Told { plan: Some(planned), looks, done, ..told })
}

/// What is underway and this release would come between. The plan of one that was begun must stay as it is.
fn between(release: &ReleaseContext<'_>, version: Option<&str>) -> Option<Finding> {
    let between = |begun: &&BegunRelease| begun.unfinished || Some(begun.version.as_str()) == version;
    let BegunRelease { version, unfinished, .. } = release.underway.iter().find(between)?;
    let ended = if *unfinished { "not ended" } else { "ended" };
    let finding = Finding::new("begun", format!("the release of {version} was begun already, and {ended}"));
    let (resume, abort) = (release.typed("--resume"), release.typed("--abort"));
    let remedy = format!("{resume} goes on with it, {abort} takes back what can be taken back");
    Some(finding.remedy(remedy))
}
