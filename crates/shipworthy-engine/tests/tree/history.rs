//! What became of files since a document was written.

use std::collections::BTreeSet;

use shipworthy_engine::facts::git::ignored;
use shipworthy_engine::facts::history::{commit_dates, histories};

use crate::fixture::Place;

#[test]
fn a_file_that_is_named_by_its_end_is_followed_to_where_it_went() {
    let files = [("plan.md", "plan"), ("a/src/one.rs", "1"), ("a/src/two.rs", "2"), ("b/src/two.rs", "2")];
    let place = Place::repository(&files);
    place.git(&["rm", "-q", "-r", "a", "b"]);
    place.git(&["commit", "-q", "-m", "tidy"]);
    let paths = ["src/one.rs", "src/two.rs", "src/none.rs", "a/src/one.rs"].map(str::to_owned);
    let found = histories(&place.root, "plan.md", &BTreeSet::from(paths));
    let gone =
        |path: &str| found.get(path).and_then(|history| history.since.as_ref()).map(|event| event.came);
    assert_eq!(gone("src/one.rs"), Some(false));
    assert_eq!(gone("a/src/one.rs"), Some(false));
    assert_eq!(gone("src/two.rs"), None, "there were two of them");
    assert_eq!(gone("src/none.rs"), None);
}

#[test]
fn what_git_ignores_is_told() {
    let place = Place::repository(&[(".gitignore", "made/\n*.log\n"), ("a", "1")]);
    let paths = ["made/x.html", "deep/y.log", "a", "none"].map(str::to_owned);
    let ignored = ignored(&place.root, &paths.into());
    assert_eq!(ignored.iter().map(String::as_str).collect::<Vec<_>>(), ["deep/y.log", "made/x.html"]);
}

#[test]
fn a_document_that_differs_has_no_days() {
    let place = Place::repository(&[("plan.md", "plan")]);
    assert!(commit_dates(&place.root, "plan.md").is_some_and(|(first, last)| first == last));
    std::fs::write(place.root.join("plan.md"), "other").unwrap();
    assert_eq!(commit_dates(&place.root, "plan.md"), None);
    assert_eq!(commit_dates(&place.root, "none.md"), None);
}
