//! The error in the output of cargo, on one line: without the steps that went well before it. Text in, text out.

/// The complaint in what cargo said; all that it said when it called nothing an error.
pub(super) fn complaint(message: &str) -> String {
    let lines = || message.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "Caused by:");
    let found: Vec<&str> = lines().skip_while(|line| !line.starts_with("error")).collect();
    let told = if found.is_empty() { lines().collect() } else { found };
    told.join(": ").trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_one_line() {
        let cases = [
            (
                "Updating `local` index\nerror: failed to get `a`\n\nCaused by:\n  unable to update registry `local`\n",
                "failed to get `a`: unable to update registry `local`",
            ),
            ("exit code 101\nno more", "exit code 101: no more"),
            ("", ""),
        ];
        for (message, expected) in cases {
            assert_eq!(complaint(message), expected, "{message}");
        }
    }
}
