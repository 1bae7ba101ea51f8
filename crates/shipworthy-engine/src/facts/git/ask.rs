//! Questions to git about the repository around a folder.

use std::path::Path;
use std::process::Output;

use shipworthy_model::unknown::Unknown;

use super::call::answer;
use super::error::GitError;
use super::repository::GitRepository;

/// What git printed when asked with these words in `folder`.
///
/// # Errors
///
/// When there is no git, no repository, or git refuses.
pub(crate) fn ask(folder: &Path, args: &[&str]) -> Result<Vec<u8>, GitError> {
    let repository = GitRepository::around(folder)?;
    answer(args.first().copied().unwrap_or_default(), repository.call(args).output())
}

/// How a call of git with these words in `folder` ended, with what it printed. The words must be a question that looks
/// into no submodule: there git would follow settings that it finds.
///
/// # Errors
///
/// When there is no git, no repository, or it gave no answer.
pub fn look(folder: &Path, args: &[&str]) -> Result<Output, Unknown> {
    let call = GitRepository::around(folder).map_err(GitError::unknown)?.call(args);
    call.output().map_err(|error| GitError::of(&error).unknown())
}

/// The text that git printed when asked with these words in `folder`; a check that wanted it is unknown without.
///
/// # Errors
///
/// When there is no git, no repository, or git refuses.
pub(super) fn text(folder: &Path, args: &[&str]) -> Result<String, Unknown> {
    let bytes = ask(folder, args).map_err(GitError::unknown)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
