//! `licence-texts`: the texts of all our licences are there, each in its file.

use shipworthy::kind::{
    Facts, Finding, Judgement, Kind, Look, Observation, Param, ParamType, Params, Reason, Scope, Sighting,
    SourceFile, Step,
};

/// The check that each licence has its file, and that the words of the licence stand in it.
pub(crate) static KIND: Kind =
    Kind::new("licence-texts", "each licence has its file, with its words in their order", steps, judge)
        .about(
            "`texts` names the files, and for each of them passages that stand in it one after the other. Line breaks \
             and spaces do not count.",
        )
        .params(&[Param::required(
            "texts",
            ParamType::Map(&ParamType::Texts),
            "for each file, passages of the licence in their order",
        )])
        .since("0.1")
        .scope(Scope::Files(&["LICENSE*"]));

fn files(params: &Params) -> Vec<&str> {
    params.table("texts").map(|texts| texts.0.keys().map(String::as_str).collect()).unwrap_or_default()
}

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    vec![Step::Look(Look::new(files(params), look))]
}

/// Sees the file itself, and the first passage that is not where it must be.
fn look(params: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let seen = |rule: &str, text: &str| Sighting::new(rule, file.path).text(text);
    let text = one_line(file.text()?);
    let mut rest = text.as_str();
    let mut sightings = vec![seen("file", "")];
    for passage in params.table("texts").map(|texts| texts.texts(file.path)).unwrap_or_default() {
        let words = one_line(passage);
        let Some((_, after)) = rest.split_once(&words) else {
            sightings.push(seen("lacks", passage));
            break;
        };
        rest = after;
    }
    Ok(sightings)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Looked(looked)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the files were not looked at");
    };
    if let Some((path, why)) = looked.unreadable.first() {
        return Judgement::unknown(Reason::CouldNotLook, format!("{path}: {why}"));
    }
    let files = files(params);
    let there = |path: &&&str| looked.sightings.iter().any(|seen| seen.rule == "file" && seen.path == **path);
    let absent = files.iter().filter(|path| !there(path)).map(|path| {
        let finding = Finding::new("absent", format!("{path} is not there")).at(*path, None, None);
        finding.remedy("copy the text from https://spdx.org/licenses")
    });
    let lacking = looked.sightings.iter().filter(|seen| seen.rule == "lacks").map(|seen| {
        let message = format!("`{}` does not stand where it must", seen.text);
        Finding::new("lacks", message).seen(seen).remedy("copy the text from https://spdx.org/licenses")
    });
    Judgement::of(files.len() as u64, "licences", absent.chain(lacking).collect())
}

#[cfg(test)]
mod tests {
    use shipworthy::kind::{Conclusion, Looked, Value};

    use super::*;

    fn judged(files: &[(&str, &str)]) -> Judgement {
        let passages =
            |texts: &[&str]| Value::List(texts.iter().map(|text| Value::Text((*text).to_owned())).collect());
        let texts =
            [("A".to_owned(), passages(&["one two", "four"])), ("B".to_owned(), passages(&["begin"]))];
        let params = Params([("texts".to_owned(), Value::Table(Params(texts.into())))].into());
        let mut looked = Looked::default();
        for (path, text) in files {
            let file = SourceFile::new(path, text.as_bytes());
            looked.files += 1;
            looked.sightings.extend(look(&params, &file).unwrap());
        }
        judge(&params, &[Observation::Looked(looked)])
    }

    #[test]
    fn each_file_holds_its_words_in_their_order() {
        let good = [("A", "one\n  two three\nfour"), ("B", "begin")];
        assert_eq!(judged(&good).result, Conclusion::Pass);
        for (files, rule) in [
            (&[("A", "one two four")][..], "absent"),
            (&[("A", "four one two"), ("B", "begin")], "lacks"),
            (&[("A", "one two four"), ("B", "")], "lacks"),
        ] {
            let judgement = judged(files);
            assert_eq!(judgement.result, Conclusion::Fail, "{files:?}");
            assert_eq!(judgement.findings[0].rule, rule, "{files:?}");
        }
    }

    #[test]
    fn nothing_to_look_at_is_unknown() {
        let none = [Observation::Looked(Looked::default())];
        assert!(matches!(judge(&Params::default(), &none).result, Conclusion::Unknown(_)));
        assert!(matches!(judge(&Params::default(), &[]).result, Conclusion::Unknown(_)));
    }
}
