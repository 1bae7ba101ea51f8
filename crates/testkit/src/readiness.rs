//! The short form of a checklist: a test states its checks, the rest is filled in.

use std::fmt::Write as _;

/// A checklist that grows gate by gate.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readiness {
    phases: Vec<(String, String, String)>,
    tail: String,
}

impl Readiness {
    pub(crate) fn phase(&mut self, id: &str, title: &str) {
        self.phases.push((id.to_owned(), title.to_owned(), String::new()));
    }

    /// A P0 gate in the newest phase, `blockers` when none was begun. `check` is the inside of its `check` table,
    /// `more` further lines of the gate.
    pub(crate) fn gate(&mut self, id: &str, check: &str, more: &str) {
        if self.phases.is_empty() {
            self.phase("blockers", "Blockers");
        }
        let Some((_, _, gates)) = self.phases.last_mut() else { return };
        // An inline table stays on one line; tests write theirs on several.
        let check = check.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        let check = check.trim().trim_end_matches(',');
        let lines =
            [("title", format!("title = \"The gate {id}\"")), ("priority", "priority = \"P0\"".to_owned())];
        let given = |key: &str| more.lines().any(|line| line.trim_start().starts_with(key));
        writeln!(gates, "\n[[phase.gate]]\nid = \"{id}\"").unwrap();
        for (_, line) in lines.iter().filter(|(key, _)| !given(key)) {
            writeln!(gates, "{line}").unwrap();
        }
        for line in more.lines().map(str::trim).filter(|line| !line.is_empty()) {
            writeln!(gates, "{line}").unwrap();
        }
        writeln!(gates, "check = {{ {check} }}").unwrap();
    }

    pub(crate) fn tail(&mut self, toml: &str) {
        writeln!(self.tail, "\n{}", toml.trim()).unwrap();
    }

    /// The text of `readiness.toml`; nothing when nothing was said.
    pub(crate) fn text(&self) -> Option<String> {
        if self.phases.is_empty() && self.tail.is_empty() {
            return None;
        }
        let mut text = "schema = 1\ntitle = \"A fixture\"\n".to_owned();
        for (id, title, gates) in &self.phases {
            write!(text, "\n[[phase]]\nid = \"{id}\"\ntitle = \"{title}\"\n{gates}").unwrap();
        }
        text.push_str(&self.tail);
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_is_filled_in_and_what_is_given_wins() {
        let mut readiness = Readiness::default();
        assert_eq!(readiness.text(), None);
        readiness.gate("a", "\n  kind = \"file\",\n  path = \"x\",\n", "");
        readiness.phase("docs", "Docs");
        readiness.gate("b", "kind = \"git\"", "priority = \"P2\"\n  owner = \"me\"");
        readiness.tail("[policy]\nrequired = [\"P0\"]");
        let expected = "schema = 1\ntitle = \"A fixture\"\n\n[[phase]]\nid = \"blockers\"\ntitle = \"Blockers\"\n\n\
            [[phase.gate]]\nid = \"a\"\ntitle = \"The gate a\"\npriority = \"P0\"\n\
            check = { kind = \"file\", path = \"x\" }\n\n[[phase]]\nid = \"docs\"\ntitle = \"Docs\"\n\n\
            [[phase.gate]]\nid = \"b\"\ntitle = \"The gate b\"\npriority = \"P2\"\nowner = \"me\"\n\
            check = { kind = \"git\" }\n\n[policy]\nrequired = [\"P0\"]\n";
        assert_eq!(readiness.text().unwrap(), expected);
    }
}
