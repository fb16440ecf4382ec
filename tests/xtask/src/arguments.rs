//! Commands as a table, and what a person typed read against it. Knows no command by name.

use std::collections::BTreeMap;
use std::fmt;
use std::process::ExitCode;

use anyhow::Result;

/// A command: what it is called, what it takes, what it does.
pub(crate) struct Command {
    pub(crate) name: &'static str,
    pub(crate) summary: &'static str,
    /// What help says below the flags, in whole lines.
    pub(crate) details: &'static str,
    pub(crate) operands: Operands,
    pub(crate) flags: &'static [Flag],
    pub(crate) run: fn(&Arguments) -> Result<ExitCode>,
}

/// A flag of a command; `value` names what must follow it, if anything.
pub(crate) struct Flag {
    pub(crate) name: &'static str,
    pub(crate) value: Option<&'static str>,
    pub(crate) help: &'static str,
}

/// The words of a command that are not flags.
pub(crate) enum Operands {
    None,
    Any(&'static str),
}

/// What was typed after the command's name, checked against what the command takes.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    flags: BTreeMap<&'static str, String>,
    operands: Vec<String>,
}

/// A command that cannot be understood; the process ends with 2.
#[derive(Debug)]
pub(crate) struct UsageError(String);

impl fmt::Display for Command {
    /// Writes the command's help.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\n\nUsage: cargo xtask {}", capitalised(self.summary), self.name)?;
        for flag in self.flags {
            write!(formatter, " [{}]", flag.usage())?;
        }
        if let Operands::Any(name) = self.operands {
            write!(formatter, " [{name}]...")?;
        }
        writeln!(formatter)?;
        for (number, flag) in self.flags.iter().enumerate() {
            let gap = if number == 0 { "\n" } else { "" };
            writeln!(formatter, "{gap}  {:<16}{}", flag.usage(), flag.help)?;
        }
        if !self.details.is_empty() {
            write!(formatter, "\n{}", self.details)?;
        }
        Ok(())
    }
}

impl Flag {
    fn usage(&self) -> String {
        match self.value {
            Some(value) => format!("--{} {value}", self.name),
            None => format!("--{}", self.name),
        }
    }
}

impl Arguments {
    pub(crate) fn parse(command: &Command, words: Vec<String>) -> Result<Self, UsageError> {
        let mut arguments = Self::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            if word == "--" {
                break;
            }
            let Some(typed) = word.strip_prefix("--") else {
                arguments.operands.push(word);
                continue;
            };
            let (name, attached) = match typed.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (typed, None),
            };
            let Some(flag) = command.flags.iter().find(|flag| flag.name == name) else {
                return Err(unknown(
                    "flag",
                    &format!("--{name}"),
                    command.flags.iter().map(|flag| flag.name),
                ));
            };
            let value = match (flag.value, attached) {
                (None, None) => String::new(),
                (None, Some(_)) => return Err(UsageError(format!("`--{name}` takes no value"))),
                (Some(_), Some(value)) => value,
                (Some(what), None) => words.next().ok_or_else(|| {
                    UsageError(format!("`--{name}` needs a value: write `--{name} {what}`"))
                })?,
            };
            arguments.flags.insert(flag.name, value);
        }
        arguments.operands.extend(words);
        match (&command.operands, arguments.operands.first()) {
            (Operands::None, Some(extra)) => {
                Err(UsageError(format!("`{}` takes flags only, not `{extra}`", command.name)))
            }
            _ => Ok(arguments),
        }
    }

    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.contains_key(flag)
    }

    pub(crate) fn value(&self, flag: &str) -> Option<&str> {
        self.flags.get(flag).map(String::as_str)
    }

    pub(crate) fn operands(&self) -> &[String] {
        &self.operands
    }
}

impl UsageError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for UsageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// The error for a name that is not among `known`, with the nearest one or, where none is near, all of them.
pub(crate) fn unknown<'a>(
    what: &str,
    typed: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> UsageError {
    let dashes = if typed.starts_with("--") { "--" } else { "" };
    let near = known
        .clone()
        .map(|name| (strsim::damerau_levenshtein(name, typed.trim_start_matches('-')), name))
        .filter(|(distance, name)| *distance <= name.len().div_ceil(3))
        .min();
    if let Some((_, name)) = near {
        return UsageError(format!("there is no {what} `{typed}`: did you mean `{dashes}{name}`?"));
    }
    let all: Vec<String> = known.map(|name| format!("`{dashes}{name}`")).collect();
    if all.is_empty() {
        return UsageError(format!("there is no {what} `{typed}`, and none to give"));
    }
    UsageError(format!("there is no {what} `{typed}`; there are {}", all.join(", ")))
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMAND: Command = Command {
        name: "try",
        summary: "try things",
        details: "",
        operands: Operands::Any("NAME"),
        flags: &[
            Flag { name: "port", value: Some("N"), help: "a port" },
            Flag { name: "no-browser", value: None, help: "no browser" },
        ],
        run: |_| Ok(ExitCode::SUCCESS),
    };

    fn parse(line: &str) -> Result<Arguments, String> {
        let words = line.split_whitespace().map(str::to_owned).collect();
        Arguments::parse(&COMMAND, words).map_err(|error| error.to_string())
    }

    #[test]
    fn flags_values_and_operands_are_told_apart() {
        let arguments = parse("one --port=7 --no-browser two -- --three").unwrap();
        assert_eq!(arguments.value("port"), Some("7"));
        assert!(arguments.has("no-browser"));
        assert_eq!(arguments.operands(), ["one", "two", "--three"]);
        assert_eq!(parse("--port 9").unwrap().value("port"), Some("9"));
    }

    #[test]
    fn what_cannot_be_understood_is_said() {
        for (line, message) in [
            ("--prot 7", "there is no flag `--prot`: did you mean `--port`?"),
            ("--zebra", "there is no flag `--zebra`; there are `--port`, `--no-browser`"),
            ("--port", "`--port` needs a value: write `--port N`"),
            ("--no-browser=yes", "`--no-browser` takes no value"),
        ] {
            assert_eq!(parse(line).unwrap_err(), message, "{line}");
        }
    }

    #[test]
    fn a_command_without_operands_refuses_them() {
        let command = Command { operands: Operands::None, ..COMMAND };
        let error = Arguments::parse(&command, vec!["more".into()]).unwrap_err();
        assert_eq!(error.to_string(), "`try` takes flags only, not `more`");
    }
}
