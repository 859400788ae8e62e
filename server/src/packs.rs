//! The rules of assessments: read when the program starts, and handed to browsers pack by pack.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use anyhow::Context;
use app::error::ApiError;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use brotli::enc::BrotliEncoderParams;
use rulebook::{Book, Sources};
use services::Packs;
use sha2::{Digest as _, Sha256};
use submission::assessments::entry::{Questionnaire, Questionnaires};
use submission::assessments::{Library, PackLabel};

use crate::config::AssessmentRules;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::state::AppState;

/// Every pack: opened, for the server's own checks, and as a file, for browsers.
#[derive(Debug, Default)]
pub struct ReadPacks {
    pub opened: Packs,
    /// By the names under which they are fetched.
    files: HashMap<String, PackFile>,
}

#[derive(Debug)]
struct PackFile {
    plain: Vec<u8>,
    /// Packed when it is first asked for.
    brotli: OnceLock<Vec<u8>>,
}

pub fn routes() -> Routes {
    Routes::default().get("/specs/{name}", pack)
}

/// Reads the packs that come with the program, and those of a folder beside them or in their place.
///
/// # Errors
/// A folder that cannot be read, and the first mistake in a pack's text.
pub fn read(rules: &AssessmentRules) -> anyhow::Result<ReadPacks> {
    let mut sources = Sources::built_in();
    if let Some(folder) = &rules.specs {
        let reading = || format!("reading the packs in {}", folder.display());
        sources.add_folder(folder).with_context(reading)?;
    }
    let mut library = Library::new(sources.published()?, rules.extra_items);
    let mut files = HashMap::new();
    let mut forms = Questionnaires::default();
    for name in sources.packs() {
        let Book { pack, answers, .. } = sources.book(name)?;
        let plain = pack.to_bytes();
        // It never changes under its name, so that browsers may keep it.
        let hash: String = Sha256::digest(&plain)
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let name = format!("{name}-{hash}.pack");
        let label = PackLabel::new(&pack, format!("/specs/{name}"));
        forms.add(
            label.clone(),
            Questionnaire::new(Arc::new(pack.clone()), answers),
        );
        library.add(label, pack);
        files.insert(
            name,
            PackFile {
                plain,
                brotli: OnceLock::new(),
            },
        );
    }
    Ok(ReadPacks {
        opened: Packs {
            library: Arc::new(library),
            forms: Arc::new(forms),
        },
        files,
    })
}

async fn pack(
    State(state): State<AppState>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let file = state
        .packs
        .files
        .get(&name)
        .ok_or(Problem(ApiError::NotFound))?;
    let kept = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    Ok(
        if accepted.is_some_and(|accepted| {
            accepted
                .split(',')
                .any(|coding| coding.trim().starts_with("br"))
        }) {
            let packed = file.brotli.get_or_init(|| brotli(&file.plain)).clone();
            (kept, [(header::CONTENT_ENCODING, "br")], packed).into_response()
        } else {
            (kept, file.plain.clone()).into_response()
        },
    )
}

fn brotli(mut plain: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let written = brotli::BrotliCompress(&mut plain, &mut packed, &BrotliEncoderParams::default());
    written
        .map(|_| packed)
        .expect("memory takes what is written")
}
