//! From the bytes of a file to a mended text.

use super::mend::mend;
use super::text::{Text, Unreadable};

/// Mends a text.
///
/// # Errors
///
/// When it is not text at all.
pub fn repair(bytes: &[u8]) -> Result<Text, Unreadable> {
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(Unreadable::Binary(at));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Unreadable::NotUtf8(error.valid_up_to()))?;
    Ok(mend(text))
}
