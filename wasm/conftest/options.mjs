// The options of `conftest planproof`: those of `conftest test` that are about inputs, output and exit codes.
//
// Those about Rego are refused, each with what does the same here. Ignored, they would let somebody believe that his
// own rules had run.

import { checkValue, UsageError } from "../npm/cli/arguments.mjs";

/** What people type. */
export const NAME = "conftest planproof";

/** The namespace that all results are of. */
export const NAMESPACE = "main";

/** The formats of Conftest. */
const formats = ["stdout", "json", "tap", "table", "junit", "github", "azuredevops", "sarif"];

/** As the table of commands has them. */
export const command = {
  summary: "find what would make a Terraform deployment fail, leak, cost too much or not survive",
  operands: { usage: "FILE | FOLDER | -..." },
  details: `FILE is a plan or a state as \`terraform show -json\` prints it, or configuration in JSON syntax. Of a
FOLDER, everything below it is tested that is meant for Terraform. For \`-\` standard input is read.

What \`failOn\` of planproof.json fails (default: medium) is a failure, the rest is a warning, and
what it accepts is an exception. All results are of the namespace \`main\`. Rego is not read:
\`conftest test -p adapter\` brings the findings of \`planproof check\` beside rules in Rego.`,
  options: {
    "--output": {
      short: "-o",
      value: "FORMAT",
      takes: "such as `table`",
      values: formats,
      about: "how results are written: VALUES (default: stdout)",
    },
    "--fail-on-warn": { about: "exit with 1 where there are only warnings, and with 2 where there are failures" },
    "--no-fail": { about: "exit with 0 whatever is found; what cannot be judged still exits with 1" },
    "--quiet": { about: "print nothing where the exit code is 0" },
    "--no-color": {
      about: "no colours in stdout, which has them wherever it goes, as Conftest's; NO_COLOR says the same",
    },
    "--suppress-exceptions": { about: "leave exceptions out of stdout" },
    "--combine": { about: "one result of all inputs together, called Combined" },
    "--ignore": { value: "REGEX", takes: "a regular expression", about: "leave out the files whose paths it matches" },
    "--stdin-filename": { value: "NAME", takes: "a name", about: "what standard input is called in results" },
    "--junit-hide-message": { about: "no messages in the names of junit's tests" },
    "--github-hide-passed": { about: "in github, leave out inputs in which nothing is found" },
    "--policy": {
      short: "-p",
      value: "FILE",
      takes: "a file such as `planproof.json`",
      about:
        "which rules run, how strict, and what is accepted (default: planproof.json in this folder or one above it)",
    },
    "--namespace": {
      short: "-n",
      value: "NAME",
      takes: "`main`",
      repeat: true,
      about: "only main is taken: there is no other",
    },
    "--all-namespaces": { about: "the same as without it" },
    "--parser": { value: "NAME", takes: "`json`", about: "only json is taken" },
    "--help": { short: "-h", about: "print this" },
  },
  exits: [
    "nothing found that fails",
    "failures; with --fail-on-warn only warnings; or something could not be tested",
    "with --fail-on-warn, failures",
  ],
  examples: [
    "conftest planproof plan.json",
    "terraform show -json tfplan | conftest planproof -o junit - > results.xml",
    "conftest planproof cdktf.out --fail-on-warn -o github",
  ],
};

/** What takes the place of options that are about Rego. */
const refused = {
  "--data": "parameters of rules stand in planproof.json",
  "-d": "parameters of rules stand in planproof.json",
  "--update": "the rules come with the package: `npm update planproof`",
  "-u": "the rules come with the package: `npm update planproof`",
  "--trace": "`planproof explain RULE` says what a rule looks at",
  "--strict": "no Rego is compiled",
  "--show-builtin-errors": "no Rego is run",
  "--capabilities": "no Rego is run",
  "--rego-version": "no Rego is read",
  "--proto-file-dirs": "only Terraform JSON is read",
  "--tls": "nothing is fetched",
  "--config-file": "policies stand in planproof.json",
  "-c": "policies stand in planproof.json",
};

/** Throws where one of the words is an option of `conftest test` that means nothing here. */
export function refuse(words) {
  const end = words.indexOf("--");
  for (const word of end < 0 ? words : words.slice(0, end)) {
    const [flag] = word.split("=");
    if (!Object.hasOwn(refused, flag)) continue;
    throw new UsageError(`\`${flag}\` has no meaning for \`${NAME}\`: ${refused[flag]}`);
  }
}

/** Options whose variables, such as `CONFTEST_POLICY`, are about Rego, and for `conftest test`. */
const forRego = ["policy", "namespace", "all-namespaces", "parser", "help"];

/**
 * The values of options, with those that the environment gives as Conftest reads it, and `ignore` as an expression.
 *
 * @throws {UsageError} where one of them cannot be.
 */
export function read(given, env) {
  const values = { output: "stdout", ...fromEnvironment(env), ...given };
  if (env.NO_COLOR) values["no-color"] = true;
  const other = values.namespace?.find((name) => name !== NAMESPACE);
  if (other !== undefined) {
    const help = `all rules are in \`${NAMESPACE}\`; planproof.json says which of them run`;
    throw new UsageError(`there is no namespace \`${other}\`: ${help}`);
  }
  if (values.parser !== undefined && values.parser !== "json") {
    const help = "only Terraform JSON is read; `terraform show -json` writes it";
    throw new UsageError(`\`--parser ${values.parser}\`: ${help}`);
  }
  if (values.policy?.endsWith(".rego")) {
    throw new UsageError(`\`${values.policy}\`: no Rego is read; \`--policy\` names a file such as \`planproof.json\``);
  }
  if (values.ignore !== undefined) values.ignore = expression(values.ignore);
  return values;
}

function fromEnvironment(env) {
  const found = {};
  for (const [flag, option] of Object.entries(command.options)) {
    const name = flag.slice(2);
    const variable = `CONFTEST_${name.replaceAll("-", "_").toUpperCase()}`;
    const text = env[variable];
    if (!text || forRego.includes(name)) continue;
    if (option.values) checkValue(variable, option, text);
    found[name] = option.value === undefined ? truth(variable, text) : text;
  }
  return found;
}

/** What Go takes for true and false. */
function truth(variable, text) {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(?:0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw new UsageError(`the variable \`${variable}\` must be \`true\` or \`false\``);
}

function expression(text) {
  try {
    return new RegExp(text, "u");
  } catch {
    throw new UsageError(`\`--ignore ${text}\` is no regular expression; escape what is meant literally by \`\\\``);
  }
}
