//! What a document stands in, gathered for its reader: the files of the tree, and the workspace, from its manifests where
//! cargo cannot tell.

use std::collections::BTreeSet;

use shipworthy_document::command::wanted;
use shipworthy_document::document::Document;
use shipworthy_document::manifest;
use shipworthy_document::surroundings::Surroundings;
use shipworthy_engine::door::files::read_text;
use shipworthy_engine::facts::help::Help;
use shipworthy_engine::run::session::Session;

/// How the digest of a file that may be executed begins.
const EXECUTABLE: &str = "100755";

/// Gathers what is known without running anything of the documents. Where cargo cannot read the workspace, what the
/// manifests tell is put in its place, in the session too, so that checks can go on.
pub(crate) fn gather<'d>(
    session: &mut Session<'_>,
    documents: impl IntoIterator<Item = &'d Document>,
) -> Surroundings {
    let files: Vec<String> = session.tree.files.iter().map(|file| file.path.clone()).collect();
    let runs = session.tree.files.iter().filter(|file| file.digest.starts_with(EXECUTABLE));
    let executable = runs.map(|file| file.path.clone()).collect();
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
    let wanted: BTreeSet<String> = documents.into_iter().flat_map(wanted).collect();
    let help = if wanted.is_empty() { Help::default() } else { session.help(&wanted) };
    let named = |(name, flags)| (format!("cargo {name}"), flags);
    let flags = help.flags.into_iter().map(named).collect();
    let subcommands =
        [("cargo".to_owned(), help.subcommands)].into_iter().filter(|(_, names)| !names.is_empty());
    let locked =
        read_text(&session.root.join("Cargo.lock")).map(|text| manifest::locked(&text)).unwrap_or_default();
    Surroundings { files, executable, workspace, flags, subcommands: subcommands.collect(), locked }
}
