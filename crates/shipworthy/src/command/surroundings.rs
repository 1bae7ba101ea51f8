//! What a document stands in, gathered for its reader: the files of the tree, and the workspace, from its manifests where
//! cargo cannot tell.

use std::collections::BTreeSet;

use shipworthy_document::command;
use shipworthy_document::document::Document;
use shipworthy_document::manifest;
use shipworthy_document::surroundings::Surroundings;
use shipworthy_engine::run::session::Session;
use shipworthy_engine::sys::reading::read_text;
use shipworthy_model::lock_file::locked_packages;

/// The beginning of the digest of a file that may be executed.
const EXECUTABLE: &str = "100755";

/// Gathers what is known without running anything of the document. Where cargo cannot read the workspace, what the
/// manifests tell is put in its place, in the session too, so that checks can go on.
pub(crate) fn gather<'a>(
    session: &mut Session<'_>,
    documents: impl IntoIterator<Item = &'a Document>,
) -> Surroundings {
    let files: Vec<String> = session.tree.files.iter().map(|file| file.path.to_string()).collect();
    let runs = session.tree.files.iter().filter(|file| file.digest.starts_with(EXECUTABLE));
    let executable = runs.map(|file| file.path.to_string()).collect();
    if session.workspace.is_err() {
        let paths = files.iter().filter(|path| *path == "Cargo.toml" || path.ends_with("/Cargo.toml"));
        let manifests: Vec<(String, String)> = paths
            .filter_map(|path| Some((path.clone(), read_text(&session.root.join(path)).ok()?)))
            .collect();
        if let Some(workspace) = manifest::workspace(&manifests, &files) {
            session.workspace = Ok(workspace);
        }
    }
    let workspace = session.workspace.as_ref().ok().cloned();
    let wanted: BTreeSet<String> = documents.into_iter().flat_map(command::asked).collect();
    let mut surroundings = Surroundings { files, executable, workspace, ..Surroundings::default() };
    if !wanted.is_empty() {
        let help = session.cargo_help(&wanted);
        let flags = help.flags.into_iter().map(|(name, flags)| (format!("cargo {name}"), flags));
        surroundings.flags = flags.collect();
        if !help.subcommands.is_empty() {
            surroundings.subcommands.insert("cargo".to_owned(), help.subcommands);
        }
        let lock = read_text(&session.root.join("Cargo.lock")).unwrap_or_default();
        let locked = locked_packages(&lock).unwrap_or_default();
        surroundings.locked = locked.into_iter().map(|package| package.name).collect();
    }
    surroundings
}
