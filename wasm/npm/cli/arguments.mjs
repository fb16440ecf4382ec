// The words of a command line, and what is wrong with them.
//
// Node's `util.parseArgs` would do the smaller half: what is asked of each value, which word was meant and what to do
// about it is said here in any case, and where it is told to leave unknown options alone, it takes the value of a
// misspelt one for a file.

import { advice, nearest } from "./spelling.mjs";

/** A command line that cannot be carried out; its message is one line for a person. */
export class UsageError extends Error {}

/**
 * Reads the words after a command, against the options of its entry in the table of commands.
 *
 * @param command as people type it, such as `planproof check`.
 * @returns {{ values: Record<string, any>, positionals: string[] }} values by the option's name without dashes.
 */
export function parseArguments(command, options, words) {
  const more = `see \`${command} --help\``;
  const values = {};
  const positionals = [];
  const rest = words[Symbol.iterator]();
  for (const word of rest) {
    if (word === "--") {
      positionals.push(...rest);
    } else if (word === "-" || !word.startsWith("-")) {
      positionals.push(word);
    } else {
      readFlag(word);
    }
  }
  return { values, positionals };

  function readFlag(word) {
    const [, given, inline] = /^([^=]*)(?:=(.*))?$/s.exec(word);
    const flag = Object.keys(options).find((name) => options[name].short === given) ?? given;
    const name = flag.replace(/^-+/, "");
    const option = Object.hasOwn(options, flag) ? options[flag] : undefined;
    if (option === undefined) throw new UsageError(unknown(flag));
    if (option.value === undefined) {
      if (inline !== undefined) throw new UsageError(`\`${flag}\` takes no value; ${more}`);
      values[name] = true;
      return;
    }
    const value = inline ?? rest.next().value;
    if (value === undefined || value === "" || (inline === undefined && /^-./.test(value))) {
      throw new UsageError(`\`${flag}\` needs a value, ${option.takes ?? listed(option.values)}; ${more}`);
    }
    if (option.values) checkValue(flag, option, value);
    if (option.repeat) (values[name] ??= []).push(value);
    else values[name] = value;
  }

  function unknown(flag) {
    const near = nearest(flag, Object.keys(options));
    return `\`${flag}\` is not an option of \`${command}\`; ${advice(near, more)}`;
  }
}

/** Throws unless an option may have a value. */
export function checkValue(flag, { values }, value) {
  if (values.includes(value)) return;
  const choice = `use ${listed(values)}`;
  throw new UsageError(
    `\`${value}\` is not a value of \`${flag}\`; ${advice(nearest(value, values), choice)}`,
  );
}

/** Words as a choice between them. */
export function listed(words) {
  const quoted = words.map((word) => `\`${word}\``);
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}
