//! What an adopter writes against `shipworthy::kind` compiles unchanged when the interface grows: the sources of the
//! model, the kinds and the facade are copied, given a field here and a variant there, and compiled again with kinds
//! of adopters on top. The engine is left out: it takes a minute to compile, and no adopter's text names it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// How the interface grows: in a file, behind the one place with this text, this is added.
const GROWTH: [(&str, &str, &str); 21] = [
    ("shipworthy-model/src/kind.rs", "pub struct Kind {", "/// New.\npub grown: bool,"),
    ("shipworthy-model/src/kind.rs", "Self { schema, version: 1,", "grown: false,"),
    ("shipworthy-model/src/kind.rs", "pub enum Need {", "/// New.\nGrown,"),
    ("shipworthy-model/src/kind.rs", "pub enum Effect {", "/// New.\nGrown,"),
    ("shipworthy-model/src/kind/scope.rs", "pub enum Scope {", "/// New.\nGrown,"),
    ("shipworthy-model/src/kind/schema.rs", "pub enum ParamType {", "/// New.\nGrown,"),
    ("shipworthy-model/src/step.rs", "pub enum Step {", "/// New.\nGrown,"),
    ("shipworthy-model/src/step.rs", "pub struct Run {", "/// New.\npub grown: bool,"),
    ("shipworthy-model/src/observation.rs", "pub enum Observation {", "/// New.\nGrown,"),
    ("shipworthy-model/src/observation.rs", "pub struct Ran {", "/// New.\npub grown: bool,"),
    ("shipworthy-model/src/observation.rs", "pub struct Sighting {", "/// New.\npub grown: bool,"),
    ("shipworthy-model/src/judgement.rs", "pub struct Finding {", "/// New.\npub grown: bool,"),
    ("shipworthy-model/src/params.rs", "pub enum Value {", "/// New.\nGrown,"),
    ("shipworthy-model/src/facts.rs", "pub struct Tool {", "/// New.\npub grown: bool,"),
    ("shipworthy-model/src/facts.rs", "Self { path: path.into(),", "grown: false,"),
    ("shipworthy-model/src/facts.rs", "pub struct Workspace {", "/// New.\npub grown: bool,"),
    ("shipworthy-model/src/facts.rs", "Self { packages,", "grown: false,"),
    ("shipworthy-model/src/facts.rs", "pub struct Package {", "/// New.\npub grown: bool,"),
    ("shipworthy-model/src/facts.rs", "pub struct Target {", "/// New.\npub grown: bool,"),
    ("shipworthy-model/src/facts.rs", "pub struct Dependency {", "/// New.\npub grown: bool,"),
    ("shipworthy-model/src/facts.rs", "requirement: \"*\".to_owned(),", "grown: false,"),
];

/// A kind that uses the rest of the interface: every step, what each yields, and what a judgement is made of.
const WIDE: &str = r##"
use std::time::Duration;

use shipworthy::kind::{
    Conclusion, Dependency, Effect, Facts, Finding, Judgement, Keep, Kind, Limit, Look, MachineQuestion, Measurement,
    Need, Observation, Package, Param, ParamType, Params, Ran, Reason, Run, Scope, Sighting, SourceFile, Stat, Step,
    Target, Tool, Value, Workspace,
};

const KEYS: &[Param] = &[Param::required("name", ParamType::Text, "its name")];

pub static KIND: Kind = Kind::new("wide", "all that can be asked was asked", steps, judge)
    .about("Asks for everything.")
    .params(&[
        Param::optional("path", ParamType::Path, "a file"),
        Param::optional("of", ParamType::Tables(KEYS), "more"),
    ])
    .one_of(&["path", "of"])
    .since("1.0")
    .version(2)
    .needs(&[Need::Tool("git"), Need::Workspace])
    .effects(&[Effect::WritesTarget, Effect::Network])
    .scope(Scope::Each(&[Scope::Commit, Scope::Named { by: &["path"], otherwise: &["**/*.rs"] }]));

fn steps(params: &Params, facts: &Facts) -> Vec<Step> {
    let path = params.text("path").unwrap_or("README.md");
    let program = facts.tools.get("git").map_or("git", |tool| tool.path.as_str());
    let run = Run::new([program, "status"]).dir("sub").env("LC_ALL", "C").timeout(Duration::from_secs(9));
    vec![
        Step::Run(run.keep(Keep::Lines(&["error"])).merge().retries(1).success([0, 1])),
        Step::Look(Look::new(["**/*.md"], look).skip(["target/**"])),
        Step::Stat(vec![path.to_owned()]),
        Step::Workspace,
        Step::Git { tags: Vec::new() },
        Step::Machine(MachineQuestion::default().env(["HOME"]).ports([8080]).tools(["git"])),
    ]
}

fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let lines = file.text()?.lines().zip(1..);
    let seen = |(text, line)| Sighting::new("line", file.path).at(Some(line), None).text(text).number(1.0);
    Ok(lines.map(seen).collect())
}

fn judge(_: &Params, observations: &[Observation]) -> Judgement {
    let mut findings = Vec::new();
    let mut subjects = 0;
    for observation in observations {
        match observation {
            Observation::Ran(ran) if ran.succeeded() => subjects += 1,
            Observation::Ran(Ran { stderr, .. }) => findings.push(Finding::new("ran", stderr.text.as_str())),
            Observation::Looked(looked) => {
                let bad = looked.sightings.iter().filter(|sighting| sighting.text.contains("bad"));
                findings.extend(bad.map(|sighting| Finding::new("bad", "bad").seen(sighting).remedy("mend it")));
            }
            Observation::Stat(stats) => subjects += stats.len() as u64,
            Observation::Refused(unknown) => return Judgement::unknown(unknown.reason, unknown.detail.clone()),
            _ => {}
        }
    }
    let measured = Measurement::new("size", 1.0, "bytes").limit(Limit::AtMost(2.0));
    Judgement::of(subjects, "things", findings).with(vec![measured, Measurement::count("things", subjects)])
}

#[test]
fn it_judges_what_its_tests_make_up() {
    let ran = Observation::Ran(Ran::exited(["git"], 0, "", ""));
    let params = Params([("path".to_owned(), Value::Text("a".to_owned()))].into());
    assert_eq!((KIND.judge)(&params, &[ran]).result, Conclusion::Pass);
    let stat = Observation::Stat(vec![Stat::new("a", shipworthy::kind::FileKind::Folder)]);
    assert_eq!((KIND.judge)(&params, &[stat]).subjects, Some(1));
    assert_ne!(Judgement::unknown(Reason::Network, "no").result, Conclusion::Pass);
}

fn told(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        _ => "no text",
    }
}

#[test]
fn its_tests_make_up_facts() {
    let target = Target::new("a", "lib", "a/src/lib.rs").test(true).doctest(true).required_features(["f"]);
    let needs = Dependency::new("b").requirement("^1").section("dev").path("b");
    let mut package = Package::new("a", "a").version("1.0.0").publishable(true).default_member(true);
    package = package.features(["f"]).targets([target]).dependencies([needs]);
    package.license = Some("MIT".to_owned());
    let mut facts = Facts::default();
    facts.workspace = Some(Workspace::of([package]).excluded(["far"]));
    facts.tools = [("git".to_owned(), Tool::new("/bin/git").version("2.43.0"))].into();
    assert!(!steps(&Params::default(), &facts).is_empty());
    assert_eq!(told(&Value::Flag(true)), "no text");
}
"##;

/// What an adopter must not write, and the error that says so already today.
const RIGID: [(&str, &str, &str); 5] = [
    (
        "literal",
        "E0639",
        "use shipworthy::kind::{Kind, Judgement, KindSchema, Scope};\n\
         pub static KIND: Kind = Kind {\n\
         schema: KindSchema::new(\"a\", \"b\"), version: 1, needs: &[], effects: &[], scope: Scope::Tree,\n\
         steps: |_, _| Vec::new(), judge: |_, _| Judgement::of(0, \"\", Vec::new()),\n};\n",
    ),
    (
        "exhaustive",
        "E0004",
        "use shipworthy::kind::Step;\n\
         pub fn name(step: &Step) -> &str {\n    match step {\n\
         Step::Run(_) => \"run\", Step::Look(_) => \"look\", Step::Stat(_) => \"stat\", Step::Workspace => \"ws\",\n\
         Step::Git { .. } => \"git\", Step::Machine(_) => \"machine\", Step::SignOff => \"sign-off\",\n    }\n}\n",
    ),
    (
        "package",
        "E0639",
        "use shipworthy::kind::Package;\n\
         pub fn named(name: String) -> Package {\n    Package { name, ..Package::default() }\n}\n",
    ),
    (
        "values",
        "E0004",
        "use shipworthy::kind::Value;\n\
         pub fn name(value: &Value) -> &str {\n    match value {\n\
         Value::Text(_) => \"text\", Value::Integer(_) => \"integer\", Value::Number(_) => \"number\",\n\
         Value::Flag(_) => \"flag\", Value::List(_) => \"list\", Value::Table(_) => \"table\",\n    }\n}\n",
    ),
    ("uncurated", "E0433", "pub type Verdict = shipworthy::model::verdict::Verdict;\n"),
];

/// A copy of the interface, with crates of adopters beside it.
struct Copy {
    place: TempDir,
}

impl Copy {
    fn new() -> Self {
        let copy = Self { place: TempDir::new().unwrap() };
        let root = repository();
        let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
        copy.write("Cargo.toml", &manifest.replace("\"xtask\", ", "\"adopters/*\", "));
        copy.write("Cargo.lock", &fs::read_to_string(root.join("Cargo.lock")).unwrap());
        for name in ["shipworthy-model", "shipworthy-kinds"] {
            let from = root.join("crates").join(name);
            let manifest = fs::read_to_string(from.join("Cargo.toml")).unwrap();
            // What only tests of ours need is on no adopter's machine.
            let manifest = manifest.replace("testkit.workspace = true\n", "");
            copy.write(&format!("crates/{name}/Cargo.toml"), &manifest);
            copy.take(&from.join("src"), &format!("crates/{name}/src"));
        }
        copy.take(&root.join("crates/shipworthy/src/kind.rs"), "crates/shipworthy/src/kind.rs");
        let facade = "//! The facade, without what is behind it.\n\npub mod kind;\n\n\
                      /// Stands in for the run.\n\
                      pub fn xtask(own: &[&'static kind::Kind]) -> std::process::ExitCode {\n    \
                      std::process::ExitCode::from(u8::from(own.is_empty()))\n}\n";
        copy.write("crates/shipworthy/src/lib.rs", facade);
        copy.write(
            "crates/shipworthy/Cargo.toml",
            &package("shipworthy", &["shipworthy-kinds", "shipworthy-model"]),
        );
        copy
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.place.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn take(&self, from: &Path, to: &str) {
        if from.is_dir() {
            for entry in fs::read_dir(from).unwrap() {
                let entry = entry.unwrap();
                self.take(&entry.path(), &format!("{to}/{}", entry.file_name().to_str().unwrap()));
            }
        } else if let Ok(text) = fs::read_to_string(from) {
            self.write(to, &text);
        }
    }

    /// A crate of an adopter, from its files.
    fn adopter(&self, name: &str, files: &[(String, String)]) {
        self.write(&format!("adopters/{name}/Cargo.toml"), &package(name, &["shipworthy"]));
        for (file, text) in files {
            self.write(&format!("adopters/{name}/src/{file}"), text);
        }
    }

    fn grow(&self) {
        for (file, before, added) in GROWTH {
            let path = format!("crates/{file}");
            let text = fs::read_to_string(self.place.path().join(&path)).unwrap();
            assert_eq!(text.matches(before).count(), 1, "{file}: `{before}`");
            self.write(&path, &text.replace(before, &format!("{before}\n{added}\n")));
        }
    }

    /// Compiles crates of adopters, tests included. `Err` holds what the compiler said.
    fn check(&self, adopters: &[&str]) -> Result<(), String> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["check", "--offline", "--quiet", "--all-targets"]).current_dir(self.place.path());
        cargo.args(adopters.iter().flat_map(|name| ["-p", *name]));
        for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "RUSTC_WRAPPER"] {
            cargo.env_remove(name);
        }
        // What is not of this workspace is compiled once, and stays.
        cargo.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("growing-interface"));
        let output = cargo.output().unwrap();
        match output.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn package(name: &str, depends: &[&str]) -> String {
    let depends: String = depends.iter().map(|name| format!("{name}.workspace = true\n")).collect();
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\n{depends}"
    )
}

/// The code of the page about checks of one's own: files that it includes, and the `main.rs` that it writes out.
fn code_of_the_guide() -> Vec<(String, String)> {
    let page = repository().join("docs/guide/custom-check.md");
    let text = fs::read_to_string(&page).unwrap();
    let blocks = text.split("```rust,ignore\n").skip(1).filter_map(|rest| rest.split("```").next());
    let file = |block: &str| {
        let Some(path) =
            block.strip_prefix("{{#include ").and_then(|rest| rest.trim_end().strip_suffix("}}"))
        else {
            return ("main.rs".to_owned(), block.to_owned());
        };
        let path = page.parent().unwrap().join(path);
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    blocks.map(file).collect()
}

#[test]
fn a_kind_of_an_adopter_compiles_unchanged_when_the_interface_grows() {
    let copy = Copy::new();
    let guide = code_of_the_guide();
    assert_eq!(
        guide.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["crate_borders.rs", "main.rs"]
    );
    copy.adopter("guide", &guide);
    copy.adopter("wide", &[("lib.rs".to_owned(), WIDE.to_owned())]);
    for (name, _, text) in RIGID {
        copy.adopter(name, &[("lib.rs".to_owned(), text.to_owned())]);
    }
    copy.check(&["guide", "wide"]).unwrap_or_else(|said| panic!("today:\n{said}"));
    copy.grow();
    copy.check(&["guide", "wide"]).unwrap_or_else(|said| panic!("with a larger interface:\n{said}"));
    for (name, code, _) in RIGID {
        let said = copy.check(&[name]).expect_err(name);
        assert!(said.contains(&format!("error[{code}]")), "{name}:\n{said}");
    }
}
