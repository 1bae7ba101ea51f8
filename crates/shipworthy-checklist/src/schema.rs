//! The JSON Schema of `readiness.toml`, for editors: made from the same tables that the reader uses. What spans
//! several gates (ids that exist, cycles, dates that have passed) is beyond it.

use shipworthy_model::checklist::{Priority, Sharing, SignOffAnswer, TargetFolder};
use shipworthy_model::each::Each;
use shipworthy_model::kind::{KindSchema, Param, ParamType};
use shipworthy_model::release_settings::{RELEASE_PACKAGE_PARAMS, RELEASE_PARAMS};
use shipworthy_model::schema::{Constant, DIALECT, FurtherMembers, JsonKind, Members, Schema};
use shipworthy_model::weakening::OnWeakening;

use crate::gate::PLATFORMS;
use crate::policy::AGES;
use crate::read::SCHEMA;
use crate::variable;

/// The JSON Schema (draft 2020-12) of a `readiness.toml` that may use checks of these kinds.
pub fn json_schema(kinds: &[&KindSchema]) -> Schema {
    let version = Schema { constant: Some(Constant::Integer(SCHEMA)), ..Schema::default() };
    let root = vec![
        ("schema", version.described("The version of this format.")),
        ("title", text("What it is a checklist of.")),
        ("policy", policy()),
        ("phase", several(phase(), "The phases, in order: the first is `phase1`.")),
        ("waiver", several(waiver(), "Failures accepted for a while.")),
        ("sign-off", several(sign_off(), "What people answered to gates that no tool can decide.")),
        ("weakening", several(approval(), "Consents to changes of the checklist that ask for less.")),
        ("release", release()),
    ];
    let mut schema = object(root, &["schema", "phase"], "A production-readiness checklist that runs.");
    schema.dialect = Some(DIALECT);
    schema.title = Some("readiness.toml".to_owned());
    let id = Schema { pattern: Some("^[a-z0-9][a-z0-9_-]{0,99}$"), ..Schema::text() };
    let reference =
        Schema { pattern: Some(r"^[a-z0-9][a-z0-9_-]{0,99}(\[[^\[\]]{1,100}\])?$"), ..Schema::text() };
    let checks = Schema { one_of: kinds.iter().map(|kind| check(kind)).collect(), ..Schema::default() };
    let definitions = [
        ("id", id),
        ("reference", reference),
        ("references", several_or_one(Schema::defined("reference"))),
        ("priority", Schema::choice(Priority::ALL.map(|priority| priority.to_string()))),
        ("check", checks.described("How the claim is checked.")),
        ("gate", gate()),
    ];
    schema.definitions = Members(definitions.map(|(name, schema)| (name.to_owned(), schema)).into());
    schema
}

fn policy() -> Schema {
    let ages = AGES.map(|name| (name, span(&format!("For gates that look at the {name}."))));
    let required =
        several_or_one(Schema::defined("priority")).described("Gates of these priorities must hold.");
    let ages =
        object(ages.into(), &[], "How long evidence lives, by what the gate looks at outside the tree.");
    let approvers =
        several_or_one(text("A name.")).described("The only people who may approve; anybody when left out.");
    let weakening = Schema::choice(OnWeakening::ALL.map(|one| one.to_string()));
    let keys = vec![
        ("required", required),
        ("max-age", ages),
        ("longest-waiver", span("The longest that a waiver may still hold; default 180 days.")),
        ("approvers", approvers),
        (
            "weakening",
            weakening.described("What follows when less is asked for than before; default `report`."),
        ),
        (
            "observe",
            Schema::of(JsonKind::Boolean).described(
                "Watch which files the processes of gates open, where the system can tell; default `false`.",
            ),
        ),
        (
            "share",
            Schema::choice(Sharing::ALL.map(|one| one.to_string())).described(
                "Whose other workspaces may prove a gate, where all that it depends on is the same; default `none`.",
            ),
        ),
        (
            "target",
            Schema::choice(TargetFolder::ALL.map(|one| one.to_string())).described(
                "Where gates build: `shared` where your own calls of cargo do, `own` in `.readiness/target`; default `shared`.",
            ),
        ),
    ];
    object(keys, &[], "What a GO needs.")
}

fn release() -> Schema {
    let mut release = params(&RELEASE_PARAMS, "How releases are made.");
    let of_each = params(&RELEASE_PACKAGE_PARAMS, "What holds for the package with this name.");
    let further = Some(FurtherMembers::Of(Box::new(of_each)));
    let packages = Schema { additional_properties: further, ..Schema::of(JsonKind::Object) };
    if let Some(members) = &mut release.properties {
        let packages = packages.described("What holds for single packages, by their names.");
        members.0.push(("packages".to_owned(), packages));
    }
    release
}

fn approval() -> Schema {
    let keys = vec![
        ("weakening", text("The weakening, as answers tell it: `gate tests: at-least 120 -> 100`.")),
        ("reason", text("Why less is asked for.")),
        ("owner", text("Who wants it.")),
        ("approver", text("Who approved it: another person.")),
    ];
    object(keys, &["weakening", "reason", "owner", "approver"], "A consent to ask for less than before.")
}

fn phase() -> Schema {
    let entry =
        Schema::defined("references").described("Gates that must hold before any gate of this phase runs.");
    let keys = vec![
        ("id", Schema::defined("id").described("Its id, permanent.")),
        ("title", text("What it is called on screen.")),
        ("entry", entry),
        ("gate", several(Schema::defined("gate"), "Its gates, in order.")),
    ];
    object(keys, &["id", "gate"], "An ordered group of gates.")
}

fn gate() -> Schema {
    let globs = |description| several_or_one(text("A glob.")).described(description);
    let inputs = globs("Further files that its result depends on.");
    let only = globs("Of the files that it is presumed to read, only these count.");
    let except = globs("Of the files that it is presumed to read, these do not count.");
    let name = || Schema { pattern: Some(variable::NAME), ..Schema::text() };
    let further = Some(FurtherMembers::Of(Box::new(Schema::text())));
    let env = Schema { additional_properties: further, ..Schema::of(JsonKind::Object) };
    let env = env.described("Environment variables that are set for its steps.");
    let env_inputs = several_or_one(name());
    let platforms =
        several_or_one(Schema::choice(PLATFORMS.map(str::to_owned))).described("The systems it applies to.");
    let keys = vec![
        ("id", Schema::defined("id").described("Its id, permanent.")),
        ("title", text("The claim.")),
        ("priority", Schema::defined("priority").described("How much it matters; P0 is the most.")),
        ("why", text("Why it matters.")),
        ("owner", text("Who answers for it.")),
        ("effort", text("How much work it is.")),
        ("source", text("Where an imported gate came from.")),
        ("needs", Schema::defined("references").described("Gates that must hold before this one runs.")),
        ("check", Schema::defined("check")),
        ("timeout", span("The longest any of its steps may take.")),
        ("max-age", span("How long its evidence lives.")),
        ("watch", span("For how long after a release it must hold; at other times it is not-applicable.")),
        ("inputs", inputs),
        ("only", only),
        ("except", except),
        ("env", env),
        ("env-inputs", env_inputs.described("Environment variables whose values its result depends on.")),
        (
            "observe",
            Schema::of(JsonKind::Boolean)
                .described("Watch which files its processes open, and bind its evidence to those."),
        ),
        ("platforms", platforms),
        (
            "each",
            Schema::choice(Each::ALL.map(|each| each.to_string())).described(
                "One gate of each of these; `{name}`, `{path}` and the like stand for it in the check.",
            ),
        ),
    ];
    object(keys, &["id", "title", "priority", "check"], "One claim with one check.")
}

fn waiver() -> Schema {
    let keys = vec![
        ("gate", Schema::defined("reference").described("The gate whose failure is accepted.")),
        ("reason", text("Why.")),
        ("owner", text("Who will mend it.")),
        ("approver", text("Who accepted it: another person.")),
        ("expires", day("The last day on which it holds.")),
    ];
    object(keys, &["gate", "reason", "owner", "approver", "expires"], "A failing gate accepted for a while.")
}

fn sign_off() -> Schema {
    let commit = Schema { pattern: Some("^([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$"), ..Schema::text() };
    let answers = Schema::choice(SignOffAnswer::ALL.map(|answer| answer.to_string()));
    let keys = vec![
        ("gate", Schema::defined("id").described("The gate that is answered, of the kind `sign-off`.")),
        ("answer", answers.described("Is it so?")),
        ("by", text("Who says so.")),
        ("date", day("The day on which it was said.")),
        ("until", day("The last day on which it holds.")),
        (
            "commit",
            commit.described("The commit that was looked at; what changed since is not answered for."),
        ),
        ("question", text("The question that was answered; default: the one of the gate in that commit.")),
        ("note", text("What else there is to say.")),
    ];
    let required = ["gate", "answer", "by", "date", "until"];
    object(keys, &required, "A person's answer to a gate that no tool can decide.")
}

fn day(description: &str) -> Schema {
    Schema { format: Some("date"), ..Schema::text() }.described(description)
}

fn check(kind: &KindSchema) -> Schema {
    let description = format!("{}\n\n{}", kind.summary, kind.about);
    let mut schema = params(kind.params, &description);
    schema.title = Some(kind.id.to_owned());
    if let Some(members) = &mut schema.properties {
        members.0.push(("kind".to_owned(), Schema::only(kind.id).described(kind.summary)));
    }
    if let Some(required) = &mut schema.required {
        required.insert(0, "kind".to_owned());
    }
    let given = |name: &&str| Schema { required: Some(vec![(*name).to_owned()]), ..Schema::default() };
    schema.any_of = kind.one_of.iter().map(given).collect();
    schema
}

fn params(params: &[Param], description: &str) -> Schema {
    let required: Vec<&str> = params.iter().filter(|param| param.required).map(|param| param.name).collect();
    let keys = params.iter().map(|param| (param.name, ty(&param.ty).described(param.doc)));
    object(keys.collect(), &required, description)
}

fn ty(ty: &ParamType) -> Schema {
    let whole = |minimum| Schema { minimum, ..Schema::of(JsonKind::Integer) };
    match ty {
        ParamType::Text | ParamType::Path | ParamType::Pattern => filled(),
        ParamType::Texts | ParamType::Globs | ParamType::Patterns => several_or_one(filled()),
        ParamType::Argv => Schema { min_items: Some(1), ..Schema::list(Schema::text()) },
        ParamType::Floor => whole(Some(1)),
        ParamType::Limit => whole(Some(0)),
        ParamType::Integer => whole(None),
        ParamType::Number => Schema::of(JsonKind::Number),
        ParamType::Flag => Schema::of(JsonKind::Boolean),
        ParamType::Span => {
            Schema { pattern: Some("^[0-9]"), examples: vec!["90s", "20m", "24h"], ..Schema::text() }
        }
        ParamType::Size => Schema {
            pattern: Some("^\\s*[0-9]+\\s*([KkMmGgTt][Ii]?)?[Bb]\\s*$"),
            examples: vec!["512MiB", "2GB"],
            ..Schema::text()
        },
        ParamType::Choice(choices) => Schema::choice(choices.iter().map(|choice| (*choice).to_owned())),
        ParamType::Tables(keys) => several_or_one(params(keys, "")),
        ParamType::Map(values) => {
            let further = Some(FurtherMembers::Of(Box::new(self::ty(values))));
            Schema { min_properties: Some(1), additional_properties: further, ..Schema::of(JsonKind::Object) }
        }
        // Nothing may be written for a type that `param` does not know either.
        _ => Schema::nothing(),
    }
}

/// A text that is not empty.
fn filled() -> Schema {
    Schema { min_length: Some(1), ..Schema::text() }
}

fn text(description: &str) -> Schema {
    filled().described(description)
}

fn span(description: &str) -> Schema {
    ty(&ParamType::Span).described(description)
}

/// A list with at least one item.
fn some(item: Schema) -> Schema {
    Schema { min_items: Some(1), ..Schema::list(item) }
}

fn several(item: Schema, description: &str) -> Schema {
    some(item).described(description)
}

fn several_or_one(item: Schema) -> Schema {
    Schema { one_of: vec![item.clone(), some(item)], ..Schema::default() }
}

fn object(keys: Vec<(&str, Schema)>, required: &[&str], description: &str) -> Schema {
    let members = keys.into_iter().map(|(key, schema)| (key.to_owned(), schema)).collect();
    let required = required.iter().map(|name| (*name).to_owned()).collect();
    let additional_properties = Some(FurtherMembers::None);
    Schema { additional_properties, ..Schema::object(members, required) }.described(description)
}
