//! A lexer for Rust: knows where comments, strings and characters begin and end, so that nobody mistakes text for
//! code. Never fails: what it does not understand is punctuation.

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// An identifier or keyword.
    Ident,
    /// A raw identifier, `r#name`; the text is the name.
    RawIdent,
    /// A string of any sort; its text is what stands between the quotes, escapes as written.
    Text,
    /// A character or byte literal.
    Char,
    /// A lifetime or label.
    Lifetime,
    /// A number, or the first part of one.
    Number,
    /// A single character of any other kind.
    Punct,
    /// A comment, doc comments included.
    Comment,
}

/// One token of a source text and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    /// The kind of the token.
    pub(crate) sort: TokenKind,
    /// The text of the token, without quotes.
    pub(crate) text: &'a str,
    /// Where the token begins, in bytes.
    pub(crate) start: usize,
    /// Where the token ends, in bytes.
    pub(crate) end: usize,
    /// How many bytes of quotes and prefixes stand before the text of the token.
    pub(crate) lead: usize,
    /// The line on which the token begins, from 1.
    pub(crate) line: u32,
    /// The column at which the token begins, from 1, in characters.
    pub(crate) column: u32,
}

impl Token<'_> {
    /// Is the token this punctuation character?
    pub(crate) fn is(&self, punct: char) -> bool {
        self.sort == TokenKind::Punct && self.text.starts_with(punct)
    }

    /// Is the token this keyword or plain identifier?
    pub(crate) fn word(&self, word: &str) -> bool {
        self.sort == TokenKind::Ident && self.text == word
    }

    /// Is the token a name, raw or not?
    pub(crate) fn is_name(&self) -> bool {
        matches!(self.sort, TokenKind::Ident | TokenKind::RawIdent)
    }
}

/// All tokens of a source text, in order.
pub(crate) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut place = TokenPosition { at: 0, line: 1, column: 1 };
    place.advance(source, preamble(source));
    while let Some(first) = source[place.at..].chars().next() {
        if first.is_whitespace() {
            place.advance(source, place.at + first.len_utf8());
            continue;
        }
        let rest = &source[place.at..];
        let (sort, lead, tail, length) = scan(rest, first);
        tokens.push(Token {
            sort,
            text: rest.get(lead..length - tail).unwrap_or_default(),
            start: place.at,
            end: place.at + length,
            lead,
            line: place.line,
            column: place.column,
        });
        place.advance(source, place.at + length);
    }
    tokens
}

/// The tokens that are code: no comments.
pub(crate) fn code(source: &str) -> Vec<Token<'_>> {
    let mut tokens = tokens(source);
    tokens.retain(|token| token.sort != TokenKind::Comment);
    tokens
}

/// The index of the bracket that closes the one at `open`, or of the last token when none does.
pub(crate) fn closing(code: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (index, token) in code.iter().enumerate().skip(open) {
        if ['(', '[', '{'].iter().any(|&c| token.is(c)) {
            depth += 1;
        } else if [')', ']', '}'].iter().any(|&c| token.is(c)) {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return index;
            }
        }
    }
    code.len().saturating_sub(1)
}

struct TokenPosition {
    at: usize,
    line: u32,
    column: u32,
}

impl TokenPosition {
    fn advance(&mut self, source: &str, to: usize) {
        for character in source[self.at..to].chars() {
            if character == '\n' {
                (self.line, self.column) = (self.line + 1, 1);
            } else {
                self.column += 1;
            }
        }
        self.at = to;
    }
}

/// How many bytes a byte order mark and a `#!` line take: neither is Rust.
fn preamble(source: &str) -> usize {
    let mark = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &source[mark..];
    match rest.strip_prefix("#!") {
        Some(line) if !line.trim_start().starts_with('[') => mark + rest.find('\n').unwrap_or(rest.len()),
        _ => mark,
    }
}

/// The sort of the token at the beginning of `rest`, the bytes of its quotes before and after, and its length.
fn scan(rest: &str, first: char) -> (TokenKind, usize, usize, usize) {
    let whole = |sort, length| (sort, 0, 0, length);
    if rest.starts_with("//") {
        return whole(TokenKind::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return whole(TokenKind::Comment, block_comment(rest));
    }
    if first == '"' {
        return quoted(rest, 1);
    }
    if first == '\'' {
        return apostrophe(rest);
    }
    if first == '_' || first.is_alphabetic() {
        return prefixed(rest).unwrap_or_else(|| whole(TokenKind::Ident, name(rest)));
    }
    if first.is_ascii_digit() {
        return whole(TokenKind::Number, name(rest));
    }
    whole(TokenKind::Punct, first.len_utf8())
}

fn name(rest: &str) -> usize {
    rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len())
}

fn block_comment(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(b"/*") => (at, depth) = (at + 2, depth + 1),
            Some(b"*/") if depth == 1 => return at + 2,
            Some(b"*/") => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
    }
    rest.len()
}

/// A string whose text begins after `lead` bytes.
fn quoted(rest: &str, lead: usize) -> (TokenKind, usize, usize, usize) {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(lead) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return (TokenKind::Text, lead, 1, at + 1),
            _ => {}
        }
    }
    (TokenKind::Text, lead, 0, rest.len())
}

/// Strings with a prefix, byte characters and raw identifiers.
fn prefixed(rest: &str) -> Option<(TokenKind, usize, usize, usize)> {
    let prefix = ["br", "cr", "b", "c", "r"]
        .into_iter()
        .find(|&prefix| rest.strip_prefix(prefix).is_some_and(|after| after.starts_with(['"', '#', '\''])))?;
    let after = &rest[prefix.len()..];
    if !prefix.ends_with('r') {
        return match after.as_bytes().first() {
            Some(b'"') => Some(quoted(rest, prefix.len() + 1)),
            Some(b'\'') if prefix == "b" => {
                let (_, _, _, length) = apostrophe(after);
                Some((TokenKind::Char, 0, 0, prefix.len() + length))
            }
            _ => None,
        };
    }
    let hashes = after.len() - after.trim_start_matches('#').len();
    let inner = &after[hashes..];
    if let Some(text) = inner.strip_prefix('"') {
        let lead = prefix.len() + hashes + 1;
        let close = format!("\"{}", "#".repeat(hashes));
        return Some(match text.find(&close) {
            Some(at) => (TokenKind::Text, lead, close.len(), lead + at + close.len()),
            None => (TokenKind::Text, lead, 0, rest.len()),
        });
    }
    let raw = prefix == "r" && hashes == 1 && name(inner) > 0;
    raw.then(|| (TokenKind::RawIdent, 2, 0, 2 + name(inner)))
}

/// What an apostrophe begins: a character, or a lifetime.
fn apostrophe(rest: &str) -> (TokenKind, usize, usize, usize) {
    let mut characters = rest.char_indices().skip(1);
    match (characters.next(), characters.next()) {
        (Some((_, '\\')), Some((at, escaped))) => {
            // The character after the backslash may itself be an apostrophe.
            let from = at + escaped.len_utf8();
            let close = rest[from..].find(['\'', '\n']).map_or(rest.len(), |at| from + at);
            let length = if rest[close..].starts_with('\'') { close + 1 } else { close };
            (TokenKind::Char, 0, 0, length)
        }
        (Some(_), Some((at, '\''))) => (TokenKind::Char, 0, 0, at + 1),
        (Some((at, first)), _) if first == '_' || first.is_alphabetic() => {
            (TokenKind::Lifetime, 0, 0, at + name(&rest[at..]))
        }
        _ => (TokenKind::Punct, 0, 0, 1),
    }
}
