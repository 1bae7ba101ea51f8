//! A script with the shell that runs it, and the questions asked of it: is what is wanted run, does its failure come through,
//! does the script fail by itself?

use std::collections::BTreeMap;

use super::command::{CalledProgram, Match};
use super::interpreter::Interpreter;
use super::lines::{self, LineShell};
use super::parser::parse;
use super::state::{ShellState, Status, VariableValue};
use super::syntax::Obscure;
use super::ways::{Position, Ways};

/// How a shell is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShellOptions {
    /// bash, or a shell of POSIX.
    Posix {
        /// Does a failing command end it?
        errexit: bool,
        /// Does a pipeline fail when one of its parts does?
        pipefail: bool,
        /// Does it keep to POSIX where bash does not?
        strict: bool,
    },
    /// PowerShell, as GitHub starts it.
    PowerShell,
    /// The command prompt of Windows.
    Prompt,
}

/// A script with the shell that runs it.
#[derive(Debug, Clone)]
pub(crate) struct Script<'a> {
    /// The text.
    pub(crate) text: &'a str,
    /// The shell.
    pub(crate) shell: ShellOptions,
    /// The variables that are known when it begins.
    pub(crate) variables: BTreeMap<String, String>,
}

/// What becomes of a wanted command in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CommandOutcome {
    /// It is not run.
    Nowhere,
    /// It is run, and its failure is that of the script.
    Fails,
    /// It is run, and the script succeeds all the same.
    Masked {
        /// The line that says so best, from 0.
        line: u32,
        /// What stands there.
        text: String,
        /// Are results made up in its place?
        made_up: bool,
    },
    /// It is run; whether its failure comes through is not decided.
    Perhaps(Obscure),
    /// It is not decided whether it is run.
    Unclear(Obscure),
}

impl Script<'_> {
    /// What becomes of the commands that are wanted.
    pub(crate) fn find(&self, wanted: &dyn Fn(&CalledProgram) -> Match) -> CommandOutcome {
        let ShellOptions::Posix { .. } = self.shell else {
            return lines::find(self.text, self.line_shell(), wanted);
        };
        self.follow(wanted).unwrap_or_else(CommandOutcome::Unclear)
    }

    fn follow(&self, wanted: &dyn Fn(&CalledProgram) -> Match) -> Result<CommandOutcome, Obscure> {
        let (ways, calm) = self.run(wanted, false, false)?;
        let runs = ways.iter().any(|(state, _)| state.ran);
        let Some((line, text)) = calm.found.filter(|_| runs) else {
            return Ok(calm.handed.map_or(CommandOutcome::Nowhere, CommandOutcome::Unclear));
        };
        let without = ways.iter().any(|(state, _)| !state.ran && state.status == Status::Zero);
        if without {
            return Ok(CommandOutcome::Unclear(Obscure::new(
                line,
                "whether it is run depends on what is not known",
            )));
        }
        let (ways, failing) = self.run(wanted, true, false)?;
        let mut ends = ways.iter().filter(|(state, _)| state.ran).map(|(state, _)| state.status).peekable();
        if ends.peek().is_none() {
            return Ok(CommandOutcome::Perhaps(Obscure::new(line, "the script does not end when it fails")));
        }
        let (mut good, mut bad) = (false, false);
        ends.for_each(|status| *(if status == Status::Zero { &mut good } else { &mut bad }) = true);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(match (good, bad) {
            (false, _) => CommandOutcome::Fails,
            (true, false) => match failing.made_up {
                Some(line) => CommandOutcome::Masked { line, text, made_up: true },
                None => CommandOutcome::Masked { line, text, made_up: false },
            },
            (true, true) => CommandOutcome::Perhaps(Obscure::new(
                line,
                "whether its failure comes through depends on what is not known",
            )),
        })
    }

    /// How the script ends once something has failed before it: well, badly, or not decided.
    pub(crate) fn succeeds(&self) -> Option<bool> {
        let ShellOptions::Posix { .. } = self.shell else { return lines::succeeds(self.text) };
        let (ways, _) = self.run(&|_| Match::No, true, true).ok()?;
        let good = ways.iter().any(|(state, _)| state.status == Status::Zero);
        let bad = ways.iter().any(|(state, _)| state.status == Status::Failed);
        if good == bad { None } else { Some(good) }
    }

    /// The commands that are run, in order.
    ///
    /// # Errors
    ///
    /// When the script is not understood.
    pub(crate) fn calls(&self) -> Result<Vec<CalledProgram>, Obscure> {
        let ShellOptions::Posix { .. } = self.shell else {
            return Ok(lines::calls(self.text, self.line_shell()));
        };
        Ok(self.run(&|_| Match::No, false, false)?.1.calls)
    }

    fn line_shell(&self) -> LineShell {
        if self.shell == ShellOptions::Prompt { LineShell::Prompt } else { LineShell::PowerShell }
    }

    fn run<'w>(
        &self,
        wanted: &'w dyn Fn(&CalledProgram) -> Match,
        failing: bool,
        ran: bool,
    ) -> Result<(Ways, Interpreter<'w>), Obscure> {
        let (errexit, pipefail, strict) = match self.shell {
            ShellOptions::Posix { errexit, pipefail, strict } => (errexit, pipefail, strict),
            ShellOptions::PowerShell | ShellOptions::Prompt => (true, false, false),
        };
        let commands = parse(self.text)?;
        let known =
            self.variables.iter().map(|(name, text)| (name.clone(), VariableValue::Text(text.clone())));
        let state = ShellState {
            errexit,
            pipefail,
            status: Status::Zero,
            first: Status::Zero,
            variables: known.collect(),
            functions: BTreeMap::new(),
            ran,
            left_behind: false,
        };
        let mut interpreter = Interpreter::new(wanted, failing, strict);
        let ways = interpreter.list(&commands, state, Position::TOP)?;
        Ok((ways, interpreter))
    }
}
