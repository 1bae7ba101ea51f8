//! The output of a run: its exit code and what it wrote, also as a text for messages.

/// The exit code and the output of a run.
#[derive(Debug, Clone)]
pub struct Output {
    /// The command line, for messages.
    pub command: String,
    /// The exit code of the run; `None` when a signal ended it.
    pub code: Option<i32>,
    /// The text that the run wrote to stdout. Bytes that are not UTF-8 are replaced.
    pub stdout: String,
    /// The text that the run wrote to stderr.
    pub stderr: String,
}

impl Output {
    /// The exit code and both streams as text, for a message.
    pub fn told(&self) -> String {
        let Self { command, code, stdout, stderr } = self;
        let code = code.map_or("by a signal".to_owned(), |code| code.to_string());
        format!("---- `{command}` ended: {code}\n---- stdout\n{stdout}\n---- stderr\n{stderr}\n----")
    }
}
