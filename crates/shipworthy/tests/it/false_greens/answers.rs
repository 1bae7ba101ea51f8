//! What was seen of one false green: what the plain tool answered, and what the gate did, as the page shows it.

use testkit::{Json, Workspace, redact, redact_versions};

use crate::proofs::asked::{fails, gate, passes, unknown};

/// How wide a line of the page may be.
const WIDTH: usize = 118;

/// The answers that were seen, in the lines of the page.
#[derive(Default)]
pub(super) struct Answers {
    lines: Vec<String>,
}

impl Answers {
    /// The lines for the page.
    pub(super) fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// What stands in a file, where it tells more than words.
    pub(super) fn given(mut self, file: &str, text: &str) -> Self {
        self.apart();
        self.lines.push(format!("{file}:"));
        self.lines.extend(text.lines().map(|line| format!("    {line}").trim_end().to_owned()));
        self
    }

    /// Types a line into a shell at the root. It must end with this code and say this in a line, which is shown; with no
    /// text to look for, it must say nothing at all.
    #[track_caller]
    pub(super) fn plain(mut self, ws: &Workspace, typed: &str, code: i32, says: &str) -> Self {
        let run = ws.program("sh", ["-c", typed]).stdout_any().stderr_any();
        let output = run.spawn().finish();
        assert_eq!(output.code, Some(code), "{}", output.told());
        let all = format!("{}{}", output.stdout, output.stderr);
        let said = if says.is_empty() {
            assert_eq!(all.trim(), "", "`{typed}` was to say nothing");
            "(not a word)"
        } else {
            let line = all.lines().find(|line| line.contains(says));
            line.unwrap_or_else(|| panic!("`{typed}` does not say `{says}`\n{}", output.told()))
        };
        self.apart();
        self.lines.push(format!("$ {typed}"));
        self.told(&seen(said.trim(), ws));
        self.lines.push(format!("exit code {code}"));
        self
    }

    /// Shows what a plain tool was seen to say when it ended well.
    #[track_caller]
    pub(super) fn plain_told(mut self, ws: &Workspace, typed: &str, told: &str, says: &str) -> Self {
        let line = told.lines().find(|line| line.contains(says));
        let line = line.unwrap_or_else(|| panic!("`{typed}` does not say `{says}`\n{told}"));
        self.apart();
        self.lines.push(format!("$ {typed}"));
        self.told(&seen(line.trim(), ws));
        self.lines.push("exit code 0".to_owned());
        self
    }

    /// The plain tool cannot be had in these tests; that is said in place of an answer.
    pub(super) fn not_run(mut self, tool: &str, why: &str) -> Self {
        self.apart();
        self.told(&format!("{tool}: not run by our tests, {why}"));
        self
    }

    /// Asks our gate, which must fail by exactly these rules.
    #[track_caller]
    pub(super) fn ours_fails(self, ws: &Workspace, rules: &[&str]) -> Self {
        let json = fails(gate(ws), rules);
        self.ours(ws, &json, 1)
    }

    /// Asks our gate, which must be unknown for this reason.
    #[track_caller]
    pub(super) fn ours_unknown(self, ws: &Workspace, reason: &str) -> Self {
        let json = unknown(gate(ws), reason);
        self.ours(ws, &json, 3)
    }

    /// Asks our gate, which accepts by a line of its own what it was told of before.
    #[track_caller]
    pub(super) fn ours_passes(self, ws: &Workspace) -> Self {
        let json = passes(gate(ws));
        self.ours(ws, &json, 0)
    }

    /// Shows an answer that our gate gave.
    pub(super) fn ours(mut self, ws: &Workspace, json: &Json, code: i32) -> Self {
        let checklist = ws.read("readiness.toml");
        let check = checklist.lines().find(|line| line.starts_with("check = ")).unwrap_or_default();
        let outcome = json.outcome("gate").to_uppercase();
        self.apart();
        self.told(&seen(check, ws));
        let (told, findings) = (json.gate("gate"), json.findings("gate"));
        let measured = format!("{} {}", told["subjects"], told["unit"].as_str().unwrap_or("subjects"));
        let reason = told["reason"].as_str().unwrap_or(&measured);
        if findings.is_empty() {
            self.told(&format!("{outcome}  {}", seen(reason, ws)));
        }
        for finding in findings.iter().take(3) {
            let text = |key: &str| finding[key].as_str().unwrap_or_default();
            let line = finding["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
            let place = format!("{}{line}  ", text("file"));
            let place = if place.trim().is_empty() { "" } else { place.as_str() };
            self.told(&format!("{outcome}  {place}{}", seen(text("message"), ws)));
        }
        self.lines.push(format!("exit code {code}"));
        self
    }

    /// Another command of ours that must end with this code and say this in a line, which is shown.
    #[track_caller]
    pub(super) fn command(self, ws: &Workspace, words: &[&str], code: i32, says: &str) -> Self {
        let output = ws.run(words).exit(code).stdout_any().stderr_any().done();
        self.command_told(ws, words, &format!("{}{}", output.stdout, output.stderr), code, says)
    }

    /// Shows what a command of ours was seen to say.
    #[track_caller]
    pub(super) fn command_told(
        mut self,
        ws: &Workspace,
        words: &[&str],
        told: &str,
        code: i32,
        says: &str,
    ) -> Self {
        let line = told.lines().find(|line| line.contains(says));
        let line = line.unwrap_or_else(|| panic!("{words:?} does not say `{says}`\n{told}"));
        self.apart();
        self.lines.push(format!("$ cargo shipworthy {}", words.join(" ")));
        self.told(&seen(line.trim(), ws));
        self.lines.push(format!("exit code {code}"));
        self
    }

    /// An empty line between two answers.
    fn apart(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
    }

    /// A line, folded where it is too long.
    fn told(&mut self, text: &str) {
        let mut line = String::new();
        for word in text.split_inclusive(' ') {
            if line.chars().count() + word.trim_end().chars().count() > WIDTH && !line.trim().is_empty() {
                self.lines.push(line.trim_end().to_owned());
                line = "    ".to_owned();
            }
            line += word;
        }
        self.lines.push(line.trim_end().to_owned());
    }
}

/// The text without what differs from machine to machine and from run to run.
fn seen(text: &str, ws: &Workspace) -> String {
    let text = redact_versions(&redact(text, ws)).replace("[VERSION]", "x.y.z").replace("[TIME]", "0.1s");
    // How small a package becomes depends on the id of its commit.
    let sized = |line: &str| match line.strip_prefix("Packaged ").and_then(|rest| rest.split_once(" files, "))
    {
        Some((files, _)) => format!("Packaged {files} files\n"),
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(sized).collect()
}
