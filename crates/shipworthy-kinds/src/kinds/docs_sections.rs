//! `docs-sections`: a document is there, and its sections are there and not empty. What a heading is, `markdown` says.

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement};
use shipworthy_model::kind::{Kind, Param, ParamType, Scope};
use shipworthy_model::nearest::nearest;
use shipworthy_model::observation::{Looked, Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::path::name;
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::reading::markdown::{SectionStart, meaning, outline};
use crate::reading::pattern::{first_line, pattern};

/// The check kind `docs-sections`.
pub(super) static KIND: Kind = Kind::new(
    "docs-sections",
    "a document has its sections, and something stands in them",
    steps,
    judge,
)
.about(
    "Reads one Markdown document. What a heading is, CommonMark says: in code, in a comment and in a block \
     of HTML there is none. A section is found by its heading, at any level, whatever the case; numbers and \
     emoji in front, markup and a colon behind do not count. A section that says nothing is a finding too: \
     one with nothing below its heading but rules, images, comments, empty items, tables without rows, or \
     a mark such as `TBD`. A section whose heading is written in HTML is unknown, and so is one that is not found in a file \
     which is no Markdown by its name (`README.rst`). Whether the text is true \
     is not looked at.",
)
.params(&[
    Param::required("path", ParamType::Path, "the document, relative to the workspace root"),
    Param::optional("sections", ParamType::Texts, "headings that it has"),
    Param::optional(
        "headings",
        ParamType::Patterns,
        "each pattern is found in a heading with something below it",
    ),
    Param::optional("tables", ParamType::Texts, "headings below which a table with rows stands"),
    Param::optional("contains", ParamType::Patterns, "each pattern is found on some line"),
    Param::optional("min-lines", ParamType::Floor, "it has at least so many lines that are not blank"),
])
.one_of(&["sections", "headings", "tables", "contains", "min-lines"])
.since("0.1")
.version(4)
.scope(Scope::Named { by: &["path"], otherwise: &[] });

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let path = params.text("path").unwrap_or_default().to_owned();
    vec![Step::Look(Look::new([path], look))]
}

fn look(params: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let seen = |rule: &str, line: Option<u32>, text: &str, number: Option<f64>| {
        Sighting::new(rule, file.path).at(line, None).text(text).number(number)
    };
    let text = file.text()?;
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    let mut sightings = vec![seen("lines", None, "", Some(lines as f64))];
    let sections = outline(text).sections;
    let shown = |mark: SectionStart| mark.is_heading() || mark == SectionStart::Html;
    for pattern in params.texts("headings") {
        let regex = self::pattern(pattern)?;
        let named = sections.iter().filter(|section| shown(section.mark) && regex.is_match(&section.text));
        for (rule, of_html) in [("headings", false), (HTML, true)] {
            let mut fits = named.clone().filter(|s| (s.mark == SectionStart::Html) == of_html);
            let found = fits.find(|section| of_html || section.content > 0);
            sightings.extend(found.map(|section| seen(rule, Some(section.line), pattern, None)));
        }
    }
    for section in sections.iter().filter(|section| shown(section.mark)) {
        let line = Some(section.line);
        if section.mark == SectionStart::Html {
            sightings.push(seen(HTML, line, &section.text, None));
        } else {
            sightings.push(seen("section", line, &section.text, Some(section.content as f64)));
            sightings.push(seen("tables", line, &section.text, Some(section.tables as f64)));
        }
    }
    for pattern in params.texts("contains") {
        let line = first_line(&self::pattern(pattern)?, text);
        sightings.extend(line.map(|number| seen("contains", Some(number), pattern, None)));
    }
    Ok(sightings)
}

/// A heading that is written in HTML, or the pattern that matches one: what stands below it is not known.
const HTML: &str = "html";

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Looked(looked)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the document was not looked at");
    };
    let path = params.text("path").unwrap_or_default();
    if let Some((path, why)) = looked.unreadable.first() {
        return Judgement::unknown(Reason::CouldNotLook, format!("{path}: {why}"));
    }
    if looked.files == 0 {
        let finding = Finding::new("absent", format!("{path} is not there")).at(path, None, None);
        return Judgement::of(1, "documents", vec![finding.remedy(format!("write {path}"))]);
    }
    if let Some(heading) = written_in_html(params, looked) {
        let line = heading.line.unwrap_or_default();
        let why = format!(
            "{path}:{line}: `{}` is a heading in HTML, and what is below it is not known",
            heading.text
        );
        return Judgement::unknown(Reason::CouldNotLook, format!("{why}: write it as `## ...`"));
    }
    let mut findings: Vec<Finding> = params
        .texts("sections")
        .into_iter()
        .filter_map(|wanted| about_section(path, wanted, looked))
        .collect();
    let tables = params.texts("tables").into_iter().filter_map(|wanted| about_table(path, wanted, looked));
    findings.extend(tables);
    findings.dedup();
    if let Some(finding) = findings.first().filter(|_| !is_markdown(path)) {
        let why = format!(
            "{path} is no Markdown by its name, and is read as if it were: {}; ask for its lines with `contains`",
            finding.message
        );
        return Judgement::unknown(Reason::CouldNotLook, why);
    }
    for (rule, what) in [("headings", "heading with something below it"), ("contains", "line")] {
        for pattern in params.texts(rule) {
            if !looked.sightings.iter().any(|s| s.rule == rule && s.text == pattern) {
                let finding =
                    Finding::new(rule, format!("no {what} matches `{pattern}`")).at(path, None, None);
                findings.push(finding.remedy("write what it stands for, or correct the pattern"));
            }
        }
    }
    let lines =
        looked.sightings.iter().find(|s| s.rule == "lines").and_then(|s| s.number).unwrap_or_default();
    let mut measurements = Vec::new();
    if let Some(floor) = params.count("min-lines") {
        let measured = Measurement::count("lines", lines as u64).limit(Limit::AtLeast(floor as f64));
        if !measured.holds() {
            let message = format!("{lines} lines that are not blank, at least {floor} expected");
            let finding = Finding::new("min-lines", message).at(path, None, None);
            findings.push(finding.remedy("write what is missing, or lower `min-lines` on purpose"));
        }
        measurements.push(measured);
    }
    let (subjects, unit) = if ["sections", "headings", "tables"].iter().any(|name| params.has(name)) {
        (sections(looked).count() as u64, "sections")
    } else {
        (lines as u64, "lines")
    };
    Judgement::of(subjects, unit, findings).with(measurements)
}

fn sections(looked: &Looked) -> impl Iterator<Item = &Sighting> {
    looked.sightings.iter().filter(|sighting| sighting.rule == "section")
}

/// The first heading in HTML which may be the one that is looked for, when no other is.
fn written_in_html<'l>(params: &Params, looked: &'l Looked) -> Option<&'l Sighting> {
    let of_html = |fits: &dyn Fn(&str) -> bool| {
        looked.sightings.iter().find(|sighting| sighting.rule == HTML && fits(&sighting.text))
    };
    let names = ["sections", "tables"].into_iter().flat_map(|name| params.texts(name)).map(meaning);
    let mut missing = names.filter(|name| !sections(looked).any(|section| meaning(&section.text) == *name));
    let by_name = missing.find_map(|name| of_html(&|text| meaning(text) == name));
    let matched = |pattern: &str| looked.sightings.iter().any(|s| s.rule == "headings" && s.text == pattern);
    let mut unmatched = params.texts("headings").into_iter().filter(|pattern| !matched(pattern));
    by_name.or_else(|| unmatched.find_map(|pattern| of_html(&|text| text == pattern)))
}

/// Is it read as those read it who wrote it? Plain text mostly is, and so is what has no ending.
fn is_markdown(path: &str) -> bool {
    let ending = name(path).rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    ["", "md", "markdown", "mdown", "mkd", "mdx", "txt"].contains(&ending.as_str())
}

fn about_section(path: &str, wanted: &str, looked: &Looked) -> Option<Finding> {
    let meant = meaning(wanted);
    let same: Vec<&Sighting> = sections(looked).filter(|section| meaning(&section.text) == meant).collect();
    let Some(first) = same.first() else {
        let finding = Finding::new("missing-section", format!("no section `{wanted}`")).at(path, None, None);
        let names: Vec<String> = sections(looked).map(|section| meaning(&section.text)).collect();
        let near = nearest(&meant, names.iter().map(String::as_str));
        let near = near.and_then(|name| sections(looked).find(|section| meaning(&section.text) == name));
        return Some(finding.remedy(match near {
            Some(section) => format!(
                "write a section `{wanted}`; the nearest heading is `{}`, line {}",
                section.text,
                section.line.unwrap_or_default()
            ),
            None => format!("write a section `{wanted}`"),
        }));
    };
    let empty = same.iter().all(|section| section.number.unwrap_or_default() < 1.0);
    let finding = Finding::new("empty-section", format!("section `{}` has nothing in it", first.text));
    empty.then(|| finding.seen(first).remedy("write it, or take it off the list of `sections`"))
}

fn about_table(path: &str, wanted: &str, looked: &Looked) -> Option<Finding> {
    let meant = meaning(wanted);
    let counts = looked.sightings.iter().filter(|s| s.rule == "tables" && meaning(&s.text) == meant);
    let counts: Vec<&Sighting> = counts.collect();
    let Some(first) = counts.first() else { return about_section(path, wanted, looked) };
    let none = counts.iter().all(|count| count.number.unwrap_or_default() < 1.0);
    let finding = Finding::new("no-table", format!("section `{}` has no table with rows", first.text));
    none.then(|| finding.seen(first).remedy("write the table, or take it off the list of `tables`"))
}

#[cfg(test)]
mod tests {
    use shipworthy_model::observation::{Looked, Observation};
    use shipworthy_model::params::Value;

    use super::KIND;
    use crate::testing::{judge, params, summary, text, texts};

    #[test]
    fn sections_must_be_there_and_not_empty() {
        let wanted = || ("sections", texts(&["Usage", "Security"]));
        let cases = [
            ("# Usage\nx\n## 2. **Security**:\ny\n", "pass 2 sections"),
            ("# usage\nx\n", "fail missing-section README.md"),
            ("# Usage\nx\n# Security\n\n# Other\ny\n", "fail empty-section README.md:3"),
            ("# Usage\nx\n# Security\n## How\ny\n", "pass 3 sections"),
            ("# Usage\nx\n```\n# Security\ny\n```\n", "fail missing-section README.md"),
            ("# Usage\nx\n# Security\n# Security\ny\n", "pass 3 sections"),
            ("", "fail missing-section README.md missing-section README.md"),
            ("# Usage\nx\n# Security\nTBD\n", "fail empty-section README.md:3"),
            ("# Usage\nx\n# Security\n---\n![a](b)\n-\n", "fail empty-section README.md:3"),
            ("# Usage\nx\n<h2>Security</h2>\ny\n", "unknown could not look"),
            ("# Usage\nx\n<h2>Other</h2>\ny\n", "fail missing-section README.md"),
            ("# Usage\nx\n<h2>Security</h2>\n\n# Security\ny\n", "pass 2 sections"),
        ];
        for (document, want) in cases {
            let params = params([("path", text("README.md")), wanted()]);
            assert_eq!(judge(&KIND, &params, None, &[("README.md", document)]), want, "{document:?}");
        }
        let params = params([("path", text("README.md")), wanted()]);
        assert_eq!(judge(&KIND, &params, None, &[]), "fail absent README.md");
        assert_eq!(summary(&(KIND.judge)(&params, &[])), "unknown could not look");
        let unreadable = vec![("README.md".to_owned(), "denied".to_owned())];
        let mut looked = Looked::default();
        looked.unreadable = unreadable;
        assert_eq!(summary(&(KIND.judge)(&params, &[Observation::Looked(looked)])), "unknown could not look");
    }

    /// What CommonMark calls a heading is one, and nothing else.
    #[test]
    fn a_heading_is_what_a_reader_is_shown_as_one() {
        let usage = params([("path", text("README.md")), ("sections", text("Usage"))]);
        let of = |document: &str| judge(&KIND, &usage, None, &[("README.md", document)]);
        let in_html = "# R\n\n<div>\n## Usage\ntext\n</div>\n";
        assert_eq!(of(in_html), "fail missing-section README.md");
        let below_indented_code = "# R\n\nText:\n\n    ```\n    example\n\n## Usage\n\nRun it.\n";
        assert_eq!(of(below_indented_code), "pass 2 sections");
        assert_eq!(of("- a\n  usage\n---\n\ntext\n"), "fail missing-section README.md");
    }

    /// A table of ticks was said to be nothing.
    #[test]
    fn a_tick_in_a_table_is_an_answer() {
        let usage = params([("path", text("README.md")), ("sections", text("Usage"))]);
        let of = |cells: &str| {
            let document = format!("# Usage\n\n| Linux | macOS |\n| --- | --- |\n| {cells} |\n");
            judge(&KIND, &usage, None, &[("README.md", &document)])
        };
        assert_eq!(of("\u{2713} | \u{2713}"), "pass 1 sections");
        assert_eq!(of("\u{2014} | \u{2026}"), "fail empty-section README.md:1");
    }

    /// A section below a line of tildes was said not to be there.
    #[test]
    fn what_is_no_markdown_accuses_nobody() {
        let document = "R\n=\n\ntext\n\nUsage\n~~~~~\n\ntext\n";
        for (path, want) in [
            ("README.rst", "unknown could not look"),
            ("README", "fail missing-section README"),
            ("README.md", "fail missing-section README.md"),
        ] {
            let usage = params([("path", text(path)), ("sections", text("Usage"))]);
            assert_eq!(judge(&KIND, &usage, None, &[(path, document)]), want);
        }
        let found = params([("path", text("README.rst")), ("sections", text("R"))]);
        assert_eq!(judge(&KIND, &found, None, &[("README.rst", document)]), "pass 1 sections");
    }

    #[test]
    fn tables_must_stand_where_they_are_said_to() {
        let cases = [
            ("# Options\n| a |\n|---|\n| 1 |\n", "pass 1 sections"),
            ("# Options\n## More\n| a |\n|---|\n| 1 |\n", "pass 2 sections"),
            ("# Options\n- a\n", "fail no-table a.md:1"),
            ("# Others\n| a |\n|---|\n| 1 |\n", "fail missing-section a.md"),
        ];
        for (document, want) in cases {
            let params = params([("path", text("a.md")), ("tables", text("options"))]);
            assert_eq!(judge(&KIND, &params, None, &[("a.md", document)]), want, "{document:?}");
        }
    }

    #[test]
    fn the_nearest_heading_is_named() {
        let params = params([("path", text("a.md")), ("sections", text("Security"))]);
        let sighting = super::look(&params, &super::SourceFile::new("a.md", b"# Securty\n# Zebra\n"));
        let mut looked = Looked::default();
        looked.files = 1;
        looked.sightings = sighting.unwrap();
        let judged = (KIND.judge)(&params, &[Observation::Looked(looked)]);
        assert!(judged.findings[0].remedy.as_ref().unwrap().contains("`Securty`, line 1"));
    }

    #[test]
    fn a_heading_is_found_by_a_pattern_and_code_is_none() {
        let cases = [
            ("# Deployment examples\nx\n", "pass 1 sections"),
            ("# Deployment\nx\n", "fail headings a.md"),
            ("# Deployment examples\n", "fail headings a.md"),
            ("# Usage\n```sh\n# deployment example\n```\n", "fail headings a.md"),
            ("<h2>Deploying: example</h2>\n", "unknown could not look"),
        ];
        for (document, want) in cases {
            let params = params([("path", text("a.md")), ("headings", text("(?i)deploy.*example"))]);
            assert_eq!(judge(&KIND, &params, None, &[("a.md", document)]), want, "{document:?}");
        }
    }

    #[test]
    fn patterns_and_lines_are_held_too() {
        let cases = [
            (params([("path", text("a.md")), ("contains", texts(&["^v1", "x$"]))]), "fail contains a.md"),
            (params([("path", text("a.md")), ("contains", text("x$"))]), "pass 2 lines"),
            (params([("path", text("a.md")), ("min-lines", Value::Integer(3))]), "fail min-lines a.md"),
            (params([("path", text("a.md")), ("min-lines", Value::Integer(2))]), "pass 2 lines"),
        ];
        for (params, want) in cases {
            assert_eq!(judge(&KIND, &params, None, &[("a.md", "a x\n\nb\n")]), want, "{params:?}");
        }
    }
}
