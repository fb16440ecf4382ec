// axe finds no fault in any state of the page, in either theme, at either width.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";

import { launch, open } from "./browser.mjs";
import { serve } from "./site.mjs";
import { choose, database, finding, paste, verdict } from "./steps.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const widths = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

const showFindings = async (page) => {
  const tab = page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: /Findings/ });
  if (await tab.isVisible()) await tab.click();
};

const states = {
  empty: async () => {},
  broken: async (page) => {
    await page.goto(`${page.url()}#example=broken`);
    await verdict(page, "Not deployable");
    await page.keyboard.press("F8");
  },
  findings: async (page) => {
    await page.goto(`${page.url()}#example=broken`);
    await verdict(page, "Not deployable");
    await showFindings(page);
  },
  mended: async (page) => {
    await page.goto(`${page.url()}#example=mended`);
    await verdict(page, "Deployable");
    await showFindings(page);
  },
  fault: async (page) => {
    await paste(page, '{"resource": {');
    await verdict(page, "Cannot be checked");
    await showFindings(page);
  },
  explanation: async (page) => {
    await paste(page, database());
    await finding(page, "hardcoded-password").waitFor({ state: "attached" });
    await showFindings(page);
    await finding(page, "hardcoded-password").getByRole("button", { name: "Explain" }).click();
    await page.locator(".snippet").waitFor();
  },
  tooltip: async (page) => {
    await paste(page, database());
    await page.locator(".mark").first().hover();
    await page.locator(".mark-tooltip").first().waitFor();
  },
  search: async (page) => {
    await paste(page, database());
    // What is still to be shown would move under the checker's hands; on a phone it is behind the text.
    await finding(page, "hardcoded-password").waitFor({ state: "attached" });
    await page.keyboard.press("Control+f");
    await page.locator(".cm-search").waitFor();
  },
  settings: async (page) => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByLabel("Environment suffix").waitFor();
  },
  examples: async (page) => {
    await page.getByRole("button", { name: "Examples" }).click();
    await page.getByRole("button", { name: "Payments, mended" }).waitFor();
  },
  "large file": async (page) => {
    await choose(page, "large.tf.json", database().padEnd(10_100_000));
    await finding(page, "hardcoded-password").waitFor();
  },
};

const rules = [{ name: "hardcoded-password", docs: {
  rationale: "Whoever reads the state reads `password`.",
  snippets: { hcl: 'password = "x" # no', cdktfTypescript: "// no", cdktfPython: "# no" },
  sources: [{ title: "Passwords in RDS", url: "https://docs.aws.amazon.com/" }], controls: [], parameters: [], examples: [],
} }];

let site;
let browser;
before(async () => {
  site = await serve({ replaced: { "rules.json": JSON.stringify(rules) } });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

for (const [state, reach] of Object.entries(states)) {
  describe(state, () => {
    for (const [width, size] of Object.entries(widths)) {
      for (const theme of ["light", "dark"]) {
        test(`${width}, ${theme}`, { timeout: 120_000 }, async () => {
          const page = await open(browser, site.origin, { ...size, theme });
          page.setDefaultTimeout(30_000);
          try {
            await reach(page);
            await page.evaluate(axe);
            const { violations } = await page.evaluate(() => window.axe.run());
            const told = violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary}`));
            assert.deepEqual(told, []);
            assert.deepEqual(page.faults, []);
          } finally {
            await page.context().close();
          }
        });
      }
    }
  });
}
