//! Commands: their inputs, their scripts, their tools.

use crate::oracle::edit::{append, mode, remove, variable, write};
use crate::oracle::world_plan::{WorldPlan, tested};

fn sh(g: &mut WorldPlan, script: &str, more: &str) -> String {
    g.package("", "");
    g.file(g.at("c.sh"), script.replace("@", &g.dir()));
    g.gate_with(&format!("kind = \"command\", argv = [\"sh\", \"{}\"]", g.at("c.sh")), more)
}

/// `inputs` names an ignored folder.
pub(crate) fn inputs(g: &mut WorldPlan) {
    g.ignore(&format!("/{}", g.at("gen")));
    g.file(g.at("gen/v.txt"), "1\n");
    let more = format!("inputs = [\"{}\"]", g.at("gen"));
    let gate = sh(g, "grep -q 1 @/gen/v.txt\n", &more);
    g.breaks("inputs-1", &gate, "the script in argv fails", vec![append(g.at("c.sh"), "exit 1\n")]);
    g.breaks("control", &gate, "an ignored input is 2", vec![write(g.at("gen/v.txt"), "2\n")]);
}

/// `inputs` matches nothing. As this should be refused, a world with it may have no such gate.
pub(crate) fn nothing(g: &mut WorldPlan) {
    g.file(g.at("v.txt"), "1\n");
    let gate = sh(g, "grep -q 1 @/v.txt\n", "inputs = [\"no/such/thing/**\"]");
    g.breaks(
        "inputs-2",
        &gate,
        "a file is 2, and the inputs match nothing",
        vec![write(g.at("v.txt"), "2\n")],
    );
}

/// `inputs` has a glob over ignored files, and over one that is not.
pub(crate) fn glob(g: &mut WorldPlan) {
    g.ignore(&format!("/{}", g.at("gen/v.txt")));
    g.file(g.at("gen/v.txt"), "1\n");
    g.file(g.at("gen/kept.txt"), "1\n");
    let more = format!("inputs = [\"{}\", \"{}\"]", g.at("gen/**"), g.at("c.sh"));
    let gate = sh(g, "grep -q 1 @/gen/v.txt\n", &more);
    g.breaks("inputs-3", &gate, "an ignored input of a glob is 2", vec![write(g.at("gen/v.txt"), "2\n")]);
    g.breaks("inputs-3", &gate, "an ignored input of a glob is gone", vec![remove(g.at("gen/v.txt"))]);
}

/// A tool on the PATH, outside of the tree.
pub(crate) fn tool(g: &mut WorldPlan) {
    g.package("", "");
    g.program("../../tools/world-tool", "#!/bin/sh\nexit 0\n");
    let gate = g.gate("kind = \"command\", argv = [\"world-tool\"]");
    g.breaks("tool-1", &gate, "the tool fails", vec![write("../../tools/world-tool", "#!/bin/sh\nexit 1\n")]);
}

/// A script that reads files of the tree.
pub(crate) fn script(g: &mut WorldPlan) {
    g.file(g.at("v.txt"), "1\n");
    let gate = sh(g, "grep -q 1 @/v.txt\n", "");
    g.breaks("control", &gate, "a file that the script reads is 2", vec![write(g.at("v.txt"), "2\n")]);
    g.breaks("control", &gate, "the script fails", vec![append(g.at("c.sh"), "exit 1\n")]);
    g.harmless(&gate, "an unrelated variable is set", vec![variable("UNRELATED", "1")]);
}

/// Programs that do the work behind cargo, found on the PATH: another one comes first.
pub(crate) fn shadow(g: &mut WorldPlan) {
    g.package(&tested("", "assert_eq!(1 + 1, 2);"), "");
    g.file(g.at("c.sh"), "cat /dev/null\n");
    let (test, fmt) = (g.test_gate(), g.cargo_gate("fmt", ""));
    let script = g.gate(&format!("kind = \"command\", argv = [\"sh\", \"{}\"]", g.at("c.sh")));
    for (gate, name) in [(&test, "cargo"), (&test, "cc"), (&fmt, "cargo-fmt"), (&script, "sh")] {
        let path = format!("../../tools/{name}");
        let edits = vec![write(&path, "#!/bin/false\nexit 1\n"), mode(&path, 0o755)];
        g.matters("tool-1", gate, &format!("another {name} comes first on the PATH, and fails"), edits);
    }
}
