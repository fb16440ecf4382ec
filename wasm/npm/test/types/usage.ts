// How people call the package; every line that must not compile says so.

import { baseline, check, explain, loadPolicy, PlanproofError, render, rules, version } from "planproof";
import type { Finding, Format, Policy, PolicyFile, Report, RuleDocs } from "planproof";
import * as web from "planproof/web";

const policy: Policy = { profile: "all", failOn: "never", environmentSuffix: "pr4321" };
const strict: Policy = {
  rules: { cost: "off", "missing-required-tags": "low" },
  waivers: [{ rule: "cost", reason: "agreed", expires: "2027-01-31" }],
};
const written: PolicyFile = { ...strict, extends: "./team.json", baseline: "baseline.json" };
const found: Policy | undefined = await loadPolicy();
const named: Policy = await loadPolicy("planproof.json");
const fromText: Report = await check("{}");
const fromBytes: Report = await check(new Uint8Array(), policy);
const fromFiles: Report = await check([{ path: "plan.json", contents: "{}" }], null);
const first: Finding | undefined = fromText.findings[0];
const text: string = render([fromBytes, fromFiles], "text", { color: true });
const pages: Promise<RuleDocs>[] = rules().map(({ name }) => explain(name));
const words: string[] = [version, text, first?.location.pointer ?? ""];
await web.init(new URL("https://example.org/planproof.wasm"));
const sameType: typeof check = web.check;

try {
  await check("");
} catch (error) {
  if (error instanceof PlanproofError) words.push(error.code, error.help, error.location?.file ?? "");
}

// @ts-expect-error An input is given.
check();
// @ts-expect-error A file has a path.
check([{ contents: "{}" }]);
// @ts-expect-error A policy's keys are known.
check("{}", { failon: "high" });
// @ts-expect-error A waiver has a reason.
check("{}", { waivers: [{ rule: "cost" }] });
// @ts-expect-error A baseline is passed itself, not its path.
check("{}", { baseline: "baseline.json" });
// @ts-expect-error Severities are known.
check("{}", { failOn: "hihg" });
// @ts-expect-error Formats are known.
const format: Format = "xml";
// @ts-expect-error A report is no text.
render("{}", "json");
// @ts-expect-error Not every fault is one attribute's.
const attribute: string = first!.attribute;
// @ts-expect-error Only browsers load the engine by themselves.
import { init } from "planproof";

void [written, found, named, baseline(fromText), pages, sameType, format, attribute, init];
