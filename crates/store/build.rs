//! `sqlx::migrate!` embeds the migrations, but cargo only notices a new file when told to look.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
