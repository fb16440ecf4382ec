// What shells complete, asked of the shells themselves where they are installed.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { rules } from "planproof";
import { commands } from "../cli/commands.mjs";
import { planproof } from "./program.mjs";

const scratch = mkdtempSync(join(tmpdir(), "planproof-completion-"));
after(() => rmSync(scratch, { recursive: true }));
writeFileSync(join(scratch, "plan.json"), "");

const names = rules().map(({ name }) => name);

/** How each shell is asked what may stand at the end of a line: the script's path and the line in, candidates out. */
const shells = {
  bash(script, line) {
    const ask = `
      source "$1"; shift
      complete -p planproof | grep -q -- '-o default -F _planproof' || exit 9
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      _planproof planproof "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    // Readline breaks words at the equals sign too.
    const words = line.split(" ").flatMap((word) => word.split(/(?<==)|(?==)/));
    return run("bash", ["--norc", "-c", ask, "bash", script, ...words]);
  },
  zsh(script, line) {
    const ask = `
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell "cd \${(q)2}; autoload -U compinit; compinit -u -D; source \${(q)1}; PROMPT= LISTMAX=1000"
      zpty -w shell 'compadd() { local -a o=("$@"); if [[ \${o[(r)-O]} == -O || \${o[(r)-A]} == -A || \${o[(r)-D]} == -D ]]; then builtin compadd "$@"; return; fi; local -a found; builtin compadd -A found "$@"; print -rl -- "<"\${^found}">" >> candidates; builtin compadd "$@" }'
      zpty -w shell "bindkey '^I' complete-word; print ready > ready"
      while [[ ! -e $2/ready ]]; do sleep 0.05; done
      zpty -w -n shell "$3"$'\\t'
      zpty -w shell $'\\x15'"print done > done"
      for i in {1..600}; do [[ -e $2/done ]] && break; sleep 0.05; done
      cat $2/candidates`;
    for (const name of ["ready", "done", "candidates"]) rmSync(join(scratch, name), { force: true });
    return run("zsh", ["-f", "-c", ask, "zsh", script, scratch, line]).map((each) => each.slice(1, -1));
  },
  fish(script, line) {
    const ask = `source $argv[1]; complete -C $argv[2]`;
    const found = run("fish", ["--no-config", "-c", ask, script, line]);
    return found.map((each) => each.split("\t")[0].replace(/^--[a-z-]+=/, ""));
  },
};

function run(shell, words) {
  const out = execFileSync(shell, words, { cwd: scratch, encoding: "utf8", env: { ...process.env, TERM: "dumb" } });
  return out.split("\n").filter(Boolean);
}

for (const [shell, ask] of Object.entries(shells)) {
  const isThere = spawnSync(shell, ["--version"]).status === 0;
  describe(shell, { skip: !isThere && `${shell} is not installed` }, () => {
    const script = join(scratch, `completion.${shell}`);
    const complete = (line) => [...new Set(ask(script, line))].sort();
    test("the script is made", () => {
      const { code, out, err } = planproof(["completion", shell]);
      assert.deepEqual({ code, err }, { code: 0, err: "" });
      writeFileSync(script, out);
    });
    test("commands", () => {
      assert.deepEqual(complete("planproof c"), ["check", "completion"]);
      const all = complete("planproof ");
      for (const name of Object.keys(commands)) assert.ok(all.includes(name), `${name} of ${all}`);
    });
    test("options", () => {
      assert.deepEqual(complete("planproof check --env"), ["--environment", "--environment-suffix"]);
      assert.ok(complete("planproof check --q").includes("--quiet"));
    });
    test("values of options", () => {
      const severities = commands.check.options["--fail-on"].values;
      assert.deepEqual(complete("planproof check --fail-on "), [...severities].sort());
      assert.deepEqual(complete("planproof check --profile=rec"), ["recommended"]);
      assert.deepEqual(complete("planproof rules --format m"), ["markdown"]);
    });
    test("names of rules", () => {
      assert.deepEqual(complete("planproof explain "), [...names].sort());
      assert.deepEqual(complete("planproof explain peering-not"), ["peering-not-accepted"]);
    });
    test("names of shells", () => {
      assert.deepEqual(complete("planproof completion f"), ["fish"]);
    });
    test("names of files are left to the shell", () => {
      const found = complete("planproof check pl");
      assert.deepEqual(found, shell === "bash" ? [] : ["plan.json"]);
    });
  });
}

describe("powershell", { skip: spawnSync("pwsh", ["-Version"]).status !== 0 && "PowerShell is not installed" }, () => {
  const complete = (line) => {
    const script = `
      Invoke-Expression (Get-Content -Raw $env:COMPLETION)
      [System.Management.Automation.CommandCompletion]::CompleteInput($env:LINE, $env:LINE.Length, $null).CompletionMatches.CompletionText`;
    const path = join(scratch, "completion.ps1");
    writeFileSync(path, planproof(["completion", "powershell"]).out);
    const env = { ...process.env, COMPLETION: path, LINE: line };
    return execFileSync("pwsh", ["-NoProfile", "-Command", script], { env, encoding: "utf8" }).split(/\r?\n/).filter(Boolean).sort();
  };
  test("commands, options, values and rules", () => {
    assert.deepEqual(complete("planproof c"), ["check", "completion"]);
    assert.deepEqual(complete("planproof check --env"), ["--environment", "--environment-suffix"]);
    assert.deepEqual(complete("planproof check --profile rec"), ["recommended"]);
    assert.deepEqual(complete("planproof explain peering-not"), ["peering-not-accepted"]);
  });
});

test("each script names every command, option and rule", () => {
  for (const shell of commands.completion.operands.values) {
    const { code, out } = planproof(["completion", shell]);
    assert.equal(code, 0);
    const wanted = Object.entries(commands).flatMap(([name, { options }]) => [name, ...Object.keys(options)]);
    const bare = (word) => (shell === "fish" ? word.replace(/^--/, "") : word);
    for (const word of [...wanted, ...names]) assert.ok(out.includes(bare(word)), `${shell}: ${word}`);
    assert.doesNotMatch(out, /[^\n -~]/, "a shell may run in any character set");
  }
});
