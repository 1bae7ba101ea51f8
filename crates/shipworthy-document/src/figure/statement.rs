//! A figure: one number of a document, what it counts, and what is said with it.

use std::ops::Range;

use shipworthy_model::time::Date;

use super::bar::Bar;
use super::number::Quantity;
use super::scope::FigureScope;

/// One number that a document states about itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The number as written, with its unit: bytes of the mended text.
    pub span: Range<usize>,
    /// The line of the figure, from 1.
    pub line: u32,
    /// The section it stands in.
    pub section: Option<usize>,
    /// The number that is stated.
    pub value: FigureValue,
    /// What it is for.
    pub role: FigureRole,
    /// Of when it speaks.
    pub stated: Stated,
    /// What it counts or measures, in lower case: `test coverage`, `clippy warnings`.
    pub metric: String,
    /// For a completion: the items it sums up, when the document says so.
    pub scope: Option<FigureScope>,
}

/// A number, and where its digits are.
#[derive(Debug, Clone, PartialEq)]
pub enum FigureValue {
    /// `35.4%`, `150ms`, `30`.
    Amount {
        /// How much, of what unit.
        quantity: Quantity,
        /// The digits, without unit and sign.
        digits: Range<usize>,
    },
    /// `8/10`, `4 of 8`.
    Ratio {
        /// The first number.
        part: u64,
        /// The second.
        whole: u64,
        /// The digits of the first.
        part_digits: Range<usize>,
        /// The digits of the second.
        whole_digits: Range<usize>,
    },
    /// `[====----]`
    Bar(Bar),
    /// `2025-11-12`, `October 7, 2024`
    Date(Date),
    /// `v0.1.0`
    Version(String),
}

/// What a figure is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FigureRole {
    /// How much of the work is done.
    Completion,
    /// What was counted or measured.
    Measured,
    /// What must not be passed.
    Limit(Comparison),
    /// A day.
    Date,
    /// A version.
    Version,
}

/// On which side of a limit it is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Comparison {
    /// `<= 5`, `at most 5`, `max 5`
    AtMost,
    /// `>= 5`, `at least 5`, `5+`
    AtLeast,
    /// `< 5`
    Below,
    /// `> 5`
    Above,
    /// `= 5`, `target 5`
    Exactly,
}

/// Of when a figure speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stated {
    /// It is so now.
    Now,
    /// It shall be so: a target, a goal.
    Goal,
    /// It was so once.
    Past,
}
