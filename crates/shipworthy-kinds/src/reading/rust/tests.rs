//! What the reader of Rust must get right, and that nothing makes it panic.

use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};

use super::mention::{FileMention, mentions};
use super::test_code::TestCode;
use super::token::{TokenKind, closing, closings, code, tokens};

fn sorts(source: &str) -> Vec<(TokenKind, &str)> {
    tokens(source).into_iter().map(|token| (token.sort, token.text)).collect()
}

#[test]
fn text_is_told_from_code() {
    use TokenKind::{Char, Comment, Ident, Lifetime, Number, Punct, RawIdent, Text};
    let cases: [(&str, &[(TokenKind, &str)]); 22] = [
        ("a/*b/*c*/d*/e", &[(Ident, "a"), (Comment, "/*b/*c*/d*/"), (Ident, "e")]),
        ("/*/ a */b", &[(Comment, "/*/ a */"), (Ident, "b")]),
        ("a// b\nc", &[(Ident, "a"), (Comment, "// b"), (Ident, "c")]),
        (r#""a\"b" c"#, &[(Text, r#"a\"b"#), (Ident, "c")]),
        (r#""\\" c"#, &[(Text, r"\\"), (Ident, "c")]),
        (r##"r#"a"b"# c"##, &[(Text, r#"a"b"#), (Ident, "c")]),
        (r###"br##"x"#"## c"###, &[(Text, r##"x"#"##), (Ident, "c")]),
        (r#"b"x" c"y""#, &[(Text, "x"), (Text, "y")]),
        ("r#mod", &[(RawIdent, "mod")]),
        ("r # x", &[(Ident, "r"), (Punct, "#"), (Ident, "x")]),
        ("'a' 'b", &[(Char, "'a'"), (Lifetime, "'b")]),
        (r"'\'' x", &[(Char, r"'\''"), (Ident, "x")]),
        (r"'\\' x", &[(Char, r"'\\'"), (Ident, "x")]),
        (r"'\u{1F600}'", &[(Char, r"'\u{1F600}'")]),
        ("'\"' x", &[(Char, "'\"'"), (Ident, "x")]),
        ("b'\"' x", &[(Char, "b'\"'"), (Ident, "x")]),
        ("&'a str", &[(Punct, "&"), (Lifetime, "'a"), (Ident, "str")]),
        ("'outer: loop", &[(Lifetime, "'outer"), (Punct, ":"), (Ident, "loop")]),
        ("1_000u8", &[(Number, "1_000u8")]),
        ("#!/bin/x mod a;\nb", &[(Ident, "b")]),
        ("größe", &[(Ident, "größe")]),
        ("\"never closed", &[(Text, "never closed")]),
    ];
    for (source, want) in cases {
        assert_eq!(sorts(source), want, "{source}");
    }
}

#[test]
fn places_are_lines_and_characters() {
    let place = |source: &str, word: &str| {
        let found = tokens(source).into_iter().find(|token| token.text == word);
        found.map(|token| (token.line, token.column))
    };
    assert_eq!(place("a\n  ä b", "b"), Some((2, 5)));
    assert_eq!(place("/* 1\n2 */ x", "x"), Some((2, 6)));
    assert_eq!(place("\"1\n2\" x", "x"), Some((2, 4)));
}

fn told(source: &str) -> Vec<String> {
    mentions(source).into_iter().map(|mention| format!("{} {}", mention.rule(), mention.path)).collect()
}

#[test]
fn every_way_to_declare_a_module_is_read() {
    let cases: [(&str, &[&str]); 36] = [
        ("mod a;", &["module a"]),
        ("pub(crate) mod a;", &["module a"]),
        ("pub(in crate::x) mod r#async;", &["module async"]),
        ("// mod a;\n/* mod b; */ const S: &str = \"mod c;\";", &[]),
        ("mod a { mod b; }", &["module a/b"]),
        ("mod a { mod b { mod c; } mod d; } mod e;", &["module a/b/c", "module a/d", "module e"]),
        ("fn f() { {} } mod a;", &["module a"]),
        (r#"#[path = "x/y.rs"] mod a;"#, &["path@folder x/y.rs"]),
        (r#"#[path = "y.rs"] #[cfg(x)] pub mod a;"#, &["path@folder y.rs"]),
        (r#"mod a { #[path = "y.rs"] mod b; }"#, &["path a/y.rs"]),
        (r#"#[path = "q"] mod a { mod b; }"#, &["module@folder q/b"]),
        (r#"#[path = "q"] mod a { #[path = "y.rs"] mod b; }"#, &["path@folder q/y.rs"]),
        (
            r#"#[cfg_attr(unix, path = "u.rs")] #[cfg_attr(windows, path = "w.rs")] mod os;"#,
            &["path@folder u.rs", "path@folder w.rs", "module os"],
        ),
        (r#"#[path = "y.rs"] fn f() {} mod a;"#, &["module a"]),
        ("cfg_if! { if #[cfg(unix)] { mod a; } else { mod b; } }", &["call cfg_if ", "module a", "module b"]),
        (
            "macro_rules! m { ($($x:ident),*) => { $(mod $x;)* } } m! { a, b }",
            &[
                "definition m",
                "macro m",
                "call a ",
                "call b ",
                "call m ",
                "opaque m ",
                "handed m a",
                "handed m b",
            ],
        ),
        (r#"include!("a.rs");"#, &["include@folder a.rs", "named@folder a.rs"]),
        (
            r#"include!(concat!(env!("CARGO_MANIFEST_DIR"), "/x.inc"));"#,
            &["include@folder /x.inc", "call env ", "named@folder /x.inc"],
        ),
        (r#"include!(concat!(env!("OUT_DIR"), "/x.rs"));"#, &["call env ", "named@folder /x.rs"]),
        (r#"fn f() { t.pass("tests/ui/*.rs") }"#, &["named@folder tests/ui/*.rs"]),
        (r#"#[files("cases/**/*.rs")] fn f() {}"#, &["named@folder cases/**/*.rs"]),
        (
            "macro_rules! m { () => { macro_rules! n { () => {} } mod a; } } mod x { m!{} }",
            &["definition m", "definition n", "body m a", "call m x", "opaque m x"],
        ),
        (
            "m!(pub a { m!(b); });",
            &[
                "call m ",
                "call b ",
                "call b a",
                "call m a",
                "opaque m ",
                "opaque m a",
                "handed m b",
                "handed m a/b",
            ],
        ),
        (
            "macro_rules! m { ($f:expr) => { include!($f) } } fn f() { m!(\"x.rs\") }",
            &["definition m", "macro m", "handed-file@folder m x.rs", "call m ", "named@folder x.rs"],
        ),
        ("automod::dir!(\"tests/r\");", &["call dir ", "dir@folder tests/r", "named@folder tests/r"]),
        (
            "fn f() { concat!(\"x/\", stringify!($a), \".rs\") }",
            &["embed@folder x/*.rs", "call a ", "call stringify "],
        ),
        ("/// # include!(\"../setup.rs\");\n// include!(\"no.rs\")", &["embed@folder ../setup.rs"]),
        ("thread_local! { static A: u8 = 1; } pub mod a;", &["call thread_local ", "module a"]),
        ("mod", &[]),
        ("#[cfg(test)] mod a; #[cfg(any())] mod b; mod c;", &["module+test a", "module c"]),
        ("#[cfg(test)] mod t { mod a; }", &["module+test t/a"]),
        (
            "dirmod::all!(default pub);",
            &[
                "call default ",
                "call pub ",
                "call all ",
                "opaque all ",
                "handed all default",
                "handed all pub",
            ],
        ),
        ("#[fill::all] mod a {}", &["filled fill a"]),
        ("use m as n;", &["call m "]),
        (
            "fn f() { m!(); m!(); Path::new(\"tests\").join(\"ui\") }",
            &["call m ", "named@folder tests", "named@folder ui"],
        ),
        ("lazy! { static ref A: u8 = f(); }", &["call lazy "]),
    ];
    for (source, want) in cases {
        assert_eq!(told(source), want, "{source}");
    }
}

#[test]
fn test_code_is_told_from_the_rest() {
    // `T` must count as test code, `P` must not.
    let cases = [
        "#[cfg(test)] mod tests { T } P",
        "#[cfg(all(test, unix))] fn f(a: [u8; 3]) { T } P",
        "#[cfg(any(test, unix))] fn f() { P }",
        "#[cfg(any(test, kani))] mod tests { T } P",
        "#[cfg(doc)] doc! {macro_rules! join { () => { T } }} P",
        "#[cfg(docsrs)] macro_rules! m { () => { T } } P",
        "#[cfg(not(doc))] fn f() { P }",
        "#[cfg(any(test, all(test, x)))] fn f() { T } P",
        "#[cfg(not(test))] fn f() { P }",
        "#[cfg(feature = \"test\")] fn f() { P }",
        "#[test] fn f() { T } P",
        "#[tokio::test(flavor = \"x\")] async fn f() { T } P",
        "#[cfg(test)] #[path = \"x\"] use a::{b, T}; P",
        "struct S { #[cfg(test)] a: T, b: P }",
        "#[cfg(test)] const X: u8 = T; P",
        "mod tests { #![cfg(test)] T } P",
        "#![cfg(test)] T",
        "#[derive(test_thing)] struct P;",
        "#[cfg(any())] fn f() { T } P",
        "#[cfg(not(all()))] fn f() { T } P",
        "#[cfg(not(test))] mod a { #[cfg(test)] fn f() { T } P }",
        "#[cfg(all(not(test), unix))] fn f() { P }",
        "match x { #[cfg(test)] A { b } => { T } B => P }",
        "match x { #[cfg(test)] A { b } => T, B => P }",
        "match x { #[cfg(test)] A { b } if b => { T } B => P }",
        "match x { #[cfg(test)] A { .. } | C { .. } => f { T }.g(T), B => P }",
        "match x { #[cfg(test)] A => T, B => P }",
        "match x { #[cfg(test)] A => {} B { .. } => P }",
        "#[cfg(test)] const X: S = S { a: 1 }.b(T); P",
        "#[cfg(test)] pub(crate) static mut X: S = S { a: 1 }.b(T); P",
        "fn f() { #[cfg(test)] let S { a } = s(T); P }",
        "fn f() { #[cfg(test)] if a { T } else { T } P }",
        "fn f() { #[cfg(test)] { T } if a { P } match b { C => P } }",
        "fn f() { #[cfg(test)] { T } g(|x| P); }",
        "#[cfg(test)] const fn f() -> u8 { T } P",
    ];
    for source in cases {
        let code = code(source);
        let test = TestCode::of(&code);
        for token in &code {
            match token.text {
                "T" => assert!(test.contains(token.start), "{source}"),
                "P" => assert!(!test.contains(token.start), "{source}"),
                _ => {}
            }
        }
    }
}

/// Fragments that open what only others close.
const FRAGMENTS: &str = "mod |a|;|\\{|\\}|#\\[|\\]|path = |cfg_attr\\(|\\)|\"|'|r#|r##\"|/\\*|\\*/|//|\n|include!\\(|macro_rules! |\\$|\\\\|b'|pub |é| ";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn fragments_in_any_order_are_read(parts in prop::collection::vec(FRAGMENTS, 0..40)) {
        read(&parts.concat())?;
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read(&String::from_utf8_lossy(&bytes))?;
    }
}

#[test]
fn marks_of_direction_are_white_space() {
    read("a \u{200e}b\u{e}\u{200f}\0").unwrap();
}

/// Tokens follow each other without overlap, and all that is between them is white space as Rust has it: marks of direction
/// are some.
fn read(source: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    let mut end = 0;
    for token in tokens(source) {
        prop_assert!(token.start >= end && token.end > token.start);
        if end > 0 {
            prop_assert!(source[end..token.start].chars().all(ra_ap_rustc_lexer::is_whitespace));
        }
        end = token.end;
    }
    for mention in mentions(source) {
        prop_assert_eq!(
            FileMention::of_rule(&mention.rule()),
            Some((mention.what, mention.base, mention.test))
        );
    }
    let code = code(source);
    let ends = closings(&code);
    // The text of a string may be a bracket, and is none.
    for (at, _) in code.iter().enumerate().filter(|(_, token)| ['(', '[', '{'].iter().any(|&c| token.is(c))) {
        prop_assert_eq!(ends[at], closing(&code, at), "{}", source);
    }
    let _ = TestCode::of(&code);
    Ok(())
}
