//! `environment`: the machine has what a release needs. Here a missing tool is what the gate is about, and so a fail;
//! what the system would not tell stays unknown.

use shipworthy_model::facts::{Facts, Tool};
use shipworthy_model::humanize::bytes;
use shipworthy_model::judgement::{Conclusion, Finding, Judgement, Limit, Measurement};
use shipworthy_model::kind::{Effect, Kind, Param, ParamType, Scope};
use shipworthy_model::observation::{Machine, Observation};
use shipworthy_model::params::{Params, Value};
use shipworthy_model::step::{MachineQuestion, Step};
use shipworthy_model::unknown::{Reason, Unknown};

/// The check kind `environment`.
pub(super) static KIND: Kind = Kind::new("environment", "this machine has what the work needs", steps, judge)
    .about(
        "Looks at variables (set and not empty; values are never read into evidence), free disk space where \
         the workspace is, memory, paths that must be writable, TCP ports on loopback that must be free, and \
         programs on the `PATH` with their versions. Versions are compared number by number.",
    )
    .params(&[
        Param::optional("env", ParamType::Texts, "variables that are set and not empty"),
        Param::optional("disk", ParamType::Size, "at least so much disk is free").higher_is_stricter(),
        Param::optional("memory", ParamType::Size, "the machine has at least so much memory")
            .higher_is_stricter(),
        Param::optional("writable", ParamType::Texts, "files or folders that may be written, from the root"),
        Param::optional(
            "ports-free",
            ParamType::Texts,
            "TCP ports that nothing listens on, such as `\"8080\"`",
        ),
        Param::optional(
            "tools",
            ParamType::Map(&ParamType::Text),
            "programs and their lowest version, `\"*\"` for any: `{ git = \"2.30\" }`",
        ),
    ])
    .one_of(&["env", "disk", "memory", "writable", "ports-free", "tools"])
    .since("0.1")
    .effects(&[Effect::Machine])
    .scope(Scope::Files(&[]));

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let ports = params.texts("ports-free").into_iter().filter_map(|port| port.trim().parse().ok());
    let question = MachineQuestion::default()
        .env(params.texts("env"))
        .writable(params.texts("writable"))
        .ports(ports)
        .tools(tools(params).map(|(name, _)| name));
    vec![Step::Machine(question)]
}

/// The programs asked for, each with its lowest version.
fn tools(params: &Params) -> impl Iterator<Item = (&str, &str)> {
    let table = params.table("tools").into_iter().flat_map(|table| &table.0);
    table.filter_map(|(name, value)| match value {
        Value::Text(version) => Some((name.as_str(), version.as_str())),
        _ => None,
    })
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Machine(machine)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the machine was not looked at");
    };
    let mut answers = Vec::new();
    answers.extend(params.texts("env").into_iter().map(|name| variable(name, machine)));
    let mut measurements = Vec::new();
    for (name, is) in [("disk", machine.disk_free), ("memory", machine.memory)] {
        if params.has(name) {
            let bound = params.count(name);
            answers.push(amount(name, is, bound));
            if let (Some(is), Some(bound)) = (is, bound) {
                let limit = Limit::AtLeast(bound as f64);
                measurements.push(Measurement::new(name, is as f64, "bytes").limit(limit));
            }
        }
    }
    answers.extend(params.texts("writable").into_iter().map(|path| writable(path, machine)));
    answers.extend(params.texts("ports-free").into_iter().map(|port| port_free(port, machine)));
    answers.extend(tools(params).map(|(name, lowest)| tool(name, lowest, machine.tools.get(name))));
    let subjects = answers.len() as u64;
    let (mut findings, mut untold) = (Vec::new(), None);
    for answer in answers {
        match answer {
            Ok(finding) => findings.extend(finding),
            Err(why) => untold = untold.or(Some(why)),
        }
    }
    let mut judgement = Judgement::of(subjects, "conditions", findings).with(measurements);
    if let (Conclusion::Pass, Some(why)) = (&judgement.result, untold) {
        judgement.result = Conclusion::Unknown(Unknown::new(Reason::CouldNotLook, why));
    }
    judgement
}

/// A condition's finding, if it does not hold; `Err` says why that cannot be told.
type ConditionFinding = Result<Option<Finding>, String>;

fn variable(name: &str, machine: &Machine) -> ConditionFinding {
    let set = machine.env.get(name).ok_or_else(|| format!("variable {name} was not looked at"))?;
    let finding = Finding::new("env-missing", format!("{name} is not set, or empty"));
    Ok((!set).then(|| finding.remedy(format!("export {name}=..."))))
}

fn amount(name: &str, is: Option<u64>, bound: Option<u64>) -> ConditionFinding {
    let bound = bound.ok_or_else(|| format!("`{name}` is no amount of bytes"))?;
    let is = is.ok_or_else(|| format!("the system does not say how much {name} there is"))?;
    let message = format!("{} of {name}, at least {} expected", bytes(is), bytes(bound));
    let remedy =
        if name == "disk" { "free some space; `cargo clean` may help" } else { "use a larger machine" };
    Ok((is < bound).then(|| Finding::new(format!("{name}-too-small"), message).remedy(remedy)))
}

fn writable(path: &str, machine: &Machine) -> ConditionFinding {
    let why = machine.writable.get(path).ok_or_else(|| format!("{path} was not looked at"))?;
    let finding = |why: &String| {
        Finding::new("not-writable", format!("{path} cannot be written: {why}"))
            .at(path, None, None)
            .remedy("create it, or change its owner or mode")
    };
    Ok(why.as_ref().map(finding))
}

fn port_free(port: &str, machine: &Machine) -> ConditionFinding {
    let number: u16 = port.trim().parse().map_err(|_| format!("`{port}` is no port: write 1 to 65535"))?;
    let free = machine.ports.get(&number).ok_or_else(|| format!("port {number} was not looked at"))?;
    let finding = Finding::new("port-taken", format!("something listens on port {number}"));
    Ok((!free).then(|| finding.remedy(format!("end what listens on port {number}"))))
}

fn tool(name: &str, lowest: &str, found: Option<&Tool>) -> ConditionFinding {
    let Some(tool) = found else {
        let finding = Finding::new("tool-missing", format!("{name} is not on the PATH"));
        return Ok(Some(finding.remedy(format!("install {name}"))));
    };
    if lowest == "*" {
        return Ok(None);
    }
    let wanted =
        numbers(lowest).ok_or_else(|| format!("`{lowest}` is no version of {name}: write `1.2` or `*`"))?;
    let reported = tool.version.as_deref().unwrap_or_default();
    let is = numbers(reported).ok_or_else(|| format!("{name} does not say which version it is"))?;
    let finding = Finding::new("tool-too-old", format!("{name} {reported}, at least {lowest} expected"));
    Ok(older(&is, &wanted).then(|| finding.remedy(format!("install {name} {lowest} or newer"))))
}

/// The first number of a text with all that follow behind dots: `[2, 43, 0]` of `git version 2.43.0`.
fn numbers(text: &str) -> Option<Vec<u64>> {
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let version = text[from..].split(|c: char| c != '.' && !c.is_ascii_digit()).next()?;
    version.split('.').filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect()
}

fn older(is: &[u64], wanted: &[u64]) -> bool {
    let at = |numbers: &[u64], index: usize| numbers.get(index).copied().unwrap_or(0);
    let first_difference = (0..is.len().max(wanted.len())).find(|&index| at(is, index) != at(wanted, index));
    first_difference.is_some_and(|index| at(is, index) < at(wanted, index))
}

#[cfg(test)]
mod tests {
    use shipworthy_model::facts::{Facts, Tool};
    use shipworthy_model::observation::{Machine, Observation};
    use shipworthy_model::params::{Params, Value};
    use shipworthy_model::step::Step;

    use super::{KIND, numbers, older};
    use crate::testing::{params, summary, text, texts};

    fn machine() -> Machine {
        let mut machine = Machine::default();
        machine.env = [("SET".to_owned(), true), ("UNSET".to_owned(), false)].into();
        machine.disk_free = Some(5_000_000_000);
        machine.memory = None;
        machine.writable = [("ok".to_owned(), None), ("no".to_owned(), Some("denied".to_owned()))].into();
        machine.ports = [(80, false), (8080, true)].into();
        machine.tools = [
            ("git".to_owned(), Tool::new("/x").version("git version 2.43.0")),
            ("mute".to_owned(), Tool::new("/x")),
        ]
        .into();
        machine
    }

    fn tools(name: &str, version: &str) -> Params {
        params([("tools", Value::Table(params([(name, text(version))])))])
    }

    #[test]
    fn each_condition_is_held() {
        let cases = [
            (params([("env", text("SET"))]), "pass 1 conditions"),
            (params([("env", texts(&["SET", "UNSET"]))]), "fail env-missing"),
            (params([("disk", Value::Integer(1_000_000_000))]), "pass 1 conditions"),
            (params([("disk", Value::Integer(9_000_000_000))]), "fail disk-too-small"),
            (params([("memory", Value::Integer(1))]), "unknown could not look"),
            (params([("writable", text("ok"))]), "pass 1 conditions"),
            (params([("writable", text("no"))]), "fail not-writable no"),
            (params([("ports-free", text("8080"))]), "pass 1 conditions"),
            (params([("ports-free", text("80"))]), "fail port-taken"),
            (params([("ports-free", text("http"))]), "unknown could not look"),
            (tools("git", "*"), "pass 1 conditions"),
            (tools("git", "2.30"), "pass 1 conditions"),
            (tools("git", "2.43.1"), "fail tool-too-old"),
            (tools("absent", "*"), "fail tool-missing"),
            (tools("mute", "*"), "pass 1 conditions"),
            (tools("mute", "1"), "unknown could not look"),
            (tools("git", "new"), "unknown could not look"),
            (params([("memory", Value::Integer(1)), ("env", text("UNSET"))]), "fail env-missing"),
            (params([]), "unknown nothing to look at"),
        ];
        for (params, want) in cases {
            let judged = (KIND.judge)(&params, &[Observation::Machine(machine())]);
            assert_eq!(summary(&judged), want, "{params:?}");
        }
        assert_eq!(summary(&(KIND.judge)(&params([]), &[])), "unknown could not look");
    }

    #[test]
    fn the_question_names_all_that_is_asked() {
        let params = params([("ports-free", texts(&["80", "99999"])), ("env", text("A"))]);
        let steps = (KIND.steps)(&params, &Facts::default());
        let [Step::Machine(question)] = &steps[..] else { panic!("{steps:?}") };
        assert_eq!((&question.ports[..], question.env.len()), (&[80][..], 1));
    }

    #[test]
    fn versions_are_compared_number_by_number() {
        let cases =
            [("1.9", "1.10", true), ("1.10", "1.9", false), ("2", "2.0.0", false), ("2.0.1", "2.1", true)];
        for (is, wanted, want) in cases {
            assert_eq!(older(&numbers(is).unwrap(), &numbers(wanted).unwrap()), want, "{is} {wanted}");
        }
        assert_eq!(numbers("rustc 1.95.0-nightly (abc 2026)"), Some(vec![1, 95, 0]));
        assert_eq!(numbers("none"), None);
    }
}
