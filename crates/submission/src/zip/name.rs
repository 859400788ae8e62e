use domain::file_name::turns_direction;

use crate::intake::Refused;

const LONGEST: usize = 255;

/// Names that Windows keeps for devices, whatever their extension.
const DEVICES: [&str; 22] = [
    "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8",
    "COM9", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
];

/// A name as a label: UTF-8, relative, without tricks. It never becomes a path here, but people
/// save what they see.
pub fn check(bytes: &[u8]) -> Result<&str, Refused> {
    let name = std::str::from_utf8(bytes).map_err(|_| Refused::EntryName)?;
    let path = name.strip_suffix('/').unwrap_or(name);
    let allowed = !path.is_empty()
        && name.len() <= LONGEST
        && !name.contains(is_trick)
        && path
            .split('/')
            .all(|part| !matches!(part, "" | "." | "..") && !is_device(part));
    if allowed {
        Ok(name)
    } else {
        Err(Refused::EntryName)
    }
}

/// Characters that hide or split what a name says: controls, drive and stream marks, backslashes,
/// and marks that turn the writing direction.
fn is_trick(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\\' | ':') || turns_direction(letter)
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end();
    DEVICES
        .iter()
        .any(|device| stem.eq_ignore_ascii_case(device))
}

/// What macOS and Windows add to folders and archives on their own.
pub fn is_junk(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    name.starts_with("__MACOSX/") || matches!(last, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// An XML file by its name, or why not.
pub fn check_type(name: &str) -> Result<(), Refused> {
    const ARCHIVES: [&str; 10] = [
        "zip", "7z", "rar", "gz", "tgz", "tar", "bz2", "xz", "zst", "jar",
    ];
    let extension = name
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension);
    if extension.eq_ignore_ascii_case("xml") {
        Ok(())
    } else if ARCHIVES
        .iter()
        .any(|archive| extension.eq_ignore_ascii_case(archive))
    {
        Err(Refused::Nested)
    } else {
        Err(Refused::EntryType)
    }
}
