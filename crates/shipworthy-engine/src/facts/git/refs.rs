//! Questions to git about what commits and refs point at.

use std::path::Path;

use shipworthy_model::unknown::Unknown;

use super::ask::text;
use crate::sys::files::sha256_hex;

/// The tree of a commit; `None` when git does not know it.
pub fn tree_of(root: &Path, commit: &str) -> Option<String> {
    let wanted = format!("{commit}^{{tree}}");
    let tree = text(root, &["rev-parse", "--verify", "--end-of-options", &wanted]).ok()?;
    Some(tree.trim().to_owned())
}

/// A digest over every ref and what it points at. What is checked out is not part of it.
///
/// # Errors
///
/// When there is no git or no repository.
pub fn refs_digest(root: &Path) -> Result<String, Unknown> {
    Ok(sha256_hex(text(root, &["for-each-ref", "--format=%(objectname) %(refname)"])?.as_bytes()))
}
