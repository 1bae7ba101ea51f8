//! Whether something that was claimed is shown by what was measured: yes, no, or not to be told.

use crate::ruling::Doubt;

/// Of a claim about numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ClaimRuling {
    /// It holds, with the confidence that was asked for.
    Holds,
    /// It does not, with the same.
    Refuted,
    /// Could not tell.
    Open(Doubt),
}
