//! A command as it is called, with what is known put in for its variables: which program it is behind `sudo`, `env` and the
//! like, and whether it is the one that is wanted.

use regex_lite::Regex;

/// A command as it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CalledProgram {
    /// The words, with what is known put in.
    pub(crate) words: Vec<String>,
    /// Which of the words is the program, behind those that only call another.
    pub(crate) program_at: usize,
    /// Is what it reads from standard input fetched from the network?
    pub(crate) fetched: bool,
    /// The command as it was written, with its assignments and redirections.
    pub(crate) text: String,
    /// The line that it begins on, from 0.
    pub(crate) line: u32,
}

/// Whether a command is what is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It is handed what is wanted; whether it runs that is not known.
    Handed,
}

/// Programs that run what stands behind them, and end as it does.
const CALLERS: [&str; 12] = [
    "sudo", "env", "time", "nice", "nohup", "timeout", "command", "exec", "builtin", "stdbuf", "ionice",
    "xvfb-run",
];
/// Options of those that have a value of their own.
const WITH_VALUE: [&str; 8] = ["-u", "-n", "-k", "-s", "-C", "-g", "-c", "-a"];
/// Programs for which what stands behind them is text or a file, and never a command.
const TELLERS: [&str; 25] = [
    "echo", "printf", "cat", "grep", "egrep", "fgrep", "rg", "git", "test", "[", ":", "true", "false", "cd",
    "export", "mkdir", "rm", "cp", "mv", "touch", "ls", "which", "type", "rustup", "sed",
];
/// Flags with which cargo runs nothing.
const IDLE_FLAGS: [&str; 5] = ["--no-run", "--help", "-h", "--version", "--list"];

/// What a shell does itself.
const BUILTINS: [&str; 34] = [
    ":", "true", "false", "echo", "printf", "pwd", "shopt", "unset", "umask", "hash", "ulimit", "export",
    "declare", "local", "readonly", "typeset", "set", "exit", "return", "break", "continue", "test", "[",
    "read", "wait", "trap", "eval", "exec", "source", ".", "cd", "pushd", "popd", "command",
];
/// Programs that run what a file of the repository says, each with that file, where it is not an argument.
const RUNNERS: [(&str, &str); 33] = [
    ("source", ""),
    (".", ""),
    ("bash", ""),
    ("sh", ""),
    ("zsh", ""),
    ("pwsh", ""),
    ("python", ""),
    ("python3", ""),
    ("node", ""),
    ("deno", ""),
    ("bun", ""),
    ("perl", ""),
    ("ruby", ""),
    ("make", "Makefile"),
    ("gmake", "Makefile"),
    ("just", "justfile"),
    ("task", "Taskfile.yml"),
    ("mask", ""),
    ("mise", "mise.toml"),
    ("npm", "package.json"),
    ("npx", "package.json"),
    ("pnpm", "package.json"),
    ("yarn", "package.json"),
    ("tox", "tox.ini"),
    ("nox", "noxfile.py"),
    ("uv", "pyproject.toml"),
    ("docker", "Dockerfile"),
    ("podman", "Dockerfile"),
    ("nix", "flake.nix"),
    ("nix-build", "default.nix"),
    ("nix-shell", "shell.nix"),
    ("bazel", "BUILD.bazel"),
    ("cross", "Cross.toml"),
];
/// Shells, which run what they are handed as a file, as a word or on standard input.
const SHELLS: [&str; 5] = ["sh", "bash", "dash", "zsh", "ksh"];
/// Programs that write what they fetch from the network.
const FETCHERS: [&str; 2] = ["curl", "wget"];
/// Subcommands that cargo has itself, and that run no other.
const CARGO: [&str; 36] = [
    "build",
    "b",
    "check",
    "c",
    "clean",
    "doc",
    "d",
    "new",
    "init",
    "add",
    "remove",
    "test",
    "t",
    "bench",
    "update",
    "search",
    "publish",
    "install",
    "uninstall",
    "fmt",
    "clippy",
    "fix",
    "tree",
    "vendor",
    "version",
    "yank",
    "package",
    "metadata",
    "login",
    "owner",
    "fetch",
    "generate-lockfile",
    "locate-project",
    "pkgid",
    "rustc",
    "rustdoc",
];
/// Subcommands that come by themselves, and do one thing or hand on the subcommand that is written behind them.
const PLUGINS: [&str; 12] = [
    "miri",
    "fuzz",
    "deny",
    "audit",
    "semver-checks",
    "machete",
    "udeps",
    "outdated",
    "binstall",
    "msrv",
    "hack",
    "careful",
];

impl CalledProgram {
    /// A call of these words.
    pub(crate) fn new(words: Vec<String>, text: String, line: u32) -> Self {
        let program_at = program_at(&words);
        Self { words, program_at, fetched: false, text, line }
    }

    /// The program.
    pub(crate) fn program(&self) -> &str {
        self.words.get(self.program_at).map_or("", String::as_str)
    }

    /// The program and its arguments.
    pub(crate) fn arguments(&self) -> &[String] {
        self.words.get(self.program_at..).unwrap_or_default()
    }

    /// The subcommand, when the program is cargo.
    pub(crate) fn cargo_subcommand(&self) -> Option<&str> {
        let [program, rest @ ..] = self.arguments() else { return None };
        let mut rest = rest.iter().filter(|_| program == "cargo");
        while let Some(word) = rest.next() {
            if matches!(word.as_str(), "-Z" | "-C" | "--config" | "--color") {
                rest.next();
            } else if !word.starts_with(['+', '-']) {
                return Some(word);
            }
        }
        None
    }

    /// Does the shell do it itself?
    pub(crate) fn is_builtin(&self) -> bool {
        BUILTINS.contains(&self.program())
    }

    /// May it run what a pattern wants, though its text does not say so? Such are a file of the repository, what a tool
    /// makes of one, and a subcommand that hands others to cargo. A script that was just fetched is none of the repository's:
    /// `curl ... | sh` installs something, as an action of another repository does.
    pub(crate) fn may_run(&self, pattern: &Regex) -> bool {
        let program = self.program();
        let file = program.contains('/') && !program.starts_with(['/', '~', '$']);
        let subcommand = self.cargo_subcommand().filter(|name| !CARGO.contains(name));
        let handed_on = subcommand.is_some_and(|name| {
            let without: Vec<&str> = self
                .arguments()
                .iter()
                .map(String::as_str)
                .filter(|word| *word != name && !word.starts_with(['-', '+']))
                .collect();
            !PLUGINS.contains(&name) || pattern.is_match(&without.join(" "))
        });
        file || handed_on || (RUNNERS.iter().any(|(name, _)| *name == program) && !self.runs_fetched())
    }

    /// Does it fetch something from the network?
    pub(crate) fn fetches(&self) -> bool {
        FETCHERS.contains(&self.program())
    }

    /// Is it a shell whose script is fetched: through a pipe, or by a command in place of the file or the word?
    fn runs_fetched(&self) -> bool {
        let [program, rest @ ..] = self.arguments() else { return false };
        let options = rest.iter().take_while(|word| word.len() > 1 && word.starts_with(['-', '+'])).count();
        let (options, operands) = rest.split_at(options);
        let from_input = options.iter().any(|option| option == "-s")
            || operands.first().is_none_or(|operand| operand == "-" || operand == "/dev/stdin");
        let computed = operands.first().and_then(|word| word.strip_prefix("$(").or(word.strip_prefix("<(")));
        let fetched = |script: &str| {
            script.split_whitespace().next().is_some_and(|program| FETCHERS.contains(&program))
        };
        SHELLS.contains(&program.as_str()) && (from_input && self.fetched || computed.is_some_and(fetched))
    }

    /// The file of the repository that would have to be read to know what the command runs, where that can be told.
    pub(crate) fn script(&self) -> Option<&str> {
        let program = self.program();
        if program.contains('/') {
            return Some(program);
        }
        let (_, usual) = RUNNERS.iter().find(|(name, _)| *name == program)?;
        let mut arguments = self.arguments().iter().skip(1).map(String::as_str);
        if !usual.is_empty() {
            // `make -f ci.mk`
            let named =
                arguments.find(|word| *word == "-f" || *word == "--file").and_then(|_| arguments.next());
            return Some(named.unwrap_or(usual));
        }
        arguments.find(|word| !word.starts_with('-')).filter(|word| word.contains(['/', '.']))
    }

    /// Does a pattern want this command?
    pub(crate) fn wanted_by(&self, pattern: &Regex) -> Match {
        let words = self.arguments();
        let Some(program) = words.first() else { return Match::No };
        let is_cargo = program == "cargo" || program.ends_with("/cargo");
        let before_tests = words.iter().take_while(|word| *word != "--");
        let mut idle = before_tests.filter(|word| IDLE_FLAGS.contains(&word.as_str()));
        if is_cargo && idle.any(|flag| !pattern.as_str().contains(flag.trim_start_matches('-'))) {
            return Match::No;
        }
        let whole = words.join(" ");
        let plain: Vec<&str> =
            words.iter().map(String::as_str).filter(|word| !word.starts_with('+')).collect();
        let mut handed = false;
        for text in [whole, plain.join(" ")] {
            match pattern.find(&text) {
                Some(found) if is_cargo || found.start() < program.len() => return Match::Yes,
                Some(_) => handed = true,
                None => {}
            }
        }
        // With what stands before the program, and with its quotes and redirections.
        let written = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(found) = pattern.find(&written) {
            let place = written.find(program.as_str()).unwrap_or(0);
            if is_cargo || (found.start() <= place && found.end() > place) {
                return Match::Yes;
            }
            handed = true;
        }
        let tells = TELLERS.contains(&program.as_str());
        if handed && !tells { Match::Handed } else { Match::No }
    }
}

/// Which word is the program, behind those that only call another.
fn program_at(words: &[String]) -> usize {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let name = word.rsplit('/').next().unwrap_or(word);
        let rustup = name == "rustup" && words.get(at + 1).is_some_and(|word| word == "run");
        if rustup {
            at += 3;
            continue;
        }
        if !CALLERS.contains(&name) || words.len() <= at + 1 {
            return at;
        }
        // `command -v cargo` asks where it is.
        if name == "command" && words[at + 1].starts_with('-') {
            return at;
        }
        at += 1;
        while let Some(option) = words.get(at) {
            let assignment = option.split_once('=').is_some_and(|(name, _)| super::lexer::is_name(name));
            if option.starts_with('-') {
                at += 1 + usize::from(WITH_VALUE.contains(&option.as_str()));
            } else if assignment || (name == "timeout" && option.starts_with(|c: char| c.is_ascii_digit())) {
                at += 1;
            } else {
                break;
            }
        }
    }
    at
}

/// Programs of POSIX whose end tells nothing of what another program found: they move things about, and do it.
const TIDY: [&str; 24] = [
    "cat", "chmod", "cp", "date", "du", "df", "head", "ln", "ls", "mkdir", "mv", "nl", "rm", "rmdir",
    "sleep", "sort", "tail", "tee", "touch", "tr", "uniq", "wc", "cut", "fold",
];
/// Programs that prepare: a failure of theirs is one, and nothing that a script asks to know.
const PREPARES: [&str; 8] = ["cd", "pushd", "popd", "cargo", "rustup", "sudo", "source", "."];

/// Does the program succeed, whatever was found before?
pub(crate) fn is_tidy(program: &str) -> bool {
    TIDY.contains(&program)
}

/// Does the program prepare what comes next, so that it is taken to succeed?
pub(super) fn prepares(program: &str) -> bool {
    is_tidy(program) || PREPARES.contains(&program)
}

/// Does a command make results up?
pub(super) fn makes_up(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    any(&["dummy", "fake", "fabricat", "placeholder"])
        && any(&["result", "bench", "coverage", "report", "metric", "score", "output"])
}
