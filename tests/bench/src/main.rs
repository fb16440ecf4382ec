//! `generate RESOURCES FROM TO` writes a large plan made of a real one, or a large configuration; `native FILE` times
//! reading it; `arguments FILE` times holding a configuration's blocks against what their types take.

#![expect(clippy::print_stdout, reason = "what is measured is printed")]
#![expect(
    clippy::indexing_slicing,
    reason = "a missing key of JSON reads as null, and the runs are counted here"
)]

mod generate;

use std::{env, error::Error, fs, hint::black_box, time::Instant};

use policy_core::{Input, Policy, ResourceGraph, check};
use serde::de::IgnoredAny;
use serde_json::Value;

/// Runs of each measurement, taken in turns so that both see the same machine; the middle one counts.
const RUNS: usize = 21;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["generate", resources, from, to] => {
            let base: Value = serde_json::from_slice(&fs::read(from)?)?;
            let generate =
                if base["resource_changes"].is_null() { generate::configuration } else { generate::plan };
            fs::write(to, generate(&base, resources.parse()?)?)?;
            Ok(())
        }
        ["native", file] => native(&fs::read(file)?),
        ["arguments", file] => arguments_of_blocks(&fs::read(file)?),
        _ => Err("usage: planproof-bench generate RESOURCES FROM TO | native FILE | arguments FILE".into()),
    }
}

fn native(bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let (mut skipping, mut checking) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let start = Instant::now();
        black_box(serde_json::from_slice::<IgnoredAny>(bytes)?);
        skipping.push(start.elapsed());
        let start = Instant::now();
        let input = Input::new("plan.json", bytes)?;
        black_box(check(&input.decode()?, &Policy::default()));
        checking.push(start.elapsed());
    }
    skipping.sort_unstable();
    checking.sort_unstable();
    let (skipping, checking) = (skipping[RUNS / 2].as_secs_f64(), checking[RUNS / 2].as_secs_f64());
    println!(
        "native: bytes to report {:.1} ms, {:.2} of serde_json skipping it ({:.1} ms)",
        checking * 1e3,
        checking / skipping,
        skipping * 1e3
    );
    Ok(())
}

/// What all rules about a provider's arguments cost together: they read one walk over the blocks, and what references lead
/// to.
fn arguments_of_blocks(bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let input = Input::new("cdk.tf.json", bytes)?;
    let plan = input.decode()?;
    let mut walking = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        black_box(ResourceGraph::new(&plan).arguments().is_some());
        walking.push(start.elapsed());
    }
    walking.sort_unstable();
    let milliseconds = walking[RUNS / 2].as_secs_f64() * 1e3;
    println!(
        "native: {} resources against the provider's schema {milliseconds:.1} ms",
        plan.resources().count()
    );
    Ok(())
}
