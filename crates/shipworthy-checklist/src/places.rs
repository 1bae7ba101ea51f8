//! Where something stands in the text of a checklist, for whoever finds out only later that it is wrong.

use crate::syntax;
use crate::tree::{Branch, Node, Shape, Span};

/// What of a checklist is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChecklistPart {
    /// The policy.
    Policy,
    /// The phase with this id.
    Phase(String),
    /// The gate with this id.
    Gate(String),
    /// The check of the gate with this id.
    Check(String),
    /// The waiver of the gate with this id.
    Waiver(String),
    /// The approval of this weakening.
    Approval(String),
    /// The settings of releases.
    Release,
    /// The settings of releases of the package with this name.
    ReleasedPackage(String),
}

/// The places of a text.
#[derive(Debug)]
pub struct ChecklistPlaces {
    root: Branch,
}

impl ChecklistPlaces {
    /// Reads a text for its places.
    pub fn of(source: &str) -> Self {
        Self { root: syntax::parse(source).root }
    }

    /// The place of a key, or of the whole where it has no such key.
    pub fn find(&self, subject: &ChecklistPart, key: Option<&str>) -> Option<Span> {
        let whole = self.subject(subject)?;
        let value = key.and_then(|key| branch(whole)?.get(key));
        Some(value.unwrap_or(whole).span.clone())
    }

    /// The place of one item of a list under a key, or of the one value that stands there.
    pub fn item(&self, subject: &ChecklistPart, key: &str, at: usize) -> Option<Span> {
        let value = branch(self.subject(subject)?)?.get(key)?;
        let item = match &value.shape {
            Shape::List(items) => items.get(at)?,
            _ => value,
        };
        Some(item.span.clone())
    }

    fn subject(&self, subject: &ChecklistPart) -> Option<&Node> {
        let phases = || tables(&self.root, "phase");
        let gate = |id: &str| {
            let gates = phases().filter_map(branch).flat_map(|phase| tables(phase, "gate"));
            gates.into_iter().find(|gate| says(gate, "id", id))
        };
        match subject {
            ChecklistPart::Policy => self.root.get("policy"),
            ChecklistPart::Phase(id) => phases().find(|phase| says(phase, "id", id)),
            ChecklistPart::Gate(id) => gate(id),
            ChecklistPart::Check(id) => gate(id).and_then(|gate| branch(gate)?.get("check")),
            ChecklistPart::Waiver(id) => tables(&self.root, "waiver").find(|waiver| says(waiver, "gate", id)),
            ChecklistPart::Release => self.root.get("release"),
            ChecklistPart::ReleasedPackage(name) => {
                let packages = branch(self.root.get("release")?)?.get("packages")?;
                branch(packages)?.get(name)
            }
            ChecklistPart::Approval(text) => {
                tables(&self.root, "weakening").find(|approval| says(approval, "weakening", text))
            }
        }
    }
}

fn branch(node: &Node) -> Option<&Branch> {
    match &node.shape {
        Shape::Table(branch) => Some(branch),
        _ => None,
    }
}

fn tables<'t>(branch: &'t Branch, key: &str) -> impl Iterator<Item = &'t Node> + use<'t> {
    let nodes: &[Node] = match branch.get(key) {
        Some(Node { shape: Shape::List(items), .. }) => items,
        Some(node) => std::slice::from_ref(node),
        None => &[],
    };
    nodes.iter()
}

fn says(node: &Node, key: &str, value: &str) -> bool {
    let said = branch(node).and_then(|branch| branch.get(key)).map(|node| &node.shape);
    matches!(said, Some(Shape::Text(text)) if text == value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_found() {
        let text = "[policy]\nrequired = [\"P0\"]\n[[phase]]\nid = \"p\"\n[[phase.gate]]\nid = \"g\"\ninputs = [\"a\", \"b\"]\n\
                    check = { kind = \"file\", path = \"x\" }\n[[waiver]]\ngate = \"g\"\n";
        let places = ChecklistPlaces::of(text);
        let gate = ChecklistPart::Gate("g".to_owned());
        let at = |span: Option<Span>| span.map(|span| text[span].to_owned());
        assert_eq!(at(places.item(&gate, "inputs", 1)).as_deref(), Some("\"b\""));
        assert_eq!(
            at(places.find(&ChecklistPart::Check("g".to_owned()), Some("path"))).as_deref(),
            Some("\"x\"")
        );
        assert_eq!(at(places.find(&ChecklistPart::Policy, Some("required"))).as_deref(), Some("[\"P0\"]"));
        for there in [ChecklistPart::Phase("p".to_owned()), ChecklistPart::Waiver("g".to_owned()), gate] {
            assert!(places.find(&there, Some("nothing")).is_some(), "{there:?}");
        }
        assert_eq!(places.find(&ChecklistPart::Gate("h".to_owned()), None), None);
    }
}
