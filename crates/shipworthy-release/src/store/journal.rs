//! The journal of a release: what was begun and what was seen, line by line, each on disk before the next thing happens.

use std::io;
use std::path::PathBuf;

use shipworthy_engine::sys::files::AppendFile;
use shipworthy_engine::sys::own_folder::OwnFolder;

use super::journal_entry::JournalEntry;
use crate::effect::{EffectState, ReleaseEffect};
use crate::runtime::Failure;

/// The size of the largest journal that is read, in bytes.
const MOST: u64 = 64 << 20;

/// How far a release has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Nothing of the release is there: it changed nothing yet, or all of it was taken back.
    Nothing,
    /// There is a commit, a tag or a push of it, and no package in a registry.
    Repository,
    /// A package of it is in a registry, or may be: for good.
    Registry,
}

/// The journal on disk, and in memory as far as it is about the release that was begun last.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: AppendFile,
    lines: Vec<JournalEntry>,
}

impl Journal {
    /// The name of a journal's file, in the folder of its release.
    pub const FILE: &str = "journal.jsonl";

    /// Opens the journal in this folder, or begins an empty one. A last line that was cut in half is taken out: what it
    /// would have said had not been relied on yet.
    ///
    /// # Errors
    ///
    /// When it cannot be read or written, or a whole line of it is no line of a journal.
    pub fn open(folder: &OwnFolder) -> Result<Self, Failure> {
        let path = folder.path().join(Self::FILE);
        let failed = |error: io::Error| Failure::new(format!("open the journal {}", path.display()), error);
        let mut lines = Vec::new();
        let folder = folder.make().map_err(failed)?;
        let text = folder.read_optional(Self::FILE, MOST).map_err(failed)?.unwrap_or_default();
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        for (line, number) in text[..whole].split(|byte| *byte == b'\n').zip(1..) {
            if line.is_empty() {
                continue;
            }
            let line = serde_json::from_slice(line).map_err(|error| {
                let why = format!("line {number} is damaged: {error}; see what the registry and the remote have, then mend or remove it");
                Failure::new(format!("read the journal {}", path.display()), why)
            })?;
            lines.push(line);
        }
        let file = folder.append(Self::FILE).map_err(failed)?;
        if whole < text.len() {
            file.cut(whole as u64).map_err(failed)?;
        }
        // A new file is only there after a power cut when its folder was written too.
        folder.sync().map_err(failed)?;
        Ok(Self { path, file, lines })
    }

    /// Adds an entry to the journal. Once this returns, it survives a power cut.
    ///
    /// # Errors
    ///
    /// When it could not be written: then nothing that it announces may be done.
    pub fn write(&mut self, line: JournalEntry) -> Result<(), Failure> {
        let failed = |why: String| Failure::new(format!("write the journal {}", self.path.display()), why);
        let mut text = serde_json::to_string(&line).map_err(|error| failed(error.to_string()))?;
        text.push('\n');
        self.file.append(text.as_bytes()).map_err(|error| failed(error.to_string()))?;
        self.lines.push(line);
        Ok(())
    }

    /// The entries of the journal, the oldest first.
    pub fn lines(&self) -> &[JournalEntry] {
        &self.lines
    }

    /// The lines of the release that was begun last and not aborted.
    fn current(&self) -> &[JournalEntry] {
        let aborted = self.lines.iter().rposition(|line| matches!(line, JournalEntry::Aborted { .. }));
        &self.lines[aborted.map_or(0, |at| at + 1)..]
    }

    /// The digest of the plan that is being carried out.
    pub fn plan(&self) -> Option<&str> {
        self.current().iter().rev().find_map(|line| match line {
            JournalEntry::Began { plan, .. } => Some(plan.as_str()),
            _ => None,
        })
    }

    /// Is a release begun that neither ended, nor was aborted, nor gave way to a higher version?
    pub fn is_unfinished(&self) -> bool {
        let lines = self.current();
        let any = |wanted: fn(&JournalEntry) -> bool| lines.iter().any(wanted);
        any(|line| matches!(line, JournalEntry::Began { .. }))
            && !any(|line| matches!(line, JournalEntry::Ended { .. } | JournalEntry::Superseded { .. }))
    }

    /// How far the release has come, by what was begun and not taken back.
    pub fn reach(&self) -> Reach {
        let is_there = |effect: &ReleaseEffect| matches!(self.last_seen(effect), Some(EffectState::Equal(_)));
        let begun = self.current().iter().filter_map(|line| match line {
            JournalEntry::Doing { effect, .. } | JournalEntry::Saw { effect, .. } => {
                Some(effect).filter(|effect| self.began(effect) || is_there(effect))
            }
            _ => None,
        });
        let reach = |effect: &ReleaseEffect| match effect {
            ReleaseEffect::Upload(package)
                if self.accepted(package)
                    || !matches!(self.last_seen(effect), None | Some(EffectState::Absent)) =>
            {
                Reach::Registry
            }
            // It must leave everything as it was.
            ReleaseEffect::Hook(_) => Reach::Nothing,
            _ => Reach::Repository,
        };
        begun.map(reach).max().unwrap_or(Reach::Nothing)
    }

    /// When every effect had been gone through for the first time, in RFC 3339. Looking again does not change that.
    pub fn ended(&self) -> Option<&str> {
        self.current().iter().find_map(|line| match line {
            JournalEntry::Ended { at } => Some(at.as_str()),
            _ => None,
        })
    }

    /// The version commit, as long as it was not taken back.
    pub fn commit(&self) -> Option<&str> {
        self.since_undone(&ReleaseEffect::Commit).iter().rev().find_map(|line| match line {
            JournalEntry::Committed { commit, .. } => Some(commit.as_str()),
            _ => None,
        })
    }

    /// The state in which an effect was seen last.
    pub fn last_seen(&self, wanted: &ReleaseEffect) -> Option<&EffectState> {
        self.since_undone(wanted).iter().rev().find_map(|line| match line {
            JournalEntry::Saw { effect, state, .. } if effect == wanted => Some(state),
            _ => None,
        })
    }

    /// Was the effect begun, whatever came of it?
    pub fn began(&self, wanted: &ReleaseEffect) -> bool {
        let begun =
            |line: &JournalEntry| matches!(line, JournalEntry::Doing { effect, .. } if effect == wanted);
        self.since_undone(wanted).iter().any(begun)
    }

    /// The checksums of what was packaged, the newest first: any of them may have been uploaded.
    pub fn packaged(&self, wanted: &str) -> impl Iterator<Item = &str> {
        self.current().iter().rev().filter_map(move |line| match line {
            JournalEntry::Packaged { package, sha256, .. } if package == wanted => Some(sha256.as_str()),
            _ => None,
        })
    }

    /// Did the registry say that it took the package?
    pub fn accepted(&self, wanted: &str) -> bool {
        let taken =
            |line: &JournalEntry| matches!(line, JournalEntry::Accepted { package, .. } if package == wanted);
        self.current().iter().any(taken)
    }

    /// Was a yank of the package begun, or seen?
    pub fn yanking(&self, wanted: &str) -> bool {
        self.current().iter().any(|line| {
            matches!(line, JournalEntry::Yanking { package, .. } | JournalEntry::Yanked { package, .. } if package == wanted)
        })
    }

    /// Was the package seen to be yanked?
    pub fn yanked(&self, wanted: &str) -> bool {
        self.current()
            .iter()
            .any(|line| matches!(line, JournalEntry::Yanked { package, .. } if package == wanted))
    }

    /// Was any yank begun or seen?
    pub fn has_yanks(&self) -> bool {
        self.current()
            .iter()
            .any(|line| matches!(line, JournalEntry::Yanking { .. } | JournalEntry::Yanked { .. }))
    }

    /// Need the effect not be looked for again once it was seen? What a registry has given out stays as it is, until it is
    /// yanked by us.
    pub fn is_lasting(&self, effect: &ReleaseEffect) -> bool {
        match effect {
            ReleaseEffect::Upload(package)
            | ReleaseEffect::Index(package)
            | ReleaseEffect::Fetch(package)
            | ReleaseEffect::Consumer(package)
            | ReleaseEffect::Install(package)
            | ReleaseEffect::Docs(package) => !self.yanking(package),
            // Whoever goes on has had it run already.
            ReleaseEffect::Hook(_) => true,
            ReleaseEffect::Commit | ReleaseEffect::Tag(_) | ReleaseEffect::Push | ReleaseEffect::Forge(_) => {
                false
            }
        }
    }

    fn since_undone(&self, wanted: &ReleaseEffect) -> &[JournalEntry] {
        let lines = self.current();
        let undone =
            |line: &JournalEntry| matches!(line, JournalEntry::Undone { effect, .. } if effect == wanted);
        &lines[lines.iter().rposition(undone).map_or(0, |at| at + 1)..]
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;
    use shipworthy_engine::sys::files::write_scratch;
    use tempfile::tempdir;

    use super::*;

    fn saw(state: EffectState) -> JournalEntry {
        JournalEntry::Saw { effect: ReleaseEffect::Upload("a".to_owned()), state, at: "t".to_owned() }
    }

    fn at() -> String {
        "2026-11-21T10:00:00Z".to_owned()
    }

    #[test]
    fn what_was_written_is_read_again() {
        let folder = tempdir().unwrap();
        let mut journal = Journal::open(&OwnFolder::below(folder.path(), "")).unwrap();
        let upload = ReleaseEffect::Upload("a".to_owned());
        journal.write(JournalEntry::Began { plan: "p1".to_owned(), at: at() }).unwrap();
        journal.write(JournalEntry::Committed { commit: "c".to_owned(), at: at() }).unwrap();
        journal
            .write(JournalEntry::Packaged { package: "a".to_owned(), sha256: "s".to_owned(), at: at() })
            .unwrap();
        journal.write(JournalEntry::Doing { effect: upload.clone(), at: at() }).unwrap();
        journal.write(saw(EffectState::Absent)).unwrap();
        journal.write(saw(EffectState::Equal("there\nnow".to_owned()))).unwrap();
        let again = Journal::open(&OwnFolder::below(folder.path(), "")).unwrap();
        assert_eq!(again.lines(), journal.lines());
        assert_eq!((again.plan(), again.commit()), (Some("p1"), Some("c")));
        assert_eq!(again.packaged("a").collect::<Vec<_>>(), ["s"]);
        assert_eq!(again.last_seen(&upload), Some(&EffectState::Equal("there\nnow".to_owned())));
        assert!(again.began(&upload) && !again.began(&ReleaseEffect::Push) && !again.accepted("a"));
        assert!(again.is_lasting(&upload) && !again.has_yanks());
        journal.write(JournalEntry::Yanking { package: "a".to_owned(), at: at() }).unwrap();
        assert!(journal.yanking("a") && !journal.yanked("a") && journal.has_yanks() && !journal.yanking("b"));
        assert!(!journal.is_lasting(&upload) && journal.is_lasting(&ReleaseEffect::Upload("b".to_owned())));
    }

    #[test]
    fn what_was_taken_back_or_aborted_is_not_there_any_more() {
        let folder = tempdir().unwrap();
        let mut journal = Journal::open(&OwnFolder::below(folder.path(), "")).unwrap();
        journal.write(JournalEntry::Began { plan: "p1".to_owned(), at: at() }).unwrap();
        journal.write(JournalEntry::Committed { commit: "c".to_owned(), at: at() }).unwrap();
        journal.write(JournalEntry::Undone { effect: ReleaseEffect::Commit, at: at() }).unwrap();
        assert_eq!((journal.plan(), journal.commit()), (Some("p1"), None));
        journal.write(JournalEntry::Aborted { at: at() }).unwrap();
        assert_eq!(journal.plan(), None);
        journal.write(JournalEntry::Began { plan: "p2".to_owned(), at: at() }).unwrap();
        assert_eq!((journal.plan(), journal.ended()), (Some("p2"), None));
        assert!(journal.is_unfinished());
        journal.write(JournalEntry::Ended { at: at() }).unwrap();
        assert!(!journal.is_unfinished());
        journal.write(JournalEntry::Ended { at: "later".to_owned() }).unwrap();
        assert_eq!(journal.ended(), Some(at().as_str()));
    }

    #[test]
    fn a_release_reaches_as_far_as_what_was_not_taken_back() {
        let folder = tempdir().unwrap();
        let mut journal = Journal::open(&OwnFolder::below(folder.path(), "")).unwrap();
        let upload = ReleaseEffect::Upload("a".to_owned());
        let mut step = |line: JournalEntry, reach: Reach| {
            journal.write(line.clone()).unwrap();
            assert_eq!(journal.reach(), reach, "{line:?}");
            journal.is_unfinished()
        };
        step(JournalEntry::Began { plan: "p1".to_owned(), at: at() }, Reach::Nothing);
        step(JournalEntry::Doing { effect: ReleaseEffect::Commit, at: at() }, Reach::Repository);
        step(JournalEntry::Undone { effect: ReleaseEffect::Commit, at: at() }, Reach::Nothing);
        step(JournalEntry::Doing { effect: ReleaseEffect::Push, at: at() }, Reach::Repository);
        step(saw(EffectState::Absent), Reach::Repository);
        step(JournalEntry::Doing { effect: upload, at: at() }, Reach::Repository);
        assert!(step(saw(EffectState::Equal("there".to_owned())), Reach::Registry));
        assert!(!step(JournalEntry::Superseded { by: "0.2.1".to_owned(), at: at() }, Reach::Registry));
        step(JournalEntry::Aborted { at: at() }, Reach::Nothing);
    }

    #[test]
    fn a_damaged_line_is_named_and_nothing_is_guessed() {
        let folder = tempdir().unwrap();
        write_scratch(&folder.path().join(Journal::FILE), b"{\"aborted\":{\"at\":\"t\"}}\nwhat\n").unwrap();
        let failure = Journal::open(&OwnFolder::below(folder.path(), "")).unwrap_err();
        assert!(failure.to_string().contains("line 2"), "{failure}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn cut_anywhere_it_keeps_its_whole_lines(cut in 0_usize..1000) {
            let folder = tempdir().unwrap();
            let mut journal = Journal::open(&OwnFolder::below(folder.path(), "")).unwrap();
            for state in [EffectState::Absent, EffectState::Equal("e".to_owned()), EffectState::Unknown("ü".to_owned())] {
                journal.write(saw(state)).unwrap();
            }
            let file = folder.path().join(Journal::FILE);
            let whole = fs::read(&file).unwrap();
            let cut = cut % (whole.len() + 1);
            write_scratch(&file, &whole[..cut]).unwrap();
            let left = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
            let mut again = Journal::open(&OwnFolder::below(folder.path(), "")).unwrap();
            prop_assert_eq!(again.lines(), &journal.lines()[..left]);
            again.write(saw(EffectState::Absent)).unwrap();
            prop_assert_eq!(Journal::open(&OwnFolder::below(folder.path(), "")).unwrap().lines().len(), left + 1);
        }
    }
}
