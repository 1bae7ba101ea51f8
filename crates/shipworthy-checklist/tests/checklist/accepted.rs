//! What a good file becomes.

use std::time::Duration;

use shipworthy_checklist::read;
use shipworthy_model::checklist::{Checklist, Priority, SignOffAnswer};
use shipworthy_model::each::Each;
use shipworthy_model::params::Value;
use shipworthy_model::release_settings::VersionFile;
use shipworthy_model::time::Date;
use shipworthy_model::weakening::OnWeakening;

use crate::kinds::KINDS;
use crate::mistakes::{TODAY, problems, with_check};

/// A file that uses every key there is.
pub(crate) const WHOLE: &str = r#"
schema = 1
title = "memory-core 0.1.0"

[policy]
required = ["P0", "P2"]
max-age = { network = "24h", machine = "7d" }
longest-waiver = "30d"
approvers = ["b", "Grace Hopper"]
weakening = "refuse"

[[phase]]
id = "blockers"
title = "Fix blockers"

[[phase.gate]]
id = "builds"
title = "It builds"
priority = "P0"
why = "nothing else can be true"
owner = "core"
effort = "2h"
source = "docs/checklist.md:12"
timeout = "20m"
max-age = "1d"
watch = "7d"
inputs = ["build/**/*.rs", "./x"]
only = "./crates/**"
except = ["**/*.md"]
env = { A = "", B_2 = "x y" }
env-inputs = ["DATABASE_URL", "_x"]
platforms = ["linux", "macos"]
check = { kind = "plain" }

[[phase]]
id = "second"
entry = ["builds"]

[[phase.gate]]
id = "tests"
title = "It is tested"
priority = "P2"
needs = "builds"
each = "publishable"
[phase.gate.check]
kind = "cargo-strict"
path = "./crates//{name}/"
at-least = 120

[[phase.gate]]
id = "board"
title = "The board agrees"
priority = "P2"
check = { kind = "sign-off", question = "Does the board agree?" }

[[waiver]]
gate = "tests"
reason = "30 style warnings, tracked"
owner = "a"
approver = "b"
expires = 2026-11-21

[[sign-off]]
gate = "board"
answer = "yes"
by = "ann"
date = 2026-11-20
until = 2026-11-21
commit = "3F2C1AB9D0E1F2A3B4C5D6E7F8091A2B3C4D5E6F"
question = "Does the board agree?"
note = "after the demo"

[[weakening]]
weakening = "gate tests: at-least 200 -> 120"
reason = "80 moved elsewhere"
owner = "ann"
approver = "Grace Hopper"

[release]
tag-name = "{name}-v{version}"
pre-release-commit-message = "chore: release {version} of {date}"
publish = true
all-features = false
target = "wasm32-unknown-unknown"
version-files = { path = "./README.md", pattern = '^core = "{version}"', at-least = 2 }
pre-release-hook = ["make", ""]
post-release-hook = ["make", "known"]

[release.packages.core]
release = true
tag-name = "v{version}"
publish = false
features = "serde"
all-features = true
target = "x86_64-unknown-none"
no-verify = "needs the SDK"
version-files = [{ path = "a", pattern = "a{version}" }, { path = "b", pattern = "b{version}" }]
"#;

pub(crate) fn good(text: &str) -> Checklist {
    assert_eq!(problems(text), Vec::<String>::new(), "{text}");
    read(text, &KINDS, Date::parse(TODAY).unwrap()).0
}

#[test]
fn every_key_reaches_the_model() {
    let checklist = good(WHOLE);
    assert_eq!(checklist.title, "memory-core 0.1.0");
    assert_eq!(checklist.policy.required, [Priority::P0, Priority::P2]);
    assert_eq!(checklist.policy.max_age["network"], Duration::from_secs(86_400));
    assert_eq!(checklist.policy.max_age["machine"], Duration::from_secs(7 * 86_400));
    assert_eq!(checklist.policy.longest_waiver, Duration::from_secs(30 * 86_400));
    assert_eq!(checklist.policy.approvers, ["b", "Grace Hopper"]);
    assert_eq!(checklist.policy.weakening, OnWeakening::Refuse);
    let [blockers, second] = checklist.phases.as_slice() else { panic!("{:?}", checklist.phases) };
    assert_eq!((blockers.id.as_str(), blockers.title.as_str()), ("blockers", "Fix blockers"));
    assert_eq!((second.id.as_str(), second.title.as_str()), ("second", "second"));
    assert_eq!(second.entry[0].as_str(), "builds");
    let builds = &blockers.gates[0];
    assert_eq!(builds.why.as_deref(), Some("nothing else can be true"));
    assert_eq!(builds.owner.as_deref(), Some("core"));
    assert_eq!(builds.effort.as_deref(), Some("2h"));
    assert_eq!(builds.source.as_deref(), Some("docs/checklist.md:12"));
    assert_eq!(builds.timeout, Some(Duration::from_secs(1200)));
    assert_eq!(builds.max_age, Some(Duration::from_secs(86_400)));
    assert_eq!(builds.watch, Some(Duration::from_secs(7 * 86_400)));
    assert_eq!(builds.inputs, ["build/**/*.rs", "x"]);
    assert_eq!(
        (&builds.only[..], &builds.except[..]),
        (&["crates/**".to_owned()][..], &["**/*.md".to_owned()][..])
    );
    assert_eq!(builds.platforms, ["linux", "macos"]);
    let tests = &second.gates[0];
    assert_eq!((tests.title.as_str(), tests.priority), ("It is tested", Priority::P2));
    assert_eq!(tests.needs[0].as_str(), "builds");
    assert_eq!(tests.each, Some(Each::Publishable));
    assert_eq!(tests.check.kind, "cargo-strict");
    assert_eq!(tests.check.params.text("path"), Some("crates/{name}"));
    assert_eq!(tests.check.params.count("at-least"), Some(120));
    let [waiver] = checklist.waivers.as_slice() else { panic!("{:?}", checklist.waivers) };
    assert_eq!((waiver.gate.as_str(), waiver.expires.to_string().as_str()), ("tests", TODAY));
    assert_eq!((waiver.owner.as_str(), waiver.approver.as_str()), ("a", "b"));
    assert_eq!(waiver.reason, "30 style warnings, tracked");
    let [sign_off] = checklist.sign_offs.as_slice() else { panic!("{:?}", checklist.sign_offs) };
    assert_eq!(
        (sign_off.gate.as_str(), sign_off.answer, sign_off.by.as_str()),
        ("board", SignOffAnswer::Yes, "ann")
    );
    assert_eq!((sign_off.date.to_string(), sign_off.until.to_string()), ("2026-11-20".into(), TODAY.into()));
    assert_eq!(sign_off.commit.as_deref(), Some("3f2c1ab9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f"));
    assert_eq!(sign_off.question.as_deref(), Some("Does the board agree?"));
    assert_eq!(sign_off.note.as_deref(), Some("after the demo"));
    let [approval] = checklist.approvals.as_slice() else { panic!("{:?}", checklist.approvals) };
    assert_eq!(approval.weakening, "gate tests: at-least 200 -> 120");
    assert_eq!((approval.owner.as_str(), approval.approver.as_str()), ("ann", "Grace Hopper"));
    let release = &checklist.release;
    assert_eq!(release.tag_name("other"), Some("{name}-v{version}"));
    assert_eq!(release.tag_name("core"), Some("v{version}"));
    assert_eq!((release.publish("other"), release.publish("core")), (Some(true), Some(false)));
    assert_eq!((release.release("other"), release.release("core")), (None, Some(true)));
    assert_eq!((release.all_features("other"), release.all_features("core")), (false, true));
    assert_eq!((release.features("other").len(), release.features("core")), (0, vec!["serde"]));
    assert_eq!(release.target("other"), Some("wasm32-unknown-unknown"));
    assert_eq!((release.no_verify("other"), release.no_verify("core")), (None, Some("needs the SDK")));
    let of_all = VersionFile { path: "README.md", pattern: "^core = \"{version}\"", at_least: 2 };
    assert_eq!(release.version_files(None), [of_all]);
    assert_eq!(release.version_paths(), ["a", "b", "README.md"]);
    assert_eq!(release.pre_release_hook(), ["make", ""]);
    assert_eq!(release.post_release_hook(), ["make", "known"]);
    assert_eq!(release.commit_message(), Some("chore: release {version} of {date}"));
}

#[test]
fn every_type_of_parameter_has_its_value() {
    let text = |text: &str| Value::Text(text.to_owned());
    let table = |pairs: &[(&str, Value)]| {
        let pairs = pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
        Value::Table(shipworthy_model::params::Params(pairs.collect()))
    };
    for (written, expected) in [
        ("text = 'a'", text("a")),
        ("texts = 'a'", Value::List(vec![text("a")])),
        ("texts = ['a', 'b']", Value::List(vec![text("a"), text("b")])),
        ("argv = ['echo', '']", Value::List(vec![text("echo"), text("")])),
        ("path = './a/./b/'", text("a/b")),
        ("path = '.'", text(".")),
        ("path = 'Ü b/c'", text("Ü b/c")),
        ("globs = 'src/**/*.rs'", Value::List(vec![text("src/**/*.rs")])),
        (r"pattern = '^\d+$'", text(r"^\d+$")),
        ("patterns = ['a|b']", Value::List(vec![text("a|b")])),
        ("floor = 0x10", Value::Integer(16)),
        ("limit = 0", Value::Integer(0)),
        ("limit = 1_000", Value::Integer(1000)),
        ("integer = -101", Value::Integer(-101)),
        ("number = 1", Value::Number(1.0)),
        ("number = -1.5e3", Value::Number(-1500.0)),
        ("flag = false", Value::Flag(false)),
        ("span = '1h 30m'", text("1h 30m")),
        ("size = '512MiB'", Value::Integer(536_870_912)),
        ("choice = 'lenient'", text("lenient")),
        ("tables = { name = 'a' }", Value::List(vec![table(&[("name", text("a"))])])),
        (
            "tables = [{ name = 'a', at-most = 1 }]",
            Value::List(vec![table(&[("name", text("a")), ("at-most", Value::Integer(1))])]),
        ),
        ("map = { a = 1, 'b c' = 0 }", table(&[("a", Value::Integer(1)), ("b c", Value::Integer(0))])),
        ("map.a = 1", table(&[("a", Value::Integer(1))])),
    ] {
        let checklist = good(&with_check(&format!("kind = \"all\", {written}")));
        let params = &checklist.phases[0].gates[0].check.params;
        let (name, _) = written.split_once([' ', '.']).unwrap();
        assert_eq!(params.get(name), Some(&expected), "{written}");
        assert_eq!(params.0.len(), 1, "{written}");
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_do_not_matter() {
    assert_eq!(good(&WHOLE.replace('\n', "\r\n")).gates().count(), 3);
    assert_eq!(good(&format!("\u{feff}{WHOLE}")).gates().count(), 3);
}

#[test]
fn phases_and_gates_keep_the_order_of_the_file() {
    let mut text = "schema = 1\n".to_owned();
    for phase in ["z", "a", "m"] {
        text.push_str(&format!("[[phase]]\nid = '{phase}'\n"));
        for gate in ["y", "b"] {
            let id = format!("{phase}{gate}");
            text.push_str(&format!(
                "[[phase.gate]]\nid = '{id}'\ntitle = 't'\npriority = 'P0'\ncheck = {{ kind = 'plain' }}\n"
            ));
        }
    }
    let checklist = good(&text);
    let ids: Vec<&str> = checklist.gates().map(|gate| gate.id.as_str()).collect();
    assert_eq!(ids, ["zy", "zb", "ay", "ab", "my", "mb"]);
}

#[test]
fn a_chain_of_gates_may_be_long() {
    let mut text = "schema = 1\n[[phase]]\nid = 'p'\n".to_owned();
    for number in 0..3000 {
        text.push_str(&format!(
            "[[phase.gate]]\nid = 'g{number}'\ntitle = 't'\npriority = 'P0'\ncheck = {{ kind = 'plain' }}\n"
        ));
        if number < 2999 {
            text.push_str(&format!("needs = 'g{}'\n", number + 1));
        }
    }
    assert_eq!(good(&text).gates().count(), 3000);
    text.push_str("needs = 'g0'\n");
    let [problem] = problems(&text).try_into().unwrap();
    assert!(problem.contains("g0 -> g1 -> "), "{}", &problem[..80]);
}
