//! `cargo-fmt`: every file that rustfmt reaches has rustfmt's layout.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::{Facts, Workspace};
use shipworthy_model::judgement::{Conclusion, Finding, Judgement, Measurement};
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::observation::{Observation, Ran, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Look, Run, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::kind::{Kind, Need, Scope};
use crate::reading::cargo::{failure, selection};
use crate::reading::globs::Globs;
use crate::reading::rust::fate::{self, SOURCES, SourceFates};

/// The check kind `cargo-fmt`.
pub(super) static KIND: Kind = Kind::new("cargo-fmt", "every source file has rustfmt's layout", steps, judge)
    .about("Counts the files that rustfmt says it has formatted, so a setting that switches it off is unknown and \
            no pass. So is a file that is compiled and that rustfmt does not come to: one that a macro declares \
            or `include!` takes in, one below `#[rustfmt::skip]`; `except` accepts it. A file that belongs to no \
            module tree is for the kind `orphan-files`. Without `packages`, path dependencies outside the workspace are looked at too, as `cargo fmt --all` \
            does.")
    .params(&[
        selection::PACKAGES,
        Param::optional(
            "except",
            ParamType::Globs,
            "files that are compiled and need not be formatted, or are by another gate",
        ),
    ])
    .since("0.1")
    .version(2)
    .needs(&[Need::Tool("cargo"), Need::Tool("cargo-fmt"), Need::Workspace])
    .scope(Scope::Files(&["**/*.rs", "**/Cargo.toml", "**/*.stderr", "**/rustfmt.toml", "**/.rustfmt.toml"]));

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let which = if params.has("packages") { selection::packages(params) } else { vec!["--all".to_owned()] };
    let argv = selection::command(&["cargo", "fmt"], which, &["--", "--check", "--verbose", "--color=never"]);
    vec![Step::Workspace, Step::Run(Run::new(argv)), Step::Look(Look::new(SOURCES.to_vec(), look))]
}

/// Never an error: what is no Rust is for rustfmt to tell.
fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    Ok(fate::sightings(file))
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Workspace(workspace), Observation::Ran(ran), Observation::Looked(looked)] =
        observations
    else {
        return Judgement::unknown(Reason::CouldNotLook, "rustfmt was not run");
    };
    let members = match selection::members(params, workspace) {
        Ok(members) => members,
        Err(judgement) => return judgement,
    };
    let stdout = &ran.stdout.text;
    let formatted: BTreeSet<&str> =
        stdout.lines().filter_map(|line| line.strip_prefix("Formatting ")).collect();
    let mut errors = failure::findings(&ran.stderr.text);
    let named = errors.iter().filter_map(|error| error.file.as_deref());
    let root = root(&formatted.iter().copied().chain(named).collect(), workspace);
    let relative = |path: &str| path.strip_prefix(root.as_str()).unwrap_or(path).replace('\\', "/");
    for error in &mut errors {
        error.file = error.file.as_deref().map(relative);
        error.rule = "rustfmt".to_owned();
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
    let seen: BTreeSet<String> = formatted.iter().map(|path| relative(path)).collect();
    let findings = places.into_iter().map(|(path, (line, count))| {
        let places = if count == 1 { "place differs" } else { "places differ" };
        let message = format!("{count} {places} from rustfmt's layout");
        Finding::new("layout", message).at(path, Some(line), None).remedy("cargo fmt --all")
    });
    let judgement = conclude(ran, formatted.len() as u64, findings.chain(errors).collect());
    let except = match Globs::of(params, "except") {
        Ok(except) => except,
        Err(error) => return Judgement::unknown(Reason::CouldNotLook, error),
    };
    if judgement.result != Conclusion::Pass {
        return judgement;
    }
    let fates = SourceFates::new(workspace, looked);
    let passed_over = fates.compiled().filter(|(package, file)| {
        members.iter().any(|member| member.name == package.name)
            && !seen.contains(*file)
            && !except.covers(file)
    });
    let passed_over: Vec<&str> = passed_over.map(|(_, file)| file).collect();
    let Some(first) = passed_over.first() else { return judgement };
    let others = match passed_over.len() - 1 {
        0 => String::new(),
        others => format!(", and so are {others} others"),
    };
    let why = format!(
        "{first} is compiled, but rustfmt does not come to it{others}: a macro declares it, or it is left out on \
         purpose; run `rustfmt --check {first}`, and name what is accepted in `except`"
    );
    Judgement::unknown(Reason::CouldNotLook, why)
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
            let excuse = if ran.succeeded() { None } else { failure::excuse(&ran.stderr.text) };
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
    for target in workspace.packages.iter().flat_map(|package| &package.targets) {
        for path in paths {
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
    use shipworthy_model::observation::Looked;

    use super::*;
    use crate::reading::cargo::fixture::{did, facts, found, lines, params, ran, seen, word, words};

    fn looked(files: &[(&str, &str)]) -> Observation {
        let mut looked = Looked::default();
        for (path, text) in files {
            looked.sightings.extend(fate::sightings(&SourceFile::new(path, text.as_bytes())));
        }
        Observation::Looked(looked)
    }

    /// What a macro declares is compiled, and rustfmt does not look into macros.
    #[test]
    fn a_file_that_rustfmt_does_not_come_to_is_unknown() {
        let gated = "macro_rules! gated { ($($i:item)*) => { $($i)* } } gated! { mod inner; }";
        let files = [("crates/core/src/lib.rs", gated), ("crates/core/src/inner.rs", "fn  ugly( ) {}")];
        let seen = [seen(&[]), did("sound-fmt", 0), looked(&files)];
        let judgement = judge(&Params::default(), &seen);
        assert_eq!(word(&judgement), ("unknown", Some(Reason::CouldNotLook)), "{judgement:?}");
        let except = params(&[("except", words(&["crates/core/src/inner.rs"]))]);
        assert_eq!(word(&judge(&except, &seen)).0, "pass");
    }

    #[test]
    fn a_difference_fails_at_its_file() {
        let more: &[(&str, &[&str])] = &[("gated", &["extra"]), ("empty", &[]), ("abort", &[])];
        let judgement = judge(&Params::default(), &[seen(more), did("ill-fmt", 1), looked(&[])]);
        assert_eq!((word(&judgement).0, judgement.subjects), ("fail", Some(6)));
        assert_eq!(found(&judgement), ["layout crates/core/src/lib.rs:41"]);
        let judgement = judge(&Params::default(), &[seen(&[]), did("sound-fmt", 0), looked(&[])]);
        assert_eq!((word(&judgement).0, judgement.subjects), ("pass", Some(3)));
    }

    #[test]
    fn a_file_that_cannot_be_parsed_fails_at_its_place() {
        let judgement = judge(&Params::default(), &[seen(&[]), did("broken-fmt", 1), looked(&[])]);
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
            let judgement = judge(&Params::default(), &[seen(&[]), Observation::Ran(ran), looked(&[])]);
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
