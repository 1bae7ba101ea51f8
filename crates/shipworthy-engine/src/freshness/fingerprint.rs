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

/// A part with a value that is short and no secret.
pub fn plain(name: impl Into<String>, value: impl Into<String>) -> Part {
    Part { name: name.into(), value: value.into() }
}

/// A part whose value is only digested.
pub fn digested(name: impl Into<String>, value: &[u8]) -> Part {
    plain(name, sha256_hex(value))
}
