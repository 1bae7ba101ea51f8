//! The JSON Schema of `readiness.toml`, for editors: made from the same tables that the reader uses. What spans
//! several gates (ids that exist, cycles, dates that have passed) is beyond it.

use serde_json::{Map, Value, json};
use shipworthy_model::checklist::{Priority, SignOffAnswer};
use shipworthy_model::kind::{KindSchema, Param, ParamType};

use crate::gate::PLATFORMS;
use crate::policy::AGES;
use crate::read::SCHEMA;

/// The JSON Schema (draft 2020-12) of a `readiness.toml` that may use checks of these kinds.
pub fn json_schema(kinds: &[&KindSchema]) -> Value {
    let root = vec![
        ("schema", json!({ "const": SCHEMA, "description": "The version of this format." })),
        ("title", text("What it is a checklist of.")),
        ("policy", policy()),
        ("phase", several(&phase(), "The phases, in order: the first is `phase1`.")),
        ("waiver", several(&waiver(), "Failures accepted for a while.")),
        ("sign-off", several(&sign_off(), "What people answered to gates that no tool can decide.")),
    ];
    let mut schema = object(root, &["schema", "phase"], "A production-readiness checklist that runs.");
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("readiness.toml");
    schema["$defs"] = json!({
        "id": { "type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,99}$" },
        "ids": several_or_one(&json!({ "$ref": "#/$defs/id" })),
        "priority": { "enum": Priority::ALL.map(|priority| priority.to_string()) },
        "check": {
            "description": "How the claim is checked.",
            "oneOf": kinds.iter().map(|kind| check(kind)).collect::<Vec<_>>(),
        },
        "gate": gate(),
    });
    schema
}

fn policy() -> Value {
    let ages = AGES.map(|name| (name, span(&format!("For gates that look at the {name}."))));
    let required = described(several_or_one(&defined("priority")), "Gates of these priorities must hold.");
    let ages =
        object(ages.into(), &[], "How long evidence lives, by what the gate looks at outside the tree.");
    object(vec![("required", required), ("max-age", ages)], &[], "What a GO needs.")
}

fn phase() -> Value {
    let entry = described(defined("ids"), "Gates that must hold before any gate of this phase runs.");
    let keys = vec![
        ("id", described(defined("id"), "Its id, permanent.")),
        ("title", text("What it is called on screen.")),
        ("entry", entry),
        ("gate", several(&defined("gate"), "Its gates, in order.")),
    ];
    object(keys, &["id", "gate"], "An ordered group of gates.")
}

fn gate() -> Value {
    let globs = described(several_or_one(&text("A glob.")), "Further files that its result depends on.");
    let platforms = described(several_or_one(&json!({ "enum": PLATFORMS })), "The systems it applies to.");
    let keys = vec![
        ("id", described(defined("id"), "Its id, permanent.")),
        ("title", text("The claim.")),
        ("priority", described(defined("priority"), "How much it matters; P0 is the most.")),
        ("why", text("Why it matters.")),
        ("owner", text("Who answers for it.")),
        ("effort", text("How much work it is.")),
        ("source", text("Where an imported gate came from.")),
        ("needs", described(defined("ids"), "Gates that must hold before this one runs.")),
        ("check", defined("check")),
        ("timeout", span("The longest any of its steps may take.")),
        ("max-age", span("How long its evidence lives.")),
        ("watch", span("For how long after a release it must hold; at other times it is not-applicable.")),
        ("inputs", globs),
        ("platforms", platforms),
    ];
    object(keys, &["id", "title", "priority", "check"], "One claim with one check.")
}

fn waiver() -> Value {
    let keys = vec![
        ("gate", described(defined("id"), "The gate whose failure is accepted.")),
        ("reason", text("Why.")),
        ("owner", text("Who will mend it.")),
        ("approver", text("Who accepted it: another person.")),
        ("expires", day("The last day on which it holds.")),
    ];
    object(keys, &["gate", "reason", "owner", "approver", "expires"], "A failing gate accepted for a while.")
}

fn sign_off() -> Value {
    let commit = json!({ "type": "string", "pattern": "^[0-9a-fA-F]{7,64}$" });
    let answers = json!({ "enum": SignOffAnswer::ALL.map(|answer| answer.to_string()) });
    let keys = vec![
        ("gate", described(defined("id"), "The gate that is answered, of the kind `sign-off`.")),
        ("answer", described(answers, "Is it so?")),
        ("by", text("Who says so.")),
        ("date", day("The day on which it was said.")),
        ("until", day("The last day on which it holds.")),
        (
            "commit",
            described(commit, "The commit that was looked at; what changed since is not answered for."),
        ),
        ("note", text("What else there is to say.")),
    ];
    let required = ["gate", "answer", "by", "date", "until"];
    object(keys, &required, "A person's answer to a gate that no tool can decide.")
}

fn day(description: &str) -> Value {
    json!({ "type": "string", "format": "date", "description": description })
}

fn check(kind: &KindSchema) -> Value {
    let description = format!("{}\n\n{}", kind.summary, kind.about);
    let mut schema = params(kind.params, &description);
    schema["title"] = json!(kind.id);
    schema["properties"]["kind"] = json!({ "const": kind.id, "description": kind.summary });
    if let Some(required) = schema["required"].as_array_mut() {
        required.insert(0, json!("kind"));
    }
    if !kind.one_of.is_empty() {
        let given = |name: &&str| json!({ "required": [name] });
        schema["anyOf"] = kind.one_of.iter().map(given).collect();
    }
    schema
}

fn params(params: &[Param], description: &str) -> Value {
    let required: Vec<&str> = params.iter().filter(|param| param.required).map(|param| param.name).collect();
    let keys = params.iter().map(|param| (param.name, described(ty(&param.ty), param.doc)));
    object(keys.collect(), &required, description)
}

fn ty(ty: &ParamType) -> Value {
    let string = || json!({ "type": "string", "minLength": 1 });
    match ty {
        ParamType::Text | ParamType::Path | ParamType::Pattern => string(),
        ParamType::Texts | ParamType::Globs | ParamType::Patterns => several_or_one(&string()),
        ParamType::Argv => json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }),
        ParamType::Floor => json!({ "type": "integer", "minimum": 1 }),
        ParamType::Limit => json!({ "type": "integer", "minimum": 0 }),
        ParamType::Integer => json!({ "type": "integer" }),
        ParamType::Number => json!({ "type": "number" }),
        ParamType::Flag => json!({ "type": "boolean" }),
        ParamType::Span => {
            json!({ "type": "string", "pattern": "^[0-9]", "examples": ["90s", "20m", "24h"] })
        }
        ParamType::Size => json!({
            "type": "string",
            "pattern": "^\\s*[0-9]+\\s*([KkMmGgTt][Ii]?)?[Bb]\\s*$",
            "examples": ["512MiB", "2GB"],
        }),
        ParamType::Choice(choices) => json!({ "enum": choices }),
        ParamType::Tables(keys) => several_or_one(&params(keys, "")),
        ParamType::Map(values) => {
            json!({ "type": "object", "minProperties": 1, "additionalProperties": self::ty(values) })
        }
        // Nothing may be written for a type that `param` does not know either.
        _ => json!({ "not": {} }),
    }
}

fn text(description: &str) -> Value {
    json!({ "type": "string", "minLength": 1, "description": description })
}

fn span(description: &str) -> Value {
    described(ty(&ParamType::Span), description)
}

fn defined(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn described(mut schema: Value, description: &str) -> Value {
    schema["description"] = json!(description);
    schema
}

fn several(item: &Value, description: &str) -> Value {
    json!({ "type": "array", "items": item, "minItems": 1, "description": description })
}

fn several_or_one(item: &Value) -> Value {
    json!({ "oneOf": [item, { "type": "array", "items": item, "minItems": 1 }] })
}

fn object(keys: Vec<(&str, Value)>, required: &[&str], description: &str) -> Value {
    let properties: Map<String, Value> =
        keys.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    json!({
        "type": "object",
        "description": description,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}
