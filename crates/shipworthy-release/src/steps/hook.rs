//! A command of the checklist, before the first change or when all else is done. It is run where the release is, sees its
//! version, and must leave the tree as it is.

use std::time::Duration;

use shipworthy_model::step::command_line;

use crate::effect::{EffectState, PRE_RELEASE};
use crate::execute::Execution;
use crate::runtime::{Failure, FailureCause, ProgramCall};

/// The longest that a hook may take.
const PATIENCE: Duration = Duration::from_hours(1);

/// Runs the hook. One that comes before the first change keeps the release from beginning when it fails; one that comes last
/// stays open.
pub(crate) fn probe(execution: &mut Execution<'_>, name: &str) -> Result<EffectState, Failure> {
    let Some([program, args @ ..]) = execution.plan.hooks.get(name).map(Vec::as_slice) else {
        return Err(Failure::new(format!("run the {name} hook"), "the plan names none; plan anew"));
    };
    let call = ProgramCall::of(program, args)
        .env("NEW_VERSION", execution.plan.version())
        .at_most(PATIENCE)
        .logged(format!("{name}-hook"));
    let command = command_line(&call.argv);
    let failed = |why: String| match name {
        PRE_RELEASE => EffectState::Different(why),
        _ => EffectState::Unknown(why),
    };
    let output = match execution.environment.run(call) {
        Ok(output) => output,
        Err(failure) if failure.cause == FailureCause::Interrupted => return Err(failure),
        Err(failure) => return Ok(failed(failure.to_string())),
    };
    if !output.succeeded() {
        return Ok(failed(format!("`{command}` failed: {}", output.message())));
    }
    let status = ["status", "--porcelain", "-z", "--untracked-files=all", "--ignore-submodules=none"];
    let left = execution.environment.git(&status)?.done()?.out;
    if let Some(path) = left.split('\0').find_map(|entry| entry.get(3..)).filter(|path| !path.is_empty()) {
        return Ok(failed(format!("`{command}` changed {path}, and a hook must leave the tree as it is")));
    }
    Ok(EffectState::Equal(format!("`{command}` ended well")))
}
