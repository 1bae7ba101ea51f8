//! The one command that an item is about, with the words around it, and where it would be called.

use shipworthy_model::path::split;

use super::context::ItemContext;
use super::expectation::Expectation;
use crate::command::{Cargo, CommandContext, CommandLine, parse};
use crate::document::Fence;
use crate::item::Form;

/// More lines above a command than this are not looked through.
const ABOVE: usize = 60;

/// The command of an item.
#[derive(Debug)]
pub(crate) struct Invocation<'a> {
    /// The command line as it is written.
    pub(crate) line: CommandLine,
    /// Where it would be called.
    pub(crate) ground: CommandContext<'a>,
    /// Does it stand where a line above it leads? It may be meant from the root all the same.
    pub(crate) led: bool,
    /// What the document expects of it; `None` when that is not understood.
    pub(crate) expectation: Option<Expectation>,
}

/// Words that may open a sentence about running a command.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "all", "and", "can", "check", "checks", "confirm", "ensure", "execute", "final", "full", "green", "run",
    "running", "that", "the", "then", "verify",
];

/// Words in a label that make its command something to write about, and not to run.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "add", "alias", "change", "command", "create", "deprecated", "document", "drop", "example", "fix",
    "instead", "migrate", "mention", "old", "remove", "rename", "replace", "support", "update", "usage",
    "use", "write",
];

impl<'a> Invocation<'a> {
    /// The command of an item; `None` when it is not about one, or about several.
    pub(crate) fn of(context: &ItemContext<'a>) -> Option<Self> {
        let item = context.item;
        match item.form {
            Form::Command => Self::typed(context),
            Form::Link | Form::Label => None,
            _ if item.codes.is_empty() => Self::bare(context),
            _ => Self::quoted(context),
        }
    }

    fn ground(context: &ItemContext<'a>) -> CommandContext<'a> {
        let home = split(&context.document.file).0;
        CommandContext { home, surroundings: context.surroundings, files: context.files, unsettled: false }
    }

    /// A line of a fenced block; the lines above it may change the folder.
    fn typed(context: &ItemContext<'a>) -> Option<Self> {
        let mut line = parse(&context.item.text).ok()?;
        let mut ground = Self::ground(context);
        let mut led = false;
        match context.fences().next().map(|fence| above(fence, context.item.line)) {
            Some(Above::Folder(Some(folder))) if line.dir.is_none() => {
                led = true;
                line.dir = Some(folder);
            }
            Some(Above::Folder(None)) | None => {}
            Some(Above::Folder(Some(_)) | Above::Unsettled) => ground.unsettled = true,
        }
        let remark = line.comment.clone().or_else(|| context.item.expected.clone()).unwrap_or_default();
        let expects = |remark: &str| {
            let remark = remark.to_lowercase();
            ["should", "expect", "must", "→", "->", "verify"].iter().any(|word| remark.contains(word))
        };
        let expectation = match Expectation::read(&remark) {
            None if !expects(&remark) => Some(Expectation::default()),
            read => read,
        };
        Some(Self { line, ground, led, expectation })
    }

    /// A command in backticks, with words around it: ``Run `X` → success``, ``Tests pass: `X` ``.
    fn quoted(context: &ItemContext<'a>) -> Option<Self> {
        let item = context.item;
        let [code] = item.codes.as_slice() else { return None };
        let (before, after) = item.text.split_once(&code.text)?;
        let before = before.trim().trim_end_matches('`').trim();
        let after = after.trim_start().strip_prefix('`').unwrap_or(after);
        opens(before).then_some(())?;
        let line = parse(&code.text).ok()?;
        is_command(&line).then_some(())?;
        Some(Self { line, ground: Self::ground(context), led: false, expectation: Expectation::read(after) })
    }

    /// A command without backticks: `cargo build succeeds`. It ends where words begin that are understood.
    fn bare(context: &ItemContext<'a>) -> Option<Self> {
        const MOST: usize = 14;
        let words: Vec<&str> = context.item.text.split_whitespace().collect();
        let start = words.iter().position(|word| *word == "cargo")?;
        if start > 3 || words.len() > start + MOST || !opens(&words.get(..start)?.join(" ")) {
            return None;
        }
        // `cargo test --lib: 16 tests`: a stop ends the command, and is no part of its flag.
        let stop = (start + 1..words.len()).find(|at| words[*at].ends_with(STOPS));
        let last = stop.map_or(words.len(), |at| at + 1);
        (start + 2..=last).find_map(|end| {
            let expectation = Expectation::read(&words.get(end..)?.join(" "))?;
            let command = words.get(start..end)?.join(" ");
            let line = parse(command.trim_end_matches(STOPS)).ok()?;
            let complete =
                line.calls.iter().all(|call| Cargo::of(call, None).is_some_and(|it| it.operands.is_empty()));
            let known = line.calls.iter().filter_map(Cargo::subcommand).all(|name| PLAIN.contains(&name));
            (complete && known).then_some(Self {
                line,
                ground: Self::ground(context),
                led: false,
                expectation: Some(expectation),
            })
        })
    }
}

/// What ends a command that stands among words.
const STOPS: [char; 4] = [':', ',', '.', ';'];

/// Subcommands that are told from English by the words around them.
#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "bench", "build", "check", "clippy", "doc", "fmt", "nextest", "publish", "test",
];

/// Do these words lead to a command that is to be run?
fn opens(before: &str) -> bool {
    let lower = before.to_lowercase();
    let mut words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let label = before.ends_with(':') || before.ends_with(['-', '–', '—']);
    words.clone().all(|word| OPENERS.contains(&word)) || (label && !words.any(|word| ABOUT.contains(&word)))
}

/// Is it a command, and not a name or a path?
fn is_command(line: &CommandLine) -> bool {
    let known = |program: &str| {
        matches!(
            program,
            "cargo" | "mix" | "npm" | "make" | "just" | "go" | "pytest" | "git" | "yarn" | "pnpm"
        )
    };
    let words = |call: &crate::command::Call| call.words.len() > 1 && known(call.program());
    let script =
        |program: &str| program.starts_with("./") || matches!(program, "bash" | "sh" | "python" | "python3");
    line.calls.first().is_some_and(|call| words(call) || script(call.program()))
}

/// What the lines above a command leave behind.
enum Above {
    /// The folder they change to.
    Folder(Option<crate::command::Word>),
    /// They may make files, or change to a folder that is not known.
    Unsettled,
}

fn above(fence: &Fence, line: u32) -> Above {
    let count = usize::try_from(line.saturating_sub(fence.first)).unwrap_or(usize::MAX);
    if count > ABOVE {
        return Above::Unsettled;
    }
    let mut folder = None;
    let lines = fence.body.lines().take(count).map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !is_harmless(line)) {
        match parse(line) {
            Err(crate::command::Refusal::Empty) => {}
            Err(_) => return Above::Unsettled,
            Ok(line) => {
                if !line.calls.iter().all(leaves_all_in_place) || (line.dir.is_some() && folder.is_some()) {
                    return Above::Unsettled;
                }
                folder = line.dir.or(folder);
            }
        }
    }
    Above::Folder(folder)
}

/// A remark or a plain call of cargo; most lines are, and need no closer look.
fn is_harmless(line: &str) -> bool {
    let plain = line.strip_prefix("cargo ").is_some_and(|rest| {
        rest.starts_with(['b', 'c', 'd', 't']) && !rest.contains(['&', '|', ';', '>', '`', '$'])
    });
    plain || line.starts_with('#')
}

/// Is a call known to make no file that a later line may need?
fn leaves_all_in_place(call: &crate::command::Call) -> bool {
    let first = call.arguments().first().map_or("", |word| word.text.as_str());
    match call.program() {
        "cargo" => {
            Cargo::subcommand(call).is_some_and(|name| !matches!(name, "new" | "init" | "generate" | "clone"))
        }
        "git" => matches!(first, "add" | "commit" | "diff" | "log" | "push" | "status" | "tag"),
        "cat" | "echo" | "export" | "ls" | "mix" => true,
        _ => false,
    }
}
