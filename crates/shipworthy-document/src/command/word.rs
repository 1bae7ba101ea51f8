//! A line of text as the words a shell would see. Nothing is expanded: what would need a shell is named.

use std::iter::Peekable;
use std::str::Chars;

use super::refusal::Refusal;

/// One word, without its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What it says.
    pub text: String,
    /// Why it does not say so literally: it stands for something, or a shell would expand it.
    pub vague: Option<Refusal>,
}

impl Word {
    /// Does it say literally what it says?
    pub fn is_literal(&self) -> bool {
        self.vague.is_none()
    }
}

/// A word, or what stands between words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CommandToken {
    /// A word.
    Word(Word),
    /// `&&`
    And,
    /// A sign that only a shell understands, and what it is called.
    Shell(&'static str),
    /// All behind a `#`.
    Comment(String),
}

/// Cuts a line into pieces.
pub(super) fn pieces(line: &str) -> Result<Vec<CommandToken>, Refusal> {
    let mut found = Vec::new();
    let mut rest = line.chars().peekable();
    loop {
        while rest.next_if(|next| next.is_whitespace()).is_some() {}
        let Some(next) = rest.peek().copied() else { return Ok(found) };
        if next == '#' {
            found.push(CommandToken::Comment(rest.skip(1).collect::<String>().trim().to_owned()));
            return Ok(found);
        }
        match sign(next, &mut rest) {
            Some(piece) => found.push(piece),
            None => found.push(CommandToken::Word(word(&mut rest)?)),
        }
    }
}

/// A sign between words; a `<` that opens a placeholder is none.
fn sign(next: char, rest: &mut Peekable<Chars<'_>>) -> Option<CommandToken> {
    let second = rest.clone().nth(1);
    let twice = || second == Some(next);
    let (length, piece) = match next {
        '&' if twice() => (2, CommandToken::And),
        '&' if second == Some('>') => (2, CommandToken::Shell("a redirection")),
        '&' => (1, CommandToken::Shell("a job in the background")),
        '|' if twice() => (2, CommandToken::Shell("an alternative")),
        '|' => (1, CommandToken::Shell("a pipe")),
        ';' => (1, CommandToken::Shell("a sequence")),
        '>' if twice() || second == Some('&') => (2, CommandToken::Shell("a redirection")),
        '>' => (1, CommandToken::Shell("a redirection")),
        '<' if placeholder_length(rest.clone()).is_none() => (1, CommandToken::Shell("a redirection")),
        '(' | ')' => (1, CommandToken::Shell("a group")),
        _ => return None,
    };
    rest.nth(length - 1);
    Some(piece)
}

/// The length of `<name>`, when that is what comes.
fn placeholder_length(rest: Peekable<Chars<'_>>) -> Option<usize> {
    const LONGEST: usize = 60;
    let mut inside = rest.skip(1).take(LONGEST).enumerate();
    if !inside.next()?.1.is_alphabetic() {
        return None;
    }
    inside
        .find(|(_, next)| matches!(next, '>' | '<' | '|' | '&' | ';'))
        .and_then(|(at, next)| (next == '>').then_some(at + 2))
}

/// One word, up to a blank or a sign.
fn word(rest: &mut Peekable<Chars<'_>>) -> Result<Word, Refusal> {
    let mut text = String::new();
    let mut vague = None;
    let mut expands = |what| {
        vague.get_or_insert(Refusal::Shell(what));
    };
    while let Some(next) = rest.peek().copied() {
        match next {
            '<' => {
                let Some(length) = placeholder_length(rest.clone()) else { break };
                text.extend(rest.by_ref().take(length));
                continue;
            }
            '&' | '|' | ';' | '>' | '(' | ')' => break,
            _ if next.is_whitespace() => break,
            _ => drop(rest.next()),
        }
        match next {
            '\'' => loop {
                match rest.next().ok_or(Refusal::Unclosed('\''))? {
                    '\'' => break,
                    inside => text.push(inside),
                }
            },
            '"' => double_quoted(rest, &mut text, &mut expands)?,
            '\\' => text.extend(rest.next()),
            _ => {
                match next {
                    '$' => expands("a variable"),
                    '`' => expands("the output of another command"),
                    '*' | '?' => expands("a pattern of file names"),
                    '{' | '}' => expands("alternatives in braces"),
                    '~' if text.is_empty() => expands("the home folder"),
                    _ => {}
                }
                text.push(next);
            }
        }
    }
    // A template is told as one, whatever a shell would make of it.
    let vague = if is_placeholder(&text) { Some(Refusal::Placeholder(text.clone())) } else { vague };
    Ok(Word { text, vague })
}

fn double_quoted(
    rest: &mut Peekable<Chars<'_>>,
    text: &mut String,
    expands: &mut impl FnMut(&'static str),
) -> Result<(), Refusal> {
    loop {
        match rest.next().ok_or(Refusal::Unclosed('"'))? {
            '"' => return Ok(()),
            '\\' if rest.peek().is_some_and(|next| matches!(next, '"' | '\\' | '$' | '`')) => {
                text.extend(rest.next());
            }
            inside => {
                match inside {
                    '$' => expands("a variable"),
                    '`' => expands("the output of another command"),
                    _ => {}
                }
                text.push(inside);
            }
        }
    }
}

/// Does a word stand for another one, as in a template?
pub(super) fn is_placeholder(text: &str) -> bool {
    let lower = text.to_lowercase();
    let value = text.rsplit('=').next().unwrap_or(text);
    let within = |open, close| text.find(open).is_some_and(|at| text[at..].contains(close));
    let shouted = value.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        && value.chars().any(|c| c.is_ascii_uppercase());
    let release = value.trim_start_matches(['v', 'V']);
    let template = |part: &str| matches!(part, "X" | "Y" | "Z" | "x" | "y" | "z" | "N");
    let version = release.contains('.') && release.split('.').any(template) && release.len() < 12;
    text.contains("...")
        || text.contains('\u{2026}')
        || within('<', '>')
        || within('[', ']')
        || text.contains('$')
        || text.matches('%').count() > 1
        || version
        || shouted
        || ["path/to", "your-", "your_", "my-project", "xxx", "changeme"]
            .iter()
            .any(|sign| lower.contains(sign))
}
