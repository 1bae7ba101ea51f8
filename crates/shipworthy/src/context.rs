//! The context of a command: how the tool was called, the kinds it knows, the terminal it speaks to.

use std::path::Path;

use serde::Serialize;
use shipworthy_engine::run::session::Session;
use shipworthy_kinds::KINDS;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::exit::Exit;
use shipworthy_model::kind::Kind;
use shipworthy_report::text;

use crate::Caller;
use crate::answer::{Answer, json_text};
use crate::flags::{Format, GlobalFlags};
use crate::last_word::LastWord;
use crate::load::Loaded;
use crate::stop::Stop;
use crate::terminal::Terminal;
use crate::{approvers, each, gate_globs, history, weakened};

/// The surroundings of a command: how the tool was called, the kinds it knows, the terminal it speaks to.
pub(crate) struct Context<'a> {
    pub(crate) caller: Caller,
    pub(crate) kinds: &'a [&'static Kind],
    pub(crate) flags: &'a GlobalFlags,
    /// The workspace root that was given by `--root`.
    #[cfg_attr(
        not(feature = "documents"),
        expect(dead_code, reason = "a checklist is found before a command is known")
    )]
    pub(crate) root: Option<&'a Path>,
    pub(crate) terminal: Terminal,
    /// Says when the command ends after a signal, and is told when it does more than look.
    pub(crate) last_word: &'a LastWord,
}

impl Context<'_> {
    /// An answer in the format that was asked for; the other one is not made.
    pub(crate) fn answer<D: Serialize>(
        &self,
        exit: Exit,
        human: impl FnOnce() -> String,
        json: impl FnOnce() -> D,
    ) -> Answer {
        let text = match self.flags.format {
            Format::Human => human(),
            Format::Json => json_text(&json()),
        };
        Answer { text, exit }
    }

    /// Opens the session of a command and tells what is wrong with the evidence.
    ///
    /// # Errors
    ///
    /// When the tree or the evidence could not be looked at, or something of the checklist is wrong in this workspace.
    pub(crate) fn open<'a>(&'a self, loaded: &Loaded, checklist: &'a Checklist) -> Result<Session<'a>, Stop> {
        loaded.begin_look();
        let answered = history::answered(&loaded.root, checklist, self.kinds);
        let people = approvers::people(&loaded.root, checklist);
        let mut session = Session::open(loaded.look()?, checklist, self.kinds, KINDS);
        if !each::is_in_place(self, loaded, &session) {
            return Err(Stop::incomplete(each::MOVED));
        }
        session.answered = answered;
        session.releases.unrecorded = history::unrecorded(&loaded.root, &session.refs, &session.releases);
        let mut mistakes = approvers::unapproved(loaded, checklist, &people);
        mistakes.extend(gate_globs::mistakes(loaded, &session));
        loaded.refuse(self.terminal.colour_stderr, &mistakes)?;
        gate_globs::note_narrowed(loaded, &mut session);
        weakened::note(loaded, &mut session, self.kinds);
        self.tell_of_evidence(&session);
        Ok(session)
    }

    /// Tells what is wrong with the evidence.
    pub(crate) fn tell_of_evidence(&self, session: &Session<'_>) {
        let problems = session.index.problems.iter().chain(&session.releases.problems);
        problems.for_each(|problem| Terminal::tell(&format!("note: {}", text::plain(problem))));
    }
}
