//! Where git's view of a file is not the file: filters, flags, monitors, submodules.

use crate::oracle::edit::{aged, append, mode, write};
use crate::oracle::world_plan::{WorldPlan, tested};

/// git takes CRLF for LF.
pub(crate) fn crlf(g: &mut WorldPlan) {
    g.attribute(&format!("{} text", g.at("src/d.txt")));
    g.package(&tested("", "assert_eq!(include_str!(\"d.txt\"), \"one\\ntwo\\n\");"), "");
    g.file(g.at("src/d.txt"), "one\ntwo\n");
    let test = g.test_gate();
    let file = g.gate(&format!("kind = \"file\", path = \"{}\", lacks = \"\\\\r\"", g.at("src/d.txt")));
    let crlf = vec![write(g.at("src/d.txt"), "one\r\ntwo\r\n")];
    g.breaks("git-1", &test, "a text has CRLF", crlf.clone());
    g.matters("git-1", &file, "a text has CRLF", crlf);
}

/// A filter cleans a file to a pointer.
pub(crate) fn filter(g: &mut WorldPlan) {
    g.attribute(&format!("{} filter=world", g.at("data.bin")));
    g.git_first(&["config", "filter.world.clean", "echo pointer"]);
    let test = "let text = std::fs::read_to_string(\"data.bin\").unwrap();\n        assert!(text.starts_with(\"pointer\"));";
    g.package(&tested("", test), "");
    g.file(g.at("data.bin"), "pointer\n");
    let gate = g.test_gate();
    g.breaks(
        "git-2",
        &gate,
        "the content is put in the place of the pointer",
        vec![write(g.at("data.bin"), "content\n")],
    );
}

/// A monitor tells git that nothing has changed.
pub(crate) fn monitor(g: &mut WorldPlan) {
    g.program("../../tools/world-monitor", "#!/bin/sh\nprintf 'token\\0'\n");
    g.git_then(&["config", "core.fsmonitor", "world-monitor"]);
    g.git_then(&["update-index", "--fsmonitor"]);
    g.git_then(&["status", "--porcelain"]);
    g.package(&tested("", "assert_eq!(include_str!(\"d.txt\"), \"1\");"), "");
    g.file(g.at("src/d.txt"), "1");
    let gate = g.test_gate();
    g.breaks("git-3", &gate, "a file is 2, and a monitor is silent", vec![write(g.at("src/d.txt"), "2")]);
}

/// git does not look at permissions.
pub(crate) fn mode_of_files(g: &mut WorldPlan) {
    g.git_then(&["config", "core.fileMode", "false"]);
    g.package("", "");
    g.program(g.at("run.sh"), "#!/bin/sh\nexit 0\n");
    let file = g.gate(&format!("kind = \"file\", path = \"{}\", executable = true", g.at("run.sh")));
    let run = g.gate(&format!("kind = \"command\", argv = [\"./{}\"]", g.at("run.sh")));
    g.breaks("git-4", &file, "a program may not be executed", vec![mode(g.at("run.sh"), 0o644)]);
    g.breaks("git-4", &run, "a program may not be executed", vec![mode(g.at("run.sh"), 0o644)]);
}

/// git was told that a file does not change.
pub(crate) fn assumed(g: &mut WorldPlan) {
    g.package(&tested("", "assert_eq!(include_str!(\"d.txt\"), \"1\");"), "");
    g.file(g.at("src/d.txt"), "1");
    g.file(g.at("signed.txt"), "1\n");
    for file in [g.at("src/d.txt"), g.at("signed.txt")] {
        g.git_then(&["update-index", "--assume-unchanged", &file]);
    }
    let test = g.test_gate();
    let gate = g.gate_with(
        "kind = \"sign-off\", question = \"May we?\"",
        &format!("inputs = [\"{}\"]", g.at("signed.txt")),
    );
    g.sign_offs += &format!(
        "\n[[sign-off]]\ngate = \"{gate}\"\nanswer = \"yes\"\nby = \"ann\"\ndate = @TODAY@\nuntil = @LATER@\ncommit = \"@COMMIT@\"\n"
    );
    g.breaks("git-5", &test, "an assumed file is 2", vec![write(g.at("src/d.txt"), "2")]);
    g.breaks(
        "git-5",
        &gate,
        "an assumed file that was signed for differs",
        vec![append(g.at("signed.txt"), "2\n")],
    );
}

/// A command reads what a submodule ignores.
pub(crate) fn submodule(g: &mut WorldPlan) {
    let inner = "../ignoring-repository";
    g.package("", "");
    g.file(format!("{inner}/.gitignore"), "/gen\n");
    g.git_first(&["-C", inner, "init", "--quiet", "--initial-branch=main"]);
    g.git_first(&["-C", inner, "add", "--all"]);
    g.git_first(&["-C", inner, "commit", "--quiet", "--message", "Begin"]);
    g.git_first(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub"]);
    g.file(g.at("c.sh"), "test ! -e sub/gen/bad\n");
    let gate = g.gate(&format!("kind = \"command\", argv = [\"sh\", \"{}\"]", g.at("c.sh")));
    g.breaks("git-6", &gate, "an ignored file of a submodule is there", vec![write("sub/gen/bad", "1\n")]);
}

/// The state of the repository itself.
pub(crate) fn clean(g: &mut WorldPlan) {
    g.package("", "");
    let gate = g.gate("kind = \"git\", clean = true");
    g.breaks(
        "control",
        &gate,
        "a file differs from the commit",
        vec![append(g.at("src/lib.rs"), "// More.\n")],
    );
    g.breaks("control", &gate, "a file is untracked", vec![write(g.at("src/new.rs"), "")]);
}

/// git was set to leave out what is new, or to skip what is there.
pub(crate) fn settings(g: &mut WorldPlan) {
    g.git_then(&["config", "status.showUntrackedFiles", "no"]);
    g.git_then(&["config", "core.trustctime", "false"]);
    g.git_then(&["config", "core.checkStat", "minimal"]);
    g.package(&tested("", "assert_eq!(include_str!(\"d.txt\"), \"1\");"), "");
    g.file(g.at("src/d.txt"), "1");
    g.file(g.at("src/skipped.txt"), "1");
    g.git_then(&["update-index", "--skip-worktree", &g.at("src/skipped.txt")]);
    let test = g.test_gate();
    let file = g.gate(&format!("kind = \"file\", path = \"{}\", contains = \"1\"", g.at("src/skipped.txt")));
    let failing = "#[test]\nfn fails() {\n    panic!();\n}\n";
    g.breaks(
        "git-3",
        &test,
        "a new test fails, and git does not look for new files",
        vec![write(g.at("tests/t.rs"), failing)],
    );
    g.breaks(
        "git-3",
        &test,
        "a new test fails, which the repository excludes",
        vec![
            append(".git/info/exclude", &format!("{}\n", g.at("tests"))),
            write(g.at("tests/t.rs"), failing),
        ],
    );
    g.breaks(
        "git-3",
        &test,
        "a new test fails, which the user excludes",
        vec![
            append("../../gitconfig", "[core]\n\texcludesFile = ~/excluded\n"),
            write("../../home/excluded", "t.rs\n"),
            write(g.at("tests/t.rs"), failing),
        ],
    );
    g.breaks(
        "git-3",
        &test,
        "a file of the same size is 2, at the same time",
        vec![write(g.at("src/d.txt"), "2"), aged(g.at("src/d.txt"))],
    );
    g.breaks("git-3", &file, "a skipped file is 2", vec![write(g.at("src/skipped.txt"), "2")]);
}
