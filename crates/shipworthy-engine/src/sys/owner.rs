//! Whose a file is: another user's is not believed, as git does not believe another user's repository, until the user
//! says so in git's own settings.

use std::fs;
use std::path::Path;

use super::call::ShortCall;

/// Refuses `folder` when one of these files, or of what they lead to, belongs to another user, unless the user told git
/// that the folder is safe. What is not there belongs to nobody.
///
/// # Errors
///
/// Whose it is, and what to type to allow it.
pub fn refuse_foreign<'p>(folder: &Path, parts: impl IntoIterator<Item = &'p Path>) -> Result<(), String> {
    let Some(part) = parts.into_iter().find(|part| is_foreign(part)) else { return Ok(()) };
    if is_allowed(folder) {
        return Ok(());
    }
    Err(format!(
        "{} belongs to another user; if you trust {}, say so: git config --global --add safe.directory {}",
        part.display(),
        folder.display(),
        shipworthy_model::step::command_line(&[folder.display().to_string()])
    ))
}

#[cfg(unix)]
fn is_foreign(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let user = rustix::process::geteuid().as_raw();
    // Who became root by `sudo` is still the same person.
    let before = || if user == 0 { std::env::var("SUDO_UID").ok()?.parse::<u32>().ok() } else { None };
    let foreign = |owner: u32| owner != user && before() != Some(owner);
    let owners = [fs::symlink_metadata(path), fs::metadata(path)];
    owners.into_iter().flatten().any(|meta| foreign(meta.uid()))
}

#[cfg(not(unix))]
fn is_foreign(_: &Path) -> bool {
    false
}

/// Does the user's git call the folder safe? Settings of a repository have no say in it.
fn is_allowed(folder: &Path) -> bool {
    let outside = folder.ancestors().last().unwrap_or(folder);
    let question =
        ShortCall::new("git", outside).args(["config", "-z", "--type=path", "--get-all", "safe.directory"]);
    // There is no repository at this place, so that only what is the user's own is read.
    let Ok(output) = question.env("GIT_DIR", "/dev/null/none").output() else { return false };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    // An empty entry takes back those before it.
    let entries = said.strip_suffix('\0').unwrap_or(&said).rsplit('\0').take_while(|entry| !entry.is_empty());
    let canonical = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    entries.into_iter().any(|entry| match entry.strip_suffix('*') {
        Some("") => true,
        Some(above) if above.ends_with('/') => canonical.starts_with(above) && canonical != Path::new(above),
        _ => Path::new(entry).canonicalize().is_ok_and(|entry| entry == canonical),
    })
}
