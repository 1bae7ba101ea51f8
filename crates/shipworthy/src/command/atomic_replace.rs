//! Puts a new text in the place of a file that was read before. It never writes over what somebody else has written
//! since, nor over what is not to be written to.

use std::path::Path;

use shipworthy_engine::sys::files::write_atomic;
use shipworthy_engine::sys::link_out::link_out;
use shipworthy_engine::sys::reading::{MOST_TEXT, read_optional};

use crate::stop::Stop;

/// Replaces the file at `path` in the workspace at `root`, called `name` in messages, when it still holds what it held `before`: nothing, when it
/// was not there.
///
/// # Errors
///
/// When a link on the way leads out of the workspace, or it was changed meanwhile, is read-only, or cannot be written. It is untouched then.
pub(super) fn replace(
    root: &Path,
    path: &Path,
    name: &str,
    before: Option<&[u8]>,
    after: &[u8],
) -> Result<(), Stop> {
    let cannot = |why: &str| Stop::incomplete(format!("cannot write {name}: {why}\nNothing was written"));
    if link_out(root, path).is_some() {
        return Err(cannot("it is a link that points out of the workspace; put the file itself there"));
    }
    // A link within the workspace is followed: what it leads to is replaced, not the link.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let now = read_optional(&path, MOST_TEXT).map_err(|error| cannot(&error.to_string()))?;
    if now.as_deref() != before {
        return Err(cannot("it was changed meanwhile; type it again, to see what would be written now"));
    }
    // The folder alone decides whether a file can be replaced; who made it read-only did not mean that.
    if path.metadata().is_ok_and(|metadata| metadata.permissions().readonly()) {
        return Err(cannot("it is read-only; make it writable (`chmod u+w`), and type it again"));
    }
    write_atomic(&path, after).map_err(|error| cannot(&error.to_string()))
}
