//! What is known of a statement, and what that means for its mark.

use shipworthy_model::claim::{ClaimFinding, Mark};

/// What is known of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is so.
    So,
    /// It is not so.
    NotSo,
    /// A part of it is so.
    Partly,
    /// Not known.
    Unknown,
}

/// What that means for the mark. A statement without a mark is a task, and so open, unless it is `stated` as a fact
/// (a command to type, a link to follow, a figure).
pub fn finding(mark: Mark, stated: bool, answer: Answer) -> ClaimFinding {
    let done = mark == Mark::Done || (mark == Mark::None && stated);
    match (answer, done) {
        (Answer::Unknown, _) => ClaimFinding::Unproven,
        (Answer::Partly, _) => ClaimFinding::Partly,
        (Answer::So, true) | (Answer::NotSo, false) => ClaimFinding::Holds,
        (Answer::NotSo, true) => ClaimFinding::Refuted,
        (Answer::So, false) => ClaimFinding::AlreadyHolds,
    }
}
