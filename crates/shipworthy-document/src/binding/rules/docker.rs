//! A container image that is to be built: there is something to build it from. What the image holds, no file name shows.

use crate::binding::bound::{check, text};
use crate::binding::{Binding, Example, ItemContext, Rule};

/// The rule for a container image that is to be built.
pub(super) static RULE: Rule = Rule {
    id: "docker",
    summary: "Docker containers or images: there is a `Dockerfile`. Where any file is named for Docker, a person answers.",
    examples: &[
        Example {
            markdown: "- [x] **Docker containers** - CPU and GPU images ready\n",
            files: &["src/main.rs"],
            becomes: r#"{ kind = "file", path = "Dockerfile" }"#,
        },
        Example {
            markdown: "- [ ] Docker setup\n",
            files: &["Dockerfile"],
            becomes: r#"{ kind = "file", path = "Dockerfile" }"#,
        },
        Example {
            markdown: "- [x] Docker images for CPU and GPU\n",
            files: &["deploy/Dockerfile.gpu"],
            becomes: "not understood",
        },
        Example { markdown: "- [x] Tested in Docker containers\n", files: &[], becomes: "not understood" },
    ],
    bind,
};

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    let said = context.item.text.to_lowercase();
    let rest = said.strip_prefix("docker ").or_else(|| said.strip_prefix("add docker "))?;
    let (thing, remark) = rest.split_once(' ').unwrap_or((rest, ""));
    if !["container", "containers", "image", "images", "setup", "support"].contains(&thing) {
        return None;
    }
    let any =
        ["docker", "dockerfile", "containerfile", "compose"].iter().any(|word| context.files.has_word(word))
            || context.files.is_folder("docker");
    let plain = remark.is_empty() && context.files.exists("Dockerfile");
    (plain || (!any && !context.files.is_empty()))
        .then(|| Binding::checked(RULE.id, check("file", [("path", text("Dockerfile"))])))
}
