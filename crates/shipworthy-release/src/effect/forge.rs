//! A release with notes at the forge. `gh` makes it where it can; where not, a person gets the command to type.

use shipworthy_model::step::command_line;

use super::State;
use crate::call::{Call, Cause, Failure};
use crate::halt::Halt;
use crate::walk::Walk;

/// The file with the notes, in the folder of the release.
pub(crate) const NOTES: &str = "notes.md";

/// Asks `gh` for it.
pub(super) fn probe(walk: &mut Walk<'_>, tag: &str) -> Result<State, Failure> {
    let by_hand =
        |why: &str| Ok(State::Unknown(format!("{why}; type `{}`", command_line(&create(walk, tag).argv))));
    if !is_at_github(walk)? {
        return by_hand("the remote is not at github.com, so it is not known how its forge makes releases");
    }
    let view = Call::of("gh", ["release", "view", tag, "--json", "url", "--jq", ".url"]);
    match walk.world.run(view.env("GH_PROMPT_DISABLED", "1")) {
        Ok(said) if said.succeeded() => Ok(State::Equal(said.line().to_owned())),
        Ok(said) if said.err.contains("release not found") => Ok(State::Absent),
        Ok(said) => by_hand(&said.told()),
        Err(failure) if failure.cause == Cause::Interrupted => Err(failure),
        Err(failure) => by_hand(&failure.to_string()),
    }
}

/// Lets `gh` make it.
pub(super) fn act(walk: &mut Walk<'_>, tag: &str) -> Result<(), Halt> {
    let call = create(walk, tag).env("GH_PROMPT_DISABLED", "1").logged("gh-release");
    Ok(walk.world.run(call)?.done().map(drop)?)
}

fn create(walk: &Walk<'_>, tag: &str) -> Call {
    let notes = walk.folder.join(NOTES);
    let notes = notes.strip_prefix(walk.world.root()).unwrap_or(&notes);
    let call = Call::of("gh", ["release", "create", tag, "--verify-tag", "--title", tag, "--notes-file"]);
    let call = call.args([notes.to_string_lossy()]);
    let before_release = |version: &str| version.contains('-') && tag.ends_with(version);
    match walk.plan.packages.iter().any(|member| before_release(&member.to)) {
        true => call.args(["--prerelease"]),
        false => call,
    }
}

fn is_at_github(walk: &Walk<'_>) -> Result<bool, Failure> {
    let Some(remote) = &walk.plan.remote else { return Ok(false) };
    let url = walk.world.git(&["remote", "get-url", "--push", "--", remote])?;
    let address = url.line().split_once("://").map_or(url.line(), |(_, address)| address);
    let host = address.rsplit_once('@').map_or(address, |(_, host)| host);
    Ok(url.succeeded() && (host.starts_with("github.com/") || host.starts_with("github.com:")))
}
