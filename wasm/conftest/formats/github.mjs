// Conftest's commands for GitHub Actions: a group for each input, and an annotation for each finding.
//
// Conftest 0.71.1 takes a `%` in a message for the beginning of one of Go's verbs, and prints something else. Here it
// stands.

import { isAbsolute, relative } from "node:path";
import { summary, totals } from "../results.mjs";
import { percent, quoted } from "./go.mjs";

/** @param hidesPassed leaves out inputs in which nothing is found. */
export function github(results, { hidesPassed = false } = {}) {
  const lines = results.flatMap((result) => {
    const { failures, warnings, exceptions } = result;
    const isPassed = failures.length + warnings.length + exceptions.length === 0;
    return hidesPassed && isPassed ? [] : group(result);
  });
  return `${[...lines, summary(results)].join("\n")}\n`;
}

function group(result) {
  const { filename, namespace, successes, failures, warnings, exceptions } = result;
  const input = { file: filename, line: 1 };
  const of = (level, found) => found.flatMap((one) => annotations(level, input, one));
  return [
    `::group::Testing ${quoted(filename)} against ${totals([result]).tests} policies in namespace ${quoted(namespace)}`,
    ...of("error", failures),
    ...of("warning", warnings),
    ...of("notice", exceptions),
    annotation("notice", input, `Number of successful checks: ${successes}`),
    "::endgroup::",
  ];
}

/** One at the place of a finding; and where that is in another file than the input, one at the input too. */
function annotations(level, input, { msg, loc }) {
  if (loc === undefined) return [annotation(level, input, msg)];
  if (loc.file === input.file) return [annotation(level, loc, msg)];
  const origin = { file: isAbsolute(loc.file) ? relative(process.cwd(), loc.file) : loc.file, line: loc.line };
  const text = `(ORIGINATING FROM ${origin.file} L${origin.line}) ${msg}`;
  return [annotation(level, origin, msg), annotation(level, input, text)];
}

function annotation(level, { file, line }, text) {
  return `::${level} file=${property(file)},line=${line}::${text}`;
}

function property(text) {
  return text.replace(/[%\r\n:,]/g, percent);
}
