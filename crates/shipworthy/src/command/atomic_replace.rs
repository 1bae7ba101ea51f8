//! Puts a new text in the place of a file that was read before. It never writes over what somebody else has written
//! since, nor over what is not to be written to.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use shipworthy_engine::sys::files::write_atomic;

use crate::stop::Stop;

/// Replaces the file at `path`, called `name` in messages, when it still holds what it held `before`: nothing, when it
/// was not there.
///
/// # Errors
///
/// When it was changed meanwhile, is read-only, or cannot be written. It is untouched then.
pub(super) fn replace(path: &Path, name: &str, before: Option<&[u8]>, after: &[u8]) -> Result<(), Stop> {
    let cannot =
        |why: &str| Stop::incomplete(format!("cannot write {name}: {why}\nNothing was written; try again"));
    // A link is followed: what it leads to is replaced, not the link.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let now = match fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(cannot(&error.to_string())),
    };
    if now.as_deref() != before {
        return Err(cannot("it was changed meanwhile"));
    }
    // The folder alone decides whether a file can be replaced; who made it read-only did not mean that.
    if fs::metadata(&path).is_ok_and(|metadata| metadata.permissions().readonly()) {
        return Err(cannot("it is read-only"));
    }
    write_atomic(&path, after).map_err(|error| cannot(&error.to_string()))
}
