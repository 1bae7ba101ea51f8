//! Scans of files.

use shipworthy_engine::facts::look::{look, stat};
use shipworthy_model::observation::{FileKind, Looked, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Look, SourceFile};

use crate::fixture::Place;

fn see(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    Ok(vec![Sighting::new("", file.path).text(file.text()?)])
}

fn scan(place: &Place, select: &[&str], skip: &[&str]) -> Looked {
    let wanted = Look::new(select.iter().copied(), see).skip(skip.iter().copied());
    let looked = look(&place.root, &place.tree(), &wanted, &Params::default(), &|| false);
    assert_eq!(looked.files, looked.sightings.len() as u64);
    looked
}

fn seen(looked: &Looked) -> Vec<&str> {
    looked.sightings.iter().map(|sighting| sighting.path.as_str()).collect()
}

#[test]
fn globs_select_and_skip() {
    let place = Place::repository(&[
        ("a.md", ""),
        ("docs/b c.md", ""),
        ("docs/x/c.md", ""),
        ("src/lib.rs", ""),
        ("src/[id].rs", ""),
        ("vendor/v.md", ""),
        (".gitignore", "ignored.md\n"),
        ("ignored.md", ""),
    ]);
    let cases: &[(&[&str], &[&str], &[&str])] = &[
        (&["**/*.md"], &[], &["a.md", "docs/b c.md", "docs/x/c.md", "vendor/v.md"]),
        (&["**/*.md"], &["vendor", "docs/x/**"], &["a.md", "docs/b c.md"]),
        (&["docs/**", "**/c.md", "docs/*.md"], &[], &["docs/b c.md", "docs/x/c.md"]),
        (&["docs/"], &[], &["docs/b c.md", "docs/x/c.md"]),
        (&["ignored.md", "./a.md", "gone.md", "a.md/below"], &[], &["a.md", "ignored.md"]),
        (&["src/[id].rs"], &[], &["src/[id].rs"]),
        (&["*.none"], &[], &[]),
    ];
    for (select, skip, expected) in cases {
        let looked = scan(&place, select, skip);
        assert_eq!(seen(&looked), *expected, "{select:?} {skip:?}");
        assert!(looked.unreadable.is_empty(), "{:?}", looked.unreadable);
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let place = Place::repository(&[("dir/x", "")]);
    std::fs::write(place.root.join("latin1.md"), b"caf\xe9").unwrap();
    let large = std::fs::File::create(place.root.join("large.md")).unwrap();
    large.set_len((64 << 20) + 1).unwrap();
    let looked = scan(&place, &["dir", "*.md", "a**"], &[]);
    let unreadable: Vec<_> =
        looked.unreadable.iter().map(|(path, why)| (path.as_str(), why.as_str())).collect();
    assert!(unreadable.contains(&("dir", "is a folder")), "{unreadable:?}");
    assert!(unreadable.contains(&("latin1.md", "not UTF-8 at byte 3")), "{unreadable:?}");
    assert!(unreadable.contains(&("large.md", "larger than 64 MiB")), "{unreadable:?}");
    assert!(
        unreadable.iter().any(|(path, why)| *path == "a**" && why.contains("is not a glob")),
        "{unreadable:?}"
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_within_the_workspace_only() {
    let place = Place::repository(&[("src/real.rs", "real")]);
    std::fs::write(place.outer().join("secret.rs"), "secret").unwrap();
    place.link("src/real.rs", "in.rs");
    place.link("../secret.rs", "out.rs");
    place.link("loop-b.rs", "loop-a.rs");
    place.link("loop-a.rs", "loop-b.rs");
    place.link("nowhere", "gone.rs");
    place.link("src", "folder.rs");
    place.link("..", "up");
    let looked = scan(&place, &["**/*.rs", "up/secret.rs"], &[]);
    assert_eq!(seen(&looked), ["in.rs", "src/real.rs"]);
    let why =
        |path: &str| looked.unreadable.iter().find(|(unread, _)| unread == path).map(|(_, why)| why.as_str());
    assert_eq!(why("out.rs"), Some("points out of the workspace"));
    assert_eq!(why("up/secret.rs"), Some("points out of the workspace"));
    assert_eq!(why("gone.rs"), Some("is a link that leads nowhere"));
    assert!(why("loop-a.rs").unwrap().starts_with("cannot be followed"));
    assert_eq!((why("folder.rs"), looked.unreadable.len()), (None, 5));
    let lead = [("folder.rs", "src"), ("in.rs", "src/real.rs")];
    assert_eq!(looked.links, lead.map(|(link, to)| (link.to_owned(), to.to_owned())));
    let named = scan(&place, &["folder.rs"], &[]);
    assert!(named.unreadable[0].1.contains("is a folder"));
    let paths =
        ["in.rs", "folder.rs", "src/none.rs", "src/real.rs/below", "gone.rs", "out.rs", "up/secret.rs"];
    let things = stat(&place.root, &paths.map(str::to_owned)).into_iter().map(|stat| match stat.kind {
        FileKind::Missing => "nothing".to_owned(),
        FileKind::File { .. } => "file".to_owned(),
        FileKind::Folder => "folder".to_owned(),
        FileKind::Unreadable(why) => why,
        other => format!("{other:?}"),
    });
    let (nowhere, out) = ("is a link that leads nowhere", "points out of the workspace");
    assert_eq!(things.collect::<Vec<_>>(), ["file", "folder", "nothing", "nothing", nowhere, out, out]);
    assert!(named.links.is_empty());
}

/// Each line of a file names another that is to be looked at.
fn named(sightings: &[Sighting]) -> Vec<String> {
    sightings.iter().flat_map(|sighting| sighting.text.lines().map(str::to_owned)).collect()
}

fn see_followed(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let rule = if file.followed { "followed" } else { "selected" };
    Ok(vec![Sighting::new(rule, file.path).text(file.text()?)])
}

#[test]
fn what_a_file_leads_to_is_looked_at_once() {
    let place = Place::repository(&[
        ("a.md", "b.txt\ngone.txt\nc.md\n"),
        ("b.txt", "deep/d.txt\na.md\n"),
        ("c.md", ""),
        ("deep/d.txt", "b.txt\n"),
        ("e.txt", "nobody leads here"),
        (".gitignore", "b.txt\n"),
    ]);
    let wanted = Look::new(["*.md"], see_followed).follow(named);
    let looked = look(&place.root, &place.tree(), &wanted, &Params::default(), &|| false);
    let seen: Vec<(&str, &str)> =
        looked.sightings.iter().map(|s| (s.path.as_str(), s.rule.as_str())).collect();
    // One that was selected as well is seen as what it is led to be, and not twice.
    let all = [("a.md", "followed"), ("b.txt", "followed"), ("c.md", "followed"), ("deep/d.txt", "followed")];
    assert_eq!((seen.as_slice(), looked.files), (all.as_slice(), 4));
    assert_eq!(looked.followed, ["a.md", "b.txt", "c.md", "deep/d.txt"]);
    assert!(looked.unreadable.is_empty(), "{:?}", looked.unreadable);
    // Nothing leads out.
    std::fs::write(place.root.join("c.md"), "../out.txt\n").unwrap();
    std::fs::write(place.root.join("../out.txt"), "secret").unwrap();
    let looked = look(&place.root, &place.tree(), &wanted, &Params::default(), &|| false);
    assert_eq!(looked.unreadable.len(), 1, "{:?}", looked.unreadable);
    assert!(looked.sightings.iter().all(|sighting| sighting.text != "secret"));
}
