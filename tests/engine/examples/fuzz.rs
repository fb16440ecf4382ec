//! What fuzzing needs besides the targets: `seeds` writes what they begin with, `plan FILE` the text that bytes stand for.

use std::{
    env, fs,
    io::{self, Write as _},
    process::ExitCode,
};

use engine_tests::{
    fuzz::{TARGETS, planned, seeds},
    tests,
};

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["seeds"] => write_seeds()?,
        ["plan", file] => io::stdout().write_all(planned(&fs::read(file)?).as_bytes())?,
        _ => {
            io::stderr().write_all(b"usage: fuzz seeds | fuzz plan FILE\n")?;
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write_seeds() -> io::Result<()> {
    for (target, _) in TARGETS {
        let folder = tests().join("fuzz/seeds").join(target);
        fs::create_dir_all(&folder)?;
        let seeds = seeds(target);
        for (at, seed) in seeds.iter().enumerate() {
            fs::write(folder.join(format!("{at:04}")), seed)?;
        }
        writeln!(io::stdout(), "{:6} in {}", seeds.len(), folder.display())?;
    }
    Ok(())
}
