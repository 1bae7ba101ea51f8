//! From arguments to an exit code: reads the checklist, hands over to the command, and writes what came of it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use shipworthy_engine::sys::clock;
use shipworthy_engine::sys::exhaustion;
use shipworthy_engine::sys::scratch;
use shipworthy_kinds::KINDS;
use shipworthy_model::exit::Exit;
use shipworthy_model::kind::Kind;
use shipworthy_report::json::ErrorDocument;
use shipworthy_report::snippet::Styles;

use crate::answer::json_text;
use crate::context::Context;
use crate::delivery::Delivery;
use crate::flags::{self, Format};
use crate::last_word::LastWord;
use crate::stop::Stop;
use crate::terminal::Terminal;
use crate::{Caller, command, load};

/// Runs the whole program, from its arguments to its exit code.
pub(crate) fn run(
    caller: Caller,
    own: &[&'static Kind],
    arguments: impl FnOnce() -> Vec<OsString>,
) -> ExitCode {
    if !exhaustion::can_begin() {
        let mut text = [0; 4096];
        let words = exhaustion::command_line(&mut text);
        let words = words.split(|byte| *byte == 0);
        let json = wants_json(words);
        return Delivery::default().out_of_memory(json).into();
    }
    let code = answered(caller, own, &arguments());
    // A look that nobody waits for any more may still be under way.
    scratch::remove_all();
    code
}

fn answered(caller: Caller, own: &[&'static Kind], arguments: &[OsString]) -> ExitCode {
    let words = arguments.iter().map(|word| word.as_encoded_bytes());
    let json = wants_json(words);
    let delivery = Arc::new(Delivery::default());
    let last_document = Arc::clone(&delivery);
    exhaustion::survive(Exit::Incomplete.code(), move || last_document.out_of_memory(json));
    let terminal = Terminal::look();
    let of_watch = Arc::clone(&delivery);
    let last_word = LastWord::watch(move |stop| {
        refuse(stop, terminal, json.then_some(&of_watch));
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
            let text = error.render();
            if !error.use_stderr() {
                let text = if terminal.colour { text.ansi().to_string() } else { text.to_string() };
                return delivery.deliver(&text, Exit::Go).code().into();
            }
            drop(error.print());
            if json {
                let refused = Stop::usage(text.to_string().trim_end());
                delivery.deliver(&json_text(&refusal(refused)), Exit::Usage);
            }
            return Exit::Usage.code().into();
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
        Ok(answer) => delivery.deliver(&answer.text, answer.exit).code().into(),
        Err(stop) => refuse(stop, terminal, (global.format == Format::Json).then_some(&delivery)),
    }
}

/// Says why there is no answer: to a person, and to a script that asked for a document.
fn refuse(stop: Stop, terminal: Terminal, document: Option<&Arc<Delivery>>) -> ExitCode {
    Terminal::tell(&told(&stop, terminal));
    let exit = stop.exit;
    let exit = document.map_or(exit, |delivery| delivery.deliver(&json_text(&refusal(stop)), exit));
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

/// Do the arguments ask for JSON? For when clap cannot say, because something else is wrong with them or with the machine.
fn wants_json<'a>(words: impl Iterator<Item = &'a [u8]> + Clone) -> bool {
    let pairs = words.clone().zip(words.clone().skip(1));
    pairs.into_iter().any(|pair| pair == (b"--format", b"json"))
        || words.into_iter().any(|word| word == b"--format=json")
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
