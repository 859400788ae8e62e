use std::sync::Arc;

use object_store::memory::InMemory;

use super::FileStore;

impl FileStore {
    /// A store that is gone with its test.
    #[must_use]
    pub fn in_memory() -> Self {
        Self {
            objects: Arc::new(InMemory::new()),
            folder: None,
        }
    }
}
