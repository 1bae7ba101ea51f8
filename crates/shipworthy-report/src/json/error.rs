//! The document that every command answers when it ends early.

use shipworthy_model::problem::{LineIndex, Problem, Severity};

use super::document::{OneOf, Version, document, words};

document! {
    /// Why a command ended early.
    pub struct ErrorDocument {
        /// The version of this document.
        schema: Version,
        /// Always `null`: nothing was judged.
        verdict: (),
        /// The message, as it stands on stderr.
        error: String,
        /// The mistakes in the checklist; empty when there is none.
        problems: Vec<ProblemJson>,
    }

    /// A mistake in the checklist.
    pub struct ProblemJson {
        /// The file, relative to the root.
        file: &'static str,
        /// The line, from 1.
        line: u32,
        /// The column, from 1, in characters.
        column: u32,
        /// How bad the mistake is. A text with an error cannot be used.
        severity: OneOf<Severity>,
        /// What is wrong, on one line.
        message: String,
        /// What to write instead, or the nearest valid name.
        help: Option<String>,
    }
}

words! {
    Severity: Error, Warning => severity;
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

impl ErrorDocument {
    /// The document of an early end.
    pub fn of(error: String, problems: Vec<ProblemJson>) -> Self {
        Self { schema: Version, verdict: (), error, problems }
    }
}

impl ProblemJson {
    /// A problem in the text of `lines`, which was read from `file`.
    pub fn of(file: &'static str, lines: &LineIndex<'_>, problem: &Problem) -> Self {
        let (line, column) = lines.place(problem.span.start);
        Self {
            file,
            line,
            column,
            severity: OneOf(problem.severity),
            message: problem.message.clone(),
            help: problem.help.clone(),
        }
    }
}
