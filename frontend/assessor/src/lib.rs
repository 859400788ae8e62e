//! The Web Worker's program once more, with what checks assessments. It is fetched when a file holds one.

use submission::assessments::{Judge, Library, Pack, PackLabel};
use wasm_bindgen::prelude::wasm_bindgen;
use worker::Assessor;

/// The packs that have been fetched.
#[derive(Default)]
struct Shelves(Library);

#[wasm_bindgen(start)]
pub fn begin() {
    worker::hire(Box::<Shelves>::default());
}

impl Assessor for Shelves {
    fn judge(&self) -> &dyn Judge {
        &self.0
    }

    fn know(&mut self, packs: Vec<PackLabel>) {
        let known = self.0.labels().all(|label| packs.contains(label));
        if !known || self.0.is_empty() {
            self.0 = Library::of_labels(packs);
        }
    }

    fn add(&mut self, label: PackLabel, bytes: &[u8]) -> bool {
        let pack = Pack::from_bytes(bytes);
        pack.map(|pack| self.0.add(label, pack)).is_some()
    }
}
