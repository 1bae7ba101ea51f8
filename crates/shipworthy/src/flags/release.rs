//! The flags of `release`: what may be typed, and what was.
#![cfg_attr(not(feature = "release"), expect(dead_code, reason = "another build reads what was typed"))]

use clap::{Arg, ArgAction, ArgMatches};

use super::arg::{flag, option, word, words};

/// The flags of `release`.
#[derive(Debug)]
pub(crate) struct ReleaseFlags {
    /// The level or the version that was asked for, as it was typed.
    pub(crate) request: Option<String>,
    pub(crate) act: Act,
    pub(crate) registry: Option<String>,
    /// The packages that were named.
    pub(crate) packages: Vec<String>,
    /// Release those only that have changed since their last tags?
    pub(crate) changed: bool,
    /// Yank what is uploaded with an abort, after it was shown and agreed to?
    pub(crate) yank: bool,
    /// Yank without asking?
    pub(crate) yes: bool,
}

/// The action of `release`: what to do about the release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Print the plan, and write nothing.
    Show,
    /// Print the plan, and write its file.
    Plan,
    /// Carry the plan out.
    Execute,
    /// Go on with a release that was stopped.
    Resume,
    /// Take back what can be taken back.
    Abort,
}

impl ReleaseFlags {
    pub(super) fn taken_by(command: clap::Command) -> clap::Command {
        let request = Arg::new("request").value_name("LEVEL|VERSION");
        let request = request.help("major, minor, patch, the version itself, or core@0.2.0,cli@1.5.0");
        let acts = ["execute", "resume", "abort", "dry-run"];
        let act = |name: &'static str, help| {
            flag(name, help).conflicts_with_all(acts.into_iter().filter(|other| *other != name))
        };
        command.args([
            request.required_unless_present_any(["resume", "abort"]),
            act("execute", "Carry out the plan that was made for this version"),
            act("resume", "Go on with the release that was stopped"),
            act("abort", "Take back of it what can be taken back"),
            flag("yank", "With --abort: yank what is uploaded, after showing who needs it and asking")
                .requires("abort")
                // clap does not ask for what another flag shuts out.
                .conflicts_with_all(["execute", "resume", "dry-run"]),
            flag("yes", "With --yank: do not ask").requires("yank"),
            act("dry-run", "Only print the plan; its file is not written"),
            option("registry", "The registry of packages that name none [default: the one that cargo takes]")
                .value_name("NAME")
                .conflicts_with_all(["execute", "resume", "abort"]),
            option("package", "Release this package only, and others that are named so [default: all]")
                .short('p')
                .value_name("NAME")
                .action(ArgAction::Append)
                .conflicts_with_all(["resume", "abort"]),
            flag("changed", "Release the packages only that have changed since their last tags")
                .conflicts_with_all(["resume", "abort", "package"]),
        ])
    }

    pub(super) fn typed(typed: &ArgMatches) -> Self {
        let acts = [
            ("execute", Act::Execute),
            ("resume", Act::Resume),
            ("abort", Act::Abort),
            ("dry-run", Act::Show),
        ];
        let act = acts.into_iter().find(|(name, _)| typed.get_flag(name));
        Self {
            request: word(typed, "request"),
            act: act.map_or(Act::Plan, |(_, act)| act),
            registry: word(typed, "registry"),
            packages: words(typed, "package"),
            changed: typed.get_flag("changed"),
            yank: typed.get_flag("yank"),
            yes: typed.get_flag("yes"),
        }
    }
}
