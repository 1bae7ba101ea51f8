//! The state of the repository.

use shipworthy_engine::facts::git::{refs_digest, state};
use shipworthy_model::unknown::Reason;

use crate::fixture::{Place, git};

#[test]
fn the_state_is_told() {
    let place = Place::repository(&[("a", "1")]);
    let clone = place.outer().join("clone");
    place.git(&["tag", "v1.0.0"]);
    place.git(&["tag", "v2/sub"]);
    place.git(&["clone", "-q", ".", clone.to_str().unwrap()]);
    place.commit();
    git(&clone, &["commit", "-q", "--allow-empty", "-m", "mine"]);
    git(&clone, &["fetch", "-q"]);
    std::fs::write(clone.join("new"), "n").unwrap();
    let tags = ["v1.0.0", "v1.0.1", "v2", "v1*"].map(str::to_owned);
    let state = state(&clone, &tags).unwrap();
    assert_eq!((state.ahead, state.behind, state.shallow), (1, 1, false));
    assert_eq!(state.upstream.as_deref(), Some("origin/main"));
    assert_eq!((state.taken_tags, state.dirty), (vec!["v1.0.0".to_owned()], vec!["new".to_owned()]));
    assert_eq!(state.tree.unwrap(), git(&clone, &["rev-parse", "HEAD^{tree}"]).trim());
}

#[test]
fn a_tag_that_was_made_later_is_foreign() {
    let place = Place::repository(&[("a", "1")]);
    place.git(&["tag", "v1"]);
    place.git(&["commit", "-q", "--allow-empty", "-m", "later"]);
    place.git(&["tag", "-a", "v2", "-m", "later"]);
    let tags = ["v1", "v2", "v3"].map(str::to_owned);
    assert!(state(&place.root, &tags).unwrap().foreign_tags.is_empty());
    place.git(&["checkout", "-q", "v1"]);
    let state = state(&place.root, &tags).unwrap();
    assert_eq!((state.taken_tags.len(), state.foreign_tags), (2, vec!["v2".to_owned()]));
}

#[test]
fn a_shallow_clone_says_so() {
    let place = Place::repository(&[("a", "1")]);
    place.commit();
    let url = format!("file://{}", place.root.display());
    git(&place.outer(), &["clone", "-q", "--depth", "1", &url, "shallow"]);
    assert!(state(&place.outer().join("shallow"), &[]).unwrap().shallow);
}

#[test]
fn no_repository_is_could_not_look() {
    let place = Place::new();
    let unknown = state(&place.root, &[]).unwrap_err();
    assert_eq!(unknown.reason, Reason::CouldNotLook);
    assert!(unknown.detail.contains("not a git repository"), "{unknown}");
}

#[test]
fn refs_have_a_digest() {
    let place = Place::repository(&[("a", "1")]);
    let before = refs_digest(&place.root).unwrap();
    assert_eq!(before, refs_digest(&place.root).unwrap());
    place.git(&["tag", "v1"]);
    assert_ne!(before, refs_digest(&place.root).unwrap());
}
