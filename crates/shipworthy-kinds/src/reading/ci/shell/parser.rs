//! The pieces of a script become commands. What is beyond the shell of POSIX and the common parts of bash is refused.

use super::lexer::{Placed, ShellToken, is_name, tokens};
use super::syntax::{Obscure, ShellCommand, ShellWord, SimpleCommand, WordPart};

/// Words that mean something where a command may begin.
const RESERVED: [&str; 16] = [
    "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "{", "}", "!",
    "function",
];
/// The deepest nesting of commands that is read.
const DEEPEST: usize = 40;

/// Reads a script.
///
/// # Errors
///
/// When it is no script, or uses something that is not read.
pub(super) fn parse(text: &str) -> Result<Vec<ShellCommand>, Obscure> {
    let (chars, tokens) = tokens(text)?;
    let mut parser = CommandParser { chars: &chars, tokens: &tokens, at: 0, depth: 0 };
    let commands = parser.list(&[])?;
    match parser.current() {
        None => Ok(commands),
        Some(_) => Err(parser.unexpected()),
    }
}

struct CommandParser<'a> {
    chars: &'a [char],
    tokens: &'a [Placed],
    at: usize,
    depth: usize,
}

impl CommandParser<'_> {
    fn current(&self) -> Option<&ShellToken> {
        self.tokens.get(self.at).map(|placed| &placed.token)
    }

    fn line(&self) -> u32 {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(0, |placed| placed.line)
    }

    fn unexpected(&self) -> Obscure {
        let Some(placed) = self.tokens.get(self.at) else {
            return Obscure::new(self.line(), "the script ends before a command does");
        };
        let text: String = self.chars[placed.span.0..placed.span.1].iter().take(40).collect();
        Obscure::new(placed.line, format!("`{}` is not understood here", text.trim()))
    }

    fn operator(&mut self, text: &str) -> bool {
        let found = matches!(self.current(), Some(ShellToken::Operator(operator)) if *operator == text);
        self.at += usize::from(found);
        found
    }

    /// The reserved word that stands here.
    fn reserved(&self) -> Option<&str> {
        match self.current() {
            Some(ShellToken::Word(word)) => word.bare().filter(|text| RESERVED.contains(text)),
            _ => None,
        }
    }

    fn keyword(&mut self, text: &str) -> bool {
        let found = matches!(self.current(), Some(ShellToken::Word(word)) if word.bare() == Some(text));
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, text: &str) -> Result<(), Obscure> {
        if self.keyword(text) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn newlines(&mut self) {
        while self.current() == Some(&ShellToken::Newline) {
            self.at += 1;
        }
    }

    /// Commands up to one of these words, or to what no command begins with.
    fn list(&mut self, ends: &[&str]) -> Result<Vec<ShellCommand>, Obscure> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Obscure::new(self.line(), "the commands are nested too deep"));
        }
        let mut commands = Vec::new();
        loop {
            self.newlines();
            let closes =
                |token: &ShellToken| matches!(token, ShellToken::Operator(")" | ";;" | ";&" | ";;&"));
            if self.current().is_none_or(closes) || self.reserved().is_some_and(|word| ends.contains(&word)) {
                break;
            }
            let command = self.joined()?;
            if self.operator("&") {
                commands.push(ShellCommand::Background(Box::new(command)));
            } else {
                commands.push(command);
                if !self.operator(";") && self.current() != Some(&ShellToken::Newline) {
                    let done = self.current().is_none_or(closes);
                    if !done {
                        return Err(self.unexpected());
                    }
                }
            }
        }
        self.depth -= 1;
        Ok(commands)
    }

    /// Commands that must be there.
    fn body(&mut self, ends: &[&str]) -> Result<Vec<ShellCommand>, Obscure> {
        let commands = self.list(ends)?;
        if commands.is_empty() { Err(self.unexpected()) } else { Ok(commands) }
    }

    fn joined(&mut self) -> Result<ShellCommand, Obscure> {
        let mut left = self.pipeline()?;
        loop {
            let and = self.operator("&&");
            if !and && !self.operator("||") {
                return Ok(left);
            }
            self.newlines();
            let right = Box::new(self.pipeline()?);
            left = ShellCommand::Joined { left: Box::new(left), and, right };
        }
    }

    fn pipeline(&mut self) -> Result<ShellCommand, Obscure> {
        let mut negated = false;
        loop {
            if self.keyword("!") {
                negated = !negated;
            } else if self.keyword("time") {
                self.keyword("-p");
            } else {
                break;
            }
        }
        let mut parts = vec![self.command()?];
        while self.operator("|") || self.operator("|&") {
            self.newlines();
            parts.push(self.command()?);
        }
        match parts.pop() {
            Some(one) if parts.is_empty() && !negated => Ok(one),
            last => {
                parts.extend(last);
                Ok(ShellCommand::Pipeline { negated, parts })
            }
        }
    }

    fn command(&mut self) -> Result<ShellCommand, Obscure> {
        let line = self.line();
        if self.operator("(") {
            if matches!(self.current(), Some(ShellToken::Operator("("))) {
                return self.arithmetic();
            }
            let body = self.body(&[])?;
            if !self.operator(")") {
                return Err(self.unexpected());
            }
            return self.redirected(ShellCommand::Subshell(body));
        }
        let word = self.reserved().map(str::to_owned);
        let command = match word.as_deref() {
            Some("{") => {
                self.at += 1;
                let body = self.body(&["}"])?;
                self.expect("}")?;
                ShellCommand::Group(body)
            }
            Some("if") => self.condition()?,
            Some(word @ ("while" | "until")) => {
                let until = word == "until";
                self.at += 1;
                let condition = self.body(&["do"])?;
                ShellCommand::While { until, condition, body: self.loop_body()? }
            }
            Some("for") => self.each()?,
            Some("case") => self.case()?,
            Some("function") => {
                self.at += 1;
                let name = self.plain_word()?;
                if self.operator("(") && !self.operator(")") {
                    return Err(self.unexpected());
                }
                self.newlines();
                ShellCommand::Function { name, body: Box::new(self.command()?) }
            }
            Some(_) => return Err(self.unexpected()),
            None if self.keyword("[[") => return self.double_brackets(line),
            None => return self.simple(),
        };
        self.redirected(command)
    }

    /// The redirections behind a command that has an end of its own. What they write to is of no matter.
    fn redirected(&mut self, command: ShellCommand) -> Result<ShellCommand, Obscure> {
        let line = self.line();
        while let Some(ShellToken::Redirection { target, .. }) = self.current() {
            if target.parts.iter().any(|part| matches!(part, WordPart::Output(..) | WordPart::Process(..))) {
                return Err(Obscure::new(line, "something is run in a redirection"));
            }
            self.at += 1;
        }
        Ok(command)
    }

    fn plain_word(&mut self) -> Result<String, Obscure> {
        match self.current() {
            Some(ShellToken::Word(word)) if word.bare().is_some() => {
                let text = word.bare().unwrap_or_default().to_owned();
                self.at += 1;
                Ok(text)
            }
            _ => Err(self.unexpected()),
        }
    }

    fn condition(&mut self) -> Result<ShellCommand, Obscure> {
        self.at += 1;
        let mut branches = Vec::new();
        loop {
            let condition = self.body(&["then"])?;
            self.expect("then")?;
            let body = self.body(&["elif", "else", "fi"])?;
            branches.push((condition, body));
            if !self.keyword("elif") {
                break;
            }
        }
        let otherwise = if self.keyword("else") { Some(self.body(&["fi"])?) } else { None };
        self.expect("fi")?;
        Ok(ShellCommand::If { branches, otherwise })
    }

    fn loop_body(&mut self) -> Result<Vec<ShellCommand>, Obscure> {
        self.expect("do")?;
        let body = self.body(&["done"])?;
        self.expect("done")?;
        Ok(body)
    }

    fn each(&mut self) -> Result<ShellCommand, Obscure> {
        self.at += 1;
        if matches!(self.current(), Some(ShellToken::Operator("("))) {
            return Err(Obscure::new(self.line(), "a loop that counts is not read"));
        }
        let name = self.plain_word()?;
        self.newlines();
        let words = if self.keyword("in") {
            let mut words = Vec::new();
            while let Some(ShellToken::Word(word)) = self.current() {
                words.push(word.clone());
                self.at += 1;
            }
            Some(words)
        } else {
            None
        };
        self.operator(";");
        self.newlines();
        Ok(ShellCommand::For { name, words, body: self.loop_body()? })
    }

    fn case(&mut self) -> Result<ShellCommand, Obscure> {
        self.at += 1;
        let Some(ShellToken::Word(word)) = self.current().cloned() else { return Err(self.unexpected()) };
        self.at += 1;
        self.newlines();
        self.expect("in")?;
        let mut arms = Vec::new();
        loop {
            self.newlines();
            if self.keyword("esac") {
                return Ok(ShellCommand::Case { word, arms });
            }
            self.operator("(");
            let mut patterns = Vec::new();
            loop {
                let Some(ShellToken::Word(pattern)) = self.current().cloned() else {
                    return Err(self.unexpected());
                };
                patterns.push(pattern);
                self.at += 1;
                if !self.operator("|") {
                    break;
                }
            }
            if !self.operator(")") {
                return Err(self.unexpected());
            }
            arms.push((patterns, self.list(&["esac"])?));
            if matches!(self.current(), Some(ShellToken::Operator(";&" | ";;&"))) {
                return Err(self.unexpected());
            }
            self.operator(";;");
        }
    }

    /// `[[ ... ]]`, whose words are kept and not looked into.
    fn double_brackets(&mut self, line: u32) -> Result<ShellCommand, Obscure> {
        let mut words = Vec::new();
        loop {
            match self.current() {
                Some(ShellToken::Word(word)) if word.bare() == Some("]]") => {
                    self.at += 1;
                    return Ok(ShellCommand::Condition(words));
                }
                Some(ShellToken::Word(word)) => words.push(word.clone()),
                Some(ShellToken::Operator(text)) => words.push(said(text)),
                Some(ShellToken::Redirection { target, .. }) => {
                    words.push(said("<>"));
                    words.push(target.clone());
                }
                Some(ShellToken::Newline) => {}
                None => return Err(Obscure::new(line, "`[[` is not closed")),
            }
            self.at += 1;
        }
    }

    /// `(( ... ))`, behind its first bracket.
    fn arithmetic(&mut self) -> Result<ShellCommand, Obscure> {
        let line = self.line();
        let mut depth = 1_usize;
        let mut words = Vec::new();
        while let Some(token) = self.current() {
            match token {
                ShellToken::Operator("(") => depth += 1,
                ShellToken::Operator(")") => depth -= 1,
                ShellToken::Word(word) => words.push(word.clone()),
                ShellToken::Operator(text) => words.push(said(text)),
                ShellToken::Redirection { target, .. } => {
                    words.push(said("<>"));
                    words.push(target.clone());
                }
                ShellToken::Newline => {}
            }
            self.at += 1;
            if depth == 0 {
                return self.redirected(ShellCommand::Condition(Vec::new()));
            }
        }
        Err(Obscure::new(line, "`((` is not closed"))
    }

    fn simple(&mut self) -> Result<ShellCommand, Obscure> {
        let begin = self.tokens.get(self.at).map_or(0, |placed| placed.span.0);
        let mut simple = SimpleCommand { line: self.line(), ..SimpleCommand::default() };
        let mut end = begin;
        while let Some(placed) = self.tokens.get(self.at) {
            match &placed.token {
                ShellToken::Word(word) => {
                    let assignment = assignment(word).filter(|_| simple.words.is_empty());
                    match assignment {
                        Some(assignment) => simple.assignments.push(assignment),
                        None => simple.words.push(word.clone()),
                    }
                }
                ShellToken::Redirection { target, input } => {
                    simple.fed |= input;
                    simple.redirected.push(target.clone());
                }
                ShellToken::Operator("(") => {
                    let [name] = simple.words.as_slice() else { return Err(self.unexpected()) };
                    let Some(name) = name.bare().map(str::to_owned) else { return Err(self.unexpected()) };
                    self.at += 1;
                    if !self.operator(")") {
                        return Err(self.unexpected());
                    }
                    self.newlines();
                    return Ok(ShellCommand::Function { name, body: Box::new(self.command()?) });
                }
                _ => break,
            }
            end = placed.span.1;
            self.at += 1;
        }
        if simple.words.is_empty() && simple.assignments.is_empty() && simple.redirected.is_empty() {
            return Err(self.unexpected());
        }
        simple.text = self.chars[begin..end].iter().collect();
        Ok(ShellCommand::Simple(simple))
    }
}

fn said(text: &str) -> ShellWord {
    ShellWord { parts: vec![WordPart::Text { text: text.to_owned(), quoted: false }], quoted: false }
}

/// The name and the value of `name=value`.
fn assignment(word: &ShellWord) -> Option<(String, ShellWord)> {
    let (first, rest) = word.parts.split_first()?;
    let WordPart::Text { text, quoted: false } = first else { return None };
    let (name, value) = text.split_once('=')?;
    // `a[0]=x` sets a part of a list, which is not looked into.
    let named = name.split_once('[').map_or(name, |(list, _)| list);
    if !is_name(named) {
        return None;
    }
    let mut parts = vec![WordPart::Text { text: value.to_owned(), quoted: false }];
    parts.extend(rest.iter().cloned());
    let added = name.ends_with('+') || name.contains('[');
    if added {
        parts = vec![WordPart::Computed(text.clone())].into_iter().chain(rest.iter().cloned()).collect();
    }
    Some((named.trim_end_matches('+').to_owned(), ShellWord { parts, quoted: word.quoted }))
}
