//! Runs a script in the mind: every way that it can go, as far as it matters whether what is wanted is run and how the script
//! ends. What a program does that is not wanted is not known; where its end decides, both ends are followed.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::command::{Match, ProgramCall, is_tidy, makes_up, prepares};
use super::parser::parse;
use super::state::{Flow, ShellState, Status, Value};
use super::syntax::{Command, Obscure, SimpleCommand, UNKNOWN_TEXT, Word, WordPart};

/// The states that a shell can be in behind a command, each with where it goes on.
pub(super) type Ways = BTreeSet<(ShellState, Flow)>;

/// The most states that are followed.
const MOST_WAYS: usize = 400;
/// The most commands that are followed.
const MOST_COMMANDS: usize = 40_000;
/// The deepest calls of functions and of scripts within scripts.
const DEEPEST: u32 = 24;

/// Where a command stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position {
    /// Does its failure not end the shell, because it is a condition?
    tested: bool,
    depth: u32,
}

impl Position {
    /// The first command of a script.
    pub(super) const TOP: Self = Self { tested: false, depth: 0 };

    fn tested(self) -> Self {
        Self { tested: true, ..self }
    }

    fn deeper(self, line: u32) -> Result<Self, Obscure> {
        match self.depth < DEEPEST {
            true => Ok(Self { depth: self.depth + 1, ..self }),
            false => Err(Obscure::new(line, "calls are nested too deep")),
        }
    }
}

/// Runs scripts in the mind.
pub(super) struct Interpreter<'a> {
    /// Is this command what is wanted?
    pub(super) wanted: &'a dyn Fn(&ProgramCall) -> Match,
    /// Does what is wanted fail?
    pub(super) failing: bool,
    /// Is it a shell of POSIX, in which `$(...)` keeps `set -e`?
    pub(super) posix: bool,
    /// The commands that were run, each once, in order.
    pub(super) calls: Vec<ProgramCall>,
    /// The first command that is wanted, with its line.
    pub(super) found: Option<(u32, String)>,
    /// A command that is handed what is wanted.
    pub(super) handed: Option<Obscure>,
    /// The line on which results are made up once what is wanted has failed.
    pub(super) made_up: Option<u32>,
    followed: usize,
}

impl<'a> Interpreter<'a> {
    /// An interpreter that looks for what is wanted.
    pub(super) fn new(wanted: &'a dyn Fn(&ProgramCall) -> Match, failing: bool, posix: bool) -> Self {
        let (calls, found, handed, made_up) = (Vec::new(), None, None, None);
        Self { wanted, failing, posix, calls, found, handed, made_up, followed: 0 }
    }

    /// Runs commands one after the other.
    pub(super) fn list(
        &mut self,
        commands: &[Command],
        from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        let mut ways = Ways::from([(from, Flow::Next)]);
        for command in commands {
            ways = self.then(ways, |this, state| this.command(command, state, place))?;
        }
        Ok(ways)
    }

    /// Goes on from each state that goes on.
    fn then(
        &mut self,
        ways: Ways,
        mut go: impl FnMut(&mut Self, ShellState) -> Result<Ways, Obscure>,
    ) -> Result<Ways, Obscure> {
        let mut next = Ways::new();
        for (state, flow) in ways {
            match flow {
                Flow::Next => next.extend(go(self, state)?),
                flow => {
                    next.insert((state, flow));
                }
            }
        }
        if next.len() > MOST_WAYS {
            return Err(Obscure::new(0, "the script can go too many ways"));
        }
        Ok(next)
    }

    fn command(&mut self, command: &Command, from: ShellState, place: Position) -> Result<Ways, Obscure> {
        self.followed += 1;
        if self.followed > MOST_COMMANDS {
            return Err(Obscure::new(0, "the script is too long to follow"));
        }
        match command {
            Command::Simple(simple) => self.simple(simple, from, place),
            Command::Pipeline { negated, parts } => self.pipeline(*negated, parts, from, place),
            Command::Joined { left, and, right } => {
                let ways = self.command(left, from, place.tested())?;
                let goes_on = if *and { Status::Zero } else { Status::Failed };
                self.then(ways, |this, state| match state.status == goes_on {
                    true => this.command(right, state, place),
                    false => Ok(next(state)),
                })
            }
            Command::Background(command) => {
                let before = from.clone();
                let ways = self.apart(std::slice::from_ref(&**command), from, place)?;
                let left = |(state, _): (ShellState, Flow)| {
                    let mut after = before.clone().ended(Status::Zero);
                    after.left_behind |= state.ran && !before.ran;
                    after.ran |= state.ran;
                    (after, Flow::Next)
                };
                Ok(ways.into_iter().map(left).collect())
            }
            Command::Subshell(body) => {
                let ways = self.apart(body, from, place)?;
                Ok(checked(ways, place))
            }
            Command::Group(body) => self.list(body, from, place),
            Command::If { branches, otherwise } => self.branches(branches, otherwise.as_deref(), from, place),
            Command::While { until, condition, body } => self.repeat(*until, condition, body, from, place),
            Command::For { name, words, body } => self.each(name, words.as_deref(), body, from, place),
            Command::Case { word, arms } => self.case(word, arms, from, place),
            Command::Function { name, body } => {
                let mut state = from.ended(Status::Zero);
                state.functions.insert(name.clone(), Rc::new((**body).clone()));
                Ok(next(state))
            }
            Command::Condition(words) => {
                let ways = self.outputs(words, from, place)?;
                self.then(ways, |_, state| {
                    let told = compared(&state, words);
                    Ok(checked(ended(state, told, place), place))
                })
            }
        }
    }

    /// Runs commands in a shell of their own: only how it ends comes back.
    fn apart(&mut self, body: &[Command], from: ShellState, place: Position) -> Result<Ways, Obscure> {
        let before = from.clone();
        let back = |(state, _): (ShellState, Flow)| {
            let mut after = before.clone().ended(state.status);
            after.ran |= state.ran;
            after.left_behind |= state.left_behind;
            (after, Flow::Next)
        };
        Ok(self.list(body, from, place)?.into_iter().map(back).collect())
    }

    fn pipeline(
        &mut self,
        negated: bool,
        parts: &[Command],
        from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        let inner = if negated { place.tested() } else { place };
        let ways = if let [one] = parts {
            self.command(one, from, inner)?
        } else {
            // How the parts can end, side by side.
            let mut ends = vec![(from.clone(), None::<Status>, Status::Zero)];
            for part in parts {
                let mut more = Vec::new();
                for (state, first, worst) in ends {
                    for (after, _) in self.apart(std::slice::from_ref(part), state, inner)? {
                        let failed = after.status == Status::Failed && after.pipefail;
                        let worst = if failed { Status::Failed } else { worst };
                        let first = first.or(Some(after.status));
                        more.push((after, first, worst));
                    }
                }
                more.sort();
                more.dedup();
                ends = more;
                if ends.len() > MOST_WAYS {
                    return Err(Obscure::new(0, "the script can go too many ways"));
                }
            }
            let end = |(state, first, worst): (ShellState, Option<Status>, Status)| {
                let status = if worst == Status::Failed { worst } else { state.status };
                let mut after = state.ended(status);
                after.first = first.unwrap_or(status);
                (after, Flow::Next)
            };
            ends.into_iter().map(end).collect()
        };
        if negated {
            let turn = |(mut state, flow): (ShellState, Flow)| {
                if flow == Flow::Next {
                    state.status = if state.status == Status::Zero { Status::Failed } else { Status::Zero };
                }
                (state, flow)
            };
            return Ok(ways.into_iter().map(turn).collect());
        }
        Ok(if parts.len() > 1 { checked(ways, place) } else { ways })
    }

    fn branches(
        &mut self,
        branches: &[(Vec<Command>, Vec<Command>)],
        otherwise: Option<&[Command]>,
        from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        let Some(((condition, body), rest)) = branches.split_first() else {
            return match otherwise {
                Some(body) => self.list(body, from, place),
                None => Ok(next(from.ended(Status::Zero))),
            };
        };
        let ways = self.list(condition, from, place.tested())?;
        self.then(ways, |this, state| match state.status {
            Status::Zero => this.list(body, state, place),
            Status::Failed => this.branches(rest, otherwise, state, place),
        })
    }

    fn repeat(
        &mut self,
        until: bool,
        condition: &[Command],
        body: &[Command],
        from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        let goes_on = if until { Status::Failed } else { Status::Zero };
        let (mut done, mut seen) = (Ways::new(), BTreeSet::new());
        // Each with how the turn before it ended: the loop ends so.
        let mut open = vec![(from, Status::Zero)];
        while let Some((state, last)) = open.pop() {
            if !seen.insert((state.clone(), last)) {
                continue;
            }
            if seen.len() > MOST_WAYS {
                return Err(Obscure::new(0, "the script can go too many ways"));
            }
            for (state, flow) in self.list(condition, state, place.tested())? {
                if flow != Flow::Next {
                    end_turn(state, flow, &mut open, &mut done);
                } else if state.status == goes_on {
                    for (state, flow) in self.list(body, state, place)? {
                        end_turn(state, flow, &mut open, &mut done);
                    }
                } else {
                    done.insert((state.ended(last), Flow::Next));
                }
            }
        }
        Ok(done)
    }

    fn each(
        &mut self,
        name: &str,
        words: Option<&[Word]>,
        body: &[Command],
        from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        let words = words.unwrap_or_default();
        let ways = self.outputs(words, from, place)?;
        let mut all = Ways::new();
        for (state, flow) in ways {
            if flow != Flow::Next {
                all.insert((state, flow));
                continue;
            }
            // A word with something in it that is not known may become none, or many.
            let known: Option<Vec<String>> = words.iter().map(|word| exact(&state, word)).collect();
            match known.filter(|known| !known.is_empty() && known.len() <= MOST_TURNS) {
                Some(known) => all.extend(self.turns(name, &known, body, state, place)?),
                None => {
                    let sure = words.iter().any(|word| word.literal().is_some());
                    all.extend(self.any_turns(name, sure, body, state, place)?);
                }
            }
        }
        Ok(all)
    }

    /// One turn for each word.
    fn turns(
        &mut self,
        name: &str,
        words: &[String],
        body: &[Command],
        from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        let mut done = Ways::new();
        let mut open = vec![from];
        for word in words {
            let mut after = Vec::new();
            for mut state in open {
                state.variables.insert(name.to_owned(), Value::Text(word.clone()));
                for (state, flow) in self.list(body, state, place)? {
                    end_turn(state, flow, &mut after, &mut done);
                }
            }
            after.sort();
            after.dedup();
            open = after.into_iter().map(|(state, _)| state).collect();
            if open.len() > MOST_WAYS {
                return Err(Obscure::new(0, "the script can go too many ways"));
            }
        }
        done.extend(open.into_iter().map(|state| (state, Flow::Next)));
        Ok(done)
    }

    /// Any number of turns, at least one where that is sure.
    fn any_turns(
        &mut self,
        name: &str,
        sure: bool,
        body: &[Command],
        mut from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        from.variables.insert(name.to_owned(), Value::Unknown);
        let (mut done, mut seen) = (Ways::new(), BTreeSet::new());
        if !sure {
            done.insert((from.clone().ended(Status::Zero), Flow::Next));
        }
        let mut open = vec![(from, Status::Zero)];
        while let Some((mut state, _)) = open.pop() {
            state.variables.insert(name.to_owned(), Value::Unknown);
            if !seen.insert(state.clone()) {
                continue;
            }
            if seen.len() > MOST_WAYS {
                return Err(Obscure::new(0, "the script can go too many ways"));
            }
            for (state, flow) in self.list(body, state, place)? {
                let before = open.len();
                end_turn(state, flow, &mut open, &mut done);
                if let Some((state, _)) = open.get(before) {
                    done.insert((state.clone(), Flow::Next));
                }
            }
        }
        Ok(done)
    }

    fn case(
        &mut self,
        word: &Word,
        arms: &[(Vec<Word>, Vec<Command>)],
        from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        let ways = self.outputs(std::slice::from_ref(word), from, place)?;
        self.then(ways, |this, state| {
            let known = exact(&state, word);
            let mut all = Ways::new();
            let mut sure = false;
            for (patterns, body) in arms {
                let fits: Vec<Option<bool>> =
                    patterns.iter().map(|pattern| fits(&state, known.as_deref(), pattern)).collect();
                if fits.iter().all(|fits| *fits == Some(false)) {
                    continue;
                }
                all.extend(this.list(body, state.clone().ended(Status::Zero), place)?);
                if fits.contains(&Some(true)) {
                    sure = true;
                    break;
                }
            }
            if !sure {
                all.insert((state.ended(Status::Zero), Flow::Next));
            }
            Ok(all)
        })
    }

    /// Runs what stands in `$(...)` of these words.
    fn outputs(&mut self, words: &[Word], from: ShellState, place: Position) -> Result<Ways, Obscure> {
        let mut ways = next(from);
        for part in words.iter().flat_map(|word| &word.parts) {
            match part {
                WordPart::Output(text, line) => {
                    let place = place.deeper(*line)?;
                    let commands = moved(parse(text), *line)?;
                    ways = self.then(ways, |this, mut state| {
                        let errexit = state.errexit;
                        state.errexit &= this.posix;
                        let ways = this.apart(&commands, state, place)?;
                        let keep = |(mut state, flow): (ShellState, Flow)| {
                            state.errexit = errexit;
                            (state, flow)
                        };
                        Ok(ways.into_iter().map(keep).collect())
                    })?;
                }
                WordPart::Process(text, line) => {
                    let commands = moved(parse(text), *line)?;
                    let ran = |ways: &Ways| ways.iter().any(|(state, _)| state.ran);
                    let place = place.deeper(*line)?;
                    let start = ways.iter().next().map(|(state, _)| state.clone());
                    if let Some(mut start) = start {
                        start.ran = false;
                        if ran(&self.apart(&commands, start, place)?) {
                            return Err(Obscure::new(*line, "it is run where nobody waits for its end"));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(ways)
    }

    fn simple(&mut self, simple: &SimpleCommand, from: ShellState, place: Position) -> Result<Ways, Obscure> {
        let values: Vec<Word> = simple.assignments.iter().map(|(_, value)| value.clone()).collect();
        let before = from.status;
        let mut ways = self.outputs(&simple.words, from, place)?;
        ways = self.then(ways, |this, state| this.outputs(&simple.redirected, state, place))?;
        if simple.words.is_empty() {
            let computed = |word: &Word| word.parts.iter().any(|part| matches!(part, WordPart::Output(..)));
            let runs = values.iter().any(computed);
            ways = self.then(ways, |this, mut state| {
                let mut ways = Ways::new();
                let held: Vec<Value> = values.iter().map(|word| value(&state, word)).collect();
                state.status = before;
                for (mut state, flow) in this.outputs(&values, state, place)? {
                    for ((name, _), value) in simple.assignments.iter().zip(&held) {
                        state.variables.insert(name.clone(), value.clone());
                    }
                    let state = if runs { state } else { state.ended(Status::Zero) };
                    ways.insert((state, flow));
                }
                Ok(ways)
            })?;
            return Ok(checked(ways, place));
        }
        ways = self.then(ways, |this, state| this.outputs(&values, state, place))?;
        let ways = self.then(ways, |this, mut state| {
            state.status = before;
            this.call(simple, state, place)
        })?;
        Ok(checked(ways, place))
    }

    /// Calls a program, a builtin or a function.
    fn call(&mut self, simple: &SimpleCommand, state: ShellState, place: Position) -> Result<Ways, Obscure> {
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
        let call = ProgramCall::new(words, simple.text.clone(), simple.line);
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
    fn run_wanted(&mut self, simple: &SimpleCommand, mut state: ShellState, call: &ProgramCall) -> Ways {
        self.found.get_or_insert_with(|| (simple.line, simple.text.clone()));
        state.ran = true;
        let state = state.ended(if self.failing { Status::Failed } else { Status::Zero });
        let replaces = call.words.first().is_some_and(|word| word == "exec");
        Ways::from([(state, if replaces { Flow::Exit } else { Flow::Next })])
    }

    /// A script that a shell is handed as a word: `bash -c '...'`, `eval '...'`.
    fn within(
        &mut self,
        call: &ProgramCall,
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
        let ways = self.apart(&commands, inner, Position { tested: false, ..place })?;
        Ok(Some(ways.into_iter().map(keep).collect()))
    }

    /// What the shell does itself.
    fn builtin(
        &mut self,
        simple: &SimpleCommand,
        call: &ProgramCall,
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
                    state.variables.insert(name.to_owned(), held.map_or(Value::Unknown, Value::Text));
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
                    state.variables.insert(name.clone(), Value::Unknown);
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
                state.variables.values_mut().for_each(|value| *value = Value::Unknown);
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
        let text = simple.words.get(1).and_then(Word::literal).ok_or_else(refuse)?;
        let ends = ["exit", "exec", "return", "kill", "set", "trap"];
        let named = state.functions.keys().any(|name| text.contains(name.as_str()));
        if named || text.split(|c: char| !c.is_alphanumeric()).any(|word| ends.contains(&word)) {
            return Err(refuse());
        }
        Ok(next(state.ended(Status::Zero)))
    }
}

/// The most turns of a loop over known words that are followed one by one.
const MOST_TURNS: usize = 12;

fn next(state: ShellState) -> Ways {
    Ways::from([(state, Flow::Next)])
}

/// The lines of a script within a script, counted from where it begins.
fn moved<T>(result: Result<T, Obscure>, by: u32) -> Result<T, Obscure> {
    result.map_err(|obscure| Obscure::new(obscure.line + by, obscure.why))
}

/// A command whose end is known, or both ends where a condition asks for it and it is not.
fn ended(state: ShellState, told: Option<bool>, place: Position) -> Ways {
    let both = told.is_none() && (place.tested || state.ran);
    if both {
        return [Status::Zero, Status::Failed].map(|status| (state.clone().ended(status), Flow::Next)).into();
    }
    next(state.ended(if told == Some(false) { Status::Failed } else { Status::Zero }))
}

/// A failure ends the shell where `set -e` holds and the command is no condition.
fn checked(ways: Ways, place: Position) -> Ways {
    let check = |(state, flow): (ShellState, Flow)| {
        let ends = state.errexit && !place.tested && state.status == Status::Failed;
        let flow = if ends && flow == Flow::Next { Flow::Exit } else { flow };
        (state, flow)
    };
    ways.into_iter().map(check).collect()
}

/// Where a loop goes on after a turn: with the next one, or behind itself.
fn end_turn(state: ShellState, flow: Flow, open: &mut Vec<(ShellState, Status)>, done: &mut Ways) {
    let status = state.status;
    match flow {
        Flow::Next | Flow::Continue(1) => open.push((state, status)),
        Flow::Break(1) => {
            done.insert((state, Flow::Next));
        }
        Flow::Break(count) => {
            done.insert((state, Flow::Break(count - 1)));
        }
        Flow::Continue(count) => {
            done.insert((state, Flow::Continue(count - 1)));
        }
        Flow::Return | Flow::Exit => {
            done.insert((state, flow));
        }
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

/// How `exit` with this value ends a shell.
fn codes(value: &Value) -> Vec<Status> {
    match value {
        Value::Text(text) => match text.trim().parse::<i64>() {
            Ok(code) if code % 256 == 0 => vec![Status::Zero],
            Ok(_) => vec![Status::Failed],
            Err(_) => vec![Status::Zero, Status::Failed],
        },
        Value::FailedCode => vec![Status::Failed],
        Value::Unknown => vec![Status::Zero, Status::Failed],
    }
}

/// What a word stands for, when it is one value.
fn value(state: &ShellState, word: &Word) -> Value {
    match word.parts.as_slice() {
        [WordPart::Variable(name)] => state.value(name),
        [WordPart::Text { text, .. }, WordPart::Variable(name)] if text.is_empty() => state.value(name),
        _ => exact(state, word).map_or(Value::Unknown, Value::Text),
    }
}

/// The text that a word stands for, when all of it is known.
fn exact(state: &ShellState, word: &Word) -> Option<String> {
    let mut text = String::new();
    for part in &word.parts {
        match part {
            WordPart::Text { text: more, quoted } => {
                let special = |c: char| matches!(c, '*' | '?' | '[' | '{' | '~');
                if more.contains(UNKNOWN_TEXT) || (!quoted && more.contains(special)) {
                    return None;
                }
                text.push_str(more);
            }
            WordPart::Variable(name) => match state.value(name) {
                Value::Text(more) if !more.contains(UNKNOWN_TEXT) && (word.quoted || !more.contains(' ')) => {
                    text.push_str(&more);
                }
                _ => return None,
            },
            _ => return None,
        }
    }
    Some(text)
}

/// The words that a word is shown as: what is not known as it was written. One that is empty is none.
fn shown(state: &ShellState, word: &Word) -> Vec<String> {
    let mut text = String::new();
    for part in &word.parts {
        match part {
            WordPart::Text { text: more, .. } | WordPart::Computed(more) => text.push_str(more),
            WordPart::Variable(name) => match state.value(name) {
                Value::Text(more) => text.push_str(&more),
                _ => text.push_str(&format!("${name}")),
            },
            WordPart::Output(script, _) => text.push_str(&format!("$({script})")),
            WordPart::Process(script, _) => text.push_str(&format!("<({script})")),
        }
    }
    match word.quoted {
        true => vec![text],
        false => text.split_whitespace().map(str::to_owned).collect(),
    }
}

/// Does a word fit a pattern of `case`?
fn fits(state: &ShellState, word: Option<&str>, pattern: &Word) -> Option<bool> {
    if pattern.bare() == Some("*") {
        return Some(true);
    }
    Some(word? == exact(state, pattern)?)
}

/// What a comparison of two values, as `[` makes it, comes to.
fn compared(state: &ShellState, words: &[Word]) -> Option<bool> {
    let (words, turned) = match words {
        [not, rest @ ..] if not.bare() == Some("!") => (rest, true),
        words => (words, false),
    };
    let words = match words {
        [rest @ .., end] if end.bare() == Some("]") => rest,
        words => words,
    };
    let told = match words {
        [sign, one] => {
            let empty = exact(state, one)?.is_empty();
            match sign.bare()? {
                "-z" => empty,
                "-n" => !empty,
                _ => return None,
            }
        }
        [one, sign, other] => {
            let same = equal(&value(state, one), &value(state, other))?;
            match sign.bare()? {
                "=" | "==" | "-eq" => same,
                "!=" | "-ne" => !same,
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(told != turned)
}

fn equal(one: &Value, other: &Value) -> Option<bool> {
    match (one, other) {
        (Value::Text(one), Value::Text(other))
            if !one.contains(UNKNOWN_TEXT) && !other.contains(UNKNOWN_TEXT) =>
        {
            Some(one == other)
        }
        (Value::FailedCode, Value::Text(text)) | (Value::Text(text), Value::FailedCode) if text == "0" => {
            Some(false)
        }
        _ => None,
    }
}
