//! What settings put between cargo and what it runs, and what of it a gate accepts: runners and wrappers that may swallow a
//! failure, and flags that lower the level of lints.

use std::collections::BTreeMap;

use shipworthy_model::facts::Workspace;
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::observation::Ran;
use shipworthy_model::params::Params;
use shipworthy_model::setting::{Setting, SettingSort};
use shipworthy_model::unknown::Reason;

/// The parameter `wrappers` of kinds that run cargo: programs in between that are known to hand on what they are told.
pub(crate) const WRAPPERS: Param = Param::optional(
    "wrappers",
    ParamType::Texts,
    "programs that settings put before the tests or the compiler (`runner`, `rustc-wrapper`) and that are known to hand on \
     output and exit codes, as the settings write them",
);

/// The parameter `lowered` of kinds that count warnings: flags that may lower the level of lints.
pub(crate) const LOWERED: Param = Param::optional(
    "lowered",
    ParamType::Texts,
    "flags of the compiler that may lower the level of lints, such as `\"-Adead_code\"`, as they are set",
);

/// The first setting of one of these sorts that the gate does not accept by name.
pub(crate) fn unaccepted<'w>(
    params: &Params,
    workspace: &'w Workspace,
    sorts: &[SettingSort],
) -> Option<&'w Setting> {
    let accepted = params.texts("wrappers");
    let open = |setting: &&Setting| {
        let line = setting.line();
        !accepted.iter().any(|name| *name == line || setting.words.first().is_some_and(|word| word == name))
    };
    workspace.settings.iter().filter(|setting| sorts.contains(&setting.sort)).find(open)
}

/// Unknown, when a program of the workspace itself stands in place of the compiler: what is judged may not say how it is
/// judged. One of the machine is trusted as cargo is.
pub(crate) fn compiler(params: &Params, workspace: &Workspace) -> Option<Judgement> {
    let sorts = [SettingSort::Compiler];
    let setting = unaccepted(params, workspace, &sorts).filter(|setting| setting.own)?;
    Some(in_the_way(setting, "the compiler"))
}

/// The unknown about a program that stands before another.
pub(crate) fn in_the_way(setting: &Setting, before: &str) -> Judgement {
    let line = setting.line();
    let detail = format!(
        "`{line}` ({}) stands before {before}, and nobody knows whether it hands on every failure; if it does, write \
         `wrappers = [\"{line}\"]` into the gate's check",
        setting.place
    );
    Judgement::unknown(Reason::CouldNotLook, detail)
}

/// The command to run for a subcommand that is a program of its own: by itself where an alias takes its name.
pub(crate) fn program(argv: Vec<String>, subcommand: &str, workspace: Option<&Workspace>) -> Vec<String> {
    let aliased = |setting: &Setting| setting.sort == SettingSort::Alias && setting.words == [subcommand];
    if !workspace.is_some_and(|workspace| workspace.settings.iter().any(aliased)) {
        return argv;
    }
    let mut argv = argv;
    if let Some(cargo) = argv.first_mut() {
        *cargo = format!("cargo-{subcommand}");
    }
    argv
}

/// A finding for each place whose flags may lower the level of lints, but for those that the gate accepts.
pub(crate) fn lowered(params: &Params, workspace: &Workspace, ran: &Ran) -> Vec<Finding> {
    let accepted = params.texts("lowered");
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let flags = workspace.settings.iter().filter(|setting| setting.sort == SettingSort::Flags);
    for setting in flags {
        places.entry(setting.place.clone()).or_default().extend(lowering(&setting.words));
    }
    // The gate itself may set them.
    for (name, value) in ran.env.iter().filter(|(name, _)| name.ends_with("RUSTFLAGS")) {
        let words: Vec<String> = value.split([' ', '\x1f']).map(str::to_owned).collect();
        places.entry(format!("{name} of the gate")).or_default().extend(lowering(&words));
    }
    let mut findings = Vec::new();
    for (place, flags) in places {
        for flag in flags.iter().filter(|flag| !accepted.contains(&flag.as_str())) {
            let message =
                format!("`{flag}` in {place} keeps warnings back, so that none of them can be counted");
            let remedy = format!("take it away; or accept it in the gate's check: `lowered = [\"{flag}\"]`");
            let finding = Finding::new("lints-lowered", message).remedy(remedy);
            // A variable has no place in a file.
            let file = place.contains('.').then_some(&place);
            findings.push(match file {
                Some(file) => finding.at(file, None, None),
                None => finding,
            });
        }
    }
    findings
}

/// The flags among these words that may lower the level of a lint: `-A x`, `-Ax`, `--allow=x`, `--cap-lints x`.
fn lowering(words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-A" | "--allow" | "--cap-lints" => {
                let value = words.next().map_or("", String::as_str);
                found.push(format!("{word} {value}").trim_end().to_owned());
            }
            word if word.starts_with("-A")
                || word.starts_with("--allow=")
                || word.starts_with("--cap-lints=") =>
            {
                found.push(word.to_owned());
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::cargo::fixture::{params, words};

    #[test]
    fn flags_that_lower_a_level_are_told_from_others() {
        let flags = |line: &str| lowering(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(flags("-Awarnings -C opt-level=3 -D warnings"), ["-Awarnings"]);
        assert_eq!(
            flags("-A dead_code --cap-lints=allow --allow=x"),
            ["-A dead_code", "--cap-lints=allow", "--allow=x"]
        );
        assert_eq!(flags("--cap-lints"), ["--cap-lints"]);
        assert_eq!(flags("-Clinker=clang --cfg tokio_unstable -Wunused"), [""; 0]);
    }

    #[test]
    fn a_gate_accepts_by_name() {
        let set = [
            Setting::new(SettingSort::Flags, ["-Awarnings"], ".cargo/config.toml"),
            Setting::new(SettingSort::Runner, ["./run.sh", "-x"], ".cargo/config.toml"),
        ];
        let workspace = Workspace::default().settings(set);
        let ran = Ran::exited(["cargo"], 0, "", "");
        assert_eq!(lowered(&Params::default(), &workspace, &ran).len(), 1);
        assert_eq!(lowered(&params(&[("lowered", words(&["-Awarnings"]))]), &workspace, &ran).len(), 0);
        let open = |names: &[&str]| {
            unaccepted(&params(&[("wrappers", words(names))]), &workspace, &[SettingSort::Runner]).is_some()
        };
        assert_eq!(
            [open(&[]), open(&["./run.sh"]), open(&["./run.sh -x"]), open(&["./r"])],
            [true, false, false, true]
        );
        let argv = || vec!["cargo".to_owned(), "clippy".to_owned()];
        let aliased = Workspace::default().settings([Setting::new(SettingSort::Alias, ["clippy"], "x")]);
        assert_eq!(program(argv(), "clippy", Some(&aliased)), ["cargo-clippy", "clippy"]);
        assert_eq!(program(argv(), "clippy", Some(&workspace)), ["cargo", "clippy"]);
    }
}
