//! Any sequence of recording, deleting and damaging: nothing panics, and deleting never turns a fail into a pass.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof};
use proptest::test_runner::RngSeed;
use shipworthy_engine::evidence::{RecordName, Store};

use crate::fixture::Result::{Fail, Pass, Unknown};
use crate::fixture::{append, gate, record, store};

#[derive(Debug, Clone)]
enum Deed {
    Append { pass: bool, known: bool, key: &'static str },
    Delete(usize),
    Damage { file: usize, byte: usize, with: u8 },
    DeleteIndex,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => (any::<bool>(), any::<bool>(), prop_oneof![Just("a"), Just("b")])
            .prop_map(|(pass, known, key)| Deed::Append { pass, known, key }),
        2 => any::<usize>().prop_map(Deed::Delete),
        1 => (any::<usize>(), any::<usize>(), 1_u8..)
            .prop_map(|(file, byte, with)| Deed::Damage { file, byte, with }),
        1 => Just(Deed::DeleteIndex),
    ]
}

/// Every file of the store but the lock.
fn files(store: &Store) -> Vec<PathBuf> {
    let within = |path: PathBuf| fs::read_dir(path).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = within(store.folder().path().join("records")).collect();
    files.extend(within(store.folder().path()).filter(|path| path.ends_with("index.json")));
    files.sort();
    files
}

#[derive(Default)]
struct Walk {
    marks: u64,
    /// Every pass so far, with its fingerprint.
    passes: Vec<(RecordName, &'static str)>,
    /// Those that a later record has overruled: never evidence again.
    overruled: HashSet<RecordName>,
}

impl Walk {
    fn step(&mut self, store: &Store, deed: &Deed) {
        match *deed {
            Deed::Append { pass, known, key } => {
                self.marks += 1;
                let result = if pass {
                    Pass
                } else if known {
                    Fail
                } else {
                    Unknown
                };
                let name = append(store, record("g", result, key, self.marks));
                if pass {
                    self.passes.push((name, key));
                } else {
                    let older = self.passes.iter().filter(|(_, other)| *other == key);
                    self.overruled.extend(older.map(|(name, _)| name.clone()));
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
                let _ = fs::remove_file(store.folder().path().join("index.json"));
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
