//! Any bytes can be mended, read and synced: the targets of `fuzz/`, tried in every test run.

use std::ops::Range;

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;
use proptest::test_runner::{RngSeed, TestCaseError};
use shipworthy_document::figure::figures;
use shipworthy_document::reading::read;
use shipworthy_document::repair::repair;
use shipworthy_document::sync::{ItemOutcome, sync};
use shipworthy_model::verdict::Outcome;

/// What means something to Markdown, to a checklist or to the repair.
const PIECES: [&[u8]; 46] = [
    b"- ",
    b"* ",
    b"1. ",
    b"[ ]",
    b"[x]",
    b"[X] ",
    b"[",
    b"]",
    b"(",
    b")",
    b"# ",
    b"### 3. ",
    b"\n",
    b"\r\n",
    b"\r",
    b"\n\n",
    b"  ",
    b"\t",
    b"> ",
    b"|",
    b"|---|---|\n",
    b"| Status |",
    b"```",
    b"~~~",
    b"```bash\n",
    b"`",
    b"**",
    b"_",
    b"<!-- ",
    b" -->",
    b"<!-- shipworthy: fail -->",
    b"---\n",
    b"===\n",
    b"[====--] ",
    b"50%",
    b"8/10 items",
    b" complete",
    b"DONE: ",
    "✅".as_bytes(),
    "âœ…".as_bytes(),
    "‚úÖ".as_bytes(),
    "âš ï¸".as_bytes(),
    "–∫".as_bytes(),
    b"\xef\xbb\xbf",
    b"\xff",
    b"word ",
];

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        12 => select(&PIECES[..]).prop_map(<[u8]>::to_vec),
        2 => any::<char>().prop_map(|char| char.to_string().into_bytes()),
        1 => vec(any::<u8>(), 0..3),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn is_inside(text: &str, span: &Range<usize>, what: &str) -> Result<(), TestCaseError> {
    prop_assert!(text.get(span.clone()).is_some(), "{what} at {span:?} of {text:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(13), failure_persistence: None, cases: 1024, ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_are_read(bytes in bytes()) {
        let Ok(text) = repair(&bytes) else { return Ok(()) };
        prop_assert_eq!(text.origin(&(0..text.text.len())).end, bytes.len());
        let document = read("PLAN.md", text);
        let text = &document.text.text;
        for item in &document.items {
            is_inside(text, &item.span, "an item")?;
            if let Some(sign) = &item.sign {
                is_inside(text, &sign.span, "a sign")?;
            }
        }
        for section in &document.sections {
            is_inside(text, &section.span, "a section")?;
        }
        for figure in figures(&document) {
            is_inside(text, &figure.span, "a figure")?;
        }
    }

    #[test]
    fn any_bytes_are_synced(bytes in bytes(), outcomes in vec(select(&[Outcome::Pass, Outcome::Fail, Outcome::NotRun][..]), 1..9)) {
        let Ok(text) = repair(&bytes) else { return Ok(()) };
        let document = read("PLAN.md", text);
        prop_assert_eq!(&sync(&document, &bytes, &|_| None).bytes, &bytes);
        let found = sync(&document, &bytes, &|index| {
            let outcome = *outcomes.get(index % outcomes.len())?;
            Some(ItemOutcome { outcome, reason: "a --> b".to_owned() })
        });
        let changed: usize = found.changes.iter().map(|change| change.span.len()).sum();
        let written: usize = found.changes.iter().map(|change| change.to.len()).sum();
        prop_assert_eq!(found.bytes.len() + changed, bytes.len() + written);
        prop_assert!(repair(&found.bytes).is_ok());
    }
}
