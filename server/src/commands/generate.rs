//! `openqies generate pbj`: invented files for benchmarks and for trying things out.

use std::io::{BufWriter, Write as _};

use clap::{Args, Subcommand};
use domain::providers::StateCode;
use domain::staffing::FiscalQuarter;
use submission::generate::Plan;

#[derive(Args)]
pub struct Generate {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// A payroll-based journal file on the standard output
    Pbj {
        /// How large it is to be, in millions of bytes; 0 for one staff of a quarter
        #[arg(long, default_value_t = 1)]
        megabytes: u64,
        /// The same number gives the same file
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[arg(long, default_value = "SRDEMO01")]
        facility_id: String,
        #[arg(long, default_value = "OH", value_parser = StateCode::parse)]
        state: StateCode,
        /// Federal fiscal year and quarter, such as 2026Q4
        #[arg(long, default_value = "2026Q4", value_parser = FiscalQuarter::from_key)]
        quarter: FiscalQuarter,
    },
}

impl Generate {
    /// # Errors
    /// When the output takes no more.
    pub fn run(&self) -> anyhow::Result<()> {
        let What::Pbj {
            megabytes,
            seed,
            facility_id,
            state,
            quarter,
        } = &self.what;
        let plan = Plan {
            seed: *seed,
            bytes: megabytes * 1_000_000,
            ..Plan::new(facility_id, *state, *quarter)
        };
        let mut out = BufWriter::new(std::io::stdout().lock());
        plan.write(&mut out)?;
        out.flush()?;
        Ok(())
    }
}
