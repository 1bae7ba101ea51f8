//! The plan file: written when a plan was made, read again when it is to be carried out, and refused when it is out of date.

use shipworthy_model::judgement::Finding;
use shipworthy_release::plan::Plan;
use shipworthy_release::planning::Gathered;
use shipworthy_release::runtime::Environment;
use shipworthy_release::store::ReleaseFolder;

use crate::stop::Stop;

/// The path of the plan file of a version, from the root.
fn shown(environment: &Environment, version: &str) -> String {
    let path = ReleaseFolder::of(environment, version).plan_file();
    path.strip_prefix(environment.root()).unwrap_or(&path).display().to_string()
}

/// Writes the plan file, and returns its path.
pub(super) fn write(environment: &Environment, plan: &Plan) -> Result<String, Stop> {
    let version = plan.name();
    let shown = shown(environment, &version);
    let cannot = |why: String| Stop::incomplete(format!("cannot write the plan {shown}: {why}"));
    environment.prepare().map_err(|failure| cannot(failure.to_string()))?;
    let folder = ReleaseFolder::of(environment, &version);
    let text = plan.text().map_err(cannot)?;
    folder.write_plan(&text).map_err(|error| cannot(error.to_string()))?;
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
    let unread = |why: String| {
        Stop::incomplete(format!(
            "cannot read the plan {}: {why}; mend that, or {again} makes a new one",
            shown(environment, version)
        ))
    };
    let bytes = ReleaseFolder::of(environment, version).read_plan();
    let Some(bytes) = bytes.map_err(|error| unread(error.to_string()))? else {
        return refused(Finding::new("no-plan", format!("there is no plan for {version} yet")));
    };
    let text = String::from_utf8(bytes).map_err(|error| unread(error.to_string()))?;
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
