//! A store in a temporary folder, and records to put into it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::SystemTime;

use shipworthy_engine::evidence::{EvidenceIndex, IndexEntry, RecordName, Store};
use shipworthy_model::checklist::Check;
use shipworthy_model::fingerprint::{Fingerprint, Part};
use shipworthy_model::id::GateId;
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement};
use shipworthy_model::observation::{Observation, Ran, Stream};
use shipworthy_model::params::Params;
use shipworthy_model::record::{RECORD_SCHEMA, Record};
use shipworthy_model::time::Timestamp;
use shipworthy_model::unknown::Reason;
use tempfile::TempDir;

/// A store that is ready for use.
pub(crate) fn store() -> (TempDir, Store) {
    let root = TempDir::new().unwrap();
    let store = Store::open(root.path());
    store.prepare().unwrap();
    (root, store)
}

pub(crate) fn gate(id: &str) -> GateId {
    id.parse().unwrap()
}

/// What a check may conclude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Result {
    Pass,
    Fail,
    Unknown,
}

/// A record of `id` with the fingerprint `key`. `mark` makes its content its own.
pub(crate) fn record(id: &str, result: Result, key: &str, mark: u64) -> Record {
    let finding = Finding::new("planted", "a planted defect").at("src/lib.rs", Some(1), None);
    let judgement = match result {
        Result::Pass => Judgement::of(3, "files", Vec::new()),
        Result::Fail => Judgement::of(3, "files", vec![finding]),
        Result::Unknown => Judgement::unknown(Reason::Network, "refused"),
    };
    let log = format!("logs/{id}-{mark}.out");
    let mut stdout = Stream::default();
    stdout.bytes = 1;
    stdout.log = log;
    let mut ran = Ran::default();
    ran.stdout = stdout;
    Record {
        schema: RECORD_SCHEMA,
        sequence: 0,
        gate: gate(id),
        check: Check { kind: "command".to_owned(), params: Params::default() },
        // Earlier each time: the clock must not matter.
        recorded: Timestamp::from_seconds(1_800_000_000 - mark),
        duration_ms: mark,
        commit: Some("c0ffee".to_owned()),
        tree: None,
        dirty: true,
        fingerprint: Fingerprint {
            key: key.to_owned(),
            parts: vec![Part { name: "files".to_owned(), value: format!("m{mark}") }],
        },
        basis: None,
        observed: Vec::new(),
        rebuilt: Vec::new(),
        observations: vec![Observation::Ran(ran)],
        judgement: judgement.with(vec![Measurement::count("x", 1).limit(Limit::AtMost(2.0))]),
    }
}

/// Keeps one record, as a run of its own would.
pub(crate) fn append(store: &Store, record: Record) -> RecordName {
    let lock = store.lock(&mut |_| panic!("nobody else runs"), &|| false).unwrap();
    let mut index = store.index();
    let name = store.append(&lock, &mut index, record).unwrap();
    store.save(&lock, &mut index).unwrap();
    name
}

/// Loads the index; it must have nothing to complain about.
pub(crate) fn sound(store: &Store) -> EvidenceIndex {
    let index = store.index();
    assert_eq!(index.problems, [""; 0]);
    index
}

pub(crate) fn numbers(entries: &[IndexEntry]) -> Vec<u64> {
    entries.iter().map(|entry| entry.name.sequence()).collect()
}

/// The path of a record's file, wherever it is now.
pub(crate) fn file(store: &Store, name: &RecordName) -> PathBuf {
    let path = store.folder().path().join(format!("records/{name}.json"));
    if path.exists() { path } else { path.with_extension("json.superseded") }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap().map(|file| file.unwrap()) {
        let target = to.join(file.file_name());
        if file.path().is_dir() {
            copy(&file.path(), &target);
        } else {
            fs::copy(file.path(), target).unwrap();
        }
    }
}

/// The program of `examples/append_record.rs`. Cargo builds it with the tests of the package, but not with a single
/// one of them: then it may be missing, or older than what is to be tested.
pub(crate) fn helper() -> &'static Path {
    static HELPER: LazyLock<PathBuf> = LazyLock::new(|| {
        let deps = std::env::current_exe().unwrap();
        let examples = deps.parent().and_then(Path::parent).unwrap().join("examples");
        let helper = examples.join(format!("append_record{}", std::env::consts::EXE_SUFFIX));
        let built = modified(&helper);
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let sources = ["src", "examples", "../shipworthy-model/src"].map(|path| newest(&package.join(path)));
        if built.is_none() || built < sources.into_iter().max().flatten() {
            let mut build = Command::new(env!("CARGO"));
            build.args(["build", "--package", "shipworthy-engine", "--example", "append_record"]);
            build.args(if cfg!(debug_assertions) { &[][..] } else { &["--release"] });
            let built = build.status().unwrap().success() && modified(&helper) > built;
            assert!(built, "{} could not be built: test the whole package at once", helper.display());
        }
        helper
    });
    &HELPER
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

fn newest(folder: &Path) -> Option<SystemTime> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.filter_map(|path| if path.is_dir() { newest(&path) } else { modified(&path) }).max()
}
