//! How fast each layer of the check is, on 50 MB of invented PBJ, one thread:
//! `cargo run --release -p submission --example throughput [MEGABYTES]`.
//! Each line does all that the lines above it do. In Chromium the bars of `make bench` apply.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use std::{
    error::Error,
    hint::black_box,
    ops::ControlFlow,
    time::{Duration, Instant},
};

use domain::{providers::StateCode, staffing::FiscalQuarter};
use jiff::civil::date;
use submission::assessments::Assessments;
use submission::{
    Limits, Options, check,
    generate::{Plan, zip},
    intake::{Refused, Stop},
    pbj::Outline,
    xml::{self, Bytes, Content, Here, Tag},
};

/// A file in memory, copied window by window as any other source.
struct Memory<'a>(&'a [u8]);

impl Bytes for Memory<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Stop> {
        let (front, rest) = self.0.split_at(self.0.len().min(buffer.len()));
        buffer[..front.len()].copy_from_slice(front);
        self.0 = rest;
        Ok(front.len())
    }
}

/// Takes every tag and text and does nothing with them.
struct Nothing;

impl Content for Nothing {
    fn open(&mut self, tag: &Tag<'_>, _: &[u8], _: &mut Here<'_>) -> Result<(), Refused> {
        black_box(tag.local);
        Ok(())
    }

    fn close(&mut self, text: &[u8], _: &mut Here<'_>) -> Result<(), Refused> {
        black_box(text);
        Ok(())
    }
}

/// The median of five runs.
fn median(mut run: impl FnMut() -> bool) -> Result<Duration, Box<dyn Error>> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        if !black_box(run()) {
            return Err("the invented file was refused".into());
        }
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok(times[2])
}

fn main() -> Result<(), Box<dyn Error>> {
    let megabytes: u64 = std::env::args()
        .nth(1)
        .map_or(Ok(50), |text| text.parse())?;
    let quarter = FiscalQuarter::new(2026, 4)?;
    let plan = Plan {
        bytes: megabytes << 20,
        ..Plan::new("SAMPLE01", StateCode::parse("IA")?, quarter)
    };
    let file = plan.to_vec();
    let archive = zip(&[("sample.xml", &file)])?;
    let today = date(2026, 11, 10);
    let limits = Limits {
        zip_bytes: u64::MAX,
        xml_bytes: u64::MAX,
        ..Limits::default()
    };
    let options = Options { today, limits };
    let checked = |name: &str, mut bytes: &[u8]| {
        let answer = check(
            &mut bytes,
            name,
            &options,
            Assessments::Refused,
            &mut (),
            &mut |_| ControlFlow::Continue(()),
        );
        answer.is_ok_and(|checked| checked.files.iter().all(|file| file.findings.is_empty()))
    };

    println!(
        "{} bytes of invented PBJ, {} as a ZIP",
        file.len(),
        archive.len()
    );
    let show = |layer: &str, time: Duration| {
        let rate = file.len() as u128 * 1_000 / time.as_nanos().max(1);
        println!("{layer:<28} {:>6} ms {rate:>6} MB/s", time.as_millis());
    };
    let mut window = vec![0; 256 * 1024];
    show(
        "bytes in windows",
        median(|| {
            let mut source = Memory(&file);
            while source.read(&mut window).is_ok_and(|count| count > 0) {
                black_box(&window);
            }
            true
        })?,
    );
    show(
        "+ well-formed XML",
        median(|| xml::read(&mut Memory(&file), &limits, &mut Nothing).is_ok())?,
    );
    show(
        "+ the outline of the XSD",
        median(|| {
            let mut outline = Outline::new((), submission::Findings::new("sample.xml", today, 0));
            xml::read(&mut Memory(&file), &limits, &mut outline).is_ok()
        })?,
    );
    show(
        "+ all edits and figures",
        median(|| checked("sample.xml", &file))?,
    );
    show(
        "+ unpacked from a ZIP",
        median(|| checked("sample.zip", &archive))?,
    );
    Ok(())
}
