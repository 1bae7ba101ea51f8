//! What `git ls-files -s -v -z` prints: every tracked file with its mode and blob. Pure.

use super::file::{TreeFile, path_text};

/// The tracked files, and which of them git was told not to look at.
#[derive(Debug, Default)]
pub(super) struct TrackedFiles {
    /// The tracked files in the order of the index, which is the order of paths. Conflicting versions of a file are
    /// left out.
    pub(super) files: Vec<TreeFile>,
    /// Paths marked `assume-unchanged` or `skip-worktree`: `git status` calls them clean whatever they hold.
    pub(super) unwatched: Vec<UnwatchedPath>,
}

/// A tracked file that git was told not to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnwatchedPath {
    /// The path of the file.
    pub(super) path: Vec<u8>,
    /// May the file be missing on disk? So it is in a sparse checkout.
    pub(super) may_be_missing: bool,
}

impl TrackedFiles {
    /// Reads entries of the form `H 100644 BLOB 0<TAB>PATH<NUL>`; `None` when one has another form.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut index = Self::default();
        // A typical entry takes a hundred bytes; a wrong guess costs one reallocation.
        index.files.reserve(bytes.len() / 96);
        for entry in bytes.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
            let tab = entry.iter().position(|byte| *byte == b'\t')?;
            let (head, path) = (std::str::from_utf8(&entry[..tab]).ok()?, &entry[tab + 1..]);
            let (tag, rest) = head.split_once(' ')?;
            let (digest, stage) = rest.rsplit_once(' ')?;
            if stage != "0" {
                continue;
            }
            if tag != "H" {
                index.unwatched.push(UnwatchedPath {
                    path: path.to_vec(),
                    may_be_missing: tag.eq_ignore_ascii_case("S"),
                });
            }
            index.files.push(TreeFile { path: path_text(path).into(), digest: digest.to_owned().into() });
        }
        Some(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_every_sort_are_read() {
        let text = b"H 100644 aa 0\ta b\nc\0M 100644 bb 1\tclash\0M 100644 cc 2\tclash\0h 100755 dd 0\te\xff\0S 100644 ee 0\tf\0";
        let index = TrackedFiles::parse(text).unwrap();
        let files: Vec<_> = index.files.iter().map(|f| (f.path.as_str(), f.digest.as_str())).collect();
        assert_eq!(files, [("a b\nc", "100644 aa"), ("e\\xff", "100755 dd"), ("f", "100644 ee")]);
        let unwatched: Vec<_> =
            index.unwatched.iter().map(|file| (file.path.as_slice(), file.may_be_missing)).collect();
        assert_eq!(unwatched, [(&b"e\xff"[..], false), (&b"f"[..], true)]);
        assert!(TrackedFiles::parse(b"").unwrap().files.is_empty());
    }

    #[test]
    fn what_is_no_index_is_refused() {
        for bad in [&b"x"[..], b"H 100644 aa 0 no tab\0", b"\ta\0", b"H\ta\0"] {
            assert!(TrackedFiles::parse(bad).is_none(), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(0u8..=255, 0..200)) {
            let _ = TrackedFiles::parse(&bytes);
        }
    }
}
