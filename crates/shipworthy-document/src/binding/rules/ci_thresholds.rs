//! Limits that a benchmark job is to warn and to fail at, as its workflow file has them.

use std::sync::LazyLock;

use regex_lite::Regex;
use shipworthy_model::checklist::Check;
use shipworthy_model::params::Value;

use crate::binding::bound::{check, text, texts};
use crate::binding::{Binding, Example, ItemContext, Rule};

/// The rule for the limits at which a benchmark job warns and fails.
pub(super) static RULE: Rule = Rule {
    id: "ci-thresholds",
    summary: "Limits for regressions: the workflow of the benchmarks has each of them, and may fail. One of them, or the \
              workflow alone, makes it partly so.",
    examples: &[
        Example {
            markdown: "- [ ] Set thresholds: 10% regression = warning, 25% = fail\n",
            files: &[".github/workflows/benchmarks.yml", ".github/workflows/ci.yml"],
            becomes: r#"{ kind = "file", contains = ['\b(10|110) ?%', '\b(25|125) ?%'], lacks = ["fail-on-alert: *.?false"], path = ".github/workflows/benchmarks.yml" } partly { kind = "file", contains = ['\b(10|110) ?%'], path = ".github/workflows/benchmarks.yml" } partly { kind = "file", contains = ['\b(25|125) ?%'], path = ".github/workflows/benchmarks.yml" }"#,
        },
        Example {
            markdown: "- [ ] Set regression thresholds: 10% fails\n",
            files: &[".github/workflows/ci.yml"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Coverage threshold 80%\n",
            files: &[".github/workflows/bench.yml"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Performance regression >20%\n",
            files: &[".github/workflows/bench.yml"],
            becomes: "not understood",
        },
    ],
    bind,
};

static PERCENT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b(\d{1,2}) ?%").ok());

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    let said = context.item.text.to_lowercase();
    let set = ["set", "add", "configure", "define"].iter().any(|verb| said.starts_with(verb));
    if !set || !said.contains("threshold") || !(said.contains("regress") || said.contains("bench")) {
        return None;
    }
    let percent: Vec<u32> = PERCENT
        .as_ref()?
        .captures_iter(&said)
        .filter_map(|found| found.get(1)?.as_str().parse().ok())
        .take(4)
        .collect();
    let path = workflow(context).filter(|_| !percent.is_empty())?;
    // Such a limit is written as what is more, or as what it comes to: 10 % more is 110 %.
    let patterns: Vec<String> =
        percent.iter().map(|percent| format!(r"\b({percent}|{}) ?%", 100 + percent)).collect();
    let mut whole = has(path, &patterns);
    if said.contains("fail") {
        whole.params.0.insert("lacks".to_owned(), texts(["fail-on-alert: *.?false"]));
    }
    let weaker = patterns.iter().map(|pattern| has(path, std::slice::from_ref(pattern)));
    Some(Binding::checked(RULE.id, whole).or_partly(weaker))
}

fn has(path: &str, patterns: &[String]) -> Check {
    check("file", [("path", text(path)), ("contains", Value::List(patterns.iter().map(text).collect()))])
}

/// The one workflow that is named for benchmarks.
fn workflow<'a>(context: &ItemContext<'a>) -> Option<&'a str> {
    let names = ["benchmarks", "benchmark", "bench", "benches", "performance", "perf"];
    let of =
        |name: &str| context.files.with_any_extension(&format!(".github/workflows/{name}")).first().copied();
    let mut found = names.iter().filter_map(|name| of(name));
    found.next().filter(|_| found.next().is_none())
}
