//! A release with notes at the forge. `gh` makes it where it can; where not, a person gets the command to type.

use shipworthy_model::step::command_line;

use crate::effect::EffectState;
use crate::error::{RESUME, ReleaseError};
use crate::execute::Execution;
use crate::runtime::{Failure, FailureCause, ProgramCall};

/// Asks `gh` for the release of this tag.
pub(crate) fn probe(execution: &mut Execution<'_>, tag: &str) -> Result<EffectState, Failure> {
    let repository = at_github(execution)?;
    let command = command_line(&create(execution, repository.as_deref(), tag).argv);
    let by_hand = |why: &str| {
        Ok(EffectState::ByHand(format!(
            "{why}; the notes are in {}, and `{command}` makes it",
            notes(execution, tag)
        )))
    };
    let Some(repository) = repository else {
        return by_hand("the remote is not at github.com, so it is not known how its forge makes releases");
    };
    let view = ["release", "view", tag, "--repo", &repository, "--json", "url", "--jq", ".url"];
    match execution.environment.run(quiet(ProgramCall::of("gh", view))) {
        Ok(output) if output.succeeded() => Ok(EffectState::Equal(output.line().to_owned())),
        Ok(output) if output.err.contains("release not found") => Ok(EffectState::Absent),
        Ok(output) => Ok(EffectState::Unknown(open(&output.message(), &command))),
        Err(failure) => match failure.cause {
            FailureCause::Interrupted => Err(failure),
            FailureCause::Missing => by_hand("gh is not installed"),
            FailureCause::Failed | FailureCause::NotRun | FailureCause::TimedOut => {
                Ok(EffectState::Unknown(open(&failure.to_string(), &command)))
            }
        },
    }
}

/// Lets `gh` make the release of this tag.
pub(crate) fn act(execution: &mut Execution<'_>, tag: &str) -> Result<(), ReleaseError> {
    let repository = at_github(execution)?;
    let call = create(execution, repository.as_deref(), tag);
    let command = command_line(&call.argv);
    let output = execution.environment.run(quiet(call).logged("gh-release"))?;
    match output.succeeded() {
        true => Ok(()),
        false => Err(ReleaseError::resumable(open(&output.message(), &command))),
    }
}

/// The message that `gh` could not, and what can be typed.
fn open(why: &str, command: &str) -> String {
    format!("gh could not: {why}\nwhen that is mended, `{RESUME}` makes it, or `{command}`")
}

/// The call with every question of `gh` switched off: nobody is there to answer.
fn quiet(call: ProgramCall) -> ProgramCall {
    call.env("GH_PROMPT_DISABLED", "1").env("GH_NO_UPDATE_NOTIFIER", "1")
}

/// The call of `gh` that makes the release. It names the repository: with several remotes, `gh` would choose one by
/// itself, or ask.
fn create(execution: &Execution<'_>, repository: Option<&str>, tag: &str) -> ProgramCall {
    let call = ProgramCall::of("gh", ["release", "create", tag]);
    let call = match repository {
        Some(repository) => call.args(["--repo", repository]),
        None => call,
    };
    let call = call.args(["--verify-tag", "--title", tag, "--notes-file", &notes(execution, tag)]);
    let before_release = |version: &str| version.contains('-') && tag.ends_with(version);
    match execution.plan.packages.iter().any(|member| before_release(&member.to)) {
        true => call.args(["--prerelease"]),
        false => call,
    }
}

/// The file with the notes of a tag, from the root.
fn notes(execution: &Execution<'_>, tag: &str) -> String {
    let planned = execution.plan.tags.iter().find(|planned| planned.name == tag);
    let notes = execution.folder.notes_file(planned);
    notes.strip_prefix(execution.environment.root()).unwrap_or(&notes).to_string_lossy().into_owned()
}

/// The repository at github.com that is pushed to, as `gh` names it.
fn at_github(execution: &Execution<'_>) -> Result<Option<String>, Failure> {
    let Some(remote) = &execution.plan.remote else { return Ok(None) };
    let url = execution.environment.git(&["remote", "get-url", "--push", "--", remote])?;
    Ok(if url.succeeded() { repository(url.line()) } else { None })
}

/// `owner/name` in the address of a repository at github.com. No user and no password of the address is in it.
fn repository(url: &str) -> Option<String> {
    let address = url.split_once("://").map_or(url, |(_, address)| address);
    let address = address.rsplit_once('@').map_or(address, |(_, host)| host);
    let (host, path) = address.split_once(['/', ':'])?;
    if !["github.com", "www.github.com", "ssh.github.com"].contains(&host.to_lowercase().as_str()) {
        return None;
    }
    // A port may come first.
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let (name, owner) = (parts.pop()?, parts.pop()?);
    Some(format!("{owner}/{}", name.strip_suffix(".git").unwrap_or(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_known_by_its_address() {
        for (url, expected) in [
            ("https://github.com/o/r.git", Some("o/r")),
            ("https://GitHub.com/o/r/", Some("o/r")),
            ("https://me:secret@github.com/o/r", Some("o/r")),
            ("git@github.com:o/r.git", Some("o/r")),
            ("ssh://git@github.com/o/r.git", Some("o/r")),
            ("ssh://git@ssh.github.com:443/o/r.git", Some("o/r")),
            ("github.com:o/r.x", Some("o/r.x")),
            ("https://github.com/o", None),
            ("https://github.com.example/o/r", None),
            ("https://gitlab.com/github.com/r", None),
            ("/srv/github.com/o/r", None),
            ("", None),
        ] {
            assert_eq!(repository(url).as_deref(), expected, "{url}");
        }
    }
}
