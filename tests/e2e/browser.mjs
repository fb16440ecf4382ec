// Starts the browser that the machine has, and opens the playground in it.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { chromium } from "playwright-core";

const NAMES = ["chromium", "google-chrome", "chromium-browser", "google-chrome-stable"];

/** Starts a browser: the one `CHROME` names, else the first on PATH. */
export async function launch() {
  const executablePath = process.env.CHROME ?? onPath();
  if (!executablePath) {
    throw new Error(`no browser found: set CHROME to one, or put one of ${NAMES.join(", ")} on PATH`);
  }
  return chromium.launch({
    executablePath,
    args: [
      // Containers run as root and share little memory.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-dev-shm-usage",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * Opens the playground in a page of its own and waits until the editor is there.
 * @returns the page, with `faults`: what it logged as an error, threw, or asked of another place
 */
export async function open(browser, origin, { hash = "", width = 1440, height = 900, theme = "light" } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    permissions: ["clipboard-read", "clipboard-write"],
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => {
    // The editor estimates the height of what it has not drawn, and says so when a jump makes it try again.
    if (message.text().startsWith("Measure loop restarted")) return;
    if (["error", "warning"].includes(message.type())) page.faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => page.faults.push(`thrown: ${error.message}`));
  page.on("request", (request) => {
    const { origin: asked, protocol } = new URL(request.url());
    if (asked !== origin && protocol !== "data:" && protocol !== "blob:") {
      page.faults.push(`request: ${request.url()}`);
    }
  });
  await page.goto(`${origin}/${hash}`);
  await page.locator(".cm-content").waitFor();
  // Keys go to the page in front, which in a browser of many pages need not be the newest.
  await page.bringToFront();
  return page;
}

function onPath() {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of NAMES) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}
