//! The text of a script becomes words and operators, each with its line. Quotes, comments, continued lines and documents
//! that stand in the script are seen for what they are.

use super::syntax::{Obscure, ShellWord, WordPart};

/// A piece of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ShellToken {
    /// A word.
    Word(ShellWord),
    /// `&&`, `|`, `;`, `(` and the like.
    Operator(&'static str),
    /// A redirection with its target; for a document in the script, the document.
    Redirection {
        /// Is standard input redirected?
        input: bool,
        /// The target.
        target: ShellWord,
    },
    /// The end of a line.
    Newline,
}

/// A piece of a script with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    /// The piece.
    pub(super) token: ShellToken,
    /// The line that it begins on, from 0.
    pub(super) line: u32,
    /// Where it begins and ends in the text, in characters.
    pub(super) span: (usize, usize),
}

/// The longest first, so that none is taken for a part of another.
const OPERATORS: [&str; 11] = [";;&", ";;", ";&", "&&", "||", "|&", "&", "|", ";", "(", ")"];
const REDIRECTIONS: [&str; 13] =
    ["&>>", "<<<", "<<-", "&>", "<<", ">>", "<&", ">&", "<>", ">|", "<", ">", ""];

/// Cuts a script into its pieces.
///
/// # Errors
///
/// When something is opened and not closed.
pub(super) fn tokens(text: &str) -> Result<(Vec<char>, Vec<Placed>), Obscure> {
    let chars: Vec<char> = text.chars().filter(|c| *c != '\r').collect();
    let mut lexer = Lexer { chars: &chars, at: 0, line: 0, documents: Vec::new(), tokens: Vec::new() };
    while lexer.piece()? {}
    if !lexer.documents.is_empty() {
        lexer.read_documents()?;
    }
    let tokens = lexer.tokens;
    Ok((chars, tokens))
}

/// A document that stands in the script from the next line on.
struct Awaited {
    /// The redirection that it belongs to, among the tokens.
    token: usize,
    ends_at: String,
    /// Is nothing put in for variables?
    quoted: bool,
    /// Are tabs before its lines left out?
    tabs: bool,
}

struct Lexer<'a> {
    chars: &'a [char],
    at: usize,
    line: u32,
    documents: Vec<Awaited>,
    tokens: Vec<Placed>,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn looking_at(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, c)| self.peek(ahead) == Some(c))
    }

    fn advance(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        self.line += u32::from(c == '\n');
        Some(c)
    }

    fn push(&mut self, token: ShellToken, line: u32, begin: usize) {
        self.tokens.push(Placed { token, line, span: (begin, self.at) });
    }

    /// Reads one piece. Says whether there was one.
    fn piece(&mut self) -> Result<bool, Obscure> {
        while matches!(self.peek(0), Some(' ' | '\t')) || self.looking_at("\\\n") {
            if self.advance() == Some('\\') {
                self.advance();
            }
        }
        let (begin, line) = (self.at, self.line);
        match self.peek(0) {
            None => return Ok(false),
            Some('#') => {
                while self.peek(0).is_some_and(|c| c != '\n') {
                    self.advance();
                }
                return Ok(true);
            }
            Some('\n') => {
                self.advance();
                self.push(ShellToken::Newline, line, begin);
                self.read_documents()?;
                return Ok(true);
            }
            Some(_) => {}
        }
        if self.redirection()? {
            return Ok(true);
        }
        let process = self.looking_at("<(") || self.looking_at(">(");
        if let Some(operator) = OPERATORS.iter().find(|text| self.looking_at(text)).filter(|_| !process) {
            operator.chars().for_each(|_| {
                self.advance();
            });
            self.push(ShellToken::Operator(operator), line, begin);
            return Ok(true);
        }
        let word = self.word()?;
        self.push(ShellToken::Word(word), line, begin);
        Ok(true)
    }

    /// Reads a redirection with its target, if one stands here.
    fn redirection(&mut self) -> Result<bool, Obscure> {
        let (begin, line) = (self.at, self.line);
        let mut ahead = 0;
        while self.peek(ahead).is_some_and(|c| c.is_ascii_digit()) {
            ahead += 1;
        }
        let rest = |text: &str| text.chars().enumerate().all(|(n, c)| self.peek(ahead + n) == Some(c));
        let Some(sign) = REDIRECTIONS.iter().find(|sign| rest(sign)).filter(|sign| !sign.is_empty()) else {
            return Ok(false);
        };
        if (*sign == "<" || *sign == ">") && self.peek(ahead + 1) == Some('(') {
            return Ok(false);
        }
        for _ in 0..ahead + sign.chars().count() {
            self.advance();
        }
        while matches!(self.peek(0), Some(' ' | '\t')) {
            self.advance();
        }
        if matches!(self.peek(0), None | Some('\n')) {
            return Err(Obscure::new(line, format!("nothing stands behind `{sign}`")));
        }
        let target = self.word()?;
        let input = sign.starts_with('<');
        if matches!(*sign, "<<" | "<<-") {
            let ends_at = target.literal().unwrap_or_default();
            let quoted = target.quoted;
            self.documents.push(Awaited { token: self.tokens.len(), ends_at, quoted, tabs: *sign == "<<-" });
        }
        self.push(ShellToken::Redirection { input, target }, line, begin);
        Ok(true)
    }

    /// Reads the documents that begin on this line.
    fn read_documents(&mut self) -> Result<(), Obscure> {
        for awaited in std::mem::take(&mut self.documents) {
            let (mut body, first) = (String::new(), self.line);
            loop {
                if self.peek(0).is_none() {
                    break;
                }
                let mut text = String::new();
                while let Some(c) = self.advance().filter(|c| *c != '\n') {
                    text.push(c);
                }
                let line = if awaited.tabs { text.trim_start_matches('\t') } else { &text };
                if line == awaited.ends_at {
                    break;
                }
                body.push_str(line);
                body.push('\n');
            }
            let word = if awaited.quoted { plain(body) } else { document(&body, first)? };
            if let Some(Placed { token: ShellToken::Redirection { target, .. }, .. }) =
                self.tokens.get_mut(awaited.token)
            {
                *target = word;
            }
        }
        Ok(())
    }

    fn word(&mut self) -> Result<ShellWord, Obscure> {
        let mut word = WordBuilder::default();
        let begin = self.line;
        loop {
            match self.peek(0) {
                None | Some(' ' | '\t' | '\n' | ';' | '&' | '|' | ')') => break,
                Some('(') if word.is_assignment() => {
                    // `a=(x y)`: the words of a list; what they are is not looked into.
                    self.advance();
                    let inner = self.until_closed(')')?;
                    word.computed(inner);
                }
                Some('(') => break,
                Some(sign @ ('<' | '>')) if self.peek(1) == Some('(') && word.is_empty() => {
                    let line = self.line;
                    self.advance();
                    self.advance();
                    let inner = self.until_closed(')')?;
                    word.parts.push(WordPart::Process(inner, line));
                    word.quoted |= sign == ' ';
                }
                Some('<' | '>') => break,
                Some('\\') => {
                    self.advance();
                    match self.advance() {
                        Some('\n') | None => {}
                        Some(c) => word.text(c, true),
                    }
                }
                Some('\'') => {
                    self.advance();
                    word.quote();
                    while let Some(c) = self.advance() {
                        if c == '\'' {
                            word.closed = true;
                            break;
                        }
                        word.text(c, true);
                    }
                    if !std::mem::take(&mut word.closed) {
                        return Err(Obscure::new(begin, "a quote is not closed"));
                    }
                }
                Some('"') => {
                    self.advance();
                    word.quote();
                    self.quoted(&mut word, begin)?;
                }
                Some('$') => self.dollar(&mut word, false)?,
                Some('`') => self.back_quotes(&mut word)?,
                Some(c) => {
                    self.advance();
                    word.text(c, false);
                }
            }
        }
        if word.is_empty() {
            return Err(Obscure::new(begin, "a word is missing"));
        }
        Ok(word.done())
    }

    /// What stands in double quotes, up to the closing one.
    fn quoted(&mut self, word: &mut WordBuilder, begin: u32) -> Result<(), Obscure> {
        loop {
            match self.peek(0) {
                None => return Err(Obscure::new(begin, "a quote is not closed")),
                Some('"') => {
                    self.advance();
                    return Ok(());
                }
                Some('\\') => {
                    self.advance();
                    match self.advance() {
                        Some('\n') | None => {}
                        Some(c @ ('$' | '`' | '"' | '\\')) => word.text(c, true),
                        Some(c) => {
                            word.text('\\', true);
                            word.text(c, true);
                        }
                    }
                }
                Some('$') => self.dollar(word, true)?,
                Some('`') => self.back_quotes(word)?,
                Some(c) => {
                    self.advance();
                    word.text(c, true);
                }
            }
        }
    }

    /// Something that begins with `$`.
    fn dollar(&mut self, word: &mut WordBuilder, quoted: bool) -> Result<(), Obscure> {
        let line = self.line;
        self.advance();
        match self.peek(0) {
            Some('(') => {
                self.advance();
                let inner = self.until_closed(')')?;
                if !is_arithmetic(&inner) {
                    word.parts.push(WordPart::Output(inner, line));
                } else if inner.contains("$(") || inner.contains('`') {
                    return Err(Obscure::new(line, "something is run within a calculation"));
                } else {
                    word.computed(format!("$({inner})"));
                }
            }
            Some('{') => {
                self.advance();
                let inner = self.until_closed('}')?;
                let named = inner.chars().all(|c| c.is_alphanumeric() || c == '_') || inner == "?";
                let part = if named || inner == "PIPESTATUS[0]" {
                    WordPart::Variable(inner)
                } else if inner.contains("$(") || inner.contains('`') {
                    return Err(Obscure::new(line, format!("`${{{inner}}}` runs something")));
                } else {
                    WordPart::Computed(format!("${{{inner}}}"))
                };
                word.parts.push(part);
            }
            Some('\'') if !quoted => {
                self.advance();
                let mut inner = String::new();
                while let Some(c) = self.advance().filter(|c| *c != '\'') {
                    inner.push(c);
                    if c == '\\' {
                        inner.extend(self.advance());
                    }
                }
                word.quote();
                word.computed(inner);
            }
            Some(c @ ('?' | '#' | '@' | '*' | '!' | '$' | '-' | '0'..='9')) => {
                self.advance();
                word.parts.push(WordPart::Variable(c.to_string()));
            }
            Some(c) if c.is_alphabetic() || c == '_' => {
                let mut name = String::new();
                while let Some(c) = self.peek(0).filter(|c| c.is_alphanumeric() || *c == '_') {
                    name.push(c);
                    self.advance();
                }
                word.parts.push(WordPart::Variable(name));
            }
            _ => word.text('$', quoted),
        }
        Ok(())
    }

    fn back_quotes(&mut self, word: &mut WordBuilder) -> Result<(), Obscure> {
        let line = self.line;
        self.advance();
        let mut inner = String::new();
        while let Some(c) = self.advance() {
            match c {
                '`' => {
                    word.parts.push(WordPart::Output(inner, line));
                    return Ok(());
                }
                '\\' if matches!(self.peek(0), Some('`' | '\\' | '$')) => inner.extend(self.advance()),
                c => inner.push(c),
            }
        }
        Err(Obscure::new(line, "a back quote is not closed"))
    }

    /// The text up to the bracket that closes one opened just now.
    fn until_closed(&mut self, close: char) -> Result<String, Obscure> {
        let open = if close == ')' { '(' } else { '{' };
        let (begin, start) = (self.line, self.at);
        let mut depth = 1_usize;
        let mut quote = None;
        while let Some(c) = self.advance() {
            match (c, quote) {
                ('\\', None | Some('"')) => {
                    self.advance();
                }
                (c, Some(open)) if c == open => quote = None,
                (_, Some(_)) => {}
                ('\'' | '"' | '`', None) => quote = Some(c),
                ('#', None) if close == ')' && self.before(2).is_none_or(char::is_whitespace) => {
                    while self.peek(0).is_some_and(|c| c != '\n') {
                        self.advance();
                    }
                }
                (c, None) if c == open => depth += 1,
                (c, None) if c == close => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(self.chars[start..self.at - 1].iter().collect());
                    }
                }
                _ => {}
            }
        }
        Err(Obscure::new(begin, format!("`{open}` is not closed")))
    }

    /// The character so many places back.
    fn before(&self, back: usize) -> Option<char> {
        self.at.checked_sub(back).and_then(|at| self.chars.get(at)).copied()
    }
}

/// Is what stands in `$(...)` a calculation, `$((1 + 2))`, and no command that begins with a bracket?
fn is_arithmetic(inner: &str) -> bool {
    let mut depth = 0_i32;
    let Some(inside) = inner.strip_suffix(')').filter(|inside| inside.starts_with('(')) else { return false };
    inside.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth > 0
    })
}

fn plain(text: String) -> ShellWord {
    ShellWord { parts: vec![WordPart::Text { text, quoted: true }], quoted: true }
}

/// A document in which variables and the output of commands are put in.
fn document(body: &str, first: u32) -> Result<ShellWord, Obscure> {
    let chars: Vec<char> = body.chars().chain(['"']).collect();
    let mut lexer = Lexer { chars: &chars, at: 0, line: first, documents: Vec::new(), tokens: Vec::new() };
    let mut word = WordBuilder::default();
    word.quote();
    loop {
        lexer.quoted(&mut word, first)?;
        if lexer.at >= chars.len() {
            return Ok(word.done());
        }
        // A quote within a document is a character like any other.
        word.text('"', true);
    }
}

#[derive(Default)]
struct WordBuilder {
    parts: Vec<WordPart>,
    quoted: bool,
    closed: bool,
}

impl WordBuilder {
    fn is_empty(&self) -> bool {
        self.parts.is_empty() && !self.quoted
    }

    fn quote(&mut self) {
        self.quoted = true;
        self.parts.push(WordPart::Text { text: String::new(), quoted: true });
    }

    fn computed(&mut self, text: String) {
        self.parts.push(WordPart::Computed(text));
    }

    fn text(&mut self, c: char, quoted: bool) {
        self.quoted |= quoted;
        match self.parts.last_mut() {
            Some(WordPart::Text { text, quoted: before }) if *before == quoted => text.push(c),
            _ => self.parts.push(WordPart::Text { text: c.to_string(), quoted }),
        }
    }

    /// Is it, so far, a name with `=` behind it?
    fn is_assignment(&self) -> bool {
        match self.parts.as_slice() {
            [WordPart::Text { text, quoted: false }] => text.strip_suffix('=').is_some_and(is_name),
            _ => false,
        }
    }

    fn done(mut self) -> ShellWord {
        self.parts.retain(|part| !matches!(part, WordPart::Text { text, .. } if text.is_empty()));
        if self.parts.is_empty() {
            self.parts.push(WordPart::Text { text: String::new(), quoted: true });
        }
        ShellWord { parts: self.parts, quoted: self.quoted }
    }
}

/// Is the text the name of a variable? `a+` stands for `a`, to which something is added.
pub(super) fn is_name(text: &str) -> bool {
    let text = text.strip_suffix('+').unwrap_or(text);
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
