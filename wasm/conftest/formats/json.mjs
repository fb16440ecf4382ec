// Conftest's JSON: set in by tabs, keys in its order, and lists that are empty left out.

import { json as text } from "./go.mjs";

export function json(results) {
  const written = results.map(({ filename, namespace, successes, warnings, failures, exceptions }) => ({
    // Standard input has no name there.
    filename: filename === "-" ? "" : filename,
    namespace,
    successes,
    warnings: unlessEmpty(warnings),
    failures: unlessEmpty(failures),
    exceptions: unlessEmpty(exceptions),
  }));
  return `${text(written, "\t")}\n`;
}

function unlessEmpty(list) {
  return list.length > 0 ? list : undefined;
}
