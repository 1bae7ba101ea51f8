//! What is known of a statement, and what that means for its mark.

use shipworthy_model::claim::{ClaimFinding, Mark};

/// What is known of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
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
pub fn finding(mark: Mark, stated: bool, answer: Truth) -> ClaimFinding {
    let done = mark == Mark::Done || (mark == Mark::None && stated);
    match (answer, done) {
        (Truth::Unknown, _) => ClaimFinding::Unproven,
        (Truth::Partly, _) => ClaimFinding::Partly,
        (Truth::So, true) | (Truth::NotSo, false) => ClaimFinding::Holds,
        (Truth::NotSo, true) => ClaimFinding::Refuted,
        (Truth::So, false) => ClaimFinding::AlreadyHolds,
    }
}
