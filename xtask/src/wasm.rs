//! The WASM programs: the page, always split into chunks, and the worker's two, never split.

use crate::files::{Fingerprint, all_below, made_from, read};
use crate::{Build, names, process, split};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";
/// The name that the server gives to Leptos as `output_name`.
const PAGE: &str = "openqies";
/// npm's package of wasm-opt; `scripts/setup-node frontend/worker` installs it.
const BINARYEN: &str = "frontend/worker/node_modules/binaryen";
/// How the files of a release are made smaller. The features are those that rustc's target emits, and no more: a browser that
/// runs the one runs the other.
const WASM_OPT: [&str; 7] = [
    "-O3",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

pub fn build(build: Build) -> Result<()> {
    let profile = if build.release {
        "wasm-release"
    } else {
        "wasm-dev"
    };
    compile(profile)?;
    let compiled = |name: &str| PathBuf::from(format!("target/{TARGET}/{profile}/{name}.wasm"));
    page(&compiled("frontend"), &build.stage().join("page"), build)?;
    let workers = ["worker", "assessor"].map(|name| (name, compiled(name)));
    worker(&workers, &build.stage().join("worker"), build)
}

fn compile(profile: &str) -> Result<()> {
    let mut cargo = Command::new("cargo");
    // Some machines have another compiler for WASM than for the rest; the script names it.
    let toolchain = process::output(&mut Command::new("scripts/setup-wasm"))?;
    if !toolchain.is_empty() {
        cargo.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    // Were it set at compile time, Leptos would look for the WASM file under another name.
    cargo.env_remove("LEPTOS_OUTPUT_NAME");
    cargo.args([
        "build",
        "--quiet",
        "--package",
        "frontend",
        "--package",
        "worker",
        "--package",
        "assessor",
    ]);
    cargo.args(["--target", TARGET, "--profile", profile]);
    process::run(cargo.args(["--config", &short_paths()?]))
}

/// Has the compiler name a library's file, in the messages of a panic, without where the library lies on this
/// machine. The words are added to those of .cargo/config.toml.
fn short_paths() -> Result<String> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .context("cargo has a home")?;
    let sources = home.join("registry/src");
    let libraries = fs::read_dir(&sources).with_context(|| sources.display().to_string())?;
    let mut words = Vec::new();
    for library in libraries {
        words.push(format!(
            "--remap-path-prefix={}/=",
            library?.path().display()
        ));
    }
    words.sort();
    Ok(format!(
        "build.rustflags={}",
        serde_json::to_string(&words)?
    ))
}

fn page(compiled: &Path, folder: &Path, build: Build) -> Result<()> {
    let wasm = read(compiled)?;
    let mut inputs = fingerprint(&wasm, build)?;
    inputs.add("groups", &split::groups()?);
    inputs.add("splitter", include_bytes!("split.rs"));
    inputs.add("namer", include_bytes!("names.rs"));
    made_from(inputs, folder, |folder| {
        let main = folder.with_extension("main.wasm");
        let chunks = split::split(&wasm, &main, &format!("./{PAGE}.js"), folder)?;
        fs::write(
            folder.join("__wasm_split_manifest.json"),
            serde_json::to_vec(&chunks)?,
        )?;
        bind(&main, PAGE, folder)?;
        fs::remove_file(&main)?;
        optimise_all(folder, build)
    })
}

/// The worker's two programs: for payroll files, and for assessments too.
fn worker(programs: &[(&str, PathBuf)], folder: &Path, build: Build) -> Result<()> {
    let scripts = [
        (
            "worker-start.js",
            include_str!("../../frontend/worker/worker-start.js"),
        ),
        (
            "together.js",
            include_str!("../../frontend/worker/together.js"),
        ),
    ];
    let mut inputs = Fingerprint::default();
    for (name, compiled) in programs {
        let program = fingerprint(&read(compiled)?, build)?;
        inputs.add(name, program.finish().as_bytes());
    }
    for (name, text) in scripts {
        inputs.add(name, text.as_bytes());
    }
    inputs.add("namer", include_bytes!("names.rs"));
    made_from(inputs, folder, |folder| {
        for (name, text) in scripts {
            fs::write(folder.join(name), text)?;
        }
        for (name, compiled) in programs {
            bind(compiled, name, folder)?;
        }
        optimise_all(folder, build)
    })
}

fn fingerprint(wasm: &[u8], build: Build) -> Result<Fingerprint> {
    let mut inputs = Fingerprint::default();
    inputs.add("wasm", wasm);
    if build.release {
        ensure!(
            Path::new(BINARYEN).exists(),
            "{BINARYEN} is not there: run scripts/setup-node frontend/worker"
        );
        inputs.add(
            "wasm-opt",
            &read(&Path::new(BINARYEN).join("package.json"))?,
        );
        inputs.add("how", WASM_OPT.concat().as_bytes());
    }
    Ok(inputs)
}

/// Puts the program and its script into `folder`, where its chunks are already.
fn bind(wasm: &Path, name: &str, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(wasm)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .keep_debug(false)
        // The chunks import what the linker exported, under the linker's names.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)?;
    let (program, script) = (
        folder.join(format!("{name}_bg.wasm")),
        folder.join(format!("{name}.js")),
    );
    let text = String::from_utf8(read(&script)?)?;
    let (wasm, text) = names::shorten(&read(&program)?, &text)?;
    fs::write(program, wasm)?;
    fs::write(script, text)?;
    Ok(())
}

/// Makes the programs of a folder smaller, for a release.
fn optimise_all(folder: &Path, build: Build) -> Result<()> {
    if build.release {
        let programs = all_below(folder)?
            .into_iter()
            .filter(|file| file.extension().is_some_and(|kind| kind == "wasm"));
        for program in programs {
            optimise(&program)?;
        }
    }
    Ok(())
}

/// Takes a thirtieth off what the browser loads, in half a minute.
fn optimise(wasm: &Path) -> Result<()> {
    process::run(
        Command::new("node")
            .arg(Path::new(BINARYEN).join("bin/wasm-opt"))
            .args(WASM_OPT)
            .arg(wasm)
            .arg("-o")
            .arg(wasm),
    )
}
