//! A release for a person: what changes, in which order, what was looked at, and what to type next.

use std::collections::BTreeMap;

use shipworthy_model::humanize::count;
use shipworthy_model::release::StepState;

use super::model::{
    EffectKind, PlannedRelease, PlannedStep, PreflightOutcome, PreflightRow, ReleaseOutcome, ReleaseReport,
};
use super::yank::rows;
use crate::row::line;
use crate::text::{pad, plain, width};
use crate::view::{BAD, BOLD, DIM, GOOD, OPEN, PLAIN, View, short};

/// The columns in front of what stands under a row.
const UNDER: usize = 11;
/// The columns of the longest word in front of a look, `simulated`.
const WORD: usize = 9;

/// The report of a release as text for a person.
pub fn text(report: &ReleaseReport, view: &View) -> String {
    let mut out = String::new();
    if let Some(plan) = &report.plan {
        // Who wants to go on has read the plan.
        match &report.done {
            ReleaseOutcome::Shown if report.yank.is_some() => head(&mut out, plan, view),
            ReleaseOutcome::Shown | ReleaseOutcome::Planned(_) | ReleaseOutcome::Refused => {
                planned(&mut out, plan, view);
            }
            ReleaseOutcome::Stopped { .. } if report.yank.is_some() => head(&mut out, plan, view),
            ReleaseOutcome::Aborted { .. } => head(&mut out, plan, view),
            ReleaseOutcome::Complete
            | ReleaseOutcome::Unseen
            | ReleaseOutcome::Flawed
            | ReleaseOutcome::Stopped { .. } => {
                head(&mut out, plan, view);
                steps(&mut out, plan, view);
            }
        }
    }
    yanks(&mut out, report, view);
    looks(&mut out, report, view);
    for finding in &report.findings {
        view.say_all(&mut out, 2, PLAIN, &format!("{}  {}", pad("REFUSED", WORD), line(finding)));
        if let Some(remedy) = &finding.remedy {
            view.say_all(&mut out, 2 + UNDER, DIM, &format!("fix: {}", plain(remedy)));
        }
    }
    ending(&mut out, report, view);
    out
}

/// The text of what a yank means, for somebody who is asked to agree to it.
pub fn yank(report: &ReleaseReport, view: &View) -> String {
    let mut out = String::new();
    if let Some(plan) = &report.plan {
        head(&mut out, plan, view);
    }
    yanks(&mut out, report, view);
    out
}

fn yanks(out: &mut String, report: &ReleaseReport, view: &View) {
    // What was done is report by its end.
    if let (Some(packages), ReleaseOutcome::Shown) = (&report.yank, &report.done) {
        heading(out, "To be yanked, in this order", view);
        rows(out, packages, view);
    }
}

fn head(out: &mut String, plan: &PlannedRelease, view: &View) {
    let title = view.paint(BOLD, &plain(&plan.message));
    let on = plan.branch.as_ref().map_or_else(|| "no branch".to_owned(), |branch| plain(branch).to_string());
    let place = format!("from {} on {on}", short(&plan.commit));
    out.push_str(&format!("{title}  {}\n", view.paint(DIM, &place)));
}

fn heading(out: &mut String, title: &str, view: &View) {
    let gap = if out.is_empty() { "" } else { "\n" };
    out.push_str(&format!("{gap}{}\n", view.paint(BOLD, title)));
}

fn planned(out: &mut String, plan: &PlannedRelease, view: &View) {
    head(out, plan, view);
    heading(out, "Versions", view);
    let names = plan.packages.iter().map(|member| width(&member.name)).max().unwrap_or(0);
    for member in &plan.packages {
        let versions = match member.from == member.to {
            true => format!("{} as it is", member.to),
            false => format!("{} -> {}", member.from, member.to),
        };
        let to = match member.uploaded {
            true => format!("  to {}", plain(member.registry.as_deref().unwrap_or("crates.io"))),
            false => "  not uploaded".to_owned(),
        };
        let after = match member.after.is_empty() {
            true => String::new(),
            false => format!("  after {}", member.after.join(", ")),
        };
        let row = format!("{}  {}{to}{after}", pad(&member.name, names), plain(&versions));
        view.say_all(out, 2, PLAIN, &row);
    }
    if !plan.files.is_empty() {
        heading(out, "Files", view);
        let paths = plan.files.iter().map(|file| width(&file.path)).max().unwrap_or(0);
        for file in &plan.files {
            let lines = count(file.lines, "lines");
            view.say_all(out, 2, PLAIN, &format!("{}  {lines}", pad(&plain(&file.path), paths)));
        }
        view.say_all(out, 2, DIM, "and Cargo.lock, by cargo");
    }
    if !plan.notes.is_empty() {
        heading(out, "Release notes", view);
        for line in plan.notes.lines() {
            match line.trim().is_empty() {
                true => out.push('\n'),
                false => view.say_all(out, 2, PLAIN, &plain(line)),
            }
        }
    }
    steps(out, plan, view);
    for remark in &plan.remarks {
        view.say_all(out, 2, OPEN, &format!("note: {}", plain(remark)));
    }
}

fn steps(out: &mut String, plan: &PlannedRelease, view: &View) {
    heading(out, "Steps", view);
    let words =
        plan.steps.iter().map(|step| width(&step.words)).filter(|width| *width <= 40).max().unwrap_or(0);
    let lasting = plan.steps.iter().position(|step| step.kind == EffectKind::Lasting);
    for (at, step) in plan.steps.iter().enumerate() {
        if Some(at) == lasting {
            view.say_all(out, 2, DIM, "from here on, what was done cannot be taken back:");
        }
        let (state, style) = status(step);
        let text = format!("{:>3}  {}  {state}", at + 1, pad(&plain(&step.words), words));
        view.say_all(out, 2, style, text.trim_end());
    }
}

fn status(step: &PlannedStep) -> (String, anstyle::Style) {
    let Some((sight, seen)) = &step.state else { return (String::new(), PLAIN) };
    let (shown, style) = match sight {
        StepState::Equal => ("done", GOOD),
        StepState::Different => ("DIFFERENT", BAD),
        StepState::Unknown => ("UNKNOWN", OPEN),
        StepState::ByHand => ("BY HAND", OPEN),
        StepState::Absent => ("to do", DIM),
    };
    (format!("{shown}  {}", plain(seen)), style)
}

fn looks(out: &mut String, report: &ReleaseReport, view: &View) {
    if !report.looks.is_empty() {
        heading(out, "Looked at before the first change", view);
    }
    let groups = groups(&report.looks);
    let names: Vec<String> = groups.iter().map(|(look, more)| name(look, *more)).collect();
    let widest = names.iter().map(|name| width(name)).filter(|width| *width <= 36).max().unwrap_or(0);
    for ((look, more), name) in groups.into_iter().zip(names) {
        let (word, style) = match look.outcome {
            PreflightOutcome::Fine => ("fine", GOOD),
            PreflightOutcome::Refused => ("REFUSED", BAD),
            PreflightOutcome::Unknown => ("UNKNOWN", OPEN),
            PreflightOutcome::Simulated => ("simulated", DIM),
        };
        let gap = WORD - word.len() + 2;
        let word = view.paint(style, word);
        let mut lines = look.text.lines();
        let likewise = if more > 0 { format!("; {more} more likewise") } else { String::new() };
        let first = format!("{}  {}{likewise}", pad(&name, widest), plain(lines.next().unwrap_or_default()));
        out.push_str(&format!("  {word}{:gap$}{}\n", "", first.trim_end()));
        lines.for_each(|line| view.say_all(out, 2 + UNDER, PLAIN, &plain(line)));
        if let Some(remedy) = &look.remedy {
            view.say_all(out, 2 + UNDER, DIM, &format!("fix: {}", plain(remedy)));
        }
    }
}

/// The looks, and for each how many more say the same of other packages. What asks for something is shown whole.
fn groups(looks: &[PreflightRow]) -> Vec<(&PreflightRow, usize)> {
    let mut groups: Vec<(&PreflightRow, usize)> = Vec::new();
    let mut places: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for look in looks {
        let calm = matches!(look.outcome, PreflightOutcome::Fine | PreflightOutcome::Simulated)
            && !look.which.is_empty();
        // Numbers differ from one package to the next, and nobody compares them here.
        let alike = look.text.replace(&look.which, "").replace(|c: char| c.is_ascii_digit(), "");
        match places.get(&(look.what.as_str(), alike.clone())) {
            Some(at) if calm => groups[*at].1 += 1,
            _ => {
                if calm {
                    places.insert((&look.what, alike), groups.len());
                }
                groups.push((look, 0));
            }
        }
    }
    groups
}

fn name(look: &PreflightRow, more: usize) -> String {
    let which = if more > 0 { "" } else { look.which.as_str() };
    plain(format!("{} {which}", look.what).trim_end()).into_owned()
}

fn ending(out: &mut String, report: &ReleaseReport, view: &View) {
    let version = report.plan.as_ref().map_or(report.request.as_str(), |plan| plan.version.as_str());
    let next = |words: &str| format!("{} {}\n", view.paint(BOLD, "next:"), view.type_in(&plain(words)));
    let again = || next(&format!("release {}", report.request));
    if !out.is_empty() {
        out.push('\n');
    }
    let refusals = count(report.refusals() as u64, "things");
    let refused = || format!("{}  {refusals} in the way; nothing was changed\n", view.paint(BAD, "REFUSED"));
    out.push_str(&match &report.done {
        ReleaseOutcome::Shown | ReleaseOutcome::Planned(_) | ReleaseOutcome::Refused
            if report.refusals() > 0 =>
        {
            refused() + &again()
        }
        ReleaseOutcome::Shown if report.yank.is_some() => {
            "nothing was yanked or taken back\n".to_owned()
                + &next(&format!("release {version} --abort --yank --yes"))
        }
        ReleaseOutcome::Shown => "nothing was changed, and no plan was written\n".to_owned() + &again(),
        ReleaseOutcome::Planned(file) => {
            format!("nothing was changed; the plan is in {}\n", plain(file))
                + &next(&format!("release {version} --execute"))
        }
        ReleaseOutcome::Refused => refused() + &again(),
        ReleaseOutcome::Complete => {
            format!("{}  {version} is released, and seen to be there\n", view.paint(GOOD, "DONE"))
                + &next("status")
        }
        ReleaseOutcome::Stopped { why, remedy, .. } => {
            let mut text = String::new();
            view.say_all(&mut text, 0, PLAIN, &format!("STOPPED  {}", plain(why)));
            view.say_all(&mut text, 9, DIM, &format!("fix: {}", plain(remedy)));
            match report.yank {
                Some(_) => text + &next(&format!("release {version} --abort --yank")),
                None => text + &next("release --resume"),
            }
        }
        ReleaseOutcome::Unseen => {
            let word = view.paint(OPEN, "UNSEEN");
            format!("{word}  {version} is released; not all of it could be seen yet\n")
                + &next("release --resume")
        }
        ReleaseOutcome::Flawed => {
            let word = view.paint(BAD, "FLAWED");
            format!(
                "{word}  {version} is released; something of it is not as planned, and only a higher version mends that\n"
            ) + &next("release patch")
        }
        ReleaseOutcome::Aborted { yanked, undone, left } => aborted(yanked, undone, left, view),
    });
}

fn aborted(yanked: &[String], undone: &[String], left: &[String], view: &View) -> String {
    let mut out = String::new();
    for (word, all) in [("yanked", yanked), ("undone", undone), ("stays ", left)] {
        all.iter().for_each(|what| view.say_all(&mut out, 2, PLAIN, &format!("{word}  {}", plain(what))));
    }
    out.push_str(match (left.is_empty(), yanked.is_empty()) {
        (true, true) => "the release was given up; nothing of it is left\n",
        (true, false) => {
            "the release was given up; what was uploaded is yanked, and nothing else of it is left\n"
        }
        (false, true) => "the release cannot be given up: others may have seen what stays\n",
        (false, false) => {
            "what was uploaded is yanked; the release is not given up as long as something stays\n"
        }
    });
    out
}
