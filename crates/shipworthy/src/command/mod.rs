//! From arguments to an exit code: reads the checklist, hands over to the command, and writes what came of it.

#[cfg(feature = "documents")]
mod atomic_replace;
#[cfg(feature = "documents")]
mod audit;
#[cfg(feature = "documents")]
mod build_blocker;
mod doctor;
#[cfg(feature = "documents")]
mod document;
mod explain;
#[cfg(not(all(feature = "documents", feature = "release")))]
mod external;
#[cfg(feature = "documents")]
mod import;
mod progress_display;
#[cfg(feature = "release")]
mod release;
mod run_gates;
mod schema;
mod status;
#[cfg(feature = "documents")]
mod surroundings;
#[cfg(feature = "documents")]
mod sync;
mod why;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use shipworthy_engine::run::session::Session;
use shipworthy_engine::sys::clock;
use shipworthy_kinds::KINDS;
use shipworthy_kinds::kind::Kind;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::exit::Exit;
use shipworthy_report::snippet::Styles;
use shipworthy_report::text;

use crate::Caller;
use crate::flags::{self, ChecklistCommand, Command, Common, DocumentCommand, Format, ReleaseFlags};
use crate::load::{self, Loaded};
use crate::stop::Stop;
use crate::terminal::Terminal;

/// What every command is given.
pub(crate) struct Context<'a> {
    pub(crate) caller: Caller,
    pub(crate) kinds: &'a [&'static Kind],
    pub(crate) common: &'a Common,
    /// The workspace root that was given by `--root`.
    #[cfg_attr(
        not(feature = "documents"),
        expect(dead_code, reason = "a checklist is found before a command is known")
    )]
    pub(crate) root: Option<&'a Path>,
    pub(crate) terminal: Terminal,
}

/// What a command has to say: one value, from which both formats and the exit code come.
pub(crate) struct Answer {
    /// The document, in the format that was asked for.
    pub(crate) text: String,
    pub(crate) exit: Exit,
}

impl Context<'_> {
    /// An answer in the format that was asked for; the other one is not made.
    pub(crate) fn answer(
        &self,
        exit: Exit,
        human: impl FnOnce() -> String,
        json: impl FnOnce() -> Value,
    ) -> Answer {
        let text = match self.common.format {
            Format::Human => human(),
            Format::Json => document(&json()),
        };
        Answer { text, exit }
    }
}

/// Runs the whole program.
pub(crate) fn run(caller: Caller, own: &[&'static Kind], arguments: &[OsString]) -> ExitCode {
    let mut kinds = KINDS.to_vec();
    kinds.extend(own);
    // `--root` is needed before clap can be asked, because the phases are commands.
    let root = root_of(arguments);
    let loaded = load::load(caller, root.as_deref(), &kinds, flags::looks(arguments));
    let checklist = loaded.as_ref().ok().map(|loaded| &loaded.checklist);
    let (common, command) = match flags::parse(caller, arguments, checklist) {
        Ok(parsed) => parsed,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Go };
            drop(error.print());
            if exit == Exit::Usage && wants_json(arguments) {
                let refused = Stop::usage(error.render().to_string().trim_end());
                return deliver(&document(&refusal(&refused)), exit);
            }
            return exit.code().into();
        }
    };
    let context =
        Context { caller, kinds: &kinds, common: &common, root: root.as_deref(), terminal: Terminal::look() };
    let answer = clock::check().map_err(Stop::usage).and_then(|()| answer(&context, command, loaded));
    match answer {
        Ok(answer) => deliver(&answer.text, answer.exit),
        Err(stop) => {
            Terminal::tell(&told(&stop, context.terminal));
            if common.format == Format::Human {
                return stop.exit.code().into();
            }
            deliver(&document(&refusal(&stop)), stop.exit)
        }
    }
}

/// Writes the answer. One that did not arrive whole is no GO.
fn deliver(text: &str, exit: Exit) -> ExitCode {
    let exit = match Terminal::out(text) {
        Err(error) => {
            Terminal::tell(&format!("cannot write the answer to stdout: {error}"));
            if exit == Exit::Go { Exit::Incomplete } else { exit }
        }
        Ok(()) => exit,
    };
    exit.code().into()
}

fn answer(context: &Context<'_>, command: Command, loaded: Result<Loaded, Stop>) -> Result<Answer, Stop> {
    let command = match command {
        // These two explain the tool itself and need no workspace.
        Command::Schema => return Ok(schema::schema(context)),
        Command::Explain { word } => return explain::explain(context, word.as_deref()),
        Command::Document(command) => return of_document(context, command, loaded),
        Command::Checklist(command) => command,
    };
    let loaded = loaded?;
    let checklist = loaded.sound(context.caller, context.terminal.colour_stderr, Terminal::tell)?;
    match command {
        ChecklistCommand::Doctor(flags) => doctor::doctor(context, &loaded, checklist, &flags),
        ChecklistCommand::Phase { phase, run } => run_gates::phase(context, &loaded, checklist, &phase, &run),
        ChecklistCommand::Check { gates, run } => run_gates::check(context, &loaded, checklist, &gates, &run),
        ChecklistCommand::Ready { run } => run_gates::ready(context, &loaded, checklist, &run),
        ChecklistCommand::Status => status::status(context, &loaded, checklist),
        ChecklistCommand::Why { gate } => why::why(context, &loaded, checklist, &gate),
        ChecklistCommand::Release(flags) => of_release(context, &loaded, checklist, &flags),
    }
}

/// A document can be audited and imported where there is no checklist yet.
#[cfg(feature = "documents")]
fn of_document(
    context: &Context<'_>,
    command: DocumentCommand,
    loaded: Result<Loaded, Stop>,
) -> Result<Answer, Stop> {
    match command {
        DocumentCommand::Audit(flags) => audit::audit(context, &flags),
        DocumentCommand::Import(flags) => import::import(context, loaded, &flags),
        DocumentCommand::Sync(flags) => sync::sync(context, &loaded?, &flags),
    }
}

#[cfg(not(feature = "documents"))]
fn of_document(_: &Context<'_>, _: DocumentCommand, _: Result<Loaded, Stop>) -> Result<Answer, Stop> {
    Err(external::build("documents"))
}

#[cfg(feature = "release")]
fn of_release(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    flags: &ReleaseFlags,
) -> Result<Answer, Stop> {
    release::release(context, loaded, checklist, flags)
}

#[cfg(not(feature = "release"))]
fn of_release(_: &Context<'_>, _: &Loaded, _: &Checklist, _: &ReleaseFlags) -> Result<Answer, Stop> {
    Err(external::build("release"))
}

/// Opens the session of a command and tells what is wrong with the evidence.
pub(crate) fn open<'a>(
    context: &'a Context<'_>,
    loaded: &Loaded,
    checklist: &'a Checklist,
) -> Result<Session<'a>, Stop> {
    let session = Session::open(loaded.reading(), checklist, context.kinds).map_err(Stop::incomplete)?;
    let problems = session.index.problems.iter().chain(&session.releases.problems);
    problems.for_each(|problem| Terminal::tell(&format!("note: {}", text::plain(problem))));
    Ok(session)
}

fn document(value: &Value) -> String {
    let mut text =
        serde_json::to_string_pretty(value).unwrap_or_else(|error| format!("{{\"error\": \"{error}\"}}"));
    text.push('\n');
    text
}

/// Why nothing was answered, as text. Mistakes in the checklist say by themselves that they are errors.
fn told(stop: &Stop, terminal: Terminal) -> String {
    let styles = if terminal.colour_stderr { Styles::COLOURED } else { Styles::PLAIN };
    let paint = styles.error;
    match &stop.painted {
        Some(mistakes) => mistakes.clone(),
        None => format!("{paint}error{paint:#}: {stop}"),
    }
}

/// Why nothing was answered, as JSON.
fn refusal(stop: &Stop) -> Value {
    json!({ "schema": 1, "verdict": null, "error": stop.to_string(), "problems": stop.problems })
}

/// Is JSON asked for? For when clap cannot say, because something else is wrong with the arguments.
fn wants_json(arguments: &[OsString]) -> bool {
    arguments.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json")
        || arguments.iter().any(|word| word == "--format=json")
}

fn root_of(arguments: &[OsString]) -> Option<std::path::PathBuf> {
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word == "--root" {
            return words.next().map(Into::into);
        }
        if let Some(root) = word.to_str().and_then(|word| word.strip_prefix("--root=")) {
            return Some(root.into());
        }
    }
    None
}
