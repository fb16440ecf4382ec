// What the program says about itself.

import { commands } from "./commands.mjs";
import { advice, nearest } from "./spelling.mjs";

export const usage = `Usage: planproof check [FILE | FOLDER | -]...
       planproof rules
       planproof explain RULE

Check a plan:  terraform show -json tfplan | planproof check
More:          planproof --help
`;

export const help = {
  planproof: `Proves a Terraform plan before it is applied.

Usage: planproof COMMAND [OPTIONS]

Commands:
  check [FILE | -]...  find what would make the deployment fail, leak, cost too much or not survive
  rules                list the rules
  explain RULE         say why a rule matters and how to mend what it finds

Options:
  -h, --help           print this; after a command, print its options
  -V, --version        print the version

Nothing leaves this machine: the check runs in this process.
`,

  check: `Finds what would make a deployment fail, leak, cost too much or not survive.

Usage: planproof check [FILE | FOLDER | -]... [OPTIONS]

FILE is a plan or a state as \`terraform show -json\` prints it, a terraform.tfstate, or
configuration in JSON syntax (*.tf.json, cdk.tf.json). The *.tf.json of one folder are read as
one configuration, as Terraform reads them, override files among them. Of a FOLDER everything
below it is checked: its *.tf.json, and each stack of a cdktf.out. For \`-\` standard input is
read; so it is without any, or at a terminal this folder.

Options:
  --format FORMAT              how the report is written: text, json, sarif, junit, github, gitlab,
                               azure, markdown, tap, checkstyle or conftest (default: text);
                               github also adds the markdown to $GITHUB_STEP_SUMMARY
  --output FILE                write the report to FILE instead of standard output
  --output FORMAT=FILE         write one more report to FILE; may repeat
  --policy FILE                which rules run, how strict, and what is accepted
                               (default: planproof.json in this folder or one above it)
  --baseline FILE              accept the findings that FILE holds
  --write-baseline FILE        accept the findings that there are, and keep them in FILE
  --profile recommended|all    which rules run (default: recommended)
  --fail-on SEVERITY           what fails the check: critical, high, medium, low, info or never
                               (default: medium)
  --environment-suffix SUFFIX  the token that keeps names of parallel deployments apart
                               (default: detected)
  --environment NAME           the environment, such as prod or dev (default: detected)
  --region REGION              a region that the stack may be in; may repeat (default: any)
  --required-tag KEY           a tag that every resource must carry; may repeat
                               (default: those that \`planproof explain missing-required-tags\` names)
  --var NAME=VALUE             the value of a variable of a configuration; may repeat
  -h, --help                   print this

Exit code:
  0  nothing found at or above --fail-on
  1  findings at or above it
  2  could not check: unreadable, not Terraform JSON, or a mistake in the command

Examples:
  terraform plan -out=tfplan && terraform show -json tfplan | planproof check
  planproof check cdktf.out --environment-suffix pr4321
  planproof check plan.json --fail-on high --output json=report.json
  planproof check plan.json --format github --output sarif=planproof.sarif
`,

  rules: `Lists the rules: name, severity, category and what each finds.

Usage: planproof rules [OPTIONS]

Options:
  --format text|json|markdown  how the list is written (default: text)
  -h, --help                   print this
`,

  explain: `Says why a rule matters and how to mend what it finds, in HCL and CDKTF.

Usage: planproof explain RULE

Options:
  -h, --help  print this

\`planproof rules\` lists the rules.
`,
};

/** What is wrong with a word that stands where a command should. */
export function unknownCommand(word) {
  const more = "see `planproof --help`";
  if (word === "init") return `\`init\` is not supported in this version; ${more}`;
  if (word.startsWith("-") && word !== "-") {
    const near = nearest(word, ["--help", "--version"]);
    return `\`${word}\` is not an option of \`planproof\` without a command; ${advice(near, more)}`;
  }
  if (/^-$|[./\\]/.test(word)) {
    return `\`${word}\` is not a command; ${advice(`planproof check ${word}`, more)}`;
  }
  const near = nearest(word, Object.keys(commands));
  return `\`${word}\` is not a command; ${advice(near, more)}`;
}
