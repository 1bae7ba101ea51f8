//! What must hold of any bytes, one function for each sort of input: nothing panics, and what is told lies inside of what was
//! read. Each says whether the bytes were what they were taken for, so that a seed which has become nothing is noticed. The
//! targets of cargo-fuzz and `scripts/fuzz-program` try the same.

use std::fs;
use std::sync::OnceLock;

use shipworthy_checklist::{ChecklistPlaces, read as read_checklist, weakenings};
use shipworthy_document::audit::{Reply, Witness, claims};
use shipworthy_document::binding::bind;
use shipworthy_document::command;
use shipworthy_document::contradiction::{DocumentHistory, contradictions};
use shipworthy_document::document::Document;
use shipworthy_document::figure::figures;
use shipworthy_document::import::import;
use shipworthy_document::manifest::workspace;
use shipworthy_document::reading::read;
use shipworthy_document::repair::repair;
use shipworthy_document::surroundings::Surroundings;
use shipworthy_document::sync::{ItemOutcome, sync};
use shipworthy_engine::evidence::{RecordName, Store};
use shipworthy_engine::facts::help::flags;
use shipworthy_engine::facts::tools::release;
use shipworthy_engine::sys::files::sha256_hex;
use shipworthy_engine::sys::own_folder::OwnFolder;
use shipworthy_kinds::KINDS;
use shipworthy_model::checklist::{Check, Checklist};
use shipworthy_model::claim::Attribution;
use shipworthy_model::facts::Facts;
use shipworthy_model::id::GateId;
use shipworthy_model::judgement::Conclusion;
use shipworthy_model::kind::{Kind, KindSchema};
use shipworthy_model::observation::{FileKind, GitState, Looked, Machine, Observation, Ran, Signed, Stat};
use shipworthy_model::record::Record;
use shipworthy_model::step::{SourceFile, Step};
use shipworthy_model::time::Date;
use shipworthy_model::verdict::Outcome;
use shipworthy_release::store::Journal;

/// A sort of input: its name, which is that of its folder in `corpus`, and what must hold of it.
pub type Input = (&'static str, fn(&[u8]) -> bool);

/// Every sort of input.
pub const INPUTS: [Input; 12] = [
    ("checklist", checklist),
    ("document", document),
    ("import-into", import_into),
    ("record", record),
    ("index", index),
    ("journal", journal),
    ("cargo-messages", cargo_messages),
    ("test-output", test_output),
    ("program-output", program_output),
    ("workflow", workflow),
    ("source", source),
    ("manifest", manifest),
];

/// The gates whose kinds judge what is made up: one of each kind, with every parameter that changes how output is read.
const GATES: &str = include_str!("gates.toml");

fn schemas() -> Vec<&'static KindSchema> {
    KINDS.iter().map(|kind| &kind.schema).collect()
}

fn today() -> Date {
    Date::parse("2026-11-21").expect("it is a day")
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A checklist is read, with every problem at a place of it; the steps of its gates are told; and it is held against another.
pub fn checklist(bytes: &[u8]) -> bool {
    let text = text_of(bytes);
    let (new, problems) = read_checklist(&text, &schemas(), today());
    for problem in &problems {
        assert!(text.get(problem.span.clone()).is_some() && !problem.message.is_empty(), "{problem:?}");
    }
    assert!(problems.is_sorted_by_key(|problem| problem.span.start), "{problems:?}");
    ChecklistPlaces::of(&text);
    let workspace = surroundings().workspace.unwrap_or_default();
    let each = new.with_each(&workspace, &schemas());
    for gate in new.gates().chain(each.gates()) {
        if let Some(kind) = kind(&gate.check) {
            (kind.steps)(&gate.check.params, &Facts::default());
        }
    }
    weakenings((gates(), GATES), (&new, &text), &schemas());
    weakenings((&new, &text), (gates(), GATES), &schemas());
    problems.is_empty() && new.gates().next().is_some()
}

/// The checklist of those gates, read once.
fn gates() -> &'static Checklist {
    static READ: OnceLock<Checklist> = OnceLock::new();
    READ.get_or_init(|| {
        let (checklist, problems) = read_checklist(GATES, &schemas(), today());
        assert!(problems.is_empty(), "the gates of the properties are wrong: {problems:?}");
        checklist
    })
}

fn kind(check: &Check) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.schema.id == check.kind)
}

/// Whoever asks is told that it is so, and that it is not so, in turn.
struct Turns(usize);

impl Witness for Turns {
    fn ask(&mut self, _: &Check) -> Reply {
        self.0 += 1;
        match self.0 % 3 {
            0 => Reply::Stopped,
            1 => Reply::WouldRun("cargo test".to_owned()),
            _ => Reply::Hopeless("there is no such program".to_owned()),
        }
    }

    fn attribute(&mut self, _: &str, _: bool, _: bool) -> Option<Attribution> {
        None
    }

    fn is_ignored(&mut self, path: &str) -> bool {
        path.len().is_multiple_of(7)
    }
}

fn surroundings() -> Surroundings {
    let manifests = [
        ("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\n"),
        ("crates/alpha/Cargo.toml", "[package]\nname = \"alpha\"\nversion = \"0.1.0\"\n"),
    ];
    let manifests = manifests.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let files: Vec<String> =
        ["Cargo.toml", "README.md", "crates/alpha/Cargo.toml", "crates/alpha/src/lib.rs", "docs/guide.md"]
            .map(str::to_owned)
            .into();
    Surroundings { workspace: workspace(&manifests, &files), files, ..Surroundings::default() }
}

fn is_inside(document: &Document) {
    let text = &document.text.text;
    for item in &document.items {
        assert!(text.get(item.span.clone()).is_some(), "{item:?}");
        assert!(item.sign.as_ref().is_none_or(|sign| text.get(sign.span.clone()).is_some()), "{item:?}");
    }
    for section in &document.sections {
        assert!(text.get(section.span.clone()).is_some(), "{section:?}");
    }
    for figure in figures(document) {
        assert!(text.get(figure.span.clone()).is_some(), "{figure:?}");
    }
}

/// A document is mended, read, bound, audited, imported and synced: places lie inside of it, what is imported is a checklist
/// that can be imported again, and nothing to write leaves the same bytes.
pub fn document(bytes: &[u8]) -> bool {
    let Ok(text) = repair(bytes) else { return false };
    let document = read("PLAN.md", text);
    is_inside(&document);
    let bindings = bind(&document, &surroundings());
    assert_eq!(bindings.len(), document.items.len());
    claims(&document, &bindings, &mut Turns(bytes.len()));
    contradictions(&[&document], &DocumentHistory::default());
    for line in document.text.text.lines() {
        let _ = command::parse(line);
    }
    if let Ok(imported) = import(None, &document, &bindings) {
        let _ = import(Some(&imported.text), &document, &bindings);
    }
    assert_eq!(sync(&document, bytes, &|_| None).bytes, bytes);
    let outcomes = [Outcome::Pass, Outcome::Fail, Outcome::Unknown, Outcome::Stale];
    let standing = |index: usize| {
        let outcome = *outcomes.get((index * 7 + bytes.len()) % 5)?;
        Some(ItemOutcome { outcome, reason: "2 warnings --> limit 0".to_owned() })
    };
    let once = sync(&document, bytes, &standing);
    if let Ok(text) = repair(&once.bytes) {
        let _ = sync(&read("PLAN.md", text), &once.bytes, &standing);
    }
    !document.items.is_empty()
}

/// A document is imported into any text of a `readiness.toml`, which is refused or becomes longer.
pub fn import_into(bytes: &[u8]) -> bool {
    const PLAN: &str =
        "# Plan\n\n## Phase 1: Blockers (P0)\n\n- [ ] Create `docs/guide.md`\n- [x] `cargo test` passes\n";
    let document = read("PLAN.md", repair(PLAN.as_bytes()).expect("it is text"));
    let bindings = bind(&document, &surroundings());
    let text = text_of(bytes);
    let Ok(imported) = import(Some(&text), &document, &bindings) else { return false };
    let again = import(Some(&imported.text), &document, &bindings);
    assert!(again.is_ok(), "what was written cannot be read again: {:?}", again.err());
    true
}

/// A file in the place of a record is no record, or one that is judged again.
pub fn record(bytes: &[u8]) -> bool {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = Store::open(folder.path());
    store.prepare().expect("a store in a new folder");
    let read: Option<Record> = serde_json::from_slice(bytes).ok();
    let gate = read.as_ref().map(|record| record.gate.clone());
    let gate = gate.or_else(|| "quick".parse::<GateId>().ok()).expect("it is an id");
    let sequence = read.as_ref().map_or(1, |record| record.sequence);
    let name = format!("{gate}.{sequence:08}.{}", &sha256_hex(bytes)[..16]);
    // A name that is none is that of no record.
    let Ok(name) = name.parse::<RecordName>() else { return false };
    fs::write(folder.path().join(".readiness/records").join(format!("{name}.json")), bytes)
        .expect("a new file");
    let index = store.index();
    let stored = store.read(&name);
    assert!(index.entries.len() <= 1);
    let Ok(stored) = stored else { return false };
    if let Some(kind) = kind(&stored.check) {
        (kind.judge)(&stored.check.params, &stored.observations);
    }
    true
}

/// An index that is anything, with the digest that belongs to it, and as a page of its journal: it leads to no record that
/// is not there.
pub fn index(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let page = [line, format!("\n\"{}\"\n", sha256_hex(line)).as_bytes()].concat();
    // In the journal after a page that was cut off.
    let journal = [b"\n", &page[..page.len() / 2], b"\n", page.as_slice()].concat();
    let read = [("index.json", page), ("index.journal", journal)].map(|(name, bytes)| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::open(folder.path());
        store.prepare().expect("a store in a new folder");
        fs::write(folder.path().join(".readiness").join(name), bytes).expect("a new file");
        let index = store.index();
        assert!(index.entries.is_empty(), "there is no record");
        store.last_go();
        store.releases();
        index.next_sequence()
    });
    assert_eq!(read[0], read[1], "the journal says the same");
    read[0] > 1
}

/// A journal is refused, or read and asked everything; and it can be opened again.
pub fn journal(bytes: &[u8]) -> bool {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let own = OwnFolder::below(folder.path(), "release");
    own.make().expect("a new folder");
    fs::write(own.path().join(Journal::FILE), bytes).expect("a new file");
    let Ok(journal) = Journal::open(&own) else { return false };
    let _ = (journal.plan(), journal.is_unfinished(), journal.ended(), journal.commit(), journal.has_yanks());
    let lines = journal.lines().len();
    for package in ["alpha", "bakery-grain"] {
        let _ = (journal.packaged(package).count(), journal.accepted(package), journal.yanked(package));
    }
    assert_eq!(Journal::open(&own).map(|again| again.lines().len()).ok(), Some(lines));
    lines > 0
}

/// Judges every gate of these kinds over the bytes: as output of programs, and as the file at this path. Did one of them
/// tell?
fn judged(kinds: &[&str], path: &str, bytes: &[u8]) -> bool {
    let found = surroundings();
    let mut told = false;
    for gate in gates().gates().filter(|gate| kinds.contains(&&*gate.check.kind)) {
        let Some(kind) = kind(&gate.check) else { continue };
        let params = &gate.check.params;
        let mut facts = Facts::default();
        facts.workspace.clone_from(&found.workspace);
        let text = text_of(bytes);
        for code in [0, 101] {
            let seen = |step: &Step| match step {
                Step::Run(run) => {
                    Observation::Ran(Ran::exited(run.argv.clone(), code, text.clone(), text.clone()))
                }
                Step::Look(look) => {
                    let mut looked = Looked::default();
                    match (look.look)(params, &SourceFile::new(path, bytes)) {
                        Ok(sightings) => (looked.files, looked.sightings) = (1, sightings),
                        Err(why) => looked.unreadable.push((path.to_owned(), why)),
                    }
                    Observation::Looked(looked)
                }
                Step::Stat(paths) => {
                    let stat = |path: &String| Stat::new(path, FileKind::File { bytes: 5, executable: None });
                    Observation::Stat(paths.iter().map(stat).collect())
                }
                Step::Workspace => Observation::Workspace(found.workspace.clone().unwrap_or_default()),
                Step::Git { .. } => Observation::Git(GitState::default()),
                Step::Machine(_) => Observation::Machine(Machine::default()),
                _ => Observation::SignOff(Signed::new(gate.id.clone(), today())),
            };
            let observations: Vec<Observation> = (kind.steps)(params, &facts).iter().map(seen).collect();
            let judgement = (kind.judge)(params, &observations);
            for finding in &judgement.findings {
                assert!(!finding.rule.is_empty(), "{finding:?}");
            }
            told |= !matches!(judgement.result, Conclusion::Unknown(_));
            (kind.judge)(params, &[]);
        }
    }
    told
}

/// Messages of cargo and the compiler.
pub fn cargo_messages(bytes: &[u8]) -> bool {
    judged(&["cargo-build", "cargo-clippy", "cargo-doc", "cargo-fmt"], "src/lib.rs", bytes)
}

/// What libtest and nextest print.
pub fn test_output(bytes: &[u8]) -> bool {
    judged(&["cargo-test"], "src/lib.rs", bytes)
}

/// What any program prints, its version and its help as well.
pub fn program_output(bytes: &[u8]) -> bool {
    let text = text_of(bytes);
    release(&text);
    flags(&text);
    let _ = command::parse(&text);
    judged(&["command", "git", "environment"], "src/lib.rs", bytes)
}

/// A workflow of GitHub Actions.
pub fn workflow(bytes: &[u8]) -> bool {
    judged(&["ci-workflow"], ".github/workflows/ci.yml", bytes)
}

/// A Rust source, a README, a changelog or a licence.
pub fn source(bytes: &[u8]) -> bool {
    let rust = ["duplicate-modules", "orphan-files", "placeholders", "docs-constants"];
    let told = [
        judged(&rust, "crates/alpha/src/lib.rs", bytes),
        judged(&["docs-sections", "docs-constants", "file"], "README.md", bytes),
        judged(&["changelog", "versions"], "CHANGELOG.md", bytes),
    ];
    told.contains(&true)
}

/// A manifest of cargo.
pub fn manifest(bytes: &[u8]) -> bool {
    let told = judged(&["metadata", "versions", "orphan-files"], "Cargo.toml", bytes);
    let text = text_of(bytes);
    let files = ["Cargo.toml", "src/lib.rs", "crates/alpha/Cargo.toml"].map(str::to_owned);
    for path in ["Cargo.toml", "crates/alpha/Cargo.toml"] {
        workspace(&[(path.to_owned(), text.clone())], &files);
    }
    let both = [("Cargo.toml".to_owned(), text.clone()), ("crates/alpha/Cargo.toml".to_owned(), text)];
    workspace(&both, &files);
    told
}
