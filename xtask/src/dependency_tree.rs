//! `dependency-tree`: what compiling one member takes in packages, and which packages it does without.
//!
//! Cargo is asked for the tree; every package in it counts once, however often it is named.

use std::collections::BTreeSet;

use shipworthy::kind::{
    Facts, Finding, Judgement, Kind, Limit, Measurement, Need, Observation, Param, ParamType, Params, Reason,
    Run, Scope, Step,
};

/// The check that a member is compiled from few packages, and from none that are known to be heavy.
pub(crate) static KIND: Kind = Kind::new(
    "dependency-tree",
    "a member is compiled from few packages, and from none of those that are denied",
    steps,
    judge,
)
.about(
    "Counts the packages in `cargo tree --edges normal` of one member with its default features, the member itself \
     included, each once.",
)
.params(&[
    Param::required("package", ParamType::Text, "the member"),
    Param::required("at-most", ParamType::Limit, "so many packages at the most"),
    Param::optional(
        "deny",
        ParamType::Texts,
        "names that are not in it; `gix-*` stands for every name that begins with `gix-`",
    ),
])
.since("0.1")
.needs(&[Need::Tool("cargo"), Need::Workspace])
.scope(Scope::Files(&["**/Cargo.toml", "Cargo.lock"]));

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let package = params.text("package").unwrap_or_default();
    let argv = [
        "cargo",
        "tree",
        "--package",
        package,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--locked",
        "--offline",
    ];
    vec![Step::Run(Run::new(argv))]
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let ([Observation::Ran(ran)], Some(package), Some(most)) =
        (observations, params.text("package"), params.count("at-most"))
    else {
        return Judgement::unknown(Reason::CouldNotLook, "cargo tree was not run");
    };
    let text = &ran.stdout.text;
    if !ran.succeeded() || ran.stdout.cut > 0 || !text.starts_with(&format!("{package} v")) {
        let said = ran.stderr.text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
        return Judgement::unknown(Reason::CouldNotLook, format!("cargo tree: {}; {said}", ran.ending()));
    }
    // A package that was shown before is marked, and its own dependencies are left out.
    let packages: BTreeSet<&str> =
        text.lines().map(|line| line.trim_end_matches(" (*)")).filter(|line| !line.is_empty()).collect();
    let deny = params.texts("deny");
    let name = |package: &str| package.split(' ').next().unwrap_or_default().to_owned();
    let denied = packages.iter().filter(|package| deny.iter().any(|pattern| covers(pattern, &name(package))));
    let mut findings: Vec<Finding> = denied
        .map(|denied| {
            let remedy =
                format!("see who brings it: cargo tree --package {package} --invert {}", name(denied));
            Finding::new("denied", format!("{denied} is in the tree of {package}")).remedy(remedy)
        })
        .collect();
    let count = packages.len() as u64;
    let measured = Measurement::count("packages", count).limit(Limit::AtMost(most as f64));
    if !measured.holds() {
        let message = format!("{package} is compiled from {count} packages, at most {most} expected");
        findings
            .push(Finding::new("too-many", message).remedy("do without one, or raise `at-most` on purpose"));
    }
    Judgement::of(count, "packages", findings).with(vec![measured])
}

/// Does the name fall under this entry of the list?
fn covers(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use shipworthy::kind::{Conclusion, Ran, Value};

    use super::*;

    const TREE: &str = "app v1.0.0 (/w/app)\nserde v1.0.1\ngix-hash v0.1.0\nserde v1.0.1 (*)\nregex-lite v0.1.9\n\
                        serde v0.9.0\n";

    fn judged(at_most: i64, deny: &[&str], code: i32, stdout: &str) -> Judgement {
        let deny = deny.iter().map(|name| Value::Text((*name).to_owned())).collect();
        let pairs = [
            ("package", Value::Text("app".to_owned())),
            ("at-most", Value::Integer(at_most)),
            ("deny", Value::List(deny)),
        ];
        let params = Params(pairs.map(|(name, value)| (name.to_owned(), value)).into());
        let ran = Ran::exited(["cargo", "tree"], code, stdout, "");
        judge(&params, &[Observation::Ran(ran)])
    }

    #[test]
    fn every_package_counts_once() {
        let judgement = judged(5, &[], 0, TREE);
        assert_eq!((judgement.result, judgement.subjects), (Conclusion::Pass, Some(5)));
        let judgement = judged(4, &[], 0, TREE);
        assert_eq!(judgement.result, Conclusion::Fail);
        assert_eq!(judgement.findings[0].rule, "too-many");
    }

    #[test]
    fn the_heavy_ones_are_told_from_the_light_ones() {
        for (deny, count) in [("gix-*", 1), ("regex", 0), ("regex-*", 1), ("gix", 0), ("serde", 2), ("ap", 0)]
        {
            assert_eq!(judged(9, &[deny], 0, TREE).findings.len(), count, "{deny}");
        }
    }

    #[test]
    fn what_is_no_tree_is_unknown() {
        for (code, stdout) in [(101, TREE), (0, ""), (0, "other v1.0.0\n"), (0, "appendix v1.0.0\n")] {
            assert!(matches!(judged(9, &[], code, stdout).result, Conclusion::Unknown(_)), "{code} {stdout}");
        }
        assert!(matches!(judge(&Params::default(), &[]).result, Conclusion::Unknown(_)));
    }
}
