//! What one file says about other files: the modules it declares, what it includes, what its strings name. What macros
//! make of what they are given is not known here: it is told, and `reach` decides.

use std::collections::BTreeSet;

use shipworthy_model::path::join;

use super::attribute;
use super::test_code::TestCode;
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
    /// A macro called, or named where it may be called: the macro, a space, the inline modules around it.
    Call,
    /// A macro called in the definition of another: that one, a space, the macro.
    Inner,
    /// The definition of a macro: its name.
    Definition,
    /// A macro at item level that is given nothing but names, or an attribute on a module: it may declare modules that
    /// nobody can see. The macro, a space, the inline modules around it.
    Opaque,
    /// An attribute on an empty module, which may make of it a module with a file: the attribute, a space, the path as for a
    /// module.
    Filled,
    /// A string given to a macro at item level, as in `automod::dir!("...")`: a folder whose files it may declare.
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
    const ALL: [(Self, &'static str); 15] = [
        (Self::Module, "module"),
        (Self::Path, "path"),
        (Self::Include, "include"),
        (Self::Embed, "embed"),
        (Self::Macro, "macro"),
        (Self::Handed, "handed"),
        (Self::HandedFile, "handed-file"),
        (Self::Body, "body"),
        (Self::Call, "call"),
        (Self::Inner, "inner"),
        (Self::Definition, "definition"),
        (Self::Opaque, "opaque"),
        (Self::Filled, "filled"),
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
    /// Does it stand in code that no build has which is shipped?
    pub(crate) test: bool,
    /// The line, from 1.
    pub(crate) line: u32,
    /// The column, from 1.
    pub(crate) column: u32,
}

impl FileMention {
    /// The name of the mention's kind and base, for a stored observation.
    pub(crate) fn rule(&self) -> String {
        let name = MentionKind::ALL.iter().find(|(what, _)| *what == self.what).map_or("", |(_, name)| name);
        let base = if self.base == Base::Folder { FROM_FOLDER } else { "" };
        format!("{name}{base}{}", if self.test { IN_TESTS } else { "" })
    }

    /// The kind and base that such a name stands for, and whether the mention is in test code.
    pub(crate) fn of_rule(rule: &str) -> Option<(MentionKind, Base, bool)> {
        let (rule, test) = rule.strip_suffix(IN_TESTS).map_or((rule, false), |rule| (rule, true));
        let (name, base) = match rule.strip_suffix(FROM_FOLDER) {
            Some(name) => (name, Base::Folder),
            None => (rule, Base::Modules),
        };
        MentionKind::ALL.iter().find(|(_, known)| *known == name).map(|(what, _)| (*what, base, test))
    }
}

const FROM_FOLDER: &str = "@folder";
const IN_TESTS: &str = "+test";

/// All mentions in a source text: those in code in order, then those in the examples of doc comments.
pub(crate) fn mentions(source: &str) -> Vec<FileMention> {
    let mut code = tokens(source);
    let comments: Vec<Token<'_>> = code.extract_if(.., |token| token.sort == TokenKind::Comment).collect();
    let mut reader = MentionReader {
        code: &code,
        tests: TestCode::of(&code),
        macros: Vec::new(),
        depth: 0,
        scopes: Vec::new(),
        pending: Vec::new(),
        calls: BTreeSet::new(),
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
    tests: TestCode,
    /// The macros whose definitions are being read, and where those end.
    macros: Vec<(&'a str, usize)>,
    depth: usize,
    /// The inline modules around the current place: the depth of their brace, and their folders.
    scopes: Vec<(usize, ModulePlaces)>,
    /// Opening brackets of the attributes just read.
    pending: Vec<usize>,
    /// The calls of macros that were told already.
    calls: BTreeSet<String>,
    found: Vec<FileMention>,
}

impl<'a> MentionReader<'_, 'a> {
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
                    if let Some(name) = code.get(at + 2) {
                        self.push(MentionKind::Definition, Base::Modules, name.text.to_owned(), name);
                        self.macros.push((name.text, closing(code, at + 3)));
                    }
                }
                TokenKind::Ident if self.next_is(at, '!') => {
                    self.invocation(at);
                }
                // `use m as n` may be called under the other name.
                TokenKind::Ident if self.names(at + 1, "as") => self.call_of(token),
                TokenKind::Text if named.insert(token.text) => {
                    self.literal(token);
                    self.part_of_a_path(at);
                }
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

    /// Is the token at `at` this word?
    fn names(&self, at: usize, word: &str) -> bool {
        self.code.get(at).is_some_and(|token| token.word(word))
    }

    fn next_is(&self, at: usize, punct: char) -> bool {
        self.code.get(at + 1).is_some_and(|token| token.is(punct))
    }

    fn push(&mut self, what: MentionKind, base: Base, path: String, token: &Token<'_>) {
        let fits = !path.is_empty() && path.len() < 500 && self.found.len() < 100_000;
        if fits && !self.tests.is_never(token.start) {
            let (test, line, column) = (self.tests.contains(token.start), token.line, token.column);
            self.found.push(FileMention { what, base, path, test, line, column });
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
            self.attributes_of_inline(&places, name, self.next_is(at + 2, '}'));
            self.scopes.push((self.depth + 1, places));
            return;
        }
        for (base, path) in given {
            self.push(MentionKind::Path, base, path, name);
        }
        for (base, path) in plain.into_iter().filter(|_| !always) {
            match self.macros.first() {
                Some((outermost, _)) => {
                    self.push(MentionKind::Body, base, format!("{outermost} {path}"), name);
                }
                None => self.push(MentionKind::Module, base, path, name),
            }
        }
    }

    /// An attribute that is no attribute of Rust may fill the module that it stands on: with modules below it, and when the
    /// module is empty with a file of its own. A file that it names is that one.
    fn attributes_of_inline(&mut self, places: &ModulePlaces, name: &Token<'_>, empty: bool) {
        let code = self.code;
        let around = if self.scopes.is_empty() { vec![(Base::Folder, String::new())] } else { self.here() };
        let bodies = self.pending.iter().map(|&bracket| attribute::body(code, bracket));
        for body in bodies.filter(|body| attribute::is_foreign(body)).collect::<Vec<_>>() {
            let files: Vec<&Token<'_>> = body.iter().filter(|token| names_source(token)).collect();
            for (base, dir) in &around {
                for file in &files {
                    self.push(MentionKind::Path, *base, join(dir, file.text), file);
                }
            }
            let what = if empty && files.is_empty() { MentionKind::Filled } else { MentionKind::Opaque };
            for (base, dir) in places {
                self.push(what, *base, format!("{} {dir}", body[0].text), name);
            }
        }
    }

    /// The macro is called here, or may be under another name.
    fn call_of(&mut self, name: &Token<'a>) {
        // That a macro calls itself makes nobody call it.
        if self.macros.iter().any(|(defined, _)| *defined == name.text) {
            return;
        }
        if let Some((outermost, _)) = self.macros.first() {
            let inner = format!("{outermost} {}", name.text);
            self.push(MentionKind::Inner, Base::Modules, inner, name);
        }
        for (base, dir) in self.here() {
            let call = format!("{} {dir}", name.text);
            if self.calls.insert(format!("{call} {base:?}")) {
                self.push(MentionKind::Call, base, call, name);
            }
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
    fn call(&mut self, name: &Token<'a>, body: &[Token<'a>], braces: bool) {
        const TOO_MANY: usize = 300;
        /// A macro is told of others in few words.
        const FEW: usize = 4;
        if name.text == "concat" {
            return self.pattern(name, body);
        }
        for handed in body.iter().filter(|token| body.len() <= FEW && token.is_name()) {
            self.call_of(handed);
        }
        for text in body.iter().filter(|token| names_source(token)) {
            let path = format!("{} {}", name.text, text.text);
            self.push(MentionKind::HandedFile, Base::Folder, path, text);
        }
        self.call_of(name);
        if self.depth != self.scopes.len() {
            return;
        }
        let foreign = !OF_RUST.contains(&name.text);
        for text in body.iter().filter(|token| foreign && token.sort == TokenKind::Text) {
            self.push(MentionKind::Dir, Base::Folder, text.text.to_owned(), name);
        }
        let here = self.here();
        if body.len() <= 4 * TOO_MANY && body.iter().all(may_name_modules) {
            // A string is the folder that is meant.
            let unsaid = foreign && !body.iter().any(|token| token.sort == TokenKind::Text);
            for (base, dir) in here.iter().filter(|_| unsaid) {
                self.push(MentionKind::Opaque, *base, format!("{} {dir}", name.text), name);
            }
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

    /// `Path::new("tests").join("ui")`: a path is put together, and this is a folder of it.
    fn part_of_a_path(&mut self, at: usize) {
        let code = self.code;
        let Some([function, open, text]) = at.checked_sub(2).and_then(|from| code.get(from..=at)) else {
            return;
        };
        let builds = ["new", "join", "push", "from"].contains(&function.text) && open.is('(');
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if builds && text.text.len() > 1 && text.text.chars().all(plain) {
            self.push(MentionKind::Named, Base::Folder, text.text.to_owned(), text);
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

/// Is it a string with the name of a Rust file?
fn names_source(token: &Token<'_>) -> bool {
    token.sort == TokenKind::Text && token.text.ends_with(".rs")
}

/// The macros of Rust itself that may stand where items do. None declares a module that is not seen.
const OF_RUST: [&str; 6] = ["compile_error", "concat", "env", "global_asm", "option_env", "thread_local"];

/// Could the token be given to a macro that makes modules of names? A piece of code holds others too.
fn may_name_modules(token: &Token<'_>) -> bool {
    const OF_CODE: [&str; 28] = [
        "as", "async", "await", "const", "dyn", "else", "enum", "extern", "fn", "for", "if", "impl", "let",
        "loop", "match", "mod", "move", "mut", "ref", "return", "static", "struct", "trait", "type",
        "unsafe", "use", "where", "while",
    ];
    match token.sort {
        TokenKind::Ident => !OF_CODE.contains(&token.text),
        TokenKind::Punct => !['.', '&', '!', '<', '>', '|'].iter().any(|&c| token.is(c)),
        TokenKind::RawIdent | TokenKind::Text | TokenKind::Comment => true,
        TokenKind::Char | TokenKind::Lifetime | TokenKind::Number => false,
    }
}
