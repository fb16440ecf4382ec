// `planproof init`: a policy's file to begin with.

import { existsSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { findPolicy } from "../policy.mjs";
import { UsageError } from "./arguments.mjs";

const NAME = "planproof.json";
const SCHEMA = "node_modules/planproof/planproof.schema.json";

export default function carryOut(_, [unexpected]) {
  if (unexpected !== undefined) {
    throw new UsageError(
      `\`planproof init\` takes no \`${unexpected}\`; run it in the folder that is to have ${NAME}`,
    );
  }
  const above = findPolicy(dirname(resolve(NAME, "..")));
  try {
    writeFileSync(NAME, policy({ schema: schemaFrom(process.cwd()), above: above && fromHere(above) }), { flag: "wx" });
  } catch (error) {
    if (error.syscall === undefined) throw error;
    const reason = error.code === "EEXIST" ? "it is there already; change it, or remove it first" : error.message;
    throw new UsageError(`cannot write \`${NAME}\`: ${reason}`);
  }
  process.stdout.write(next);
  return 0;
}

const next = `Wrote ${NAME}. What comes next:

  planproof check .                                          what fails today
  planproof explain RULE                                     why, and how to mend it
  planproof check . --write-baseline planproof-baseline.json
                                                             accept that, so that only what is new fails

Keep ${NAME} and the baseline in version control.
`;

/** The file: what is said is the default, and what is left to say is in comments. */
function policy({ schema, above }) {
  const completion = schema
    ? `  "$schema": "${schema}",\n`
    : `  // Editors complete and check this file by the schema, once the package is installed here.
  // "$schema": "./${SCHEMA}",
`;
  const base = above
    ? `  // What holds above this folder, and is changed by what follows.
  "extends": ${JSON.stringify(above)},
`
    : `  // Policies that this one is laid over: packages and files.
  // "extends": ["./team.json"],
`;
  return `// How \`planproof check\` judges what is in this folder and below. Every key may be left out.
{
${completion}
${base}
  // Which rules run: "recommended", or "all", with those that are a matter of opinion.
  "profile": "recommended",

  // From which severity on a finding fails the check: critical, high, medium, low, info or never.
  "failOn": "medium",

  // Rules and whole categories: "off", "on" for what the profile leaves out, or another severity.
  // \`planproof rules\` lists them.
  "rules": {
    // "missing-environment-suffix": "off",
    // "cost": "low",
  },

  // What is accepted, and why. \`*\` in an address stands for any characters.
  "waivers": [
    // {
    //   "rule": "nat-gateway-outside-production",
    //   "address": "module.network.*",
    //   "reason": "the load test needs the bandwidth",
    //   "expires": "2099-12-31",
    //   "owner": "platform",
    // },
  ],

  // What is accepted until it is mended; \`planproof check . --write-baseline planproof-baseline.json\` writes it.
  // "baseline": "planproof-baseline.json",

  // The tags that every resource must carry, and the regions that the stack may be in.
  // "requiredTags": ["Project", "Owner"],
  // "regions": ["eu-central-1"],

  // The environment, and the token that keeps names of parallel deployments apart; both are detected if not given.
  // "environment": "prod",
  // "environmentSuffix": "pr4321",

  // Values for the root variables of a configuration; a plan has its own.
  // "variables": { "instance_count": 2 },
}
`;
}

/** The schema of the package that is installed for a folder. */
function schemaFrom(folder) {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, SCHEMA);
    if (existsSync(path)) return fromHere(path);
    if (at === dirname(at)) return undefined;
  }
}

function fromHere(path) {
  const short = relative(process.cwd(), path).replaceAll("\\", "/");
  return short.startsWith("..") ? short : `./${short}`;
}
