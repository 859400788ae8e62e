//! The entry point: one upload in, one answer per file out.

use std::ops::{ControlFlow, Range};

use domain::submissions::FileState;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    assessments::{Assessments, Intake, RecordSummary, Wanted},
    findings::Findings,
    intake::{Gate, Kind, Refusal, Refused, Stop},
    limits::Limits,
    pbj::{Edits, Outline, Receiver},
    source::{Input, ReadAt},
    summary::Summary,
    xml::{self, Bytes, Content, Here, Tag},
    zip::{self, Entry, Member, Unpacker},
};

/// What a check needs to know besides the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// In Eastern Time.
    #[serde(with = "domain::time::wire")]
    pub today: Date,
    pub limits: Limits,
}

/// How far a check has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The file being checked, counted from 0.
    pub file: usize,
    pub files: usize,
    /// Bytes checked, unpacked, over all files.
    pub done: u64,
    pub total: u64,
}

/// What was uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    Zip,
    Xml,
}

/// The answer for an upload. An archive that cannot be read as a whole is answered as one file,
/// under its own name.
#[derive(Debug, Clone)]
pub struct Checked {
    pub container: Container,
    pub files: Vec<FileCheck>,
}

/// The answer for one XML file.
#[derive(Debug, Clone)]
pub struct FileCheck {
    /// A label, as the archive or the sender names it; never a path.
    pub file_name: String,
    /// Bytes of XML.
    pub bytes: u64,
    pub findings: Findings,
    /// Of a staffing file; none when it could not be read to its end.
    pub summary: Option<Summary>,
    /// Of an assessment; none when it could not be read to its end.
    pub record: Option<RecordSummary>,
}

impl FileCheck {
    /// A file that is not read at all.
    pub(crate) fn refused(name: &str, bytes: u64, options: &Options, refusal: Refusal) -> Self {
        let mut findings = Findings::new(name, options.today, options.limits.findings);
        findings.refuse(refusal);
        Self {
            file_name: name.to_owned(),
            bytes,
            findings,
            summary: None,
            record: None,
        }
    }

    #[must_use]
    pub fn state(&self) -> FileState {
        self.findings.state()
    }

    /// Why the file could not be read, if so.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        self.findings.refusal()
    }
}

/// Why there is no answer. It says nothing about the file.
#[derive(Debug, thiserror::Error)]
pub enum NotChecked {
    #[error("The file could not be read: {0}")]
    Source(#[from] std::io::Error),
    #[error("The check was cancelled.")]
    Cancelled,
    /// It can begin again when that is there.
    #[error("What checks this kind of file is not at hand.")]
    Wants(Wanted),
}

/// Checks an upload: a ZIP of XML files, or one XML file. `assessments` says what is done with those. `receiver` is given what each file
/// holds; `progress` is told after each piece of at most 256 kB, and may break off.
///
/// # Errors
/// [`NotChecked`] when the source fails or `progress` breaks off.
pub fn check(
    source: &mut dyn ReadAt,
    file_name: &str,
    options: &Options,
    assessments: Assessments<'_>,
    receiver: &mut dyn Receiver,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Checked, NotChecked> {
    let keep = options.limits.findings;
    Run::new(options, assessments, keep, receiver, progress)
        .through(source, |run, input| run.upload(input, file_name))
}

/// A ZIP whose description holds together. Its files can be checked a part at a time, in any order, and by several programs at once.
#[derive(Debug, Clone)]
pub struct Archive {
    entries: Vec<Entry>,
    /// Bytes, unpacked, as declared.
    total: u64,
}

/// Bytes, unpacked, of the files that are checked together. Handing a part to another program takes longer than a small file.
const PART: u64 = 512 * 1024;

impl Archive {
    /// # Errors
    /// Why it is not read at all.
    fn open(input: &mut Input<'_>, limits: &Limits) -> Result<Self, Stop> {
        let entries = zip::open(input, limits)?;
        let total = entries.iter().map(|entry| entry.size).sum();
        Ok(Self { entries, total })
    }

    /// Bytes, unpacked, as declared.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// Its files in stretches of about [`PART`] bytes.
    #[must_use]
    pub fn parts(&self) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let (mut start, mut bytes) = (0, 0);
        for (end, entry) in (1..).zip(&self.entries) {
            bytes += entry.size;
            if bytes >= PART || end == self.entries.len() {
                parts.push(start..end);
                (start, bytes) = (end, 0);
            }
        }
        parts
    }

    /// Checks some of its files; of their findings at most `keep` are kept. `source` is what the archive was opened from.
    ///
    /// # Errors
    /// As [`check`].
    pub fn check(
        &self,
        source: &mut dyn ReadAt,
        files: Range<usize>,
        options: &Options,
        assessments: Assessments<'_>,
        keep: usize,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Vec<FileCheck>, NotChecked> {
        Run::new(options, assessments, keep, &mut (), progress)
            .through(source, |run, input| run.members(input, self, files))
    }
}

/// ZIP or XML, by its first bytes; its name must not say otherwise.
fn detect(source: &mut Input<'_>, file_name: &str, limits: &Limits) -> Result<Container, Stop> {
    let length = source.len();
    if length == 0 {
        return Err(Refused::Empty.into());
    }
    let mut start = [0; 4];
    source.read_at(0, &mut start)?;
    let named = |extension: &str| {
        file_name
            .rsplit_once('.')
            .is_some_and(|(_, found)| found.eq_ignore_ascii_case(extension))
    };
    let is_zip = start == zip::LOCAL || start == zip::END;
    match is_zip {
        true if named("xml") => Err(Refused::TypeMismatch.into()),
        true if length > limits.zip_bytes => Err(Refusal::too_large(limits.zip_bytes).into()),
        true => Ok(Container::Zip),
        false if named("zip") && zip::has_end(source)? => Err(Refused::Prefix.into()),
        false if named("zip") => Err(Refused::TypeMismatch.into()),
        false if length > limits.xml_bytes => Err(Refusal::too_large(limits.xml_bytes).into()),
        false => Ok(Container::Xml),
    }
}

/// What an upload turned out to be.
pub(crate) enum Opened {
    Xml,
    Zip(Archive),
    /// Nothing that is read, and what it was taken for.
    Refused(Container, Refusal),
}

/// Looks what an upload is; of a ZIP what it holds.
pub(crate) fn open(
    input: &mut Input<'_>,
    file_name: &str,
    limits: &Limits,
) -> Result<Opened, Broken> {
    let refused = |container, stop| Ok(Opened::Refused(container, Broken::or_refusal(stop)?));
    match detect(input, file_name, limits) {
        Ok(Container::Xml) => Ok(Opened::Xml),
        Ok(Container::Zip) => match Archive::open(input, limits) {
            Ok(archive) => Ok(Opened::Zip(archive)),
            Err(stop) => refused(Container::Zip, stop),
        },
        Err(stop) => refused(Container::Xml, stop),
    }
}

/// Why a check came to no answer.
pub(crate) enum Broken {
    Source,
    Cancelled,
    Wants(Wanted),
}

impl Broken {
    /// A file that is refused has its answer.
    fn or_refusal(stop: Stop) -> Result<Refusal, Self> {
        match stop {
            Stop::Refused(refusal) => Ok(refusal),
            Stop::Source => Err(Self::Source),
            Stop::Cancelled => Err(Self::Cancelled),
        }
    }

    /// What is told of it.
    pub(crate) fn of(self, input: Input<'_>) -> NotChecked {
        match self {
            Self::Source => NotChecked::Source(input.into_error()),
            Self::Cancelled => NotChecked::Cancelled,
            Self::Wants(wanted) => NotChecked::Wants(wanted),
        }
    }
}

/// One check under way.
struct Run<'a> {
    options: &'a Options,
    assessments: Assessments<'a>,
    receiver: &'a mut dyn Receiver,
    progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    at: Progress,
    /// Findings that may still be kept, over all files of the upload.
    keep: usize,
}

impl<'a> Run<'a> {
    fn new(
        options: &'a Options,
        assessments: Assessments<'a>,
        keep: usize,
        receiver: &'a mut dyn Receiver,
        progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Self {
        Self {
            options,
            assessments,
            receiver,
            progress,
            at: Progress {
                file: 0,
                files: 1,
                done: 0,
                total: 0,
            },
            keep,
        }
    }

    /// Reads a source, and says what became of it.
    fn through<T>(
        mut self,
        source: &mut dyn ReadAt,
        read: impl FnOnce(&mut Self, &mut Input<'_>) -> Result<T, Broken>,
    ) -> Result<T, NotChecked> {
        let mut input = Input::new(source)?;
        read(&mut self, &mut input).map_err(|broken| broken.of(input))
    }

    fn upload(&mut self, input: &mut Input<'_>, file_name: &str) -> Result<Checked, Broken> {
        let length = input.len();
        let (container, files) = match open(input, file_name, &self.options.limits)? {
            Opened::Xml => {
                self.at.total = length;
                let file = self.file(file_name, length, &mut Whole { input, at: 0 })?;
                (Container::Xml, vec![file])
            }
            Opened::Zip(archive) => {
                let files = self.members(input, &archive, 0..archive.entries.len())?;
                (Container::Zip, files)
            }
            Opened::Refused(container, refusal) => {
                (container, vec![self.refused(file_name, length, refusal)])
            }
        };
        Ok(Checked { container, files })
    }

    fn members(
        &mut self,
        input: &mut Input<'_>,
        archive: &Archive,
        members: Range<usize>,
    ) -> Result<Vec<FileCheck>, Broken> {
        self.at.files = archive.entries.len();
        self.at.total = archive.total();
        let mut files = Vec::with_capacity(members.len());
        let mut done = 0;
        let mut unpacker = Unpacker::default();
        for index in members {
            let entry = &archive.entries[index];
            self.at.file = index;
            self.at.done = done;
            let member = Member::open(input, entry, &self.options.limits, &mut unpacker);
            let file = match member {
                Ok(mut member) => self.file(&entry.name, entry.size, &mut member)?,
                Err(refusal) => self.refused(&entry.name, entry.size, refusal),
            };
            self.keep = self.keep.saturating_sub(file.findings.len());
            files.push(file);
            done += entry.size;
        }
        Ok(files)
    }

    /// Notes why a file is not read.
    fn refused(&mut self, name: &str, length: u64, refusal: Refusal) -> FileCheck {
        self.receiver.begin_file(name);
        FileCheck::refused(name, length, self.options, refusal)
    }

    /// Checks one file.
    fn file(
        &mut self,
        name: &str,
        length: u64,
        bytes: &mut dyn Bytes,
    ) -> Result<FileCheck, Broken> {
        self.receiver.begin_file(name);
        let mut reading = Reading::new(
            name,
            length,
            self.options,
            self.assessments,
            self.keep,
            self.receiver,
        );
        let mut watched = Watched {
            bytes,
            at: &mut self.at,
            progress: self.progress,
        };
        if let Err(stop) = reading.reader.pull(&mut watched) {
            reading.refusal = Some(Broken::or_refusal(stop)?);
        }
        reading.finish(self.assessments).map_err(Broken::Wants)
    }
}

/// One XML file under check, which is read as it comes.
pub struct Reading<'a> {
    file_name: String,
    bytes: u64,
    reader: xml::Reader<Gate<Contents<'a>>>,
    today: Date,
    refusal: Option<Refusal>,
}

impl<'a> Reading<'a> {
    /// `bytes` is the length of the file; at most `keep` findings are kept.
    pub(crate) fn new(
        file_name: &str,
        bytes: u64,
        options: &Options,
        assessments: Assessments<'_>,
        keep: usize,
        receiver: &'a mut dyn Receiver,
    ) -> Self {
        let Options { today, limits } = options;
        let edits = Edits::new(receiver, *today, limits);
        let staffing = Outline::new(edits, Findings::new(file_name, *today, keep));
        let record = match assessments {
            Assessments::Checked(judge) => Some(judge.begin()),
            Assessments::Refused | Assessments::Elsewhere => None,
        };
        let contents = Contents {
            staffing,
            record,
            is_record: None,
        };
        Self {
            file_name: file_name.to_owned(),
            bytes,
            reader: xml::Reader::new(limits, bytes, Gate::new(contents, limits)),
            today: *today,
            refusal: None,
        }
    }

    /// Where the next bytes of the file go; there is always room for some.
    pub fn spare(&mut self) -> &mut [u8] {
        self.reader.spare()
    }

    /// So many bytes were put into [`Self::spare`]. Breaks off when the file is refused.
    pub fn advance(&mut self, count: usize) -> ControlFlow<()> {
        match self.reader.advance(count) {
            Ok(()) => ControlFlow::Continue(()),
            Err(refusal) => {
                self.refusal = Some(refusal);
                ControlFlow::Break(())
            }
        }
    }

    /// The file has ended, or was refused.
    ///
    /// # Errors
    /// The pack that must be fetched first.
    pub fn finish(mut self, assessments: Assessments<'_>) -> Result<FileCheck, Wanted> {
        let refusal = self.refusal.or_else(|| self.reader.end().err());
        let gate = self.reader.into_content();
        let refusal = refusal.or_else(|| gate.finish().err().map(Refusal::from));
        let kind = gate.kind();
        let Contents {
            staffing: Outline { values, log, .. },
            record,
            ..
        } = gate.into_content();
        let mut findings = log.findings;
        let (mut summary, mut of_record) = (None, None);
        match (refusal, assessments, record) {
            (Some(refusal), ..) => findings.refuse(refusal),
            (None, Assessments::Elsewhere, _) if kind == Some(Kind::Assessment) => {
                return Err(Wanted::Checker);
            }
            (None, Assessments::Checked(judge), Some(record)) if kind == Some(Kind::Assessment) => {
                let judged = judge.judge(&record.end(), &self.file_name, self.today)?;
                findings.set_told(judged.findings);
                of_record = Some(judged.summary);
            }
            (None, ..) => summary = Some(values.finish()),
        }
        Ok(FileCheck {
            file_name: self.file_name,
            bytes: self.bytes,
            findings,
            summary,
            record: of_record,
        })
    }
}

/// What a file may hold: its first element says which.
struct Contents<'a> {
    staffing: Outline<Edits<'a>>,
    /// None where assessments are not taken.
    record: Option<Box<dyn Intake>>,
    /// None before the first element.
    is_record: Option<bool>,
}

impl Contents<'_> {
    /// Where the events of an assessment go, if the file is one that is taken.
    fn record(&mut self) -> Option<&mut Box<dyn Intake>> {
        self.record
            .as_mut()
            .filter(|_| self.is_record == Some(true))
    }
}

impl Content for Contents<'_> {
    fn open(&mut self, tag: &Tag<'_>, before: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        if self.is_record.is_none() {
            self.is_record = Some(Kind::of_root(tag.local) == Kind::Assessment);
        }
        match self.record() {
            Some(record) => record.open(tag, before, here),
            None => self.staffing.open(tag, before, here),
        }
    }

    fn close(&mut self, text: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        match self.record() {
            Some(record) => record.close(text, here),
            None => self.staffing.close(text, here),
        }
    }

    fn non_ascii(&mut self, place: (u32, u32)) {
        match self.record() {
            Some(record) => record.non_ascii(place),
            None => self.staffing.non_ascii(place),
        }
    }
}

/// A file read from front to back.
struct Whole<'a, 's> {
    input: &'a mut Input<'s>,
    at: u64,
}

impl Bytes for Whole<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Stop> {
        let count = self.input.read_at(self.at, buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// Counts what is read, for whoever waits.
struct Watched<'a, 'p> {
    bytes: &'a mut dyn Bytes,
    at: &'a mut Progress,
    progress: &'a mut (dyn FnMut(Progress) -> ControlFlow<()> + 'p),
}

impl Bytes for Watched<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Stop> {
        let count = self.bytes.read(buffer)?;
        self.at.done += count as u64;
        match (self.progress)(*self.at) {
            ControlFlow::Continue(()) => Ok(count),
            ControlFlow::Break(()) => Err(Stop::Cancelled),
        }
    }
}

#[cfg(test)]
mod tests;
