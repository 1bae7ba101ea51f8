//! A command that no tool would accept: an unknown flag, package, target, feature or file. Nothing is run.

use crate::binding::invocation::Invocation;
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::command::{Validity, validate};

/// The rule for commands that no tool would accept.
pub(super) static RULE: Rule = Rule {
    id: "validity",
    summary: "A command that its tool would refuse is told without running it: flags are held against the tool's help, \
              packages, targets and features against the workspace, scripts and folders against the tree. What the tool \
              would accept is left to the rules below.",
    examples: &[
        Example {
            markdown: "```bash\ncargo install --path app --release\n```\n",
            files: &["app/Cargo.toml", "app/src/main.rs"],
            becomes: "decided: no",
        },
        Example {
            markdown: "- [ ] `cargo publish --dry-run -p core`\n",
            files: &["my-core/Cargo.toml", "my-core/src/lib.rs"],
            becomes: "decided: no near my-core",
        },
        Example {
            markdown: "- [ ] Run `cargo test -p core --test limit`\n",
            files: &["core/Cargo.toml", "core/src/lib.rs", "core/tests/limits.rs"],
            becomes: "decided: no near limits",
        },
        Example {
            markdown: "```sh\n./scripts/warm.sh  # first\n```\n",
            files: &["scripts/warmup.sh"],
            becomes: "decided: no",
        },
        Example {
            markdown: "```sh\ngit clone https://a.example/b\n./scripts/warm.sh\n```\n",
            files: &["README.md"],
            becomes: "not understood",
        },
        Example {
            markdown: "```sh\ncd benches/load\n./scripts/check.sh\n```\n",
            files: &["benches/load/a.rs", "scripts/check.sh"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Run `cargo test -p core --test limits`\n",
            files: &["core/Cargo.toml", "core/src/lib.rs", "core/tests/limits.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "```toml\n[[test]]\nname = \"limits\"\n```\n\n```sh\ncargo test --test limits\n```\n",
            files: &["core/Cargo.toml", "core/src/lib.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "```sh\ncargo test --test my_test\n```\n",
            files: &["core/Cargo.toml", "core/src/lib.rs", "core/tests/limits.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Replace `cargo test --nocapture` in the guide\n",
            files: &["core/Cargo.toml", "core/src/lib.rs"],
            becomes: "not understood",
        },
    ],
    bind,
};

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    let invocation = Invocation::of(context)?;
    let Validity::Invalid { why, near, missing } = validate(&invocation.line, &invocation.ground) else {
        return None;
    };
    if missing.is_some_and(|name| context.plans.bring_up(&name)) {
        return None;
    }
    if invocation.led {
        // Many write the commands of a block one by one, each from the root.
        let at_root = validate(&invocation.line.at_root(), &invocation.ground);
        if !matches!(at_root, Validity::Invalid { .. }) {
            return None;
        }
    }
    Some(Binding::decided(RULE.id, false, why).near(near))
}
