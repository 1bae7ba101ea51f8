//! What `cargo publish` and `cargo yank` mean when they fail: text in, a value out. It decides nothing about what to do then.

use shipworthy_model::network;
use shipworthy_model::time::Timestamp;

/// Why a registry refused an upload or a yank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RegistryRefusal {
    /// Too many uploads; the registry takes the next one after this time, if it said which.
    TooMany(Option<Timestamp>),
    /// The registry or the network is in trouble: the upload may have arrived, or not.
    Trouble,
    /// The registry has the version already.
    AlreadyThere,
    /// The name belongs to somebody else.
    NotOurs,
    /// The token is missing, or the registry does not take it.
    Token,
    /// The registry refused the package itself, or for any other reason.
    Other,
}

impl RegistryRefusal {
    /// The refusal that cargo tells of in these words.
    pub(crate) fn read(message: &str) -> Self {
        let lower = message.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        match status(&lower) {
            Some(429) => Self::TooMany(try_again_after(message)),
            Some(500..=599) => Self::Trouble,
            _ if says(&["already exists on", "is already uploaded", "already been uploaded"]) => {
                Self::AlreadyThere
            }
            Some(401 | 403) if says(&["owner", "permission to publish to this crate"]) => Self::NotOurs,
            Some(401 | 403) => Self::Token,
            _ if says(&["don't seem to be an owner", "not an owner of"]) => Self::NotOurs,
            _ if says(&["no token found", "token rejected", "please run `cargo login"]) => Self::Token,
            Some(408 | 425) => Self::Trouble,
            None if is_of_the_network(&lower) => Self::Trouble,
            _ => Self::Other,
        }
    }
}

/// The HTTP status in cargo's words, which are `status 429 Too Many Requests` or `got 502`.
fn status(message: &str) -> Option<u16> {
    ["(status ", "200 ok response, got ", "status code "].iter().find_map(|before| {
        let after = &message[message.find(before)? + before.len()..];
        after.get(..3)?.parse().ok()
    })
}

/// cargo tells what the network did in curl's words, which begin with a number in brackets.
fn is_of_the_network(message: &str) -> bool {
    let curl = message.lines().filter_map(|line| line.trim().strip_prefix('[')?.split_once(']'));
    let numbered = curl
        .map(|(number, _)| number)
        .any(|number| !number.is_empty() && number.len() < 4 && number.bytes().all(|b| b.is_ascii_digit()));
    numbered
        || network::is_blamed(message)
        || ["connection reset", "timed out", "timeout was reached"].iter().any(|word| message.contains(word))
}

/// The time in `try again after Thu, 12 Dec 2024 14:24:53 GMT`, or in the same with an RFC 3339 time.
fn try_again_after(message: &str) -> Option<Timestamp> {
    const AFTER: &str = "try again after ";
    // A registry may break its line anywhere.
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let after = &message[message.to_ascii_lowercase().find(AFTER)? + AFTER.len()..];
    http_date(after).or_else(|| {
        let word = after.split(' ').next()?.trim_end_matches(['.', ',', ')']);
        Timestamp::try_from(word.to_owned()).ok()
    })
}

/// The time in an HTTP date such as `Thu, 12 Dec 2024 14:24:53 GMT`.
fn http_date(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split(' ').skip(1);
    let (day, month, year, time) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let day: u8 = day.parse().ok()?;
    Timestamp::try_from(format!("{year}-{month:02}-{day:02}T{time}Z")).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn remote(what: &str) -> String {
        format!(
            "error: failed to publish a v1.0.0 to registry at https://r\n\nCaused by:\n  the remote server responded with an error ({what}"
        )
    }

    #[test]
    fn each_refusal_is_known_by_the_words_of_cargo() {
        let time = |text: &str| RegistryRefusal::TooMany(Some(Timestamp::try_from(text.to_owned()).unwrap()));
        let too_many =
            "status 429 Too Many Requests): You have published too many new crates. Please try again after";
        for (message, refusal) in [
            (
                remote(&format!("{too_many} Thu, 12 Dec 2024 14:24:53 GMT or email us")),
                time("2024-12-12T14:24:53Z"),
            ),
            (remote(&format!("{too_many}\n  Thu, 5 Dec 2024 14:24:53 GMT")), time("2024-12-05T14:24:53Z")),
            (remote(&format!("{too_many} 2024-12-12T14:24:53Z.")), time("2024-12-12T14:24:53Z")),
            (remote(&format!("{too_many} a while")), RegistryRefusal::TooMany(None)),
            (remote("status 503 Service Unavailable): later"), RegistryRefusal::Trouble),
            ("failed to get a 200 OK response, got 502\nheaders:".to_owned(), RegistryRefusal::Trouble),
            (
                "Caused by:\n  [52] Server returned nothing (no headers, no data)".to_owned(),
                RegistryRefusal::Trouble,
            ),
            ("Caused by:\n  [55] Failed sending data to the peer".to_owned(), RegistryRefusal::Trouble),
            ("error: crate a@1.0.0 already exists on `ours` index".to_owned(), RegistryRefusal::AlreadyThere),
            (
                remote("status 200 OK): crate version `1.0.0` is already uploaded"),
                RegistryRefusal::AlreadyThere,
            ),
            (
                remote("status 403 Forbidden): this crate exists but you don't seem to be an owner."),
                RegistryRefusal::NotOurs,
            ),
            (remote("status 200 OK): you are not an owner of `a`"), RegistryRefusal::NotOurs),
            (
                remote("status 403 Forbidden): this token does not have the required permissions"),
                RegistryRefusal::Token,
            ),
            (remote("status 401 Unauthorized): authentication failed"), RegistryRefusal::Token),
            (
                "error: no token found for `ours`, please run `cargo login --registry ours`".to_owned(),
                RegistryRefusal::Token,
            ),
            (remote("status 400 Bad Request): missing metadata fields: description"), RegistryRefusal::Other),
            ("error: 1 files in the working directory contain changes".to_owned(), RegistryRefusal::Other),
            (String::new(), RegistryRefusal::Other),
        ] {
            assert_eq!(RegistryRefusal::read(&message), refusal, "{message}");
        }
    }

    proptest! {
        #[test]
        fn any_words_mean_something(words in ".*", status in any::<u16>()) {
            let _ = RegistryRefusal::read(&words);
            let _ = RegistryRefusal::read(&format!("(status {status}): {words} try again after {words}"));
        }
    }
}
