//! How a check is asked, and what may come of asking. Whoever holds the engine answers.

use shipworthy_model::checklist::Check;
use shipworthy_model::claim::Attribution;
use shipworthy_model::judgement::Judgement;

/// What came of asking a check.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// It answered.
    Judged(Judgement),
    /// It would have to run this, on one line, and was not asked to.
    WouldRun(String),
    /// It would have to run something that cannot succeed, for this reason.
    Hopeless(String),
    /// It was stopped before it could answer.
    Stopped,
}

/// How the claims of a document are decided.
pub trait Witness {
    /// Asks a check.
    fn ask(&mut self, check: &Check) -> Reply;
    /// Since when a file is there, or is not.
    fn attribute(&mut self, path: &str, so: bool, absent: bool) -> Option<Attribution>;
    /// Is a path one that git is told to ignore, or another repository's? What is missing there says nothing.
    fn is_ignored(&mut self, path: &str) -> bool;
}
