// Takes a picture of every state of the playground, for a person to look at: `npm run pictures -w tests/e2e FOLDER`.

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { launch, open } from "./browser.mjs";
import { serve } from "./site.mjs";

const folder = process.argv[2] ?? "pictures";
const plan = readFileSync(new URL("../fixtures/payments-broken/plan.json", import.meta.url), "utf8");
const widths = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

const findings = (page) => page.locator(".card").first().waitFor({ state: "attached" });
const paste = (page, text) => page.evaluate((pasted) => {
  const data = new DataTransfer();
  data.setData("text/plain", pasted);
  document.querySelector(".cm-content").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}, text);
const pane = async (page, name) => {
  const tab = page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name });
  if (await tab.isVisible()) await tab.click();
};

const states = {
  empty: async () => {},
  broken: async (page) => {
    await page.goto(`${page.url()}#example=broken`);
    await findings(page);
  },
  "broken-findings": async (page) => {
    await page.goto(`${page.url()}#example=broken`);
    await findings(page);
    await page.keyboard.press("F8");
    await pane(page, "Findings");
  },
  mended: async (page) => {
    await page.goto(`${page.url()}#example=mended`);
    await page.getByText("Deployable", { exact: true }).waitFor();
    await pane(page, "Findings");
  },
  "one-line": async (page) => {
    await paste(page, plan);
    await findings(page);
    await page.keyboard.press("F8");
    await page.keyboard.press("F8");
  },
  error: async (page) => {
    await paste(page, `${plan.slice(0, 300)}\n${plan.slice(300, 900)}`);
    await page.locator(".notice").waitFor({ state: "attached" });
    await pane(page, "Findings");
  },
  explain: async (page) => {
    await page.goto(`${page.url()}#example=broken`);
    await findings(page);
    await pane(page, "Findings");
    await page.getByRole("button", { name: "Explain" }).first().click();
    await page.waitForTimeout(300);
  },
  settings: async (page) => {
    await page.getByRole("button", { name: "Settings" }).click();
  },
  examples: async (page) => {
    await page.getByRole("button", { name: "Examples" }).click();
  },
};

mkdirSync(folder, { recursive: true });
const site = await serve();
const browser = await launch();
const wanted = process.argv.slice(3);
for (const [state, reach] of Object.entries(states)) {
  if (wanted.length && !wanted.includes(state)) continue;
  for (const [name, size] of Object.entries(widths)) {
    for (const theme of ["light", "dark"]) {
      const page = await open(browser, site.origin, { ...size, theme });
      await reach(page);
      await page.waitForTimeout(200);
      await page.screenshot({ path: join(folder, `${state}-${name}-${theme}.png`) });
      for (const fault of page.faults) console.log(`${state}-${name}-${theme}: ${fault}`);
      await page.context().close();
    }
  }
}
await browser.close();
await site.close();
