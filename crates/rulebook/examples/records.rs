//! How fast assessments are checked natively, on one thread, and how large their packs are:
//! `cargo run --release -p rulebook --example records [RECORDS]`.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use std::{
    error::Error,
    hint::black_box,
    ops::ControlFlow,
    time::{Duration, Instant},
};

use rulebook::{Book, Sources};
use submission::{
    Limits, Options,
    assessments::{Assessments, Decision, Library, Pack, PackLabel},
    check,
};

/// The median of five runs.
fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[2]
}

/// A pack with every nth of its edits.
fn thinned(pack: &Pack, keep: usize) -> Pack {
    let mut pack = pack.clone();
    let mut at = 0;
    pack.edits.retain(|edit| {
        at += usize::from(matches!(edit.decision, Decision::Rules(_)));
        at.is_multiple_of(keep)
    });
    pack.indexed()
}

fn shelved(pack: &Pack) -> Library {
    let mut library = Library::default();
    library.add(PackLabel::new(pack, String::new()), pack.clone());
    library
}

fn time(library: &Library, book: &Book, records: &[String]) -> Duration {
    let options = Options {
        today: book.today(),
        limits: Limits::default(),
    };
    median(|| {
        for record in records {
            let checked = check(
                &mut record.as_bytes(),
                "a.xml",
                &options,
                Assessments::Checked(library),
                &mut (),
                &mut |_| ControlFlow::Continue(()),
            );
            black_box(&checked)
                .as_ref()
                .expect("it is read from memory");
        }
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let records: usize = std::env::args()
        .nth(1)
        .map_or(Ok(3_000), |text| text.parse())?;
    let sources = Sources::built_in();
    for name in sources.packs() {
        let book = sources.book(name)?;
        let plain = book.pack.to_bytes();
        let mut packed = Vec::new();
        brotli::BrotliCompress(
            &mut &plain[..],
            &mut packed,
            &brotli::enc::BrotliEncoderParams::default(),
        )?;
        println!("{name}: {} bytes, {} by brotli", plain.len(), packed.len());
        let files: Vec<String> = (0..records).map(|number| book.invented(number)).collect();
        let show = |what: &str, library: &Library, files: &[String]| {
            let bytes: usize = files.iter().map(String::len).sum();
            let time = time(library, &book, files);
            let each = time.as_secs_f64() * 1e6
                / f64::from(u32::try_from(files.len()).unwrap_or(u32::MAX));
            let rate = bytes as u128 * 1_000 / time.as_nanos().max(1);
            println!(
                "  {what:<32} {:>6} records {each:>8.1} µs each {rate:>5} MB/s",
                files.len()
            );
        };
        let library = shelved(&book.pack);
        for part in [4, 2, 1] {
            show("all edits", &library, &files[..records / part]);
        }
        for keep in [4, 2] {
            show(
                &format!("every {keep}th edit"),
                &shelved(&thinned(&book.pack, keep)),
                &files,
            );
        }
        if let Some(largest) = files.iter().max_by_key(|file| file.len()) {
            show(
                "the longest of them",
                &library,
                std::slice::from_ref(largest),
            );
        }
    }
    Ok(())
}
