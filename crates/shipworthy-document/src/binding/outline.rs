//! The sections and constants of a template: a Markdown document within a document.

/// What a template asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outline {
    /// The headings of the template, as many as anybody would write.
    pub(crate) headings: Vec<String>,
    /// The headings without that of the template itself.
    pub(crate) sections: Vec<String>,
    /// Constants that it gives a value.
    pub(crate) constants: Vec<String>,
}

/// More headings than this are no template.
const MOST: usize = 64;

impl Outline {
    /// Reads a template. Headings in its own fences are none.
    pub(crate) fn of(body: &str) -> Self {
        let mut headings: Vec<(usize, String)> = Vec::new();
        let mut constants = Vec::new();
        let mut fenced = false;
        for line in body.lines() {
            if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
                fenced = !fenced;
                continue;
            }
            if fenced || headings.len() == MOST || constants.len() == MOST {
                continue;
            }
            let level = line.chars().take_while(|letter| *letter == '#').count();
            match line.get(level..).and_then(|rest| rest.strip_prefix(' ')) {
                Some(title) if (1..=6).contains(&level) && !title.trim().is_empty() => {
                    headings.push((level, title.trim().trim_end_matches('#').trim().to_owned()));
                }
                _ => constants.extend(constant(line).map(str::to_owned)),
            }
        }
        let first = headings.first().map(|(level, _)| *level);
        // The first heading is the title when no other is as high, and something stands below it.
        let titled = headings.len() > 1 && headings.iter().skip(1).all(|(level, _)| Some(*level) > first);
        let headings: Vec<String> = headings.into_iter().map(|(_, title)| title).collect();
        let sections = headings.iter().skip(usize::from(titled)).cloned().collect();
        Self { headings, sections, constants }
    }
}

/// The name in `- MAX_LEN: 10,000 bytes`.
pub(crate) fn constant(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(|letter: char| letter.is_whitespace() || "-*`".contains(letter));
    let end =
        line.find(|letter: char| !(letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_'))?;
    let (name, rest) = line.split_at(end);
    let rest = rest.trim_start_matches(['`', '*']).trim_start();
    let value = rest.strip_prefix(':').or_else(|| rest.strip_prefix('='))?;
    let value = value.trim_start_matches(['`', '*', ' ']);
    (name.contains('_')
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && value.starts_with(|c: char| c.is_ascii_digit()))
    .then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{Outline, constant};

    #[test]
    fn a_template_has_sections_without_its_title() {
        let cases = [
            ("# Guide\n\n## A\nx\n```sh\n# no\n```\n## B ##\n", "Guide|A|B", "A|B"),
            ("## A\n## B\n", "A|B", "A|B"),
            ("# Only\n", "Only", "Only"),
            ("#hash\n####### seven\ntext\n", "", ""),
        ];
        for (body, headings, sections) in cases {
            let outline = Outline::of(body);
            assert_eq!(
                (outline.headings.join("|"), outline.sections.join("|")),
                (headings.into(), sections.into())
            );
        }
    }

    #[test]
    fn a_constant_is_in_capitals_and_has_a_number() {
        let cases = [
            ("- MAX_LEN: 10,000 bytes (10KB)", Some("MAX_LEN")),
            ("* `MAX_STEP_COUNT` = 1000", Some("MAX_STEP_COUNT")),
            ("- CPU: 4+ cores", None),
            ("- MAX_LEN: unlimited", None),
            ("MAX_LEN", None),
        ];
        for (line, name) in cases {
            assert_eq!(constant(line), name, "{line}");
        }
    }
}
