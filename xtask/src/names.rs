//! The names by which a program and its script know each other. wasm-bindgen makes each from what it calls and a hash of 16 digits,
//! and writes the script for people: together 7.5 of the 251 kB of a first visit, for what nobody reads there.

use crate::split::copy;
use anyhow::{Result, ensure};
use std::collections::BTreeMap;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module};
use wasmparser::{Parser, Payload};

/// The program and its script with short names for what the one imports from the other.
pub fn shorten(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut module = Module::new();
    let mut short: BTreeMap<String, String> = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                let mut section = ImportSection::new();
                for import in imports.into_imports() {
                    let import = import?;
                    let kind = RoundtripReencoder.entity_type(import.ty)?;
                    let name = if is_made(import.name) {
                        let next = format!("i{}", short.len());
                        short.entry(import.name.to_owned()).or_insert(next).clone()
                    } else {
                        import.name.to_owned()
                    };
                    section.import(import.module, &name, kind);
                }
                module.section(&section);
            }
            other => copy(&other, wasm, &mut module)?,
        }
    }
    let mut script = compact(script);
    for (long, name) in &short {
        ensure!(script.contains(long), "the script has no {long}");
        script = script.replace(long, name);
    }
    Ok((module.finish(), script))
}

/// `__wbg_appendChild_1f0c9e2a4b5d6e7f`
fn is_made(name: &str) -> bool {
    let hash = name.rsplit_once('_').map_or("", |(_, hash)| hash);
    name.starts_with("__wb")
        && hash.len() == 16
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Without comments that are lines of their own, and without indentation.
fn compact(script: &str) -> String {
    let mut compact = String::new();
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            compact.push_str(line);
            compact.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    compact
}

#[cfg(test)]
mod tests {
    use super::{compact, is_made, shorten};
    use wasm_encoder::{EntityType, ImportSection, Module, TypeSection};
    use wasmparser::{Parser, Payload};

    const LONG: &str = "__wbg_append_1f0c9e2a4b5d6e7f";

    fn importing(name: &str) -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("./page_bg.js", name, EntityType::Function(0));
        module.section(&types).section(&imports);
        module.finish()
    }

    fn imported(wasm: &[u8]) -> Vec<String> {
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            if let Payload::ImportSection(imports) = payload.unwrap() {
                names.extend(
                    imports
                        .into_imports()
                        .map(|import| import.unwrap().name.to_owned()),
                );
            }
        }
        names
    }

    #[test]
    fn program_and_script_have_the_same_short_name() {
        let script = format!("const imports = {{ {LONG}: function() {{}} }};");
        let (wasm, script) = shorten(&importing(LONG), &script).unwrap();
        assert_eq!(imported(&wasm), ["i0"]);
        assert_eq!(script, "const imports = { i0: function() {} };\n");
    }

    #[test]
    fn a_name_that_the_script_does_not_have_is_an_error() {
        assert!(shorten(&importing(LONG), "").is_err());
    }

    #[test]
    fn names_without_a_hash_stay() {
        for name in ["memory", "__wbindgen_throw", "__wbg_append_1f0c"] {
            assert!(!is_made(name), "{name}");
            assert_eq!(imported(&shorten(&importing(name), "").unwrap().0), [name]);
        }
    }

    #[test]
    fn comments_and_indentation_go() {
        let script = "/**\n * Says it.\n */\nfunction say() {\n    // aloud\n    return \"// no comment\";\n}\n/* one line */\nsay();\n";
        assert_eq!(
            compact(script),
            "function say() {\nreturn \"// no comment\";\n}\nsay();\n"
        );
    }
}
