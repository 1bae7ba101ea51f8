//! A command line: the programs it calls and the folder it calls them in. What needs a shell is recognised, never done.

use shipworthy_model::text::is_unprintable;

use super::call::Call;
use super::harm;
use super::refusal::Refusal;
use super::word::{CommandToken, Word, pieces};

/// Longer than anything that somebody types.
const LONGEST: usize = 2000;

/// A command line, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// The folder in `cd FOLDER && ...`.
    pub dir: Option<Word>,
    /// What it calls, in order. Of a pipe and the like, all parts. Empty for a `cd` alone.
    pub calls: Vec<Call>,
    /// What stands behind a `#`.
    pub comment: Option<String>,
    /// Why its words cannot be run as they are.
    refusal: Option<Refusal>,
}

/// Reads one line.
///
/// # Errors
///
/// When its words cannot be told.
pub fn parse(line: &str) -> Result<CommandLine, Refusal> {
    let line = line.trim();
    if line.len() > LONGEST {
        return Err(Refusal::TooLong);
    }
    if let Some(character) = line.chars().find(|character| is_unprintable(*character) && *character != '\t') {
        return Err(Refusal::Invisible(character));
    }
    // The prompt that some documents show.
    let line = line.strip_prefix("$ ").unwrap_or(line);
    let mut read = CommandLine { dir: None, calls: Vec::new(), comment: None, refusal: None };
    let mut words: Vec<Word> = Vec::new();
    let mut target = false;
    for piece in pieces(line)? {
        match piece {
            CommandToken::Word(_) if target => target = false,
            CommandToken::Word(word) => words.push(word),
            CommandToken::And => read.end(&mut words),
            CommandToken::Shell(what) => {
                let redirects = what == "a redirection";
                // The `2` of `2>` is no argument.
                if redirects && words.last().is_some_and(|word| word.text == "2") {
                    words.pop();
                }
                target = redirects;
                read.refusal.get_or_insert(Refusal::Shell(what));
                if !redirects {
                    read.end(&mut words);
                }
            }
            CommandToken::Comment(text) => read.comment = Some(text),
        }
    }
    read.end(&mut words);
    if read.calls.is_empty() && read.dir.is_none() { Err(Refusal::Empty) } else { Ok(read) }
}

impl CommandLine {
    /// The one call in it, when that may be run.
    ///
    /// # Errors
    ///
    /// When it needs a shell, is a template, is several commands, or is not known to be harmless: with the reason.
    pub fn runnable(&self) -> Result<&Call, Refusal> {
        for call in &self.calls {
            if let Some(objection) = harm::objection(call) {
                return Err(objection);
            }
        }
        if let Some(refusal) = &self.refusal {
            return Err(refusal.clone());
        }
        if let Some(dir) = &self.dir {
            if let Some(vague) = &dir.vague {
                return Err(vague.clone());
            }
            if harm::leaves(&dir.text) {
                return Err(Refusal::Leaves(dir.text.clone()));
            }
        }
        match self.calls.as_slice() {
            [only] => Ok(only),
            [] => Err(Refusal::Empty),
            _ => Err(Refusal::Several),
        }
    }

    /// The command line, called at the root.
    #[must_use]
    pub fn at_root(self) -> Self {
        Self { dir: None, ..self }
    }

    /// Takes the words of one call.
    fn end(&mut self, words: &mut Vec<Word>) {
        let words = std::mem::take(words);
        let is_first = self.calls.is_empty();
        let moves = matches!(words.first(), Some(word) if matches!(word.text.as_str(), "cd" | "pushd"));
        if moves {
            match <[Word; 2]>::try_from(words) {
                Ok([_, folder]) if is_first && self.dir.is_none() => self.dir = Some(folder),
                _ => drop(self.refusal.get_or_insert(Refusal::Shell("a change of the folder midway"))),
            }
            return;
        }
        let mut call = Call::default();
        for word in words {
            match assignment(&word) {
                Some(assignment) if call.words.is_empty() => call.env.push(assignment),
                _ => {
                    if let Some(vague) = &word.vague {
                        self.refusal.get_or_insert(vague.clone());
                    }
                    call.words.push(word);
                }
            }
        }
        if !call.words.is_empty() {
            self.calls.push(call);
        } else if !call.env.is_empty() {
            self.refusal.get_or_insert(Refusal::Shell("a variable"));
        }
    }
}

/// `NAME=value`
fn assignment(word: &Word) -> Option<(String, Word)> {
    let (name, value) = word.text.split_once('=')?;
    let mut letters = name.chars();
    let begins = letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    let is_name = begins && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    is_name.then(|| (name.to_owned(), Word { text: value.to_owned(), vague: word.vague.clone() }))
}
