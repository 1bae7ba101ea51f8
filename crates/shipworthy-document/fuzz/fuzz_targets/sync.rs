//! Nothing to write leaves the same bytes; outcomes written twice are as if they were written once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shipworthy_document::reading::read;
use shipworthy_document::repair::repair;
use shipworthy_document::sync::{Standing, sync};
use shipworthy_model::verdict::Outcome;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = repair(bytes) else { return };
    let document = read("PLAN.md", text);
    assert_eq!(sync(&document, bytes, &|_| None).bytes, bytes);

    let seed = usize::from(bytes.first().copied().unwrap_or_default());
    let outcomes = [Outcome::Pass, Outcome::Fail, Outcome::Unknown, Outcome::Stale];
    let state = |index: usize| {
        let outcome = *outcomes.get((index * 7 + seed) % 5)?;
        Some(Standing { outcome, reason: "2 warnings --> limit 0".to_owned() })
    };
    let once = sync(&document, bytes, &state);
    if let Ok(text) = repair(&once.bytes) {
        let _ = sync(&read("PLAN.md", text), &once.bytes, &state);
    }
});
