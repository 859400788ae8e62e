//! xmllint with CMS's own XSD as a second opinion: what passes here passes there, and on the
//! outline both agree about every change that can be made to a small file.

use std::{fs, ops::ControlFlow};

use domain::submissions::Severity;
use jiff::civil::date;
use submission::assessments::Assessments;
use submission::{Limits, Options, check};

/// A small file with every element. Hours are few, so that doubling them breaks no edit.
const BASE: &str = r#"<nursingHomeData>
<header fileSpecVersion="4.10.0">
<facilityId>TEST01</facilityId>
<stateCode>OH</stateCode>
<reportQuarter>4</reportQuarter>
<federalFiscalYear>2026</federalFiscalYear>
<softwareVendorName>Vendor</softwareVendorName>
<softwareVendorEmail>a@b.com</softwareVendorEmail>
<softwareProductName>Product</softwareProductName>
<softwareProductVersion>1.0</softwareProductVersion>
</header>
<employees>
<employee>
<employeeId>E1</employeeId>
<hireDate>2020-01-01</hireDate>
<terminationDate>2026-12-01</terminationDate>
</employee>
</employees>
<staffingHours processType="merge">
<staffHours>
<employeeId>E1</employeeId>
<workDays>
<workDay>
<date>2026-07-01</date>
<hourEntries>
<hourEntry>
<hours>1.00</hours>
<jobTitleCode>7</jobTitleCode>
<payTypeCode>1</payTypeCode>
</hourEntry>
</hourEntries>
</workDay>
</workDays>
</staffHours>
</staffingHours>
</nursingHomeData>
"#;

/// Values that readers like to disagree about. White space around a whole number is not among
/// them: XML Schema takes it off, as is done here, and xmllint 2.9 forgets to.
const VALUES: [&str; 50] = [
    "",
    " ",
    "\n8.00\n",
    " merge ",
    "0",
    "1",
    "4",
    "5",
    "05",
    "+5",
    "-1",
    "40",
    "41",
    "99",
    "100",
    "999",
    "1000",
    "8.",
    ".5",
    "08.00",
    "-0",
    "-0.0",
    "8.123",
    "8.500",
    "1e1",
    "NaN",
    "22.5",
    "22.51",
    "7,5",
    "2016",
    "2015",
    "9999",
    "10000",
    "2026-07-01",
    " 2026-07-01\n",
    "2026-07-01Z",
    "2026-7-1",
    "2026-02-30",
    "2024-02-29",
    "1894-12-31",
    "2051-01-01",
    "merge",
    "OH",
    "oh",
    "A&amp;B",
    "a@b.info",
    "two  spaces",
    "tab\tinside",
    "&#xC9;",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
];

fn is_leaf(line: &str) -> bool {
    line.contains("</") && !line.starts_with("</")
}

/// The lines of an element: one for a leaf, else to its end tag.
fn extent(lines: &[&str], start: usize) -> usize {
    if is_leaf(lines[start]) {
        return 1;
    }
    let name = lines[start]
        .trim_start_matches('<')
        .split([' ', '>'])
        .next()
        .unwrap();
    let end = lines[start..]
        .iter()
        .position(|line| *line == format!("</{name}>"))
        .unwrap();
    end + 1
}

/// Every small change of the outline: each element left out, doubled, moved behind its neighbour,
/// renamed, given an attribute, a text or a child, or losing its own attributes.
fn outline_changes() -> Vec<String> {
    let lines: Vec<&str> = BASE.lines().collect();
    let join = |parts: &[&[&str]]| parts.concat().join("\n");
    let mut files = Vec::new();
    for start in (0..lines.len()).filter(|at| !lines[*at].starts_with("</")) {
        let end = start + extent(&lines, start);
        let (before, element, after) = (&lines[..start], &lines[start..end], &lines[end..]);
        files.push(join(&[before, after]));
        files.push(join(&[before, element, element, after]));
        if after.first().is_some_and(|line| !line.starts_with("</")) {
            let (next, rest) = after.split_at(extent(after, 0));
            files.push(join(&[before, next, element, rest]));
        }
        let tag = lines[start];
        let mark = tag.find(['>', ' ']).unwrap();
        let with = |tag: String| join(&[before, &[tag.as_str()], &lines[start + 1..]]);
        for attribute in [
            " extra=\"1\"",
            " xmlns:x=\"u\" x:extra=\"1\"",
            " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"false\"",
            " xmlns=\"urn:x\"",
        ] {
            files.push(with([&tag[..mark], attribute, &tag[mark..]].concat()));
        }
        let close = tag.find('>').unwrap() + 1;
        for inside in [
            "text",
            "<unknown/>",
            "<hours>1.00</hours>",
            "<!-- comment -->",
            "<![CDATA[x]]>",
        ] {
            files.push(with([&tag[..close], inside, &tag[close..]].concat()));
        }
        if tag.contains(' ') {
            files.push(with(format!("{}>", &tag[..mark])));
        }
        if is_leaf(tag) {
            files.push(with(tag.replace(&tag[1..mark], "unknown")));
            let nil = format!(
                "<{} xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>",
                &tag[1..mark]
            );
            files.push(with(nil));
        }
    }
    files
}

/// Every value in every leaf.
fn value_changes() -> Vec<String> {
    let mut files = Vec::new();
    for line in BASE.lines().filter(|line| is_leaf(line)) {
        let (open, close) = (line.find('>').unwrap() + 1, line.find("</").unwrap());
        for value in VALUES {
            files.push(BASE.replacen(line, &[&line[..open], value, &line[close..]].concat(), 1));
        }
    }
    for attribute in ["4.10.0", "merge"] {
        files.extend(VALUES.map(|value| BASE.replacen(attribute, value, 1)));
    }
    files
}

/// No fatal finding here.
fn passes_here(file: &str) -> bool {
    let options = Options {
        today: date(2026, 11, 10),
        limits: Limits::default(),
    };
    let checked = check(
        &mut file.as_bytes(),
        "a.xml",
        &options,
        Assessments::Refused,
        &mut (),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    checked.files[0].findings.count(Severity::Fatal) == 0
}

/// What xmllint says of each file, or none when it is not to be asked.
fn pass_there(files: &[String]) -> Option<Vec<bool>> {
    let schema = public_data::path("pbj/nhpbj_4_10_0.xsd")?;
    let mut command = public_data::program("xmllint", "libxml2-utils")?;
    let folder = tempfile::tempdir().unwrap();
    command
        .arg("--noout")
        .arg("--schema")
        .arg(schema)
        .current_dir(&folder);
    for (number, file) in files.iter().enumerate() {
        fs::write(folder.path().join(format!("{number}.xml")), file).unwrap();
        command.arg(format!("{number}.xml"));
    }
    let answer = String::from_utf8_lossy(&command.output().unwrap().stderr).into_owned();
    let passed: std::collections::HashSet<&str> = answer
        .lines()
        .filter_map(|line| line.strip_suffix(".xml validates"))
        .collect();
    Some(
        (0..files.len())
            .map(|number| passed.contains(number.to_string().as_str()))
            .collect(),
    )
}

#[test]
fn xmllint_agrees_about_every_change_of_the_outline() {
    let files = outline_changes();
    let Some(there) = pass_there(&files) else {
        return;
    };
    assert!(passes_here(BASE));
    let differ: Vec<_> = files
        .iter()
        .zip(&there)
        .filter(|(file, there)| passes_here(file) != **there)
        .collect();
    assert!(differ.is_empty(), "{} differ: {differ:#?}", differ.len());
    println!(
        "{} outlines compared, {} of them pass",
        files.len(),
        there.iter().filter(|pass| **pass).count()
    );
}

#[test]
fn what_passes_here_passes_xmllint() {
    let files = value_changes();
    let Some(there) = pass_there(&files) else {
        return;
    };
    let only_here: Vec<_> = files
        .iter()
        .zip(&there)
        .filter(|(file, there)| !**there && passes_here(file))
        .collect();
    assert!(
        only_here.is_empty(),
        "{} pass here only: {only_here:#?}",
        only_here.len()
    );
    let here = files.iter().filter(|file| passes_here(file)).count();
    println!(
        "{} values compared: {here} pass here, {} there",
        files.len(),
        there.iter().filter(|pass| **pass).count()
    );
}
