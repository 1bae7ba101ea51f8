//! The table of the rules. Of two that understand an item, the earlier one counts.

use super::bound::Rule;

/// Declares the modules and the table from one list.
macro_rules! rules {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every rule, the most certain first.
        pub static RULES: &[&Rule] = &[$(&$module::RULE),+];
    };
}

rules! {
    link,
    template,
    file_label,
    validity,
    path_removed,
    duplicate_modules,
    file_shrunk,
    document_section,
    constants,
    metadata,
    changelog,
    versions,
    tag,
    ci_thresholds,
    ci,
    docker,
    file_extended,
    file_created,
    file_there,
    file_holds,
    cargo,
    command,
    code_state,
    threshold,
    coverage,
    budget,
    environment,
    question,
}

/// What is left of the rules where nothing may be held against an item.
pub(super) static LAST: &[&Rule] = &[&question::RULE];

/// Those that speak of the whole workspace, which a document about a part of it does not.
pub(super) static WIDE: &[&Rule] = &[
    &budget::RULE,
    &cargo::RULE,
    &changelog::RULE,
    &ci::RULE,
    &code_state::RULE,
    &coverage::RULE,
    &docker::RULE,
    &duplicate_modules::RULE,
    &metadata::RULE,
    &threshold::RULE,
    &versions::RULE,
];
