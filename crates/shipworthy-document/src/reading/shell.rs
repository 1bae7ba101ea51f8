//! The command lines of a fenced block, as text. Nothing is split into words here, and nothing is run.

/// One command of a fenced block.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FencedCommand {
    /// The text of the command, without prompt, comment and the breaks of a line that goes on.
    pub(super) text: String,
    /// The first line of the command in the block, from 0.
    pub(super) line: u32,
    /// The last line of the command in the block, from 0.
    pub(super) last: u32,
    /// Comments above it and behind it.
    pub(super) comments: Vec<String>,
    /// What a comment says must come of it.
    pub(super) expected: Option<String>,
}

/// The commands of a block in a language; none when it is no shell.
pub(super) fn commands(language: &str, body: &str) -> Vec<FencedCommand> {
    let prompted = body.lines().any(|line| prompt(line).is_some());
    let reads = match language {
        "bash" | "sh" | "shell" | "zsh" | "fish" => true,
        "console" | "shell-session" | "shellsession" | "sh-session" | "terminal" | "text" => prompted,
        "" => prompted || is_all_known(body),
        _ => false,
    };
    // A script is a text of its own.
    if !reads || body.trim_start().starts_with("#!") {
        return Vec::new();
    }
    let mut reader = CommandReader { prompted, ..CommandReader::default() };
    for (number, line) in (0..).zip(body.lines()) {
        reader.line(number, line);
    }
    reader.end();
    reader.commands
}

#[derive(Debug, Default)]
struct CommandReader {
    commands: Vec<FencedCommand>,
    prompted: bool,
    /// The word that ends a here document.
    heredoc: Option<String>,
    /// How deep in `if`, `for`, `while`, `case`: what stands there is a script.
    depth: u32,
    comments: Vec<String>,
    /// A command that goes on.
    open: Option<FencedCommand>,
}

impl CommandReader {
    fn line(&mut self, number: u32, line: &str) {
        if let Some(end) = &self.heredoc {
            if let Some(last) = self.commands.last_mut() {
                last.last = number;
            }
            if line.trim() == end {
                self.heredoc = None;
            }
            return;
        }
        if let Some(open) = self.open.take() {
            self.put(open, number, line.trim());
            return;
        }
        let line = match (prompt(line), self.prompted) {
            (Some(line), _) => line,
            // What stands below a prompt is output.
            (None, true) => return,
            (None, false) => line.trim(),
        };
        if line.is_empty() {
            self.comments.clear();
        } else if let Some(comment) = line.strip_prefix('#') {
            self.comments.push(comment.trim().to_owned());
        } else if !self.is_script(line) {
            let comments = std::mem::take(&mut self.comments);
            self.put(FencedCommand { line: number, comments, ..FencedCommand::default() }, number, line);
        }
    }

    /// Adds a line to a command, which ends with it or goes on.
    fn put(&mut self, mut command: FencedCommand, number: u32, line: &str) {
        if !command.text.is_empty() {
            command.text.push(' ');
        }
        let before = command.text.len();
        command.text.push_str(line);
        command.last = number;
        let scan = Scan::of(&command.text);
        if let Some(at) = scan.comment.filter(|at| *at >= before) {
            let comment = command.text.split_off(at);
            let comment = comment.trim_start_matches('#').trim().to_owned();
            command.text.truncate(command.text.trim_end().len());
            command.expected = expectation(&comment);
            command.comments.push(comment);
        } else if let Some(text) = command.text.strip_suffix('\\').map(|text| text.trim_end().len()) {
            command.text.truncate(text);
            self.hold(command);
            return;
        } else if scan.is_open {
            self.hold(command);
            return;
        }
        self.heredoc = scan.heredoc;
        self.keep(command);
    }

    /// A command that never ends is not read again and again.
    fn hold(&mut self, command: FencedCommand) {
        if command.last - command.line < 50 && command.text.len() < 4_000 {
            self.open = Some(command);
        } else {
            self.keep(command);
        }
    }

    fn keep(&mut self, command: FencedCommand) {
        if !command.text.is_empty() {
            self.commands.push(command);
        }
    }

    fn end(&mut self) {
        if let Some(open) = self.open.take() {
            self.keep(open);
        }
    }

    /// Is a line part of a script: a loop, a condition, a function?
    fn is_script(&mut self, line: &str) -> bool {
        let first = line.split([' ', ';', '\t']).next().unwrap_or_default();
        match first {
            "if" | "for" | "while" | "until" | "case" => {
                let ends = ["fi", "done", "esac"];
                let last = line.split([' ', ';', '\t']).rfind(|word| !word.is_empty()).unwrap_or_default();
                self.depth += u32::from(!ends.contains(&last));
                true
            }
            "fi" | "done" | "esac" | "}" => {
                self.depth = self.depth.saturating_sub(1);
                true
            }
            "function" => {
                self.depth += u32::from(line.ends_with('{'));
                true
            }
            _ if line.ends_with("() {") => {
                self.depth += 1;
                true
            }
            "then" | "else" | "elif" | "do" | "{" => true,
            _ => self.depth > 0,
        }
    }
}

/// What one look at a command line tells.
#[derive(Debug, Default)]
struct Scan {
    /// Where a comment begins.
    comment: Option<usize>,
    /// Is a quote open at its end?
    is_open: bool,
    heredoc: Option<String>,
}

impl Scan {
    fn of(text: &str) -> Self {
        let mut scan = Self::default();
        let mut quote: Option<char> = None;
        let mut escaped = false;
        let mut before = ' ';
        for (at, char) in text.char_indices() {
            match (quote, char) {
                _ if escaped => escaped = false,
                (None | Some('"'), '\\') => escaped = true,
                (Some(open), _) if open == char => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(char),
                (None, '#') if before.is_whitespace() => {
                    scan.comment = Some(at);
                    return scan;
                }
                (None, '<') if scan.heredoc.is_none() => {
                    scan.heredoc = heredoc(text.get(at..).unwrap_or_default());
                }
                _ => {}
            }
            before = char;
        }
        scan.is_open = quote.is_some();
        scan
    }
}

/// The word that ends the here document which a text opens: `<<EOF`, `<<-'EOF'`.
fn heredoc(text: &str) -> Option<String> {
    let word = text.strip_prefix("<<")?.trim_start_matches('-').trim_start();
    let word = word.trim_start_matches(['\'', '"', '\\']);
    let end = word.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(word.len());
    word.get(..end).filter(|word| word.starts_with(char::is_alphabetic)).map(str::to_owned)
}

/// `Should pass`, `expect: ok`, `→ ok`: what must come of a command.
fn expectation(comment: &str) -> Option<String> {
    let lower = comment.to_lowercase();
    let words = ["should ", "must ", "expect: ", "expected: ", "expects ", "expect ", "→ ", "=> ", "-> "];
    let found = words.iter().find(|word| lower.starts_with(**word))?;
    let is_modal = matches!(*found, "should " | "must ");
    if is_modal {
        Some(comment.to_owned())
    } else {
        comment.get(found.len()..).map(|rest| rest.trim().to_owned())
    }
}

fn prompt(line: &str) -> Option<&str> {
    let line = line.trim();
    line.strip_prefix("$ ").or_else(|| line.strip_prefix("❯ ")).map(str::trim)
}

/// Is every line a comment or begins with a well-known command?
fn is_all_known(body: &str) -> bool {
    const KNOWN: [&str; 44] = [
        "cargo",
        "rustup",
        "rustc",
        "git",
        "gh",
        "mix",
        "iex",
        "npm",
        "npx",
        "yarn",
        "pnpm",
        "node",
        "python",
        "python3",
        "pip",
        "pytest",
        "go",
        "make",
        "just",
        "docker",
        "docker-compose",
        "kubectl",
        "helm",
        "cd",
        "ls",
        "mkdir",
        "cp",
        "mv",
        "rm",
        "cat",
        "grep",
        "curl",
        "wget",
        "export",
        "echo",
        "source",
        "chmod",
        "sudo",
        "apt",
        "apt-get",
        "brew",
        "hyperfine",
        "valgrind",
        "systemctl",
    ];
    let mut lines =
        body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    lines.peek().is_some()
        && lines.all(|line| {
            let mut words = line.split_whitespace();
            let first = words.next().unwrap_or_default();
            first.starts_with("./") || (KNOWN.contains(&first) && words.next().is_some())
        })
}

#[cfg(test)]
mod tests {
    use super::{FencedCommand, commands};

    fn texts(language: &str, body: &str) -> Vec<String> {
        commands(language, body).into_iter().map(|command| command.text).collect()
    }

    #[test]
    fn each_command_line_of_a_shell_block_is_a_command() {
        for (language, body, expected) in [
            ("bash", "cargo build\n\n# note\ncargo test\n", &["cargo build", "cargo test"][..]),
            ("sh", "cargo run \\\n  --release \\\n  -- a\n", &["cargo run --release -- a"]),
            ("bash", "cat > a <<'EOF'\ncargo nonsense\nEOF\nls a\n", &["cat > a <<'EOF'", "ls a"]),
            ("console", "$ cargo test\nrunning 1 test\n$ ls\n", &["cargo test", "ls"]),
            ("bash", "$ cargo test\noutput\n", &["cargo test"]),
            ("text", "words\nmore\n", &[]),
            ("", "cargo build\n./run.sh\n", &["cargo build", "./run.sh"]),
            ("", "cargo build\nand then wait\n", &[]),
            ("rust", "fn main() {}\n", &[]),
            ("bash", "#!/bin/sh\necho a\n", &[]),
            ("bash", "for a in b; do\n  rm a\ndone\nls\nif a; then b; fi\nls -l\n", &["ls", "ls -l"]),
            ("bash", "f() {\n  rm a\n}\nls\n", &["ls"]),
            ("bash", "echo 'a\nb # c'\nls\n", &["echo 'a b # c'", "ls"]),
            ("bash", "echo \"# no\" # yes\n", &["echo \"# no\""]),
            ("bash", "ls a#b\n", &["ls a#b"]),
        ] {
            assert_eq!(texts(language, body), expected, "{body}");
        }
    }

    #[test]
    fn a_comment_tells_what_is_expected() {
        let read = commands("bash", "# Build it\ncargo build   # Should pass\ncargo test # expect: ok\n");
        let expected = [
            FencedCommand {
                text: "cargo build".into(),
                line: 1,
                last: 1,
                comments: vec!["Build it".into(), "Should pass".into()],
                expected: Some("Should pass".into()),
            },
            FencedCommand {
                text: "cargo test".into(),
                line: 2,
                last: 2,
                comments: vec!["expect: ok".into()],
                expected: Some("ok".into()),
            },
        ];
        assert_eq!(read, expected);
    }
}
