//! The proofs of `placeholders`.

use testkit::{Defect, Fixture};

use super::asked::{fails, gate, passes, unknown};

fn fixture(check: &str) -> Fixture {
    Fixture::new().package("alpha", |p| p).gate("gate", &format!("kind = \"placeholders\"{check}"))
}

#[test]
pub(super) fn fires() {
    let todo = || Defect::Todo { package: "alpha".to_owned() };
    let ws = fixture(r#", words = ["TODO", "FIXME"]"#).defect(todo()).git().build();
    let json = fails(gate(&ws), &["placeholder-macro", "placeholder-word"]);
    let at = |rule: &str| {
        let finding = json.findings("gate").iter().find(|finding| finding["rule"] == rule).unwrap();
        (finding["file"].as_str().unwrap().to_owned(), finding["line"].as_u64().unwrap())
    };
    let planted = &ws.planted()[0];
    let line = u64::from(planted.line.unwrap());
    assert_eq!(at("placeholder-word"), (planted.file.clone(), line));
    assert_eq!(at("placeholder-macro"), (planted.file.clone(), line + 1));

    fails(gate(&fixture("").defect(todo()).build()), &["placeholder-macro"]);
    let ws = fixture(", limit = 1").defect(todo()).git().build();
    ws.append("crates/alpha/src/lib.rs", "fn b() {\n    dbg!(1);\n    unimplemented!()\n}\n");
    assert_eq!(fails(gate(&ws), &["placeholder-macro"]).findings("gate").len(), 3);
    let other = fixture(r#", in = "**/*.ex", words = "TODO""#).file("lib/a.ex", "x\n# TODO\n").git().build();
    assert_eq!(fails(gate(&other), &["placeholder-word"]).findings("gate")[0]["line"], 2);
}

/// Talking about `todo!` is not one, tests may have some, and what is accepted is accepted.
#[test]
pub(super) fn stays_silent() {
    let talk = "//! Never write `todo!()`.\n\n/// `todo!()`\npub const A: &str = \"todo!()\";\n\
        #[cfg(test)]\nmod tests {\n    fn later() {\n        todo!()\n    }\n}\n";
    let ws = fixture("")
        .file("crates/alpha/src/lib.rs", talk)
        .file("crates/alpha/tests/it.rs", "fn a() { todo!() }")
        .build();
    passes(gate(&ws));
    let todo = Defect::Todo { package: "alpha".to_owned() };
    passes(gate(&fixture(", limit = 1").defect(todo.clone()).git().build()));
    passes(gate(
        &fixture(r#", words = "TODO", unless = "write it|todo!""#).defect(todo.clone()).git().build(),
    ));
    let ws = fixture(r#", except = "crates/alpha/**""#).package("beta", |p| p).defect(todo).git().build();
    assert_eq!(passes(gate(&ws)).subjects("gate"), 1);
}

#[test]
pub(super) fn vacuous_is_unknown() {
    unknown(gate(&fixture(r#", in = "**/*.ex", words = "TODO""#).git().build()), "nothing to look at");
    unknown(gate(&fixture(r#", except = "**/*.rs""#).git().build()), "nothing to look at");
    let only_tests = Fixture::new()
        .file("tests/it.rs", "fn a() {}\n")
        .gate("gate", "kind = \"placeholders\"")
        .git()
        .build();
    unknown(gate(&only_tests), "nothing to look at");
}

/// No tool is needed; what can be missing is the means to read a file.
#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws = fixture("").bytes("crates/alpha/src/raw.rs", b"// \xff\n").git().build();
    unknown(gate(&ws), "could not look");
}
