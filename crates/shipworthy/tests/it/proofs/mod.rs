//! The four proofs of every check kind, through the real binary: a defect it must catch, a clean case it must leave
//! alone, a vacuous case and a missing tool that must be unknown. A kind without one of them does not compile.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

pub(crate) mod asked;
mod bench;
mod budget;
mod cargo_build;
mod cargo_clippy;
mod cargo_doc;
mod cargo_fmt;
mod cargo_test;
mod changelog;
mod ci_workflow;
mod command;
mod compare;
mod docs_constants;
mod docs_sections;
mod duplicate_modules;
mod environment;
mod file;
mod git;
mod metadata;
mod orphan_files;
mod placeholders;
mod sign_off;
mod versions;

macro_rules! proofs {
    ($($kind:ident),+ $(,)?) => {
        &[$((
            stringify!($kind),
            [
                $kind::fires,
                $kind::stays_silent,
                $kind::vacuous_is_unknown,
                $kind::tool_missing_is_unknown,
            ],
        )),+]
    };
}

/// A kind with its proofs.
type ProvenKind = (&'static str, [fn(); 4]);

const TABLE: &[ProvenKind] = proofs![
    bench,
    budget,
    cargo_build,
    cargo_clippy,
    cargo_doc,
    cargo_fmt,
    cargo_test,
    changelog,
    ci_workflow,
    command,
    compare,
    docs_constants,
    docs_sections,
    duplicate_modules,
    environment,
    file,
    git,
    metadata,
    orphan_files,
    placeholders,
    sign_off,
    versions,
];

#[test]
fn every_kind_has_its_proofs() {
    let proven: BTreeSet<_> = TABLE.iter().map(|(kind, _)| (*kind).to_owned()).collect();
    let kinds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shipworthy-kinds/src/kinds");
    let files = fs::read_dir(kinds).expect("the kinds are there").flatten();
    let names = files.filter_map(|file| file.file_name().to_str()?.strip_suffix(".rs").map(str::to_owned));
    assert_eq!(names.filter(|name| name != "mod").collect::<BTreeSet<_>>(), proven);
}
