use super::{
    DocumentKind, Evidence, IdentityCheck, NotAProofingReference, ProofingFilter, ProofingMethod,
    ProofingOutcome, ProofingReference,
};
use crate::listing::{PageRequest, Query};

#[test]
fn a_reference_number_is_read_as_it_is_shown() {
    let made = ProofingReference::of_letters("7K3M9QXAB4").unwrap();
    assert_eq!(made.as_str(), "P-7K3M9-QXAB4");
    for typed in ["P-7K3M9-QXAB4", " p-7k3m9-qxab4 "] {
        assert_eq!(ProofingReference::parse(typed).as_ref(), Ok(&made));
    }
    for typed in [
        "",
        "P-",
        "P-7K3M9QXAB4",
        "P-7K3M9-QXAB",
        "P-7K3M-9QXAB4",
        "P-7K3M9-QXAB4-",
        "P-7K3M9-QX/B4",
        "../../etc",
        "\u{7f}",
    ] {
        let read = ProofingReference::parse(typed);
        assert_eq!(read, Err(NotAProofingReference), "{typed}");
    }
}

#[test]
fn a_document_is_what_its_first_bytes_say() {
    for (bytes, kind) in [
        (b"%PDF-1.7\n".as_slice(), Some(DocumentKind::Pdf)),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF", Some(DocumentKind::Jpeg)),
        (b"\x89PNG\r\n\x1a\n\0\0", Some(DocumentKind::Png)),
        (b"", None),
        (b"%PDF", None),
        (b" %PDF-1.7", None),
        (b"GIF89a", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"<html>%PDF-1.7", None),
        (b"MZ\x90\0", None),
        (b"PK\x03\x04", None),
    ] {
        assert_eq!(DocumentKind::of(bytes), kind, "{bytes:?}");
    }
}

#[test]
fn every_word_of_proofing_is_read_back() {
    for method in ProofingMethod::ALL {
        assert_eq!(ProofingMethod::from_key(method.key()), Some(method));
    }
    for outcome in ProofingOutcome::ALL {
        assert_eq!(ProofingOutcome::from_key(outcome.key()), Some(outcome));
    }
    for evidence in Evidence::ALL {
        assert_eq!(Evidence::from_key(evidence.key()), Some(evidence));
    }
    for kind in DocumentKind::ALL {
        assert_eq!(DocumentKind::from_key(kind.key()), Some(kind));
    }
    for check in IdentityCheck::ALL {
        assert_eq!(IdentityCheck::from_key(check.key()), Some(check));
    }
}

#[test]
fn the_queues_address_is_read_as_it_was_written() {
    for outcome in ProofingOutcome::OF_CASES
        .map(Some)
        .into_iter()
        .chain([None])
    {
        let filter = ProofingFilter {
            outcome,
            page: PageRequest::new(3, 50),
        };
        assert_eq!(ProofingFilter::from_query(&filter.to_query()), filter);
    }
    // No case is open.
    let odd = Query::parse("outcome=open&page=x");
    assert_eq!(ProofingFilter::from_query(&odd), ProofingFilter::default());
}
