//! Where a defect was planted: what a finding about it must name.

/// What was planted, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// The file that a finding about it should name.
    pub file: String,
    /// The line in it, from 1, when the defect is at one.
    pub line: Option<u32>,
}
