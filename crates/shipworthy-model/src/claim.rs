//! A claim: a statement found in a Markdown document, and what came of holding it against the workspace.

use std::fmt;

use crate::exit::Exit;

/// What a document says of a statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The statement is ticked, or marked as done in another way.
    Done,
    /// An empty box, or marked as to do.
    Open,
    /// The statement is not marked at all.
    #[default]
    None,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Done => "done",
            Self::Open => "open",
            Self::None => "none",
        })
    }
}

/// What the workspace says of a mark. Ordered as a reader wants them: the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimFinding {
    /// Marked as done, or stated as a fact, and it is not so.
    Refuted,
    /// The statement is marked as open, and is true already.
    AlreadyHolds,
    /// A part of the statement is true.
    Partly,
    /// The statement is not decided: no check can tell, or only one that would have to be run.
    Unproven,
    /// The mark on the statement is right.
    Holds,
}

impl ClaimFinding {
    /// All findings, the worst first.
    pub const ALL: [ClaimFinding; 5] =
        [Self::Refuted, Self::AlreadyHolds, Self::Partly, Self::Unproven, Self::Holds];
}

impl fmt::Display for ClaimFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Refuted => "refuted",
            Self::AlreadyHolds => "already-holds",
            Self::Partly => "partly",
            Self::Unproven => "unproven",
            Self::Holds => "holds",
        })
    }
}

/// A statement, its mark, and what the workspace says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The document, relative to the root.
    pub file: String,
    /// The line on which the claim begins, from 1.
    pub line: u32,
    /// The text of the statement, without markup.
    pub text: String,
    /// How the document marks the statement.
    pub mark: Mark,
    /// What the workspace says of the mark.
    pub finding: ClaimFinding,
    /// The kind of check that decided, or would have to; `None` when it was decided by reading alone, or not at all.
    pub kind: Option<String>,
    /// What shows the finding, on one line; for `unproven`, why it is not decided.
    pub proof: String,
    /// Other places that contradict the claim.
    pub contradicts: Vec<Contradiction>,
    /// Paths that were perhaps meant, where the claim names one that is not there.
    pub near: Vec<String>,
    /// The commit since which the claim is true, or no longer true, when git can tell.
    pub since: Option<Attribution>,
}

/// Another place that contradicts a claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// The document of that place.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// What is said there, and why both cannot be true.
    pub why: String,
}

/// Who brought about what a claim is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// The time of the commit, seen from the checklist.
    pub era: Era,
    /// The abbreviated hash of the commit that did it.
    pub commit: String,
    /// The day of the commit, `2026-01-31`.
    pub date: String,
    /// The first line of the commit's message.
    pub subject: String,
}

/// When something came about, seen from the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// The claim was true before the checklist's first commit.
    Before,
    /// The claim came true since the checklist's first commit.
    Since,
    /// The claim was true, and was broken since the checklist's first commit.
    Broken,
}

impl fmt::Display for Era {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Before => "before",
            Self::Since => "since",
            Self::Broken => "broken",
        })
    }
}

/// A document that was audited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audited {
    /// The path of the document, as it was given.
    pub file: String,
    /// What was mended in the text of the document before it could be read.
    pub repairs: Vec<Mended>,
    /// Fences that a Markdown reader closes too early, and what they swallow.
    pub traps: Vec<Trap>,
    /// The lines of the task items that a Markdown reader shows as code because of them.
    pub swallowed: Vec<u32>,
}

/// A run of text that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The line of the mended text, from 1.
    pub line: u32,
    /// The text that stood there.
    pub from: String,
    /// The text that it was read as.
    pub to: String,
    /// The encoding that the text went through by mistake.
    pub through: String,
}

/// A fence that ends earlier than it was meant to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trap {
    /// The line of the fence that was meant to go on.
    pub line: u32,
    /// The line of the nested fence that ends the outer one.
    pub closed: u32,
}

/// Documents held against a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audit {
    /// The documents, in the order they were given.
    pub documents: Vec<Audited>,
    /// The claims of the documents, document by document, in the order of the text.
    pub claims: Vec<Claim>,
}

impl Audit {
    /// How many claims have this finding.
    pub fn count(&self, finding: ClaimFinding) -> usize {
        self.claims.iter().filter(|claim| claim.finding == finding).count()
    }

    /// A refuted claim is a finding; documents without any claim say nothing that could be told.
    pub fn exit(&self) -> Exit {
        match self.count(ClaimFinding::Refuted) {
            0 if self.claims.is_empty() => Exit::Incomplete,
            0 => Exit::Go,
            _ => Exit::NoGo,
        }
    }
}
