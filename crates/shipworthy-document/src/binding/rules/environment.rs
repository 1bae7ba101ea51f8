//! What the machine must have: disk, memory, variables, programs and their versions, free ports, writable folders.

use shipworthy_model::params::{Params, Value};

use crate::binding::bound::{check, text, texts};
use crate::binding::size::Size;
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::item::{Form, Item};

/// The rule for what the machine must have.
pub(super) static RULE: Rule = Rule {
    id: "environment",
    summary: "What the machine must have (`Disk Space - minimum 2GB`, `Memory: 4GB RAM`, `Rust 1.83+`, variables in \
              backticks that are set, a port that is free, a folder that can be written) becomes the kind `environment`.",
    examples: &[
        Example {
            markdown: "- [ ] **Disk Space** - \u{41c}\u{438}\u{43d}\u{438}\u{43c}\u{443}\u{43c} 2GB \u{434}\u{43b}\u{44f} \u{43a}\u{44d}\u{448}\u{435}\u{439}\n",
            files: &[],
            becomes: r#"{ kind = "environment", disk = "2GB" }"#,
        },
        Example {
            markdown: "- [ ] RAM: 4GB minimum, 16GB recommended\n",
            files: &[],
            becomes: r#"{ kind = "environment", memory = "4GB" }"#,
        },
        Example {
            markdown: "- [ ] **Environment Variables**: `DATABASE_URL`, `API_KEY`\n",
            files: &[],
            becomes: r#"{ kind = "environment", env = ["DATABASE_URL", "API_KEY"] }"#,
        },
        Example {
            markdown: "- [ ] Rust 1.83+ installed\n",
            files: &[],
            becomes: r#"{ kind = "environment", tools = { rustc = "1.83" } }"#,
        },
        Example {
            markdown: "- [ ] Node.js 18 or later\n",
            files: &[],
            becomes: r#"{ kind = "environment", tools = { node = "18" } }"#,
        },
        Example {
            markdown: "- [ ] Permissions: read/write access to `data/`\n",
            files: &[],
            becomes: r#"{ kind = "environment", writable = ["data"] }"#,
        },
        Example {
            markdown: "- [ ] Port 8080 is free\n",
            files: &[],
            becomes: r#"{ kind = "environment", ports-free = ["8080"] }"#,
        },
        Example {
            markdown: "- [ ] Memory limits (default: 512MB per execution)\n",
            files: &[],
            becomes: "not understood",
        },
        Example { markdown: "- [ ] Memory Usage: <512MB baseline\n", files: &[], becomes: "not understood" },
        Example {
            markdown: "- [ ] Document environment variables `A_B`, `C_D`\n",
            files: &[],
            becomes: "not understood",
        },
        Example { markdown: "- [ ] Upgrade to Rust 1.83\n", files: &[], becomes: "not understood" },
        Example {
            markdown: "- [ ] Environment Variables - check the `.env` file\n",
            files: &[],
            becomes: "not understood",
        },
    ],
    bind,
};

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    let item = context.item;
    if matches!(item.form, Form::Label | Form::Link | Form::Command | Form::NumberedHeading)
        || item.text.len() > 200
    {
        return None;
    }
    let lower = item.text.to_lowercase();
    let params = room(&lower)
        .or_else(|| variables(item, &lower))
        .or_else(|| program(&lower))
        .or_else(|| port(&lower))
        .or_else(|| writable(item, &lower))?;
    Some(Binding::checked(RULE.id, check("environment", [params])))
}

/// The first words, up to a colon or a dash, and what stands behind.
fn headed(lower: &str) -> Option<(&str, &str)> {
    let ends = [": ", " - ", " — ", " – ", " ("];
    let (at, end) = ends.iter().filter_map(|end| Some((lower.find(end)?, end.len()))).min()?;
    Some((lower.get(..at)?.trim(), lower.get(at + end..)?))
}

/// Disk and memory.
fn room(lower: &str) -> Option<(&'static str, Value)> {
    const DISK: &[&str] =
        &["available disk space", "disk", "disk space", "free disk", "free disk space", "storage"];
    const MEMORY: &[&str] = &["available memory", "memory", "ram", "system memory"];
    // A number that something uses, or is held to, is no number that the machine must have.
    const OTHER: &[&str] = &[
        "usage", "limit", "per ", "under", "below", "less", "max", "<", "~", "leak", "baseline", "peak",
        "average", "uses", "/",
    ];
    if OTHER.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let (size, rest) = Size::find(lower)?;
    let heads = |heads: &[&str]| headed(lower).is_some_and(|(head, _)| heads.contains(&head));
    let words = rest.trim();
    let least = ["minimum", "at least", "\u{43c}\u{438}\u{43d}\u{438}\u{43c}\u{443}\u{43c}"]
        .iter()
        .any(|word| words.contains(word));
    let whole = |nouns: &[&str]| {
        let left: Vec<&str> = words
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| {
                !word.is_empty() && !matches!(*word, "minimum" | "at" | "least" | "available" | "free" | "of")
            })
            .collect();
        nouns.contains(&left.join(" ").as_str())
    };
    if heads(DISK) || whole(DISK) {
        Some(("disk", text(size.to_string())))
    } else if (heads(MEMORY) && (least || words.contains("ram")))
        || (least && whole(MEMORY))
        || whole(&["ram"])
    {
        Some(("memory", text(size.to_string())))
    } else {
        None
    }
}

/// `DATABASE_URL`
fn is_variable(code: &str) -> bool {
    let plain = code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    plain && code.len() > 2 && code.starts_with(|c: char| c.is_ascii_uppercase())
}

fn variables(item: &Item, lower: &str) -> Option<(&'static str, Value)> {
    const HEADS: &[&str] =
        &["env", "env vars", "environment", "environment variables", "required environment variables"];
    let names: Vec<&str> = item.codes.iter().map(|code| code.text.as_str()).collect();
    if names.is_empty() || !names.iter().all(|name| is_variable(name)) {
        return None;
    }
    let mut left = lower.to_owned();
    for name in &names {
        left = left.replacen(&name.to_lowercase(), " ", 1);
    }
    let rest =
        headed(lower).filter(|(head, _)| HEADS.contains(head)).map(|(head, _)| left.replacen(head, " ", 1));
    let is_headed = rest.is_some();
    let rest = rest.unwrap_or(left);
    let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let says = words.peek().is_some() || is_headed;
    let plain = words.all(|word| {
        matches!(
            word,
            "and"
                | "are"
                | "is"
                | "set"
                | "configured"
                | "exported"
                | "defined"
                | "environment"
                | "variable"
                | "variables"
        )
    });
    (says && plain).then(|| ("env", texts(names)))
}

/// Programs by the names that people give them.
const PROGRAMS: &[(&str, &str)] = &[
    ("cargo", "cargo"),
    ("cmake", "cmake"),
    ("docker", "docker"),
    ("elixir", "elixir"),
    ("git", "git"),
    ("go", "go"),
    ("golang", "go"),
    ("just", "just"),
    ("node", "node"),
    ("node.js", "node"),
    ("nodejs", "node"),
    ("npm", "npm"),
    ("python", "python3"),
    ("rust", "rustc"),
    ("rustc", "rustc"),
];

/// `Rust 1.83+`, `Node.js 18 or later`, `Git >= 2.30 installed`
fn program(lower: &str) -> Option<(&'static str, Value)> {
    let spaced = lower.replace('\u{2265}', ">=").replace(">=", " >= ");
    let words: Vec<&str> =
        spaced.split_whitespace().map(|word| word.trim_matches(['(', ')', ',', ':'])).collect();
    let (first, rest) = words.split_first()?;
    let (_, tool) = PROGRAMS.iter().find(|(name, _)| name == first)?;
    let mut version = None;
    let mut least = false;
    for word in rest {
        match *word {
            ">=" | "minimum" | "later" | "newer" | "higher" | "above" => least = true,
            "version" | "toolchain" | "or" | "installed" | "required" | "available" | "is" => {}
            word if version.is_none() => {
                let number = word.trim_start_matches('v');
                least |= number.ends_with('+');
                let number = number.trim_end_matches('+');
                let plain = number.starts_with(|c: char| c.is_ascii_digit())
                    && number.ends_with(|c: char| c.is_ascii_digit())
                    && number.chars().all(|c| c.is_ascii_digit() || c == '.');
                version = plain.then_some(number);
                version?;
            }
            _ => return None,
        }
    }
    let version = version.filter(|_| least)?;
    let tools = Params([((*tool).to_owned(), text(version))].into());
    Some(("tools", Value::Table(tools)))
}

/// `Port 8080 is free`
fn port(lower: &str) -> Option<(&'static str, Value)> {
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (["port", number, rest @ ..] | ["tcp", "port", number, rest @ ..]) = words.as_slice() else {
        return None;
    };
    let number: u16 = number.parse().ok().filter(|number| *number > 0)?;
    let free = matches!(rest, ["free" | "available" | "unused"] | ["is", "free" | "available" | "unused"]);
    free.then(|| ("ports-free", texts([number.to_string()])))
}

/// `Permissions: read/write access to data/`
fn writable(item: &Item, lower: &str) -> Option<(&'static str, Value)> {
    let [code] = item.codes.as_slice() else { return None };
    let path = code.text.strip_prefix("./").unwrap_or(&code.text).trim_end_matches('/');
    let inside = !path.is_empty()
        && path.split('/').all(|part| !part.is_empty() && !matches!(part, "." | ".."))
        && path.chars().all(|c| c.is_alphanumeric() || "._-/".contains(c));
    let rest = lower.replacen(&code.text.to_lowercase(), " ", 1);
    let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let writes = ["write", "writable", "writeable"].iter().any(|word| rest.contains(word));
    let plain = words.all(|word| {
        matches!(
            word,
            "a" | "access"
                | "and"
                | "be"
                | "can"
                | "directory"
                | "dir"
                | "folder"
                | "for"
                | "have"
                | "is"
                | "must"
                | "permission"
                | "permissions"
                | "read"
                | "the"
                | "to"
                | "writable"
                | "writeable"
                | "write"
                | "written"
        )
    });
    (inside && writes && plain).then(|| ("writable", texts([path])))
}
