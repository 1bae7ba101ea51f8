//! What settings and variables put between cargo and what it runs: runners, wrappers, flags and aliases. They are only read,
//! and what they do is for others to say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use shipworthy_model::cfg;
use shipworthy_model::params::{Params, Value};
use shipworthy_model::setting::{Setting, SettingSort};

use crate::freshness::cargo_settings::CargoSettings;
use crate::sys::reading::{MOST_SETTINGS, read_limited};

/// The settings that the tables `build`, `target` and `profile` may hold, and what they are about.
const KEYS: [(&str, SettingSort); 5] = [
    ("runner", SettingSort::Runner),
    ("rustflags", SettingSort::Flags),
    ("rustc", SettingSort::Compiler),
    ("rustc-wrapper", SettingSort::Compiler),
    ("rustc-workspace-wrapper", SettingSort::Compiler),
];

/// The settings of nextest for a workspace.
const NEXTEST: &str = ".config/nextest.toml";

/// Reads all settings that hold for the workspace at `root`, whose compiler says this of its `system` and is for `host`.
pub(crate) fn settings(root: &Path, system: &BTreeSet<String>, host: &str) -> Vec<Setting> {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut found = variables(&root, host);
    let cargo = CargoSettings::read(&root);
    for (path, base, values) in cargo.tables() {
        let place = shown(&root, path);
        let mut tables: Vec<&Params> = values.table("build").into_iter().collect();
        if let Some(targets) = values.table("target") {
            let applies =
                |name: &&String| match name.strip_prefix("cfg(").and_then(|rest| rest.strip_suffix(')')) {
                    // What nobody can tell may be so.
                    Some(predicate) => cfg::holds(predicate, system) != Some(false),
                    None => *name == host,
                };
            tables.extend(targets.0.keys().filter(applies).filter_map(|name| targets.table(name)));
        }
        if let Some(profiles) = values.table("profile") {
            tables.extend(profiles.0.keys().filter_map(|name| profiles.table(name)));
        }
        for table in tables {
            for (key, sort) in KEYS {
                if let Some(value) = table.get(key) {
                    found.push(setting(&root, base, sort, words(value), place.clone()));
                }
            }
        }
        let aliases = values.table("alias").into_iter().flat_map(|aliases| aliases.0.keys());
        found.extend(aliases.map(|name| Setting::new(SettingSort::Alias, [name.clone()], place.clone())));
    }
    found.extend(nextest(&root));
    found.retain(|setting| !setting.words.is_empty());
    found
}

/// The settings that variables make.
fn variables(root: &Path, host: &str) -> Vec<Setting> {
    let target = host.to_uppercase().replace('-', "_");
    let sort = |name: &str| {
        let name = name.strip_prefix(&format!("CARGO_TARGET_{target}_")).unwrap_or(name);
        Some(match name {
            "RUNNER" => SettingSort::Runner,
            "RUSTFLAGS" | "CARGO_BUILD_RUSTFLAGS" | "CARGO_ENCODED_RUSTFLAGS" => SettingSort::Flags,
            "RUSTC"
            | "RUSTC_WRAPPER"
            | "RUSTC_WORKSPACE_WRAPPER"
            | "CARGO_BUILD_RUSTC"
            | "CARGO_BUILD_RUSTC_WRAPPER"
            | "CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER" => SettingSort::Compiler,
            name if name.starts_with("CARGO_PROFILE_") && name.ends_with("_RUSTFLAGS") => SettingSort::Flags,
            name if name.starts_with("CARGO_ALIAS_") => SettingSort::Alias,
            _ => return None,
        })
    };
    // Those of others need not be text.
    let all = std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        Some((sort(&name)?, name, value.to_string_lossy().into_owned()))
    });
    let made = all.map(|(sort, name, value)| {
        let words = match sort {
            SettingSort::Alias => vec![name["CARGO_ALIAS_".len()..].to_lowercase().replace('_', "-")],
            _ => value.split(|c: char| c.is_whitespace() || c == '\x1f').map(str::to_owned).collect(),
        };
        setting(root, root, sort, words.into_iter().filter(|word| !word.is_empty()).collect(), name)
    });
    made.collect()
}

/// The programs that nextest is to start in place of test programs.
fn nextest(root: &Path) -> Vec<Setting> {
    let text = read_limited(&root.join(NEXTEST), MOST_SETTINGS).ok();
    let values = text.and_then(|bytes| shipworthy_model::manifest::parse(&String::from_utf8_lossy(&bytes)));
    let Some(values) = values else { return Vec::new() };
    // Which profile uses a wrapper may depend on filters; one that is there may be used.
    let wrappers = values.table("scripts").and_then(|scripts| scripts.table("wrapper"));
    let commands = wrappers
        .into_iter()
        .flat_map(|wrappers| wrappers.0.keys().filter_map(|name| wrappers.table(name)?.get("command")));
    let commands = commands.map(|value| match value {
        Value::Table(table) => {
            table.get("command-line").or(table.get("command_line")).map(words).unwrap_or_default()
        }
        value => words(value),
    });
    commands
        .map(|words| setting(root, root, SettingSort::NextestWrapper, words, NEXTEST.to_owned()))
        .collect()
}

fn setting(root: &Path, base: &Path, sort: SettingSort, words: Vec<String>, place: String) -> Setting {
    let program = words.first().filter(|_| !matches!(sort, SettingSort::Flags | SettingSort::Alias));
    let named = program.filter(|program| program.contains('/')).map(|program| base.join(program));
    let own = named.is_some_and(|path| path.canonicalize().unwrap_or(path).starts_with(root));
    let mut setting = Setting::new(sort, words, place);
    setting.own = own;
    setting
}

/// The words of a setting: one text with words in it, or a list of words.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => text.split_whitespace().map(str::to_owned).collect(),
        Value::List(list) => {
            let texts = list.iter().filter_map(|value| match value {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            });
            texts.collect()
        }
        _ => Vec::new(),
    }
}

/// A file as a person looks for it.
fn shown(root: &Path, path: &Path) -> String {
    let shown: PathBuf = path.strip_prefix(root).map_or_else(|_| path.to_owned(), Path::to_owned);
    shown.to_string_lossy().into_owned()
}
