//! `cargo-deny`: what cargo-deny says about the packages that we depend on: their advisories, licences and sources.
//!
//! Its exit code alone does not tell a finding from a database that could not be fetched, so its own summary is read.

use serde_json::Value;
use shipworthy::kind::{
    Facts, Finding, Judgement, Kind, Look, Looked, Need, Observation, Param, ParamType, Params, Ran, Reason,
    Run, Scope, Sighting, SourceFile, Step, locked_packages,
};

/// The check that cargo-deny has no objection to the packages of `Cargo.lock`.
pub(crate) static KIND: Kind = Kind::new(
    "cargo-deny",
    "cargo-deny has nothing against the packages that are depended upon",
    steps,
    judge,
)
.about(
    "Runs one check of cargo-deny, as `deny.toml` sets it, over all members with all features. Its summary, its exit code \
     and its findings must agree; a database that cannot be fetched is unknown. The packages of `Cargo.lock` that come \
     from a registry are what is counted.",
)
.params(&[
    Param::required("check", ParamType::Choice(&["advisories", "licenses", "sources"]), "which of its checks"),
    Param::optional("network", ParamType::Flag, "`true`: its result depends on a network, and ages"),
])
.since("0.1")
.needs(&[Need::Tool("cargo-deny"), Need::Workspace])
.scope(Scope::Files(&["**/Cargo.toml", "Cargo.lock", "deny.toml"]));

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let check = params.text("check").unwrap_or_default();
    let argv = ["cargo-deny", "--format", "json", "--all-features", "--locked", "check", check];
    vec![Step::Look(Look::new(["Cargo.lock"], look)), Step::Run(Run::new(argv))]
}

/// Counts the packages that come from a registry.
fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let packages = locked_packages(file.text()?).ok_or("it is no TOML")?;
    let count = packages.iter().filter(|package| package.source.is_some()).count();
    Ok(vec![Sighting::new("packages", file.path).number(count as f64)])
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let ([Observation::Looked(looked), Observation::Ran(ran)], Some(check)) =
        (observations, params.text("check"))
    else {
        return Judgement::unknown(Reason::CouldNotLook, "cargo-deny was not run");
    };
    let said: Vec<Value> =
        ran.stderr.text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let of_type = |wanted: &'static str| {
        said.iter().filter(move |value| value["type"] == wanted).map(|value| &value["fields"])
    };
    let Some(errors) = of_type("summary").find_map(|fields| fields[check]["errors"].as_u64()) else {
        return nothing_said(ran, of_type("log"));
    };
    let findings: Vec<Finding> =
        of_type("diagnostic").filter(|fields| fields["severity"] == "error").map(finding).collect();
    if ran.succeeded() != (errors == 0) || findings.len() as u64 != errors || ran.stderr.cut > 0 {
        let why =
            format!("it counts {errors} errors, tells {}, and ended with {}", findings.len(), ran.ending());
        return Judgement::unknown(Reason::CouldNotLook, why);
    }
    Judgement::of(packages(looked), "packages", findings)
}

/// Why there is no summary.
fn nothing_said<'a>(ran: &Ran, log: impl Iterator<Item = &'a Value>) -> Judgement {
    let error = log.filter(|fields| fields["level"] == "ERROR").find_map(|fields| fields["message"].as_str());
    let last = || ran.stderr.text.lines().rfind(|line| !line.trim().is_empty());
    let why = error.or_else(last).unwrap_or("it said nothing").lines().next().unwrap_or_default().trim();
    let reason = if why.contains("failed to fetch") { Reason::Network } else { Reason::CouldNotLook };
    Judgement::unknown(reason, format!("cargo-deny: {why}"))
}

fn finding(fields: &Value) -> Finding {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let krate = &fields["graphs"][0]["Krate"];
    let package = [&krate["name"], &krate["version"]].map(text).join(" ");
    let id = fields["advisory"]["id"].as_str().map(|id| format!(" ({id})")).unwrap_or_default();
    let message = format!("{}: {}{id}", package.trim(), text(&fields["message"]));
    Finding::new(text(&fields["code"]), message)
        .remedy("do without it, update it, or accept it in deny.toml on purpose")
}

fn packages(looked: &Looked) -> u64 {
    looked.sightings.iter().filter_map(|seen| seen.number).sum::<f64>() as u64
}

#[cfg(test)]
mod tests {
    use shipworthy::kind::{Conclusion, Unknown, Value as Given};

    use super::*;

    const LOCK: &str = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\n";
    const REJECTED: &str = r#"{"fields":{"code":"rejected","graphs":[{"Krate":{"name":"b","version":"1.0.0"}}],"message":"failed to satisfy license requirements","severity":"error"},"type":"diagnostic"}
{"fields":{"licenses":{"errors":1,"helps":0,"notes":0,"warnings":0}},"type":"summary"}"#;
    const FINE: &str =
        r#"{"fields":{"licenses":{"errors":0,"helps":1,"notes":0,"warnings":0}},"type":"summary"}"#;
    const OFFLINE: &str = r#"{"fields":{"level":"ERROR","message":"failed to fetch advisory database https://example.org"},"type":"log"}"#;

    fn judged(lock: &str, code: i32, stderr: &str) -> Judgement {
        let check = Given::Text("licenses".to_owned());
        let params = Params([("check".to_owned(), check)].into());
        let file = SourceFile::new("Cargo.lock", lock.as_bytes());
        let sightings = look(&params, &file).unwrap();
        let mut looked = Looked::default();
        (looked.files, looked.sightings) = (1, sightings);
        let ran = Ran::exited(["cargo-deny"], code, "", stderr);
        judge(&params, &[Observation::Looked(looked), Observation::Ran(ran)])
    }

    fn reason(judgement: &Judgement) -> Option<Reason> {
        match &judgement.result {
            Conclusion::Unknown(Unknown { reason, .. }) => Some(*reason),
            Conclusion::Pass | Conclusion::Fail => None,
        }
    }

    #[test]
    fn fires_on_what_it_rejects_and_stays_silent_otherwise() {
        let rejected = judged(LOCK, 4, REJECTED);
        assert_eq!(rejected.result, Conclusion::Fail);
        assert_eq!(rejected.findings[0].message, "b 1.0.0: failed to satisfy license requirements");
        let fine = judged(LOCK, 0, FINE);
        assert_eq!((fine.result, fine.subjects), (Conclusion::Pass, Some(1)));
    }

    #[test]
    fn what_does_not_agree_or_is_not_there_is_unknown() {
        for (lock, code, stderr, want) in [
            (LOCK, 4, FINE, Reason::CouldNotLook),
            (LOCK, 0, REJECTED, Reason::CouldNotLook),
            (LOCK, 1, OFFLINE, Reason::Network),
            (LOCK, 1, "thread 'main' panicked", Reason::CouldNotLook),
            (LOCK, 0, "", Reason::CouldNotLook),
            ("", 0, FINE, Reason::NothingToLookAt),
        ] {
            assert_eq!(reason(&judged(lock, code, stderr)), Some(want), "{code} {stderr}");
        }
        assert_eq!(reason(&judge(&Params::default(), &[])), Some(Reason::CouldNotLook));
    }
}
