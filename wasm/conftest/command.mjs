// `conftest planproof`: files in, results out as Conftest writes them, Conftest's exit code.

import { guarded, merged } from "../npm/api.mjs";
import { parseArguments, UsageError } from "../npm/cli/arguments.mjs";
import { judgeAll } from "../npm/cli/check/all.mjs";
import { STANDARD } from "../npm/cli/check/input.mjs";
import { complaint, failureOf } from "../npm/cli/check/judge.mjs";
import { policyOf } from "../npm/cli/check/policy.mjs";
import { compileLazily } from "../npm/cli/compiler.mjs";
import { exitCodeOf } from "../npm/cli/main.mjs";
import { complain } from "../npm/cli/terminal.mjs";
import { loaded } from "../npm/engine.mjs";
import { command, NAME, NAMESPACE, read, refuse } from "./options.mjs";
import { print } from "./print.mjs";
import { exitCode, resultsOf } from "./results.mjs";

/** What Conftest itself ends in where it can test nothing. */
const CANNOT_TEST = 1;

/** Runs the words after `conftest planproof` and gives the exit code. */
export function main(words) {
  compileLazily();
  return exitCodeOf(() => run(words), CANNOT_TEST);
}

async function run(words) {
  refuse(words);
  const { values: given, positionals } = parseArguments(NAME, command.options, words);
  if (given.help) {
    const { pageOf } = await import("../npm/cli/help.mjs");
    process.stdout.write(pageOf(NAME, command));
    return 0;
  }
  const values = read(given, process.env);
  const paths = positionals.filter((path) => path !== "");
  if (paths.length === 0) throw new UsageError(`nothing to test is named; see \`${NAME} --help\``);
  if (paths.filter((path) => path === STANDARD).length > 1) {
    throw new UsageError("`-` is given twice, but standard input can be read only once");
  }
  return test(paths, values);
}

async function test(paths, values) {
  let asked;
  const mistake = await failureOf(() => void (asked = policyOf({ policy: values.policy })));
  if (mistake) return failed([complaint(undefined, mistake)]);
  const { baseline, ...policy } = asked;
  const isLeftOut = (path) => values.ignore?.test(path) === true;
  const { reports, notes, complaints } = await judgeAll(paths, policy, { isQuiet: true, isLeftOut });
  if (!values.quiet) notes.forEach(complain);
  if (reports.length === 0 && complaints.length === 0) complaints.push("`--ignore` leaves nothing to test");
  if (reports.length === 0) return failed(complaints);

  const engine = loaded();
  const one = merged(engine, reports);
  const report = baseline ? guarded(() => engine.accept(one, baseline)) : one;
  const { "stdin-filename": standard, combine: isCombined } = values;
  const results = resultsOf(report, { namespace: NAMESPACE, standard, isCombined });
  const code = exitCode(results, values["fail-on-warn"]);
  if (!values.quiet || code !== 0) process.stdout.write(print(results, values));
  // What could not be judged is told last, and no option makes a success of it.
  if (complaints.length > 0) return Math.max(code, failed(complaints));
  return values["no-fail"] ? 0 : code;
}

function failed(complaints) {
  complaints.forEach(complain);
  return CANNOT_TEST;
}
