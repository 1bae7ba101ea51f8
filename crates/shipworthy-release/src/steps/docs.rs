//! The documentation of a package, where crates.io has it built. Other registries build none.

use std::time::Duration;

use crate::effect::EffectState;
use crate::execute::Execution;
use crate::runtime::{Failure, FailureCause, ProgramCall};

const PATIENCE: Duration = Duration::from_secs(60);

/// Asks docs.rs for the documentation, once: a build there may take hours, and is not waited for.
pub(crate) fn probe(execution: &mut Execution<'_>, package: &str) -> Result<EffectState, Failure> {
    let member = execution.member(package)?;
    if member.registry.is_some() {
        return Ok(EffectState::Unknown("this registry builds no docs".to_owned()));
    }
    let page = format!("https://docs.rs/crate/{package}/{}", member.to);
    // cargo does not speak with docs.rs, so curl does, where it is.
    let call =
        ProgramCall::of("curl", ["--silent", "--show-error", "--fail", "--location", "--max-time", "30"]);
    let output = match execution.environment.run(call.args([format!("{page}/status.json")]).at_most(PATIENCE))
    {
        Ok(output) => output,
        Err(failure) if failure.cause == FailureCause::Interrupted => return Err(failure),
        Err(failure) => return Ok(EffectState::Unknown(format!("{failure}; see {page}/builds"))),
    };
    let status: Option<serde_json::Value> = serde_json::from_str(&output.out).ok();
    Ok(match status.and_then(|status| status.get("doc_status")?.as_bool()) {
        Some(true) => EffectState::Equal(format!("https://docs.rs/{package}/{}", member.to)),
        Some(false) => EffectState::Unknown(format!(
            "docs.rs has no docs of it: not built yet, or it failed; see {page}/builds"
        )),
        None => EffectState::Unknown(format!("docs.rs does not know it yet; see {page}/builds")),
    })
}
