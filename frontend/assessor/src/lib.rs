//! The Web Worker's program once more, with what checks assessments. It is fetched when a file holds one.

use desk::Assessor;
use js_sys::Uint8Array;
use submission::assessments::entry::{Answers, Entry, Questionnaire, Standing};
use submission::assessments::{Catalogue, Judge, Library, Pack, PackLabel, Wanted};
use submission::checker::{Enclosed, FormQuestion};
use wasm_bindgen::prelude::wasm_bindgen;

/// The packs that have been fetched.
#[derive(Default)]
struct Shelves {
    library: Library,
    /// The form that is being filled in.
    form: Option<(PackLabel, Questionnaire)>,
}

/// Checks one part of a ZIP for another worker: see [`desk::tell_part`]. Only assessments come by the thousand.
#[wasm_bindgen]
pub fn tell_part(part: usize) -> Option<Uint8Array> {
    desk::tell_part(part)
}

/// Takes in what another worker told of a part: see [`desk::hear_part`].
#[wasm_bindgen]
pub fn hear_part(part: usize, told: &[u8]) -> bool {
    desk::hear_part(part, told)
}

#[wasm_bindgen(start)]
pub fn begin() {
    desk::hire(Box::<Shelves>::default());
}

impl Assessor for Shelves {
    fn judge(&self) -> &dyn Judge {
        &self.library
    }

    fn standing(
        &mut self,
        question: &Enclosed<FormQuestion>,
    ) -> Result<Option<Enclosed<Standing>>, Wanted> {
        let Some(question) = question.open() else {
            return Ok(None);
        };
        let is_known = |(label, _): &(PackLabel, Questionnaire)| *label == question.pack;
        let form = if let Some((_, form)) = self.form.take().filter(is_known) {
            form
        } else if let Some(pack) = self.library.held(&question.pack) {
            Questionnaire::new(pack, Answers::default())
        } else {
            let address = question.pack.address.clone();
            self.library.expect(question.pack);
            return Err(Wanted::Pack(address));
        };
        let entry = Entry::read(&form, &question.answers, question.today);
        let standing = entry.standing(&entry.settle());
        self.form = Some((question.pack, form));
        Ok(Some(Enclosed::new(&standing)))
    }

    fn know(&mut self, packs: &Enclosed<Catalogue>) {
        self.library.know(packs.open().unwrap_or_default());
    }

    fn add(&mut self, address: &str, bytes: &[u8]) -> bool {
        let label = self.library.at(address).cloned();
        let labelled = label.zip(Pack::from_bytes(bytes));
        labelled
            .map(|(label, pack)| self.library.add(label, pack))
            .is_some()
    }
}
