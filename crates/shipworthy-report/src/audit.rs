//! What an audit found, for a person. The worst is said first; what is undecided is counted, and listed only
//! when asked for.

use std::collections::BTreeMap;

use shipworthy_model::claim::{Attribution, Audit, Audited, Claim, ClaimFinding, Contradiction, Era, Mark};
use shipworthy_model::humanize::count;

use crate::text::{cut, plain};
use crate::view::{BAD, BOLD, DIM, GOOD, LENT, OPEN, PLAIN, View};

/// How much of an audit a reader wants to see.
#[derive(Debug, Clone, Copy, Default)]
pub struct Detail {
    /// Are undecided claims listed, too?
    pub all: bool,
    /// Were the commands of the documents run?
    pub ran: bool,
}

/// More characters of a statement than this are not shown.
const MOST_TEXT: usize = 160;

/// The columns that the line number in front of a claim takes.
const UNDER: usize = 8;

/// The audit as text for a person.
pub fn human(audit: &Audit, detail: Detail, view: &View) -> String {
    let mut out = String::new();
    audit.documents.iter().for_each(|document| header(&mut out, document, audit, view));
    for finding in ClaimFinding::ALL {
        let claims: Vec<&Claim> = audit.claims.iter().filter(|claim| claim.finding == finding).collect();
        if claims.is_empty() || (finding == ClaimFinding::Unproven && !detail.all) {
            continue;
        }
        let (word, style, meaning) = heading(finding);
        out.push_str(&format!("\n{}  {}\n", view.paint(style, word), view.paint(DIM, meaning)));
        let several = audit.documents.len() > 1;
        claims.iter().for_each(|claim| shown(&mut out, claim, several, view));
    }
    disagreements(&mut out, audit, view);
    if !detail.all {
        undecided(&mut out, audit, view);
    }
    total(&mut out, audit, detail, view);
    out
}

fn header(out: &mut String, document: &Audited, audit: &Audit, view: &View) {
    let claims = audit.claims.iter().filter(|claim| claim.file == document.file);
    let (mut all, mut done, mut open) = (0, 0, 0);
    for claim in claims {
        all += 1;
        done += u64::from(claim.mark == Mark::Done);
        open += u64::from(claim.mark == Mark::Open);
    }
    let counts = format!("{}: {done} done, {open} open", count(all, "claims"));
    out.push_str(&format!("{}  {counts}\n", view.paint(BOLD, &plain(&document.file))));
    if let Some(first) = document.repairs.first() {
        let places = count(document.repairs.len() as u64, "places");
        let example = format!("`{}` is `{}`", plain(&first.from), plain(&first.to));
        let text = format!(
            "text damaged by {} was mended in {places}: line {}, {example}",
            first.through, first.line
        );
        view.say(out, 2, DIM, &text);
    }
    for trap in &document.traps {
        let text = format!(
            "the fence of line {} is closed by the one nested in it at line {}: Markdown shows what follows as code \
             (give the outer one more marks)",
            trap.line, trap.closed
        );
        view.say(out, 2, OPEN, &text);
    }
    if !document.swallowed.is_empty() {
        let items = count(document.swallowed.len() as u64, "task items");
        let lines = document.swallowed.first().zip(document.swallowed.last());
        let lines = lines.map(|(first, last)| format!(" (lines {first} to {last})")).unwrap_or_default();
        view.say(out, 2, OPEN, &format!("{items} swallowed by it{lines}; they are read all the same"));
    }
}

fn heading(finding: ClaimFinding) -> (&'static str, anstyle::Style, &'static str) {
    match finding {
        ClaimFinding::Refuted => ("REFUTED", BAD, "said to be so, and it is not"),
        ClaimFinding::AlreadyHolds => ("ALREADY HOLDS", LENT, "open, and it is so already"),
        ClaimFinding::Partly => ("PARTLY", OPEN, "a part of it is so"),
        ClaimFinding::Unproven => ("UNPROVEN", DIM, "not decided"),
        ClaimFinding::Holds => ("HOLDS", GOOD, "the mark is right"),
    }
}

fn shown(out: &mut String, claim: &Claim, several: bool, view: &View) {
    let mark = match claim.mark {
        Mark::Done => "[x] ",
        Mark::Open => "[ ] ",
        Mark::None => "",
    };
    let file = if several { format!("{}:", plain(&claim.file)) } else { String::new() };
    let text = plain(&claim.text);
    let line = format!("{:>5}", format!("{file}{}", claim.line));
    view.say_all(out, 0, PLAIN, &format!("{line}  {mark}{}", cut(&text, MOST_TEXT)));
    if !claim.proof.is_empty() {
        view.say(out, UNDER, DIM, &plain(&claim.proof));
    }
    if let Some(since) = &claim.since {
        view.say(out, UNDER, DIM, &attributed(since));
    }
    if !claim.near.is_empty() {
        let near: Vec<_> = claim.near.iter().map(|path| plain(path)).collect();
        view.say(out, UNDER, PLAIN, &format!("did you mean {}?", near.join(" or ")));
    }
}

fn attributed(since: &Attribution) -> String {
    let era = match since.era {
        Era::Before => "so before this checklist was written",
        Era::Since => "so since this checklist was written",
        Era::Broken => "was so, and is no longer, since this checklist was written",
    };
    format!("{era}: {} of {}, {}", since.commit, since.date, plain(&since.subject))
}

/// The places that contradict each other, each pair once.
fn disagreements(out: &mut String, audit: &Audit, view: &View) {
    let mut pairs: BTreeMap<[(&str, u32); 2], &Contradiction> = BTreeMap::new();
    for claim in &audit.claims {
        for other in &claim.contradicts {
            let mut pair = [(claim.file.as_str(), claim.line), (other.file.as_str(), other.line)];
            pair.sort_unstable();
            pairs.entry(pair).or_insert(other);
        }
    }
    if pairs.is_empty() {
        return;
    }
    out.push_str(&format!(
        "\n{}  {}\n",
        view.paint(BAD, "CONTRADICTS"),
        view.paint(DIM, "both cannot be so")
    ));
    let several = audit.documents.len() > 1;
    let place = |(file, line): (&str, u32)| {
        if several { format!("{}:{line}", plain(file)) } else { line.to_string() }
    };
    for (pair, contradiction) in pairs {
        let places = format!("{} and {}", place(pair[0]), place(pair[1]));
        view.say(out, 2, PLAIN, &format!("{places}  {}", plain(&contradiction.why)));
    }
}

/// The undecided claims, counted by what would decide them.
fn undecided(out: &mut String, audit: &Audit, view: &View) {
    let unproven: Vec<&Claim> =
        audit.claims.iter().filter(|claim| claim.finding == ClaimFinding::Unproven).collect();
    if unproven.is_empty() {
        return;
    }
    let number = |wanted: fn(&Claim) -> bool| unproven.iter().filter(|claim| wanted(claim)).count() as u64;
    let to_run = number(|claim| claim.kind.is_some() && claim.proof.contains("--run"));
    let others = unproven.len() as u64 - to_run;
    let (word, style, meaning) = heading(ClaimFinding::Unproven);
    out.push_str(&format!("\n{}  {}\n", view.paint(style, word), view.paint(DIM, meaning)));
    if to_run > 0 {
        view.say(
            out,
            2,
            PLAIN,
            &format!("{} would be decided by running a command", count(to_run, "claims")),
        );
    }
    if others > 0 {
        view.say(out, 2, PLAIN, &format!("{} no check can tell; --all lists them", count(others, "claims")));
    }
}

fn total(out: &mut String, audit: &Audit, detail: Detail, view: &View) {
    if audit.claims.is_empty() {
        out.push_str("no claim was found: there was nothing to hold against the workspace\n");
        return;
    }
    let words = ["refuted", "already hold", "partly so", "unproven", "hold"];
    let counts = ClaimFinding::ALL.iter().zip(words).map(|(finding, word)| (audit.count(*finding), word));
    let counts: Vec<String> =
        counts.filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}")).collect();
    out.push_str(&format!("\nof {}: {}\n", count(audit.claims.len() as u64, "claims"), counts.join(", ")));
    let Some(document) = audit.documents.first() else { return };
    let to_run = audit.claims.iter().find(|claim| !detail.ran && claim.proof.contains("--run"));
    let next = match to_run {
        Some(claim) => format!("audit {} --run", plain(&claim.file)),
        None => format!("import {}", plain(&document.file)),
    };
    out.push_str(&format!("{} {}\n", view.paint(BOLD, "next:"), view.type_in(&next)));
}
