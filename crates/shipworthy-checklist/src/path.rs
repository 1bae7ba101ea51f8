//! Paths and globs given to a check: inside the workspace, written with `/`, in their plainest form. Whether anything
//! is there is not looked at.

use shipworthy_model::each::like_filled;
use shipworthy_model::path::{climbs, resolve};

use crate::field::{Field, Problems};
use crate::refusal::refuse;
use crate::text::words;

/// A path or glob inside the workspace, in its plainest form: a leading `./` would match nothing.
pub(crate) fn inside(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    let text = words(field, problems)?;
    let drive = text.as_bytes().get(1) == Some(&b':') && text.as_bytes()[0].is_ascii_alphabetic();
    let error = |message: &str| field.error(format!("`{}` {message}", text.replace('\0', "\\0")));
    let relative = "write it relative to the workspace root";
    if text.contains('\0') {
        return refuse(error("holds a NUL, which no path can"), problems);
    }
    if text.starts_with(['/', '\\']) || text.starts_with("~/") || drive {
        return refuse(error("is not inside the workspace").help(relative), problems);
    }
    if text.contains('\\') {
        return refuse(error("holds a `\\`").help("write `/` between folders, on every system"), problems);
    }
    if climbs(&text) {
        return refuse(error("leads out of where it is with `..`").help(relative), problems);
    }
    let plainest = resolve("", &text);
    Some(if plainest.is_empty() { ".".to_owned() } else { plainest })
}

/// A glob over files of the workspace.
pub(crate) fn glob(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    let folder = words(field, &mut Vec::new()).is_some_and(|text| text.ends_with('/'));
    let text = inside(field, problems)?;
    if folder {
        let problem = field.error(format!("`{text}/` is a folder, and globs match files"));
        return refuse(problem.help(format!("write `{text}/**`")), problems);
    }
    let filled = like_filled(&text);
    let problem = match glob::Pattern::new(&filled) {
        Err(error) => field.error(format!("`{text}` is no glob: {}", error.msg)),
        Ok(_) if filled.contains('{') => field
            .error(format!("`{text}` holds a `{{`, which is a plain character here"))
            .help("write two globs"),
        Ok(_) if text.starts_with('!') => {
            field.error(format!("`{text}` begins with a `!`, which is a plain character here"))
        }
        Ok(_) => return Some(text),
    };
    refuse(problem, problems)
}
