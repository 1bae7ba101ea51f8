//! What a gate says of refs is bound to refs: an edit is none of its business, unless it asks whether there is one.

use testkit::Workspace;

use super::scene::{check, fails, gate, is_stale, passes};

fn asks(check: &str) -> Workspace {
    gate(&format!("kind = \"git\", {check}")).package("alpha", |package| package).file("a.txt", "1\n").build()
}

/// Nothing is run, and the gate is still proven.
#[track_caller]
fn is_fresh(ws: &Workspace) {
    let json = check(ws);
    assert_eq!((json.outcome("g"), &json["executed"]), ("pass", &0.into()), "{:#}", json.gate("g"));
}

#[test]
fn an_edit_leaves_what_is_said_of_refs_as_it_is() {
    for of_refs in
        ["tag-free = \"v9\"", "tag-free = \"v{version}\"", "branch = \"main\"", "not-shallow = true"]
    {
        let ws = asks(of_refs);
        passes(&ws);
        ws.write("a.txt", "2\n");
        ws.write("new.txt", "1\n");
        ws.append("crates/alpha/src/lib.rs", "// More.\n");
        is_fresh(&ws);
        ws.git(["branch", "other"]);
        is_stale(&ws, "refs");
        passes(&ws);
        ws.commit("More");
        is_stale(&ws, "commit");
    }
    let ws = asks("clean = true, tag-free = \"v9\"");
    passes(&ws);
    ws.write("a.txt", "2\n");
    is_stale(&ws, "dirty");
}

/// The version that a tag is named by stands in a manifest.
#[test]
fn a_tag_is_named_by_what_a_manifest_says() {
    let ws = asks("tag-free = \"v{version}\"");
    ws.git(["tag", "v0.2.0"]);
    passes(&ws);
    ws.replace("crates/alpha/Cargo.toml", "0.1.0", "0.2.0");
    is_stale(&ws, "Cargo.toml");
    fails(&ws);
}

/// What is no ref: where the upstream is, and how far the history goes back.
#[test]
fn what_settings_of_git_say_of_refs_counts() {
    let ws = asks("up-to-date = true");
    let remote = ws.scratch().join("remote.git");
    let remote = remote.to_str().expect("a path of ours is UTF-8");
    ws.git(["branch", "ahead"]);
    ws.git(["switch", "--quiet", "ahead"]);
    ws.commit("Ahead");
    ws.git(["switch", "--quiet", "main"]);
    ws.git(["clone", "--quiet", "--bare", ".", remote]);
    ws.git(["remote", "add", "origin", remote]);
    ws.git(["fetch", "--quiet", "origin"]);
    ws.git(["branch", "--quiet", "--set-upstream-to=origin/main"]);
    passes(&ws);
    ws.git(["config", "branch.main.merge", "refs/heads/ahead"]);
    is_stale(&ws, "upstream");
    fails(&ws);

    let ws = asks("not-shallow = true");
    passes(&ws);
    ws.write(".git/shallow", ws.git(["rev-parse", "HEAD"]));
    is_stale(&ws, "history");
    fails(&ws);
}
