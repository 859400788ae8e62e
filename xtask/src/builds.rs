//! `pkg/<hash>/` in the site folder: one folder for each build, never changed once it is there.

use crate::Build;
use crate::compress::{self, Effort};
use crate::files::{Fingerprint, all_below, read, remove};
use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// A page that was opened before this many deployments still finds its chunks.
const KEPT: usize = 5;
/// The names of the kept builds, newest first, a line each. The server serves the first.
const LIST: &str = "builds";

/// Puts the staged files into the folder named by their hash and makes that build the newest.
pub fn publish(build: Build, site: &Path) -> Result<()> {
    let pkg = site.join("pkg");
    let staged = staged(&build.stage())?;
    let hash = hash(&staged)?;
    let folder = pkg.join(&hash);
    if !folder.exists() {
        // A folder under its own name is whole: it is filled under another.
        let unfinished = pkg.join("unfinished");
        remove(&unfinished)?;
        let effort = if build.release {
            Effort::Best
        } else {
            Effort::Quick
        };
        compress::all(copy(&staged, &unfinished)?, effort)?;
        fs::rename(&unfinished, &folder)?;
    }
    keep_last(&pkg, &hash)
}

/// The staged files with their names in the build's folder.
fn staged(stage: &Path) -> Result<Vec<(PathBuf, PathBuf)>> {
    let mut staged = Vec::new();
    for part in ["css", "page", "worker"].map(|part| stage.join(part)) {
        for path in all_below(&part)? {
            let name = path.strip_prefix(&part)?.to_owned();
            staged.push((path, name));
        }
    }
    Ok(staged)
}

fn hash(staged: &[(PathBuf, PathBuf)]) -> Result<String> {
    let mut fingerprint = Fingerprint::default();
    for (path, name) in staged {
        fingerprint.add(&name.to_string_lossy(), &read(path)?);
    }
    let mut hash = fingerprint.finish();
    hash.truncate(16);
    Ok(hash)
}

fn copy(staged: &[(PathBuf, PathBuf)], folder: &Path) -> Result<Vec<PathBuf>> {
    let mut copies = Vec::new();
    for (path, name) in staged {
        let copy = folder.join(name);
        if let Some(above) = copy.parent() {
            fs::create_dir_all(above)?;
        }
        fs::copy(path, &copy)?;
        copies.push(copy);
    }
    Ok(copies)
}

/// Writes the list with this build first, and removes every folder that is no longer on it.
fn keep_last(pkg: &Path, newest: &str) -> Result<()> {
    let list = pkg.join(LIST);
    let known = fs::read_to_string(&list).unwrap_or_default();
    let older = known.lines().filter(|hash| *hash != newest);
    let builds: Vec<&str> = std::iter::once(newest).chain(older).take(KEPT).collect();

    let unfinished = pkg.join("builds.unfinished");
    fs::write(&unfinished, builds.join("\n") + "\n")?;
    fs::rename(&unfinished, &list)?;
    for entry in fs::read_dir(pkg)? {
        let entry = entry?;
        let kept = entry
            .file_name()
            .to_str()
            .is_some_and(|name| name == LIST || builds.contains(&name));
        if !kept {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{LIST, keep_last};
    use std::fs;
    use std::path::Path;

    fn deploy(pkg: &Path, build: &str) {
        fs::create_dir_all(pkg.join(build)).unwrap();
        fs::write(pkg.join(build).join("page.js"), build).unwrap();
        keep_last(pkg, build).unwrap();
    }

    fn listed(pkg: &Path) -> Vec<String> {
        let list = fs::read_to_string(pkg.join(LIST)).unwrap();
        list.lines().map(str::to_owned).collect()
    }

    fn folders(pkg: &Path) -> Vec<String> {
        let entries = fs::read_dir(pkg).unwrap().map(|entry| entry.unwrap());
        let folders = entries.filter(|entry| entry.path().join("page.js").is_file());
        let mut names: Vec<_> = folders
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_last_five_builds_stay_and_the_newest_stands_first() {
        let pkg = tempfile::tempdir().unwrap();
        let pkg = pkg.path();
        for build in ["1a", "2b", "3c", "4d", "5e"] {
            deploy(pkg, build);
        }
        assert_eq!(folders(pkg), ["1a", "2b", "3c", "4d", "5e"]);
        deploy(pkg, "6f");
        assert_eq!(listed(pkg), ["6f", "5e", "4d", "3c", "2b"]);
        assert_eq!(folders(pkg), ["2b", "3c", "4d", "5e", "6f"]);
    }

    #[test]
    fn a_build_that_is_deployed_again_is_the_newest_and_pushes_none_out() {
        let pkg = tempfile::tempdir().unwrap();
        let pkg = pkg.path();
        for build in ["1a", "2b", "3c", "4d", "5e", "2b", "2b"] {
            deploy(pkg, build);
        }
        assert_eq!(listed(pkg), ["2b", "5e", "4d", "3c", "1a"]);
        assert_eq!(folders(pkg), ["1a", "2b", "3c", "4d", "5e"]);
    }

    #[test]
    fn what_is_on_no_list_goes() {
        let pkg = tempfile::tempdir().unwrap();
        let pkg = pkg.path();
        deploy(pkg, "1a");
        fs::create_dir(pkg.join("unfinished")).unwrap();
        fs::write(pkg.join("unfinished/page.js"), "half").unwrap();
        deploy(pkg, "2b");
        assert_eq!(folders(pkg), ["1a", "2b"]);
    }
}
