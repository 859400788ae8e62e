//! The one file of this worker: checked once, asked about often.

use domain::staffing::{Figures, FileFigures};
use jiff::civil::Date;
use std::ops::{ControlFlow, Range};
use submission::assessments::{Assessments, Catalogue, Judge, Wanted, entry::Standing};
use submission::checker::{
    Begun, Checked, EditFound, Enclosed, FormQuestion, List, Member, Page, PartTold, Progress,
    SaidFacility, begin,
};
use submission::intake::Refused;
use submission::{
    Archive, CodeCount, Container, Fact, FileCheck, Findings, NotChecked, Options, Query, ReadAt,
    Reading, Summary, select,
};

/// In the place of an address: the program that checks assessments.
pub const ASSESSOR: &str = "assessor";

/// Bytes of a file in a ZIP between two messages of progress: one takes longer than many a piece of it.
const STRIDE: u64 = 1 << 20;

/// Checks assessments. It is a program of its own, so that whoever checks payroll files does not load it; what is about assessments alone
/// passes through here as it came.
pub trait Assessor {
    fn judge(&self) -> &dyn Judge;

    /// How a form stands; none when the question says something else.
    ///
    /// # Errors
    /// The pack that must be fetched first.
    fn standing(
        &mut self,
        question: &Enclosed<FormQuestion>,
    ) -> Result<Option<Enclosed<Standing>>, Wanted>;

    /// There are these packs.
    fn know(&mut self, packs: &Enclosed<Catalogue>);

    /// The pack at an address has come. Says whether it is one.
    fn add(&mut self, address: &str, bytes: &[u8]) -> bool;
}

#[derive(Default)]
pub struct Desk {
    members: Vec<FileCheck>,
    /// The XML file that is being read.
    reading: Option<Box<Reading<'static>>>,
    /// The ZIP whose parts are being checked.
    opened: Option<Opened>,
    today: Date,
    /// Whether there are rules for assessments at all.
    takes_assessments: bool,
    assessor: Option<Box<dyn Assessor>>,
    wanted: Option<Wanted>,
}

/// A ZIP that is checked part by part.
struct Opened {
    archive: Archive,
    options: Options,
    parts: Vec<Range<usize>>,
    /// Of each file what was found.
    found: Vec<Option<FileCheck>>,
    left: Left,
}

/// What is still to do.
#[derive(Clone, Copy)]
struct Left {
    files: usize,
    /// Bytes, unpacked.
    bytes: u64,
    /// Findings that may be kept.
    findings: usize,
}

impl Opened {
    fn new(archive: Archive, options: Options) -> Self {
        let parts = archive.parts();
        let files = parts.last().map_or(0, |last| last.end);
        Self {
            left: Left {
                files,
                bytes: archive.total(),
                findings: options.limits.findings,
            },
            archive,
            options,
            parts,
            found: (0..files).map(|_| None).collect(),
        }
    }

    /// Bytes, unpacked, of the files that are done.
    fn done(&self) -> u64 {
        self.archive.total().saturating_sub(self.left.bytes)
    }

    fn take(&mut self, part: usize, files: Vec<FileCheck>) {
        let at = self
            .parts
            .get(part)
            .map_or(self.found.len(), |part| part.start);
        for (file, place) in files.into_iter().zip(self.found.iter_mut().skip(at)) {
            self.left.files -= usize::from(place.is_none());
            self.left.bytes = self.left.bytes.saturating_sub(file.bytes);
            self.left.findings = self.left.findings.saturating_sub(file.findings.len());
            *place = Some(file);
        }
    }
}

impl Desk {
    /// Begins with a file. There is no answer yet: an XML file waits for its pieces, a ZIP for each of its [`Self::parts`].
    ///
    /// # Errors
    /// When the browser cannot read the file on.
    pub fn check(
        &mut self,
        source: &mut dyn ReadAt,
        name: &str,
        options: &Options,
        packs: Option<&Enclosed<Catalogue>>,
    ) -> Result<Option<Checked>, NotChecked> {
        self.today = options.today;
        self.wanted = None;
        self.takes_assessments = packs.is_some();
        if let Some((assessor, packs)) = self.assessor.as_mut().zip(packs) {
            assessor.know(packs);
        }
        self.opened = None;
        match begin(source, name, options, self.assessments())? {
            Begun::Checked(checked) => {
                let refusal = unopened(checked.container, &checked.files, name);
                Ok(Some(self.keep(checked.files, refusal)))
            }
            Begun::Opened(archive) => {
                self.opened = Some(Opened::new(archive, *options));
                Ok(None)
            }
            Begun::Reading(reading) => {
                self.reading = Some(reading);
                Ok(None)
            }
        }
    }

    /// Into how many parts the ZIP falls; 0 when there is none.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.opened.as_ref().map_or(0, |opened| opened.parts.len())
    }

    /// Checks one part of the ZIP, unless something is [`Self::wanted`] first. Gives the answer about the whole once no part is left.
    ///
    /// # Errors
    /// When the browser cannot read the file on.
    pub fn check_part(
        &mut self,
        source: &mut dyn ReadAt,
        part: usize,
        on_progress: impl Fn(Progress),
    ) -> Result<Option<Checked>, NotChecked> {
        match self.part(source, part, on_progress)? {
            Some(files) => Ok(self.take(part, files)),
            None => Ok(None),
        }
    }

    /// The same for another program that keeps the findings; none when something is [`Self::wanted`] first, or when it must look itself.
    ///
    /// # Errors
    /// When the browser cannot read the file on.
    pub fn tell_part(
        &mut self,
        source: &mut dyn ReadAt,
        part: usize,
    ) -> Result<Option<PartTold>, NotChecked> {
        let files = self.part(source, part, |_| {})?;
        Ok(files.as_deref().and_then(PartTold::of))
    }

    /// Takes in what another program told of a part. Gives the answer about the whole once no part is left.
    pub fn hear_part(&mut self, part: usize, told: PartTold) -> Option<Checked> {
        self.take(part, told.into_files(self.today))
    }

    /// How far the parts have come.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        self.opened.as_ref().map(|opened| Progress {
            done: opened.done(),
            total: opened.archive.total(),
        })
    }

    /// None when something is wanted first.
    fn part(
        &mut self,
        source: &mut dyn ReadAt,
        part: usize,
        on_progress: impl Fn(Progress),
    ) -> Result<Option<Vec<FileCheck>>, NotChecked> {
        let Some(opened) = &self.opened else {
            return Ok(None);
        };
        let files = opened.parts.get(part).cloned().unwrap_or_default();
        let (before, mut told) = (opened.done(), 0);
        // A browser that cancels ends the worker; there is nothing to break off for here.
        let mut progress = |at: submission::Progress| {
            if at.done.saturating_sub(told) >= STRIDE {
                told = at.done;
                on_progress(Progress {
                    done: before + at.done,
                    total: at.total,
                });
            }
            ControlFlow::Continue(())
        };
        let (options, keep) = (&opened.options, opened.left.findings);
        let checked = opened.archive.check(
            source,
            files,
            options,
            self.assessments(),
            keep,
            &mut progress,
        );
        match checked {
            Ok(files) => {
                self.wanted = None;
                Ok(Some(files))
            }
            Err(NotChecked::Wants(wanted)) => {
                self.wanted = Some(wanted);
                Ok(None)
            }
            Err(why) => {
                self.opened = None;
                Err(why)
            }
        }
    }

    fn take(&mut self, part: usize, files: Vec<FileCheck>) -> Option<Checked> {
        let opened = self.opened.as_mut()?;
        opened.take(part, files);
        if opened.left.files > 0 {
            return None;
        }
        let found = self.opened.take()?.found;
        Some(self.keep(found.into_iter().flatten().collect(), None))
    }

    /// How a form stands; none when a program or a pack is [`Self::wanted`] first, or the question says something else.
    pub fn form(&mut self, question: &Enclosed<FormQuestion>) -> Option<Enclosed<Standing>> {
        let standing = match &mut self.assessor {
            None => Err(Wanted::Checker),
            Some(assessor) => assessor.standing(question),
        };
        match standing {
            Ok(standing) => {
                self.wanted = None;
                standing
            }
            Err(wanted) => {
                self.wanted = Some(wanted);
                None
            }
        }
    }

    /// From now on it checks assessments too.
    pub fn hire(&mut self, assessor: Box<dyn Assessor>) {
        self.assessor = Some(assessor);
    }

    fn assessments(&self) -> Assessments<'_> {
        match &self.assessor {
            _ if !self.takes_assessments => Assessments::Refused,
            None => Assessments::Elsewhere,
            Some(assessor) => Assessments::Checked(assessor.judge()),
        }
    }

    /// What must be fetched before the check can begin again: the address of a pack, or [`ASSESSOR`].
    #[must_use]
    pub fn wanted(&self) -> Option<&str> {
        self.wanted.as_ref().map(|wanted| match wanted {
            Wanted::Checker => ASSESSOR,
            Wanted::Pack(address) => address,
        })
    }

    /// The pack that was wanted has come. Says whether it is one.
    pub fn supply(&mut self, bytes: &[u8]) -> bool {
        match (self.wanted.take(), &mut self.assessor) {
            (Some(Wanted::Pack(address)), Some(assessor)) => assessor.add(&address, bytes),
            _ => false,
        }
    }

    /// Reads the next piece of the file. `take` moves its next bytes to the front of what it is given and says how many;
    /// 0 when none are left. Breaks off when the file is read no further.
    pub fn read(&mut self, mut take: impl FnMut(&mut [u8]) -> usize) -> ControlFlow<()> {
        let Some(reading) = &mut self.reading else {
            return ControlFlow::Break(());
        };
        loop {
            match take(reading.spare()) {
                0 => return ControlFlow::Continue(()),
                count => reading.advance(count)?,
            }
        }
    }

    /// The answer about the file that was read; none when nothing was, or when a pack is [`Self::wanted`] first.
    pub fn finish(&mut self) -> Option<Checked> {
        let file = match self.reading.take()?.finish(self.assessments()) {
            Ok(file) => file,
            Err(wanted) => {
                self.wanted = Some(wanted);
                return None;
            }
        };
        let name = file.file_name.clone();
        let refusal = unopened(Container::Xml, std::slice::from_ref(&file), &name);
        Some(self.keep(vec![file], refusal))
    }

    fn keep(&mut self, files: Vec<FileCheck>, refusal: Option<Fact>) -> Checked {
        self.members = files;
        let kept = self
            .members
            .iter()
            .map(|member| member.findings.len() as u64)
            .sum();
        let members = self
            .members
            .iter()
            .map(|member| summed(member, self.today))
            .collect();
        Checked {
            refusal,
            members,
            kept,
            memory: 0,
        }
    }

    /// Each edit that a list has, added up over its members.
    #[must_use]
    pub fn edits(&self, list: &List) -> Vec<EditFound> {
        let mut edits: Vec<EditFound> = Vec::new();
        for findings in self.chosen(list) {
            for row in findings
                .counts()
                .into_iter()
                .filter(|row| asked_for(&list.query, row))
            {
                let of_code = Query {
                    code: Some(row.code.clone()),
                    ..Query::default()
                };
                let kept = select(&[findings], &of_code);
                let first = || {
                    kept.first()
                        .and_then(|(_, index)| findings.fact(*index as usize))
                };
                let more = u32::try_from(kept.len()).unwrap_or(u32::MAX);
                if let Some(edit) = edits.iter_mut().find(|edit| edit.code == row.code) {
                    edit.count += row.count;
                    edit.kept += more;
                } else {
                    edits.push(EditFound {
                        code: row.code,
                        severity: row.severity,
                        count: row.count,
                        kept: more,
                        example: first(),
                    });
                }
            }
        }
        edits
    }

    /// One page of a list, counted from 1, with `size` findings; past its end there is nothing.
    #[must_use]
    pub fn page(&self, list: &List, page: u32, size: u32) -> Page {
        let chosen: Vec<_> = self.chosen(list).collect();
        let rows = select(&chosen, &list.query);
        let first = (page.max(1) - 1).saturating_mul(size) as usize;
        let shown = rows.iter().skip(first).take(size as usize);
        Page {
            facts: shown
                .filter_map(|(file, index)| chosen.get(*file as usize)?.fact(*index as usize))
                .collect(),
            total: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        }
    }

    fn chosen(&self, list: &List) -> impl Iterator<Item = &Findings> {
        let chosen = list.member;
        let members = self.members.iter().enumerate();
        members
            .filter(move |(index, _)| chosen.is_none_or(|it| it == *index))
            .map(|(_, member)| &member.findings)
    }
}

fn asked_for(query: &Query, row: &CodeCount) -> bool {
    query
        .severity
        .is_none_or(|severity| severity == row.severity)
        && query.code.as_ref().is_none_or(|code| *code == row.code)
}

/// Why the upload as a whole could not be opened: an archive that cannot be read, or a file that is neither.
fn unopened(container: Container, members: &[FileCheck], name: &str) -> Option<Fact> {
    let [only] = members else { return None };
    let refusal = only.refusal()?;
    let is_whole = match container {
        Container::Zip => only.file_name == name,
        Container::Xml => matches!(
            refusal.reason,
            Refused::Empty
                | Refused::TooLarge
                | Refused::TypeMismatch
                | Refused::Prefix
                | Refused::NotZip
        ),
    };
    is_whole.then(|| Fact::Refused {
        file: name.to_owned(),
        refusal: *refusal,
    })
}

fn summed(member: &FileCheck, today: Date) -> Member {
    Member {
        name: member.file_name.clone(),
        counts: member.findings.counts(),
        figures: member
            .summary
            .as_ref()
            .and_then(|summary| figures(summary, today)),
        employees_not_listed: member
            .summary
            .as_ref()
            .map_or(0, |summary| summary.employees_not_listed),
        rules: member
            .record
            .as_ref()
            .and_then(|record| record.rules.clone()),
        facility: member.record.as_ref().map(|record| SaidFacility {
            instrument: record.instrument.clone(),
            state: record.state.clone(),
            number: record.facility_id.clone(),
        }),
    }
}

/// None unless the header says whose quarter it is and what to do with it.
fn figures(summary: &Summary, today: Date) -> Option<FileFigures> {
    let days_without_rn = summary
        .nurse_days
        .missing()
        .filter(|day| *day <= today)
        .count();
    Some(FileFigures {
        facility_id: summary.header.facility_id.clone(),
        state: summary.header.state?,
        quarter: summary.header.quarter?,
        process_type: summary.process_type?,
        figures: Figures {
            employees: summary.employees_with_hours.into(),
            hours: summary.total,
            days_without_rn: i64::try_from(days_without_rn).ok()?,
        },
    })
}

#[cfg(test)]
mod tests;
