//! Where a source puts together a path that leads out of the workspace and whose end nobody can read off it: what a test opens
//! there is told by nothing before it runs.
//!
//! Only one shape is seen: a path that begins in the folder of the package (`CARGO_MANIFEST_DIR`, the current folder, or a
//! relative path that is handed to `std::fs`), climbs by `..`, `parent`, `pop` or `ancestors`, and climbs too high. Names are
//! followed within a file. A path that comes from elsewhere, or is handed to another file, is missed.

use std::collections::BTreeMap;

use shipworthy_model::diagnosis::OutwardPath;

use super::token::{Token, TokenKind, code};

/// The variable that holds the folder of the package.
const PACKAGE: &str = "CARGO_MANIFEST_DIR";

/// The places of a source at which a path climbs higher than the root of the workspace, which is `depth` folders above that of
/// the package. Where the rest of the path can be read off the source, it is known what is meant, and nothing is told.
pub fn outward_paths(source: &str, depth: usize) -> Vec<OutwardPath> {
    if ![PACKAGE, "current_dir", "fs", "File"].iter().any(|word| source.contains(word)) {
        return Vec::new();
    }
    let code = code(source);
    let mut climb = Climb { depth, names: BTreeMap::new(), function: None, found: Vec::new() };
    let ends = |token: &Token<'_>| token.is(';') || token.is('{') || token.is('}');
    for statement in code.split_inclusive(ends) {
        climb.statement(statement);
    }
    climb.found.sort_by_key(|path| (path.line, path.column));
    climb.found.dedup();
    climb.found
}

/// How far above the folder of the package paths have climbed so far.
struct Climb<'s> {
    depth: usize,
    /// The level of each name that stands for a path: how many folders above that of the package, less than zero below it.
    names: BTreeMap<&'s str, isize>,
    /// The function whose body is being read.
    function: Option<&'s str>,
    found: Vec<OutwardPath>,
}

impl<'s> Climb<'s> {
    fn statement(&mut self, statement: &[Token<'s>]) {
        let name_after = |words: &[&str]| {
            let at = statement.iter().position(|token| words.iter().any(|word| token.word(word)))?;
            let name = statement[at + 1..].iter().find(|token| !token.word("mut") && !token.word("ref"))?;
            name.is_name().then_some((at, name.text))
        };
        if let Some((_, name)) = name_after(&["fn"]) {
            self.function = Some(name);
            return;
        }
        let level = self.expression(statement);
        if let Some((_, name)) = name_after(&["let", "const", "static"]) {
            match level {
                Some(level) => self.names.insert(name, level),
                None => self.names.remove(name),
            };
        } else if let ([name, dot, pop, ..], Some(level)) = (statement, level)
            && dot.is('.')
            && pop.word("pop")
        {
            self.names.insert(name.text, level);
        } else if let (Some(function), Some(level)) = (self.function, level)
            && statement.last().is_some_and(|token| token.is('}'))
        {
            self.names.insert(function, level);
        }
    }

    /// The level of the path that an expression makes; `None` when it makes none that is known.
    fn expression(&mut self, tokens: &[Token<'s>]) -> Option<isize> {
        let mut level: Option<isize> = None;
        // What has climbed too high, until it is known whether its end can be read off the source.
        let mut open: Option<OutwardPath> = None;
        for (at, token) in tokens.iter().enumerate() {
            let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
            let is_call = tokens.get(at + 1).is_some_and(|next| next.is('('));
            let of_value = before(1).is_some_and(|token| token.is('.'));
            if token.sort == TokenKind::Text {
                if token.text == PACKAGE {
                    level = Some(0);
                } else if let Some(from) = level.or_else(|| is_opened(tokens, at).then_some(0)) {
                    let (to, high, named) = self.climbed(from, token.text);
                    level = Some(to);
                    open = if named { None } else { open };
                    open = high.then(|| place(token, &format!("\"{}\"", token.text))).or(open);
                }
            } else if token.is_name() {
                let known = self.names.get(token.text).copied().filter(|_| !of_value);
                let from = known.or_else(|| (token.word("current_dir") && is_call).then_some(0));
                if !token.word("join") {
                    self.found.extend(open.take());
                }
                level = from.or(level);
                if let (Some(from), true) = (level, of_value && is_call) {
                    let up = match token.text {
                        "parent" | "pop" => Some(Some(1)),
                        "ancestors" => Some(ancestors(&tokens[at + 1..])),
                        _ => None,
                    };
                    if let Some(up) = up {
                        let to = up.map_or(isize::MAX, |up| from.saturating_add(up));
                        if self.is_high(to) {
                            self.found.push(place(token, &format!("{}()", token.text)));
                        }
                        level = up.map(|_| to);
                    }
                }
            }
        }
        self.found.extend(open);
        level
    }

    fn is_high(&self, level: isize) -> bool {
        usize::try_from(level).is_ok_and(|level| level > self.depth)
    }

    /// Where a piece of a path leads to, whether it ends too high, and whether it begins with a name.
    fn climbed(&self, from: isize, piece: &str) -> (isize, bool, bool) {
        let mut level = from;
        let mut high = false;
        let mut first = None;
        for part in piece.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".") {
            if part == ".." {
                level += 1;
                high |= self.is_high(level);
            } else {
                level -= 1;
                // From here on a name says where the path leads, unless it is put together.
                high &= part.contains(['{', '*', '?']);
            }
            first = first.or(Some(part != ".." && !part.contains(['{', '*', '?'])));
        }
        (level, high, first == Some(true))
    }
}

/// How far `ancestors` climbs, given what comes after the word; `None` when it climbs to the top.
fn ancestors(after: &[Token<'_>]) -> Option<isize> {
    let [open, close, dot, method, paren, number, ..] = after else { return None };
    let called = open.is('(') && close.is(')') && dot.is('.') && paren.is('(');
    let number: isize = number.text.parse().ok().filter(|_| called)?;
    match method.text {
        "nth" => Some(number),
        "take" => Some(number - 1),
        _ => None,
    }
}

/// Is the text at `at` what is handed to a function of `std::fs`, or to `File`?
fn is_opened(tokens: &[Token<'_>], at: usize) -> bool {
    let start = at.saturating_sub(5);
    let [door, one, other, function, open] = &tokens[start..at] else { return false };
    (door.word("fs") || door.word("File"))
        && one.is(':')
        && other.is(':')
        && function.is_name()
        && open.is('(')
}

fn place(token: &Token<'_>, text: &str) -> OutwardPath {
    OutwardPath { line: token.line, column: token.column, text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str, depth: usize) -> Vec<String> {
        outward_paths(source, depth).into_iter().map(|path| format!("{}:{}", path.line, path.text)).collect()
    }

    #[test]
    fn a_path_that_climbs_too_high_is_found() {
        let table: &[(&str, &str)] = &[
            (
                "fn t() { Path::new(env!(\"CARGO_MANIFEST_DIR\")).parent().unwrap().join(\"data\"); }",
                "parent()",
            ),
            (
                "fn t() { for up in Path::new(env!(\"CARGO_MANIFEST_DIR\")).ancestors() { fs::read(up); } }",
                "ancestors()",
            ),
            (
                "fn t() { let here = env::current_dir().unwrap(); let above = here.ancestors().nth(1); }",
                "ancestors()",
            ),
            (
                "fn t() { let mut p = PathBuf::from(env!(\"CARGO_MANIFEST_DIR\")); p.pop(); p.push(x); }",
                "pop()",
            ),
            (
                "fn t() { let p = [env!(\"CARGO_MANIFEST_DIR\"), \"..\", name].iter().collect::<PathBuf>(); }",
                "\"..\"",
            ),
            ("fn t() { fs::read_dir(\"..\").unwrap(); }", "\"..\""),
            ("fn t() { File::open(\"../{x}\"); std::fs::read(\"../a*\"); }", "\"../{x}\""),
            (
                "const ROOT: &str = env!(\"CARGO_MANIFEST_DIR\"); fn t() { Path::new(ROOT).join(\"../\").join(x); }",
                "\"../\"",
            ),
            (
                "fn root() -> PathBuf { PathBuf::from(env!(\"CARGO_MANIFEST_DIR\")) } fn t() { root().parent(); }",
                "parent()",
            ),
            (
                "fn t() { let d = std::env::var(\"CARGO_MANIFEST_DIR\").unwrap(); Path::new(&d).join(\"..\").canonicalize(); }",
                "\"..\"",
            ),
        ];
        for (source, text) in table {
            assert_eq!(
                found(source, 0).first().map(String::as_str),
                Some(format!("1:{text}").as_str()),
                "{source}"
            );
        }
    }

    #[test]
    fn what_stays_inside_and_what_can_be_read_off_is_silent() {
        let table: &[(&str, usize)] = &[
            ("fn t() { Path::new(env!(\"CARGO_MANIFEST_DIR\")).parent().unwrap().parent(); }", 2),
            ("fn t() { Path::new(env!(\"CARGO_MANIFEST_DIR\")).ancestors().nth(2); }", 2),
            ("fn t() { Path::new(env!(\"CARGO_MANIFEST_DIR\")).join(\"tests/a\").parent(); }", 0),
            ("fn t() { Path::new(env!(\"CARGO_MANIFEST_DIR\")).join(\"../data/v.txt\"); }", 0),
            ("fn t() { Path::new(env!(\"CARGO_MANIFEST_DIR\")).join(\"..\").join(\"data\").join(x); }", 0),
            ("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../README.md\"));", 0),
            ("fn t(node: Node) { node.ancestors().parent(); x.split(\"..\"); path.parent(); }", 0),
            ("fn t() { let p = Path::new(\"..\"); assert_eq!(normal(p), None); } // fs", 0),
            ("fn t() { fs::read(\"../shared/v.txt\"); fs::read(\"data/../x\"); }", 0),
            ("// Path::new(env!(\"CARGO_MANIFEST_DIR\")).ancestors()", 0),
        ];
        for (source, depth) in table {
            assert_eq!(found(source, *depth), [""; 0], "{source}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "(fs::read\\(|\"CARGO_MANIFEST_DIR\"|let a ?=|\\.ancestors\\(\\)|\\.nth\\(9|\"\\.\\./|[a.;{}()\"]){0,24}") {
            outward_paths(&text, 0);
        }
    }
}
