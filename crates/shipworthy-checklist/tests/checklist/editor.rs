//! The JSON Schema says what the reader does.

use serde_json::{Value, json};

use crate::kinds::KINDS;

fn json_schema() -> Value {
    serde_json::to_value(shipworthy_checklist::json_schema(&KINDS)).unwrap()
}

fn kinds(schema: &Value) -> &Vec<Value> {
    schema["$defs"]["check"]["oneOf"].as_array().unwrap()
}

#[test]
fn every_kind_and_every_parameter_stands_in_it() {
    let schema = json_schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(kinds(&schema).len(), KINDS.len());
    for (kind, check) in KINDS.iter().zip(kinds(&schema)) {
        let keys = check["properties"].as_object().unwrap();
        assert_eq!(keys["kind"]["const"], kind.id);
        assert_eq!(keys.len(), kind.params.len() + 1, "{}", kind.id);
        assert!(check["description"].as_str().unwrap().contains(kind.about));
        let required: Vec<&str> =
            check["required"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        for param in kind.params {
            assert_eq!(keys[param.name]["description"], param.doc, "{} {}", kind.id, param.name);
            assert_eq!(required.contains(&param.name), param.required, "{} {}", kind.id, param.name);
        }
        assert!(required.contains(&"kind"));
        assert_eq!(check.get("anyOf").is_some(), !kind.one_of.is_empty(), "{}", kind.id);
    }
}

#[test]
fn types_are_as_narrow_as_the_reader() {
    let schema = json_schema();
    let params = &kinds(&schema)[1]["properties"];
    for (name, key, expected) in [
        ("floor", "minimum", json!(1)),
        ("limit", "minimum", json!(0)),
        ("flag", "type", json!("boolean")),
        ("number", "type", json!("number")),
        ("argv", "minItems", json!(1)),
        ("text", "minLength", json!(1)),
        ("choice", "enum", json!(["strict", "lenient"])),
        ("map", "additionalProperties", json!({ "type": "integer", "minimum": 0 })),
    ] {
        assert_eq!(params[name][key], expected, "{name}");
    }
    assert_eq!(params["tables"]["oneOf"][0]["required"], json!(["name"]));
}

#[test]
fn every_table_is_closed_and_every_reference_leads_somewhere() {
    let schema = json_schema();
    let mut open = vec![&schema];
    let mut tables = 0;
    while let Some(value) = open.pop() {
        if let Some(reference) = value["$ref"].as_str() {
            assert!(schema.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
        if value["type"] == "object" {
            tables += 1;
            assert!(value.get("additionalProperties").is_some_and(|more| *more != json!(true)), "{value}");
        }
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(items) => open.extend(items.values()),
            _ => {}
        }
    }
    assert!(tables > 8, "{tables}");
}

/// The tables of the schema have the keys that the reader takes: a file with all of them reads without a problem, and
/// nothing else is in the schema.
#[test]
fn the_keys_are_those_of_a_file_with_every_key() {
    let schema = json_schema();
    for (pointer, expected) in [
        ("/properties", "phase policy release schema sign-off title waiver weakening"),
        (
            "/properties/policy/properties",
            "approvers longest-waiver max-age observe required share target weakening",
        ),
        ("/properties/policy/properties/max-age/properties", "machine network"),
        ("/properties/phase/items/properties", "entry gate id title"),
        (
            "/$defs/gate/properties",
            "check each effort env env-inputs except id inputs max-age needs observe only owner platforms priority source timeout title watch why",
        ),
        ("/properties/waiver/items/properties", "approver expires gate owner reason"),
        ("/properties/sign-off/items/properties", "answer by commit date gate note question until"),
        ("/properties/weakening/items/properties", "approver owner reason weakening"),
        (
            "/properties/release/properties",
            "all-features no-verify packages post-release-hook pre-release-commit-message pre-release-hook publish tag-name target version-files",
        ),
        (
            "/properties/release/properties/packages/additionalProperties/properties",
            "all-features features no-verify publish release tag-name target version-files",
        ),
    ] {
        let keys = schema.pointer(pointer).and_then(Value::as_object).unwrap();
        let mut keys: Vec<&str> = keys.keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys.join(" "), expected, "{pointer}");
    }
}
