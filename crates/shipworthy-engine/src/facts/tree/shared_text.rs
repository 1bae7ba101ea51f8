//! A piece of a text that very many share: the paths of a tree are one text, and each file has its piece of it. To ask for
//! memory once for each of a hundred thousand paths takes longer than to look at the files.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, Range};
use std::path::Path;
use std::sync::Arc;

/// A piece of a text that others share.
#[derive(Clone)]
pub struct SharedText {
    whole: Arc<str>,
    piece: Range<usize>,
}

impl SharedText {
    /// The piece of a text that stands there; `None` when that is not within it, or cuts a character in two.
    pub(super) fn of(whole: &Arc<str>, piece: Range<usize>) -> Option<Self> {
        whole.get(piece.clone())?;
        Some(Self { whole: Arc::clone(whole), piece })
    }

    /// The piece as a text.
    pub fn as_str(&self) -> &str {
        self.whole.get(self.piece.clone()).unwrap_or_default()
    }
}

impl Deref for SharedText {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<String> for SharedText {
    fn from(text: String) -> Self {
        Self { piece: 0..text.len(), whole: text.into() }
    }
}

impl From<SharedText> for String {
    fn from(text: SharedText) -> Self {
        text.as_str().to_owned()
    }
}

impl<'t> From<&'t SharedText> for Cow<'t, str> {
    fn from(text: &'t SharedText) -> Self {
        Cow::Borrowed(text.as_str())
    }
}

impl From<SharedText> for Cow<'_, str> {
    fn from(text: SharedText) -> Self {
        Cow::Owned(text.into())
    }
}

impl AsRef<Path> for SharedText {
    fn as_ref(&self) -> &Path {
        Path::new(self.as_str())
    }
}

impl PartialEq for SharedText {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for SharedText {}

impl PartialEq<str> for SharedText {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<String> for SharedText {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for SharedText {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for SharedText {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SharedText {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl fmt::Debug for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_equal_to_the_same_text_elsewhere() {
        let whole: Arc<str> = "aäb".into();
        let piece = SharedText::of(&whole, 1..3).unwrap();
        assert_eq!(piece, "ä");
        assert_eq!(piece, SharedText::from("ä".to_owned()));
        let less = SharedText::from("a".to_owned());
        assert!(piece > less);
        assert_eq!(format!("{piece} {piece:?}"), "ä \"ä\"");
    }

    #[test]
    fn what_is_no_piece_is_none() {
        let whole: Arc<str> = "aäb".into();
        for piece in [0..2, 2..3, 3..9, Range { start: 3, end: 1 }] {
            assert!(SharedText::of(&whole, piece.clone()).is_none(), "{piece:?}");
        }
    }
}
