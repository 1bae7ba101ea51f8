//! An item: one statement of a document that could be so or not, with the place of everything a reader may rewrite.
//!
//! Offsets are bytes of the repaired text (`Text::text`); `Text::origin` leads back to the bytes of the file.

use std::ops::Range;

use shipworthy_model::checklist::Priority;
use shipworthy_model::claim::Mark;

/// A statement of a document: a box, a task, a row of a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// The line on which the item begins, from 1.
    pub line: u32,
    /// The text of the item, without the items below it: from the list marker (or `#`, or the first cell) to the end of its
    /// last line.
    pub span: Range<usize>,
    /// The statement on one line: no box, no mark, no markup, no list marker.
    pub text: String,
    /// What the document says of it.
    pub mark: Mark,
    /// How the mark is written, where it is written at all.
    pub sign: Option<Sign>,
    /// How the item is written.
    pub form: Form,
    /// Does the document want it *not* to be so? (A criterion of a NO-GO list.)
    pub unwanted: bool,
    /// The bold words that open it.
    pub lead: Option<String>,
    /// What must come of it: the words behind an arrow, or behind `Expected:`.
    pub expected: Option<String>,
    /// Code in backticks.
    pub codes: Vec<Code>,
    /// Links to somewhere.
    pub links: Vec<Link>,
    /// Said beside it: `Effort: 2h`, `File: x`, and the continuation lines of a fence below it (`Estimated: 200 lines`).
    pub notes: Vec<Note>,
    /// The section it stands in, an index into [`crate::document::Document::sections`]. `None` above the first heading.
    pub section: Option<usize>,
    /// The item it is nested below, in a list or as the heading around, an index into
    /// [`crate::document::Document::items`].
    pub parent: Option<usize>,
    /// The label above its list (`**Scripts** (`scripts/`):`), an index into the items. For an item nested deeper, that of
    /// its outermost parent.
    pub label: Option<usize>,
    /// Fenced blocks that belong to it, indices into [`crate::document::Document::fences`]. Those below a label that names
    /// no path (`**Test:**`) belong to the heading as well; a command has the block it stands in.
    pub fences: Vec<usize>,
    /// The priority of the item, when it states one itself.
    pub priority: Option<Priority>,
    /// Is it inside a fence that was closed too early, so that a Markdown reader shows it as code?
    pub swallowed: bool,
}

/// How an item is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// `- [ ] ...`, `* [x] ...`, `1. [ ] ...`
    #[default]
    Box,
    /// `### [ ] ...`
    BoxHeading,
    /// `### 2. Create ...`: the heading is the task.
    NumberedHeading,
    /// `- done ...` or `1. pending ...` with an emoji or a word for its mark.
    SignedItem,
    /// A list item without any mark, below a heading or label that makes it a criterion or a task.
    BareItem,
    /// A row of a table that has a status.
    StatusRow,
    /// `**SECURITY.md** (Critical):` or a bold title with a path: what stands below belongs to it.
    Label,
    /// `**Quality Gate**: ...`, `**Success Criteria**: ...` on one line.
    QualityGate,
    /// `**Error Rate**: 0% ...`: a measured figure, stated.
    Metric,
    /// A command line of a fenced block that belongs to no item.
    Command,
    /// A relative link in running text.
    Link,
}

/// How a mark is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// Where the mark is written: the one character between the brackets, the emoji, or the whole content of the status cell.
    pub span: Range<usize>,
    /// In which way the mark is written.
    pub style: Style,
}

/// The ways to write a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `[ ]`, `[x]`, `[X]`
    Box,
    /// An emoji, or a word such as `DONE`.
    Emoji,
    /// A cell of a table.
    Cell,
}

/// Code in backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The code without its backticks.
    pub text: String,
    /// Where the code stands, with its backticks.
    pub span: Range<usize>,
}

/// A link or an image of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, as written.
    pub target: String,
    /// The line of the link, from 1.
    pub line: u32,
}

/// Something said of an item or a section: a key and a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// In lower case, without colon and markup: `effort`, `owner`, `why`, `risk`, `file`, `create`, `add to`, `status`.
    pub key: String,
    /// The rest of the line, without markup.
    pub value: String,
    /// Code in backticks in the value.
    pub codes: Vec<Code>,
    /// The line, from 1.
    pub line: u32,
}
