//! Is there a token for each registry? Only whether there is one: no value is kept, shown or handed on, and what the token
//! may do only an upload shows.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item};

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use crate::plan::Plan;
use crate::runtime::{Environment, credentials_files, read_settings, settings_files, settings_folders};

/// The places where cargo looks for tokens.
pub(super) struct TokenLocations<'a> {
    /// Is this environment variable set, and not empty?
    is_set: &'a dyn Fn(&str) -> bool,
    /// The home of cargo.
    home: Option<PathBuf>,
    /// The root of the workspace.
    root: &'a Path,
}

/// The place where cargo would find a token.
#[derive(Debug, PartialEq, Eq)]
enum TokenSource {
    /// The environment variable with this name.
    Variable(String),
    /// The file of cargo's with this name.
    File(&'static str),
    /// A program that cargo asks.
    Provider,
}

/// Checks the token of each registry that the plan uploads to.
pub(super) fn check(plan: &Plan, environment: &Environment) -> Vec<PreflightCheck> {
    let is_set = |name: &str| environment.variable(name).is_some();
    let places = TokenLocations { is_set: &is_set, home: environment.cargo_home(), root: environment.root() };
    let mut checks = judge(plan, &places);
    if environment.only_looks() {
        // A plan needs none: CI makes one for a pull request, which is shown no secret.
        checks.iter_mut().for_each(|check| check.outcome = check.outcome.clone().only_to_execute());
    }
    checks
}

fn judge(plan: &Plan, places: &TokenLocations<'_>) -> Vec<PreflightCheck> {
    let registries: BTreeSet<Option<&str>> = plan.packages.iter().map(|p| p.registry.as_deref()).collect();
    let check = |registry: Option<&str>| {
        let name = registry.unwrap_or("crates.io");
        let only = "what it may do, only an upload shows";
        PreflightSubject::Token.of(
            name,
            match places.source(registry) {
                Some(TokenSource::Variable(variable)) => {
                    CheckOutcome::Simulated(format!("{variable} is set; {only}"))
                }
                Some(TokenSource::File(file)) => {
                    CheckOutcome::Simulated(format!("there is one in cargo's {file}; {only}"))
                }
                Some(TokenSource::Provider) => {
                    CheckOutcome::Simulated(format!("a credential provider is configured; {only}"))
                }
                None => {
                    let login = registry.map_or_else(String::new, |name| format!(" --registry {name}"));
                    let remedy = format!("`cargo login{login}`, or set {}", variable(registry, "TOKEN"));
                    CheckOutcome::refused(format!("there is no token for {name}"), remedy)
                }
            },
        )
    };
    registries.into_iter().map(check).collect()
}

/// The variable that cargo reads a setting of a registry from.
fn variable(registry: Option<&str>, setting: &str) -> String {
    match registry {
        None => format!("CARGO_REGISTRY_{setting}"),
        Some(name) => format!("CARGO_REGISTRIES_{}_{setting}", name.to_uppercase().replace(['-', '.'], "_")),
    }
}

impl TokenLocations<'_> {
    fn source(&self, registry: Option<&str>) -> Option<TokenSource> {
        let token = variable(registry, "TOKEN");
        if (self.is_set)(&token) {
            return Some(TokenSource::Variable(token));
        }
        let provider = variable(registry, "CREDENTIAL_PROVIDER");
        if (self.is_set)(&provider) || (self.is_set)("CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS") {
            return Some(TokenSource::Provider);
        }
        let home = self.home.iter();
        for file in home.clone().flat_map(|home| credentials_files(home)) {
            if read_settings(&file).is_some_and(|settings| has(&settings, registry, "token")) {
                return Some(TokenSource::File("credentials"));
            }
        }
        let folders = settings_folders(self.root).chain(home.cloned());
        let files = folders.flat_map(|folder| settings_files(&folder));
        for settings in files.filter_map(|file| read_settings(&file)) {
            if has(&settings, registry, "token") {
                return Some(TokenSource::File("configuration"));
            }
            if has(&settings, registry, "credential-provider") || has_global_provider(&settings) {
                return Some(TokenSource::Provider);
            }
        }
        None
    }
}

/// Does the registry have this setting?
fn has(settings: &DocumentMut, registry: Option<&str>, setting: &str) -> bool {
    let table = match registry {
        None => settings.get("registry"),
        Some(name) => settings.get("registries").and_then(|registries| registries.get(name)),
    };
    table.and_then(|table| table.get(setting)).is_some_and(|value| !is_empty(value))
}

/// Do the settings name a provider for all registries, other than the one that reads cargo's own file?
fn has_global_provider(settings: &DocumentMut) -> bool {
    let providers = settings.get("registry").and_then(|table| table.get("global-credential-providers"));
    let providers = providers.and_then(Item::as_array).into_iter().flatten();
    providers.filter_map(|provider| provider.as_str()).any(|provider| provider != "cargo:token")
}

fn is_empty(value: &Item) -> bool {
    value.as_str().is_some_and(str::is_empty)
}

#[cfg(test)]
mod tests {
    use shipworthy_engine::sys::files::write_scratch;

    use super::*;
    use crate::preflight::testing::plan;

    /// A token that nobody may ever see.
    const CANARY: &str = "canary-7f3a";

    /// The source of the token that is found with these variables, and these files of cargo's home.
    fn found(variables: &[&str], files: &[(&str, &str)], registry: Option<&str>) -> Option<TokenSource> {
        let home = tempfile::tempdir().unwrap();
        for (name, text) in files {
            write_scratch(&home.path().join(name), text.replace("TOKEN", CANARY).as_bytes()).unwrap();
        }
        let is_set = |name: &str| variables.contains(&name);
        let places =
            TokenLocations { is_set: &is_set, home: Some(home.path().to_owned()), root: home.path() };
        let mut plan = plan(&["a"]);
        plan.packages[0].registry = registry.map(str::to_owned);
        let checks = judge(&plan, &places);
        assert!(!format!("{checks:?}").contains(CANARY));
        let source = places.source(registry);
        assert_eq!(source.is_none(), checks[0].outcome.is_refused());
        source
    }

    #[test]
    fn a_token_is_found_where_cargo_finds_it() {
        let file = |name| Some(TokenSource::File(name));
        let variable = |name: &str| Some(TokenSource::Variable(name.to_owned()));
        let credentials = "credentials.toml";
        type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], Option<&'a str>, Option<TokenSource>);
        let cases: [Case<'_>; 14] = [
            (&[], &[], None, None),
            (&["CARGO_REGISTRY_TOKEN"], &[], None, variable("CARGO_REGISTRY_TOKEN")),
            (&["CARGO_REGISTRY_TOKEN"], &[], Some("inner"), None),
            (
                &["CARGO_REGISTRIES_MY_INNER_TOKEN"],
                &[],
                Some("my-inner"),
                variable("CARGO_REGISTRIES_MY_INNER_TOKEN"),
            ),
            (
                &["CARGO_REGISTRIES_INNER_CREDENTIAL_PROVIDER"],
                &[],
                Some("inner"),
                Some(TokenSource::Provider),
            ),
            (&[], &[(credentials, "[registry]\ntoken = \"TOKEN\"")], None, file("credentials")),
            (&[], &[("credentials", "[registry]\ntoken = \"TOKEN\"")], None, file("credentials")),
            (&[], &[(credentials, "[registry]\ntoken = \"\"")], None, None),
            (&[], &[(credentials, "[registry]\ntoken = \"TOKEN\"")], Some("inner"), None),
            (
                &[],
                &[(credentials, "[registries]\ninner = { token = \"TOKEN\" }")],
                Some("inner"),
                file("credentials"),
            ),
            (&[], &[(credentials, "[registries\ntoken = TOKEN")], Some("inner"), None),
            (
                &[],
                &[("config.toml", "[registries.inner]\ntoken = \"TOKEN\"")],
                Some("inner"),
                file("configuration"),
            ),
            (
                &[],
                &[(
                    "config.toml",
                    "[registry]\nglobal-credential-providers = [\n\"cargo:token\",\n\"cargo:libsecret\"]",
                )],
                None,
                Some(TokenSource::Provider),
            ),
            (
                &[],
                &[("config.toml", "[registry]\nglobal-credential-providers = [\"cargo:token\"]")],
                None,
                None,
            ),
        ];
        for (variables, files, registry, expected) in cases {
            assert_eq!(found(variables, files, registry), expected, "{variables:?} {files:?} {registry:?}");
        }
    }
}
