// The commands, their options, and where each is carried out; a command's module is loaded only when it runs.

const help = { "--help": {} };

/** The formats of a report. */
export const reportFormats = {
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
};

export const commands = {
  check: {
    load: () => import("./check.mjs"),
    options: {
      "--format": reportFormats,
      "--output": { takes: "a file, or `FORMAT=FILE`", repeat: true },
      "--profile": { takes: "`recommended` or `all`", values: ["recommended", "all"] },
      "--fail-on": {
        takes: "a severity or `never`",
        values: ["critical", "high", "medium", "low", "info", "never"],
      },
      "--environment-suffix": { takes: "such as `pr4321`" },
      "--environment": { takes: "such as `prod` or `dev`" },
      "--region": { takes: "such as `eu-west-1`", repeat: true },
      "--required-tag": { takes: "such as `Project`", repeat: true },
      "--var": { takes: "`NAME=VALUE`", repeat: true },
      "--policy": { takes: "a file such as `planproof.json`" },
      "--baseline": { takes: "a file" },
      "--write-baseline": { takes: "a file" },
      ...help,
    },
  },
  rules: {
    load: () => import("./rules.mjs"),
    options: {
      "--format": { takes: "`text`, `json` or `markdown`", values: ["text", "json", "markdown"] },
      ...help,
    },
  },
  explain: {
    load: () => import("./explain.mjs"),
    options: help,
  },
};
