//! The `[release]` table: how releases are made. Which packages there are is not known here.

use std::collections::BTreeMap;

use shipworthy_model::problem::Problem;
use shipworthy_model::release_settings::{
    DATE, NAME, RELEASE_PACKAGE_PARAMS, RELEASE_PARAMS, ReleaseSettings, VERSION,
};

use crate::advice::advice;
use crate::field::{Field, Problems};
use crate::param;
use crate::table::TableCursor;
use crate::tree::Shape;

/// What no name of a tag may hold, by git's rules.
const NOT_IN_TAGS: [&str; 10] = ["..", "@{", "//", " ", "~", "^", ":", "?", "*", "["];

/// Reads the `[release]` table.
pub(crate) fn read(field: &Field<'_>, problems: &mut Problems) -> ReleaseSettings {
    let mut settings = ReleaseSettings::default();
    let Some(mut table) = TableCursor::of(field, "the settings of releases", problems) else {
        return settings;
    };
    settings.all = param::all(&mut table, &RELEASE_PARAMS, problems);
    let message = table.optional("pre-release-commit-message");
    message.iter().for_each(|field| template(field, &[VERSION, DATE], problems));
    shared(&mut table, problems);
    if let Some(packages) = table.optional("packages") {
        settings.packages = each(&packages, problems);
    }
    table.finish(problems);
    settings
}

/// Reads the tables of single packages.
fn each(field: &Field<'_>, problems: &mut Problems) -> BTreeMap<String, shipworthy_model::params::Params> {
    let mut packages = BTreeMap::new();
    let Shape::Table(branch) = &field.node.shape else {
        if !matches!(field.node.shape, Shape::Broken) {
            let help = "write `[release.packages.NAME]`";
            problems.push(field.wrong("a table with a table for each package").help(help));
        }
        return packages;
    };
    for entry in &branch.entries {
        let own = Field::new(&entry.key, &entry.value);
        let what = format!("the settings of releases of `{}`", entry.key);
        let Some(mut table) = TableCursor::of(&own, what, problems) else { continue };
        let params = param::all(&mut table, &RELEASE_PACKAGE_PARAMS, problems);
        shared(&mut table, problems);
        table.finish(problems);
        packages.insert(entry.key.clone(), params);
    }
    packages
}

/// Looks at what may stand in both sorts of tables.
fn shared(table: &mut TableCursor<'_>, problems: &mut Problems) {
    if let Some(field) = table.optional("tag-name") {
        template(&field, &[NAME, VERSION], problems);
        tag(&field, problems);
    }
    let files = table.optional("version-files");
    for file in files.and_then(|files| files.items(&mut Vec::new())).unwrap_or_default() {
        let Shape::Table(branch) = &file.node.shape else { continue };
        if let Some(node) = branch.get("pattern") {
            pattern(&Field::new("pattern", node), problems);
        }
    }
}

/// Reports words in braces that stand for nothing.
fn template(field: &Field<'_>, known: &[&str], problems: &mut Problems) {
    let Shape::Text(text) = &field.node.shape else { return };
    let mut rest = text.as_str();
    while let Some((_, from)) = rest.split_once('{') {
        let Some((word, after)) = from.split_once('}') else { break };
        let doubled = word.trim_start_matches('{').trim();
        let word = format!("{{{doubled}}}");
        let is_doubled = from.starts_with('{');
        if is_doubled || !known.contains(&word.as_str()) {
            let message = format!("`{}` in {} stands for nothing", braces(&word, is_doubled), field.label());
            let named = if doubled == "crate_name" || doubled == "package" { NAME } else { word.as_str() };
            let help = advice(named, known.iter().copied());
            problems.push(Problem { help, ..field.error(message) });
        }
        rest = after;
    }
}

/// A word in braces as it was written.
fn braces(word: &str, doubled: bool) -> String {
    if doubled { format!("{{{word}}}") } else { word.to_owned() }
}

/// Reports a template of which git makes no tag, or the same one for every version.
fn tag(field: &Field<'_>, problems: &mut Problems) {
    let Shape::Text(text) = &field.node.shape else { return };
    if !text.contains(VERSION) {
        let message = format!("{} is the same for every version", field.label());
        problems.push(field.error(message).help("write `{version}` into it"));
    }
    let filled = text.replace(NAME, "x").replace(VERSION, "1.0.0");
    let bad = NOT_IN_TAGS.into_iter().find(|bad| filled.contains(bad));
    let bad = bad.or_else(|| filled.starts_with(['-', '/', '.']).then(|| &filled[..1]));
    let bad = bad.or_else(|| filled.contains('\\').then_some("\\"));
    let ends = ["/", ".", ".lock"].into_iter().find(|end| filled.ends_with(end));
    if let Some(bad) = bad.or(ends) {
        problems.push(field.error(format!("git takes no tag with `{bad}` there")));
    }
}

/// Reports a pattern that does not say where the version stands.
fn pattern(field: &Field<'_>, problems: &mut Problems) {
    let Shape::Text(text) = &field.node.shape else { return };
    if text.matches(VERSION).count() != 1 {
        let message = format!("{} does not say where the version stands", field.label());
        problems.push(field.error(message).help("write `{version}` into it, once: `tool = \"{version}\"`"));
    } else if text.trim() == VERSION {
        let message = format!("{} matches every version in the file, whosever it is", field.label());
        problems.push(field.error(message).help("write what stands beside it, too"));
    }
}
