// Which command is meant, and what becomes of everything that goes wrong.

import { parseArguments, UsageError } from "./arguments.mjs";
import { commands } from "./commands.mjs";
import { compileLazily } from "./compiler.mjs";
import { complain } from "./terminal.mjs";

/** What a run could not do ends in this. */
const CANNOT_CHECK = 2;

/** Runs a command line and gives its exit code. */
export function main(words) {
  return exitCodeOf(() => run(words), CANNOT_CHECK);
}

/** What an action gives; or, where it throws or what it says cannot be written, this code, and what is wrong in words. */
export async function exitCodeOf(action, failed) {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", (error) => lost(error, failed));
  try {
    return await action();
  } catch (error) {
    // An exception that nobody catches would exit with 1, which means findings.
    if (error instanceof UsageError) complain(error.message);
    else complain("this is a fault of planproof itself; report it with what follows"), console.error(error);
    return failed;
  }
}

async function run([command, ...words]) {
  if (command === undefined) {
    const { usage } = await import("./help.mjs");
    process.stderr.write(usage);
    return CANNOT_CHECK;
  }
  if (["--help", "-h", "help"].includes(command)) return help(words[0]);
  if (["--version", "-V"].includes(command)) {
    const { version } = await import("../api.mjs");
    process.stdout.write(`planproof ${version}\n`);
    return 0;
  }
  const { options, load } = await named(command);
  const { values, positionals } = parseArguments(`planproof ${command}`, options, words);
  if (values.help) return help(command);
  compileLazily();
  const { default: carryOut } = await load();
  return carryOut(values, positionals);
}

/** Prints the page of a command, or that of the program. */
async function help(command) {
  const { overview, page } = await import("./help.mjs");
  if (command !== undefined) await named(command);
  process.stdout.write(command === undefined ? overview() : page(command));
  return 0;
}

async function named(command) {
  if (Object.hasOwn(commands, command)) return commands[command];
  const { unknownCommand } = await import("./help.mjs");
  throw new UsageError(unknownCommand(command));
}

/** A reader that has seen enough, as `head` has, is no fault; a full disk is. */
function lost(error, failed) {
  if (error.code === "EPIPE") return;
  complain(`cannot write standard output: ${error.message}`);
  process.exitCode = failed;
}
