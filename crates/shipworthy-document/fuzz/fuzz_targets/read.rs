//! Any bytes are mended, read and searched for figures, and every place that is told lies inside of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shipworthy_document::figure::figures;
use shipworthy_document::reading::read;
use shipworthy_document::repair::repair;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = repair(bytes) else { return };
    let document = read("PLAN.md", text);
    let text = &document.text.text;
    for item in &document.items {
        assert!(text.get(item.span.clone()).is_some(), "{item:?}");
        assert!(item.sign.as_ref().is_none_or(|sign| text.get(sign.span.clone()).is_some()), "{item:?}");
    }
    for section in &document.sections {
        assert!(text.get(section.span.clone()).is_some(), "{section:?}");
    }
    for figure in figures(&document) {
        assert!(text.get(figure.span.clone()).is_some(), "{figure:?}");
    }
});
