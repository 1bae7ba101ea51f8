//! How a remembered tree is written down. What was damaged, or written by another release, is read as nothing.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, UNIX_EPOCH};

use shipworthy_model::time::Timestamp;

use super::disk::{DiskFiles, KnownDigests};
use super::file::TreeFile;
use super::head::GitHead;
use super::listing::{DiskListing, ListedFile};
use super::memory::{KeptKnowledge, TreeMemory};
use super::shared_text::SharedText;
use super::snapshot::Tree;
use super::stamp::{FileStamp, STAMP_BYTES};
use crate::evidence::{CacheReader, CacheWriter};
use crate::facts::git::{RepositoryRef, RepositoryStamp};

/// The first bytes: another release may read a tree otherwise. The number grows whenever something is written down in
/// another way, or a digest stands for something else: since 3 for the bytes on the disk, whatever git keeps of them.
const FORM: &str = concat!("shipworthy tree 4 ", env!("CARGO_PKG_VERSION"));

/// The memory as bytes.
pub(super) fn encode(memory: &TreeMemory) -> Vec<u8> {
    let mut to = CacheWriter::new(FORM, 256 * memory.disk.listing.files.len());
    let taken = memory.disk.taken.duration_since(UNIX_EPOCH).unwrap_or_default();
    to.number(u64::try_from(taken.as_nanos()).unwrap_or_default());
    to.text(&memory.repository.settings);
    to.stamps(memory.repository.files.iter().map(|(path, stamp)| (path.as_str(), stamp)));
    to.listed(&memory.disk.listing.files);
    to.texts(&memory.disk.listing.caches);
    to.listed(&memory.tracked_in_caches);
    to.pieces(memory.tree.files.iter().map(|file| file.path.as_str()));
    to.pieces(memory.tree.files.iter().map(|file| file.digest.as_str()));
    to.head(memory.tree.git.as_ref());
    let known = memory.disk.settled();
    to.number(known.len() as u64);
    for (path, (stamp, digest)) in &known {
        to.text(path);
        to.stamp(stamp);
        to.text(digest);
    }
    to.flag(memory.refs.get().is_some());
    memory.refs.get().into_iter().for_each(|refs| to.refs(refs));
    to.finish()
}

/// The memory in these bytes, of the tree at `root`.
pub(super) fn decode(root: &Path, bytes: &[u8]) -> Option<TreeMemory> {
    let mut from = CacheReader::open(FORM, bytes)?;
    let taken = UNIX_EPOCH.checked_add(Duration::from_nanos(from.number()?))?;
    let settings = from.text()?;
    let repository =
        RepositoryStamp { settings, files: from.list(|from| Some((from.text()?, from.stamp()?)))? };
    let mut listing = DiskListing { files: from.listed()?, ..DiskListing::default() };
    listing.caches = from.list(CacheReader::text)?;
    let tracked_in_caches = from.listed()?;
    let (paths, digests) = (from.pieces()?, from.pieces()?);
    if paths.len() != digests.len() {
        return None;
    }
    let files = paths.into_iter().zip(digests).map(|(path, digest)| TreeFile { path, digest }).collect();
    let git = from.head()?;
    let known = from.list(|from| Some((from.text()?, (from.stamp()?, from.text()?))))?;
    let known = KnownDigests::from_iter(known);
    let refs = if from.flag()? { Some(from.list(CacheReader::reference)?) } else { None };
    let kept = Some(KeptKnowledge { digests: known.len(), refs: refs.is_some() });
    let refs = refs.map_or_else(OnceLock::new, OnceLock::from);
    let disk = Arc::new(DiskFiles::of(root, taken, listing, known));
    let tree = Tree { root: root.to_owned(), files, git, disk: Some(Arc::clone(&disk)), ..Tree::default() };
    let tree = Arc::new(tree);
    from.is_at_end().then(|| TreeMemory { repository, disk, tracked_in_caches, tree, refs, kept })
}

impl CacheWriter {
    fn stamp(&mut self, stamp: &FileStamp) {
        self.raw(&stamp.to_bytes());
    }

    fn stamps<'a>(&mut self, list: impl ExactSizeIterator<Item = (&'a str, &'a FileStamp)>) {
        self.number(list.len() as u64);
        for (path, stamp) in list {
            self.text(path);
            self.stamp(stamp);
        }
    }

    /// Texts as one, and where each of them ends.
    fn pieces<'a>(&mut self, texts: impl ExactSizeIterator<Item = &'a str> + Clone) {
        self.number(texts.len() as u64);
        self.text(&texts.clone().collect::<String>());
        let mut end = 0_u64;
        for text in texts {
            end += text.len() as u64;
            self.number(end);
        }
    }

    fn listed(&mut self, files: &[ListedFile]) {
        self.pieces(files.iter().map(|file| file.path.as_str()));
        files.iter().for_each(|file| self.stamp(&file.stamp));
    }

    fn head(&mut self, head: Option<&GitHead>) {
        self.flag(head.is_some());
        let Some(head) = head else { return };
        for text in [&head.commit, &head.branch, &head.upstream] {
            self.optional(text.as_deref());
        }
        self.number(head.ahead);
        self.number(head.behind);
        self.texts(&head.dirty);
    }

    fn refs(&mut self, refs: &[RepositoryRef]) {
        self.number(refs.len() as u64);
        for one in refs {
            self.text(&one.name);
            self.text(&one.commit);
            self.optional(one.stands_for.as_deref());
            self.flag(one.made.is_some());
            self.number(one.made.map_or(0, Timestamp::seconds));
        }
    }
}

impl CacheReader<'_> {
    fn stamp(&mut self) -> Option<FileStamp> {
        self.raw::<STAMP_BYTES>().map(FileStamp::from_bytes)
    }

    /// Texts that were written as one, and stay one.
    fn pieces(&mut self) -> Option<Vec<SharedText>> {
        let count = usize::try_from(self.number()?).ok()?;
        let whole: Arc<str> = std::str::from_utf8(self.bytes()?).ok()?.into();
        let mut start = 0;
        let pieces = self.some(count, |from| {
            let end = usize::try_from(from.number()?).ok()?;
            SharedText::of(&whole, std::mem::replace(&mut start, end)..end)
        })?;
        (start == whole.len()).then_some(pieces)
    }

    fn listed(&mut self) -> Option<Vec<ListedFile>> {
        let mut paths = self.pieces()?.into_iter();
        self.some(paths.len(), |from| Some(ListedFile { path: paths.next()?, stamp: from.stamp()? }))
    }

    fn head(&mut self) -> Option<Option<GitHead>> {
        if !self.flag()? {
            return Some(None);
        }
        Some(Some(GitHead {
            commit: self.optional()?,
            branch: self.optional()?,
            upstream: self.optional()?,
            ahead: self.number()?,
            behind: self.number()?,
            dirty: self.list(CacheReader::text)?,
        }))
    }

    fn reference(&mut self) -> Option<RepositoryRef> {
        let (name, commit, stands_for) = (self.text()?, self.text()?, self.optional()?);
        let (dated, seconds) = (self.flag()?, self.number()?);
        let made = dated.then(|| Timestamp::from_seconds(seconds));
        Some(RepositoryRef { name, commit, stands_for, made })
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
mod tests {
    use super::*;

    fn sample() -> TreeMemory {
        let stamp = |byte: u8| FileStamp::from_bytes(&[byte; STAMP_BYTES]);
        let listed = |path: &str, byte| ListedFile { path: path.to_owned().into(), stamp: stamp(byte) };
        let listing = DiskListing {
            files: vec![listed("a", 1), listed("ä b", 2)],
            caches: vec!["target/".to_owned()],
            unread: Vec::new(),
        };
        let known = [("a".to_owned(), (stamp(1), "100644 sha256:1".to_owned()))].into();
        let taken = UNIX_EPOCH + Duration::from_secs(1 << 33);
        let disk = Arc::new(DiskFiles::of(Path::new("/w"), taken, listing, known));
        let head =
            GitHead { commit: Some("c".into()), ahead: 2, dirty: vec!["a".into()], ..GitHead::default() };
        let tree = Tree {
            root: "/w".into(),
            files: vec![TreeFile { path: "a".to_owned().into(), digest: "100644 b".to_owned().into() }],
            git: Some(head),
            ..Tree::default()
        };
        let tag = RepositoryRef {
            name: "refs/tags/v1.2.0".to_owned(),
            commit: "c".to_owned(),
            stands_for: None,
            made: Some(Timestamp::from_seconds(7)),
        };
        let branch = RepositoryRef { stands_for: Some("refs/heads/b".to_owned()), made: None, ..tag.clone() };
        TreeMemory {
            refs: vec![tag, branch].into(),
            repository: RepositoryStamp { settings: "s".into(), files: vec![("HEAD".into(), stamp(3))] },
            disk,
            tracked_in_caches: vec![listed("target/x", 4)],
            tree: Arc::new(tree),
            kept: None,
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let memory = sample();
        let read = decode(Path::new("/w"), &encode(&memory)).unwrap();
        assert_eq!(read.repository, memory.repository);
        assert_eq!(read.disk.listing, memory.disk.listing);
        assert_eq!(read.disk.taken, memory.disk.taken);
        assert_eq!(read.tracked_in_caches, memory.tracked_in_caches);
        assert_eq!((&read.tree.files, &read.tree.git), (&memory.tree.files, &memory.tree.git));
        assert_eq!(read.refs, memory.refs);
        assert_eq!(encode(&read), encode(&memory));
    }

    #[test]
    fn what_was_damaged_is_nothing() {
        let whole = encode(&sample());
        for end in 0..whole.len() {
            assert!(decode(Path::new("/w"), &whole[..end]).is_none(), "{end}");
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x40;
            assert!(decode(Path::new("/w"), &damaged).is_none(), "{at}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(0u8..=255, 0..200)) {
            let mut bytes = bytes;
            let mut summed = CacheWriter::new(FORM, 0);
            summed.raw(&bytes);
            let _ = decode(Path::new("/w"), &summed.finish());
            bytes.truncate(7);
            let _ = decode(Path::new("/w"), &bytes);
        }
    }
}
