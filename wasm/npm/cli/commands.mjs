// The commands: what each is for, what it takes, and where it is carried out.
//
// Help, completion and the reading of a command line all come from this table. A command's module is loaded only when
// it runs.
//
// An option is `{ about }`, and `{ value }` where it takes one, named as help shows it; `values` are the only ones
// allowed and stand in `about` for VALUES, `later` those that this version does not support, `takes` says in an error
// what else is wanted. `repeat` gathers a list, `kind` tells completion what stands there.

const help = { "--help": { short: "-h", about: "print this" } };

const color = {
  "--color": {
    value: "WHEN",
    values: ["auto", "always", "never"],
    about:
      "colours in text on standard output: VALUES (default: auto, which asks the terminal, NO_COLOR and FORCE_COLOR)",
  },
};

/** The formats of a report. */
export const reportFormats = {
  value: "FORMAT",
  takes: "such as `text` or `sarif`",
  values: [
    "text",
    "json",
    "sarif",
    "junit",
    "github",
    "gitlab",
    "azure",
    "markdown",
    "tap",
    "checkstyle",
    "conftest",
  ],
  about:
    "how the report is written: VALUES (default: text); github also adds the markdown to $GITHUB_STEP_SUMMARY",
};

/** How bad a finding is, the worst first. */
export const severities = ["critical", "high", "medium", "low", "info"];

export const commands = {
  check: {
    load: () => import("./check.mjs"),
    summary: "find what would make the deployment fail, leak, cost too much or not survive",
    operands: { usage: "[FILE | FOLDER | -]...", short: "[FILE]...", kind: "file" },
    details: `FILE is a plan or a state as \`terraform show -json\` prints it, a terraform.tfstate, or
configuration in JSON syntax (*.tf.json, cdk.tf.json). The *.tf.json of one folder are read as
one configuration, as Terraform reads them, override files among them. For \`-\` standard input is
read; so it is where nothing is named and something is piped in. Else this folder is checked.

Of a FOLDER, everything below it is checked that is meant for Terraform: each stack of a cdktf.out,
its *.tf.json, and plans as they are mostly called (plan.json, tfplan.json, NAME.tfplan.json,
NAME.plan.json). Hidden folders and node_modules are left out; what Git ignores is not, since plans
and cdktf.out mostly are. One line says what else may have been meant, such as files of HCL.`,
    options: {
      "--format": reportFormats,
      "--output": {
        value: "[FORMAT=]FILE",
        takes: "a file, or `FORMAT=FILE`",
        repeat: true,
        kind: "file",
        about:
          "write the report to FILE instead of standard output; FORMAT=FILE is one more report; may repeat",
      },
      "--like-terraform": {
        about: "say only what Terraform would refuse, in the JSON of `terraform validate -json`",
      },
      "--quiet": {
        short: "-q",
        about: "in text, say only what fails the check, and nothing where nothing does; errors are still said",
      },
      ...color,
      "--policy": {
        value: "FILE",
        takes: "a file such as `planproof.json`",
        kind: "file",
        about:
          "which rules run, how strict, and what is accepted (default: planproof.json in this folder or one above it)",
      },
      "--baseline": {
        value: "FILE",
        takes: "a file",
        kind: "file",
        about: "accept the findings that FILE holds",
      },
      "--write-baseline": {
        value: "FILE",
        takes: "a file",
        kind: "file",
        about: "accept the findings that there are, and keep them in FILE",
      },
      "--profile": {
        value: "PROFILE",
        values: ["recommended", "all"],
        about: "which rules run: VALUES (default: recommended)",
      },
      "--fail-on": {
        value: "SEVERITY",
        takes: "a severity or `never`",
        values: [...severities, "never"],
        about: "what fails the check: VALUES (default: medium)",
      },
      "--environment-suffix": {
        value: "SUFFIX",
        takes: "such as `pr4321`",
        about: "the token that keeps names of parallel deployments apart (default: detected)",
      },
      "--environment": {
        value: "NAME",
        takes: "such as `prod` or `dev`",
        about: "the environment, such as prod or dev (default: detected)",
      },
      "--region": {
        value: "REGION",
        takes: "such as `eu-west-1`",
        repeat: true,
        about: "a region that the stack may be in; may repeat (default: any)",
      },
      "--required-tag": {
        value: "KEY",
        takes: "such as `Project`",
        repeat: true,
        about:
          "a tag that every resource must carry; may repeat (default: those that " +
          "`planproof explain missing-required-tags` names)",
      },
      "--var": {
        value: "NAME=VALUE",
        takes: "`NAME=VALUE`",
        repeat: true,
        about: "the value of a variable of a configuration; may repeat",
      },
      ...help,
    },
    exits: [
      "nothing found at or above --fail-on",
      "findings at or above it",
      "could not check: unreadable, not Terraform JSON, or a mistake in the command",
    ],
    examples: [
      "terraform plan -out=tfplan && terraform show -json tfplan | planproof check",
      "planproof check cdktf.out --environment-suffix pr4321",
      "planproof check plan.json --fail-on high --output json=report.json",
      "planproof check plan.json --format github --output sarif=planproof.sarif",
      "planproof check . --quiet",
    ],
  },
  rules: {
    load: () => import("./rules.mjs"),
    summary: "list the rules: name, severity, category and what each finds",
    options: {
      "--format": {
        value: "FORMAT",
        values: ["text", "json", "markdown"],
        about: "how the list is written: VALUES (default: text)",
      },
      ...help,
    },
    examples: ["planproof rules | grep peering", "planproof rules --format markdown > RULES.md"],
  },
  explain: {
    load: () => import("./explain.mjs"),
    summary: "say why a rule matters and how to mend what it finds, in HCL and CDKTF",
    operands: { usage: "RULE", kind: "rule" },
    details: "`planproof rules` lists the rules.",
    options: { ...color, ...help },
    examples: ["planproof explain peering-not-accepted"],
  },
  init: {
    load: () => import("./init.mjs"),
    summary: "write a planproof.json to begin with, in this folder",
    details: "It holds the defaults, and in comments what is changed most. One that is there is left alone.",
    options: help,
    examples: ["planproof init && planproof check ."],
  },
  completion: {
    load: () => import("./completion.mjs"),
    summary: "print what makes a shell complete commands, options and names of rules",
    operands: { usage: "SHELL", values: ["bash", "zsh", "fish", "powershell"] },
    options: help,
    examples: [
      'eval "$(planproof completion bash)"                        # in ~/.bashrc',
      'eval "$(planproof completion zsh)"                         # in ~/.zshrc, after compinit',
      "planproof completion fish | source                         # in ~/.config/fish/config.fish",
      "planproof completion powershell | Out-String | Invoke-Expression   # in $PROFILE",
    ],
  },
};
