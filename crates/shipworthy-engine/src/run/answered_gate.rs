//! A gate that a sign-off answers, as the checklist of the commit had it which was looked at.

/// A gate that a person answered, as it was in the commit that was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnsweredGate {
    /// The question that it asked there.
    pub question: Option<String>,
    /// The globs of its inputs there; none when the whole tree counted.
    pub inputs: Vec<String>,
}
