//! Gates for many: one gate of a checklist that stands for a gate of each member, feature or target of the workspace.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::checklist::{Checklist, Gate, Phase};
use crate::facts::{Package, Target, Workspace};
use crate::id::GateId;
use crate::kind::{KindSchema, Param, ParamType};
use crate::params::{Params, Value};

/// What a gate for many stands for, one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Each {
    /// Each member of the workspace.
    Member,
    /// Each member that may be published.
    Publishable,
    /// Each feature of each member.
    Feature,
    /// Each target of each member, but for build scripts.
    Target,
}

impl Each {
    /// All of which there can be a gate of each.
    pub const ALL: [Each; 4] = [Self::Member, Self::Publishable, Self::Feature, Self::Target];

    /// The subjects that a workspace has, in the order of its members.
    pub fn subjects(self, workspace: &Workspace) -> Vec<Subject> {
        let packages = workspace.packages.iter();
        match self {
            Self::Member => packages.map(Subject::member).collect(),
            Self::Publishable => {
                packages.filter(|package| package.publishable).map(Subject::member).collect()
            }
            Self::Feature => packages.flat_map(Subject::features).collect(),
            Self::Target => packages.flat_map(Subject::targets).collect(),
        }
    }

    /// The parameters that say to a kind what a gate of one subject is about, where the gate does not say it itself.
    fn implied(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Member | Self::Publishable => &[("packages", "{package}")],
            Self::Feature => &[("packages", "{package}"), ("features", "{name}")],
            Self::Target => &[],
        }
    }

    /// Does one of [`PLACEHOLDERS`] stand for something of such a subject?
    pub fn means(self, word: &str) -> bool {
        word != TARGET || self == Self::Target
    }

    /// The first of the words in braces in a parameter that stands for nothing of such a subject.
    pub fn meaningless(self, params: &Params) -> Option<&'static str> {
        let mut words = PLACEHOLDERS.into_iter().filter(|word| !self.means(word));
        words.find(|word| params.0.values().any(|value| names(value, &[word])))
    }

    /// Do the gates that a check stands for look at different things, each at its own subject?
    pub fn tells_apart(self, params: &Params, kind: &KindSchema) -> bool {
        let takes = |name: &str| kind.params.iter().any(|param| param.name == name);
        let implied = !self.implied().is_empty()
            && self.implied().iter().all(|(name, _)| takes(name) && !params.has(name));
        implied || params.0.values().any(|value| names(value, &PLACEHOLDERS))
    }
}

impl fmt::Display for Each {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Member => "member",
            Self::Publishable => "publishable",
            Self::Feature => "feature",
            Self::Target => "target",
        })
    }
}

/// The words in braces that stand for something of a subject.
pub const PLACEHOLDERS: [&str; 5] = ["{name}", "{package}", "{path}", "{version}", TARGET];

/// The word that stands for something of targets only.
const TARGET: &str = "{target}";

/// A text with a letter in place of each word in braces that stands for something: what it is like once it is filled in.
pub fn like_filled(text: &str) -> Cow<'_, str> {
    match PLACEHOLDERS.iter().any(|word| text.contains(word)) {
        true => Cow::Owned(PLACEHOLDERS.iter().fold(text.to_owned(), |text, word| text.replace(word, "x"))),
        false => Cow::Borrowed(text),
    }
}

/// The first parameter that is a pattern or a glob and names something of a subject. Elsewhere braces may be meant as they
/// stand; there, they would mean something else.
pub fn misplaced<'p>(params: &'p Params, schema: &[Param]) -> Option<&'p str> {
    params.0.iter().find_map(|(name, value)| {
        match (&schema.iter().find(|param| param.name == *name)?.ty, value) {
            (ParamType::Pattern | ParamType::Patterns | ParamType::Globs, value) => {
                names(value, &PLACEHOLDERS).then_some(name.as_str())
            }
            (ParamType::Tables(schema), Value::List(tables)) => tables.iter().find_map(|table| match table {
                Value::Table(params) => misplaced(params, schema),
                _ => None,
            }),
            _ => None,
        }
    })
}

/// One of those that a gate for many stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// How ids name the subject: `core`, `core+serde` for a feature, `core+bin+tool` for a target.
    pub label: String,
    /// The name of the member, the feature or the target: `{name}`.
    pub name: String,
    /// The name of the member that it belongs to: `{package}`.
    pub package: String,
    /// The folder of that member, relative to the root of the workspace: `{path}`.
    pub path: String,
    /// The version of that member: `{version}`.
    pub version: String,
    /// The argument that names the target to cargo, `--lib` or `--bin=tool`: `{target}`. Empty for all else.
    pub target: String,
}

impl Subject {
    fn member(package: &Package) -> Self {
        Self {
            label: package.name.clone(),
            name: package.name.clone(),
            package: package.name.clone(),
            path: package.dir.clone(),
            version: package.version.clone(),
            target: String::new(),
        }
    }

    fn features(package: &Package) -> Vec<Self> {
        let feature = |name: &String| Self {
            label: format!("{}+{name}", package.name),
            name: name.clone(),
            ..Self::member(package)
        };
        package.features.iter().map(feature).collect()
    }

    fn targets(package: &Package) -> Vec<Self> {
        let target = |target: &Target| {
            let (kind, argument) = match target.kinds.first()?.as_str() {
                "custom-build" => return None,
                kind @ ("bin" | "test" | "example" | "bench") => (kind, format!("--{kind}={}", target.name)),
                // Whatever sort of library it is.
                _ => ("lib", "--lib".to_owned()),
            };
            Some(Self {
                label: format!("{}+{kind}+{}", package.name, target.name),
                name: target.name.clone(),
                target: argument,
                ..Self::member(package)
            })
        };
        package.targets.iter().filter_map(target).collect()
    }

    /// A text with what the subject has in place of the words in braces. Other braces stay.
    pub fn fill(&self, text: &str) -> String {
        self.fill_with(text, &str::to_owned)
    }

    fn fill_with(&self, text: &str, write: &dyn Fn(&str) -> String) -> String {
        let path = if self.path.is_empty() { "." } else { &self.path };
        // A path that begins at the root begins with the name of what is there.
        let text = if self.path.is_empty() { text.replace("{path}/", "") } else { text.to_owned() };
        let values = [&self.name, &self.package, path, &self.version, &self.target];
        PLACEHOLDERS.iter().zip(values).fold(text, |text, (word, value)| text.replace(word, &write(value)))
    }

    fn fill_value(&self, value: &Value, ty: Option<&ParamType>) -> Value {
        match (value, ty) {
            (Value::Text(text), Some(ParamType::Pattern | ParamType::Patterns)) => {
                Value::Text(self.fill_with(text, &escaped))
            }
            (Value::Text(text), _) => Value::Text(self.fill(text)),
            (Value::List(list), ty) => {
                Value::List(list.iter().map(|value| self.fill_value(value, ty)).collect())
            }
            (Value::Table(params), Some(ParamType::Tables(schema))) => {
                Value::Table(self.fill_params(params, schema))
            }
            (Value::Table(params), _) => Value::Table(self.fill_params(params, &[])),
            (other, _) => other.clone(),
        }
    }

    fn fill_params(&self, params: &Params, schema: &[Param]) -> Params {
        let filled = params.0.iter().map(|(name, value)| {
            let ty = schema.iter().find(|param| param.name == *name).map(|param| &param.ty);
            (self.fill(name), self.fill_value(value, ty))
        });
        Params(filled.collect())
    }

    /// The gate of this subject. `None` when no id can name it.
    fn gate(&self, written: &Gate, each: Each, kind: Option<&KindSchema>) -> Option<Gate> {
        let id: GateId = format!("{}[{}]", written.id, self.label).parse().ok()?;
        let mut gate = written.clone();
        gate.id = id;
        gate.title = self.fill(&written.title);
        gate.why = written.why.as_deref().map(|why| self.fill(why));
        gate.check.params = self.fill_params(&written.check.params, kind.map_or(&[], |kind| kind.params));
        for globs in [&mut gate.inputs, &mut gate.only, &mut gate.except] {
            globs.iter_mut().for_each(|glob| *glob = self.fill(glob));
        }
        gate.env = written.env.iter().map(|(name, value)| (name.clone(), self.fill(value))).collect();
        let takes = |name: &str| kind.is_some_and(|kind| kind.params.iter().any(|param| param.name == name));
        for (name, value) in each.implied().iter().filter(|(name, _)| takes(name)) {
            let value = || Value::List(vec![Value::Text(self.fill(value))]);
            gate.check.params.0.entry((*name).to_owned()).or_insert_with(value);
        }
        Some(gate)
    }
}

/// Does one of these words stand in a value of a parameter?
fn names(value: &Value, words: &[&str]) -> bool {
    let named = |text: &str| words.iter().any(|word| text.contains(word));
    match value {
        Value::Text(text) => named(text),
        Value::List(list) => list.iter().any(|value| names(value, words)),
        Value::Table(params) => params.0.iter().any(|(name, value)| named(name) || names(value, words)),
        _ => false,
    }
}

/// A text as a regular expression that matches it and nothing else.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_punctuation() && !matches!(letter, '_' | '<' | '>') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

impl Gate {
    /// Does the gate stand for others, of which there is none here?
    pub fn stands_for_none(&self) -> bool {
        self.each.is_some() && self.id.subject().is_none()
    }
}

impl Checklist {
    /// Does a gate of the checklist stand for many?
    pub fn has_gates_for_many(&self) -> bool {
        self.gates().any(|gate| gate.each.is_some())
    }

    /// The checklist with the gates of all subjects in place of each gate for many. One that has no subject in the
    /// workspace, or one that no id can name, stays as it is written: a claim about nothing is never proven.
    ///
    /// A gate that waits for a gate for many waits for that of its own subject, or of the member that this belongs to,
    /// where there is one; else for all of them.
    #[must_use]
    pub fn with_each(&self, workspace: &Workspace, kinds: &[&KindSchema]) -> Self {
        let mut many: BTreeMap<&GateId, Vec<Gate>> = BTreeMap::new();
        for written in self.gates() {
            let Some(each) = written.each else { continue };
            let kind = kinds.iter().find(|kind| kind.id == written.check.kind).copied();
            let subjects = each.subjects(workspace);
            let gates = subjects.iter().map(|subject| subject.gate(written, each, kind));
            many.insert(&written.id, gates.collect::<Option<Vec<Gate>>>().unwrap_or_default());
        }
        let awaited = |id: &GateId, of: &GateId| match many.get(id) {
            Some(gates) if !gates.is_empty() => {
                // A gate of a feature or a target waits for that of its member.
                let member = of.subject().map(|subject| subject.split('+').next().unwrap_or(subject));
                let names = [of.subject(), member].into_iter().flatten();
                let own = |name: &str| gates.iter().find(|gate| gate.id.subject() == Some(name));
                match names.filter_map(own).next() {
                    Some(own) => vec![own.id.clone()],
                    None => gates.iter().map(|gate| gate.id.clone()).collect(),
                }
            }
            _ => vec![id.clone()],
        };
        let gates = |written: &Gate| match many.get(&written.id) {
            Some(gates) if !gates.is_empty() => gates.clone(),
            _ => vec![written.clone()],
        };
        let waiting = |mut gate: Gate| {
            gate.needs = gate.needs.iter().flat_map(|need| awaited(need, &gate.id)).collect();
            gate
        };
        let phase = |phase: &Phase| Phase {
            entry: phase.entry.iter().flat_map(|id| awaited(id, id)).collect(),
            gates: phase.gates.iter().flat_map(gates).map(waiting).collect(),
            ..phase.clone()
        };
        Self { phases: self.phases.iter().map(phase).collect(), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::Check;

    const KIND: KindSchema = KindSchema::new("k", "").params(&[
        Param::optional("packages", ParamType::Texts, ""),
        Param::optional("pattern", ParamType::Pattern, ""),
        Param::optional("text", ParamType::Text, ""),
    ]);

    fn workspace() -> Workspace {
        let member =
            |name: &str, dir: &str| Package::new(name, dir).version("1.2.0-a+b").publishable(name == "root");
        let target =
            |kind: &str| Target { name: "t".to_owned(), kinds: vec![kind.to_owned()], ..Target::default() };
        let targets = ["proc-macro", "bin", "custom-build"].map(target);
        Workspace::of([member("root", ""), member("leaf", "crates/leaf").features(["x.y"]).targets(targets)])
    }

    fn gate(id: &str, each: Option<Each>, params: &[(&str, &str)]) -> Gate {
        let params =
            params.iter().map(|(name, value)| ((*name).to_owned(), Value::Text((*value).to_owned())));
        let check = Check { kind: "k".to_owned(), params: Params(params.collect()) };
        Gate { each, ..Gate::of(id.parse().unwrap(), check) }
    }

    fn expanded(gates: Vec<Gate>) -> Vec<Gate> {
        let phase = Phase { id: "p".parse().unwrap(), title: String::new(), entry: Vec::new(), gates };
        let checklist = Checklist { phases: vec![phase], ..Checklist::default() };
        checklist.with_each(&workspace(), &[&KIND]).gates().cloned().collect()
    }

    fn ids(gates: &[Gate]) -> Vec<&str> {
        gates.iter().map(|gate| gate.id.as_str()).collect()
    }

    #[test]
    fn each_has_its_subjects() {
        let of = |each| ids(&expanded(vec![gate("g", Some(each), &[])])).join(" ");
        assert_eq!(of(Each::Member), "g[leaf] g[root]");
        assert_eq!(of(Each::Publishable), "g[root]");
        assert_eq!(of(Each::Feature), "g[leaf+x.y]");
        assert_eq!(of(Each::Target), "g[leaf+lib+t] g[leaf+bin+t]");
        assert_eq!(ids(&expanded(vec![gate("g", None, &[])])), ["g"]);
    }

    #[test]
    fn words_are_filled_in_and_other_braces_stay() {
        let text = "{name} {path}/x {path} {version} {2} {nobody}";
        let gates =
            expanded(vec![gate("g", Some(Each::Member), &[("text", text), ("pattern", "^{version}$")])]);
        let text = |at: usize| gates[at].check.params.text("text").unwrap();
        assert_eq!(text(0), "leaf crates/leaf/x crates/leaf 1.2.0-a+b {2} {nobody}");
        assert_eq!(text(1), "root x . 1.2.0-a+b {2} {nobody}");
        // A version is no pattern.
        assert_eq!(gates[0].check.params.text("pattern"), Some(r"^1\.2\.0\-a\+b$"));
        assert_eq!(gates[0].check.params.texts("packages"), ["leaf"]);
    }

    #[test]
    fn one_waits_for_its_own_and_the_others_for_all() {
        let waits = |id: &str, each, need: &str| Gate {
            needs: vec![need.parse().unwrap()],
            ..gate(id, each, &[("text", "{name}")])
        };
        let gates = expanded(vec![
            gate("a", Some(Each::Member), &[]),
            waits("b", Some(Each::Member), "a"),
            waits("c", Some(Each::Target), "b"),
            waits("d", None, "c"),
            waits("e", None, "a[root]"),
        ]);
        let waiting: Vec<String> = gates
            .iter()
            .filter(|gate| !gate.needs.is_empty())
            .map(|gate| {
                let needs: Vec<&str> = gate.needs.iter().map(GateId::as_str).collect();
                format!("{} -> {}", gate.id, needs.join(" "))
            })
            .collect();
        assert_eq!(
            waiting,
            [
                "b[leaf] -> a[leaf]",
                "b[root] -> a[root]",
                "c[leaf+lib+t] -> b[leaf]",
                "c[leaf+bin+t] -> b[leaf]",
                "d -> c[leaf+lib+t] c[leaf+bin+t]",
                "e -> a[root]",
            ]
        );
    }

    #[test]
    fn what_looks_at_the_same_for_each_is_told_apart_by_nothing() {
        let apart = |each: Each, params: &[(&str, &str)]| {
            each.tells_apart(&gate("g", None, params).check.params, &KIND)
        };
        assert!(apart(Each::Member, &[]) && apart(Each::Target, &[("text", "{target}")]));
        assert!(!apart(Each::Member, &[("packages", "leaf")]), "the packages are said");
        assert!(!apart(Each::Feature, &[]), "the kind takes no features");
        assert!(!apart(Each::Target, &[]));
    }
}
