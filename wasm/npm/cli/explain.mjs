// `planproof explain`: a rule's page for a terminal.

import { explain, PlanproofError } from "../index.mjs";
import { UsageError } from "./arguments.mjs";
import { paragraphs, wantsColor, wrapped } from "./terminal.mjs";

const WIDEST = 96;

export default async function carryOut(values, [name, unexpected]) {
  const more = "see `planproof explain --help`";
  if (name === undefined) throw new UsageError(`\`planproof explain\` needs the name of a rule; ${more}`);
  if (unexpected !== undefined) {
    throw new UsageError(`\`planproof explain\` takes one rule, not \`${unexpected}\` too; ${more}`);
  }
  try {
    process.stdout.write(page(await explain(name), wantsColor(values.color)));
    return 0;
  } catch (error) {
    if (!(error instanceof PlanproofError)) throw error;
    throw new UsageError(`${error.message}; ${error.help}`);
  }
}

function page({ docs, ...rule }, color) {
  const strong = color ? (text) => `\x1b[1m${text}\x1b[22m` : (text) => text;
  const columns = Math.min(process.stdout.columns || WIDEST, WIDEST);
  const prose = (text) => indented(paragraphs(text, columns - 2));
  const section = (title, lines) => (lines.length > 0 ? ["", strong(title), ...lines] : []);
  const example = (wanted) => {
    const found = docs.examples.find(({ verdict }) => verdict === wanted);
    return found ? code(laidOut(found.configuration)) : [];
  };
  const effect = rule.blocking ? "blocks the deployment" : "does not block the deployment";
  const scope = rule.about === "infrastructure" ? "judges states too" : "has nothing to say of states";
  const lines = [
    strong(rule.name),
    ...wrapped(rule.summary, columns),
    "",
    `${rule.severity} · ${rule.category} · profile ${rule.profile} · ${effect} · ${scope}`,
    ...section("Why", prose(docs.rationale)),
    ...section("What to do", prose(rule.remedy)),
    ...section("HCL", code(docs.snippets.hcl)),
    ...section("CDKTF, TypeScript", code(docs.snippets.cdktfTypescript)),
    ...section("CDKTF, Python", code(docs.snippets.cdktfPython)),
    ...section("Flagged, for example", example("flagged")),
    ...section("Not flagged, though close", example("clean")),
    ...section("Parameters", indented(docs.parameters)),
    ...section("Controls", indented(docs.controls)),
    ...section("Sources", docs.sources.flatMap(({ title, url }) => indented([title, `  ${url}`]))),
  ];
  return `${lines.join("\n")}\n`;
}

/** JSON that was written on one line, on several. */
function laidOut(json) {
  return json.trim().includes("\n") ? json : JSON.stringify(JSON.parse(json), null, 2);
}

function code(text) {
  return indented(text.replace(/^\n+|\s+$/g, "").split("\n"));
}

function indented(lines) {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}
