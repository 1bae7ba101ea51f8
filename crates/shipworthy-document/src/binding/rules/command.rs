//! Commands that are known to look only, and change nothing: run as they stand, with what the document expects of them.

use std::collections::BTreeMap;

use shipworthy_model::checklist::Check;
use shipworthy_model::params::{Params, Value};

use crate::binding::bound::{text, texts};
use crate::binding::expectation::Expectation;
use crate::binding::invocation::Invocation;
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::command::CommandLine;

/// The rule for commands that only look and are run as they stand.
pub(super) static RULE: Rule = Rule {
    id: "command",
    summary: "Any other command that is known to change nothing (`mix test`, `cargo check`, `npm run lint`, \
              `./scripts/check.sh`) is run as it stands, when `--run` is given. What deploys, publishes, pushes, deletes, \
              installs, needs a shell or is a template never is.",
    examples: &[
        Example {
            markdown: "- [ ] All tests pass: `mix test` (expected: 15+ modules, 100+ tests)\n",
            files: &["mix.exs"],
            becomes: "{ kind = \"command\", argv = [\"mix\", \"test\"], numbers = [{ at-least = 15, name = \"module\", \
                      pattern = \"([0-9][0-9,_]*) modules?\" }, { at-least = 100, name = \"test\", pattern = \
                      \"([0-9][0-9,_]*) tests?\" }] }",
        },
        Example {
            markdown: "- [ ] Dialyzer passes: `mix dialyzer` (no new warnings)\n",
            files: &["mix.exs"],
            becomes: "{ kind = \"command\", argv = [\"mix\", \"dialyzer\"], stderr-lacks = [\"(?i)warning:\"], \
                      stdout-lacks = [\"(?i)warning:\"] }",
        },
        Example {
            markdown: "```bash\ncd native/math\ncargo check  # Should pass without errors\n```\n",
            files: &["mix.exs", "native/math/Cargo.toml"],
            becomes: "{ kind = \"command\", argv = [\"cargo\", \"check\"], dir = \"native/math\" }",
        },
        Example {
            markdown: "- [ ] `npm run lint` passes in < 30 seconds\n",
            files: &["package.json"],
            becomes: "{ kind = \"command\", argv = [\"npm\", \"run\", \"lint\"], max-duration = \"30s\" }",
        },
        Example {
            markdown: "- [ ] Deploy: `mix ecto.migrate`\n",
            files: &["mix.exs"],
            becomes: "not understood",
        },
        Example { markdown: "- [ ] `cargo publish --dry-run`\n", files: &[], becomes: "not understood" },
        Example { markdown: "```sh\nrm -rf target\n```\n", files: &[], becomes: "not understood" },
        Example {
            markdown: "- [ ] Run `mix test | tee log`\n",
            files: &["mix.exs"],
            becomes: "not understood",
        },
    ],
    bind,
};

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    let invocation = Invocation::of(context)?;
    if invocation.ground.unsettled {
        return None;
    }
    let check = run(&invocation.line, invocation.expectation.as_ref()?)?;
    Some(Binding::checked(RULE.id, check))
}

/// The check that runs a line as it stands; `None` when it may not be run.
pub(super) fn run(line: &CommandLine, expectation: &Expectation) -> Option<Check> {
    let call = line.runnable().ok()?;
    let mut params = BTreeMap::from([("argv".to_owned(), texts(call.argv()))]);
    if let Some(dir) = &line.dir {
        params.insert("dir".to_owned(), text(dir.text.trim_end_matches('/')));
    }
    if !call.env.is_empty() {
        let env = call.env.iter().map(|(name, value)| (name.clone(), text(value.text.as_str())));
        params.insert("env".to_owned(), Value::Table(Params(env.collect())));
    }
    if expectation.no_warnings {
        for name in ["stderr-lacks", "stdout-lacks"] {
            params.insert(name.to_owned(), texts(["(?i)warning:"]));
        }
    }
    if let Some(within) = &expectation.within {
        params.insert("max-duration".to_owned(), text(within.as_str()));
    }
    if !expectation.counts.is_empty() {
        let numbers = expectation.counts.iter().map(|(noun, least)| number(noun, *least));
        params.insert("numbers".to_owned(), Value::List(numbers.collect()));
    }
    Some(Check { kind: "command".to_owned(), params: Params(params) })
}

/// So many of these, read from what the command prints.
fn number(noun: &str, least: u64) -> Value {
    let least = i64::try_from(least).unwrap_or(i64::MAX);
    let params = [
        ("at-least", Value::Integer(least)),
        ("name", text(noun)),
        ("pattern", text(format!("([0-9][0-9,_]*) {noun}s?"))),
    ];
    Value::Table(Params(params.map(|(name, value)| (name.to_owned(), value)).into()))
}
