// What the program says about itself, laid out from the table of commands.

import { commands } from "./commands.mjs";
import { advice, nearest } from "./spelling.mjs";
import { wrapped } from "./terminal.mjs";

const COLUMNS = 100;

/** Where the meanings of options begin, and of commands. */
const INDENT = { options: 31, commands: 21 };

export const usage = `Usage: planproof check [FILE | FOLDER | -]...
       planproof rules
       planproof explain RULE
       planproof init

Check a plan:  terraform show -json tfplan | planproof check
More:          planproof --help
`;

/** The page of the program itself. */
export function overview() {
  const names = Object.entries(commands).map(([name, { operands, summary }]) =>
    entry(operands ? `${name} ${operands.short ?? operands.usage}` : name, summary, INDENT.commands),
  );
  const options = [
    entry("-h, --help", "print this; after a command, print its options", INDENT.commands),
    entry("-V, --version", "print the version", INDENT.commands),
  ];
  return `Proves a Terraform plan before it is applied.

Usage: planproof COMMAND [OPTIONS]

${section("Commands", names)}
${section("Options", options)}
Nothing leaves this machine: the check runs in this process.
`;
}

/** The page of a command. */
export function page(name) {
  return pageOf(`planproof ${name}`, commands[name]);
}

/** The page of a command that is typed so, from an entry as the table of commands has them. */
export function pageOf(command, { summary, operands, details, options, exits, examples }) {
  const described = Object.entries(options).map(([flag, option]) =>
    entry(spelled(flag, option), meaning(option), INDENT.options),
  );
  const parts = [
    `${sentence(summary)}\n`,
    `Usage: ${[command, operands?.usage, "[OPTIONS]"].filter(Boolean).join(" ")}\n`,
    details && `${details}\n`,
    section("Options", described),
    exits && section("Exit code", exits.map((meaning, code) => `  ${code}  ${meaning}\n`)),
    section("Examples", examples.map((example) => `  ${example}\n`)),
  ];
  return parts.filter(Boolean).join("\n");
}

/** What is wrong with a word that stands where a command should. */
export function unknownCommand(word) {
  const more = "see `planproof --help`";
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

function section(title, lines) {
  return `${title}:\n${lines.join("")}`;
}

/** A word and what it means, the meaning in a column of its own; a word that reaches into it has a line for itself. */
function entry(word, meaning, indent) {
  const start = `  ${word}`;
  const [first, ...others] = wrapped(meaning, COLUMNS - indent).map((line) => " ".repeat(indent) + line);
  const lines = start.length + 2 > indent ? [start, first] : [start + first.slice(start.length)];
  return [...lines, ...others].map((line) => `${line}\n`).join("");
}

function spelled(flag, { short, value }) {
  const name = short ? `${short}, ${flag}` : flag;
  return value ? `${name} ${value}` : name;
}

function meaning({ values, about }) {
  return values ? about.replace("VALUES", choice(values)) : about;
}

function choice(words) {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
