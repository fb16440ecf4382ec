// Conftest's TAP: one plan for all inputs, a comment before each kind of test but the failures.

import { totals } from "../results.mjs";
import { place } from "./stdout.mjs";

export function tap(results) {
  const { tests } = totals(results);
  if (tests === 0) return "";
  const lines = [`1..${tests}`];
  let number = 0;
  for (const result of results) {
    add(result, undefined, "not ok", result.failures);
    add(result, "warnings", "not ok", result.warnings);
    add(result, "exceptions", "ok", result.exceptions);
    add(result, "successes", "ok", new Array(result.successes).fill({ msg: "SUCCESS" }));
  }
  return `${lines.join("\n")}\n`;

  function add(result, header, status, found) {
    if (header !== undefined && found.length > 0) lines.push(`# ${header}`);
    for (const { msg } of found) {
      number += 1;
      lines.push(`${status} ${number} ${place(result)} ${msg}`);
    }
  }
}
