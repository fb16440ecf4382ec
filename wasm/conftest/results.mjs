// What Conftest calls results: of each input what fails, what is to be warned of, and what is excepted.

import { render } from "../npm/index.mjs";
import { STANDARD } from "../npm/cli/check/input.mjs";

/** What Conftest calls inputs that are tested together. */
const COMBINED = "Combined";

/**
 * The results of a report: `{ filename, namespace, successes, warnings, failures, exceptions }` of each input.
 *
 * @param standard what standard input is called.
 */
export function resultsOf(report, { namespace, standard = STANDARD, isCombined = false }) {
  const results = JSON.parse(render(report, "conftest")).map(({ filename, successes, ...found }) => ({
    // As JSON, standard input has no name.
    filename: filename === "" ? standard : filename,
    namespace,
    successes,
    warnings: named(found.warnings, standard),
    failures: named(found.failures, standard),
    exceptions: named(found.exceptions, standard),
  }));
  return isCombined ? [combined(results, namespace)] : results;
}

/** The exit code that Conftest has for results. */
export function exitCode(results, failsOnWarnings = false) {
  const hasFailures = results.some(({ failures }) => failures.length > 0);
  if (!failsOnWarnings) return hasFailures ? 1 : 0;
  if (hasFailures) return 2;
  return results.some(({ warnings }) => warnings.length > 0) ? 1 : 0;
}

/** How many tests there are of each kind, and in all. */
export function totals(results) {
  const count = (kind) => results.reduce((sum, result) => sum + result[kind].length, 0);
  const [failures, warnings, exceptions] = ["failures", "warnings", "exceptions"].map(count);
  const successes = results.reduce((sum, result) => sum + result.successes, 0);
  return { successes, failures, warnings, exceptions, tests: successes + failures + warnings + exceptions };
}

/** The line in which Conftest says so. */
export function summary(results) {
  const { successes, failures, warnings, exceptions, tests } = totals(results);
  const many = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
  const found = [many(warnings, "warning"), many(failures, "failure"), many(exceptions, "exception")];
  return [many(tests, "test"), `${successes} passed`, ...found].join(", ");
}

function named(found = [], standard) {
  return found.map((one) => (one.loc.file === STANDARD ? { ...one, loc: { ...one.loc, file: standard } } : one));
}

function combined(results, namespace) {
  const of = (kind) => results.flatMap((one) => one[kind]);
  const [warnings, failures, exceptions] = ["warnings", "failures", "exceptions"].map(of);
  // A rule that finds nothing is counted once: there is one for warnings, and one for failures.
  const successes = Number(warnings.length === 0) + Number(failures.length === 0);
  return { filename: COMBINED, namespace, successes, warnings, failures, exceptions };
}
