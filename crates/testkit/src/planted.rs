//! The place where a defect was planted: what a finding about it must name.

/// The place where a defect was planted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// The file that a finding about the defect should name.
    pub file: String,
    /// The line of the defect in that file, from 1, when it is at one.
    pub line: Option<u32>,
}
