//! Files and folders for the user under whom the program runs, and for nobody else on the machine: they hold what is known of
//! people.

use std::{
    fs::{DirBuilder, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

/// Makes a folder, and those above it that are missing. One that is there stays as it is.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Makes an empty file. One that is there stays as it is.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn make_file(file: &Path) -> io::Result<()> {
    // Never opened where it is there: closing it would end the locks that this process has on it.
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file);
    match made {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Whether others on this machine may look into it.
///
/// # Errors
/// When it is not there, or cannot be asked.
pub fn is_open_to_others(path: &Path) -> io::Result<bool> {
    Ok(path.metadata()?.permissions().mode() & 0o077 != 0)
}

#[cfg(test)]
mod tests;
