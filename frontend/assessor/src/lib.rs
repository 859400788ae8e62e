//! The Web Worker's program once more, with what checks assessments. It is fetched when a file holds one.

use submission::assessments::entry::{Answers, Entry, Questionnaire, Standing};
use submission::assessments::{Judge, Library, Pack, PackLabel, Wanted};
use submission::checker::FormQuestion;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::Assessor;

/// The packs that have been fetched.
#[derive(Default)]
struct Shelves {
    library: Library,
    /// The form that is being filled in.
    form: Option<(PackLabel, Questionnaire)>,
}

#[wasm_bindgen(start)]
pub fn begin() {
    worker::hire(Box::<Shelves>::default());
}

impl Assessor for Shelves {
    fn judge(&self) -> &dyn Judge {
        &self.library
    }

    fn standing(&mut self, question: &FormQuestion) -> Result<Standing, Wanted> {
        let is_known = |(label, _): &(PackLabel, Questionnaire)| *label == question.pack;
        let form = match self.form.take().filter(is_known) {
            Some((_, form)) => form,
            None => match self.library.held(&question.pack) {
                Some(pack) => Questionnaire::new(pack, Answers::default()),
                None => return Err(Wanted::Pack(question.pack.clone())),
            },
        };
        let entry = Entry::read(&form, &question.answers, question.today);
        let standing = entry.standing(&entry.settle());
        self.form = Some((question.pack.clone(), form));
        Ok(standing)
    }

    fn know(&mut self, packs: Vec<PackLabel>) {
        let known = self.library.labels().all(|label| packs.contains(label));
        if !known || self.library.is_empty() {
            self.library = Library::of_labels(packs);
        }
    }

    fn add(&mut self, label: PackLabel, bytes: &[u8]) -> bool {
        let pack = Pack::from_bytes(bytes);
        pack.map(|pack| self.library.add(label, pack)).is_some()
    }
}
