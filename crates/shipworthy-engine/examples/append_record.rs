//! Keeps one record: `append_record ROOT GATE pass|fail FINGERPRINT`, or holds the lock until killed:
//! `append_record ROOT hold`. The tests of the evidence store kill it at each of its system calls.

#![allow(clippy::disallowed_methods, reason = "it stands in for a process that is killed")]

use std::path::Path;
use std::time::Duration;

use shipworthy_engine::evidence::Store;
use shipworthy_model::checklist::Check;
use shipworthy_model::fingerprint::Fingerprint;
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::params::Params;
use shipworthy_model::record::{RECORD_SCHEMA, Record};
use shipworthy_model::time::Timestamp;

fn main() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [root, "hold"] => hold(Path::new(root)),
        [root, gate, result, key] => append(Path::new(root), gate, *result == "pass", key),
        _ => Err("usage: append_record ROOT GATE pass|fail FINGERPRINT".to_owned()),
    }
}

fn hold(root: &Path) -> Result<(), String> {
    let store = Store::open(root);
    store.prepare().map_err(|error| error.to_string())?;
    let _lock = store.lock(&mut |_| {}, &|| false).map_err(|error| error.to_string())?;
    loop {
        std::thread::sleep(Duration::from_secs(60));
    }
}

fn append(root: &Path, gate: &str, pass: bool, key: &str) -> Result<(), String> {
    let store = Store::open(root);
    store.prepare().map_err(|error| error.to_string())?;
    let lock = store.lock(&mut |_| {}, &|| false).map_err(|error| error.to_string())?;
    store.sweep(&lock);
    let mut index = store.index();
    let findings = if pass { Vec::new() } else { vec![Finding::new("planted", "a planted defect")] };
    let record = Record {
        schema: RECORD_SCHEMA,
        sequence: 0,
        gate: gate.parse().map_err(|error| format!("{error}"))?,
        check: Check { kind: "command".to_owned(), params: Params::default() },
        recorded: Timestamp::from_seconds(1_800_000_000),
        duration_ms: 1,
        commit: None,
        tree: None,
        dirty: false,
        fingerprint: Fingerprint { key: key.to_owned(), parts: Vec::new() },
        basis: None,
        observed: Vec::new(),
        rebuilt: Vec::new(),
        observations: Vec::new(),
        judgement: Judgement::of(1, "things", findings),
    };
    store.append(&lock, &mut index, record).map_err(|error| error.to_string())?;
    Ok(())
}
