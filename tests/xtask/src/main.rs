//! The developer's commands, run as `cargo xtask COMMAND`.
//!
//! Knows how the parts of the project are set up, built, tested and served. What a part does is the part's own
//! business: each step calls the tool that part is built or tested with.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to the terminal")]

mod arguments;
mod bench;
mod fixtures;
mod new_rule;
mod opa;
mod process;
mod product;
mod schema;
mod serve;
mod test;
mod tools;

use std::env;
use std::process::ExitCode;

use anyhow::Result;
use arguments::{Arguments, Command, Flag, Operands, UsageError};

const COMMANDS: &[Command] = &[
    Command {
        name: "play",
        summary: "build everything and serve the playground with a broken example loaded",
        details: "What is served is what is released; the page is not rebuilt when a source changes.\n",
        operands: Operands::None,
        flags: &[Flag {
            name: "port",
            value: Some("N"),
            help: "serve on this port; without it the first free one from 8080",
        }],
        run: serve::play,
    },
    Command {
        name: "build",
        summary: "build the engine, the npm package, the policy for OPA, the rules' documentation and the site",
        details: "Results, as released: wasm/npm/dist (the engine, its glue, rules.json), wasm/opa/dist (policy.wasm,\n\
                  bundle.tar.gz) and web/dist (the site).\n",
        operands: Operands::None,
        flags: &[],
        run: product::build,
    },
    Command {
        name: "test",
        summary: "run what CI runs; with FILTER only the steps whose names contain it",
        details: "Steps: format, lint, no-std, rust, build, lint-wasm, types, node, package, conftest, opa, browser. A\n\
                  failing step does not stop the others, but for those that need the build. The browser is the one that the\n\
                  variable CHROME names, one on PATH, or one that apt can install. Conftest and OPA are built by Go; without\n\
                  Go what is tried in them is not run, which is a failure where CI=true.\n",
        operands: Operands::Any("FILTER"),
        flags: &[Flag {
            name: "no-browser",
            value: None,
            help: "leave out the browser tests where no browser can be had",
        }],
        run: test::test,
    },
    Command {
        name: "bench",
        summary: "measure the engine against `JSON.parse` and `serde_json`, and the command line against Node and Checkov",
        details: "Checkov is installed by pip into a Python environment under .tools; where that cannot be, it is left out.\n",
        operands: Operands::None,
        flags: &[
            Flag {
                name: "sizes",
                value: Some("N,N"),
                help: "how many resources the plans hold; without it 1000,10000",
            },
            Flag { name: "no-checkov", value: None, help: "leave Checkov out" },
        ],
        run: bench::bench,
    },
    Command {
        name: "size",
        summary: "measure the engine and the policy for OPA as they travel, and rewrite the agreed sizes",
        details: "The sizes after gzip stand in tests/golden/size.tsv; the tests hold both to them within a hundredth.\n",
        operands: Operands::None,
        flags: &[],
        run: bench::size,
    },
    Command {
        name: "golden",
        summary: "rewrite the golden files from what the engine says, and show which ones changed",
        details: "",
        operands: Operands::None,
        flags: &[],
        run: test::golden,
    },
    Command {
        name: "schema",
        summary: "remake the table of the AWS provider's types and arguments from schemas of its versions",
        details: "A FILE is what `terraform providers schema -json` prints, written VERSION=FILE, since it does not say of which\n\
                  version it is; or one with a `version` of its own. All versions that the table is to hold are given at once.\n",
        operands: Operands::Any("FILE"),
        flags: &[],
        run: schema::schema,
    },
    Command {
        name: "fixtures",
        summary: "plan the stacks under tests/fixtures again with `terraform`; with NAME only those",
        details: "A folder is planned when it holds *.tf, or *.tf.json and either an earlier plan.json or a plan.args.\n\
                  The lines of plan.args are arguments for `terraform plan`; each line of packages.txt names a file that\n\
                  is put there as a small archive before planning. The providers a stack names must be obtainable.\n",
        operands: Operands::Any("NAME"),
        flags: &[Flag {
            name: "replan",
            value: None,
            help: "apply each stack that has a replan.json or state.json, to a mock of AWS, keep its state and plan it once more",
        }],
        run: fixtures::fixtures,
    },
    Command {
        name: "new-rule",
        summary: "start a rule: its file, and its lines in the lists",
        details: "The category is the folder, such as network; the name states the problem, such as peering-not-accepted.\n",
        operands: Operands::Any("CATEGORY NAME"),
        flags: &[],
        run: new_rule::new_rule,
    },
];

fn main() -> ExitCode {
    match dispatch(env::args().skip(1).collect()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(if error.is::<UsageError>() { 2 } else { 1 })
        }
    }
}

fn dispatch(mut words: Vec<String>) -> Result<ExitCode> {
    if words.is_empty() || is_help(words.first()) {
        overview();
        return Ok(ExitCode::SUCCESS);
    }
    let name = words.remove(0);
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        return Err(arguments::unknown("command", &name, COMMANDS.iter().map(|command| command.name)).into());
    };
    if words.iter().take_while(|word| *word != "--").any(|word| is_help(Some(word))) {
        print!("{command}");
        return Ok(ExitCode::SUCCESS);
    }
    (command.run)(&Arguments::parse(command, words)?)
}

fn is_help(word: Option<&String>) -> bool {
    word.is_some_and(|word| matches!(word.as_str(), "--help" | "-h" | "help"))
}

fn overview() {
    println!("Usage: cargo xtask COMMAND\n\nCommands:");
    for command in COMMANDS {
        println!("  {:<10}{}", command.name, command.summary);
    }
    println!(
        "\n`cargo xtask COMMAND --help` tells more. What is missing is installed into `.tools`, pinned."
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_command_is_a_usage_error_that_names_the_nearest() {
        let error = dispatch(vec!["fixtrues".into()]).unwrap_err();
        assert!(error.is::<UsageError>());
        assert_eq!(error.to_string(), "there is no command `fixtrues`: did you mean `fixtures`?");
    }

    #[test]
    fn help_names_every_flag_and_operand() {
        for command in COMMANDS {
            let help = command.to_string();
            for flag in command.flags {
                assert!(help.contains(&format!("  --{}", flag.name)), "{help}");
            }
            if let Operands::Any(name) = command.operands {
                assert!(help.contains(&format!("[{name}]...")), "{help}");
            }
        }
    }
}
