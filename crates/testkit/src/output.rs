//! What a run left: its exit code and what it wrote, also as a text for messages.

/// What a run left.
#[derive(Debug, Clone)]
pub struct Output {
    /// The command line, for messages.
    pub command: String,
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to stdout. Bytes that are not UTF-8 are replaced.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
}

impl Output {
    /// All of it, for a message.
    pub fn told(&self) -> String {
        let Self { command, code, stdout, stderr } = self;
        let code = code.map_or("by a signal".to_owned(), |code| code.to_string());
        format!("---- `{command}` ended: {code}\n---- stdout\n{stdout}\n---- stderr\n{stderr}\n----")
    }
}
