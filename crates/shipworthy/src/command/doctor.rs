//! `doctor`: can this machine run this checklist, and what to type if not.

use shipworthy_engine::doctor::examine;
use shipworthy_engine::sys::foreground;
use shipworthy_kinds::outward_paths;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::diagnosis::{Diagnosis, DoctorOutcome};
use shipworthy_model::exit::Exit;
use shipworthy_model::step::command_line;
use shipworthy_report::doctor as report;
use shipworthy_report::json::DoctorDocument;

use super::view;
use crate::answer::Answer;
use crate::context::Context;
use crate::flags::DoctorFlags;
use crate::load::Loaded;
use crate::stop::Stop;
use crate::terminal::Terminal;

/// Examines the machine; with `--fix`, mends it after asking and examines it again.
pub(crate) fn doctor(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    flags: &DoctorFlags,
) -> Result<Answer, Stop> {
    let session = context.open(loaded, checklist)?;
    let diagnosis = examine(&session, &flags.only, outward_paths);
    if let Some(id) = flags.only.iter().find(|id| !diagnosis.rows.iter().any(|row| row.id == **id)) {
        let all = examine(&session, &[], outward_paths);
        let advice = shipworthy_checklist::advice(id, all.rows.iter().map(|row| row.id.as_str()));
        let advice = advice.map(|advice| format!("; {advice}")).unwrap_or_default();
        let list = format!("{} doctor --list", context.caller.command);
        return Err(Stop::usage(format!(
            "this checklist needs nothing called `{id}`{advice}\n`{list}` lists all that it needs"
        )));
    }
    session.save_caches();
    if flags.list {
        let (human, json) = (report::list(&diagnosis), DoctorDocument::listing(&diagnosis));
        return Ok(context.answer(Exit::Go, || human, || json));
    }
    let answer = |diagnosis: &Diagnosis| {
        let human = || report::table(diagnosis, &view::view(context, &session, checklist));
        context.answer(diagnosis.exit(), human, || DoctorDocument::of(diagnosis))
    };
    if flags.fix && mend(context, &diagnosis, flags)? {
        let mended = context.open(loaded, checklist)?;
        return Ok(answer(&examine(&mended, &flags.only, outward_paths)));
    }
    Ok(answer(&diagnosis))
}

/// Shows the commands, asks, and runs them line by line. `false` when nothing was done.
///
/// # Errors
///
/// When the user wants to stop.
fn mend(context: &Context<'_>, diagnosis: &Diagnosis, flags: &DoctorFlags) -> Result<bool, Stop> {
    let ill = |outcome| matches!(outcome, DoctorOutcome::Missing | DoctorOutcome::TooOld);
    let rows = diagnosis.rows.iter().filter(|row| ill(row.outcome));
    let mut lines: Vec<&Vec<String>> = Vec::new();
    for line in rows.filter_map(|row| row.fix.as_ref()) {
        // One toolchain may bring several of the tools.
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        Terminal::tell("There is nothing that could be mended from here.");
        return Ok(false);
    }
    Terminal::tell("To mend what is missing, this would be run:");
    lines.iter().for_each(|line| Terminal::tell(&format!("  {}", command_line(line))));
    if flags.dry_run || !(flags.yes || Terminal::ask("Run it?")) {
        let command = context.caller.command;
        Terminal::tell(&format!("Nothing was run. `{command} doctor --fix --yes` runs it without asking."));
        return Ok(false);
    }
    for line in lines {
        let Some((program, arguments)) = line.split_first() else { continue };
        context.last_word.act()?;
        match foreground::run(program, arguments) {
            Ok(status) if status.success() => {}
            Ok(status) => Terminal::tell(&format!("`{}` ended with {status}", command_line(line))),
            Err(error) => Terminal::tell(&format!("cannot run `{}`: {error}", command_line(line))),
        }
    }
    context.last_word.act()?;
    Ok(true)
}
