//! The parts of a script: commands and how they are joined, words and what they are made of.

/// What keeps a script from being understood, and on which line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Obscure {
    /// The line within the script, from 0.
    pub(crate) line: u32,
    /// What stands there.
    pub(crate) why: String,
}

impl Obscure {
    /// Something on a line of the script that is not understood.
    pub(crate) fn new(line: u32, why: impl Into<String>) -> Self {
        Self { line, why: why.into() }
    }
}

/// A command of a script.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ShellCommand {
    /// A program, a builtin or a function with its arguments; or assignments alone.
    Simple(SimpleCommand),
    /// `a | b`, or one command with `!` before it.
    Pipeline {
        /// Does a `!` turn its status round?
        negated: bool,
        /// The commands, of which each but the first reads what the one before writes.
        parts: Vec<ShellCommand>,
    },
    /// `a && b`, `a || b`.
    Joined {
        /// The command that is run first.
        left: Box<ShellCommand>,
        /// Is the other run when the first succeeds? Otherwise when it fails.
        and: bool,
        /// The command that depends on the first.
        right: Box<ShellCommand>,
    },
    /// `a &`
    Background(Box<ShellCommand>),
    /// `( a )`
    Subshell(Vec<ShellCommand>),
    /// `{ a; }`
    Group(Vec<ShellCommand>),
    /// `if a; then b; else c; fi`, with each `elif` as another condition.
    If {
        /// The conditions, each with what is run when it is the first to hold.
        branches: Vec<(Vec<ShellCommand>, Vec<ShellCommand>)>,
        /// What is run when none holds.
        otherwise: Option<Vec<ShellCommand>>,
    },
    /// `while a; do b; done`, or `until`.
    While {
        /// Does it go on until the condition holds, and not as long as it does?
        until: bool,
        /// The condition.
        condition: Vec<ShellCommand>,
        /// What is run again and again.
        body: Vec<ShellCommand>,
    },
    /// `for name in words; do b; done`
    For {
        /// The variable.
        name: String,
        /// The words; `None` for the arguments of the script.
        words: Option<Vec<ShellWord>>,
        /// What is run for each word.
        body: Vec<ShellCommand>,
    },
    /// `case word in a) b;; esac`
    Case {
        /// The word that is looked at.
        word: ShellWord,
        /// The patterns, each list with what is run when one of it fits.
        arms: Vec<(Vec<ShellWord>, Vec<ShellCommand>)>,
    },
    /// `name() { b; }`
    Function {
        /// The name.
        name: String,
        /// What a call of it runs.
        body: Box<ShellCommand>,
    },
    /// `[[ a ]]` and `(( a ))`: a condition that is not looked into.
    Condition(Vec<ShellWord>),
}

/// A program, a builtin or a function with its arguments; or assignments alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SimpleCommand {
    /// The variables that are set, each with its value.
    pub(crate) assignments: Vec<(String, ShellWord)>,
    /// The program and its arguments.
    pub(crate) words: Vec<ShellWord>,
    /// What is read from the script itself, or written to what is computed: words that are expanded, and not run.
    pub(crate) redirected: Vec<ShellWord>,
    /// Is standard input taken from the script's text or from another file?
    pub(crate) fed: bool,
    /// The line of its first word, from 0.
    pub(crate) line: u32,
    /// The text of the command as it was written.
    pub(crate) text: String,
}

/// A word of a command, before anything is put in for variables.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ShellWord {
    /// The parts that stand side by side.
    pub(crate) parts: Vec<WordPart>,
    /// Has the word quotes anywhere?
    pub(crate) quoted: bool,
}

/// A part of a word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WordPart {
    /// Text that stands for itself.
    Text {
        /// The text.
        text: String,
        /// Did it stand in quotes, so that no character in it has a meaning?
        quoted: bool,
    },
    /// `$name`, `${name}`, `$?`
    Variable(String),
    /// `$(...)` or back quotes: the script that stands within, and its line.
    Output(String, u32),
    /// `<(...)`: a script whose end nobody waits for.
    Process(String, u32),
    /// Something computed that is not looked into.
    Computed(String),
}

/// Stands in a script for what GitHub puts in before the shell sees it, where that is not known here.
pub(crate) const UNKNOWN_TEXT: char = '\u{E000}';

impl ShellWord {
    /// The text of the word, when nothing is put in for it.
    pub(crate) fn literal(&self) -> Option<String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                WordPart::Text { text: more, .. } if !more.contains(UNKNOWN_TEXT) => text.push_str(more),
                _ => return None,
            }
        }
        Some(text)
    }

    /// The word, when it is written without quotes: only then can it be a word of the language.
    pub(crate) fn bare(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [WordPart::Text { text, quoted: false }] if !self.quoted => Some(text),
            _ => None,
        }
    }
}
