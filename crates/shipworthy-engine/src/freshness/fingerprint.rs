//! Puts together all that a gate's result depends on. Says nothing about whether it has changed.

use shipworthy_model::fingerprint::{Fingerprint, Part};

use crate::sys::files::sha256_hex;

/// The fingerprint of the parts: sorts them and digests them into the key.
pub fn seal(mut parts: Vec<Part>) -> Fingerprint {
    parts.sort_unstable();
    parts.dedup();
    let mut text = String::new();
    for part in &parts {
        for piece in [part.name.as_str(), "\0", part.value.as_str(), "\n"] {
            text.push_str(piece);
        }
    }
    Fingerprint { key: sha256_hex(text.as_bytes()), parts }
}

/// The name of the part about the files that are on the disk and not of the tree.
pub(crate) const OTHERS: &str = "ignored files";

/// Is the part with this name about files whose content counts?
pub fn is_of_files(part: &str) -> bool {
    part == "tree"
        || part.starts_with(OTHERS)
        || ["files ", "file ", "outside "].iter().any(|start| part.starts_with(start))
}

/// The name of the part that says by which globs the parts about files were narrowed.
pub const NARROWED: &str = "narrowed";

/// The name of the part that stands for files that a run was seen to open.
pub const SEEN: &str = "observed files";

/// The fingerprint without what was predicted of files: that of a result that is bound to the files that the run was seen
/// to open.
pub fn without_files(fingerprint: &Fingerprint) -> Fingerprint {
    // Nor does it matter what was left of them.
    let presumed = |part: &&Part| is_of_files(&part.name) || part.name == NARROWED;
    let others = fingerprint.parts.iter().filter(|part| !presumed(part)).cloned();
    seal(others.chain([plain(SEEN, "those that the run was seen to open")]).collect())
}

/// A part with a value that is short and no secret.
pub fn plain(name: impl Into<String>, value: impl Into<String>) -> Part {
    Part { name: name.into(), value: value.into() }
}

/// A part whose value is only digested.
pub fn digested(name: impl Into<String>, value: &[u8]) -> Part {
    plain(name, sha256_hex(value))
}
