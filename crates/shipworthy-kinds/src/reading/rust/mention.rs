//! What one file says about other files: the modules it declares, what it includes, what its strings name. Lenient
//! on purpose: a declaration inside a macro counts, whatever the macro makes of it.

use std::collections::BTreeSet;

use shipworthy_model::path::join;

use super::attribute;
use super::token::{Token, TokenKind, closing, tokens};

/// The kind of a mention: how one file names another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum MentionKind {
    /// A module declared as `mod x;`: the path without `.rs` or `/mod.rs`.
    Module,
    /// A module declared as `mod x;` below `#[path = "..."]`: the path of the file.
    Path,
    /// A file included with `include!("...")`.
    Include,
    /// A file embedded with `include_str!` or `include_bytes!`; a glob when the name is put together.
    Embed,
    /// A macro that declares modules, or includes files, under names it is given: the name of the macro.
    Macro,
    /// A name handed to a macro at item level: the macro, a space, the path as for a module.
    Handed,
    /// A string with the name of a Rust file handed to a macro: the macro, a space, the path of the file.
    HandedFile,
    /// A module declared as `mod x;` in the definition of a macro: the macro, a space, the path as for a module.
    Body,
    /// A macro called at item level: the macro, a space, the inline modules around it.
    Call,
    /// A folder of modules declared with `automod::dir!("...")`: the folder, from the package.
    Dir,
    /// A string that looks like a path, in any other place.
    Named,
}

/// The base that a relative path starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Base {
    /// The folder of the file.
    Folder,
    /// The folder for the modules of the file: `a/` for `a/mod.rs` and roots, `a/b/` for `a/b.rs`.
    Modules,
}

impl MentionKind {
    const ALL: [(Self, &'static str); 11] = [
        (Self::Module, "module"),
        (Self::Path, "path"),
        (Self::Include, "include"),
        (Self::Embed, "embed"),
        (Self::Macro, "macro"),
        (Self::Handed, "handed"),
        (Self::HandedFile, "handed-file"),
        (Self::Body, "body"),
        (Self::Call, "call"),
        (Self::Dir, "dir"),
        (Self::Named, "named"),
    ];
}

/// A file or module that Rust code names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileMention {
    /// The kind of the mention.
    pub(crate) what: MentionKind,
    /// The base that the path starts from.
    pub(crate) base: Base,
    /// A relative path, with `/`.
    pub(crate) path: String,
    /// The line, from 1.
    pub(crate) line: u32,
    /// The column, from 1.
    pub(crate) column: u32,
}

impl FileMention {
    /// The name of the mention's kind and base, for a stored observation.
    pub(crate) fn rule(&self) -> String {
        let name = MentionKind::ALL.iter().find(|(what, _)| *what == self.what).map_or("", |(_, name)| name);
        match self.base {
            Base::Folder => format!("{name}@folder"),
            Base::Modules => name.to_owned(),
        }
    }

    /// The sort and base that such a name stands for.
    pub(crate) fn of_rule(rule: &str) -> Option<(MentionKind, Base)> {
        let (name, base) = match rule.strip_suffix("@folder") {
            Some(name) => (name, Base::Folder),
            None => (rule, Base::Modules),
        };
        MentionKind::ALL.iter().find(|(_, known)| *known == name).map(|(what, _)| (*what, base))
    }
}

/// All mentions in a source text: those in code in order, then those in the examples of doc comments.
pub(crate) fn mentions(source: &str) -> Vec<FileMention> {
    let mut code = tokens(source);
    let comments: Vec<Token<'_>> = code.extract_if(.., |token| token.sort == TokenKind::Comment).collect();
    let mut reader = MentionReader {
        code: &code,
        macros: Vec::new(),
        depth: 0,
        scopes: Vec::new(),
        pending: Vec::new(),
        found: Vec::new(),
    };
    reader.read();
    for comment in comments {
        reader.example(&comment);
    }
    reader.found
}

/// Where a module's files may be looked for: several places when `cfg_attr` gives it several paths.
type ModulePlaces = Vec<(Base, String)>;

/// The most places that a module is looked for in. More are an attack or a joke.
const MAX_PLACES: usize = 64;

struct MentionReader<'t, 'a> {
    code: &'t [Token<'a>],
    /// The macros whose definitions are being read, and where those end.
    macros: Vec<(&'a str, usize)>,
    depth: usize,
    /// The inline modules around the current place: the depth of their brace, and their folders.
    scopes: Vec<(usize, ModulePlaces)>,
    /// Opening brackets of the attributes just read.
    pending: Vec<usize>,
    found: Vec<FileMention>,
}

impl MentionReader<'_, '_> {
    fn read(&mut self) {
        let mut named = BTreeSet::new();
        let code = self.code;
        let mut at = 0;
        while let Some(token) = code.get(at) {
            self.macros.retain(|(_, end)| at < *end);
            if let Some((bracket, inner)) = attribute::opening(code, at) {
                self.attribute(bracket, inner);
                at = closing(code, bracket) + 1;
                continue;
            }
            match token.sort {
                TokenKind::Ident if token.text == "pub" && self.next_is(at, '(') => {
                    at = closing(code, at + 1);
                }
                TokenKind::Ident if ["pub", "unsafe"].contains(&token.text) => {}
                TokenKind::Ident if token.text == "mod" => {
                    self.module(at);
                }
                TokenKind::Ident if token.text == "macro_rules" && self.next_is(at, '!') => {
                    let name = code.get(at + 2).map_or("", |name| name.text);
                    self.macros.push((name, closing(code, at + 3)));
                }
                TokenKind::Ident if self.next_is(at, '!') => {
                    self.invocation(at);
                }
                TokenKind::Text if named.insert(token.text) => self.literal(token),
                _ => {}
            }
            if !(token.word("pub") || token.word("unsafe")) {
                self.pending.clear();
            }
            if token.is('{') {
                self.depth += 1;
            } else if token.is('}') {
                self.depth = self.depth.saturating_sub(1);
                while self.scopes.last().is_some_and(|(depth, _)| *depth > self.depth) {
                    self.scopes.pop();
                }
            }
            at += 1;
        }
    }

    fn attribute(&mut self, bracket: usize, inner: bool) {
        let body = attribute::body(self.code, bracket);
        if !inner {
            self.pending.push(bracket);
        }
        // What `path` names is told by the declaration below it; the others may hold the globs of a test macro.
        if !body.first().is_some_and(|token| ["path", "doc", "cfg", "cfg_attr"].contains(&token.text)) {
            for token in body.iter().filter(|token| token.sort == TokenKind::Text) {
                self.literal(token);
            }
        }
    }

    fn next_is(&self, at: usize, punct: char) -> bool {
        self.code.get(at + 1).is_some_and(|token| token.is(punct))
    }

    fn push(&mut self, what: MentionKind, base: Base, path: String, token: &Token<'_>) {
        if !path.is_empty() && path.len() < 500 && self.found.len() < 100_000 {
            self.found.push(FileMention { what, base, path, line: token.line, column: token.column });
        }
    }

    fn here(&self) -> ModulePlaces {
        self.scopes.last().map_or_else(|| vec![(Base::Modules, String::new())], |(_, places)| places.clone())
    }

    /// A file that depends on what a macro is given: each macro being defined may be the one.
    fn template(&mut self, token: &Token<'_>) {
        for (name, _) in self.macros.clone() {
            self.push(MentionKind::Macro, Base::Modules, name.to_owned(), token);
        }
    }

    /// `mod` at `at`: a declaration, an inline module, or a macro that declares modules.
    fn module(&mut self, at: usize) {
        let code = self.code;
        let Some(name) = code.get(at + 1) else { return };
        if name.is('$') {
            self.template(name);
            return;
        }
        if !name.is_name() || !(self.next_is(at + 1, ';') || self.next_is(at + 1, '{')) {
            return;
        }
        let mut files: Vec<String> = Vec::new();
        let mut always = false;
        for &bracket in &self.pending {
            let (paths, certain) = attribute::paths(attribute::body(self.code, bracket));
            always |= certain && !paths.is_empty();
            files.extend(paths);
        }
        let plain: ModulePlaces =
            self.here().into_iter().map(|(base, dir)| (base, join(&dir, name.text))).collect();
        // At the top of a file a path starts from the file's own folder; inside an inline module, from its folder.
        let around = if self.scopes.is_empty() { vec![(Base::Folder, String::new())] } else { self.here() };
        let given = around.iter().flat_map(|(base, dir)| files.iter().map(|file| (*base, join(dir, file))));
        let given: ModulePlaces = given.collect();
        if self.next_is(at + 1, '{') {
            let mut places = given;
            places.extend(plain.into_iter().filter(|_| !always));
            places.truncate(MAX_PLACES);
            self.scopes.push((self.depth + 1, places));
            return;
        }
        for (base, path) in given {
            self.push(MentionKind::Path, base, path, name);
        }
        for (base, path) in plain.into_iter().filter(|_| !always) {
            if let Some((outermost, _)) = self.macros.first() {
                self.push(MentionKind::Body, base, format!("{outermost} {path}"), name);
            }
            self.push(MentionKind::Module, base, path, name);
        }
    }

    /// `name!` at `at`.
    fn invocation(&mut self, at: usize) {
        let (code, open) = (self.code, at + 2);
        let name = &code[at];
        if !code.get(open).is_some_and(|token| ['(', '[', '{'].iter().any(|&c| token.is(c))) {
            return;
        }
        let body = code.get(open + 1..closing(code, open)).unwrap_or_default();
        let what = match name.text {
            "include" => MentionKind::Include,
            "include_str" | "include_bytes" => MentionKind::Embed,
            _ => return self.call(name, body, code[open].is('{')),
        };
        if body.iter().any(|token| token.is('$')) {
            self.template(name);
        }
        // What a build script generates is not in the tree.
        if body.iter().any(|token| token.text == "OUT_DIR") {
            return;
        }
        let texts =
            body.iter().filter(|token| token.sort == TokenKind::Text && token.text != "CARGO_MANIFEST_DIR");
        let path: String = texts.map(|token| token.text).collect();
        self.push(what, Base::Folder, path, name);
    }

    /// A macro of which nothing is known: it may declare modules under the names it is given, or by itself.
    fn call(&mut self, name: &Token<'_>, body: &[Token<'_>], braces: bool) {
        const TOO_MANY: usize = 300;
        if name.text == "concat" {
            return self.pattern(name, body);
        }
        for text in body.iter().filter(|token| token.sort == TokenKind::Text) {
            if name.text == "dir" {
                self.push(MentionKind::Dir, Base::Folder, text.text.to_owned(), name);
            } else if text.text.ends_with(".rs") {
                self.push(
                    MentionKind::HandedFile,
                    Base::Folder,
                    format!("{} {}", name.text, text.text),
                    text,
                );
            }
        }
        if self.depth != self.scopes.len() {
            return;
        }
        let here = self.here();
        for (base, dir) in &here {
            self.push(MentionKind::Call, *base, format!("{} {dir}", name.text), name);
        }
        let plain = |token: &Token<'_>| match token.sort {
            TokenKind::Ident => !["fn", "if", "impl", "let", "mod", "struct", "use"].contains(&token.text),
            TokenKind::Punct => !['.', '&', '!'].iter().any(|&c| token.is(c)),
            TokenKind::RawIdent | TokenKind::Text | TokenKind::Comment => true,
            TokenKind::Char | TokenKind::Lifetime | TokenKind::Number => false,
        };
        if body.len() <= 4 * TOO_MANY && body.iter().all(plain) {
            for handed in body.iter().filter(|token| token.is_name()).take(TOO_MANY) {
                for (base, dir) in &here {
                    let path = format!("{} {}", name.text, join(dir, handed.text));
                    self.push(MentionKind::Handed, *base, path, handed);
                }
            }
        }
        // `m!(pub name { ... })` may make a module of it.
        let from = usize::from(body.first().is_some_and(|token| token.word("pub")));
        if let Some([inline, brace, ..]) = body.get(from..)
            && (inline.is_name() && brace.is('{') && !braces)
        {
            let within = here.iter().map(|(base, dir)| (*base, join(dir, inline.text)));
            let mut places: ModulePlaces = here.iter().cloned().chain(within).collect();
            places.truncate(MAX_PLACES);
            self.scopes.push((self.depth + 1, places));
        }
    }

    /// `concat!("a/", stringify!($x), ".rs")`: any file of that pattern may be meant.
    fn pattern(&mut self, name: &Token<'_>, body: &[Token<'_>]) {
        if !body.iter().any(|token| token.word("stringify")) {
            return;
        }
        let texts: Vec<&str> =
            body.iter().filter(|token| token.sort == TokenKind::Text).map(|token| token.text).collect();
        if let [.., last] = texts[..]
            && last.ends_with(".rs")
            && texts.len() > 1
        {
            self.push(MentionKind::Embed, Base::Folder, texts.join("*"), name);
        }
    }

    /// The example in a doc comment may include a file.
    fn example(&mut self, comment: &Token<'_>) {
        if !["///", "//!", "/**", "/*!"].iter().any(|mark| comment.text.starts_with(mark)) {
            return;
        }
        for start in ["include!(\"", "include_str!(\""] {
            for (at, _) in comment.text.match_indices(start) {
                let path = comment.text[at + start.len()..].split('"').next().unwrap_or_default();
                self.push(MentionKind::Embed, Base::Folder, path.to_owned(), comment);
            }
        }
    }

    /// A string that may name a file or a folder.
    fn literal(&mut self, token: &Token<'_>) {
        let text = token.text.replace("\\\\", "/");
        let like = |c: char| c.is_alphanumeric() || "_-./*?{}[]:$+@".contains(c);
        let path = text.len() > 3 && text.len() < 200 && !text.ends_with("/.rs") && text.chars().all(like);
        if path && (text.ends_with(".rs") || text.contains('/')) && !text.contains("//") {
            self.push(MentionKind::Named, Base::Folder, text, token);
        }
    }
}
