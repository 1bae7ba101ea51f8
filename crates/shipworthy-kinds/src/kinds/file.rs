//! `file`: a file is there, or is not, and has the lines and the text it must have.

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement, Reason};
use shipworthy_model::kind::{KindSchema, Param, ParamType};
use shipworthy_model::observation::{Looked, Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Look, SourceFile, Step};

use crate::kind::{Kind, Scope};

/// See the module.
pub(super) static KIND: Kind = Kind {
    schema: KindSchema {
        id: "file",
        summary: "a file is there or is not, and holds what it must",
        about: "Looks at one file, also one that git ignores. `absent = true` is the only way to ask for a file that \
                must not be there, and a folder of that name counts as being there; otherwise a missing file fails. \
                Patterns are tried on each line.",
        params: &[
            Param::required("path", ParamType::Path, "the file, relative to the workspace root"),
            Param::optional("absent", ParamType::Flag, "`true`: it must not be there"),
            Param::optional("executable", ParamType::Flag, "whether it may be executed (Unix)"),
            Param::optional("min-lines", ParamType::Floor, "it has at least so many lines"),
            Param::optional("max-lines", ParamType::Limit, "it has at most so many lines"),
            Param::optional("contains", ParamType::Patterns, "each pattern is found on some line"),
            Param::optional("lacks", ParamType::Patterns, "no pattern is found on any line"),
        ],
        one_of: &[],
        since: "0.1",
    },
    version: 1,
    needs: &[],
    effects: &[],
    scope: Scope::Named { by: &["path"], otherwise: &[] },
    steps,
    judge,
};

/// Expectations of what the file holds.
const OF_TEXT: [&str; 4] = ["min-lines", "max-lines", "contains", "lacks"];

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let path = params.text("path").unwrap_or_default().trim_end_matches('/').to_owned();
    // What lies below it shows that it is a folder.
    let below = (params.flag("absent") == Some(true)).then(|| format!("{path}/**"));
    vec![Step::Look(Look { select: [path].into_iter().chain(below).collect(), skip: Vec::new(), look })]
}

fn look(params: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let seen = |rule: &str, line: Option<u32>, text: &str, number: Option<f64>| Sighting {
        rule: rule.to_owned(),
        path: file.path.to_owned(),
        line,
        text: text.to_owned(),
        number,
        ..Sighting::default()
    };
    let mut sightings = Vec::new();
    if let Some(executable) = file.executable {
        sightings.push(seen("executable", None, "", Some(f64::from(u8::from(executable)))));
    }
    if params.flag("absent") == Some(true) || !OF_TEXT.iter().any(|name| params.has(name)) {
        return Ok(sightings);
    }
    let text = file.text()?;
    sightings.push(seen("lines", None, "", Some(text.lines().count() as f64)));
    for name in ["contains", "lacks"] {
        for pattern in params.texts(name) {
            let regex = regex_lite::Regex::new(pattern).map_err(|error| error.to_string())?;
            let line = text.lines().zip(1..).find(|(line, _)| regex.is_match(line));
            sightings.extend(line.map(|(_, number)| seen(name, Some(number), pattern, None)));
        }
    }
    Ok(sightings)
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Looked(looked)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the file was not looked at");
    };
    let path = params.text("path").unwrap_or_default();
    if params.flag("absent") == Some(true) {
        return Judgement::of(1, "files", absent(params, path, looked));
    }
    if let Some((path, why)) = looked.unreadable.first() {
        // The scan says so of a folder that a path names.
        if why.contains("folder") {
            let finding = Finding::new("folder", format!("{path} {why}, and no file")).at(path, None, None);
            return Judgement::of(1, "files", vec![finding.remedy("name a file in it, or correct `path`")]);
        }
        return Judgement::unknown(Reason::CouldNotLook, format!("{path}: {why}"));
    }
    if looked.files == 0 {
        let finding = Finding::new("absent", format!("{path} is not there")).at(path, None, None);
        return Judgement::of(1, "files", vec![finding.remedy(format!("create {path}"))]);
    }
    let executable = looked.sightings.iter().any(|sighting| sighting.rule == "executable");
    if params.has("executable") && !executable {
        return Judgement::unknown(Reason::CouldNotLook, "this system does not say which files may be executed");
    }
    let (findings, measurements) = inspect(params, path, looked);
    let empty = looked.sightings.iter().any(|sighting| sighting.rule == "lines" && sighting.number == Some(0.0));
    if empty && params.has("lacks") && findings.is_empty() {
        // Every pattern is lacking in nothing.
        return Judgement::unknown(Reason::NothingToLookAt, format!("{path} is empty: there is no line to look at"));
    }
    Judgement::of(1, "files", findings).with(measurements)
}

/// What speaks against the absence of a file. One that cannot be read is there all the same.
fn absent(params: &Params, path: &str, looked: &Looked) -> Vec<Finding> {
    let mut findings = Vec::new();
    if looked.files > 0 || !looked.unreadable.is_empty() {
        let finding = Finding::new("present", format!("{path} is there, and must not be")).at(path, None, None);
        findings.push(finding.remedy(format!("remove {path}")));
    }
    for name in OF_TEXT.iter().chain(&["executable"]).filter(|name| params.has(name)) {
        let message = format!("`absent = true` leaves nothing for `{name}` to look at");
        let finding = Finding::new("contradiction", message).at(path, None, None);
        findings.push(finding.remedy(format!("take out `absent` or `{name}`")));
    }
    findings
}

fn inspect(params: &Params, path: &str, looked: &Looked) -> (Vec<Finding>, Vec<Measurement>) {
    let number = |rule: &str| looked.sightings.iter().find(|s| s.rule == rule).and_then(|s| s.number);
    let mut findings = Vec::new();
    let mut measurements = Vec::new();
    if let (Some(want), Some(is)) = (params.flag("executable"), number("executable"))
        && want != (is > 0.0)
    {
        let (message, change) = if want { ("may not be executed", "+x") } else { ("may be executed", "-x") };
        let finding = Finding::new("executable", format!("{path} {message}")).at(path, None, None);
        findings.push(finding.remedy(format!("chmod {change} {path}")));
    }
    let bounds = [("min-lines", Limit::AtLeast as fn(f64) -> Limit), ("max-lines", Limit::AtMost)];
    for (name, limit) in bounds {
        let (Some(bound), Some(lines)) = (params.count(name), number("lines")) else { continue };
        let measured = Measurement::count("lines", lines as u64).limit(limit(bound as f64));
        if !measured.holds() {
            let finding = Finding::new(name, format!("{lines} lines, {name} {bound}")).at(path, None, None);
            findings.push(finding.remedy(format!("change {path}, or `{name}` on purpose")));
        }
        measurements.push(measured);
    }
    let on = |rule: &str, pattern: &str| looked.sightings.iter().find(|s| s.rule == rule && s.text == pattern);
    for pattern in params.texts("contains") {
        if on("contains", pattern).is_none() {
            let finding = Finding::new("contains", format!("no line matches `{pattern}`")).at(path, None, None);
            findings.push(finding.remedy("write what it stands for, or correct the pattern"));
        }
    }
    for pattern in params.texts("lacks") {
        if let Some(sighting) = on("lacks", pattern) {
            let finding = Finding::new("lacks", format!("`{pattern}` is found")).seen(sighting);
            findings.push(finding.remedy("remove it, or correct the pattern"));
        }
    }
    (findings, measurements)
}

#[cfg(test)]
mod tests {
    use shipworthy_model::observation::{Looked, Observation};
    use shipworthy_model::params::{Params, Value};

    use super::KIND;
    use crate::in_memory::{judge, params, summary, text};

    fn about(name: &str, value: Value) -> Params {
        params([("path", text("a")), (name, value)])
    }

    #[test]
    fn a_file_has_what_it_must_have() {
        let there: &[(&str, &str)] = &[("a", "x\ny\n")];
        let cases = [
            (params([("path", text("a"))]), there, "pass 1 files"),
            (params([("path", text("a"))]), &[], "fail absent a"),
            (about("absent", Value::Flag(true)), &[], "pass 1 files"),
            (about("absent", Value::Flag(true)), there, "fail present a"),
            (about("absent", Value::Flag(true)), &[("a/b", "")], "fail present a"),
            (about("contains", text("^y")), there, "pass 1 files"),
            (about("contains", text("z")), there, "fail contains a"),
            (about("lacks", text("z")), there, "pass 1 files"),
            (about("lacks", text("y")), there, "fail lacks a:2"),
            (about("min-lines", Value::Integer(3)), there, "fail min-lines a"),
            (about("max-lines", Value::Integer(1)), there, "fail max-lines a"),
            (about("executable", Value::Flag(true)), there, "unknown could not look"),
        ];
        for (params, files, want) in cases {
            assert_eq!(judge(&KIND, &params, None, files), want, "{params:?}");
        }
        let both = params([("path", text("a")), ("absent", Value::Flag(true)), ("lacks", text("x"))]);
        assert_eq!(judge(&KIND, &both, None, &[]), "fail contradiction a");
        assert_eq!(summary(&(KIND.judge)(&params([]), &[])), "unknown could not look");
    }

    #[test]
    fn what_cannot_be_read_is_there_all_the_same() {
        let unreadable = vec![("a".to_owned(), "is a folder".to_owned())];
        let looked = [Observation::Looked(Looked { unreadable, ..Looked::default() })];
        assert_eq!(summary(&(KIND.judge)(&about("absent", Value::Flag(true)), &looked)), "fail present a");
        assert_eq!(summary(&(KIND.judge)(&params([("path", text("a"))]), &looked)), "fail folder a");
        let unreadable = vec![("a".to_owned(), "denied".to_owned())];
        let looked = [Observation::Looked(Looked { unreadable, ..Looked::default() })];
        assert_eq!(summary(&(KIND.judge)(&params([("path", text("a"))]), &looked)), "unknown could not look");
    }
}
