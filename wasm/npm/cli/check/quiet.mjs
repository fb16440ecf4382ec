// What `--quiet` leaves of a report.

import { dirname } from "node:path";
import { severities } from "../commands.mjs";

/** The report with only the findings that fail the check, and the inputs that they are in; nothing where none does. */
export function failing(report) {
  const { summary } = report;
  if (summary.failing === 0) return undefined;
  const rank = (severity) => severities.indexOf(severity);
  const findings = report.findings.filter(({ severity }) => rank(severity) <= rank(summary.failOn));
  const counts = severities.map((name) => [name, findings.filter(({ severity }) => severity === name).length]);
  const blockers = findings.filter(({ blocking }) => blocking).length;
  return {
    ...report,
    inputs: report.inputs.filter((input) => findings.some(isOf(input))).map((input) => ({ ...input, notes: [] })),
    findings,
    waived: [],
    waivers: [],
    baseline: null,
    undetermined: [],
    summary: {
      ...summary,
      ...Object.fromEntries(counts),
      waived: 0,
      undetermined: 0,
      deployable: blockers === 0,
      blockers,
    },
  };
}

/** Whether a finding is of an input, which may be the folder of several files. */
function isOf({ path }) {
  return ({ location: { file } }) => file === path || dirname(file) === path;
}
