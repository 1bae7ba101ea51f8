//! Scripts of PowerShell and of the command prompt of Windows, as far as each line is one plain command. A program that
//! fails stops neither of them: how the last one ended is how the script ends.

use super::command::{CalledProgram, Match};
use super::script::CommandOutcome;
use super::syntax::{Obscure, UNKNOWN_TEXT};

/// A shell that is read line by line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineShell {
    /// PowerShell.
    PowerShell,
    /// The command prompt.
    Prompt,
}

/// Commands of PowerShell that are no programs, so that the last exit code stays.
const SAYINGS: [&str; 5] = ["echo", "write-host", "write-output", "rem", "set-location"];

/// What becomes of the commands that are wanted.
pub(super) fn find(text: &str, shell: LineShell, wanted: &dyn Fn(&CalledProgram) -> Match) -> CommandOutcome {
    let lines = calls(text, shell);
    let wants: Vec<Match> = lines.iter().map(wanted).collect();
    let Some(at) = wants.iter().rposition(|found| *found == Match::Yes) else {
        let handed = lines.iter().zip(&wants).find(|(_, found)| **found == Match::Handed);
        let unclear = |call: &CalledProgram| {
            CommandOutcome::Unclear(Obscure::new(
                call.line,
                format!("what `{}` does with it is not read", call.program()),
            ))
        };
        let hidden = |call: &&CalledProgram| call.program().starts_with(UNKNOWN_TEXT);
        return match (lines.iter().find(hidden), handed) {
            (Some(call), _) => CommandOutcome::Unclear(Obscure::new(
                call.line,
                "what is put in for an expression here is not known",
            )),
            (None, Some((call, _))) => unclear(call),
            (None, None) => CommandOutcome::Nowhere,
        };
    };
    let call = &lines[at];
    if let Some(odd) = lines[..=at].iter().find(|call| !is_plain(&call.text) || call.program() == "exit") {
        return CommandOutcome::Unclear(Obscure::new(odd.line, "only plain lines of this shell are read"));
    }
    let mut after = lines[at + 1..].iter().filter(|call| !says(call));
    match after.next() {
        None => CommandOutcome::Fails,
        Some(next) if looks_at_code(&next.text) => CommandOutcome::Fails,
        Some(_) => {
            CommandOutcome::Perhaps(Obscure::new(call.line, "this shell goes on when a program fails"))
        }
    }
}

/// How the script ends by itself, when it is but one `exit` with a number.
pub(super) fn succeeds(text: &str) -> Option<bool> {
    let code = text.trim().strip_prefix("exit ")?.trim().parse::<i64>().ok()?;
    Some(code == 0)
}

/// The lines, as commands.
pub(super) fn calls(text: &str, shell: LineShell) -> Vec<CalledProgram> {
    let mut calls = Vec::new();
    let mut open: Option<(u32, String)> = None;
    let continues = if shell == LineShell::Prompt { '^' } else { '`' };
    for (line, number) in text.lines().zip(0..) {
        let (begin, before) = open.take().unwrap_or((number, String::new()));
        let line = line.trim();
        if let Some(head) = line.strip_suffix(continues) {
            open = Some((begin, format!("{before}{head} ")));
            continue;
        }
        let whole = format!("{before}{line}");
        if whole.is_empty() || whole.starts_with('#') || whole.starts_with("::") {
            continue;
        }
        let words = whole.split_whitespace().map(|word| word.trim_matches(['"', '\'']).to_owned()).collect();
        calls.push(CalledProgram::new(words, whole, begin));
    }
    calls
}

/// Is the line one command, without anything that joins it to others or computes?
fn is_plain(text: &str) -> bool {
    let says =
        text.split_whitespace().next().is_some_and(|word| SAYINGS.contains(&word.to_lowercase().as_str()));
    let variable = text.starts_with('$') && text.contains('=') && !text.contains("ErrorAction");
    says || variable || !text.contains(['|', '&', ';', '{', '}', '(', ')', '$', '%', '@', '<'])
}

fn says(call: &CalledProgram) -> bool {
    SAYINGS.contains(&call.program().to_lowercase().as_str())
}

/// Does the line end the script when the program before it failed?
fn looks_at_code(text: &str) -> bool {
    let text = text.to_lowercase().split_whitespace().collect::<String>();
    text == "exit$lastexitcode"
        || ["if($lastexitcode-ne0){exit1}", "if($lastexitcode-ne0){exit$lastexitcode}", "if(-not$?){exit1}"]
            .contains(&text.as_str())
}
