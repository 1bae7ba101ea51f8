//! The checks that say that files and folders are there, with what is known of their size.

use shipworthy_model::checklist::Check;
use shipworthy_model::params::Value;

use super::bound::{Binding, check, text};
use super::line_count::LineCount;
use super::resolved_path::ResolvedPath;

/// All of these are there. The check is about the first that is not, so that it fails when any is missing; the others
/// are the weaker statements.
pub(crate) fn all_there(
    rule: &'static str,
    mut places: Vec<ResolvedPath>,
    lines: Option<LineCount>,
) -> Option<Binding> {
    places.sort_by_key(|place| place.there);
    let near: Vec<String> = places.iter().flat_map(|place| place.near.clone()).take(6).collect();
    if let ([place], Some(lines)) = (places.as_slice(), lines)
        && !place.folder
        && (lines.least.is_some() || lines.most.is_some())
    {
        let weaker = [there(place)].into_iter().chain(instead(place));
        return Some(Binding::checked(rule, sized(place, lines)).or_partly(weaker).near(near));
    }
    let mut checks = places.iter().map(there).chain(places.iter().filter_map(instead));
    Some(Binding::checked(rule, checks.next()?).or_partly(checks).near(near))
}

/// It is there.
pub(crate) fn there(place: &ResolvedPath) -> Check {
    let mut check = check("file", [("path", text(place.path.as_str()))]);
    if place.folder {
        check.params.0.insert("folder".to_owned(), Value::Flag(true));
    }
    check
}

/// The same thing is there under another path.
fn instead(place: &ResolvedPath) -> Option<Check> {
    Some(check("file", [("path", text(place.instead.as_deref()?))]))
}

/// It is there and has so many lines.
fn sized(place: &ResolvedPath, lines: LineCount) -> Check {
    let mut check = there(place);
    for (name, bound) in [("min-lines", lines.least), ("max-lines", lines.most)] {
        if let Some(bound) = bound {
            let bound = i64::try_from(bound).unwrap_or(i64::MAX);
            check.params.0.insert(name.to_owned(), Value::Integer(bound));
        }
    }
    check
}
