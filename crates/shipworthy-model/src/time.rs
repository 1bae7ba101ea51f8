//! Points in time and calendar days, as data. There is no `now()` in this crate: the clock is handed in.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// A point in time: whole seconds since 1970-01-01T00:00:00Z. Written as RFC 3339, always UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(u64);

impl Timestamp {
    /// The last second that RFC 3339 can write: 9999-12-31T23:59:59Z.
    const MAX: u64 = 253_402_300_799;

    /// A point in time from seconds since the epoch; later than year 9999 becomes the last second of it.
    pub fn from_seconds(seconds: u64) -> Self {
        Self(seconds.min(Self::MAX))
    }

    /// The seconds since the Unix epoch.
    pub fn seconds(self) -> u64 {
        self.0
    }

    /// The time that passed from `earlier` to this; zero when `earlier` is in fact later.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_secs(self.0.saturating_sub(earlier.0))
    }

    /// The time when this much has passed since; never later than the last one that can be written.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        Self::from_seconds(self.0.saturating_add(span.as_secs()))
    }

    /// The UTC day that the time falls on.
    pub fn date(self) -> Date {
        // RFC 3339 begins with the date; years up to 9999 always have four digits.
        let text = self.to_string();
        Date::parse(&text[..10]).unwrap_or(Date { year: 1970, month: 1, day: 1 })
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self::from_seconds(time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs()))
    }
}

impl TryFrom<String> for Timestamp {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match humantime::parse_rfc3339(&text) {
            Ok(time) => Ok(time.into()),
            Err(error) => Err(format!("`{text}` is not an RFC 3339 time in UTC: {error}")),
        }
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> String {
        time.to_string()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(self.0);
        humantime::format_rfc3339_seconds(time).fmt(f)
    }
}

/// A day of the proleptic Gregorian calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads a day written as `YYYY-MM-DD`; `None` when the text is written otherwise or there is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let midnight = humantime::parse_rfc3339(&format!("{text}T00:00:00Z")).ok()?;
        let mut parts = text.splitn(3, '-').map(|part| part.parse::<u16>().ok());
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        let date = Self { year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? };
        // A day that is not in its month must not slide into the next one.
        (date.to_string() == Timestamp::from(midnight).to_string().get(..10)?).then_some(date)
    }

    /// The first second of this day.
    pub fn midnight(self) -> Timestamp {
        let time = humantime::parse_rfc3339(&format!("{self}T00:00:00Z"));
        time.map_or(Timestamp(0), Timestamp::from)
    }

    /// Whole days from `earlier` to this; negative when this is the earlier one.
    pub fn days_since(self, earlier: Date) -> i64 {
        let days = |date: Date| i64::try_from(date.midnight().seconds() / 86_400).unwrap_or(i64::MAX);
        days(self) - days(earlier)
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not a day: write YYYY-MM-DD"))
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for bad in
            ["2026-02-30", "2026-13-01", "2026-00-10", "2025-02-29", "26-01-01", "2026-1-1", "+026-01-01", ""]
        {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
        assert!(Date::parse("2024-02-29").is_some());
    }

    #[test]
    fn a_timestamp_knows_its_day() {
        let time = Timestamp::try_from("2026-11-21T23:59:59Z".to_owned()).unwrap();
        assert_eq!(time.date().to_string(), "2026-11-21");
        assert_eq!(time.to_string(), "2026-11-21T23:59:59Z");
    }

    #[test]
    fn days_are_counted_across_a_leap_day() {
        let (a, b) = (Date::parse("2024-02-28").unwrap(), Date::parse("2024-03-01").unwrap());
        assert_eq!((b.days_since(a), a.days_since(b)), (2, -2));
    }
}
