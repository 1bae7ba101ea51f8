//! Whose macro is called: the standard library's, under whatever name, or another one that has the name of one of its.

use std::ops::Range;

use super::attribute;
use super::token::{Token, closing, closings};

/// A call of a macro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MacroCall<'t, 'a> {
    /// The name under which it is called.
    pub(crate) name: &'t Token<'a>,
    /// The name that the standard library has for it.
    pub(crate) means: &'a str,
    /// Is it certainly the standard library's: called by its path, or imported from there? Else it is as long as nobody
    /// defines another macro of that name for this place.
    pub(crate) is_certain: bool,
}

/// What a file has to do with macros of certain names.
#[derive(Debug, Default)]
pub(crate) struct MacroCalls<'t, 'a> {
    /// The calls that mean one of the standard library's.
    pub(crate) calls: Vec<MacroCall<'t, 'a>>,
    /// The macros with one of the names that the file defines for more than one block: may other files use it by a path?
    pub(crate) definitions: Vec<(&'a str, bool)>,
    /// Modules below whose declaration stands `#[macro_use]`; an empty name for an external crate.
    pub(crate) opened: Vec<&'a str>,
}

/// A name that is given another meaning in some part of a file.
struct Renamed<'a> {
    name: &'a str,
    /// The macro of the standard library that it stands for; `None` for one that is not.
    means: Option<&'a str>,
    within: Range<usize>,
}

impl<'t, 'a> MacroCalls<'t, 'a> {
    /// Finds them in the code tokens of a file. `names` are those of macros of the standard library.
    pub(crate) fn of(code: &'t [Token<'a>], names: &[&'a str]) -> Self {
        let mut found = Self::default();
        let renamed = found.definitions_and_imports(code, names);
        for (at, window) in code.windows(3).enumerate() {
            let [name, bang, open] = window else { continue };
            let called = bang.is('!') && ['(', '[', '{'].iter().any(|&c| open.is(c));
            if !called || !name.is_name() {
                continue;
            }
            let known = names.iter().find(|known| **known == name.text).copied();
            let (means, is_certain) = match path_before(code, at) {
                Some(first) => (known.filter(|_| is_std(first)), true),
                None => {
                    let here = renamed.iter().rev();
                    let here = here.filter(|one| one.name == name.text && one.within.contains(&name.start));
                    match here.min_by_key(|one| one.within.len()) {
                        Some(one) => (one.means, true),
                        None => (known, false),
                    }
                }
            };
            found.calls.extend(means.map(|means| MacroCall { name, means, is_certain }));
        }
        found
    }

    fn definitions_and_imports(&mut self, code: &[Token<'a>], names: &[&'a str]) -> Vec<Renamed<'a>> {
        let mut renamed = Vec::new();
        let closings = closings(code);
        // Each lies in the one before it.
        let mut blocks: Vec<Range<usize>> = Vec::new();
        let (mut exported, mut opens) = (false, false);
        let mut at = 0;
        while let Some(token) = code.get(at) {
            if let Some((bracket, _)) = attribute::opening(code, at) {
                let body = attribute::body(code, bracket);
                exported |= body.first().is_some_and(|first| first.word("macro_export"));
                opens |= body.first().is_some_and(|first| first.word("macro_use"));
                at = closing(code, bracket) + 1;
                continue;
            }
            while blocks.last().is_some_and(|block| !block.contains(&token.start)) {
                blocks.pop();
            }
            let within = blocks.last().cloned().unwrap_or(0..usize::MAX);
            let next = code.get(at + 1);
            if token.is('{') {
                blocks.push(token.start..code.get(closings[at]).map_or(usize::MAX, |end| end.end));
            } else if token.word("macro_rules")
                && let Some(name) = code.get(at + 2).and_then(|name| names.iter().find(|n| **n == name.text))
            {
                if blocks.is_empty() || exported {
                    self.definitions.push((name, exported));
                }
                renamed.push(Renamed { name, means: None, within });
                at = closing(code, at + 3);
            } else if token.word("use") {
                let end =
                    code[at..].iter().position(|token| token.is(';')).map_or(code.len(), |end| at + end);
                for (path, name) in imports(&code[at + 1..end]) {
                    let means = path.last().and_then(|last| names.iter().find(|name| *name == last)).copied();
                    let own = path.first().is_some_and(|first| !is_std(first));
                    // `pub(crate) use todo;` gives a macro of this file a path.
                    let defined = self.definitions.iter_mut().find(|(defined, _)| path[..] == [*defined]);
                    if let Some((_, by_path)) = defined {
                        *by_path = true;
                    } else if means.is_some() {
                        let means = means.filter(|_| !own);
                        renamed.push(Renamed { name, means, within: within.clone() });
                    }
                }
            } else if opens && token.word("mod") {
                self.opened.extend(next.map(|name| name.text));
            } else if opens && token.word("extern") {
                self.opened.push("");
            }
            if !["pub", "crate", "(", ")"].contains(&token.text) {
                (exported, opens) = (false, false);
            }
            at += 1;
        }
        renamed
    }
}

fn is_std(first: &str) -> bool {
    ["std", "core", "alloc"].contains(&first)
}

/// The first part of the path that the name at `at` is the end of.
fn path_before<'a>(code: &[Token<'a>], at: usize) -> Option<&'a str> {
    let mut first = None;
    let mut at = at;
    while let Some([name, one, two]) = at.checked_sub(3).and_then(|from| code.get(from..at))
        && one.is(':')
        && two.is(':')
    {
        if !name.is_name() {
            break;
        }
        first = Some(name.text);
        at -= 3;
    }
    first
}

/// The paths that a `use` names, each with the name that it gives to what is there.
fn imports<'a>(tree: &[Token<'a>]) -> Vec<(Vec<&'a str>, &'a str)> {
    let mut found = Vec::new();
    let mut prefixes: Vec<usize> = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    let mut name = None;
    let mut renames = false;
    let mut leaf = |path: &[&'a str], name: Option<&'a str>| {
        if let Some(last) = name.or(path.last().copied()) {
            found.push((path.to_vec(), last));
        }
    };
    for token in tree {
        if token.is('{') {
            prefixes.push(path.len());
        } else if token.is(',') || token.is('}') {
            // What closes a group ended its last path; the group itself is none.
            if path.len() > prefixes.last().copied().unwrap_or(0) {
                leaf(&path, name);
            }
            (name, renames) = (None, false);
            if token.is('}') {
                let outer = prefixes.pop().unwrap_or(0);
                path.truncate(outer);
            }
            path.truncate(prefixes.last().copied().unwrap_or(0));
        } else if token.word("as") {
            renames = true;
        } else if token.is_name() && renames {
            name = Some(token.text);
        } else if token.is_name() {
            path.push(token.text);
        }
    }
    if prefixes.is_empty() && !path.is_empty() {
        leaf(&path, name);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::MacroCalls;
    use crate::reading::rust::token::code;

    fn calls(source: &str) -> String {
        let code = code(source);
        let found = MacroCalls::of(&code, &["todo", "dbg"]);
        let told = |call: &super::MacroCall<'_, '_>| {
            format!("{} {}{}", call.name.text, call.means, if call.is_certain { " std" } else { "" })
        };
        found.calls.iter().map(told).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn the_name_of_a_macro_is_not_the_macro() {
        let cases = [
            ("fn f() { todo!() }", "todo todo"),
            ("fn f() { std::todo!(); ::core::dbg![x] }", "todo todo std, dbg dbg std"),
            ("fn f() { other::todo!(); crate::dbg!(); $crate::todo!() }", ""),
            ("use std::todo as later; fn f() { later!() }", "later todo std"),
            (
                "use std::{fmt, todo as later, dbg}; fn f() { later!(); dbg!() }",
                "later todo std, dbg dbg std",
            ),
            ("use core::{self, prelude::{v1, todo as a}}; fn f() { a!() }", "a todo std"),
            ("use other::todo; fn f() { todo!() }", ""),
            ("use other::{a, b as todo}; fn f() { todo!() }", "todo todo"),
            ("use other::{todo as mine}; fn f() { mine!(); todo!() }", "todo todo"),
            ("macro_rules! dbg { () => {} } fn f() { dbg!() }", ""),
            ("fn f() { macro_rules! dbg { () => {} } dbg!() } fn g() { dbg!() }", "dbg dbg"),
            ("fn f() { use other::dbg; dbg!() } fn g() { dbg!() }", "dbg dbg"),
            ("macro_rules! later { () => { todo!() } } fn f() { later!() }", "todo todo"),
            ("fn f() { todo != (1) }", ""),
        ];
        for (source, want) in cases {
            assert_eq!(calls(source), want, "{source}");
        }
    }

    #[test]
    fn what_other_files_may_see_is_told() {
        let told = |source: &'static str| {
            let code = code(source);
            let found = MacroCalls::of(&code, &["todo"]);
            (found.definitions.clone(), found.opened.clone())
        };
        assert_eq!(told("macro_rules! todo { () => {} }"), (vec![("todo", false)], vec![]));
        assert_eq!(told("#[macro_export] macro_rules! todo { () => {} }"), (vec![("todo", true)], vec![]));
        assert_eq!(
            told("macro_rules! todo { () => {} } pub(crate) use todo;"),
            (vec![("todo", true)], vec![])
        );
        assert_eq!(told("mod m { macro_rules! todo { () => {} } }"), (vec![], vec![]));
        assert_eq!(
            told("#[macro_use] pub(crate) mod m; #[macro_use] extern crate x; mod n;"),
            (vec![], vec!["m", ""])
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(use |std|::|todo|!|\\(|\\)|\\{|\\}|,| as |;|macro_rules! |#\\[macro_use\\]|mod |a){0,40}") {
            let code = code(&text);
            let _ = MacroCalls::of(&code, &["todo"]);
        }
    }
}
