//! The tokens of a Rust source, by the compiler's own lexer: it knows where comments, strings and characters begin and
//! end, so that nobody mistakes text for code. Never fails: what is no Rust is punctuation.

use ra_ap_rustc_lexer as rustc;
use rustc::{Cursor, FrontmatterAllowed, LiteralKind, strip_shebang};

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
    while let Some(rest) = source.get(place.at..).filter(|rest| !rest.is_empty()) {
        let token = Cursor::new(rest, FrontmatterAllowed::No).advance_token();
        let (sort, lead, tail, length) = read(rest, token.kind, token.len as usize);
        let length = length.max(1);
        if let Some(sort) = sort {
            tokens.push(Token {
                sort,
                text: rest.get(lead..length - tail).unwrap_or_default(),
                start: place.at,
                end: place.at + length,
                lead,
                line: place.line,
                column: place.column,
            });
        }
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

/// What [`closing`] says of each token that opens something; of the others, their own index. One pass, however deep it goes.
pub(crate) fn closings(code: &[Token<'_>]) -> Vec<usize> {
    let mut closings: Vec<usize> = (0..code.len()).collect();
    let mut open = Vec::new();
    for (index, token) in code.iter().enumerate() {
        if ['(', '[', '{'].iter().any(|&c| token.is(c)) {
            open.push(index);
        } else if [')', ']', '}'].iter().any(|&c| token.is(c))
            && let Some(opened) = open.pop()
        {
            closings[opened] = index;
        }
    }
    for opened in open {
        closings[opened] = code.len() - 1;
    }
    closings
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
    mark + strip_shebang(&source[mark..]).unwrap_or(0)
}

/// What a token of the compiler's lexer is here, the bytes of its quotes before and after, and its length. White space is
/// no token.
fn read(rest: &str, kind: rustc::TokenKind, length: usize) -> (Option<TokenKind>, usize, usize, usize) {
    use rustc::TokenKind as Kind;
    let whole = |sort| (Some(sort), 0, 0, length);
    match kind {
        Kind::Whitespace | Kind::Eof => (None, 0, 0, length),
        Kind::LineComment { .. } | Kind::BlockComment { .. } | Kind::Frontmatter { .. } => {
            whole(TokenKind::Comment)
        }
        Kind::Ident | Kind::InvalidIdent | Kind::UnknownPrefix => whole(TokenKind::Ident),
        Kind::RawIdent | Kind::ForcedKeywordIdent => (Some(TokenKind::RawIdent), "r#".len(), 0, length),
        Kind::Literal { kind, suffix_start } => literal(rest, kind, suffix_start as usize, length),
        Kind::Lifetime { .. } | Kind::RawLifetime | Kind::UnknownPrefixLifetime => whole(TokenKind::Lifetime),
        // `#"` and `##` are two tokens in the editions before 2024, and an error since.
        Kind::GuardedStrPrefix => (Some(TokenKind::Punct), 0, 0, 1),
        _ => whole(TokenKind::Punct),
    }
}

fn literal(
    rest: &str,
    kind: LiteralKind,
    suffix: usize,
    length: usize,
) -> (Option<TokenKind>, usize, usize, usize) {
    let sort = match kind {
        LiteralKind::Int { .. } | LiteralKind::Float { .. } => TokenKind::Number,
        LiteralKind::Char { .. } | LiteralKind::Byte { .. } => TokenKind::Char,
        _ => TokenKind::Text,
    };
    if sort != TokenKind::Text {
        return (Some(sort), 0, 0, length);
    }
    let lead = rest.find('"').map_or(0, |quote| quote + 1);
    // A raw string ends with as many `#` as it begins with.
    let hashes = rest[..lead].matches('#').count();
    let close = format!("\"{}", "#".repeat(hashes));
    let text = &rest[..suffix.min(length)];
    let tail = if text.len() >= lead + close.len() && text.ends_with(&close) { close.len() } else { 0 };
    (Some(sort), lead, tail + (length - text.len()), length)
}
