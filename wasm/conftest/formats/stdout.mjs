// What Conftest prints for people: a line for each finding, and the counts.

import { summary, totals } from "../results.mjs";

const colors = { red: 31, green: 32, yellow: 33, cyan: 36 };

export function stdout(results, { hasColors = true, hidesExceptions = false } = {}) {
  const colored = (text, color) => (hasColors ? `\u001b[${colors[color]}m${text}\u001b[0m` : text);
  const lines = results.flatMap((result) => {
    const of = (word, color, found) => found.map(({ msg }) => `${colored(word, color)} ${place(result)} ${msg}`);
    return [
      ...of("WARN", "yellow", result.warnings),
      ...of("FAIL", "red", result.failures),
      ...of("EXCP", "cyan", hidesExceptions ? [] : result.exceptions),
    ];
  });
  return [...lines, "", colored(summary(results), worst(totals(results))), ""].join("\n");
}

/** Where a finding is: input and namespace, and of standard input only the dash. */
export function place({ filename, namespace }) {
  return `${filename === "-" ? "-" : `- ${filename}`} - ${namespace} -`;
}

function worst({ failures, warnings, exceptions }) {
  if (failures > 0) return "red";
  if (warnings > 0) return "yellow";
  return exceptions > 0 ? "cyan" : "green";
}
