//! Any sequence of recording, deleting and damaging: nothing panics, and deleting never turns a fail into a pass.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof};
use proptest::test_runner::RngSeed;
use shipworthy_engine::evidence::{RecordName, Store};
use shipworthy_model::observed::{InputOrigin, ObservedInput, ObservedSubject};

use crate::fixture::Result::{Fail, Pass, Unknown};
use crate::fixture::{append, gate, record, store};

/// What a run was seen to depend on: the content of a file, or nothing.
type Seen = Option<&'static str>;

#[derive(Debug, Clone)]
enum Deed {
    Append { pass: bool, known: bool, key: &'static str, seen: Seen },
    Delete(usize),
    Damage { file: usize, byte: usize, with: u8 },
    DeleteIndex,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => (
            any::<bool>(),
            any::<bool>(),
            prop_oneof![Just("a"), Just("b")],
            prop_oneof![Just(None), Just(Some("1")), Just(Some("2"))],
        )
            .prop_map(|(pass, known, key, seen)| Deed::Append { pass, known, key, seen }),
        2 => any::<usize>().prop_map(Deed::Delete),
        1 => (any::<usize>(), any::<usize>(), 1_u8..)
            .prop_map(|(file, byte, with)| Deed::Damage { file, byte, with }),
        1 => Just(Deed::DeleteIndex),
    ]
}

fn observed(value: &str) -> ObservedInput {
    let subject = ObservedSubject::File("f".to_owned());
    ObservedInput { subject, value: Some(value.to_owned()), origin: InputOrigin::DepInfo }
}

/// Every file of the store but the lock.
fn files(store: &Store) -> Vec<PathBuf> {
    let within = |path: PathBuf| fs::read_dir(path).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = within(store.folder().path().join("records")).collect();
    files.extend(
        within(store.folder().path()).filter(|path| path.file_stem().is_some_and(|stem| stem == "index")),
    );
    files.sort();
    files
}

#[derive(Default)]
struct Walk {
    marks: u64,
    /// Every pass so far, with its fingerprint and what it was seen to depend on.
    passes: Vec<(RecordName, &'static str, Seen)>,
    /// Those that a later record has overruled: never evidence again.
    overruled: HashSet<RecordName>,
}

impl Walk {
    fn step(&mut self, store: &Store, deed: &Deed) {
        match *deed {
            Deed::Append { pass, known, key, seen } => {
                self.marks += 1;
                let result = if pass {
                    Pass
                } else if known {
                    Fail
                } else {
                    Unknown
                };
                let mut record = record("g", result, key, self.marks);
                record.observed = seen.into_iter().map(observed).collect();
                let name = append(store, record);
                if pass {
                    self.passes.push((name, key, seen));
                } else {
                    // One that was seen to read another content says nothing of the older pass.
                    let apart = |then: Seen| then.is_some() && seen.is_some() && then != seen;
                    let older = self.passes.iter().filter(|(_, other, then)| *other == key && !apart(*then));
                    self.overruled.extend(older.map(|(name, ..)| name.clone()));
                }
            }
            Deed::Delete(file) => {
                let files = files(store);
                if let Some(path) = files.get(file % files.len().max(1)) {
                    fs::remove_file(path).unwrap();
                }
            }
            Deed::Damage { file, byte, with } => {
                let files = files(store);
                if let Some(path) = files.get(file % files.len().max(1)) {
                    let mut bytes = fs::read(path).unwrap();
                    let at = byte % bytes.len();
                    bytes[at] ^= with;
                    fs::write(path, bytes).unwrap();
                }
            }
            Deed::DeleteIndex => {
                for file in ["index.json", "index.journal"] {
                    let _ = fs::remove_file(store.folder().path().join(file));
                }
            }
        }
    }

    fn check(&self, store: &Store) {
        let index = store.index();
        for entry in index.history(&gate("g")).iter().filter(|entry| !entry.superseded) {
            assert!(!self.overruled.contains(&entry.name), "{} is evidence again", entry.name);
        }
        for key in ["a", "b"] {
            let found = index.with_fingerprint(&gate("g"), key).into_iter().chain(index.newest(&gate("g")));
            for entry in found {
                assert!(!self.overruled.contains(&entry.name), "{} is evidence again", entry.name);
                assert!(store.read(&entry.name).is_ok(), "{} is damaged", entry.name);
            }
        }
    }
}

proptest::proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn deleting_never_turns_a_fail_into_a_pass(deeds in proptest::collection::vec(deed(), 1..20)) {
        let (_root, store) = store();
        let mut walk = Walk::default();
        for deed in deeds {
            walk.step(&store, &deed);
            walk.check(&store);
        }
    }
}

#[test]
fn a_pass_on_another_content_is_left_standing() {
    let (_root, store) = store();
    let put = |result, seen: Seen, mark| {
        let mut record = record("g", result, "a", mark);
        record.observed = seen.into_iter().map(observed).collect();
        append(&store, record)
    };
    let standing = |store: &Store| {
        let index = store.index();
        let g = gate("g");
        let all = index.with_any(&g, ["a", "b"]).map(|entry| entry.name.clone());
        all.collect::<Vec<_>>()
    };
    let pass = put(Pass, Some("1"), 1);
    let fail = put(Fail, Some("2"), 2);
    assert_eq!(standing(&store), [fail.clone(), pass]);
    let same = put(Unknown, Some("1"), 3);
    assert_eq!(standing(&store), [same.clone(), fail.clone()]);
    // What says nothing of the content may have been about any.
    let again = put(Pass, Some("1"), 4);
    assert_eq!(standing(&store)[0], again);
    let blind = put(Fail, None, 5);
    assert_eq!(standing(&store), [blind, same, fail]);
}
