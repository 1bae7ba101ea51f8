//! How tags are named: as the checklist says, else as the repository named them so far, else `v0.2.0` when all packages share
//! a version, and `name-v0.2.0` when they do not.

use std::collections::BTreeMap;

use semver::Version;
use shipworthy_model::judgement::Finding;
use shipworthy_model::release_settings::{NAME, VERSION};

use crate::plan::{PlannedPackage, Tag};

/// A way to name tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagStyle {
    /// One tag for all packages, with this before the version.
    Shared(&'static str),
    /// One tag for each package: the name of the package, this, and the version.
    Each(&'static str),
}

/// Every style that is recognised; those for one package first, because they say more.
const STYLES: [TagStyle; 6] = [
    TagStyle::Each("-v"),
    TagStyle::Each("@"),
    TagStyle::Each("/v"),
    TagStyle::Each("-"),
    TagStyle::Shared("v"),
    TagStyle::Shared(""),
];

impl TagStyle {
    /// The name of the tag of a package that is released.
    fn name(self, member: &PlannedPackage) -> String {
        match self {
            Self::Shared(before) => format!("{before}{}", member.to),
            Self::Each(between) => format!("{}{between}{}", member.name, member.to),
        }
    }

    /// The version in a tag that is named so.
    fn version(self, tag: &str, members: &[PlannedPackage]) -> Option<Version> {
        let version = match self {
            Self::Shared(before) => tag.strip_prefix(before)?,
            Self::Each(between) => {
                let of = |member: &PlannedPackage| tag.strip_prefix(&member.name)?.strip_prefix(between);
                members.iter().find_map(of)?
            }
        };
        Version::parse(version).ok()
    }
}

/// The tag of a package by the template of the checklist.
fn filled(template: &str, name: &str, version: &str) -> String {
    template.replace(NAME, name).replace(VERSION, version)
}

/// The tag of a package among the tags of its release: its own, or the one of all.
pub(super) fn tag_of<'t>(member: &PlannedPackage, tags: &'t [Tag]) -> Option<&'t Tag> {
    if let Some(template) = &member.settings.tag_name {
        let name = filled(template, &member.name, &member.to);
        return tags.iter().find(|tag| tag.name == name);
    }
    let own = |tag: &&Tag| {
        let named = |style: &TagStyle| matches!(style, TagStyle::Each(_)) && style.name(member) == tag.name;
        STYLES.iter().any(named)
    };
    let of_all =
        |tag: &&Tag| ["v", ""].iter().any(|before| TagStyle::Shared(before).name(member) == tag.name);
    tags.iter().find(own).or_else(|| tags.iter().find(of_all)).or(tags.first())
}

/// A tag with a version in it that is named in no style that is recognised, where no tag is named in one and the checklist
/// does not say how they are.
pub(super) fn foreign_tag<'t>(members: &[PlannedPackage], known: &'t [String]) -> Option<&'t str> {
    let named = members.iter().any(|member| member.settings.tag_name.is_some());
    if named || known.iter().any(|tag| STYLES.iter().any(|style| style.version(tag, members).is_some())) {
        return None;
    }
    let versioned = |tag: &str| {
        let mut starts = tag.char_indices().filter(|(_, letter)| letter.is_ascii_digit());
        starts.any(|(at, _)| Version::parse(&tag[at..]).is_ok())
    };
    known.iter().map(String::as_str).find(|tag| versioned(tag))
}

/// The tag of the last release of a package: of the highest version, and of two with the same the one that says more.
pub(super) fn last_tag<'t>(
    name: &str,
    version: &str,
    template: Option<&str>,
    known: &'t [String],
) -> Option<&'t str> {
    let now = Version::parse(version).ok();
    let member =
        PlannedPackage { name: name.to_owned(), to: version.to_owned(), ..PlannedPackage::default() };
    let members = [member];
    let of = |tag: &str| match template {
        Some(template) => {
            let (before, after) = template.split_once(VERSION)?;
            let [before, after] = [before, after].map(|text| text.replace(NAME, name));
            Version::parse(tag.strip_prefix(&before)?.strip_suffix(&after)?).ok()
        }
        None => STYLES.iter().find_map(|style| style.version(tag, &members)),
    };
    let is_own = |tag: &str| tag.starts_with(name);
    let versions = known.iter().filter_map(|tag| Some((of(tag)?, is_own(tag), tag.as_str())));
    // What is higher than the version now is of something else.
    let versions = versions.filter(|(version, ..)| now.as_ref().is_none_or(|now| version <= now));
    versions.max_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1))).map(|(.., tag)| tag)
}

/// Findings about templates that give packages with different versions tags that do not say whose they are.
pub(super) fn nameless(members: &[PlannedPackage]) -> Vec<Finding> {
    let mut users: BTreeMap<&str, Vec<&PlannedPackage>> = BTreeMap::new();
    for member in members {
        let template = member.settings.tag_name.as_deref().filter(|template| !template.contains(NAME));
        template.iter().for_each(|template| users.entry(template).or_default().push(member));
    }
    let other = |(template, users): (&str, Vec<&PlannedPackage>)| {
        let first = *users.first()?;
        let other = users.iter().find(|member| member.to != first.to)?;
        let message = format!(
            "tags like `{template}` do not say whether they are of `{}` {} or of `{}` {}",
            first.name, first.to, other.name, other.to
        );
        let remedy = "write `{name}` into `tag-name` of `[release]`, or give one of them a `tag-name` of its own in \
                      `[release.packages.NAME]`";
        Some(Finding::new("tags-alike", message).remedy(remedy))
    };
    users.into_iter().filter_map(other).collect()
}

/// The tags of a release of these packages, in a repository that has these tags. `root` is the package in the root of the
/// workspace, whose tags may be named `v0.2.0` where each other package has its name in its own. `whole`: are they all
/// packages that are ever released? A tag without a name is of all of them.
pub(crate) fn tags(
    members: &[PlannedPackage],
    known: &[String],
    root: Option<&str>,
    whole: bool,
) -> Vec<Tag> {
    let of_all = style(members, known, whole);
    let own_versions =
        members.iter().any(|member| Some(&member.to) != members.first().map(|first| &first.to));
    let nameless = if whole && own_versions { nameless_style(members, known, root) } else { None };
    let mut tags: Vec<Tag> = Vec::new();
    for member in members {
        let own = nameless.filter(|(whose, _)| *whose == member.name).map(|(_, style)| style);
        let own = own
            .or_else(|| if own_versions { own_style(member, known).map(|(_, style)| style) } else { None });
        let style = own.unwrap_or(of_all);
        let (name, of_each) = match &member.settings.tag_name {
            Some(template) => (filled(template, &member.name, &member.to), template.contains(NAME)),
            None => (styled(style, member, members, known, root), matches!(style, TagStyle::Each(_))),
        };
        let whose = if of_each { format!("{} ", member.name) } else { String::new() };
        if tags.iter().all(|tag| tag.name != name) {
            tags.push(Tag { name, message: format!("Release {whose}{}", member.to), notes: None });
        }
    }
    tags
}

/// The version and the style of the last tag with the package's own name.
fn own_style(member: &PlannedPackage, known: &[String]) -> Option<(Version, TagStyle)> {
    let highest = Version::parse(&member.to).ok()?;
    let each = STYLES.into_iter().filter(|style| matches!(style, TagStyle::Each(_)));
    let of = |style: TagStyle| {
        let versions = known.iter().filter_map(|tag| style.version(tag, std::slice::from_ref(member)));
        Some((versions.filter(|version| *version <= highest).max()?, style))
    };
    each.filter_map(of).reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// The package whose tags have no name in them where the others have theirs, `2.5.8` of `url` beside `idna-v1.0.3`, and how
/// they are written: it has the version of the last such tag, and none with its name for that.
fn nameless_style<'m>(
    members: &'m [PlannedPackage],
    known: &[String],
    root: Option<&str>,
) -> Option<(&'m str, TagStyle)> {
    let shared = STYLES.into_iter().filter(|style| matches!(style, TagStyle::Shared(_)));
    let versions =
        shared.flat_map(|style| known.iter().filter_map(move |tag| Some((style.version(tag, &[])?, style))));
    let of = |version: &Version| {
        let is_of = |member: &&PlannedPackage| {
            Version::parse(&member.from).is_ok_and(|from| from == *version)
                && own_style(member, known).is_none_or(|(own, _)| own < *version)
        };
        let mut all = members.iter().filter(is_of);
        let first = all.next()?;
        if all.next().is_none() {
            Some(first)
        } else {
            members.iter().filter(is_of).find(|it| root == Some(&it.name))
        }
    };
    // An older one may be of anybody: the version of one package today was that of another once.
    let highest = members.iter().filter_map(|member| Version::parse(&member.to).ok()).max()?;
    let versions = versions.filter(|(version, _)| *version <= highest);
    let (version, style) = versions.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    of(&version).map(|member| (member.name.as_str(), style))
}

/// The name of a package's tag in this style.
fn styled(
    style: TagStyle,
    member: &PlannedPackage,
    members: &[PlannedPackage],
    known: &[String],
    root: Option<&str>,
) -> String {
    let plain = TagStyle::Shared("v");
    let is_plain = matches!(style, TagStyle::Each(_))
        && root == Some(&member.name)
        && known.iter().any(|tag| plain.version(tag, members).is_some())
        && !known.iter().any(|tag| style.version(tag, std::slice::from_ref(member)).is_some());
    if is_plain { plain.name(member) } else { style.name(member) }
}

/// The style in which the repository named the tags of its last release, as far as it fits these packages.
fn style(members: &[PlannedPackage], known: &[String], whole: bool) -> TagStyle {
    let shared =
        whole && members.iter().all(|member| Some(&member.to) == members.first().map(|first| &first.to));
    let highest = members.iter().filter_map(|member| Version::parse(&member.to).ok()).max();
    // What is higher than all that is released, 2026.1.15 beside 0.2.0, is no version of these packages.
    let ours = |version: &Version| highest.as_ref().is_none_or(|highest| version <= highest);
    let latest =
        |style: &TagStyle| known.iter().filter_map(|tag| style.version(tag, members)).filter(ours).max();
    let used = STYLES.into_iter().filter_map(|style| Some((latest(&style)?, style)));
    // Of two styles with the same latest version, the one that says more.
    let used = used.fold(None, |best: Option<(Version, TagStyle)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    match used.map(|(_, style)| style) {
        Some(style @ TagStyle::Shared(_)) if shared => style,
        Some(style @ TagStyle::Each(_)) => style,
        _ if shared => TagStyle::Shared("v"),
        _ => TagStyle::Each("-v"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::PackageSettings;

    fn member(name: &str, to: &str, tag_name: Option<&str>) -> PlannedPackage {
        let settings =
            PackageSettings { tag_name: tag_name.map(str::to_owned), ..PackageSettings::default() };
        PlannedPackage { name: name.to_owned(), to: to.to_owned(), settings, ..PlannedPackage::default() }
    }

    fn named(members: &[PlannedPackage], known: &[&str], whole: bool) -> String {
        let known: Vec<String> = known.iter().map(|&tag| tag.to_owned()).collect();
        let tags = tags(members, &known, None, whole).into_iter();
        tags.map(|tag| tag.name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_checklist_outranks_what_the_repository_did() {
        let known = ["v0.1.0", "a-v0.1.0"];
        let each = Some("{name}/{version}");
        let members = [member("a", "0.2.0", each), member("b", "0.2.0", Some("v{version}"))];
        assert_eq!(named(&members, &known, true), "a/0.2.0 v0.2.0");
        assert_eq!(tag_of(&members[1], &tags(&members, &[], None, true)).unwrap().name, "v0.2.0");
        // One tag for all that share a version and a template without their names.
        let members = [member("a", "0.2.0", Some("r{version}")), member("b", "0.2.0", Some("r{version}"))];
        assert_eq!(named(&members, &known, true), "r0.2.0");
        assert_eq!(nameless(&members), []);
        let members = [member("a", "0.2.0", Some("r{version}")), member("b", "1.0.0", Some("r{version}"))];
        assert_eq!(nameless(&members).len(), 1);
    }

    #[test]
    fn a_tag_without_a_name_is_of_all_packages() {
        let members = [member("a", "0.2.0", None)];
        assert_eq!(named(&members, &["v0.1.0"], true), "v0.2.0");
        assert_eq!(named(&members, &["v0.1.0"], false), "a-v0.2.0");
    }

    #[test]
    fn the_last_tag_of_a_package_is_found() {
        let known = ["v0.1.0", "v0.2.0", "core-v0.2.0", "core-macros-v0.3.0", "core/0.1.5", "v9.0.0"];
        let known = known.map(str::to_owned);
        assert_eq!(last_tag("core", "0.2.0", None, &known), Some("core-v0.2.0"));
        assert_eq!(last_tag("core", "0.1.9", None, &known), Some("v0.1.0"));
        assert_eq!(last_tag("core", "0.2.0", Some("{name}/{version}"), &known), Some("core/0.1.5"));
        assert_eq!(last_tag("core-macros", "0.3.0", None, &known), Some("core-macros-v0.3.0"));
        assert_eq!(last_tag("other", "0.0.1", None, &known), None);
    }

    #[test]
    fn tags_are_named_as_they_were() {
        let cases: [(&[&str], &[&str], &str); 11] = [
            (&["a 0.2.0", "b 0.2.0"], &[], "v0.2.0"),
            (&["a 0.2.0", "b 1.0.0"], &[], "a-v0.2.0 b-v1.0.0"),
            (&["a 0.2.0", "b 0.2.0"], &["0.1.0", "nightly"], "0.2.0"),
            (&["a 0.2.0", "b 0.2.0"], &["a-v0.1.0"], "a-v0.2.0 b-v0.2.0"),
            (&["a 0.2.0"], &["a@0.0.9", "v0.1.0"], "v0.2.0"),
            (&["a 0.2.0", "b 1.0.0"], &["a/v0.1.0"], "a/v0.2.0 b/v1.0.0"),
            (&["a 0.2.0", "b 1.0.0"], &["v0.1.0"], "a-v0.2.0 b-v1.0.0"),
            (&["a 0.2.0"], &["other-v9.0.0"], "v0.2.0"),
            (&["a 0.2.0"], &["2026.1.15", "v0.1.0"], "v0.2.0"),
            (&["root 1.3.0", "a 0.4.0"], &["v1.2.0", "a-v0.3.0"], "v1.3.0 a-v0.4.0"),
            (&[], &[], ""),
        ];
        for (members, known, want) in cases {
            let member = |text: &&str| {
                let (name, to) = text.split_once(' ').unwrap();
                member(name, to, None)
            };
            let members: Vec<PlannedPackage> = members.iter().map(member).collect();
            let known: Vec<String> = known.iter().map(|&tag| tag.to_owned()).collect();
            let names: Vec<String> =
                tags(&members, &known, Some("root"), true).into_iter().map(|tag| tag.name).collect();
            assert_eq!(names.join(" "), want, "{members:?} {known:?}");
        }
    }

    /// As two published workspaces have them: a package without its name in its tags, in the root or not.
    #[test]
    fn each_package_is_tagged_as_it_was() {
        let moved = |name: &str, from: &str, to: &str| PlannedPackage {
            from: from.to_owned(),
            ..member(name, to, None)
        };
        let url = [
            moved("idna", "1.1.0", "1.1.1"),
            moved("form", "2.3.2", "2.3.3"),
            moved("url", "2.5.8", "2.5.9"),
        ];
        // That of `form` is an old one of `url`.
        let known = ["v2.3.2", "v2.5.8", "idna-v1.0.3", "url-v1.0.0"];
        assert_eq!(named(&url, &known, true), "idna-v1.1.1 form-v2.3.3 v2.5.9");
        let ucd = [
            moved("ucd-parse", "0.1.13", "0.1.14"),
            moved("ucd-trie", "0.1.7", "0.1.8"),
            moved("ucd", "0.3.1", "0.3.2"),
        ];
        let known = ["0.3.1", "0.3.0", "ucd-parse-0.1.13", "ucd-trie-0.1.6"];
        assert_eq!(named(&ucd, &known, true), "ucd-parse-0.1.14 ucd-trie-0.1.8 0.3.2");
        let known = known.map(str::to_owned);
        assert_eq!(tag_of(&ucd[2], &tags(&ucd, &known, None, true)).unwrap().name, "0.3.2");
        // Where nobody has the version of the last one, it says nothing.
        assert_eq!(named(&url, &["v2.3.2", "v2.4.0"], true), "idna-v1.1.1 form-v2.3.3 url-v2.5.9");
    }

    #[test]
    fn each_package_has_its_own_tag_though_names_begin_alike() {
        let member = |name, to| member(name, to, None);
        let members = [member("core-macros", "0.2.0"), member("core", "0.4.0"), member("root", "1.3.0")];
        let known = ["core-v0.3.0", "core-macros-v0.1.0", "v1.2.0"].map(str::to_owned);
        let tags = tags(&members, &known, Some("root"), true);
        let own = members.iter().map(|member| tag_of(member, &tags).map_or("", |tag| tag.name.as_str()));
        assert_eq!(own.collect::<Vec<_>>(), ["core-macros-v0.2.0", "core-v0.4.0", "v1.3.0"]);
        let known = ["release/2025-1.2.0", "nightly"].map(str::to_owned);
        assert_eq!(foreign_tag(&members, &known), Some("release/2025-1.2.0"));
        assert_eq!(foreign_tag(&members, &["v1.2.0".to_owned(), "build-9.9.9".to_owned()]), None);
    }
}
