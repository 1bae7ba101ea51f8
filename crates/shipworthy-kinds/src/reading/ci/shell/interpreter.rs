//! Runs a script in the mind: every way that it can go, as far as it matters whether what is wanted is run and how the script
//! ends. What a program does that is not wanted is not known; where its end decides, both ends are followed.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::command::{CalledProgram, Match};
use super::parser::parse;
use super::state::{Flow, ShellState, Status, VariableValue};
use super::syntax::{Obscure, ShellCommand, ShellWord, SimpleCommand, WordPart};
use super::values::{compared, exact, fits, value};
use super::ways::{Position, Ways, checked, end_turn, ended, next};

/// The most states that are followed.
const MOST_WAYS: usize = 400;
/// The most commands that are followed.
const MOST_COMMANDS: usize = 40_000;
/// Runs scripts in the mind.
pub(super) struct Interpreter<'a> {
    /// Is this command what is wanted?
    pub(super) wanted: &'a dyn Fn(&CalledProgram) -> Match,
    /// Does what is wanted fail?
    pub(super) failing: bool,
    /// Is it a shell of POSIX, in which `$(...)` keeps `set -e`?
    pub(super) posix: bool,
    /// The commands that were run, each once, in order.
    pub(super) calls: Vec<CalledProgram>,
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
    pub(super) fn new(wanted: &'a dyn Fn(&CalledProgram) -> Match, failing: bool, posix: bool) -> Self {
        let (calls, found, handed, made_up) = (Vec::new(), None, None, None);
        Self { wanted, failing, posix, calls, found, handed, made_up, followed: 0 }
    }

    /// Runs commands one after the other.
    pub(super) fn list(
        &mut self,
        commands: &[ShellCommand],
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

    pub(super) fn command(
        &mut self,
        command: &ShellCommand,
        from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        self.followed += 1;
        if self.followed > MOST_COMMANDS {
            return Err(Obscure::new(0, "the script is too long to follow"));
        }
        match command {
            ShellCommand::Simple(simple) => self.simple(simple, from, place),
            ShellCommand::Pipeline { negated, parts } => self.pipeline(*negated, parts, from, place),
            ShellCommand::Joined { left, and, right } => {
                let ways = self.command(left, from, place.tested())?;
                let goes_on = if *and { Status::Zero } else { Status::Failed };
                self.then(ways, |this, state| match state.status == goes_on {
                    true => this.command(right, state, place),
                    false => Ok(next(state)),
                })
            }
            ShellCommand::Background(command) => {
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
            ShellCommand::Subshell(body) => {
                let ways = self.apart(body, from, place)?;
                Ok(checked(ways, place))
            }
            ShellCommand::Group(body) => self.list(body, from, place),
            ShellCommand::If { branches, otherwise } => {
                self.branches(branches, otherwise.as_deref(), from, place)
            }
            ShellCommand::While { until, condition, body } => {
                self.repeat(*until, condition, body, from, place)
            }
            ShellCommand::For { name, words, body } => self.each(name, words.as_deref(), body, from, place),
            ShellCommand::Case { word, arms } => self.case(word, arms, from, place),
            ShellCommand::Function { name, body } => {
                let mut state = from.ended(Status::Zero);
                state.functions.insert(name.clone(), Rc::new((**body).clone()));
                Ok(next(state))
            }
            ShellCommand::Condition(words) => {
                let ways = self.outputs(words, from, place)?;
                self.then(ways, |_, state| {
                    let told = compared(&state, words);
                    Ok(checked(ended(state, told, place), place))
                })
            }
        }
    }

    /// Runs commands in a shell of their own: only how it ends comes back.
    pub(super) fn apart(
        &mut self,
        body: &[ShellCommand],
        from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
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
        parts: &[ShellCommand],
        from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        let inner = if negated { place.tested() } else { place };
        let ways = if let [one] = parts {
            self.command(one, from, inner)?
        } else {
            // How the parts can end, side by side.
            let mut ends = vec![(from.clone(), None::<Status>, Status::Zero)];
            for (at, part) in parts.iter().enumerate() {
                let inner = inner.fed(parts[..at].iter().any(fetches));
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
        branches: &[(Vec<ShellCommand>, Vec<ShellCommand>)],
        otherwise: Option<&[ShellCommand]>,
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
        condition: &[ShellCommand],
        body: &[ShellCommand],
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
        words: Option<&[ShellWord]>,
        body: &[ShellCommand],
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
        body: &[ShellCommand],
        from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        let mut done = Ways::new();
        let mut open = vec![from];
        for word in words {
            let mut after = Vec::new();
            for mut state in open {
                state.variables.insert(name.to_owned(), VariableValue::Text(word.clone()));
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
        body: &[ShellCommand],
        mut from: ShellState,
        place: Position,
    ) -> Result<Ways, Obscure> {
        from.variables.insert(name.to_owned(), VariableValue::Unknown);
        let (mut done, mut seen) = (Ways::new(), BTreeSet::new());
        if !sure {
            done.insert((from.clone().ended(Status::Zero), Flow::Next));
        }
        let mut open = vec![(from, Status::Zero)];
        while let Some((mut state, _)) = open.pop() {
            state.variables.insert(name.to_owned(), VariableValue::Unknown);
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
        word: &ShellWord,
        arms: &[(Vec<ShellWord>, Vec<ShellCommand>)],
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
    fn outputs(&mut self, words: &[ShellWord], from: ShellState, place: Position) -> Result<Ways, Obscure> {
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
        let values: Vec<ShellWord> = simple.assignments.iter().map(|(_, value)| value.clone()).collect();
        let before = from.status;
        let mut ways = self.outputs(&simple.words, from, place)?;
        ways = self.then(ways, |this, state| this.outputs(&simple.redirected, state, place))?;
        if simple.words.is_empty() {
            let computed =
                |word: &ShellWord| word.parts.iter().any(|part| matches!(part, WordPart::Output(..)));
            let runs = values.iter().any(computed);
            ways = self.then(ways, |this, mut state| {
                let mut ways = Ways::new();
                let held: Vec<VariableValue> = values.iter().map(|word| value(&state, word)).collect();
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
}

/// Does a part of a pipeline write what it fetches from the network?
fn fetches(part: &ShellCommand) -> bool {
    let ShellCommand::Simple(simple) = part else { return false };
    let words = simple.words.iter().map_while(ShellWord::literal).collect();
    CalledProgram::new(words, String::new(), simple.line).fetches()
}

/// The most turns of a loop over known words that are followed one by one.
const MOST_TURNS: usize = 12;

/// The lines of a script within a script, counted from where it begins.
pub(super) fn moved<T>(result: Result<T, Obscure>, by: u32) -> Result<T, Obscure> {
    result.map_err(|obscure| Obscure::new(obscure.line + by, obscure.why))
}
