//! Every input that once broke something in the core does so no more.

use std::{fs, thread};

use engine_tests::{
    files,
    fuzz::{TARGETS, planted, seeds},
    tests,
};

#[test]
fn nothing_is_broken_by_what_once_broke_it() {
    let test = || {
        for (name, target) in TARGETS {
            for path in files(&tests().join("fuzz/regressions").join(name)) {
                let bytes = fs::read(&path).unwrap_or_default();
                assert!(!bytes.is_empty(), "{} cannot be read", path.display());
                // What bytes stand for changes with the fixtures, so that of this target the texts are kept.
                let run = if name == "plan" { planted } else { target };
                run(&bytes);
            }
        }
    };
    // Frames of an unoptimised build are several times as large as those of a release.
    let thread = thread::Builder::new().stack_size(8 << 20).spawn(test).map(thread::JoinHandle::join);
    assert!(matches!(thread, Ok(Ok(()))));
}

/// The targets run, and what they begin with is something.
#[test]
fn every_target_takes_its_seeds() {
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        assert!(seeds.len() >= 6, "{name} has {} seeds", seeds.len());
        // Some of them will do: there are thousands.
        for seed in seeds.iter().step_by(8) {
            target(seed);
        }
    }
}
