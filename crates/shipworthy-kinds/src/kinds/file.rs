//! `file`: a file or folder is there, or is not, and has the size, the lines and the text it must have.

use shipworthy_model::facts::Facts;
use shipworthy_model::humanize::bytes;
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement};
use shipworthy_model::kind::{Kind, Param, ParamType, Scope};
use shipworthy_model::observation::{FileKind, Looked, Observation, Sighting, Stat};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::reading::pattern::{first_line, pattern};

/// The check kind `file`.
pub(super) static KIND: Kind = Kind::new(
    "file",
    "a file or folder is there or is not, and holds what it must",
    steps,
    judge,
)
.about(
    "Looks at one file, or with `folder = true` at one folder, also where git ignores it. `absent = true` \
     is the only way to ask for something that must not be there, and then a file and a folder of that name \
     both count as being there; otherwise a missing one fails. Patterns are tried on each line. Of a \
     folder, files that git ignores do not count for `at-least`.",
)
.params(&[
    Param::required("path", ParamType::Path, "the file or folder, relative to the workspace root"),
    Param::optional("absent", ParamType::Flag, "`true`: it must not be there"),
    Param::optional("folder", ParamType::Flag, "`true`: it is a folder"),
    Param::optional(
        "at-least",
        ParamType::Floor,
        "of a folder: at least so many files are in it, at any depth",
    ),
    Param::optional("max-size", ParamType::Size, "it is at most so large, such as `16MB`")
        .lower_is_stricter(),
    Param::optional("executable", ParamType::Flag, "whether it may be executed (Unix)"),
    Param::optional("min-lines", ParamType::Floor, "it has at least so many lines"),
    Param::optional("max-lines", ParamType::Limit, "it has at most so many lines"),
    Param::optional("contains", ParamType::Patterns, "each pattern is found on some line"),
    Param::optional("lacks", ParamType::Patterns, "no pattern is found on any line").higher_is_stricter(),
])
.since("0.1")
.version(2)
.scope(Scope::Named { by: &["path"], otherwise: &[] });

/// The parameters that expect something of the text of the file.
const OF_TEXT: [&str; 4] = ["min-lines", "max-lines", "contains", "lacks"];
/// Further expectations of a file, and not of a folder.
const OF_FILE: [&str; 2] = ["executable", "max-size"];

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let path = params.text("path").unwrap_or_default().trim_end_matches('/').to_owned();
    let asked = |name: &str| params.flag(name) == Some(true);
    let look = |select: String| Step::Look(Look::new([select], look));
    let look = match (asked("absent"), asked("folder")) {
        (true, _) => None,
        (false, true) => params.has("at-least").then(|| look(format!("{path}/**"))),
        (false, false) => OF_TEXT.iter().any(|name| params.has(name)).then(|| look(path.clone())),
    };
    [Step::Stat(vec![path])].into_iter().chain(look).collect()
}

fn look(params: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let seen = |rule: &str, line: Option<u32>, text: &str, number: Option<f64>| {
        Sighting::new(rule, file.path).at(line, None).text(text).number(number)
    };
    if params.flag("folder") == Some(true) {
        // That it is there is all that counts.
        return Ok(Vec::new());
    }
    let text = file.text()?;
    let mut sightings = vec![seen("lines", None, "", Some(text.lines().count() as f64))];
    for name in ["contains", "lacks"] {
        for pattern in params.texts(name) {
            let line = first_line(&self::pattern(pattern)?, text);
            sightings.extend(line.map(|number| seen(name, Some(number), pattern, None)));
        }
    }
    Ok(sightings)
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let (stats, looked) = match observations {
        [Observation::Stat(stats)] => (stats, None),
        [Observation::Stat(stats), Observation::Looked(looked)] => (stats, Some(looked)),
        _ => return Judgement::unknown(Reason::CouldNotLook, "the path was not looked at"),
    };
    let [Stat { path, kind, .. }] = stats.as_slice() else {
        return Judgement::unknown(Reason::CouldNotLook, "the path was not looked at");
    };
    let asked = |name: &str| params.flag(name) == Some(true);
    let (folder, unit) = if asked("folder") { (true, "folders") } else { (false, "files") };
    let mut findings = contradictions(params, path);
    match kind {
        _ if asked("absent") => {
            // Something that cannot be read is there all the same.
            if *kind != FileKind::Missing {
                let finding = Finding::new("present", format!("{path} is there, and must not be"));
                findings.push(finding.at(path, None, None).remedy(format!("remove {path}")));
            }
            Judgement::of(1, unit, findings)
        }
        FileKind::Unreadable(why) => Judgement::unknown(Reason::CouldNotLook, format!("{path}: {why}")),
        FileKind::Missing => {
            let finding = Finding::new("absent", format!("{path} is not there")).at(path, None, None);
            findings.push(finding.remedy(format!("create {path}")));
            Judgement::of(1, unit, findings)
        }
        FileKind::Folder if folder => about_folder(params, path, looked, findings),
        FileKind::Folder => {
            let finding =
                Finding::new("folder", format!("{path} is a folder, and no file")).at(path, None, None);
            findings.push(finding.remedy("name a file in it, correct `path`, or say `folder = true`"));
            Judgement::of(1, unit, findings)
        }
        FileKind::File { .. } if folder => {
            let finding =
                Finding::new("no-folder", format!("{path} is a file, and no folder")).at(path, None, None);
            findings.push(finding.remedy("correct `path`, or take out `folder`"));
            Judgement::of(1, unit, findings)
        }
        FileKind::File { bytes, executable } => {
            let file = PresentFile { path, bytes: *bytes, executable: *executable };
            file.judge(params, looked, findings)
        }
        _ => Judgement::unknown(Reason::CouldNotLook, format!("{path} is neither a file nor a folder")),
    }
}

/// Expectations that leave each other nothing to look at.
fn contradictions(params: &Params, path: &str) -> Vec<Finding> {
    let (of_file, of_folder) = (OF_TEXT.iter().chain(&OF_FILE), ["at-least"].iter());
    let (state, idle): (_, Vec<&&str>) = if params.flag("absent") == Some(true) {
        ("`absent = true`", of_file.chain(of_folder).collect())
    } else if params.flag("folder") == Some(true) {
        ("`folder = true`", of_file.collect())
    } else {
        ("a file", of_folder.collect())
    };
    let contradiction = |name: &&&str| {
        let message = format!("{state} leaves nothing for `{name}` to look at");
        let finding = Finding::new("contradiction", message).at(path, None, None);
        finding.remedy(format!("take out `{name}`, or what it contradicts"))
    };
    idle.iter().filter(|name| params.has(name)).map(contradiction).collect()
}

fn about_folder(
    params: &Params,
    path: &str,
    looked: Option<&Looked>,
    mut findings: Vec<Finding>,
) -> Judgement {
    let mut measurements = Vec::new();
    if let (Some(floor), Some(looked)) = (params.count("at-least"), looked) {
        // One that cannot be read is there all the same.
        let files = looked.files + looked.unreadable.len() as u64;
        let measured = Measurement::count("files", files).limit(Limit::AtLeast(floor as f64));
        if !measured.holds() {
            let message = format!("{files} files that git does not ignore, at least {floor} expected");
            let finding = Finding::new("at-least", message).at(path, None, None);
            findings.push(finding.remedy("find out where the others went, or lower `at-least` on purpose"));
        }
        measurements.push(measured);
    }
    Judgement::of(1, "folders", findings).with(measurements)
}

/// A file that is there.
struct PresentFile<'a> {
    path: &'a str,
    bytes: u64,
    executable: Option<bool>,
}

impl PresentFile<'_> {
    fn judge(&self, params: &Params, looked: Option<&Looked>, mut findings: Vec<Finding>) -> Judgement {
        let path = self.path;
        if let Some((path, why)) = looked.and_then(|looked| looked.unreadable.first()) {
            return Judgement::unknown(Reason::CouldNotLook, format!("{path}: {why}"));
        }
        if params.has("executable") && self.executable.is_none() {
            return Judgement::unknown(
                Reason::CouldNotLook,
                "this system does not say which files may be executed",
            );
        }
        let mut measurements = Vec::new();
        self.itself(params, &mut findings, &mut measurements);
        if let Some(looked) = looked {
            self.text(params, looked, &mut findings, &mut measurements);
            let empty = looked.sightings.iter().any(|seen| seen.rule == "lines" && seen.number == Some(0.0));
            if empty && params.has("lacks") && findings.is_empty() {
                // Every pattern is lacking in nothing.
                let why = format!("{path} is empty: there is no line to look at");
                return Judgement::unknown(Reason::NothingToLookAt, why);
            }
        }
        Judgement::of(1, "files", findings).with(measurements)
    }

    fn finding(&self, rule: &str, message: String, remedy: impl Into<String>) -> Finding {
        Finding::new(rule, message).at(self.path, None, None).remedy(remedy)
    }

    /// Checks what can be told without reading the file.
    fn itself(&self, params: &Params, findings: &mut Vec<Finding>, measurements: &mut Vec<Measurement>) {
        let path = self.path;
        if let (Some(want), Some(is)) = (params.flag("executable"), self.executable)
            && want != is
        {
            let (message, change) =
                if want { ("may not be executed", "+x") } else { ("may be executed", "-x") };
            let remedy = format!("chmod {change} {path}");
            findings.push(self.finding("executable", format!("{path} {message}"), remedy));
        }
        if let Some(limit) = params.count("max-size") {
            let mut measured = Measurement::count("size", self.bytes).limit(Limit::AtMost(limit as f64));
            measured.unit = "bytes".to_owned();
            if !measured.holds() {
                let message = format!("{}, at most {} expected", bytes(self.bytes), bytes(limit));
                findings.push(self.finding(
                    "max-size",
                    message,
                    "make it smaller, or raise `max-size` on purpose",
                ));
            }
            measurements.push(measured);
        }
    }

    fn text(
        &self,
        params: &Params,
        looked: &Looked,
        findings: &mut Vec<Finding>,
        measurements: &mut Vec<Measurement>,
    ) {
        let lines = looked.sightings.iter().find(|seen| seen.rule == "lines").and_then(|seen| seen.number);
        let bounds = [("min-lines", Limit::AtLeast as fn(f64) -> Limit), ("max-lines", Limit::AtMost)];
        for (name, limit) in bounds {
            let (Some(bound), Some(lines)) = (params.count(name), lines) else { continue };
            let measured = Measurement::count("lines", lines as u64).limit(limit(bound as f64));
            if !measured.holds() {
                let remedy = format!("change {}, or `{name}` on purpose", self.path);
                findings.push(self.finding(name, format!("{lines} lines, {name} {bound}"), remedy));
            }
            measurements.push(measured);
        }
        let on =
            |rule: &str, pattern: &str| looked.sightings.iter().find(|s| s.rule == rule && s.text == pattern);
        for pattern in
            params.texts("contains").into_iter().filter(|pattern| on("contains", pattern).is_none())
        {
            let remedy = "write what it stands for, or correct the pattern";
            findings.push(self.finding("contains", format!("no line matches `{pattern}`"), remedy));
        }
        for pattern in params.texts("lacks") {
            if let Some(sighting) = on("lacks", pattern) {
                let finding = Finding::new("lacks", format!("`{pattern}` is found")).seen(sighting);
                findings.push(finding.remedy("remove it, or correct the pattern"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_model::observation::{FileKind, Looked, Observation, Stat};
    use shipworthy_model::params::{Params, Value};

    use super::KIND;
    use crate::testing::{judge, params, summary, text};

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
    fn a_folder_is_there_and_holds_files() {
        let folder = |more: &[(&str, Value)]| {
            let mut params = about("folder", Value::Flag(true));
            params.0.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
            params
        };
        let files: &[(&str, &str)] = &[("a/b", "x"), ("a/c/d", "")];
        let cases = [
            (folder(&[]), files, "pass 1 folders"),
            (folder(&[("at-least", Value::Integer(2))]), files, "pass 1 folders"),
            (folder(&[("at-least", Value::Integer(3))]), files, "fail at-least a"),
            (folder(&[]), &[], "fail absent a"),
            (folder(&[]), &[("a", "x")], "fail no-folder a"),
            (folder(&[("contains", text("x"))]), files, "fail contradiction a"),
            (folder(&[("absent", Value::Flag(true))]), &[], "pass 1 folders"),
            (about("at-least", Value::Integer(2)), files, "fail contradiction a folder a"),
            (params([("path", text("a"))]), files, "fail folder a"),
        ];
        for (params, files, want) in cases {
            assert_eq!(judge(&KIND, &params, None, files), want, "{params:?}");
        }
    }

    #[test]
    fn a_file_is_not_larger_than_it_may_be() {
        for (limit, want) in [(4, "pass 1 files"), (3, "fail max-size a")] {
            let params = about("max-size", Value::Integer(limit));
            assert_eq!(judge(&KIND, &params, None, &[("a", "x\ny\n")]), want, "{limit}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_there_all_the_same() {
        let stat = |why: &str| {
            let kind = FileKind::Unreadable(why.to_owned());
            [Observation::Stat(vec![Stat::new("a", kind)])]
        };
        let absent = about("absent", Value::Flag(true));
        assert_eq!(summary(&(KIND.judge)(&absent, &stat("denied"))), "fail present a");
        let there = params([("path", text("a"))]);
        assert_eq!(summary(&(KIND.judge)(&there, &stat("denied"))), "unknown could not look");
        let kind = FileKind::File { bytes: 1, executable: None };
        let unreadable = vec![("a".to_owned(), "denied".to_owned())];
        let mut looked = Looked::default();
        looked.unreadable = unreadable;
        let seen = [Observation::Stat(vec![Stat::new("a", kind)]), Observation::Looked(looked)];
        assert_eq!(summary(&(KIND.judge)(&about("contains", text("x")), &seen)), "unknown could not look");
    }
}
