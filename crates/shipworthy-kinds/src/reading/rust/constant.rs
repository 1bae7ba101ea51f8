//! Constants whose value can be read off: integer literals, and sums, products and shifts of them. What needs a
//! compiler (another constant, a function, a float) has no value here.

use super::test_code::TestCode;
use super::token::{Token, TokenKind, code};

/// A `const` or `static` of a source text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RustConstant {
    /// The name of the constant.
    pub(crate) name: String,
    /// The value of the constant, when it can be read off.
    pub(crate) value: Option<u64>,
    /// The line that the constant is on, from 1.
    pub(crate) line: u32,
}

/// The constants of a source text, those for tests left out.
pub(crate) fn constants(source: &str) -> Vec<RustConstant> {
    let code = code(source);
    let tests = TestCode::of(&code);
    let mut found = Vec::new();
    for (at, token) in code.iter().enumerate() {
        if !(token.word("const") || token.word("static")) || tests.contains(token.start) {
            continue;
        }
        let name = at + 1 + usize::from(code.get(at + 1).is_some_and(|next| next.word("mut")));
        if let (Some(named), Some(colon)) = (code.get(name), code.get(name + 1))
            && named.is_name()
            && colon.is(':')
        {
            let value = value(&code[name + 2..]);
            found.push(RustConstant { name: named.text.to_owned(), value, line: named.line });
        }
    }
    found
}

/// The value in `u64 = 10 * 1024;`.
fn value(rest: &[Token<'_>]) -> Option<u64> {
    // A type that is a number has no brackets and is short.
    let equals = rest.iter().take(MOST_OF_A_TYPE).position(|token| token.is('='))?;
    let expression = &rest[equals + 1..];
    let end = expression.iter().take(MOST_OF_AN_EXPRESSION).position(|token| token.is(';'))?;
    let mut reader = Expression { tokens: &expression[..end], at: 0, depth: 0 };
    let value = reader.shift()?;
    (reader.at == end).then_some(value)
}

/// The most tokens that the type of a number has.
const MOST_OF_A_TYPE: usize = 8;
const MOST_OF_AN_EXPRESSION: usize = 64;
/// The deepest nesting of brackets that is read.
const DEEPEST: usize = 8;

/// Reads an expression by the precedence of Rust: products bind closest, then sums, then shifts.
struct Expression<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
    depth: usize,
}

impl Expression<'_, '_> {
    fn shift(&mut self) -> Option<u64> {
        let mut left = self.sum()?;
        while self.takes('<') {
            if !self.takes('<') {
                return None;
            }
            let by = self.sum()?;
            left = left.checked_mul(1_u64.checked_shl(u32::try_from(by).ok()?)?)?;
        }
        Some(left)
    }

    fn sum(&mut self) -> Option<u64> {
        let mut left = self.product()?;
        loop {
            if self.takes('+') {
                left = left.checked_add(self.product()?)?;
            } else if self.takes('-') {
                left = left.checked_sub(self.product()?)?;
            } else {
                return Some(left);
            }
        }
    }

    fn product(&mut self) -> Option<u64> {
        let mut left = self.term()?;
        loop {
            if self.takes('*') {
                left = left.checked_mul(self.term()?)?;
            } else if self.takes('/') {
                left = left.checked_div(self.term()?)?;
            } else {
                return Some(left);
            }
        }
    }

    fn term(&mut self) -> Option<u64> {
        if self.takes('(') {
            self.depth += 1;
            let inner = if self.depth > DEEPEST { None } else { self.shift() };
            self.depth -= 1;
            return inner.filter(|_| self.takes(')'));
        }
        let token = self.tokens.get(self.at).filter(|token| token.sort == TokenKind::Number)?;
        self.at += 1;
        let value = literal(token.text)?;
        if self.tokens.get(self.at).is_some_and(|token| token.word("as")) {
            self.at += 2;
        }
        Some(value)
    }

    fn takes(&mut self, punct: char) -> bool {
        let is = self.tokens.get(self.at).is_some_and(|token| token.is(punct));
        self.at += usize::from(is);
        is
    }
}

/// The value of an integer literal: `10_000`, `0xFFu8`, `1_000usize`.
pub(crate) fn literal(text: &str) -> Option<u64> {
    let digits = text.replace('_', "");
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ => (10, digits.as_str()),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let (digits, suffix) = digits.split_at(end);
    let known = ["", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"];
    known.contains(&suffix).then(|| u64::from_str_radix(digits, radix).ok())?
}

#[cfg(test)]
mod tests {
    use super::{constants, literal};

    #[test]
    fn values_are_read_off() {
        let cases = [
            ("const A: usize = 10_000;", Some(10_000)),
            ("pub(crate) const A: u64 = 10 * 1024 * 1024;", Some(10 << 20)),
            ("static mut A: u32 = 0xFF_u32;", Some(255)),
            ("const A: u64 = 1 << 20;", Some(1 << 20)),
            ("const A: u64 = (1 + 2) * 3 - 8 / 4;", Some(7)),
            ("const A: u64 = 4 as u64 * 2;", Some(8)),
            ("mod m { impl T { const A: u8 = 7; } }", Some(7)),
            ("const A: f64 = 0.5;", None),
            ("const A: u64 = B * 2;", None),
            ("const A: u64 = f(2);", None),
            ("const A: i64 = -1;", None),
            ("const A: u64 = 1 << 64;", None),
            ("const A: u64 = 18446744073709551616;", None),
            ("const A: u64 = 2 - 3;", None),
            ("const A: u64 = 1 / 0;", None),
            ("const A: u64 = ((((((((((1))))))))));", None),
            ("const fn a() -> u64 { 1 }", None),
            ("#[cfg(test)] mod tests { const A: u64 = 1; }", None),
            ("// const A: u64 = 1;", None),
            ("const A: u64 = 1", None),
        ];
        for (source, want) in cases {
            let found: Vec<_> = constants(source).into_iter().filter_map(|constant| constant.value).collect();
            assert_eq!(found, want.into_iter().collect::<Vec<_>>(), "{source}");
        }
        let second = constants("const A: u8 = 1;\nconst B: u8 = 2;\n").remove(1);
        assert_eq!((second.name.as_str(), second.line), ("B", 2));
        assert_eq!(constants("const A: u8 = B; const fn a() {}").len(), 1);
    }

    #[test]
    fn literals_are_whole_numbers() {
        for (text, want) in
            [("0b101", Some(5)), ("0o17", Some(15)), ("1e6", None), ("0x", None), ("12abc", None)]
        {
            assert_eq!(literal(text), want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(const|static|A|:|=|;|[0-9]{1,25}|[(+*/<-]|\\)| |é){0,30}") {
            constants(&text);
        }
    }
}
