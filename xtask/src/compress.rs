//! Brotli and gzip beside each file, so that the server never compresses.

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

#[derive(Clone, Copy)]
pub enum Effort {
    /// For development: a second for everything.
    Quick,
    /// For what is shipped.
    Best,
}

/// Compresses many files, on all cores.
pub fn all(paths: Vec<PathBuf>, effort: Effort) -> Result<()> {
    let waiting = Mutex::new(paths);
    let next = || waiting.lock().ok().and_then(|mut paths| paths.pop());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| std::iter::from_fn(next).try_for_each(|path| beside(&path, effort)))
            })
            .collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().expect("compressing does not panic"))
    })
}

/// Writes `<path>.br` and `<path>.gz`, unless the file's kind is compressed already.
pub fn beside(path: &Path, effort: Effort) -> Result<()> {
    if path
        .extension()
        .is_some_and(|kind| kind == "woff2" || kind == "png")
    {
        return Ok(());
    }
    let bytes = fs::read(path)?;
    fs::write(with_suffix(path, ".br"), brotli(&bytes, effort)?)?;
    fs::write(with_suffix(path, ".gz"), gzip(&bytes, effort)?)?;
    Ok(())
}

fn brotli(bytes: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let quality = match effort {
        Effort::Quick => 3,
        Effort::Best => 11,
    };
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin: 22,
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(bytes: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let level = match effort {
        Effort::Quick => Compression::fast(),
        Effort::Best => Compression::best(),
    };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
