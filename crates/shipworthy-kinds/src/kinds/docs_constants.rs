//! `docs-constants`: the numbers that a document gives for constants are those of the code.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::kind::{Kind, Param, ParamType, Scope};
use shipworthy_model::observation::{Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::reading::doc_constant::{doc_constants, values};
use crate::reading::rust::constant::{RustConstant, constants};

/// The check kind `docs-constants`.
pub(super) static KIND: Kind = Kind::new(
    "docs-constants",
    "the numbers of a document are those of the code",
    steps,
    judge,
)
.about(
    "Reads a document for names in capitals with a number behind them (`MAX_LEN: 10,000 bytes`, a row of \
     a table, a line of code), and Rust sources for `const` and `static` items of the same names whose \
     value is a whole number, or a sum, product or shift of some. `10 KB` may be 10,000 or 10,240. Tests, \
     and the folders `tests`, `benches` and `examples`, are left out. A name without such a constant is \
     skipped, unless `names` has it: then it must be in the document, and without the constant the check \
     is unknown. When several constants have the name, one of them must have the number.",
)
.params(&[
    Param::required("path", ParamType::Path, "the document, relative to the workspace root"),
    Param::optional("names", ParamType::Texts, "the only constants to look at; each must be in both places"),
    Param::optional("sources", ParamType::Globs, "where constants are; default `**/*.rs`"),
])
.since("0.1")
.version(2)
.scope(Scope::Each(&[
    Scope::Named { by: &["path"], otherwise: &[] },
    Scope::Named { by: &["sources"], otherwise: SOURCES },
]));

const SOURCES: &[&str] = &["**/*.rs"];

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let sources = params.texts("sources");
    let sources = if sources.is_empty() { SOURCES.to_vec() } else { sources };
    let document = [params.text("path").unwrap_or_default()];
    vec![Step::Look(Look::new(document, look_at_document)), Step::Look(Look::new(sources, look_at_source))]
}

fn seen(rule: &str, file: &SourceFile<'_>, line: u32, text: String) -> Sighting {
    Sighting::new(rule, file.path).at(Some(line), None).text(text)
}

/// Sees each number behind a name, as `NAME number`; those of one name on one line have the same column.
fn look_at_document(params: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let names = params.texts("names");
    let mut found = Vec::new();
    for (line, number) in file.text()?.lines().zip(1..) {
        for figure in doc_constants(line, &|name| names.contains(&name)) {
            if !names.is_empty() && !names.contains(&figure.name) {
                continue;
            }
            for written in figure.written {
                let written: String = written.chars().take(MOST_WRITTEN).collect();
                let text = format!("{} {}", figure.name, written.trim());
                let column = u32::try_from(figure.column).ok();
                found.push(seen("figure", file, number, text).at(Some(number), column));
            }
        }
    }
    Ok(found)
}

/// How many characters are kept of what follows a name.
const MOST_WRITTEN: usize = 60;

/// One sighting for each constant of a source file, with its value.
fn look_at_source(params: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    if file.path.split('/').any(|part| ["tests", "benches", "examples"].contains(&part)) {
        return Ok(Vec::new());
    }
    let names = params.texts("names");
    let wanted = |name: &str| if names.is_empty() { name.contains('_') } else { names.contains(&name) };
    let constants = constants(file.text()?).into_iter().filter(|constant| wanted(&constant.name));
    let constant = |constant: RustConstant| {
        let value = constant.value.filter(|value| *value <= LARGEST).map(|value| value as f64);
        seen("constant", file, constant.line, constant.name).number(value)
    };
    Ok(constants.map(constant).collect())
}

/// The largest number that an observation can hold exactly.
const LARGEST: u64 = 1 << 53;

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Looked(document), Observation::Looked(sources)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the document and the sources were not looked at");
    };
    let path = params.text("path").unwrap_or_default();
    if let Some((path, why)) = document.unreadable.first() {
        return Judgement::unknown(Reason::CouldNotLook, format!("{path}: {why}"));
    }
    if document.files == 0 {
        let finding = Finding::new("absent", format!("{path} is not there")).at(path, None, None);
        return Judgement::of(1, "documents", vec![finding.remedy(format!("write {path}"))]);
    }
    let constants = by_name(&sources.sightings);
    let mut findings = Vec::new();
    let mut compared = 0;
    let mut stated = BTreeSet::new();
    let same = |a: &Sighting, b: &Sighting| (a.line, a.column) == (b.line, b.column);
    for figures in document.sightings.chunk_by(same) {
        let Some((name, written)) = figures.first().and_then(|figure| figure.text.split_once(' ')) else {
            continue;
        };
        stated.insert(name);
        let Some(constants) = constants.get(name) else { continue };
        let possible: Vec<Vec<u64>> = figures.iter().map(meant).collect();
        if possible.iter().flatten().any(|value| constants.contains_key(&Some(*value))) {
            compared += 1;
        } else if let ([figure], [possible]) = (figures, possible.as_slice())
            && !possible.is_empty()
            // One whose value is not known may be the one that is meant.
            && !constants.contains_key(&None)
        {
            compared += 1;
            findings.push(unequal(figure, (name, written), constants));
        }
    }
    let mut unfound = None;
    for name in params.texts("names") {
        if !stated.contains(&name) {
            let finding = Finding::new("not-stated", format!("{path} gives no number for `{name}`"));
            findings.push(finding.at(path, None, None).remedy("write it there, or take it out of `names`"));
        }
        if !constants.get(name).is_some_and(|constants| constants.keys().any(Option::is_some)) {
            unfound = unfound.or(Some(name));
        }
    }
    // It may be a variable of the environment, a constant of another language, or one whose value is computed.
    if let Some(name) = unfound.filter(|_| findings.is_empty()) {
        let why = format!("no constant `{name}` with a plain number is found: correct `names` or `sources`");
        return Judgement::unknown(Reason::CouldNotLook, why);
    }
    Judgement::of(compared, "constants", findings).having_read(sources)
}

fn meant(figure: &Sighting) -> Vec<u64> {
    figure.text.split_once(' ').map(|(_, written)| values(written)).unwrap_or_default()
}

/// The constants of one name, by their values; the first of each value.
type Named<'a> = BTreeMap<Option<u64>, &'a Sighting>;

fn by_name(sightings: &[Sighting]) -> BTreeMap<&str, Named<'_>> {
    let mut constants: BTreeMap<&str, Named<'_>> = BTreeMap::new();
    for seen in sightings {
        let value = seen.number.map(|number| number as u64);
        constants.entry(&seen.text).or_default().entry(value).or_insert(seen);
    }
    constants
}

fn unequal(figure: &Sighting, (name, written): (&str, &str), constants: &Named<'_>) -> Finding {
    let place = |(value, constant): (&Option<u64>, &&Sighting)| {
        format!("{} in {}:{}", value.unwrap_or_default(), constant.path, constant.line.unwrap_or_default())
    };
    let are = constants.iter().take(MOST_PLACES).map(place).collect::<Vec<_>>().join(", ");
    // What follows the number in the document may be the rest of its markup.
    let written = written.replace('`', "");
    let written = written.trim_end_matches([' ', '*', '|', '_']);
    let message = format!("`{name}` is given as `{written}`, and is {are}");
    Finding::new("unequal", message).seen(figure).remedy("correct the document, or the constant")
}

/// The most places of constants of one name that are reported.
const MOST_PLACES: usize = 3;

#[cfg(test)]
mod tests {
    use shipworthy_model::observation::{Looked, Observation};

    use super::KIND;
    use crate::testing::{judge, params, summary, text, texts};

    const SOURCE: (&str, &str) = (
        "src/limits.rs",
        "pub const MAX_LEN: usize = 10_000;\nmod deep { const MAX_SIZE: u64 = 10 * 1024; }\n",
    );

    #[test]
    fn numbers_are_held_against_constants() {
        let cases = [
            ("- MAX_LEN: 10,000 bytes (10KB)\n- MAX_SIZE: 10 KB\n", "pass 2 constants"),
            ("# Limits\n\n- `MAX_LEN`: 1,000\n", "fail unequal a.md:3"),
            ("| MAX_SIZE | bytes | 10,240 |\n", "pass 1 constants"),
            ("| MAX_SIZE | bytes | 10,241 |\n", "fail unequal a.md:1"),
            ("| MAX_SIZE | bytes | 10,241 | 5 |\n", "unknown nothing to look at"),
            ("MAX_LEN: 1.5\n", "unknown nothing to look at"),
            ("MAX_OTHER: 10\n", "unknown nothing to look at"),
            ("Nothing.\n", "unknown nothing to look at"),
        ];
        for (document, want) in cases {
            let params = params([("path", text("a.md"))]);
            assert_eq!(judge(&KIND, &params, None, &[("a.md", document), SOURCE]), want, "{document}");
        }
        let params = params([("path", text("a.md"))]);
        assert_eq!(judge(&KIND, &params, None, &[SOURCE]), "fail absent a.md");
        assert_eq!(summary(&(KIND.judge)(&params, &[])), "unknown could not look");
    }

    #[test]
    fn what_is_written_is_quoted_without_its_markup() {
        let params = params([("path", text("a.md"))]);
        for document in ["MAX_LEN: `10`\n", "**MAX_LEN: 10**\n", "| `MAX_LEN` | `10` |\n"] {
            let figures =
                super::look_at_document(&params, &super::SourceFile::new("a.md", document.as_bytes()));
            let constants =
                super::look_at_source(&params, &super::SourceFile::new(SOURCE.0, SOURCE.1.as_bytes()));
            let looked = |sightings| {
                let mut looked = Looked::default();
                (looked.files, looked.sightings) = (1, sightings);
                Observation::Looked(looked)
            };
            let seen = [looked(figures.unwrap()), looked(constants.unwrap())];
            let judged = (KIND.judge)(&params, &seen);
            let want = "`MAX_LEN` is given as `10`, and is 10000 in src/limits.rs:1";
            assert_eq!(judged.findings[0].message, want, "{document}");
        }
    }

    #[test]
    fn names_must_be_in_both_places() {
        let cases = [
            (&["MAX_LEN"][..], "MAX_LEN=10000\nMAX_SIZE: 3\n", "pass 1 constants"),
            (&["MAX_LEN"], "nothing\n", "fail not-stated a.md"),
            (&["MAX_GONE"], "MAX_GONE: 3\n", "unknown could not look"),
            (&["MAX_GONE", "MAX_LEN"], "MAX_GONE: 3\nMAX_LEN: 3\n", "fail unequal a.md:2"),
        ];
        for (names, document, want) in cases {
            let params = params([("path", text("a.md")), ("names", texts(names))]);
            assert_eq!(judge(&KIND, &params, None, &[("a.md", document), SOURCE]), want, "{document}");
        }
    }

    #[test]
    fn one_of_several_constants_is_enough_and_tests_have_none() {
        let other = ("b/src/lib.rs", "const MAX_LEN: u8 = 7;");
        let test = ("tests/it.rs", "const MAX_TEST: u8 = 7;");
        let unclear = ("c/src/lib.rs", "const MAX_LEN: u8 = other();");
        let params = params([("path", text("a.md"))]);
        let files = [("a.md", "MAX_LEN: 8\n"), SOURCE, other];
        assert_eq!(judge(&KIND, &params, None, &files), "fail unequal a.md:1");
        let files = [("a.md", "MAX_LEN: 8\n"), SOURCE, other, unclear];
        assert_eq!(judge(&KIND, &params, None, &files), "unknown nothing to look at");
        let files = [("a.md", "MAX_LEN: 7\n"), SOURCE, other];
        assert_eq!(judge(&KIND, &params, None, &files), "pass 1 constants");
        let files = [("a.md", "MAX_TEST: 8\n"), test];
        assert_eq!(judge(&KIND, &params, None, &files), "unknown nothing to look at");
    }
}
