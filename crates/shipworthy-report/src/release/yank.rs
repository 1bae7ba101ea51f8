//! What yanking a release means, for a person and for scripts: each package, and who could no longer newly resolve it.

use serde_json::{Value, json as value};

use crate::text::{pad, plain, width};
use crate::view::{BAD, DIM, GOOD, OPEN, PLAIN, View};

/// One package that would be yanked, or was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct YankedPackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it is; `None` for crates.io.
    pub registry: Option<String>,
    /// How it stands there: `there`, `yanked`, `unseen` or `unknown`.
    pub state: &'static str,
    /// Why that is not known.
    pub why: Option<String>,
    /// Who could no longer newly resolve it.
    pub cuts: Vec<Cut>,
}

/// Somebody who could no longer newly resolve a package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cut {
    /// The package that needs it.
    pub name: String,
    /// Is it of the same release?
    pub released: bool,
    /// Why.
    pub why: String,
}

/// The rows below the heading.
pub(super) fn rows(out: &mut String, packages: &[YankedPackage], view: &View) {
    let names = packages.iter().map(|package| width(&package.name)).max().unwrap_or(0);
    for package in packages {
        let (word, style) = match package.state {
            "yanked" => ("yanked", GOOD),
            "there" => ("", PLAIN),
            "unseen" => ("its index does not show it yet", OPEN),
            _ => ("UNKNOWN", OPEN),
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
        if package.cuts.is_empty() && package.state != "yanked" {
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

/// The same for scripts.
pub(super) fn json(packages: &[YankedPackage]) -> Value {
    let cut = |cut: &Cut| value!({ "name": cut.name, "released": cut.released, "why": cut.why });
    let each = packages.iter().map(|package| {
        value!({
            "name": package.name, "version": package.version, "registry": package.registry,
            "state": package.state, "why": package.why,
            "cuts_off": package.cuts.iter().map(cut).collect::<Vec<_>>(),
        })
    });
    each.collect()
}
