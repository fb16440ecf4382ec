// Which writer prints results, and what it may be given.
//
// Conftest prints names and messages as they are, into logs that obey them. The writers do as Conftest does; so that
// nothing in a plan can command a terminal or a CI system, break a line or end a document, they get texts that cannot.

import { version } from "../npm/api.mjs";
import { visible } from "../npm/cli/terminal.mjs";
import { azuredevops } from "./formats/azuredevops.mjs";
import { github } from "./formats/github.mjs";
import { json } from "./formats/json.mjs";
import { junit } from "./formats/junit.mjs";
import { sarif } from "./formats/sarif.mjs";
import { stdout } from "./formats/stdout.mjs";
import { table } from "./formats/table.mjs";
import { tap } from "./formats/tap.mjs";

/** Who has found what is in a report; with Conftest's own name, code scanning would take its results for replaced. */
const tool = { name: "planproof", version, uri: "https://planproof.dev" };

/** The text of results, in the format that options name. */
export function print(results, options) {
  const shown = (message, name) => results.map((result) => inert(result, message, name));
  switch (options.output) {
    case "json":
      return json(results);
    case "tap":
      return tap(shown(undirected, undirected));
    case "table":
      return table(shown(visible));
    case "junit":
      return junit(shown(visible), {
        property: ["planproof.version", version],
        hidesMessages: options["junit-hide-message"],
      });
    case "github":
      return github(shown(escaping("%", "%25")), { hidesPassed: options["github-hide-passed"] });
    case "azuredevops":
      return azuredevops(shown(escaping("%", "%AZP25")));
    case "sarif":
      // A message may hold links, and a text from a plan is none. Names become addresses, which escape everything.
      return sarif(shown(escaping("](", "\\]("), (name) => name), tool);
    default:
      return stdout(shown(visible), {
        hasColors: !options["no-color"],
        hidesExceptions: options["suppress-exceptions"],
      });
  }
}

/** A result whose messages and names do nothing where they are shown. */
function inert(result, message, name = visible) {
  const located = (loc) => ({ ...loc, file: name(loc.file) });
  const of = (found) => found.map((one) => ({ ...one, msg: message(one.msg), loc: located(one.loc) }));
  return {
    ...result,
    filename: name(result.filename),
    warnings: of(result.warnings),
    failures: of(result.failures),
    exceptions: of(result.exceptions),
  };
}

/** What makes a text visible, and escapes in it what a format gives a meaning to. */
function escaping(special, escape) {
  return (text) => visible(text).replaceAll(special, escape);
}

/** A `#` in the line of a test would begin a directive, which makes one that fails one that is skipped. */
function undirected(text) {
  return visible(text).replace(/[\\#]/g, "\\$&");
}
