// The words of a command line, and what is wrong with them.

import { advice, nearest } from "./spelling.mjs";

/** A command line that cannot be carried out; its message is one line for a person. */
export class UsageError extends Error {}

/**
 * Reads the words after a command.
 *
 * `options` maps each flag to what it takes: `{}` for nothing, else `{ takes, values?, repeat? }`, where `values` are
 * the only ones allowed. A flag that this version does not support is `{ later: true }`.
 *
 * @returns {{ values: Record<string, any>, positionals: string[] }} values by the flag's name without dashes.
 */
export function parseArguments(command, options, words) {
  const more = `see \`planproof ${command} --help\``;
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
    const flag = given === "-h" ? "--help" : given;
    const name = flag.replace(/^-+/, "");
    const option = Object.hasOwn(options, flag) ? options[flag] : undefined;
    if (option === undefined) throw new UsageError(unknown(flag));
    if (option.later === true) {
      throw new UsageError(`\`${flag}\` is not supported in this version; ${more}`);
    }
    if (option.takes === undefined) {
      if (inline !== undefined) throw new UsageError(`\`${flag}\` takes no value; ${more}`);
      values[name] = true;
      return;
    }
    const value = inline ?? rest.next().value;
    if (value === undefined || value === "" || (inline === undefined && /^-./.test(value))) {
      throw new UsageError(`\`${flag}\` needs a value, ${option.takes}; ${more}`);
    }
    if (option.values) checkValue(flag, option, value);
    if (option.repeat) (values[name] ??= []).push(value);
    else values[name] = value;
  }

  function unknown(flag) {
    const known = Object.keys(options).filter((name) => options[name].later !== true);
    const near = nearest(flag, known);
    return `\`${flag}\` is not an option of \`planproof ${command}\`; ${advice(near, more)}`;
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

function listed(words) {
  const quoted = words.map((word) => `\`${word}\``);
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}
