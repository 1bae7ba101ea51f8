//! The files that a fence below a task names: in the comment that opens it, or as a listing of a folder.

use super::files::Files;
use super::mention::PathMention;
use crate::document::Fence;

/// The files that are to be there when the task is done; `None` when the fence only says where something happens.
pub(crate) fn files(fence: &Fence, task: &str, known: &Files<'_>) -> Option<Vec<PathMention>> {
    folder(fence)
        .filter(|_| !rearranges(task))
        .or_else(|| opening(fence, task, known).map(|mention| vec![mention]))
}

/// Is the task to put in order what is there? Then a tree below it is a picture of it, and may be one of many.
fn rearranges(task: &str) -> bool {
    let lower = task.to_lowercase();
    ["clean", "consolidat", "migrat", "refactor", "reorgani", "restructur", "simplif"]
        .iter()
        .any(|word| lower.contains(word))
}

/// `docs/adrs/ (4 documents)` and `├── 001.md` below it.
fn folder(fence: &Fence) -> Option<Vec<PathMention>> {
    let mut lines = fence.body.lines().filter(|line| !line.trim().is_empty());
    let root = PathMention::in_text(lines.next()?.split_whitespace().next()?).filter(|root| root.folder)?;
    let entry = |line: &str| {
        let name = line.strip_prefix("├── ").or_else(|| line.strip_prefix("└── "))?;
        let mention = PathMention::in_text(name.split_whitespace().next()?)?;
        Some(PathMention { path: format!("{}/{}", root.path, mention.path), folder: mention.folder })
    };
    let entries: Vec<PathMention> = lines.filter_map(entry).take(64).collect();
    (!entries.is_empty()).then_some(entries)
}

/// `# Create lib/parser.ex`, `# lib/limits.ex (NEW FILE)`, or only the path when the task is to create a thing.
fn opening(fence: &Fence, task: &str, known: &Files<'_>) -> Option<PathMention> {
    let line = fence.body.lines().find(|line| !line.trim().is_empty())?.trim();
    let comment = ["#", "//", "--", ";"].iter().find_map(|mark| line.strip_prefix(mark))?.trim();
    let lower = comment.to_lowercase();
    let mut words = comment.split_whitespace();
    let first = words.next()?;
    let (path, created) = match first.to_lowercase().as_str() {
        "create" | "new" => (words.find(|word| PathMention::in_code(word, known).is_some())?, true),
        "in" | "file:" => (words.next()?, false),
        _ => (first, creates(task)),
    };
    let mention = PathMention::in_code(path.trim_end_matches([':', ',']), known)?;
    let new = lower.contains("(new file)") || lower.contains("(new)");
    (created || new).then_some(mention)
}

/// Is the task to create a thing that is a file?
fn creates(task: &str) -> bool {
    const THINGS: &[&str] =
        &["suite", "test", "tests", "script", "module", "file", "setup", "guide", "document", "benchmarks"];
    let words: Vec<String> = task
        .split_whitespace()
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    let verb = words.first().is_some_and(|verb| ["create", "add", "write"].contains(&verb.as_str()));
    verb && words.iter().skip(1).any(|word| THINGS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::files;
    use crate::binding::Files;
    use crate::document::Fence;

    #[test]
    fn the_files_of_a_fence() {
        let cases = [
            ("# test/app/math_test.exs\n# more", "Create Integration Test", "test/app/math_test.exs"),
            ("# Create lib/app/parser.ex\n", "Phase 1: Extract Parser", "lib/app/parser.ex"),
            ("# In lib/app/limits.ex (NEW FILE)\n", "Implement limits", "lib/app/limits.ex"),
            ("# bench/ directory with:\n", "Add Benchmark Suite", "bench"),
            ("# Dockerfile.dev with:\n", "Create Development Docker Setup", "Dockerfile.dev"),
            (
                "docs/adrs/ (2 documents)\n├── 1.md (4KB)\n└── 2.md\n",
                "Create records",
                "docs/adrs/1.md docs/adrs/2.md",
            ),
            ("# In lib/app/brain.ex\n", "Create Wrapper Module", ""),
            ("# config/prod.exs\n", "Add Alerting Rules", ""),
            ("# Grafana dashboard showing:\n", "Create Dashboard", ""),
            ("cargo build", "Create Integration Test", ""),
            ("", "Create Integration Test", ""),
        ];
        for (body, task, want) in cases {
            let fence = Fence { body: body.to_owned(), ..Fence::default() };
            let found = files(&fence, task, &Files::default()).unwrap_or_default();
            let found: Vec<&str> = found.iter().map(|mention| mention.path.as_str()).collect();
            assert_eq!(found.join(" "), want, "{body}");
        }
    }
}
