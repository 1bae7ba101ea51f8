//! What cargo-release was told in a workspace that used it: which packages it leaves out. That is followed where the checklist
//! says nothing; all else of it has its counterpart in `[release]`, or none, and is told.

use std::collections::BTreeSet;

use shipworthy_model::facts::{Package, Workspace};
use toml_edit::{Document, Item, TableLike};

use super::file_names::ROOT;
use super::inputs::PlanInputs;

/// The name of cargo-release's own file, in the root and in the folders of packages.
const FILE: &str = "release.toml";

/// The key that leaves a package out.
const RELEASE: &str = "release";

/// The paths of its files, of which not all need be there.
pub(super) fn files(workspace: &Workspace) -> Vec<String> {
    let of = |dir: &str| if dir.is_empty() { FILE.to_owned() } else { format!("{dir}/{FILE}") };
    let mut files: Vec<String> = workspace.packages.iter().map(|package| of(&package.dir)).collect();
    files.push(of(""));
    files
}

/// Where it is said that the package is left out, if it is; the nearest place that says something counts.
pub(super) fn left_out(inputs: &PlanInputs<'_>, package: &Package) -> Option<String> {
    let own_file = if package.dir.is_empty() { FILE.to_owned() } else { format!("{}/{FILE}", package.dir) };
    let own = ["package", "metadata", "release"];
    let all = ["workspace", "metadata", "release"];
    let places: [(&str, &[&str]); 4] =
        [(&package.manifest, &own), (&own_file, &[]), (ROOT, &all), (FILE, &[])];
    for (path, way) in places {
        let Some(text) = inputs.gathered.texts.get(path) else { continue };
        if let Some(says) = in_table(text, way, |table| table.get(RELEASE).and_then(Item::as_bool)).flatten()
        {
            let table = if way.is_empty() { String::new() } else { format!("`[{}]` of ", way.join(".")) };
            return (!says).then(|| format!("{table}{path}"));
        }
    }
    None
}

/// The remark about its settings that are not followed, if there are any.
pub(super) fn unfollowed(inputs: &PlanInputs<'_>) -> Option<String> {
    let (mut keys, mut places) = (BTreeSet::new(), BTreeSet::new());
    let manifests = inputs.workspace.packages.iter().map(|package| package.manifest.clone());
    let own: &[&str] = &["package", "metadata", "release"];
    let in_manifests = manifests.map(|path| (path, own));
    let all: &[&str] = &["workspace", "metadata", "release"];
    let root = [(ROOT.to_owned(), all)];
    let in_files = files(inputs.workspace).into_iter().map(|path| (path, &[][..]));
    for (path, way) in in_manifests.chain(root).chain(in_files) {
        let Some(text) = inputs.gathered.texts.get(&path) else { continue };
        let named = |table: &dyn TableLike| -> Vec<String> {
            table.iter().map(|(key, _)| key.to_owned()).filter(|key| key != RELEASE).collect()
        };
        let found = in_table(text, way, named).unwrap_or_default();
        if !found.is_empty() {
            places.insert(path);
        }
        keys.extend(found);
    }
    let [keys, places] = [keys, places].map(|all| all.into_iter().collect::<Vec<_>>().join(", "));
    (!keys.is_empty()).then(|| {
        format!(
            "these settings of cargo-release are not followed: {keys} (in {places}); what is to hold stands in `[release]` of \
             readiness.toml"
        )
    })
}

/// What is read of the table to which this way leads, if there is one.
fn in_table<T>(text: &str, way: &[&str], read: impl Fn(&dyn TableLike) -> T) -> Option<T> {
    let document = Document::parse(text).ok()?;
    let mut table: &dyn TableLike = document.as_table();
    for key in way {
        table = table.get(key)?.as_table_like()?;
    }
    Some(read(table))
}
