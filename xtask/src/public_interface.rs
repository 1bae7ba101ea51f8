//! `public-interface`: the versions of our libraries are large enough for what changed in their public interfaces.
//!
//! A kind cannot ask git what to compare with, since its steps are made from parameters and facts alone. So its one
//! step is a program of ours, `bin/public-interface.rs`, which finds the baseline and hands over to
//! cargo-semver-checks.

use shipworthy::kind::{
    Effect, Facts, Finding, Judgement, Kind, Need, Observation, Package, Params, Ran, Reason, Run, Scope,
    Step, command_line,
};

/// The check that nobody who uses our libraries is broken by a version that promises not to.
pub(crate) static KIND: Kind =
    Kind::new("public-interface", "no public interface broke more than its version says", steps, judge)
        .about(
            "Asks cargo-semver-checks about every library that may be published, against the last tag `v*` before this \
             commit; before there is one, against the commit where this branch left `origin/main`, and on that one against \
             the commit before. A library that was not there then is new, and broke nobody.",
        )
        .since("0.1")
        .needs(&[Need::Tool("cargo"), Need::Tool("cargo-semver-checks"), Need::Git, Need::Workspace])
        .effects(&[Effect::WritesTarget])
        .scope(Scope::Each(&[Scope::Commit, Scope::Packages("packages")]));

fn steps(_: &Params, facts: &Facts) -> Vec<Step> {
    let library = |package: &&Package| {
        package.publishable
            && package.targets.iter().any(|target| target.kinds.iter().any(|kind| kind == "lib"))
    };
    let packages = facts.workspace.iter().flat_map(|workspace| &workspace.packages).filter(library);
    let ours =
        ["cargo", "run", "--quiet", "--locked", "--package", "xtask", "--bin", "public-interface", "--"];
    let named = packages.map(|package| format!("{}={}", package.name, package.manifest));
    let argv = ours.into_iter().map(str::to_owned).chain(named);
    vec![Step::Run(Run::new(argv).merge())]
}

fn judge(_: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Ran(ran)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the interfaces were not compared");
    };
    let lines = || ran.stdout.text.lines().map(str::trim);
    let wanted = ran.argv.iter().skip_while(|word| *word != "--").skip(1).count();
    // One line for each library that was compared, and one for each that is new.
    let compared = lines().filter(|line| line.starts_with("Checked ")).count();
    let new = lines().filter(|line| line.starts_with("new: ")).count();
    let findings = failures(ran);
    let agrees = ran.succeeded() == findings.is_empty();
    if !agrees || compared + new != wanted || ran.stdout.cut > 0 {
        let error = lines().find(|line| line.starts_with("error"));
        let last = || lines().rfind(|line| !line.is_empty()).unwrap_or_default();
        let why = format!(
            "{compared} of {} interfaces were compared, {}: {}",
            wanted.saturating_sub(new),
            ran.ending(),
            error.unwrap_or_else(last)
        );
        return Judgement::unknown(Reason::CouldNotLook, why);
    }
    Judgement::of(compared as u64, "libraries", findings)
}

/// The rules that failed, each with what failed it, and the library it is in.
fn failures(ran: &Ran) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut library = "";
    let mut lines = ran.stdout.text.lines();
    while let Some(line) = lines.next() {
        if let Some(rest) = line.trim().strip_prefix("Checking ") {
            library = rest.split(' ').next().unwrap_or_default();
        }
        let Some(title) = line.strip_prefix("--- failure ") else { continue };
        let (rule, what) =
            title.trim_end_matches([' ', '-']).split_once(": ").unwrap_or((title, "it changed"));
        let places = lines.by_ref().skip_while(|line| !line.starts_with("Failed in:")).skip(1);
        for place in places.map_while(|line| line.strip_prefix("  ")) {
            let item = [", previously in", " in file ", " in /"]
                .iter()
                .fold(place, |place, end| place.split_once(end).map_or(place, |(item, _)| item));
            let message = format!("{library}: {what}: {}", item.trim());
            let remedy = format!("undo it, or raise the version; see it: {}", command_line(&ran.argv));
            found.push(Finding::new(rule, message).remedy(remedy));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use shipworthy::kind::{Conclusion, Facts};

    use super::*;

    const FINE: &str = "baseline: 3f2c1ab, the commit before\n    Checking a v0.1.0 -> v0.1.0 (no change; assume patch)\n     \
                        Checked [   0.011s] 245 checks: 245 pass, 9 skip\n     Summary no semver update required\n    \
                        Finished [   1.201s] a\n";
    const BROKEN: &str = "    Checking a v0.1.0 -> v0.1.0 (no change; assume patch)\n     Checked [   0.011s] 245 checks: 244 pass, \
                          1 fail, 0 warn, 9 skip\n\n--- failure function_missing: pub fn removed or renamed ---\n\nDescription:\n\
                          It cannot be imported.\n\nFailed in:\n  function a::two, previously in file /r/src/lib.rs:7\n  function \
                          a::six in /r/x\n\n     Summary semver requires new major version: 1 major and 0 minor checks failed\n";

    fn judged(packages: &[&str], code: i32, text: &str) -> Judgement {
        let argv = ["cargo", "run", "--"].iter().chain(packages).copied();
        judge(&Params::default(), &[Observation::Ran(Ran::exited(argv, code, text, ""))])
    }

    #[test]
    fn fires_on_what_is_gone_and_stays_silent_otherwise() {
        assert_eq!(judged(&["a=a/Cargo.toml"], 0, FINE).result, Conclusion::Pass);
        let new = format!("new: b\n{FINE}");
        assert_eq!(judged(&["a=a/Cargo.toml", "b=b/Cargo.toml"], 0, &new).result, Conclusion::Pass);
        let broken = judged(&["a=a/Cargo.toml"], 100, BROKEN);
        assert_eq!(broken.result, Conclusion::Fail);
        let messages: Vec<&str> = broken.findings.iter().map(|finding| finding.message.as_str()).collect();
        let what = "a: pub fn removed or renamed: function";
        assert_eq!(messages, [format!("{what} a::two"), format!("{what} a::six")]);
    }

    #[test]
    fn what_was_not_compared_is_unknown() {
        for (packages, code, text) in [
            (&["a=a/Cargo.toml", "b=b/Cargo.toml"][..], 0, FINE),
            (&["a=a/Cargo.toml"], 1, FINE),
            (&["a=a/Cargo.toml"], 0, BROKEN),
            (&["a=a/Cargo.toml"], 2, "error: there is no earlier commit to compare with\n"),
            (&["a=a/Cargo.toml"], 0, "new: a\n"),
            (&[], 0, ""),
        ] {
            let judgement = judged(packages, code, text);
            assert!(matches!(judgement.result, Conclusion::Unknown(_)), "{packages:?} {code} {text}");
        }
        assert!(matches!(judge(&Params::default(), &[]).result, Conclusion::Unknown(_)));
    }

    #[test]
    fn nothing_is_asked_without_a_workspace() {
        let steps = steps(&Params::default(), &Facts::default());
        assert!(
            matches!(steps.as_slice(), [Step::Run(run)] if run.argv.last().is_some_and(|word| word == "--"))
        );
    }
}
