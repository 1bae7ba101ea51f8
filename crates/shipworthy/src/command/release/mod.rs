//! `release`: plans a release, and carries the plan out when it is proven that it may.

mod scene;
mod told;

use std::fs;
use std::path::PathBuf;

use shipworthy_engine::door::files::write_atomic;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::judgement::Finding;
use shipworthy_release::plan::Plan;
use shipworthy_release::version::Wish;
use shipworthy_report::release::{self as report, Done, Told};

use self::scene::Scene;
use super::{Answer, Context};
use crate::flags::{Act, ReleaseFlags};
use crate::load::Loaded;
use crate::stop::Stop;

/// Plans, executes, resumes or aborts.
pub(crate) fn release(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    flags: &ReleaseFlags,
) -> Result<Answer, Stop> {
    let scene = Scene::open(context, loaded, checklist)?;
    let told = match (flags.act, flags.wish.as_deref()) {
        (Act::Show | Act::Plan, Some(wish)) => plan(&scene, wish, flags)?,
        (Act::Execute, Some(wish)) => execute(&scene, wish)?,
        _ => return Err(Stop::usage("say which level or version is to be released")),
    };
    let view = scene.view(context, checklist);
    let answer = context.answer(told.exit(), || report::text(&told, &view), || report::json(&told));
    scene.leave();
    Ok(answer)
}

fn wish(typed: &str) -> Result<Wish, Stop> {
    typed.parse().map_err(|why: String| Stop::usage(why))
}

/// Plans, looks at everything that the real run looks at, and writes the plan file when that is wanted.
fn plan(scene: &Scene<'_>, typed: &str, flags: &ReleaseFlags) -> Result<Told, Stop> {
    let made = scene.plan(&wish(typed)?, flags.registry.as_deref());
    let told = Told { wish: typed.to_owned(), ..Told::default() };
    let plan = match made {
        Ok(plan) => plan,
        Err(findings) => return Ok(Told { findings, done: Done::Refused, ..told }),
    };
    let done = match flags.act {
        Act::Plan => Done::Planned(write(scene, &plan)?),
        Act::Show | Act::Execute | Act::Resume | Act::Abort => Done::Shown,
    };
    let planned = told::planned(&plan, &scene.gathered.texts, None);
    Ok(Told { plan: Some(planned), done, ..told })
}

/// Where the plan of a version lies, from the root.
fn file(version: &str) -> String {
    format!(".readiness/release/{version}/plan.json")
}

fn place(scene: &Scene<'_>, version: &str) -> PathBuf {
    scene.world.root().join(file(version))
}

fn write(scene: &Scene<'_>, plan: &Plan) -> Result<String, Stop> {
    let version = plan.version();
    let cannot = |why: String| Stop::incomplete(format!("cannot write the plan {}: {why}", file(&version)));
    scene.world.prepare().map_err(|failure| cannot(failure.to_string()))?;
    let place = place(scene, &version);
    let folder = place.parent().unwrap_or(&place);
    fs::create_dir_all(folder).map_err(|error| cannot(error.to_string()))?;
    let text = plan.text().map_err(cannot)?;
    write_atomic(&place, text.as_bytes()).map_err(|error| cannot(error.to_string()))?;
    Ok(file(&version))
}

/// The plan that was made for this version, when it is still good.
fn read(scene: &Scene<'_>, version: &str, typed: &str) -> Result<Result<Plan, Vec<Finding>>, Stop> {
    let again = format!("plan it again: release {typed}");
    let text = match fs::read_to_string(place(scene, version)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let finding = Finding::new("no-plan", format!("there is no plan for {version} yet"));
            return Ok(Err(vec![finding.remedy(format!("make one and read it: release {typed}"))]));
        }
        Err(error) => return Err(Stop::incomplete(format!("cannot read {}: {error}", file(version)))),
    };
    let plan = match Plan::read(&text) {
        Ok(plan) => plan,
        Err(why) => {
            let finding = Finding::new("not-a-plan", format!("cannot be taken for a plan: {why}"));
            return Ok(Err(vec![finding.at(file(version), None, None).remedy(again)]));
        }
    };
    let mut outdated = plan.outdated(&scene.gathered.repository, &scene.gathered.texts);
    if let Some(last) = outdated.last_mut() {
        last.remedy = Some(again);
        return Ok(Err(outdated));
    }
    Ok(Ok(plan))
}

/// Carries out the plan that was made.
fn execute(scene: &Scene<'_>, typed: &str) -> Result<Told, Stop> {
    let told = Told { wish: typed.to_owned(), ..Told::default() };
    let version = match wish(typed)? {
        Wish::Exact(version) => version.to_string(),
        // A level means the version that would be planned for it now.
        level => match scene.plan(&level, None) {
            Ok(plan) => plan.version(),
            Err(findings) => return Ok(Told { findings, done: Done::Refused, ..told }),
        },
    };
    let plan = match read(scene, &version, typed)? {
        Ok(plan) => plan,
        Err(findings) => return Ok(Told { findings, done: Done::Refused, ..told }),
    };
    let planned = told::planned(&plan, &scene.gathered.texts, None);
    Ok(Told { plan: Some(planned), done: Done::Refused, ..told })
}
