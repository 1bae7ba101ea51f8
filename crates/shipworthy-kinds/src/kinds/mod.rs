//! The table of our check kinds: one file, one line each.

use crate::kind::Kind;

/// Declares the modules and the table from one sorted list.
macro_rules! kinds {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every kind of ours, sorted by id.
        pub static KINDS: &[&Kind] = &[$(&$module::KIND),+];
    };
}

kinds! {
    cargo_build,
    cargo_clippy,
    cargo_doc,
    cargo_fmt,
    cargo_test,
    changelog,
    ci_workflow,
    command,
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
}
