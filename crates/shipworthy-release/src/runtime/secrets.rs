//! The secrets that programs we start may know, and their removal from what they said. It never tells one.

use std::collections::BTreeSet;
use std::fmt;

use toml_edit::{DocumentMut, Item};

/// The text that is written in the place of a secret.
pub const REDACTED: &str = "[redacted]";

/// A shorter one would take half of every text with it, and is no secret.
const SHORTEST: usize = 6;

/// The environment variables that hold a secret of a forge.
const FORGE: &[&str] = &["GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];

/// The values that must not be kept anywhere.
#[derive(Clone, Default)]
pub struct Secrets(BTreeSet<String>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}

impl Secrets {
    /// The secrets that the variables hold, and those in files of credentials.
    pub fn gather<'a>(
        variables: impl IntoIterator<Item = (String, String)>,
        credentials: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut all = BTreeSet::new();
        all.extend(variables.into_iter().filter(|(name, _)| is_secret(name)).map(|(_, value)| value));
        for document in credentials.into_iter().filter_map(|text| text.parse::<DocumentMut>().ok()) {
            collect(document.as_item(), false, &mut all);
        }
        all.retain(|value| value.len() >= SHORTEST);
        Self(all)
    }

    /// The secrets with that of another variable, if it holds one.
    #[must_use]
    pub fn and(mut self, variable: (String, String)) -> Self {
        self.0.extend(Self::gather([variable], []).0);
        self
    }

    /// The text without these secrets, and without the password of an address.
    pub fn redact(&self, text: &str) -> String {
        // The longest first: one may begin another.
        let mut values: Vec<&String> = self.0.iter().collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        let text = values.into_iter().fold(text.to_owned(), |text, value| text.replace(value, REDACTED));
        without_passwords(&text)
    }
}

fn is_secret(name: &str) -> bool {
    let cargo =
        name.starts_with("CARGO_REGISTR") && (name.ends_with("_TOKEN") || name.ends_with("_SECRET_KEY"));
    cargo || FORGE.contains(&name)
}

/// The strings under `token` and `secret-key`, at any depth.
fn collect(item: &Item, secret: bool, into: &mut BTreeSet<String>) {
    if let Some(table) = item.as_table_like() {
        for (key, item) in table.iter() {
            collect(item, matches!(key, "token" | "secret-key"), into);
        }
    } else if let Some(text) = item.as_str().filter(|_| secret) {
        into.insert(text.to_owned());
    }
}

/// `https://user:password@host` keeps neither the name nor the password: a token may stand in the place of either.
fn without_passwords(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        kept.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || "/'\"<>`?#".contains(c)).unwrap_or(after.len());
        let user = after[..end].rfind('@').filter(|user| after[..*user] != *"git");
        rest = match user {
            Some(user) => {
                kept.push_str(REDACTED);
                &after[user..]
            }
            None => after,
        };
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_the_variables_and_the_credentials_hold_is_taken_out() {
        let variables = variables(&[
            ("CARGO_REGISTRY_TOKEN", "canary-one"),
            ("CARGO_REGISTRIES_OURS_TOKEN", "canary-one-longer"),
            ("GH_TOKEN", "canary-two"),
            ("CARGO_REGISTRIES_OURS_INDEX", "sparse+https://x/"),
            ("CARGO_REGISTRIES_EMPTY_TOKEN", ""),
        ]);
        let credentials =
            "[registry]\ntoken = 'canary-three'\n[registries.x]\nsecret-key = 'canary-four'\nname = 'kept'\n";
        let secrets = Secrets::gather(variables, [credentials, "no toml ["]);
        let said = "canary-one canary-one-longer canary-two canary-three canary-four kept sparse+https://x/";
        let told = secrets.redact(said);
        assert!(!told.contains("canary"), "{told}");
        assert!(!told.contains("longer"), "{told}");
        assert!(told.ends_with("kept sparse+https://x/"), "{told}");
        assert!(!format!("{secrets:?}").contains("canary"));
    }

    #[test]
    fn an_address_loses_its_user_and_nothing_else() {
        let redact = |text: &str| Secrets::default().redact(text);
        for (said, told) in [
            ("to https://me:pw@host/x.git", "to https://[redacted]@host/x.git"),
            ("https://token@host and http://b:c@d", "https://[redacted]@host and http://[redacted]@d"),
            ("ssh://git@host/x", "ssh://git@host/x"),
            ("https://host/a@b", "https://host/a@b"),
            ("://", "://"),
            ("", ""),
        ] {
            assert_eq!(redact(said), told);
        }
    }
}
