//! What commands answer is as their JSON Schema says: no field more, none less, each of its type. With a validator for
//! the keywords that we use.

use serde_json::{Value, json};
use shipworthy_report::json::{commands, document_schema};
use testkit::{Fixture, Workspace};

use crate::house::none;

/// The schema of what a command answers.
fn schema(command: &str) -> Value {
    let schema = document_schema(command).unwrap_or_else(|| panic!("`{command}` has no document"));
    serde_json::to_value(schema).expect("a schema is JSON")
}

/// Holds answers of a command against its schema.
#[track_caller]
pub(super) fn conforms<'v>(command: &str, documents: impl IntoIterator<Item = &'v Value>) {
    let schema = schema(command);
    for document in documents {
        none(&complaints(&schema, document));
    }
}

/// Where a value is not as a schema says. A member that is not named is a complaint, too.
fn complaints(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    validate(schema, schema, value, "", &mut found);
    found
}

fn validate(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let keywords = schema.as_object().unwrap_or_else(|| panic!("no schema: {schema}"));
    for (keyword, said) in keywords {
        let holds = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let pointer = said.as_str().and_then(|it| it.strip_prefix('#')).expect("a pointer");
                let defined = root.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"));
                validate(root, defined, value, at, found);
                true
            }
            "type" => said
                .as_array()
                .map_or_else(|| has_type(value, said), |all| all.iter().any(|kind| has_type(value, kind))),
            "const" => value == said,
            "enum" => said.as_array().expect("a list").contains(value),
            "minimum" => value.as_i64().is_none_or(|number| number >= said.as_i64().expect("a number")),
            "format" => value.as_str().is_none_or(|text| has_format(text, said)),
            "properties" => {
                let named = said.as_object().expect("members");
                for (name, member) in value.as_object().into_iter().flatten() {
                    match named.get(name) {
                        Some(schema) => validate(root, schema, member, &format!("{at}.{name}"), found),
                        None => found.push(format!("{at}.{name} stands in no schema")),
                    }
                }
                true
            }
            "required" => {
                let names = said.as_array().expect("a list").iter().filter_map(Value::as_str);
                let missing = names.filter(|name| value.is_object() && value.get(name).is_none());
                found.extend(missing.map(|name| format!("{at}.{name} is missing")));
                true
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    validate(root, said, item, &format!("{at}[{number}]"), found);
                }
                true
            }
            "anyOf" => fitting(root, said, value) > 0,
            "oneOf" => fitting(root, said, value) == 1,
            other => panic!("this validator does not know `{other}`"),
        };
        if !holds {
            found.push(format!("{at}: {value} is not as `{keyword}` says: {said}"));
        }
    }
}

/// How many of these schemas describe the value.
fn fitting(root: &Value, schemas: &Value, value: &Value) -> usize {
    let fits = |schema: &&Value| {
        let mut found = Vec::new();
        validate(root, schema, value, "", &mut found);
        found.is_empty()
    };
    schemas.as_array().expect("a list").iter().filter(fits).count()
}

fn has_type(value: &Value, kind: &Value) -> bool {
    match kind.as_str().expect("a type") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("there is no type `{other}`"),
    }
}

fn has_format(text: &str, format: &Value) -> bool {
    use shipworthy_model::time::{Date, Timestamp};
    match format.as_str().expect("a format") {
        "date" => Date::parse(text).is_some(),
        "date-time" => Timestamp::try_from(text.to_owned()).is_ok(),
        other => panic!("this validator does not know the format `{other}`"),
    }
}

#[test]
fn the_validator_rejects() {
    let schema = json!({
        "type": "object",
        "properties": {
            "one": { "const": 1 },
            "word": { "type": ["string", "null"], "enum": ["a", "b", null] },
            "count": { "type": "integer", "minimum": 0 },
            "day": { "type": "string", "format": "date" },
            "list": { "type": "array", "items": { "$ref": "#/$defs/Item" } },
            "some": { "anyOf": [{ "$ref": "#/$defs/Item" }, { "type": "null" }] },
            "either": { "oneOf": [{ "type": "integer" }, { "type": "number" }] },
        },
        "required": ["one"],
        "$defs": { "Item": { "type": "object", "properties": { "x": { "type": "boolean" } }, "required": ["x"] } },
    });
    for good in [
        json!({ "one": 1 }),
        json!({ "one": 1, "word": null, "count": 0, "day": "2026-02-28", "list": [], "some": null, "either": 0.5 }),
        json!({ "one": 1, "word": "b", "list": [{ "x": true }], "some": { "x": false } }),
    ] {
        none(&complaints(&schema, &good));
    }
    for bad in [
        json!([]),
        json!({}),
        json!({ "one": 2 }),
        json!({ "one": 1, "two": 2 }),
        json!({ "one": 1, "word": "c" }),
        json!({ "one": 1, "word": 1 }),
        json!({ "one": 1, "count": -1 }),
        json!({ "one": 1, "count": 0.5 }),
        json!({ "one": 1, "count": null }),
        json!({ "one": 1, "day": "2026-02-30" }),
        json!({ "one": 1, "list": [{}] }),
        json!({ "one": 1, "list": [{ "x": 1 }] }),
        json!({ "one": 1, "list": [{ "x": true, "y": true }] }),
        json!({ "one": 1, "some": {} }),
        json!({ "one": 1, "either": 1 }),
    ] {
        assert!(!complaints(&schema, &bad).is_empty(), "{bad} was not rejected");
    }
}

const PASS: &str = "kind = \"file\", path = \"README.md\", max-lines = 9";
const FAIL: &str = "kind = \"file\", path = \"no.md\"";
const UNKNOWN: &str = "kind = \"command\", argv = [\"no-such-program\"]";

fn workspace(gates: &[(&str, &str)]) -> Workspace {
    let plan = "# Plan\n\n- [x] `README.md` exists\n- [x] File `no.md` exists\n- [ ] All 12 tests pass\n";
    let begin =
        Fixture::new().file("README.md", "# It\n").file("plan.md", plan).file("empty.md", "Nothing.\n");
    gates.iter().fold(begin.git(), |fixture, (id, check)| fixture.gate(id, check)).build()
}

#[test]
fn every_answer_is_as_its_schema_says() {
    let answer = |ws: &Workspace, words: &[&str]| -> Value {
        let output = ws.run(words).args(["--format", "json"]).stderr_any().spawn().finish();
        serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{words:?}: {error}"))
    };
    let go = workspace(&[("pass", PASS)]);
    let no_go = workspace(&[("pass", PASS), ("fail", FAIL), ("unknown", UNKNOWN)]);
    let incomplete = workspace(&[("unknown", UNKNOWN)]);
    // Nothing of it applies on this system.
    let empty = Fixture::new().gate_with("elsewhere", PASS, "platforms = [\"netbsd\"]").build();
    for (ws, verdict) in [(&go, "GO"), (&no_go, "NO-GO"), (&incomplete, "INCOMPLETE")] {
        conforms("status", [&answer(ws, &["status"])]);
        let run = answer(ws, &["phase1"]);
        assert_eq!(run["verdict"], verdict);
        conforms("phase1", [&run]);
        for words in [&["status"] as &[&str], &["ready"], &["check", "*"], &["phase", "blockers"]] {
            conforms(words[0], [&answer(ws, words)]);
        }
        for words in [&["doctor"] as &[&str], &["doctor", "--list"], &["explain"], &["explain", "pass"]] {
            conforms(words[0], [&answer(ws, words)]);
        }
        for document in ["plan.md", "empty.md"] {
            for command in ["audit", "import", "sync"] {
                conforms(command, [&answer(ws, &[command, document])]);
            }
        }
    }
    for gate in ["pass", "fail", "unknown"] {
        conforms("why", [&answer(&no_go, &["why", gate])]);
    }
    conforms("release", [&answer(&no_go, &["release", "minor"])]);
    // A comparison that was made is held against the schema by the tests of `bench`.
    conforms("bench", [&answer(&go, &["bench"])]);
    conforms("status", [&answer(&empty, &["status"]), &answer(&empty, &["ready"])]);
    conforms("doctor", [&answer(&empty, &["doctor"])]);

    let broken = Fixture::new().checklist("schema = 1\ntitel = \"t\"\n").build();
    let refused = [
        answer(&broken, &["status"]),
        answer(&go, &["why", "nothing"]),
        answer(&go, &["audit", "none.md"]),
        answer(&go, &["release"]),
        answer(&go, &["no-such-command"]),
        answer(&go, &["schema", "--of", "nothing"]),
    ];
    assert!(!refused[0]["problems"].as_array().expect("a list").is_empty());
    conforms("error", &refused);
}

#[test]
fn the_schema_of_each_document_is_printed() {
    let ws = Fixture::new().build();
    for command in commands().chain(["phase7"]) {
        for words in
            [&["schema", "--of", command] as &[&str], &["schema", "--of", command, "--format", "json"]]
        {
            let printed = ws.run(words).json();
            assert_eq!(printed.0, schema(command), "{command}");
            assert_eq!(printed["$schema"], "https://json-schema.org/draft/2020-12/schema");
        }
    }
    ws.run(["schema", "--of", "statsu"]).exit(2).stderr_has("did you mean `status`?").done();
    ws.run(["schema", "--of", "phase"]).stdout_any().done();
}

/// Whoever reads a schema reads what each field means.
#[test]
fn every_field_says_what_it_is() {
    let mut silent = Vec::new();
    let mut sentences = 0;
    for command in commands() {
        let schema = schema(command);
        let mut open = vec![(command.to_owned(), &schema)];
        while let Some((at, schema)) = open.pop() {
            for (name, member) in schema["properties"].as_object().into_iter().flatten() {
                let at = format!("{at}.{name}");
                let doc = member["description"].as_str().unwrap_or_default();
                sentences += 1;
                if !doc.starts_with(|c: char| c.is_uppercase() || c == '`') || !doc.ends_with('.') {
                    silent.push(format!("{at}: {doc:?} is no sentence"));
                }
                open.push((at, member));
            }
            for (name, defined) in schema["$defs"].as_object().into_iter().flatten() {
                open.push((format!("{at}:{name}"), defined));
            }
            for (number, variant) in schema["oneOf"].as_array().into_iter().flatten().enumerate() {
                open.push((format!("{at}#{number}"), variant));
            }
        }
    }
    assert!(sentences > 150, "only {sentences}: does this test still see them?");
    none(&silent);
}
