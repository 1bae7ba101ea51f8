//! What became of files since a document was written.

use std::collections::BTreeSet;

use shipworthy_engine::facts::history::{commit_dates, histories, ignored};

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
    let paths = ["made/x.html", "deep/y.log", "a", "none", "sub/of it", "../out", ""];
    assert_eq!(ignored(&place.root, &paths), BTreeSet::from(["made/x.html", "deep/y.log"]));
    // What git refuses to answer for must not hide the others.
    place.git(&["init", "-q", "sub"]);
    place.git(&["-C", "sub", "commit", "-q", "--allow-empty", "-m", "its own"]);
    place.git(&["add", "sub"]);
    assert_eq!(ignored(&place.root, &paths), BTreeSet::from(["made/x.html", "deep/y.log", "sub/of it"]));
    std::fs::remove_dir_all(place.root.join(".git")).unwrap();
    assert_eq!(ignored(&place.root, &paths), BTreeSet::new());
}

#[test]
fn a_document_that_differs_has_no_days() {
    let place = Place::repository(&[("plan.md", "plan")]);
    assert!(commit_dates(&place.root, "plan.md").is_some_and(|(first, last)| first == last));
    std::fs::write(place.root.join("plan.md"), "other").unwrap();
    assert_eq!(commit_dates(&place.root, "plan.md"), None);
    assert_eq!(commit_dates(&place.root, "none.md"), None);
}
