//! Where a path that a document mentions lies in the tree, or would lie.

use shipworthy_model::claim::Mark;
use shipworthy_model::path::split;

use super::context::ItemContext;
use super::mention::{PathMention, has_known_extension, split_first};
use crate::command::above;
use crate::item::{Form, Item};

/// More files of one name than anybody could have meant one of; and looking through them would be slow.
const TOO_MANY: usize = 1000;

/// Folders of documents about the whole tree.
#[rustfmt::skip]
const APART: &[&str] = &[
    ".github", "doc", "docs", "documentation", "notes", "plan", "planning", "plans", "project", "roadmap", "spec", "specs",
];

/// A path of a document, and what there is at it in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResolvedPath {
    /// The path, relative to the root.
    pub(crate) path: String,
    /// Is the path that of a folder, or meant as one?
    pub(crate) folder: bool,
    /// Is there something at the path?
    pub(crate) there: bool,
    /// What else may have been meant, when there is nothing.
    pub(crate) near: Vec<String>,
    /// What is there and is the same thing under another path: the file in the folder of the package that the path
    /// names, or the module as the other one of `a.rs` and `a/mod.rs`.
    pub(crate) instead: Option<String>,
}

impl ResolvedPath {
    /// Finds the place of a mention: as written, below the folder that the list is about, beside the document, and at last
    /// by its end. `None` when several places fit.
    pub(crate) fn of(mention: &PathMention, context: &ItemContext<'_>) -> Option<Self> {
        let path = mention.path.as_str();
        let bare = !path.contains('/');
        if bare && context.is_elsewhere() {
            return None;
        }
        // What the list is about may be named by its package instead of its folder.
        let bases: Vec<String> = context
            .folder()
            .into_iter()
            .flat_map(|base| [moved(&base, context), Some(base)])
            .rev()
            .flatten()
            .collect();
        let base = bases.first();
        let beside = split(&context.document.file).0;
        let below =
            |folder: &str| if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
        let written = [path.to_owned()];
        let around: Vec<String> = above(beside).map(&below).collect();
        // A bare name is that of a neighbour, but documents that lie apart from the rest speak of the root.
        let nearest = bare && !beside.split('/').any(|folder| APART.contains(&folder));
        // Of `a.rs, b.rs, README.md` in one list, the last lies where the others do.
        if bare
            && base.is_none()
            && is_everywhere(path)
            && let Some(folder) = neighbours(context)
        {
            return Self::there(&format!("{folder}/{path}"), context);
        }
        let (first, then) = if nearest { (&around[..], &written[..]) } else { (&written[..], &around[..]) };
        for candidate in bases.iter().map(|base| below(base)).chain(first.iter().chain(then).cloned()) {
            if let Some(found) = Self::there(&candidate, context) {
                return Some(found);
            }
        }
        let missing = if bare && let Some(base) = base { below(base) } else { path.to_owned() };
        match mention.folder {
            true => Some(Self::missing_folder(path, missing, context)),
            false => Self::elsewhere(mention, &bases, missing, context),
        }
    }

    /// A folder that is not where it was written; `missing` is the path that was looked for last.
    fn missing_folder(path: &str, missing: String, context: &ItemContext<'_>) -> Self {
        let moved = moved(path, context).filter(|moved| Self::there(moved, context).is_some());
        let near = moved.map_or_else(|| context.files.near_folder(path), |moved| vec![format!("{moved}/")]);
        Self { path: missing, folder: true, there: false, near, instead: None }
    }

    /// A file that is not where it was written: under another path, or by its end alone. `None` when several files fit.
    fn elsewhere(
        mention: &PathMention,
        bases: &[String],
        missing: String,
        context: &ItemContext<'_>,
    ) -> Option<Self> {
        let path = mention.path.as_str();
        let instead = |at: &str| {
            let there = |path: &String| context.files.exists(path);
            Some(at.to_owned()).filter(there).or_else(|| module_twin(at).filter(there))
        };
        if let Some(found) = moved(path, context).as_deref().and_then(instead) {
            let near = vec![found.clone()];
            return Some(Self { path: missing, folder: false, there: false, near, instead: Some(found) });
        }
        let ending = format!("/{path}");
        let named = context.files.named(split(path).1);
        if named.len() > TOO_MANY {
            return None;
        }
        let mut same = named.iter().filter(|other| other.ends_with(&ending));
        let first = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
        let within = |other: &&&str| bases.is_empty() || bases.iter().any(|base| first(base) == first(other));
        let mut same = same.by_ref().filter(within);
        match (same.next(), same.next()) {
            (Some(only), None) => Self::there(only, context),
            (Some(_), Some(_)) => None,
            // What ends in no known way and lies in no known folder may be anything: `roles/storage.viewer`.
            (None, _)
                if path.contains('/')
                    && !has_known_extension(path)
                    && !context.files.is_folder(split_first(path)) =>
            {
                None
            }
            // One of several has it now, and so it cannot be told that it is not there.
            (None, _)
                if is_told(context)
                    && !is_everywhere(split(path).1)
                    && matches!(RenamedFolder::of(path, context), RenamedFolder::Somewhere) =>
            {
                None
            }
            (None, _) => {
                let instead = instead(&missing).or_else(|| moved_on(mention, context));
                let near = context.files.near(&missing).into_iter().map(str::to_owned);
                let near =
                    instead.clone().into_iter().chain(near.filter(|path| Some(path) != instead.as_ref()));
                let near = near.collect();
                Some(Self { path: missing, folder: false, there: false, near, instead })
            }
        }
    }

    /// The places of several mentions; `None` when one of them is not to be found out.
    pub(crate) fn of_all<'a>(
        mentions: impl IntoIterator<Item = &'a PathMention>,
        context: &ItemContext<'_>,
    ) -> Option<Vec<Self>> {
        mentions.into_iter().map(|mention| Self::of(mention, context)).collect()
    }

    fn there(path: &str, context: &ItemContext<'_>) -> Option<Self> {
        let file = context.files.exists(path);
        let folder = !file && !path.is_empty() && context.files.is_folder(path);
        (file || folder).then(|| Self {
            path: path.to_owned(),
            folder,
            there: true,
            near: Vec::new(),
            instead: None,
        })
    }
}

/// Do many folders have a file of this name?
fn is_everywhere(name: &str) -> bool {
    #[rustfmt::skip]
    const NAMES: &[&str] = &[
        "Cargo.toml", "Dockerfile", "README.md", "__init__.py", "index.js", "index.md", "index.ts", "lib.rs", "main.rs",
        "mod.rs", "package.json",
    ];
    NAMES.contains(&name)
}

/// The one folder below the root in which all the other files of the list lie, that are named without a folder.
fn neighbours(context: &ItemContext<'_>) -> Option<String> {
    const FAR: usize = 32;
    let items = &context.document.items;
    let own = items.partition_point(|item| item.span.start < context.item.span.start);
    let list = |item: &&Item| {
        item.form == context.item.form
            && (item.section, item.parent, item.label)
                == (context.item.section, context.item.parent, context.item.label)
    };
    let before = items[..own].iter().rev().take(FAR);
    let after = items.iter().skip(own + 1).take(FAR);
    let mut found: Option<&str> = None;
    for item in before.chain(after).filter(list) {
        let Some(code) = item.codes.first().filter(|code| item.text.starts_with(&code.text)) else {
            continue;
        };
        let [only] = context.files.named(&code.text) else { continue };
        let folder = split(only).0;
        if folder.is_empty() || found.is_some_and(|known| known != folder) {
            return None;
        }
        found = Some(folder);
    }
    found.map(str::to_owned)
}

/// The file of a package whose folder has another name by now.
enum RenamedFolder {
    /// It is no such file.
    No,
    /// One file alone ends as the path goes on, or one alone in a folder that has the last part of the name.
    Here(String),
    /// Several do, and nothing says which of them it is.
    Somewhere,
}

impl RenamedFolder {
    /// Looks for it where no folder is called as the path begins.
    fn of(path: &str, context: &ItemContext<'_>) -> Self {
        let Some((first, rest)) = path.split_once('/').filter(|(_, rest)| rest.contains('/')) else {
            return Self::No;
        };
        let end = format!("/{rest}");
        let named = context.files.named(split(path).1);
        let same: Vec<&str> = named.iter().copied().filter(|file| file.ends_with(&end)).collect();
        if same.is_empty() || !context.files.near_folder(first).is_empty() {
            return Self::No;
        }
        // `my-config/src/a.rs` is rather `crates/config/src/a.rs` than `crates/store/src/a.rs`.
        let short = |file: &&&str| {
            let folder = split(file.strip_suffix(&end).unwrap_or_default()).1;
            first.strip_suffix(folder).is_some_and(|before| before.ends_with(['-', '_']))
        };
        let mut likely = same.iter().filter(short);
        match (same.as_slice(), likely.next(), likely.next()) {
            ([only], ..) | (_, Some(only), None) => Self::Here((*only).to_owned()),
            _ => Self::Somewhere,
        }
    }
}

/// The same file among what was put away: `docs/archive/plan.md` for `docs/plan.md`.
fn put_away(path: &str, context: &ItemContext<'_>) -> Option<String> {
    let away = |file: &&&str| {
        file.split('/')
            .any(|part| matches!(part, "archive" | "archives" | "archived" | "attic" | "legacy" | "old"))
    };
    context.files.named(split(path).1).iter().find(away).map(|file| (*file).to_owned())
}

/// Is the item said to be done, or a fact?
fn is_told(context: &ItemContext<'_>) -> bool {
    let listed = context.item.form == Form::BareItem && context.item.mark == Mark::None;
    context.item.mark == Mark::Done || listed
}

/// Where the file of a finished task is by now: under the same name with `-` for `_`, or further down in the folders that
/// were named. A name that many folders have tells nothing.
fn moved_on(mention: &PathMention, context: &ItemContext<'_>) -> Option<String> {
    let (folder, name) = split(&mention.path);
    if !is_told(context) || is_everywhere(name) {
        return None;
    }
    if let RenamedFolder::Here(found) = RenamedFolder::of(&mention.path, context) {
        return Some(found);
    }
    if let Some(found) = put_away(&mention.path, context) {
        return Some(found);
    }
    let plain = |name: &str| name.replace('-', "_").to_lowercase();
    let below = |path: &str| {
        let mut parts = split(path).0.split('/');
        folder.is_empty() || folder.split('/').all(|wanted| parts.any(|part| part == wanted))
    };
    let named = context.files.named(name).iter().copied();
    let near = context.files.near(&mention.path);
    let alike = near.into_iter().filter(|path| plain(split(path).1) == plain(name));
    named.filter(|_| !folder.is_empty()).chain(alike).find(|path| below(path)).map(str::to_owned)
}

/// `a/mod.rs` for `a.rs`, and the other way round.
fn module_twin(path: &str) -> Option<String> {
    let stem = path.strip_suffix(".rs")?;
    Some(stem.strip_suffix("/mod").map_or_else(|| format!("{stem}/mod.rs"), |module| format!("{module}.rs")))
}

/// The path with the folder of a package in place of the name of that package, when it begins with one.
pub(crate) fn moved(path: &str, context: &ItemContext<'_>) -> Option<String> {
    let (name, rest) = path.split_once('/').unwrap_or((path, ""));
    let package = context.surroundings.workspace.as_ref()?.package(name)?;
    let moved = format!("{}/{rest}", package.dir);
    Some(moved.trim_matches('/').to_owned()).filter(|moved| moved != path && !moved.is_empty())
}
