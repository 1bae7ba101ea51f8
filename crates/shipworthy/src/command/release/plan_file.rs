//! The plan file: written when a plan was made, read again when it is to be carried out, and refused when it is out of date.

use std::fs;
use std::io::ErrorKind;

use shipworthy_engine::sys::files::write_atomic;
use shipworthy_model::judgement::Finding;
use shipworthy_release::plan::Plan;
use shipworthy_release::planning::Gathered;
use shipworthy_release::runtime::Environment;
use shipworthy_release::store::ReleaseFolder;

use crate::stop::Stop;

/// Where the plan of a version lies, from the root.
fn shown(environment: &Environment, version: &str) -> String {
    let path = ReleaseFolder::of(environment, version).plan_file();
    path.strip_prefix(environment.root()).unwrap_or(&path).display().to_string()
}

/// Writes the plan, and says where.
pub(super) fn write(environment: &Environment, plan: &Plan) -> Result<String, Stop> {
    let version = plan.version();
    let shown = shown(environment, &version);
    let cannot = |why: String| Stop::incomplete(format!("cannot write the plan {shown}: {why}"));
    environment.prepare().map_err(|failure| cannot(failure.to_string()))?;
    let folder = ReleaseFolder::of(environment, &version);
    fs::create_dir_all(folder.path()).map_err(|error| cannot(error.to_string()))?;
    let text = plan.text().map_err(cannot)?;
    write_atomic(&folder.plan_file(), text.as_bytes()).map_err(|error| cannot(error.to_string()))?;
    Ok(shown)
}

/// The plan that was made for this version, or what stands against carrying it out. `again` makes a new one.
pub(super) fn read(
    environment: &Environment,
    version: &str,
    now: &Gathered,
    again: &str,
) -> Result<Result<Plan, Vec<Finding>>, Stop> {
    let refused =
        |finding: Finding| Ok(Err(vec![finding.remedy(format!("{again} makes one, for you to read"))]));
    let text = match fs::read_to_string(ReleaseFolder::of(environment, version).plan_file()) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return refused(Finding::new("no-plan", format!("there is no plan for {version} yet")));
        }
        Err(error) => {
            return Err(Stop::incomplete(format!("cannot read {}: {error}", shown(environment, version))));
        }
    };
    let plan = match Plan::read(&text) {
        Ok(plan) => plan,
        Err(why) => {
            let finding = Finding::new("not-a-plan", format!("cannot be taken for a plan: {why}"));
            return refused(finding.at(shown(environment, version), None, None));
        }
    };
    let mut outdated = plan.outdated(&now.repository, &now.texts);
    match outdated.pop() {
        None => Ok(Ok(plan)),
        Some(last) => {
            outdated.push(last.remedy(format!("the plan is out of date; {again} makes a new one")));
            Ok(Err(outdated))
        }
    }
}
