//! What a document itself brings up: files to write, targets and features to add. A command that names one of them is
//! about the time when that is done, and its failing now says nothing against the document.

use std::collections::HashSet;

use shipworthy_model::claim::Mark;

use crate::document::Document;
use crate::item::Form;

/// The names that a document brings up, outside of its commands and of what it says is done.
#[derive(Debug, Default)]
pub(crate) struct Plans<'a> {
    names: HashSet<&'a str>,
}

impl<'a> Plans<'a> {
    /// Reads the lines of a document once.
    pub(crate) fn of(document: &'a Document) -> Self {
        let told = |form: Form, mark: Mark| form == Form::Command || mark == Mark::Done;
        let items = document.items.iter().filter(|item| told(item.form, item.mark));
        let skipped: HashSet<u32> = items.map(|item| item.line).collect();
        let lines = (1..).zip(document.text.text.lines());
        let lines = lines.filter(|(number, line)| !skipped.contains(number) && !is_call(line));
        Self { names: lines.flat_map(|(_, line)| names(line)).collect() }
    }

    /// Does the document bring up what has this name, or lies at this path?
    pub(crate) fn bring_up(&self, name: &str) -> bool {
        let last = name.rsplit('/').next().unwrap_or(name);
        self.names.contains(last.rsplit_once('.').map_or(last, |(stem, _)| stem))
    }
}

/// Is it a command, or does it quote one?
fn is_call(line: &str) -> bool {
    ["cargo ", "./", "python ", "python3 ", "bash ", "sh "].iter().any(|call| line.contains(call))
}

/// The files and keys of a line: `benches/batch.rs`, `name = "batch"`, `stress = []`.
fn names(line: &str) -> impl Iterator<Item = &str> {
    let word = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
    let stems = line.split(move |letter: char| !word(letter)).filter_map(|word| {
        let (stem, extension) = word.trim_end_matches('.').rsplit_once('.')?;
        ["rs", "sh", "py", "js", "ts"].contains(&extension).then_some(stem)
    });
    let pair = line.split_once(" = ").map(|(key, value)| (key.trim(), value.trim()));
    let key = pair.filter(|(_, value)| value.starts_with('[')).map(|(key, _)| key);
    let value = pair.filter(|(key, _)| *key == "name").map(|(_, value)| value.trim_matches('"'));
    stems.chain(key).chain(value).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::Plans;
    use crate::reading::read;
    use crate::repair::Text;

    #[test]
    fn a_plan_brings_up_what_is_to_come() {
        let cases = [
            ("- [ ] Write `benches/batch.rs`\n", true),
            ("```toml\n[[bench]]\nname = \"batch\"\n```\n", true),
            ("```toml\n[features]\nbatch = []\n```\n", true),
            ("- [x] Wrote `benches/batch.rs`\n", false),
            ("```sh\ncargo bench --bench batch\n```\n", false),
            ("A batch of words.\n", false),
        ];
        for (markdown, want) in cases {
            let document = read("plan.md", Text::healthy(markdown.to_owned()));
            let plans = Plans::of(&document);
            assert_eq!((plans.bring_up("batch"), plans.bring_up("x/batch.rs")), (want, want), "{markdown}");
        }
    }
}
