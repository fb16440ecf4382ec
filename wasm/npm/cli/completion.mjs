// `planproof completion`: what makes a shell complete commands, options and names of rules.
//
// Everything is written into the script, so that completing needs no run of the program. Who evaluates it when the
// shell starts, as help says, always has the one of the version that is installed.

import { rules } from "../index.mjs";
import { checkValue, listed, UsageError } from "./arguments.mjs";
import { commands } from "./commands.mjs";

export default async function carryOut(_, [shell, unexpected]) {
  const { values: shells } = commands.completion.operands;
  const more = "see `planproof completion --help`";
  if (shell === undefined) {
    throw new UsageError(`\`planproof completion\` needs the name of a shell, ${listed(shells)}; ${more}`);
  }
  checkValue("planproof completion", { values: shells }, shell);
  if (unexpected !== undefined) {
    throw new UsageError(`\`planproof completion\` takes one shell, not \`${unexpected}\` too; ${more}`);
  }
  const { script } = await import(`./completion/${shell}.mjs`);
  process.stdout.write(script(vocabulary()));
  return 0;
}

/**
 * What can be completed: for each command its options and what stands beside them. Words of `values` are completed;
 * where `isFile`, names of files are.
 */
function vocabulary() {
  const names = rules().map(({ name }) => name);
  return Object.entries(commands).map(([name, { summary, options, operands = {} }]) => ({
    name,
    summary,
    values: operands.kind === "rule" ? names : (operands.values ?? []),
    isFile: operands.kind === "file",
    options: Object.entries(options).map(([flag, { short, value, values = [], kind, about }]) => ({
      flag,
      short,
      takesValue: value !== undefined,
      values,
      isFile: kind === "file",
      // Beside a word there is room for the beginning only.
      summary: /^[^:;(]*/.exec(about)[0].trim(),
    })),
  }));
}
