//! What yanking a release means, for a person: each package, and who could no longer newly resolve it.

use super::model::{YankRow, YankState};
use crate::text::{pad, plain, width};
use crate::view::{BAD, DIM, GOOD, OPEN, PLAIN, View};

/// Writes a row for each package to yank, below the heading.
pub(super) fn rows(out: &mut String, packages: &[YankRow], view: &View) {
    let names = packages.iter().map(|package| width(&package.name)).max().unwrap_or(0);
    for package in packages {
        let (word, style) = match package.state {
            YankState::Yanked => ("yanked", GOOD),
            YankState::There => ("", PLAIN),
            YankState::Unseen => ("its index does not show it yet", OPEN),
            YankState::Unknown => ("UNKNOWN", OPEN),
        };
        let why = package.why.as_deref().map(|why| format!("  {why}")).unwrap_or_default();
        let registry = package.registry.as_deref().map(|name| format!(" in {name}")).unwrap_or_default();
        let row =
            format!("{}  {}{registry}  {word}{why}", pad(&plain(&package.name), names), package.version);
        view.say_all(out, 2, style, plain(&row).trim_end());
        for cut in &package.cuts {
            let whose = if cut.released { "" } else { ", outside the release," };
            let row = format!("cuts off {}{whose} which {}", cut.name, cut.why);
            view.say_all(out, 6, if cut.released { PLAIN } else { BAD }, &plain(&row));
        }
        if package.cuts.is_empty() && package.state != YankState::Yanked {
            view.say_all(out, 6, DIM, "nobody in this workspace needs this version of it");
        }
    }
    view.say_all(
        out,
        2,
        OPEN,
        "Who else needs them is not known: only this workspace was looked at. Whoever has them in a lock file keeps them.",
    );
}
