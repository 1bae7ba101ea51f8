//! `cargo-fmt`: every file that rustfmt reaches has rustfmt's layout.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::{Facts, Package, Target, Workspace};
use shipworthy_model::judgement::{Conclusion, Finding, Judgement, Measurement};
use shipworthy_model::kind::{Kind, Need, Param, ParamType, Scope};
use shipworthy_model::observation::{Looked, Observation, Ran, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::path::resolve_inside;
use shipworthy_model::step::{Look, Run, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::reading::cargo::{between, failure, selection};
use crate::reading::globs::Globs;
use crate::reading::rust::mention::{MentionKind, mentions};
use crate::reading::rust::reach::{SourceFiles, TargetRoot};

/// The check kind `cargo-fmt`.
pub(super) static KIND: Kind = Kind::new("cargo-fmt", "every source file has rustfmt's layout", steps, judge)
    .about("Counts the files that rustfmt says it has formatted, so a setting that switches it off is unknown and \
            no pass. A file that belongs to no module tree is not reached: that is for the kind `orphan-files`. \
            A file that is compiled and was not formatted, because of a setting, of `#[rustfmt::skip]` on its `mod` or of \
            a macro around it, is unknown unless `except` names it; so is a setting that the toolchain ignores, because \
            then another layout is looked for than the one that is meant. Without `packages`, path dependencies outside \
            the workspace are looked at too, as `cargo fmt --all` does.")
    .params(&[
        selection::PACKAGES,
        selection::TOOLCHAIN,
        Param::optional("except", ParamType::Globs, "files that are compiled and need not have rustfmt's layout"),
    ])
    .since("0.1")
    .version(2)
    .needs(&[Need::Tool("cargo"), Need::Tool("cargo-fmt"), Need::Workspace])
    .scope(Scope::Sources {
        packages: "packages",
        otherwise: &["**/*.rs", "**/Cargo.toml", "**/rustfmt.toml", "**/.rustfmt.toml"],
    });

fn steps(params: &Params, facts: &Facts) -> Vec<Step> {
    let argv = selection::command(
        params,
        &["fmt"],
        which(params, facts.workspace.as_ref()),
        &["--", "--check", "--verbose", "--color=never"],
    );
    let argv = between::program(argv, "fmt", facts.workspace.as_ref());
    vec![Step::Workspace, Step::Run(Run::new(argv)), Step::Look(Look::new(["**/*.rs"], look))]
}

/// Never an error: text that is no UTF-8 or no Rust is still a file that must be formatted.
fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let seen = |rule: String, text: String| Sighting::new(rule, file.path).text(text);
    let mut sightings = vec![seen("file".to_owned(), String::new())];
    // What is included is no module; rustfmt leaves it alone.
    let followed = [
        MentionKind::Module,
        MentionKind::Path,
        MentionKind::Macro,
        MentionKind::Handed,
        MentionKind::Body,
        MentionKind::Call,
        MentionKind::Inner,
        MentionKind::Definition,
    ];
    let mentions = mentions(&String::from_utf8_lossy(file.bytes)).into_iter();
    let mentions = mentions.filter(|mention| followed.contains(&mention.what));
    sightings.extend(mentions.map(|mention| seen(mention.rule(), mention.path)));
    Ok(sightings)
}

/// The arguments for the members. `cargo fmt` knows names alone.
fn which(params: &Params, workspace: Option<&Workspace>) -> Vec<String> {
    if !params.has("packages") {
        return vec!["--all".to_owned()];
    }
    let told = |name: &str| {
        let member = workspace.and_then(|workspace| workspace.member(name));
        member.map_or_else(|| name.to_owned(), |member| member.name.clone())
    };
    params.texts("packages").into_iter().map(|name| format!("--package={}", told(name))).collect()
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Workspace(workspace), Observation::Ran(ran), Observation::Looked(looked)] =
        observations
    else {
        return Judgement::unknown(Reason::CouldNotLook, "rustfmt was not run");
    };
    let (members, except) = match (selection::members(params, workspace), Globs::of(params, "except")) {
        (Ok(members), Ok(except)) => (members, except),
        (Err(judgement), _) => return judgement,
        (_, Err(why)) => return Judgement::unknown(Reason::CouldNotLook, why),
    };
    if let Some(setting) = ignored_setting(&ran.stderr.text) {
        let detail = format!(
            "rustfmt of this toolchain ignores the setting `{setting}`, so that it looks for another layout than yours; \
             write `toolchain = \"nightly\"` into the gate's check, or take the setting away"
        );
        return Judgement::unknown(Reason::CouldNotLook, detail);
    }
    let stdout = &ran.stdout.text;
    let formatted: BTreeSet<&str> =
        stdout.lines().filter_map(|line| line.strip_prefix("Formatting ")).collect();
    let mut errors = failure::findings(&ran.stderr.text);
    let named = errors.iter().filter_map(|error| error.file.as_deref());
    let root = root(&formatted.iter().copied().chain(named).collect(), workspace);
    let relative = |path: &str| {
        let path = path.strip_prefix(root.as_str()).unwrap_or(path).replace('\\', "/");
        // A file that is named by `#[path]` may be told with a way that leads up and down again.
        resolve_inside("", &path).unwrap_or(path)
    };
    for error in &mut errors {
        error.file = error.file.as_deref().map(relative);
        error.rule = "rustfmt".to_owned();
        if error.remedy.is_none() {
            error.remedy = Some(selection::again(ran));
        }
    }
    let mut places: BTreeMap<String, (u32, u64)> = BTreeMap::new();
    let lines: Vec<&str> = stdout.lines().collect();
    for (at, (path, first)) in lines.iter().enumerate().filter_map(|(at, line)| Some((at, difference(line)?)))
    {
        // rustfmt shows some lines before those that differ, and names the first it shows.
        let same = lines[at + 1..].iter().take_while(|line| line.starts_with(' ')).count();
        let line = first.saturating_add(u32::try_from(same).unwrap_or(0));
        let place = places.entry(relative(path)).or_insert((line, 0));
        *place = (place.0.min(line), place.1 + 1);
    }
    let findings = places.into_iter().map(|(path, (line, count))| {
        let places = if count == 1 { "place differs" } else { "places differ" };
        let message = format!("{count} {places} from rustfmt's layout");
        Finding::new("layout", message).at(path, Some(line), None).remedy(mend(ran))
    });
    let judgement = conclude(ran, formatted.len() as u64, findings.chain(errors).collect());
    let formatted: BTreeSet<String> = formatted.iter().map(|path| relative(path)).collect();
    let passed_over = passed_over(&members, looked, &formatted).filter(|file| !except.covers(file));
    let passed_over: Vec<String> = passed_over.collect();
    match passed_over.first() {
        Some(first) if judgement.result == Conclusion::Pass => {
            let more = match passed_over.len() - 1 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let detail = format!(
                "{first}{more} is compiled and was not formatted: a setting, `#[rustfmt::skip]` or a macro around its `mod` \
                 keeps rustfmt away; accept it with `except = [\"{first}\"]`"
            );
            let mut unknown = Judgement::unknown(Reason::CouldNotLook, detail).with(judgement.measurements);
            (unknown.subjects, unknown.unit) = (judgement.subjects, judgement.unit);
            unknown
        }
        _ => judgement,
    }
}

/// The command that gives the members rustfmt's layout: the one that was run, without what only looks.
fn mend(ran: &Ran) -> String {
    let argv: Vec<String> = ran.argv.iter().take_while(|word| *word != "--").cloned().collect();
    ran.command_line(&argv)
}

/// The first setting that rustfmt says it ignores, because it is for nightly toolchains alone.
fn ignored_setting(stderr: &str) -> Option<&str> {
    stderr.lines().find_map(|line| {
        let (setting, why) = line.split_once("can't set `")?.1.split_once('`')?;
        why.contains("unstable features").then_some(setting)
    })
}

/// The files of members that are compiled as modules and that rustfmt did not format.
fn passed_over<'a>(
    members: &[&'a Package],
    looked: &'a Looked,
    formatted: &'a BTreeSet<String>,
) -> impl Iterator<Item = String> + use<'a> {
    let files = looked.sightings.iter().filter(|sighting| sighting.rule == "file");
    let sources = SourceFiles::new(files.map(|sighting| sighting.path.as_str()), looked);
    let roots = members.iter().flat_map(|package| {
        let root =
            |target: &'a Target| TargetRoot { path: &target.root, package: &package.dir, shipped: true };
        package.targets.iter().map(root)
    });
    let reached = sources.reach(roots).files;
    reached
        .into_iter()
        .filter(|file| !formatted.contains(file) && !looked.links.iter().any(|(link, _)| link == file))
}

fn conclude(ran: &Ran, files: u64, findings: Vec<Finding>) -> Judgement {
    let detail = match (ran.succeeded(), findings.is_empty()) {
        (true, false) => {
            format!("rustfmt exited with code 0, but names {} differences or errors", findings.len())
        }
        (false, true) => {
            let text = if ran.stderr.text.trim().is_empty() { &ran.stdout.text } else { &ran.stderr.text };
            let said =
                text.lines().map(str::trim).filter(|line| !line.is_empty()).take(4).collect::<Vec<_>>();
            format!("rustfmt ended with {} and shows no difference: {}", ran.ending(), said.join(" "))
        }
        (true, true) if ran.stdout.cut > 0 => "rustfmt wrote more than can be read".to_owned(),
        _ => {
            let excuse = if ran.succeeded() { None } else { failure::excuse_of(ran, &ran.stderr.text) };
            let measured = Measurement::count("files that differ", findings.len() as u64);
            return excuse.unwrap_or_else(|| Judgement::of(files, "files", findings).with(vec![measured]));
        }
    };
    Judgement::unknown(Reason::CouldNotLook, detail)
}

/// Reads `Diff in /root/src/lib.rs:5:`, and `... at line 5:` as older releases write it.
fn difference(line: &str) -> Option<(&str, u32)> {
    let place = line.strip_prefix("Diff in ")?.strip_suffix(':')?;
    let (path, line) = place.rsplit_once(" at line ").or_else(|| place.rsplit_once(':'))?;
    Some((path, line.parse().ok()?))
}

/// The folder of the workspace with a separator, as rustfmt writes it: the one under which most targets lie.
fn root(paths: &BTreeSet<&str>, workspace: &Workspace) -> String {
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    let targets = || workspace.packages.iter().flat_map(|package| &package.targets);
    for target in targets() {
        // A target outside of the tree has its whole path, and says nothing of the folder.
        let whole = |path: &&str| targets().any(|target| target.root == **path);
        for path in paths.iter().filter(|path| !whole(path)) {
            let prefix = path.len().checked_sub(target.root.len()).map(|at| path.split_at_checked(at));
            if let Some(Some((prefix, rest))) = prefix
                && prefix.ends_with(['/', '\\'])
                && rest.replace('\\', "/") == target.root
            {
                *votes.entry(prefix).or_default() += 1;
            }
        }
    }
    let best = votes.into_iter().max_by_key(|(prefix, votes)| (*votes, std::cmp::Reverse(prefix.len())));
    best.map(|(prefix, _)| prefix.to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::cargo::fixture::{did, facts, found, lines, params, ran, seen, word, words};

    /// A look at sources that says nothing of modules.
    fn unseen() -> Observation {
        Observation::Looked(Looked::default())
    }

    #[test]
    fn a_file_that_is_compiled_and_not_formatted_is_unknown_unless_it_is_named() {
        let mut looked = Looked::default();
        for (path, text) in [
            (
                "crates/core/src/lib.rs",
                "macro_rules! gated { ($($i:item)*) => { $($i)* } }\ngated! { mod inner; }\n",
            ),
            ("crates/core/src/inner.rs", "pub fn   f( ) {}\n"),
        ] {
            looked
                .sightings
                .extend(look(&Params::default(), &SourceFile::new(path, text.as_bytes())).unwrap());
        }
        let judged = |params: &Params| {
            judge(params, &[seen(&[]), did("sound-fmt", 0), Observation::Looked(looked.clone())])
        };
        let judgement = judged(&Params::default());
        assert_eq!(word(&judgement), ("unknown", Some(Reason::CouldNotLook)));
        let named = params(&[("except", words(&["crates/core/src/inner.rs"]))]);
        assert_eq!(word(&judged(&named)).0, "pass");
    }

    #[test]
    fn a_setting_that_is_ignored_is_unknown_whatever_differs() {
        for (name, code) in [("sound-fmt", 0), ("ill-fmt", 1)] {
            let mut ran = ran(name, code);
            ran.stderr.text =
                "Warning: can't set `imports_granularity = Module`, unstable features are only available \
                               in nightly channel.\n"
                    .to_owned();
            let judgement = judge(&Params::default(), &[seen(&[]), Observation::Ran(ran), unseen()]);
            assert_eq!(word(&judgement), ("unknown", Some(Reason::CouldNotLook)), "{name}");
        }
    }

    #[test]
    fn a_difference_fails_at_its_file() {
        let more: &[(&str, &[&str])] = &[("gated", &["extra"]), ("empty", &[]), ("abort", &[])];
        let judgement = judge(&Params::default(), &[seen(more), did("ill-fmt", 1), unseen()]);
        assert_eq!((word(&judgement).0, judgement.subjects), ("fail", Some(6)));
        assert_eq!(found(&judgement), ["layout crates/core/src/lib.rs:41"]);
        let judgement = judge(&Params::default(), &[seen(&[]), did("sound-fmt", 0), unseen()]);
        assert_eq!((word(&judgement).0, judgement.subjects), ("pass", Some(3)));
    }

    #[test]
    fn a_file_that_cannot_be_parsed_fails_at_its_place() {
        let judgement = judge(&Params::default(), &[seen(&[]), did("broken-fmt", 1), unseen()]);
        assert_eq!(word(&judgement).0, "fail");
        assert_eq!(found(&judgement), ["rustfmt crates/core/tests/it.rs:2"]);
    }

    #[test]
    fn settings_that_switch_it_off_or_break_it_are_unknown() {
        let cases = [
            (ran("off-fmt", 0), Reason::NothingToLookAt),
            (ran("settings-fmt", 1), Reason::CouldNotLook),
            (ran("ill-fmt", 0), Reason::CouldNotLook),
            (ran("subcommand-build", 101), Reason::ToolMissing),
        ];
        for (ran, reason) in cases {
            let judgement = judge(&Params::default(), &[seen(&[]), Observation::Ran(ran), unseen()]);
            assert_eq!(word(&judgement), ("unknown", Some(reason)), "{judgement:?}");
        }
    }

    #[test]
    fn the_whole_workspace_is_looked_at_unless_members_are_named() {
        let (argv, _) = lines(&steps(&Params::default(), &facts(&[])));
        assert_eq!(argv, ["cargo fmt --all -- --check --verbose --color=never"]);
        let (argv, _) = lines(&steps(&params(&[("packages", words(&["a"]))]), &facts(&[])));
        assert_eq!(argv, ["cargo fmt --package=a -- --check --verbose --color=never"]);
    }
}
