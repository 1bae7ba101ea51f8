//! No text breaks the reader, and whatever it says lies inside the text.

use proptest::prelude::ProptestConfig;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_oneof, proptest};
use proptest::sample::{Index, select};
use proptest::test_runner::{RngSeed, TestCaseError};
use shipworthy_checklist::read;
use shipworthy_model::time::Date;

use crate::accepted::WHOLE;
use crate::kinds::KINDS;
use crate::mistakes::TODAY;

fn is_sound(text: &str) -> Result<usize, String> {
    let (_, problems) = read(text, &KINDS, Date::parse(TODAY).unwrap());
    for problem in &problems {
        if text.get(problem.span.clone()).is_none() || problem.message.is_empty() {
            return Err(format!("{problem:?} in {text:?}"));
        }
    }
    if !problems.is_sorted_by_key(|problem| problem.span.start) {
        return Err(format!("not sorted: {problems:?}"));
    }
    Ok(problems.len())
}

/// Pieces that mean something to TOML or to a checklist.
fn piece() -> impl Strategy<Value = String> {
    let words = [
        "[[phase]]\n",
        "[[phase.gate]]\n",
        "[[phase",
        "[policy]\n",
        "[[waiver]]\n",
        "[[sign-off]]\n",
        "[",
        "]",
        "]]",
        "{",
        "}",
        "=",
        ",",
        ".",
        "\n",
        "\r\n",
        " ",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "#",
        "\\",
        "\u{feff}",
        "id",
        "gate",
        "phase",
        "schema = 1\n",
        "id = \"a\"\n",
        "needs = [\"a\"]\n",
        "check = { kind = \"all\"",
        "1",
        "-",
        "0x",
        "2026-02-30",
        "12:00",
        "true",
        "nan",
        "é",
        "日",
        "\0",
    ];
    prop_oneof![4 => select(words.as_slice().to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

/// One change to a text: a part of it replaced by a piece.
fn change() -> impl Strategy<Value = (Index, usize, String)> {
    (any::<Index>(), prop_oneof![Just(0), 0..40_usize], prop_oneof![Just(String::new()), piece()])
}

/// The same cases in every run; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(20_261_121),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        is_sound(&text).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_soup_of_pieces_is_read(pieces in proptest::collection::vec(piece(), 0..60)) {
        is_sound(&pieces.concat()).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_change_to_a_good_file_is_read(changes in proptest::collection::vec(change(), 1..5)) {
        let mut text = WHOLE.to_owned();
        for (at, length, piece) in changes {
            let start = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.floor_char_boundary((start + length).min(text.len())).max(start);
            text.replace_range(start..end, &piece);
        }
        is_sound(&text).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn an_unknown_key_never_passes(key in "[a-z]{1,3}-[a-z]{1,8}", line in any::<Index>()) {
        // After any line but those inside a multi-line value, of which the good file has none.
        let lines: Vec<&str> = WHOLE.lines().collect();
        let at = line.index(lines.len()) + 1;
        let text = [&lines[..at], &[&format!("{key} = 1")], &lines[at..]].concat().join("\n");
        prop_assert!(key == "max-age" || key == "at-least" || is_sound(&text).is_ok_and(|told| told > 0), "{text}");
    }
}
