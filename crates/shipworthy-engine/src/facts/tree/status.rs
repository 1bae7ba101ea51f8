//! What `git status --porcelain=v2 --branch -z` prints: the head, and every path that differs from it. Pure.

use super::file::path_text;
use super::head::GitHead;

/// The head and the paths that differ.
#[derive(Debug, Default)]
pub(super) struct WorktreeStatus {
    /// The head; its `dirty` is filled in from [`WorktreeStatus::changes`] once caches are dropped.
    pub(super) head: GitHead,
    /// The paths that differ, in the order in which git prints them.
    pub(super) changes: Vec<ChangedPath>,
}

/// One path that differs from the commit, or is not known to git.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChangedPath {
    /// The path, relative to the root that was asked about.
    pub(super) path: Vec<u8>,
    /// Does the file on disk differ from the index? If not, the index knows its digest.
    pub(super) on_disk: bool,
    /// Is the path not tracked? Then one that ends in `/` is a repository within this one.
    pub(super) untracked: bool,
    /// The mode of the file on disk, as git sees it.
    pub(super) mode: Option<String>,
    /// Does a submodule differ in more than the commit checked out?
    pub(super) dirty_submodule: bool,
}

impl WorktreeStatus {
    /// Reads the output; `prefix` is the root's path inside the repository, empty or ending in `/`. Paths outside
    /// of it are dropped. `None` when the output has another form.
    pub(super) fn parse(bytes: &[u8], prefix: &[u8]) -> Option<Self> {
        let mut status = Self::default();
        let mut upstream = None;
        let mut entries = bytes.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
        while let Some(entry) = entries.next() {
            let (path, fields) = match entry[0] {
                b'#' => {
                    status.header(entry, &mut upstream);
                    continue;
                }
                b'?' => (entry.get(2..)?, vec!["?"]),
                b'1' => split(entry, 8)?,
                // A renamed file is followed by the name it had.
                b'2' => {
                    let moved = split(entry, 9)?;
                    let old = entries.next()?;
                    status.push(old, prefix, &["1", ".D", "N...", "", "", ""]);
                    moved
                }
                b'u' => split(entry, 10)?,
                _ => return None,
            };
            status.push(path, prefix, &fields);
        }
        Some(status)
    }

    fn push(&mut self, path: &[u8], prefix: &[u8], fields: &[&str]) {
        let Some(path) = path.strip_prefix(prefix) else { return };
        let field = |at: usize| fields.get(at).copied().unwrap_or_default();
        let conflict = field(0) == "u";
        let mode = field(if conflict { 6 } else { 5 });
        self.changes.push(ChangedPath {
            path: path.to_vec(),
            on_disk: conflict || field(0) == "?" || !field(1).ends_with('.'),
            untracked: field(0) == "?",
            mode: matches!(mode, "100644" | "100755").then(|| mode.to_owned()),
            dirty_submodule: field(2).starts_with('S') && field(2).contains(['M', 'U']),
        });
    }

    fn header(&mut self, entry: &[u8], upstream: &mut Option<String>) {
        let text = path_text(entry);
        let Some((key, value)) = text.strip_prefix("# ").and_then(|text| text.split_once(' ')) else {
            return;
        };
        match key {
            "branch.oid" if value != "(initial)" => self.head.commit = Some(value.to_owned()),
            "branch.head" if value != "(detached)" => self.head.branch = Some(value.to_owned()),
            "branch.upstream" => *upstream = Some(value.to_owned()),
            // Printed only when the upstream is known here.
            "branch.ab" => {
                let mut counts =
                    value.split(' ').map(|count| count.trim_start_matches(['+', '-']).parse().ok());
                self.head.upstream = upstream.take();
                self.head.ahead = counts.next().flatten().unwrap_or(0);
                self.head.behind = counts.next().flatten().unwrap_or(0);
            }
            _ => {}
        }
    }
}

impl ChangedPath {
    /// A tracked file that git was told not to look at.
    pub(super) fn unwatched(path: Vec<u8>) -> Self {
        Self { path, on_disk: true, untracked: false, mode: None, dirty_submodule: true }
    }
}

/// The path behind `count` fields, and the fields.
fn split(entry: &[u8], count: usize) -> Option<(&[u8], Vec<&str>)> {
    let mut pieces = entry.splitn(count + 1, |byte| *byte == b' ');
    let fields =
        pieces.by_ref().take(count).map(|field| std::str::from_utf8(field).ok()).collect::<Option<_>>()?;
    Some((pieces.next()?, fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] =
        b"# branch.oid abc\0# branch.head main\0# branch.upstream origin/main\0# branch.ab +2 -3\0# stash 1\0";

    #[test]
    fn the_head_is_read() {
        let head = WorktreeStatus::parse(HEAD, b"").unwrap().head;
        assert_eq!((head.commit.as_deref(), head.branch.as_deref()), (Some("abc"), Some("main")));
        assert_eq!((head.upstream.as_deref(), head.ahead, head.behind), (Some("origin/main"), 2, 3));
        let bare = WorktreeStatus::parse(
            b"# branch.oid (initial)\0# branch.head (detached)\0# branch.upstream gone\0",
            b"",
        );
        assert_eq!(bare.unwrap().head, GitHead::default());
    }

    #[test]
    fn changes_are_read() {
        let text =
            b"1 M. N... 100644 100644 100644 a b staged\x001 .M N... 100644 100644 100755 a b sub/x y\0\
                     2 R. N... 100644 100644 100644 a b R100 sub/new\0sub/old\0\
                     u UU N... 100644 100644 100644 100755 a b c sub/clash\0? sub/n\nl\0\
                     1 .M S.M. 160000 160000 160000 a b sub/module\0";
        let changes = WorktreeStatus::parse(text, b"sub/").unwrap().changes;
        let seen: Vec<_> = changes
            .iter()
            .map(|c| (path_text(&c.path), c.on_disk, c.untracked, c.mode.as_deref(), c.dirty_submodule))
            .collect();
        let seen: Vec<_> = seen.iter().map(|(path, a, b, c, d)| (path.as_str(), *a, *b, *c, *d)).collect();
        assert_eq!(
            seen,
            [
                ("x y", true, false, Some("100755"), false),
                ("old", true, false, None, false),
                ("new", false, false, Some("100644"), false),
                ("clash", true, false, Some("100755"), false),
                ("n\nl", true, true, None, false),
                ("module", true, false, None, true),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(0u8..=255, 0..200)) {
            let _ = WorktreeStatus::parse(&bytes, b"a/");
        }
    }
}
