//! The fingerprint of a run whose files were seen: what was predicted of them counts no more.

use shipworthy_model::fingerprint::Fingerprint;

use super::fingerprint::{plain, seal};
use super::scope::is_of_files;

/// The name of the part that stands for files that a run was seen to open.
pub(crate) const SEEN: &str = "observed files";

/// The fingerprint without what was predicted of files: that of a result that is bound to the files that the run was seen
/// to open.
pub(crate) fn without_files(fingerprint: &Fingerprint) -> Fingerprint {
    let others = fingerprint.parts.iter().filter(|part| !is_of_files(&part.name)).cloned();
    seal(others.chain([plain(SEEN, "those that the run was seen to open")]).collect())
}
