//! Documents that are filled in elsewhere: templates, and instructions for whoever does a piece of work. Their boxes are
//! ticked in a copy, and their paths and commands are examples.

/// Is it such a document, by its path?
pub(crate) fn is_form(path: &str) -> bool {
    #[rustfmt::skip]
    const FOLDERS: &[&str] = &[
        ".agent", ".agents", ".claude", ".cursor", ".gemini", ".opencode", ".roo", ".specify", "checklists-templates",
        "issue_template", "prompts", "pull_request_template", "skills", "template", "templates",
    ];
    let lower = path.to_lowercase();
    let mut parts = lower.rsplit('/');
    let name = parts.next().unwrap_or_default();
    name.contains("template") || parts.any(|folder| FOLDERS.contains(&folder))
}

/// Does it tell everybody how to contribute? Its boxes are for each change anew.
pub(crate) fn is_for_each_change(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    name.starts_with("contributing") || name.starts_with("code_review") || name.starts_with("code-review")
}

#[cfg(test)]
mod tests {
    use super::{is_for_each_change, is_form};

    #[test]
    fn a_form_is_known_by_where_it_lies() {
        let cases = [
            ("docs/templates/release.md", true),
            (".claude/commands/test.md", true),
            (".github/PULL_REQUEST_TEMPLATE.md", true),
            (".github/ISSUE_TEMPLATE/bug.md", true),
            ("docs/release.md", false),
            ("docs/prompting.md", false),
        ];
        for (path, want) in cases {
            assert_eq!(is_form(path), want, "{path}");
        }
        assert!(is_for_each_change("docs/CONTRIBUTING.md") && !is_for_each_change("RELEASE.md"));
    }
}
