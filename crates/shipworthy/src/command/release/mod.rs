//! `release`: plans a release, and carries the plan out when it is proven that it may.

mod deed;
mod kept;
mod progress;
mod scene;
mod told;
mod yank;

use shipworthy_model::checklist::Checklist;
use shipworthy_model::judgement::Finding;
use shipworthy_release::preflight::groundwork;
use shipworthy_release::underway::Begun;
use shipworthy_release::version::Wish;
use shipworthy_report::release::{self as report, Done, Told};

use self::scene::Scene;
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
    let wish = flags.wish.as_deref().map(str::parse::<Wish>).transpose().map_err(Stop::usage)?;
    let scene = Scene::open(context, loaded, checklist)?;
    let view = status::view(context, &scene.session, checklist);
    let told = match (flags.act, wish) {
        (Act::Resume, wish) => deed::resume(&scene, wish.as_ref())?,
        (Act::Abort, wish) if flags.yank => {
            let asks = !flags.yes && context.common.format == Format::Human;
            let mut agrees = |told: &Told| flags.yes || asks && yank::asked(|| report::yank(told, &view));
            yank::abort(&scene, wish.as_ref(), &mut agrees)?
        }
        (Act::Abort, wish) => deed::abort(&scene, wish.as_ref())?,
        (Act::Execute, Some(wish)) => deed::execute(&scene, &wish, typed)?,
        (act, Some(wish)) => plan(&scene, &wish, typed, act, flags.registry.as_deref())?,
        (_, None) => return Err(Stop::usage("say which level or version is to be released")),
    };
    let answer = context.answer(told.exit(), || report::text(&told, &view), || report::json(&told));
    scene.leave();
    Ok(answer)
}

/// Plans, looks at everything that the real run looks at, and writes the plan file when that is wanted.
fn plan(scene: &Scene<'_>, wish: &Wish, typed: &str, act: Act, registry: Option<&str>) -> Result<Told, Stop> {
    let told = Told { wish: typed.to_owned(), ..Told::default() };
    let made = scene.plan(wish, registry);
    let between = between(scene, made.as_ref().ok().map(shipworthy_release::plan::Plan::version).as_deref());
    let plan = match (made, between) {
        (Ok(plan), None) => plan,
        (made, between) => {
            let findings = between.into_iter().chain(made.err().unwrap_or_default()).collect();
            let looks = told::looks(&groundwork(&scene.world));
            return Ok(Told { findings, looks, done: Done::Refused, ..told });
        }
    };
    let looks = told::looks(&scene.preflight(&plan)?);
    let done = match act {
        Act::Show => Done::Shown,
        _ => Done::Planned(kept::write(&scene.world, &plan)?),
    };
    let planned = told::planned(&plan, &scene.gathered.texts, None);
    Ok(Told { plan: Some(planned), looks, done, ..told })
}

/// What is underway and this release would come between. The plan of one that was begun must stay as it is.
fn between(scene: &Scene<'_>, version: Option<&str>) -> Option<Finding> {
    let between = |begun: &&Begun| begun.unfinished || Some(begun.version.as_str()) == version;
    let Begun { version, unfinished, .. } = scene.underway.iter().find(between)?;
    let ended = if *unfinished { "not ended" } else { "ended" };
    let finding = Finding::new("begun", format!("the release of {version} was begun already, and {ended}"));
    let (resume, abort) = (scene.typed("--resume"), scene.typed("--abort"));
    let remedy = format!("{resume} goes on with it, {abort} takes back what can be taken back");
    Some(finding.remedy(remedy))
}
