//! The version requirement of a path dependency, written anew for the version that comes: in the style in which the old one
//! was written, and always one that the new version satisfies.

use semver::{Version, VersionReq};

/// `old`, changed so that it asks for `to`; `None` when no style of ours can say that.
pub(crate) fn moved(old: &str, to: &Version) -> Option<String> {
    let matches = |text: &str| VersionReq::parse(text).is_ok_and(|requirement| requirement.matches(to));
    let bare = old.trim();
    let digits = bare.find(|c: char| c.is_ascii_digit()).unwrap_or(bare.len());
    let (operator, version) = bare.split_at(digits);
    match operator.trim() {
        "" | "^" | "~" | "=" if !version.contains(',') && !version.is_empty() => {}
        // A range, or a bound on one side: it is right as long as the new version lies in it.
        _ => return matches(bare).then(|| old.to_owned()),
    }
    let whole = format!("{operator}{to}");
    let (mut numbers, mut parts) = ([to.major, to.minor, to.patch].into_iter(), Vec::new());
    // What stands behind the third number belongs to that version only.
    let core = version.split(['-', '+']).next().unwrap_or(version);
    for part in core.split('.') {
        let star = matches!(part.trim(), "*" | "x" | "X");
        parts.push(if star { part.to_owned() } else { numbers.next()?.to_string() });
    }
    let as_precise = format!("{operator}{}", parts.join("."));
    let precise = parts.len() >= 3 && !core.contains(['*', 'x', 'X']);
    [if precise { whole.clone() } else { as_precise }, whole].into_iter().find(|text| matches(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, any, prop_assert, prop_oneof, proptest};

    use super::*;

    #[test]
    fn a_requirement_keeps_its_style() {
        let cases = [
            ("0.1.0", "0.2.0", Some("0.2.0")),
            ("0.1", "0.2.0", Some("0.2")),
            ("0.1", "0.1.7", Some("0.1")),
            ("0", "0.9.0", Some("0")),
            ("1", "2.1.0", Some("2")),
            ("^0.1.0", "0.2.0", Some("^0.2.0")),
            ("= 0.1.0", "0.2.0", Some("= 0.2.0")),
            ("=0.1.0", "0.2.0-rc.1", Some("=0.2.0-rc.1")),
            ("~1.2", "1.3.4", Some("~1.3")),
            ("0.1.*", "0.2.3", Some("0.2.*")),
            ("0.1.0-rc.1", "0.1.0", Some("0.1.0")),
            ("0.1", "0.2.0-rc.1", Some("0.2.0-rc.1")),
            (">=0.1", "0.2.0", Some(">=0.1")),
            (">=0.1, <0.2", "0.2.0", None),
            (">=0.1, <0.3", "0.2.0", Some(">=0.1, <0.3")),
            ("<0.2", "0.2.0", None),
            ("*", "0.2.0", Some("*")),
            ("not a version", "0.2.0", None),
        ];
        for (old, to, new) in cases {
            assert_eq!(moved(old, &Version::parse(to).unwrap()).as_deref(), new, "{old} for {to}");
        }
    }

    proptest! {
        #[test]
        fn the_new_version_satisfies_what_is_written(
            operator in prop_oneof![Just(""), Just("^"), Just("="), Just("~"), Just("= ")],
            from in any::<(u16, u16, u16)>(), to in any::<(u16, u16, u16)>(), parts in 1..4_usize, pre in any::<bool>(),
        ) {
            let old = [from.0, from.1, from.2].map(|number| number.to_string())[..parts].join(".");
            let to = format!("{}.{}.{}{}", to.0, to.1, to.2, if pre { "-rc.1" } else { "" });
            let to = Version::parse(&to).unwrap();
            let new = moved(&format!("{operator}{old}"), &to).unwrap();
            prop_assert!(new.starts_with(operator));
            prop_assert!(VersionReq::parse(&new).unwrap().matches(&to), "{new} for {to}");
        }

        #[test]
        fn any_text_is_taken(old in ".{0,12}".prop_map(|text| text), major in any::<u64>()) {
            moved(&old, &Version::new(major, 0, 0));
        }
    }
}
