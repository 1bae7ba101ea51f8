//! `crate-borders`: the crates of this workspace depend on each other in one direction only.
//!
//! An example of a check of one's own: data, one function that says what to look at, one that judges what was seen.

use shipworthy::kind::{
    Facts, Finding, Judgement, Kind, Need, Observation, Package, Param, ParamType, Params, Reason, Scope,
    Step,
};

/// The check that members depend only on those that they may know.
pub(crate) static KIND: Kind =
    Kind::new("crate-borders", "members depend only on the members they may know", steps, judge)
        .about(
            "`may-know` names, for every member, the members it may depend on (not counting tests). A member \
             that is not named there is a finding, so that a new crate cannot slip in unnoticed; and so is a name that \
             is not used, so that the table stays the picture of the graph.",
        )
        .params(&[Param::required(
            "may-know",
            ParamType::Map(&ParamType::Text),
            "for each member, the names it may depend on, separated by spaces; `-` for none",
        )])
        .since("0.1")
        .version(2)
        .needs(&[Need::Workspace])
        .scope(Scope::Files(&["**/Cargo.toml"]));

fn steps(_: &Params, _: &Facts) -> Vec<Step> {
    vec![Step::Workspace]
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let ([Observation::Workspace(workspace)], Some(borders)) = (observations, params.table("may-know"))
    else {
        return Judgement::unknown(Reason::CouldNotLook, "the workspace was not looked at");
    };
    let mut edges = 0;
    let mut findings = Vec::new();
    for package in &workspace.packages {
        let Some(allowed) = borders.text(&package.name) else {
            let message = format!("`{}` is not in `may-know`", package.name);
            findings.push(at(
                package,
                "unknown-member",
                message,
                "say in readiness.toml which members it may know",
            ));
            continue;
        };
        let allowed: Vec<&str> = allowed.split_whitespace().filter(|name| *name != "-").collect();
        let known = package.dependencies.iter().filter(|d| d.path.is_some() && d.section != "dev");
        for unused in allowed.iter().filter(|name| known.clone().all(|known| known.name != **name)) {
            let message = format!("`{}` does not depend on `{unused}`", package.name);
            findings.push(at(package, "unused", message, "take it out of `may-know`"));
        }
        for dependency in known {
            edges += 1;
            if !allowed.contains(&dependency.name.as_str()) {
                let message = format!("`{}` may not depend on `{}`", package.name, dependency.name);
                findings.push(at(package, "border", message, "move the code to the crate that may know it"));
            }
        }
    }
    for gone in borders.0.keys().filter(|name| workspace.package(name).is_none()) {
        let finding = Finding::new("no-member", format!("`{gone}` is no member"));
        findings.push(finding.remedy("take it out of `may-know`"));
    }
    Judgement::of(edges, "dependencies", findings)
}

fn at(package: &Package, rule: &str, message: String, remedy: &str) -> Finding {
    Finding::new(rule, message).at(&package.manifest, None, None).remedy(remedy)
}

#[cfg(test)]
mod tests {
    use shipworthy::kind::{Conclusion, Dependency, Value, Workspace};

    use super::*;

    fn judged(depends: &[&str]) -> Conclusion {
        let path = |name: &&str| Dependency::new(*name).path(*name);
        let package = Package::new("engine", "engine").dependencies(depends.iter().map(path));
        let borders = Params([("engine".to_owned(), Value::Text("model".to_owned()))].into());
        let params = Params([("may-know".to_owned(), Value::Table(borders))].into());
        let workspace = Workspace::of([package]);
        judge(&params, &[Observation::Workspace(workspace)]).result
    }

    #[test]
    fn fires_on_a_forbidden_edge_and_stays_silent_on_an_allowed_one() {
        assert_eq!(judged(&["model", "report"]), Conclusion::Fail);
        assert_eq!(judged(&["model"]), Conclusion::Pass);
    }

    #[test]
    fn fires_on_what_is_not_used() {
        let unused = Params([("engine".to_owned(), Value::Text("model".to_owned()))].into());
        let params = Params([("may-know".to_owned(), Value::Table(unused))].into());
        let engine = Package::new("engine", "engine");
        for packages in [vec![engine], Vec::new()] {
            let workspace = [Observation::Workspace(Workspace::of(packages))];
            assert_eq!(judge(&params, &workspace).result, Conclusion::Fail);
        }
    }

    #[test]
    fn nothing_to_look_at_is_unknown() {
        let nothing = [Observation::Workspace(Workspace::default())];
        let params = Params([("may-know".to_owned(), Value::Table(Params::default()))].into());
        assert!(matches!(judge(&params, &nothing).result, Conclusion::Unknown(_)));
        let params = Params::default();
        assert!(matches!(judge(&params, &[]).result, Conclusion::Unknown(_)));
    }
}
