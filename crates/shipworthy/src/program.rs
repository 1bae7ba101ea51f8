//! From arguments to an exit code: reads the checklist, hands over to the command, and writes what came of it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use shipworthy_engine::sys::clock;
use shipworthy_engine::sys::scratch;
use shipworthy_kinds::KINDS;
use shipworthy_kinds::kind::Kind;
use shipworthy_model::exit::Exit;
use shipworthy_report::json::ErrorDocument;
use shipworthy_report::snippet::Styles;

use crate::answer::json_text;
use crate::context::Context;
use crate::flags::{self, Format};
use crate::last_word::LastWord;
use crate::stop::Stop;
use crate::terminal::Terminal;
use crate::{Caller, command, load};

/// Runs the whole program, from its arguments to its exit code.
pub(crate) fn run(caller: Caller, own: &[&'static Kind], arguments: &[OsString]) -> ExitCode {
    let code = answered(caller, own, arguments);
    // A look that nobody waits for any more may still be under way.
    scratch::remove_all();
    code
}

fn answered(caller: Caller, own: &[&'static Kind], arguments: &[OsString]) -> ExitCode {
    let terminal = Terminal::look();
    let json = wants_json(arguments);
    let last_word = LastWord::watch(move |stop| {
        refuse(stop, terminal, json);
    });
    let mut kinds = KINDS.to_vec();
    kinds.extend(own);
    // `--root` is needed before clap can be asked, because the phases are commands.
    let root = root_of(arguments);
    let loaded = load::load(caller, root.as_deref(), &kinds, flags::looks(arguments));
    let checklist = loaded.as_ref().ok().map(|loaded| &loaded.checklist);
    let (global, command) = match flags::parse(caller, arguments, checklist) {
        Ok(parsed) => parsed,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Go };
            drop(error.print());
            if exit == Exit::Usage && json {
                let refused = Stop::usage(error.render().to_string().trim_end());
                return deliver(&json_text(&refusal(refused)), exit);
            }
            return exit.code().into();
        }
    };
    let context = Context {
        caller,
        kinds: &kinds,
        flags: &global,
        root: root.as_deref(),
        terminal,
        last_word: &last_word,
    };
    let answer =
        clock::check().map_err(Stop::usage).and_then(|()| command::dispatch(&context, command, loaded));
    let answer = last_word.take().map_or(answer, Err);
    match answer {
        Ok(answer) => deliver(&answer.text, answer.exit),
        Err(stop) => refuse(stop, terminal, global.format == Format::Json),
    }
}

/// Says why there is no answer: to a person, and to a script that asked for JSON.
fn refuse(stop: Stop, terminal: Terminal, json: bool) -> ExitCode {
    Terminal::tell(&told(&stop, terminal));
    let exit = stop.exit;
    if json { deliver(&json_text(&refusal(stop)), exit) } else { exit.code().into() }
}

/// Writes the answer to stdout. One that did not arrive whole is no GO.
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

/// The message about an early end, as text. Mistakes in the checklist say by themselves that they are errors.
fn told(stop: &Stop, terminal: Terminal) -> String {
    let styles = if terminal.colour_stderr { Styles::COLOURED } else { Styles::PLAIN };
    let paint = styles.error;
    match &stop.painted {
        Some(mistakes) => mistakes.clone(),
        None => format!("{paint}error{paint:#}: {stop}"),
    }
}

/// The message about an early end, as JSON.
fn refusal(stop: Stop) -> ErrorDocument {
    ErrorDocument::of(stop.to_string(), stop.problems)
}

/// Do the arguments ask for JSON? For when clap cannot say, because something else is wrong with them.
fn wants_json(arguments: &[OsString]) -> bool {
    arguments.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json")
        || arguments.iter().any(|word| word == "--format=json")
}

fn root_of(arguments: &[OsString]) -> Option<PathBuf> {
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
