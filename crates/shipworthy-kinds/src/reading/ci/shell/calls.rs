//! Calls of programs, functions and builtins, and what the last of them change in a shell.

use super::command::{CalledProgram, Match, is_tidy, makes_up, prepares};
use super::interpreter::{Interpreter, moved};
use super::parser::parse;
use super::state::{Flow, ShellState, Status, VariableValue};
use super::syntax::{Obscure, ShellWord, SimpleCommand, UNKNOWN_TEXT, WordPart};
use super::values::{codes, compared, exact, shown, value};
use super::ways::{Position, Ways, ended, next};

impl Interpreter<'_> {
    /// Calls a program, a builtin or a function.
    pub(super) fn call(
        &mut self,
        simple: &SimpleCommand,
        state: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        let words: Vec<String> = simple.words.iter().flat_map(|word| shown(&state, word)).collect();
        let Some(first) = words.first() else { return Ok(next(state.ended(Status::Zero))) };
        if let Some(body) = state.functions.get(first).cloned() {
            let place = place.deeper(simple.line)?;
            let back = |(state, flow): (ShellState, Flow)| match flow {
                Flow::Return => (state, Flow::Next),
                flow => (state, flow),
            };
            return Ok(self.command(&body, state, place)?.into_iter().map(back).collect());
        }
        if first.starts_with(UNKNOWN_TEXT) {
            return Err(Obscure::new(simple.line, "what is put in for an expression here is not known"));
        }
        let call = CalledProgram {
            fetched: place.fetched && !simple.fed,
            ..CalledProgram::new(words, simple.text.clone(), simple.line)
        };
        if !self.calls.contains(&call) {
            self.calls.push(call.clone());
        }
        match (self.wanted)(&call) {
            Match::Yes => return Ok(self.run_wanted(simple, state, &call)),
            Match::Handed => {
                if let Some(ways) = self.within(&call, &state, place)? {
                    return Ok(ways);
                }
                let why = format!("what `{}` does with it is not read", call.program());
                self.handed.get_or_insert(Obscure::new(simple.line, why));
            }
            Match::No => {}
        }
        if let Some(ways) = self.builtin(simple, &call, &state, place)? {
            return Ok(ways);
        }
        if self.failing && state.ran && makes_up(&simple.text) {
            self.made_up.get_or_insert(simple.line);
            return Ok(next(state.ended(Status::Zero)));
        }
        let sure = match state.ran && self.failing {
            true => is_tidy(call.program()),
            false => !place.tested || prepares(call.program()),
        };
        Ok(ended(state, sure.then_some(true), place))
    }

    /// What is wanted is run, and ends as it is to end.
    fn run_wanted(&mut self, simple: &SimpleCommand, mut state: ShellState, call: &CalledProgram) -> Ways {
        self.found.get_or_insert_with(|| (simple.line, simple.text.clone()));
        state.ran = true;
        let state = state.ended(if self.failing { Status::Failed } else { Status::Zero });
        let replaces = call.words.first().is_some_and(|word| word == "exec");
        Ways::from([(state, if replaces { Flow::Exit } else { Flow::Next })])
    }

    /// A script that a shell is handed as a word: `bash -c '...'`, `eval '...'`.
    fn within(
        &mut self,
        call: &CalledProgram,
        state: &ShellState,
        place: Position,
    ) -> Result<Option<Ways>, Obscure> {
        let (script, options) = match call.arguments() {
            [shell, options @ .., script]
                if matches!(shell.as_str(), "bash" | "sh" | "dash")
                    && options.last().is_some_and(|last| last.ends_with('c'))
                    && options.iter().all(|option| option.starts_with('-') && !option.starts_with("--")) =>
            {
                (script, Some(options.concat()))
            }
            [eval, script] if eval == "eval" => (script, None),
            _ => return Ok(None),
        };
        if script.contains('$') || script.contains(UNKNOWN_TEXT) {
            return Ok(None);
        }
        let place = place.deeper(call.line)?;
        let commands = moved(parse(script), call.line)?;
        let Some(options) = options else { return self.list(&commands, state.clone(), place).map(Some) };
        let mut inner = state.clone();
        (inner.errexit, inner.pipefail) = (options.contains('e'), false);
        let (errexit, pipefail) = (state.errexit, state.pipefail);
        let keep = |(mut state, flow): (ShellState, Flow)| {
            (state.errexit, state.pipefail) = (errexit, pipefail);
            (state, flow)
        };
        let ways = self.apart(&commands, inner, place.own_shell())?;
        Ok(Some(ways.into_iter().map(keep).collect()))
    }

    /// What the shell does itself.
    fn builtin(
        &mut self,
        simple: &SimpleCommand,
        call: &CalledProgram,
        state: &ShellState,
        place: Position,
    ) -> Result<Option<Ways>, Obscure> {
        let arguments = call.words.get(1..).unwrap_or_default();
        let argument = simple.words.get(1);
        let state = state.clone();
        let refuse = |why: &str| Err(Obscure::new(simple.line, why));
        let ways = match call.words[0].as_str() {
            ":" | "true" | "echo" | "printf" | "pwd" | "shopt" | "unset" | "umask" | "hash" | "ulimit" => {
                let mut state = state;
                if call.words[0] == "unset" {
                    arguments.iter().for_each(|name| {
                        state.variables.remove(name);
                        state.functions.remove(name);
                    });
                }
                next(state.ended(Status::Zero))
            }
            "false" => next(state.ended(Status::Failed)),
            "export" | "declare" | "local" | "readonly" | "typeset" => {
                let mut state = state;
                for word in simple.words.iter().skip(1) {
                    let Some(WordPart::Text { text, .. }) = word.parts.first() else { continue };
                    let Some((name, _)) = text.split_once('=') else { continue };
                    let held = exact(&state, word).and_then(|text| Some(text.split_once('=')?.1.to_owned()));
                    state
                        .variables
                        .insert(name.to_owned(), held.map_or(VariableValue::Unknown, VariableValue::Text));
                }
                next(state.ended(Status::Zero))
            }
            "set" => next(set(state, arguments, simple.line)?.ended(Status::Zero)),
            "exit" | "return" => {
                let flow = if call.words[0] == "exit" { Flow::Exit } else { Flow::Return };
                let ends = match argument {
                    None => vec![state.status],
                    Some(word) => codes(&value(&state, word)),
                };
                ends.into_iter().map(|status| (state.clone().ended(status), flow)).collect()
            }
            "break" | "continue" => {
                let count = arguments.first().map_or(Ok(1), |text| text.parse());
                let Ok(count) = count else { return refuse("how many loops it leaves is not known") };
                let flow = if call.words[0] == "break" { Flow::Break(count) } else { Flow::Continue(count) };
                Ways::from([(state.ended(Status::Zero), flow)])
            }
            "test" | "[" => {
                let told = compared(&state, &simple.words[1..]);
                ended(state, told, place)
            }
            "read" => {
                let mut state = state;
                arguments.iter().for_each(|name| {
                    state.variables.insert(name.clone(), VariableValue::Unknown);
                });
                ended(state, None, place.tested())
            }
            "wait" if state.left_behind => ended(state, None, place.tested()),
            "wait" => next(state.ended(Status::Zero)),
            "trap" => return self.trap(simple, state).map(Some),
            "eval" => match self.within(call, &state, place)? {
                Some(ways) => ways,
                None => return refuse("what `eval` runs is not known"),
            },
            "bash" | "sh" | "dash" => match self.within(call, &state, place)? {
                Some(ways) => ways,
                None => return Ok(None),
            },
            "exec" if call.words.len() == 1 => next(state.ended(Status::Zero)),
            "exec" => ended(state, None, place.tested()).into_iter().map(|(s, _)| (s, Flow::Exit)).collect(),
            "alias" | "coproc" | "select" | "enable" => {
                return refuse(&format!("what `{}` changes is not followed", call.words[0]));
            }
            "source" | "." => {
                let mut state = state;
                state.variables.values_mut().for_each(|value| *value = VariableValue::Unknown);
                next(state.ended(Status::Zero))
            }
            _ => return Ok(None),
        };
        Ok(Some(ways))
    }

    /// A trap changes nothing when what it runs does not end the shell.
    fn trap(&mut self, simple: &SimpleCommand, state: ShellState) -> Result<Ways, Obscure> {
        let refuse =
            || Obscure::new(simple.line, "what a trap does to the end of the script is not followed");
        let text = simple.words.get(1).and_then(ShellWord::literal).ok_or_else(refuse)?;
        let ends = ["exit", "exec", "return", "kill", "set", "trap"];
        let named = state.functions.keys().any(|name| text.contains(name.as_str()));
        if named || text.split(|c: char| !c.is_alphanumeric()).any(|word| ends.contains(&word)) {
            return Err(refuse());
        }
        Ok(next(state.ended(Status::Zero)))
    }
}

/// The options that `set` sets.
fn set(mut state: ShellState, arguments: &[String], line: u32) -> Result<ShellState, Obscure> {
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let on = argument.starts_with('-');
        if argument == "--" || argument == "-" || !argument.starts_with(['-', '+']) {
            break;
        }
        for letter in argument.chars().skip(1) {
            match letter {
                'e' => state.errexit = on,
                'o' => match arguments.next().map(String::as_str) {
                    Some("errexit") => state.errexit = on,
                    Some("pipefail") => state.pipefail = on,
                    Some("noexec") | None => {
                        return Err(Obscure::new(line, "what `set` changes is not followed"));
                    }
                    Some(_) => {}
                },
                'n' => return Err(Obscure::new(line, "nothing is run after `set -n`")),
                _ => {}
            }
        }
    }
    Ok(state)
}
