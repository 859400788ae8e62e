//! Files, checked by the packs that come with the program.

use std::ops::ControlFlow;

use jiff::civil::Date;
use rulebook::Sources;
use submission::{
    FileCheck, Limits, Options,
    assessments::{Assessments, ExtraItems, Library, PackLabel},
    check,
};

pub fn library() -> Library {
    library_where(ExtraItems::default())
}

pub fn library_where(extra_items: ExtraItems) -> Library {
    let sources = Sources::built_in();
    let published = sources.published();
    let published = published.unwrap_or_else(|mistake| panic!("{mistake}"));
    let mut library = Library::new(published, extra_items);
    for name in sources.packs() {
        let pack = sources
            .book(name)
            .unwrap_or_else(|mistake| panic!("{mistake}"))
            .pack;
        library.add(PackLabel::new(&pack, name.to_owned()), pack);
    }
    library
}

pub fn checked(library: &Library, name: &str, bytes: &[u8], today: Date) -> Vec<FileCheck> {
    let options = Options {
        today,
        limits: Limits {
            members: 5_000,
            ..Limits::default()
        },
    };
    let checked = check(
        &mut &*bytes,
        name,
        &options,
        Assessments::Checked(library),
        &mut (),
        &mut |_| ControlFlow::Continue(()),
    );
    checked.expect("bytes in memory can be read").files
}
