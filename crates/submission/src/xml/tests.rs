use proptest::prelude::*;

use super::*;

/// Gives the bytes in pieces of a chosen size.
struct Pieces<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl Bytes for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Stop> {
        let count = self.size.min(buffer.len()).min(self.bytes.len());
        let (front, rest) = self.bytes.split_at(count);
        buffer[..count].copy_from_slice(front);
        self.bytes = rest;
        Ok(count)
    }
}

/// Writes down what it is given.
#[derive(Default)]
struct Story(String);

impl Content for Story {
    fn open(&mut self, tag: &Tag<'_>, before: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let (line, column) = here.place();
        self.0 += &format!("{}({line}:{column} {}", text(before), text(tag.local));
        for attribute in tag.attributes {
            self.0 += &format!(" {}={}", text(attribute.local), text(&attribute.value));
        }
        self.0 += "|";
        Ok(())
    }

    fn close(&mut self, text: &[u8], _here: &mut Here<'_>) -> Result<(), Refused> {
        self.0 += &format!("{})", String::from_utf8(text.to_vec()).unwrap());
        Ok(())
    }
}

fn told(file: &str) -> Result<String, Refused> {
    let mut story = Story::default();
    let mut pieces = Pieces {
        bytes: file.as_bytes(),
        size: 7,
    };
    match read(&mut pieces, &Limits::default(), &mut story) {
        Ok(()) => Ok(story.0),
        Err(Stop::Refused(refusal)) => Err(refusal.reason),
        Err(stop) => panic!("{stop:?}"),
    }
}

#[test]
fn text_comes_with_the_tag_that_ends_it_whatever_it_is_made_of() {
    assert_eq!(
        told("<a>1<b/>2 &lt;<![CDATA[&]]>&#65;<!-- 3 -->4</a>").unwrap(),
        "(1:1 a|1(1:5 b|)2 <&A4)"
    );
    assert_eq!(
        told("<a>\n  <b> x </b>\n</a>").unwrap(),
        "(1:1 a|\n  (2:3 b| x )\n)"
    );
}

#[test]
fn one_byte_makes_a_name_another_and_a_text_no_longer_blank() {
    for length in 0..40 {
        let (name, blank) = (vec![b'n'; length], b" \t\r\n".repeat(10)[..length].to_vec());
        assert!(characters::is_same(&name, &name.clone()));
        assert!(!characters::is_same(&name, &vec![b'n'; length + 1]));
        assert!(is_blank(&blank));
        for at in 0..length {
            let (mut other, mut text) = (name.clone(), blank.clone());
            (other[at], text[at]) = (b'm', b'x');
            assert!(!characters::is_same(&name, &other), "{length}, {at}");
            assert!(!is_blank(&text), "{length}, {at}");
        }
    }
}

#[test]
fn attributes_are_resolved() {
    assert_eq!(
        told("<a b = '\"&amp;&#x41;' c=\"\"/>").unwrap(),
        "(1:1 a b=\"&A c=|)"
    );
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for (file, reason) in [
        ("<a></b>", Refused::Syntax),
        ("<a>", Refused::Syntax),
        ("<a/><a/>", Refused::Syntax),
        ("x<a/>", Refused::Syntax),
        ("<a/>x", Refused::Syntax),
        ("<a><!-- -- --></a>", Refused::Syntax),
        ("<a>]]></a>", Refused::Syntax),
        ("<a>&amp</a>", Refused::Syntax),
        ("<a>&nbsp;</a>", Refused::UndefinedEntity),
        ("<a>&#0;</a>", Refused::Character),
        ("<a>&#xD800;</a>", Refused::Character),
        ("<a>&#99999999999;</a>", Refused::Character),
        ("<a b='1' b='2'/>", Refused::Syntax),
        ("<a b='<'/>", Refused::Syntax),
        ("<a b=1/>", Refused::Syntax),
        ("<a b='1'c='2'/>", Refused::Syntax),
        ("<1/>", Refused::Syntax),
        ("< a/>", Refused::Syntax),
        ("<a / >", Refused::Syntax),
        ("</a>", Refused::Syntax),
        ("<a></ a>", Refused::Syntax),
        ("<a><?xml version='1.0'?></a>", Refused::Syntax),
        ("<a><?XmL?></a>", Refused::Syntax),
        ("<a><?p:q?></a>", Refused::Syntax),
        ("<!DOCTYPE a><a/>", Refused::Doctype),
        ("<!doctype a><a/>", Refused::Doctype),
        ("<!ELEMENT a><a/>", Refused::Syntax),
        ("<p:a/>", Refused::Namespace),
        ("<a p:b='1'/>", Refused::Namespace),
        ("<a:b:c xmlns:a='u'/>", Refused::Namespace),
        (
            "<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>",
            Refused::Syntax,
        ),
        ("<a xmlns:p=''/>", Refused::Namespace),
        ("<a>\u{1}</a>", Refused::Character),
        ("<a>\u{FFFF}</a>", Refused::Character),
        ("<a/>\u{0}", Refused::Syntax),
        ("<?xml version='1.1'?><a/>", Refused::XmlVersion),
        (
            "<?xml version='1.0' encoding='latin1'?><a/>",
            Refused::DeclaredEncoding,
        ),
        ("<?xml encoding='UTF-8'?><a/>", Refused::Syntax),
        (" <?xml version='1.0'?><a/>", Refused::Syntax),
        ("", Refused::Empty),
        (" \n", Refused::Empty),
        ("<!-- -->", Refused::NoRoot),
    ] {
        assert_eq!(told(file), Err(reason), "{file}");
    }
}

#[test]
fn a_declared_encoding_is_not_said_to_be_the_text_s() {
    for (reason, said) in [
        (Refused::DeclaredEncoding, "first line names"),
        (Refused::Encoding, "text is not UTF-8"),
    ] {
        assert_eq!(reason.code(), "intake:encoding");
        assert!(reason.message().contains(said), "{}", reason.message());
    }
}

#[test]
fn what_is_well_formed_is_read() {
    for file in [
        "\u{FEFF}<a/>",
        "<?xml version=\"1.0\" standalone='no' ?>\n<a/>\n<!-- -->\n",
        "<?xml version='1.0' encoding='us-ascii'?><a/>",
        "<a></a >",
        "<a b='>'/>",
        "<a>></a>",
        "<a>]]</a>",
        "<a><?p?><?p ?? ?></a>",
        "<a><!----></a>",
        "<\u{e9}\u{b7}/>",
        "<a xmlns='u'><b xmlns=''/></a>",
        "<xml:a xml:lang='en'/>",
        "<a xmlns:p='u'><p:b p:c='' c=''/></a>",
        "<a><![CDATA[]]]]></a>",
    ] {
        assert!(told(file).is_ok(), "{file}: {:?}", told(file));
    }
}

#[test]
fn limits_name_what_is_too_much() {
    let deep = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert!(told(&deep(64)).is_ok());
    assert_eq!(told(&deep(65)), Err(Refused::Depth));
    let attributes = |count: usize| {
        (0..count)
            .map(|number| format!(" a{number}=''"))
            .collect::<String>()
    };
    assert!(told(&format!("<a{}/>", attributes(64))).is_ok());
    assert_eq!(
        told(&format!("<a{}/>", attributes(65))),
        Err(Refused::AttributeCount)
    );
    assert_eq!(
        told(&format!("<a{}/>", attributes(70_000))),
        Err(Refused::AttributeCount)
    );
    assert_eq!(
        told(&format!("<{}/>", "a".repeat(257))),
        Err(Refused::NameLength)
    );
    assert_eq!(
        told(&format!("<{}/>", "a".repeat(600_000))),
        Err(Refused::NameLength)
    );
    assert_eq!(
        told(&format!("<{}/>", "\u{e9}".repeat(300_000))),
        Err(Refused::NameLength)
    );
    assert!(told(&format!("<a>{}</a>", "x".repeat(65_536))).is_ok());
    assert_eq!(
        told(&format!("<a>{}</a>", "x".repeat(65_537))),
        Err(Refused::ValueLength)
    );
    assert_eq!(
        told(&format!("<a>{}</a>", "x".repeat(600_000))),
        Err(Refused::ValueLength)
    );
    assert_eq!(
        told(&format!("<a>{}</a>", "&lt;".repeat(65_537))),
        Err(Refused::ValueLength)
    );
    assert_eq!(
        told(&format!("<a b='{}'/>", "x".repeat(600_000))),
        Err(Refused::ValueLength)
    );
    assert_eq!(
        told(&format!("<a><!--{}--></a>", "x".repeat(600_000))),
        Err(Refused::ValueLength)
    );
}

/// Well-formed files larger than a window, with a story of their own.
fn document() -> impl Strategy<Value = (String, String)> {
    let leaf = prop_oneof![
        "[a-z ]{0,12}".prop_map(|text| (text.clone(), text)),
        Just(("&amp;".to_owned(), "&".to_owned())),
        Just(("<![CDATA[<]>]]>".to_owned(), "<]>".to_owned())),
        "[a-z> ]{0,30}".prop_map(|text| (format!("<!-- {text}-->"), String::new())),
        Just(("x > y \u{e9}\n".to_owned(), "x > y \u{e9}\n".to_owned())),
    ];
    prop::collection::vec(leaf, 1..40).prop_map(|leaves| {
        let (mut file, mut texts) = (String::from("<r>"), String::new());
        while file.len() < 600_000 {
            for (written, text) in &leaves {
                file += &format!("<e>{written}</e>");
                texts += text;
            }
        }
        (file + "</r>", texts)
    })
}

struct Texts(String);

impl Content for Texts {
    fn open(&mut self, _: &Tag<'_>, _: &[u8], _: &mut Here<'_>) -> Result<(), Refused> {
        Ok(())
    }

    fn close(&mut self, text: &[u8], _: &mut Here<'_>) -> Result<(), Refused> {
        self.0.push_str(std::str::from_utf8(text).unwrap());
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn where_a_window_ends_changes_nothing((file, texts) in document(), size in 1_000_usize..100_000) {
        let mut content = Texts(String::new());
        let mut pieces = Pieces { bytes: file.as_bytes(), size };
        prop_assert!(read(&mut pieces, &Limits::default(), &mut content).is_ok());
        prop_assert!(content.0 == texts);
    }

    #[test]
    fn lines_are_counted_across_windows(breaks in prop::collection::vec(0_usize..60, 1..60)) {
        let mut file = String::from("<r>");
        for count in breaks.iter().cycle().take(20_000) {
            file += &" ".repeat(*count % 7);
            file += &"\n".repeat(*count % 5);
            file += "<e/>";
        }
        let expected_line = file.matches('\n').count() + 1;
        let expected_column = file.len() - file.rfind('\n').map_or(0, |at| at + 1) + 1;
        file += "</x>";
        let mut content = Texts(String::new());
        let Err(Stop::Refused(refusal)) = read(&mut Pieces { bytes: file.as_bytes(), size: 9_999 }, &Limits::default(), &mut content) else {
            return Err(TestCaseError::fail("read to the end"));
        };
        prop_assert_eq!(refusal.line.map(|line| line as usize), Some(expected_line));
        prop_assert_eq!(refusal.column.map(|column| column as usize), Some(expected_column));
    }
}
