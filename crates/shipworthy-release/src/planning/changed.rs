//! Which packages have changed since their last tags: what git has below their folders then and now is compared, and nothing
//! is run.

use std::collections::BTreeSet;

use shipworthy_model::facts::{Package, Workspace};
use shipworthy_model::release_settings::ReleaseSettings;

use super::gather::Gathered;
use super::tag_names::last_tag;
use crate::runtime::{Environment, Failure};

/// The packages of which a file has changed since the tag of their last release, or which have no such tag.
///
/// # Errors
///
/// When git does not say.
pub fn changed(
    environment: &Environment,
    workspace: &Workspace,
    gathered: &Gathered,
    settings: &ReleaseSettings,
) -> Result<BTreeSet<String>, Failure> {
    let mut found = BTreeSet::new();
    let folders: Vec<&str> = workspace.packages.iter().map(|package| package.dir.as_str()).collect();
    for package in &workspace.packages {
        let name = package.name.as_str();
        let may = package.publishable || settings.publish(name) == Some(false);
        if !settings.release(name).unwrap_or(may) {
            continue;
        }
        let tag = last_tag(name, &package.version, settings.tag_name(name), &gathered.repository.tags);
        let differs = match tag {
            Some(tag) => differs(environment, package, tag, &folders)?,
            None => true,
        };
        if differs {
            found.insert(package.name.clone());
        }
    }
    Ok(found)
}

/// Does git have something else below the folder of the package than at the tag? The folders of other packages within it are
/// theirs.
fn differs(
    environment: &Environment,
    package: &Package,
    tag: &str,
    folders: &[&str],
) -> Result<bool, Failure> {
    let dir = if package.dir.is_empty() { "." } else { package.dir.as_str() };
    let below = |folder: &str| {
        folder != package.dir
            && (package.dir.is_empty()
                || folder.strip_prefix(&package.dir).is_some_and(|rest| rest.starts_with('/')))
    };
    let (tag, own) = (format!("refs/tags/{tag}^{{commit}}"), format!(":(literal){dir}"));
    let others: Vec<String> = folders
        .iter()
        .filter(|folder| below(folder))
        .map(|folder| format!(":(exclude,literal){folder}"))
        .collect();
    let mut args = vec!["diff-tree", "-r", "--name-only", "--no-renames", "-z", &tag, "HEAD", "--", &own];
    args.extend(others.iter().map(String::as_str));
    Ok(!environment.git(&args)?.done()?.out.is_empty())
}
