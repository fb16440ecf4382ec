// The fixtures that every engine is held against, and how an answer of a host is compared with what was agreed upon.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The path of a file of this repository. */
export const repository = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The policy, as it is released. */
export const module = repository("wasm/opa/dist/policy.wasm");

/** The bundle with it. */
export const bundle = repository("wasm/opa/dist/bundle.tar.gz");

const golden = repository("tests/golden");
const agreed = readdirSync(golden, { recursive: true }).map((name) => name.replaceAll("\\", "/"));
const read = (name) => readFileSync(repository(`tests/${name}`));

/** Every fixture that can be judged, as `{ path, contents, report }`. */
export const judged = agreed
  .filter((name) => name.endsWith(".json.json") || name.endsWith(".tfstate.json"))
  .map((name) => {
    const path = name.slice(0, -".json".length);
    return { path, contents: read(`fixtures/${path}`), report: JSON.parse(read(`golden/${name}`)) };
  });

/** Every fixture that is refused, as `{ path, contents, words }`. */
export const refused = agreed
  .filter((name) => name.endsWith(".error.txt"))
  .map((name) => {
    const path = name.slice(0, -".error.txt".length);
    return { path, contents: read(`fixtures/${path}`), words: String(read(`golden/${name}`)).trimEnd() };
  });

/** The value that a fixture is to a host that parses it; none where it is no plain JSON. */
export function parsed({ contents }) {
  try {
    return JSON.parse(String(contents));
  } catch {
    return undefined;
  }
}

/** The fixtures that hosts can parse. */
export const values = judged.filter((fixture) => parsed(fixture) !== undefined);

/** A value as text in which keys are in order, so that equal values are equal text. */
export function canonical(value) {
  const ordered = (_, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner;
  return JSON.stringify(value, ordered);
}

/** The same report about an input that has no name. */
export function unnamed(report, path) {
  return JSON.parse(JSON.stringify(report, (key, value) => (isPath(key) && value === path ? "-" : value)));
}

/** The same report as it is where the host has parsed the input, so that nobody can look up lines and columns. */
export function withoutPlaces(report) {
  return JSON.parse(JSON.stringify(report, (key, value) => (isPlace(key) ? 1 : value)));
}

const isPath = (key) => key === "file" || key === "path";
const isPlace = (key) => ["line", "column", "endLine", "endColumn"].includes(key);
