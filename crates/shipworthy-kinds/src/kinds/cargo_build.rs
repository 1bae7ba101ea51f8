//! `cargo-build`: every target of the workspace compiles.

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Judgement, Limit, Measurement};
use shipworthy_model::kind::{Effect, Kind, Need, Param, ParamType, Scope};
use shipworthy_model::observation::Observation;
use shipworthy_model::params::Params;
use shipworthy_model::step::{Run, Step};
use shipworthy_model::unknown::Reason;

use crate::reading::cargo::{between, messages, selection, warnings::Warnings};

/// The check kind `cargo-build`.
pub(super) static KIND: Kind = Kind::new(
    "cargo-build",
    "every target of the workspace compiles",
    steps,
    judge,
)
.about(
    "Builds libraries, programs, tests, benchmarks and examples of every member. Errors are taken from the \
     compiler's JSON messages and must agree with cargo's exit code. Targets whose `required-features` are \
     off are not built; they are counted as skipped. Where `warnings` has a limit, cargo's own warnings and \
     those of the members' build scripts count too (of a gate about certain `packages`: theirs; what members have \
     that they need is counted apart, for gates of their own), and flags that would keep warnings back (`-A`, \
     `--cap-lints`, in whichever settings or variable) fail unless `lowered` names them. A `rustc-wrapper` of \
     the workspace itself is unknown unless `wrappers` names it.",
)
.params(&[
    selection::PACKAGES,
    selection::FEATURES,
    selection::ALL_FEATURES,
    selection::NO_DEFAULT_FEATURES,
    selection::LOCKED,
    selection::TOOLCHAIN,
    selection::BENCHES,
    Param::optional("release", ParamType::Flag, "`true`: with optimisations (`--release`)"),
    Param::optional(
        "warnings",
        ParamType::Limit,
        "so many warnings of the compiler, cargo and build scripts about members at the most; default: any",
    ),
    between::LOWERED,
    between::WRAPPERS,
])
.since("0.1")
.version(3)
.needs(&[Need::Tool("cargo"), Need::Workspace])
.effects(&[Effect::WritesTarget])
.scope(Scope::Packages("packages"));

fn steps(params: &Params, facts: &Facts) -> Vec<Step> {
    let targets = selection::targets(params, facts.workspace.as_ref());
    let after = [targets, vec!["--keep-going", "--message-format=json", "--color=never"]].concat();
    let argv = selection::command(
        params,
        &["build"],
        selection::arguments(params, facts.workspace.as_ref()),
        &after,
    );
    vec![Step::Workspace, Step::Run(Run::new(argv))]
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Workspace(workspace), Observation::Ran(ran)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "nothing was built");
    };
    if let Some(judgement) = between::compiler(params, workspace) {
        return judgement;
    }
    let messages = messages::read(ran, workspace);
    let (members, mut findings) = match (selection::members(params, workspace), messages.errors(ran)) {
        (Ok(members), Ok(errors)) => (members, errors),
        (Err(judgement), _) | (_, Err(judgement)) => return judgement,
    };
    let (built, skipped) = messages.targets(&members);
    let errors = Measurement::count("errors", findings.len() as u64);
    let (warnings, of_others) = Warnings::of(&messages, ran, workspace).apart(&members);
    let mut measured = Measurement::count("warnings", warnings.len() as u64);
    if let Some(most) = params.count("warnings") {
        measured = measured.limit(Limit::AtMost(most as f64));
        if !measured.holds() {
            findings.extend(warnings);
        }
        findings.extend(between::lowered(params, workspace, ran));
    }
    let skipped = Measurement::count("targets skipped", skipped);
    Judgement::of(built, "targets", findings).with([vec![errors, measured, skipped], of_others].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::cargo::fixture::{
        did, facts, found, lines, measured, params, ran, seen, word, words,
    };
    use shipworthy_model::judgement::Conclusion;
    use shipworthy_model::params::Value;
    use shipworthy_model::unknown::Unknown;

    #[test]
    fn the_whole_workspace_is_built_unless_members_are_named() {
        let (argv, _) = lines(&steps(&Params::default(), &facts(&[])));
        assert_eq!(
            argv,
            ["cargo build --workspace --all-targets --keep-going --message-format=json --color=never"]
        );
        let some = params(&[
            ("packages", words(&["a", "b"])),
            ("features", words(&["x", "y"])),
            ("release", Value::Flag(true)),
            ("locked", Value::Flag(true)),
        ]);
        let (argv, _) = lines(&steps(&some, &facts(&[])));
        let selection = "--package=a --package=b --features=x,y --locked --release";
        assert_eq!(
            argv,
            [format!(
                "cargo build {selection} --all-targets --keep-going --message-format=json --color=never"
            )]
        );
    }

    #[test]
    fn benchmarks_may_be_left_out() {
        let without = params(&[("benches", Value::Flag(false))]);
        let mut facts = facts(&[]);
        let command = |facts: &Facts| lines(&steps(&without, facts)).0.concat();
        assert!(
            command(&facts).contains(" --workspace --bins --tests --examples --keep-going"),
            "{}",
            command(&facts)
        );
        facts.workspace = Some(crate::reading::cargo::fixture::workspace(&[]));
        assert!(command(&facts).contains(" --workspace --lib --bins --tests --examples --keep-going"));
    }

    #[test]
    fn a_failure_of_the_project_fails_and_any_other_is_unknown() {
        type Case = (&'static str, i32, &'static str, Option<Reason>, &'static [&'static str]);
        let cases: &[Case] = &[
            ("sound-build", 0, "pass", None, &[]),
            ("broken-build", 101, "fail", None, &["E0308 crates/core/tests/it.rs:3", "cargo -"]),
            ("manifest-build", 101, "fail", None, &["cargo app/Cargo.toml:1", "cargo -"]),
            ("locked-build", 101, "fail", None, &["cargo -"]),
            ("feature-build", 101, "unknown", Some(Reason::CouldNotLook), &[]),
            ("subcommand-build", 101, "unknown", Some(Reason::ToolMissing), &[]),
            ("network-build", 101, "unknown", Some(Reason::Network), &[]),
            ("old-build", 101, "unknown", Some(Reason::ToolTooOld), &[]),
            // Exit code and messages disagree.
            ("broken-build", 0, "unknown", Some(Reason::CouldNotLook), &[]),
            ("sound-build", 1, "unknown", Some(Reason::CouldNotLook), &[]),
        ];
        for (name, code, result, reason, findings) in cases {
            let judgement = judge(&Params::default(), &[seen(&[]), did(name, *code)]);
            assert_eq!(word(&judgement), (*result, *reason), "{name}: {judgement:?}");
            assert_eq!(found(&judgement), *findings, "{name}");
        }
        let old = judge(&Params::default(), &[seen(&[]), did("old-build", 101)]);
        let told = "rustc 1.95.0 is not supported by the following packages: alpha@0.1.0 requires rustc 1.96, \
                    beta@0.1.0 requires rustc 1.96, core@0.1.0 requires rustc 1.96 and 1 more";
        assert_eq!(old.result, Conclusion::Unknown(Unknown::new(Reason::ToolTooOld, told)));
    }

    #[test]
    fn output_that_was_cut_or_ends_early_is_unknown() {
        let mut cut = ran("sound-build", 0);
        cut.stdout.cut = 1;
        let mut early = ran("sound-build", 0);
        early.stdout.text = early.stdout.text.replace("build-finished", "something-else");
        let mut torn = ran("sound-build", 0);
        torn.stdout.text = torn.stdout.text.replacen("}\n", "\n", 1);
        for ran in [cut, early, torn] {
            let judgement = judge(&Params::default(), &[seen(&[]), Observation::Ran(ran)]);
            assert_eq!(word(&judgement), ("unknown", Some(Reason::CouldNotLook)));
        }
    }

    /// What cargo wrote when the compiler ended so, beside the errors that it had written before.
    fn ended(compiler: &str, ending: &str, before: &str) -> Judgement {
        let mut killed = ran(before, 101);
        killed.stderr.text = format!(
            "error: could not compile `app` (bin \"app\")\n\nCaused by:\n  process didn't exit successfully: \
             `{compiler}` ({ending})\n"
        );
        judge(&Params::default(), &[seen(&[]), Observation::Ran(killed)])
    }

    #[test]
    fn a_compiler_that_crashed_is_unknown_whatever_it_said() {
        let rustc = "/toolchain/bin/rustc --crate-name app";
        let crashes = [
            (rustc, "signal: 9, SIGKILL: kill"),
            (rustc, "signal: 6, SIGABRT: process abort signal"),
            (
                "/bin/sccache /toolchain/bin/rustc --crate-name app",
                "signal: 11, SIGSEGV: invalid memory reference",
            ),
            (
                "/toolchain/bin/clippy-driver rustc --crate-name app",
                "signal: 25, SIGXFSZ: file size limit exceeded",
            ),
            (rustc, "exit status: 101"),
            // It could not even be loaded.
            ("/toolchain/bin/rustc -vV", "exit status: 127"),
            ("/toolchain/bin/rustc -vV", "exit status: 1"),
        ];
        for (compiler, ending) in crashes {
            for before in ["sound-build", "broken-build"] {
                let judgement = ended(compiler, ending, before);
                assert_eq!(
                    word(&judgement),
                    ("unknown", Some(Reason::Crashed)),
                    "{compiler} {ending}: {judgement:?}"
                );
            }
        }
        // A compiler that found errors ends so.
        assert_eq!(word(&ended(rustc, "exit status: 1", "broken-build")).0, "fail");
    }

    #[test]
    fn what_the_compiler_says_of_a_machine_that_is_out_of_something_is_no_finding() {
        let error = |message: &str, code: &str, note: &str| {
            let mut ran = ran("broken-build", 101);
            let code = if code.is_empty() { "null".to_owned() } else { format!("{{\"code\":\"{code}\"}}") };
            let line = format!(
                "{{\"reason\":\"compiler-message\",\"package_id\":\"x\",\"message\":{{\"level\":\"error\",\"message\":\
                 \"{message}\",\"code\":{code},\"spans\":[],\"children\":[{{\"level\":\"note\",\"message\":\"{note}\",\
                 \"spans\":[]}}]}}}}\n"
            );
            ran.stdout.text.insert_str(0, &line);
            word(&judge(&Params::default(), &[seen(&[]), Observation::Ran(ran)]))
        };
        let could_not_look = ("unknown", Some(Reason::CouldNotLook));
        assert_eq!(error("found invalid metadata files for crate `core`", "E0786", ""), could_not_look);
        assert_eq!(error("only metadata stub found for `rlib` dependency `core`", "", ""), could_not_look);
        assert_eq!(error("failed to write x: File too large (os error 27)", "", ""), could_not_look);
        assert_eq!(error("linking with `cc` failed", "", "ld: No space left on device"), could_not_look);
        let crashed = ("unknown", Some(Reason::Crashed));
        let ended = "x.o\\ncollect2: fatal error: ld terminated with signal 25 [File size limit exceeded]";
        assert_eq!(error("linking with `cc` failed: exit status: 1", "", ended), crashed);
        assert_eq!(error("linking with `ld` failed: signal: 9 (SIGKILL)", "", ""), crashed);
        let missing = error("can't find crate for `std`", "E0463", "the `x` target may not be installed");
        assert_eq!(missing, ("unknown", Some(Reason::ToolMissing)));
        // These are about the code.
        let unsupported = "the `x` target may not support the standard library";
        assert_eq!(error("can't find crate for `std`", "E0463", unsupported).0, "fail");
        assert_eq!(error("couldn't read `x`: No such file or directory (os error 2)", "", "").0, "fail");
        let undefined =
            "ld: undefined symbol: ended_by_signal\\nclang: error: linker command failed with exit code 1";
        assert_eq!(error("linking with `cc` failed: exit status: 1", "", undefined).0, "fail");
    }

    #[test]
    fn a_target_folder_that_cannot_be_made_is_unknown() {
        let mut ran = ran("sound-build", 101);
        ran.stderr.text =
            "error: failed to create directory `/x/target/debug`\n\nCaused by:\n  Not a directory (os error 20)\n"
                .to_owned();
        let judgement = judge(&Params::default(), &[seen(&[]), Observation::Ran(ran)]);
        assert_eq!(word(&judgement), ("unknown", Some(Reason::CouldNotLook)));
    }

    #[test]
    fn warnings_count_once_and_only_against_a_limit() {
        let more: &[(&str, &[&str])] = &[("gated", &["extra"]), ("empty", &[]), ("abort", &[])];
        let seen = || [seen(more), did("ill-compile", 0)];
        let judgement = judge(&Params::default(), &seen());
        assert_eq!(word(&judgement).0, "pass");
        assert_eq!((measured(&judgement, "warnings"), judgement.subjects), (Some(1.0), Some(5)));
        assert_eq!(measured(&judgement, "targets skipped"), Some(1.0));
        let judgement = judge(&params(&[("warnings", Value::Integer(0))]), &seen());
        assert_eq!(found(&judgement), ["unused_variables crates/core/src/lib.rs:29"]);
        let remedy = judgement.findings[0].remedy.as_deref();
        assert_eq!(remedy, Some("if this is intentional, prefix it with an underscore: `_unused`"));
    }

    #[test]
    fn a_workspace_without_targets_or_a_wrong_member_is_unknown() {
        let empty = Observation::Workspace(shipworthy_model::facts::Workspace::default());
        let judgement = judge(&Params::default(), &[empty, did("sound-build", 0)]);
        assert_eq!(word(&judgement), ("unknown", Some(Reason::NothingToLookAt)));
        let judgement = judge(&params(&[("packages", words(&["no"]))]), &[seen(&[]), did("sound-build", 0)]);
        assert_eq!(word(&judgement), ("unknown", Some(Reason::CouldNotLook)));
    }
}
