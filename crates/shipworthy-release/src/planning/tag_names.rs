//! How tags are named: as the repository named them so far, else `v0.2.0` when all packages share a version, and
//! `name-v0.2.0` when they do not.

use semver::Version;

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

/// The tag of a package among the tags of its release: its own, or the one of all.
pub(super) fn tag_of<'t>(member: &PlannedPackage, tags: &'t [Tag]) -> Option<&'t Tag> {
    let own = |tag: &&Tag| {
        let named = |style: &TagStyle| matches!(style, TagStyle::Each(_)) && style.name(member) == tag.name;
        STYLES.iter().any(named)
    };
    let of_all = |tag: &&Tag| TagStyle::Shared("v").name(member) == tag.name;
    tags.iter().find(own).or_else(|| tags.iter().find(of_all)).or(tags.first())
}

/// A tag with a version in it that is named in no style that is recognised, where no tag is named in one.
pub(super) fn foreign_tag<'t>(members: &[PlannedPackage], known: &'t [String]) -> Option<&'t str> {
    if known.iter().any(|tag| STYLES.iter().any(|style| style.version(tag, members).is_some())) {
        return None;
    }
    let versioned = |tag: &str| {
        let mut starts = tag.char_indices().filter(|(_, letter)| letter.is_ascii_digit());
        starts.any(|(at, _)| Version::parse(&tag[at..]).is_ok())
    };
    known.iter().map(String::as_str).find(|tag| versioned(tag))
}

/// The tags of a release of these packages, in a repository that has these tags. `root` is the package in the root of the
/// workspace, whose tags may be named `v0.2.0` where each other package has its name in its own.
pub(crate) fn tags(members: &[PlannedPackage], known: &[String], root: Option<&str>) -> Vec<Tag> {
    let shared = members.iter().all(|member| Some(&member.to) == members.first().map(|first| &first.to));
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
    let style = match used.map(|(_, style)| style) {
        Some(style @ TagStyle::Shared(_)) if shared => style,
        Some(style @ TagStyle::Each(_)) => style,
        _ if shared => TagStyle::Shared("v"),
        _ => TagStyle::Each("-v"),
    };
    match style {
        TagStyle::Shared(_) => {
            let one = |member: &PlannedPackage| Tag {
                name: style.name(member),
                message: format!("Release {}", member.to),
            };
            members.first().map(one).into_iter().collect()
        }
        TagStyle::Each(_) => {
            let plain = TagStyle::Shared("v");
            let is_plain = |member: &PlannedPackage| {
                root == Some(&member.name)
                    && known.iter().any(|tag| plain.version(tag, members).is_some())
                    && !known.iter().any(|tag| style.version(tag, std::slice::from_ref(member)).is_some())
            };
            let each = |member: &PlannedPackage| Tag {
                name: if is_plain(member) { plain.name(member) } else { style.name(member) },
                message: format!("Release {} {}", member.name, member.to),
            };
            members.iter().map(each).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
                PlannedPackage {
                    name: name.to_owned(),
                    from: "0.1.0".to_owned(),
                    to: to.to_owned(),
                    registry: None,
                    after: Vec::new(),
                    programs: Vec::new(),
                    library: true,
                }
            };
            let members: Vec<PlannedPackage> = members.iter().map(member).collect();
            let known: Vec<String> = known.iter().map(|&tag| tag.to_owned()).collect();
            let names: Vec<String> =
                tags(&members, &known, Some("root")).into_iter().map(|tag| tag.name).collect();
            assert_eq!(names.join(" "), want, "{members:?} {known:?}");
        }
    }

    #[test]
    fn each_package_has_its_own_tag_though_names_begin_alike() {
        let member = |name: &str, to: &str| PlannedPackage {
            name: name.to_owned(),
            from: "0.1.0".to_owned(),
            to: to.to_owned(),
            registry: None,
            after: Vec::new(),
            programs: Vec::new(),
            library: true,
        };
        let members = [member("core-macros", "0.2.0"), member("core", "0.4.0"), member("root", "1.3.0")];
        let known = ["core-v0.3.0", "core-macros-v0.1.0", "v1.2.0"].map(str::to_owned);
        let tags = tags(&members, &known, Some("root"));
        let own = members.iter().map(|member| tag_of(member, &tags).map_or("", |tag| tag.name.as_str()));
        assert_eq!(own.collect::<Vec<_>>(), ["core-macros-v0.2.0", "core-v0.4.0", "v1.3.0"]);
        let known = ["release/2025-1.2.0", "nightly"].map(str::to_owned);
        assert_eq!(foreign_tag(&members, &known), Some("release/2025-1.2.0"));
        assert_eq!(foreign_tag(&members, &["v1.2.0".to_owned(), "build-9.9.9".to_owned()]), None);
    }
}
