// `planproof check`: files in, reports out, exit code.

import { fstatSync } from "node:fs";
import { guarded, merged } from "../api.mjs";
import { loaded } from "../engine.mjs";
import { render } from "../index.mjs";
import { UsageError } from "./arguments.mjs";
import { judgeAll } from "./check/all.mjs";
import { append, readDestinations, write } from "./check/destinations.mjs";
import { STANDARD } from "./check/input.mjs";
import { complaint, failureOf } from "./check/judge.mjs";
import { policyOf } from "./check/policy.mjs";
import { complain } from "./terminal.mjs";

export default async function carryOut(values, positionals) {
  const destinations = readDestinations(values);
  const isQuiet = values.quiet === true;
  const paths = positionals.length > 0 ? positionals : [isPiped() ? STANDARD : "."];
  if (paths.filter((path) => path === STANDARD).length > 1) {
    throw new UsageError("`-` is given twice, but standard input can be read only once");
  }
  let asked;
  const mistake = await failureOf(() => void (asked = policyOf(values)));
  if (mistake) return exitCode([complaint(undefined, mistake)]);
  // A baseline is for all inputs, and accepted by what is said of them together.
  const { baseline, ...own } = asked;
  const terraform = values["like-terraform"] ? await import("./check/validation.mjs") : undefined;
  const policy = terraform ? terraform.asTerraform(own) : own;

  const { reports, notes, complaints } = await judgeAll(paths, policy, { isQuiet });
  if (!isQuiet) notes.forEach(complain);
  const report =
    reports.length > 0 ? accepted(reports, baseline, values["write-baseline"], complaints) : undefined;
  if (terraform) {
    const answer = terraform.validation(report, complaints);
    complaints.push(...destinations.flatMap(({ file }) => write(file, () => inJson(answer)) ?? []));
    if (complaints.length === 0) return answer.valid ? 0 : 1;
  } else if (report) {
    complaints.push(...(await give(report, destinations, isQuiet, values.color)));
  }
  return exitCode(complaints, report);
}

function inJson(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Complains last, where a verdict on the other inputs cannot be taken for one on all of them. */
function exitCode(complaints, report) {
  complaints.forEach(complain);
  if (complaints.length > 0) return 2;
  return report.summary.failing > 0 ? 1 : 0;
}

/** Whether something is to be read from standard input, and it is not a terminal or nothing at all. */
function isPiped() {
  try {
    const facts = fstatSync(0);
    return facts.isFIFO() || facts.isFile() || facts.isSocket();
  } catch {
    return false;
  }
}

/** The reports as one, with what a baseline accepts; one that is to be written accepts everything. */
function accepted(reports, baseline, file, complaints) {
  const engine = loaded();
  const report = merged(engine, reports);
  if (file === undefined) return baseline ? guarded(() => engine.accept(report, baseline)) : report;
  const text = engine.baseline(report);
  const complaint = write(file, () => text);
  if (complaint) complaints.push(complaint);
  return engine.accept(report, JSON.parse(text));
}

/** Writes the report to where it goes; gives complaints about what could not be written. */
async function give(report, destinations, isQuiet, color) {
  const { failing } = isQuiet ? await import("./check/quiet.mjs") : {};
  const complaints = destinations.flatMap(({ format, file }) => {
    const shown = isQuiet && format === "text" ? failing(report) : report;
    const rendered = (color) => (shown === undefined ? "" : render(shown, format, { color }));
    return write(file, rendered, color) ?? [];
  });
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary && destinations.some(({ format }) => format === "github")) {
    // What other steps have written there stays.
    complaints.push(append(summary, render(report, "markdown")) ?? []);
  }
  return complaints.flat();
}
