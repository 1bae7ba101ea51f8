//! One file of the tree, and how its path and its digest are written.

use std::fmt::Write as _;

use super::shared_text::SharedText;

/// The digest of a symbolic link begins with this; what it leads to is not part of it.
pub(crate) const LINK: &str = "120000 ";

/// The text that the digest of a submodule begins with.
pub(crate) const SUBMODULE: &str = "160000 ";

/// One file of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeFile {
    /// The path of the file relative to the root, with `/`.
    pub path: SharedText,
    /// The mode of the file and the digest of its content: git's blob id where git can tell, so that a commit of what
    /// was proven changes nothing, else `sha256:...`. Of a symbolic link, the digest of its text.
    pub digest: SharedText,
}

impl TreeFile {
    /// Is the file a symbolic link?
    pub(crate) fn is_link(&self) -> bool {
        self.digest.starts_with(LINK)
    }
}

/// A path as text. Bytes that are not UTF-8 are written as `\xNN`, so that two such names stay two.
pub(super) fn path_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    push_path_text(&mut text, bytes);
    text
}

/// Adds a path to a text, as [`path_text`] writes it.
pub(super) fn push_path_text(text: &mut String, bytes: &[u8]) {
    if let Ok(valid) = std::str::from_utf8(bytes) {
        return text.push_str(valid);
    }
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_stay_two() {
        assert_eq!(path_text(b"a b"), "a b");
        assert_eq!(path_text(b"e\xff"), "e\\xff");
        assert_eq!(path_text(b"e\xfe"), "e\\xfe");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(0u8..=255, 0..200)) {
            let _ = path_text(&bytes);
        }
    }
}
