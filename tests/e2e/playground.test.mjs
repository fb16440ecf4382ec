// The playground in a real browser, from a pasted plan to the line it is about.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { launch, open } from "./browser.mjs";
import { serve } from "./site.mjs";
import {
  beside, choose, database, drop, finding, paste, pressUntilAsked, selection, selectionIsVisible, verdict,
} from "./steps.mjs";

const phone = { width: 390, height: 844 };
const read = (path) => readFileSync(new URL(`../fixtures/${path}`, import.meta.url), "utf8");

let site;
let browser;
before(async () => {
  site = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** A test with a page of its own that must end without an error, a warning or a request to another place. */
function onPage(name, options, steps) {
  test(name, { timeout: 120_000 }, async () => {
    const page = await open(browser, options.origin ?? site.origin, options);
    page.setDefaultTimeout(30_000);
    try {
      await steps(page);
      assert.deepEqual(page.faults.filter((fault) => !options.expected?.test(fault)), []);
    } finally {
      await page.context().close();
    }
  });
}

describe("from text to findings and back", () => {
  onPage("a pasted configuration shows a finding; a click on it lands on its line", {}, async (page) => {
    await paste(page, database());
    const card = finding(page, "hardcoded-password");
    await card.waitFor();
    assert.match(await card.locator(".place").textContent(), /5:\d+/);
    await page.keyboard.press("Control+Home");
    await card.locator(".card-main").click();
    const { line, text, focused } = await selection(page);
    assert.equal(line, 5);
    assert.match(text, /password|swordfish-77/);
    assert.ok(focused, "the keyboard goes on in the editor");
    assert.equal(await card.getAttribute("aria-current"), "true");
  });

  onPage("a pasted plan in one line shows where in that line", {}, async (page) => {
    await paste(page, read("payments-broken/plan.json"));
    await verdict(page, "Not deployable");
    await finding(page, "hardcoded-password").locator(".card-main").click();
    const { line, text } = await selection(page);
    assert.equal(line, 1);
    assert.notEqual(text, "");
    assert.ok(await selectionIsVisible(page));
  });

  onPage("a click on a squiggle chooses its finding", {}, async (page) => {
    await paste(page, database());
    const card = finding(page, "hardcoded-password");
    await card.waitFor();
    assert.equal(await card.getAttribute("aria-current"), null);
    await page.locator(".mark", { hasText: /password|swordfish-77/ }).first().click();
    await page.locator(".card[aria-current]").waitFor();
    assert.equal(await card.getAttribute("aria-current"), "true");
  });

  onPage("F8 steps through the findings in the order of the text, and around", {}, async (page) => {
    await page.goto(`${page.url()}#example=broken`);
    await verdict(page, "Not deployable");
    const count = await page.locator(".card").count();
    const lines = [];
    for (let step = 0; step < count; step += 1) {
      await page.keyboard.press("F8");
      lines.push((await selection(page)).line);
    }
    assert.ok(count > 5);
    assert.deepEqual(lines, lines.toSorted((a, b) => a - b));
    await page.keyboard.press("F8");
    assert.equal((await selection(page)).line, lines.at(0));
    await page.keyboard.press("Shift+F8");
    assert.equal((await selection(page)).line, lines.at(-1));
  });

  onPage("mending the text mends the verdict", {}, async (page) => {
    await paste(page, database());
    await finding(page, "hardcoded-password").waitFor();
    await paste(page, database().replace(/"password.*\n/, '"manage_master_user_password": true,\n'));
    await finding(page, "hardcoded-password").waitFor({ state: "detached" });
    await verdict(page, "Deployable");
  });
});

describe("examples", () => {
  onPage("the broken one is named by the address, and is laid out for reading", { hash: "#example=broken" }, async (page) => {
    await verdict(page, "Not deployable");
    await page.getByText(/\d+ blockers?/).waitFor();
    assert.ok(await page.locator(".cm-line").count() > 20);
    for (const rule of ["hardcoded-password", "lambda-package-not-archive", "api-cannot-invoke-lambda"]) {
      await finding(page, rule).waitFor();
    }
  });

  onPage("the mended one is deployable", { hash: "#example=mended" }, async (page) => {
    await verdict(page, "Deployable");
    await page.getByText("Nothing found").waitFor();
    assert.equal(await page.locator(".mark").count(), 0);
  });

  onPage("all are in the menu", {}, async (page) => {
    for (const [title, words] of [
      ["Payments, broken", "Not deployable"],
      ["Payments, mended", "Deployable"],
      ["Payments in CDKTF, broken", "Not deployable"],
      ["Payments in CDKTF, mended", "Deployable"],
    ]) {
      await page.getByRole("button", { name: "Examples" }).click();
      await page.getByRole("button", { name: title }).click();
      await verdict(page, words);
      assert.match(page.url(), /#example=/);
    }
    await page.keyboard.type(" ");
    await page.waitForFunction(() => location.hash === "");
  });
});

describe("input that cannot be checked", () => {
  onPage("broken JSON is an inline notice with line and column, and the page goes on", {}, async (page) => {
    await paste(page, database().replace('"orders": {', '"orders": '));
    await verdict(page, "Cannot be checked");
    const notice = page.getByRole("alert");
    assert.match(await notice.textContent(), /Line \d+, column \d+/);
    await page.getByRole("button", { name: "Show" }).click();
    const place = (await notice.textContent()).match(/Line (\d+)/);
    assert.equal((await selection(page)).line, Number(place[1]));
    await paste(page, database());
    await finding(page, "hardcoded-password").waitFor();
    assert.equal(await notice.count(), 0);
  });

  onPage("JSON of another kind says what is wanted", {}, async (page) => {
    await paste(page, '{"name": "left-pad", "version": "1.0.0"}');
    await verdict(page, "Cannot be checked");
    assert.match(await page.getByRole("alert").textContent(), /terraform show -json/);
  });

  onPage("a saved plan file is not shown as text", {}, async (page) => {
    await choose(page, "plan.tfplan", Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(64)]));
    await verdict(page, "Cannot be checked");
    await page.getByText("holds no text").waitFor();
  });

  onPage("a text in UTF-16, as PowerShell writes it, is shown and checked", {}, async (page) => {
    await choose(page, "main.tf.json", Buffer.from(`\ufeff${database()}`, "utf16le"));
    await finding(page, "hardcoded-password").waitFor();
    assert.match(await page.locator(".cm-content").textContent(), /aws_db_instance/);
    await page.getByText("main.tf.json").waitFor();
  });
});

describe("files", () => {
  onPage("a dropped file is opened", {}, async (page) => {
    await drop(page, "dropped.tf.json", database());
    await finding(page, "hardcoded-password").waitFor();
    await page.getByText("dropped.tf.json").waitFor();
    assert.equal(await page.locator(".drop").count(), 0);
  });

  onPage("Ctrl+O asks for a file", {}, async (page) => {
    const asked = await pressUntilAsked(page, "Control+o");
    await asked.setFiles({ name: "chosen.tf.json", mimeType: "", buffer: Buffer.from(database()) });
    await finding(page, "hardcoded-password").waitFor();
  });

  onPage("a file of 20 MB is checked while the page stays responsive", {}, async (page) => {
    const one = JSON.parse(database()).resource.aws_db_instance.orders;
    const bulk = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [
      `db${index}`,
      { ...one, password: undefined, manage_master_user_password: true, tags: { note: "x".repeat(950) } },
    ]));
    const text = JSON.stringify({ resource: { aws_db_instance: { ...bulk, orders: one } } });
    assert.ok(text.length > 20e6);
    // A page that stood still until the check is over would draw nothing meanwhile.
    await page.evaluate(() => {
      window.drawn = 0;
      requestAnimationFrame(function frame() {
        window.drawn += 1;
        requestAnimationFrame(frame);
      });
    });
    const folder = mkdtempSync(join(tmpdir(), "planproof-"));
    const file = join(folder, "large.tf.json");
    writeFileSync(file, text);
    await page.locator("input[type=file]").setInputFiles(file);
    await finding(page, "hardcoded-password").waitFor();
    await page.getByText("Too large to edit here").waitFor();
    const drawn = await page.evaluate(() => window.drawn);
    rmSync(folder, { recursive: true });
    assert.ok(drawn >= 5, `the page was drawn only ${drawn} times while the file was checked`);
    await page.getByRole("button", { name: "Clear" }).click();
    await verdict(page, "Nothing to check yet");
  });

  onPage("in a line of 300 kB a click still lands in view", {}, async (page) => {
    const names = Array.from({ length: 1500 }, (_, index) => `db${index}`);
    const filler = Object.fromEntries(names.map((name) => [name, { instance_class: "db.t4g.micro", tags: { note: "é😀".repeat(30) } }]));
    const one = JSON.parse(database()).resource.aws_db_instance.orders;
    const text = JSON.stringify({ resource: { aws_db_instance: { ...filler, orders: one } } });
    assert.ok(text.length > 200_000);
    await paste(page, text);
    const card = finding(page, "hardcoded-password");
    await card.waitFor();
    await card.locator(".card-main").click();
    await page.locator(".cm-selectionBackground").first().waitFor();
    await page.waitForTimeout(100);
    assert.ok(await selectionIsVisible(page));
    assert.match((await selection(page)).text, /password|swordfish-77/);
  });
});

describe("the newest text wins", () => {
  onPage("however fast it changes", {}, async (page) => {
    const slow = JSON.stringify({
      resource: {
        aws_db_instance: Object.fromEntries(
          Array.from({ length: 30_000 }, (_, index) => [`db${index}`, { password: "swordfish-77", note: "x".repeat(80) }]),
        ),
      },
    });
    await paste(page, slow);
    // Long enough for its check to start, not for it to end.
    await page.waitForTimeout(450);
    await paste(page, database("first-one"));
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("  ");
    await paste(page, database().replace(/"password.*\n/, '"manage_master_user_password": true,\n'));
    await verdict(page, "Deployable");
    await page.waitForTimeout(1000);
    await verdict(page, "Deployable");
    assert.equal(await finding(page, "hardcoded-password").count(), 0);
  });
});

describe("format", () => {
  onPage("lays the text out and keeps every number; the finding moves along", {}, async (page) => {
    const text = '{"resource":{"aws_db_instance":{"orders":{"allocated_storage":12345678901234567890,"password":"swordfish-77"}}}}';
    await paste(page, text);
    const card = finding(page, "hardcoded-password");
    await card.waitFor();
    assert.match(await card.locator(".place").textContent(), /\b1:\d+/);
    await page.getByRole("button", { name: "Format" }).click();
    await card.locator(".place", { hasText: /\b6:\d+/ }).waitFor();
    assert.match(await page.locator(".cm-content").textContent(), /12345678901234567890/);
    await page.locator(".cm-content").focus();
    await page.keyboard.press("Control+z");
    await card.locator(".place", { hasText: /\b1:\d+/ }).waitFor();
  });

  onPage("leaves alone what is not complete", {}, async (page) => {
    await paste(page, '{"resource": {"aws_vpc"');
    await verdict(page, "Cannot be checked");
    await page.getByRole("button", { name: "Format" }).click();
    await page.getByText("Not formatted").waitFor();
    assert.equal(await page.locator(".cm-content").textContent(), '{"resource": {"aws_vpc"');
  });
});

describe("explain", () => {
  test("fetches the explanations only when asked, and shows the mended code in three languages", async () => {
    const page = { name: "hardcoded-password", docs: {
      rationale: "Whoever reads the state reads `password`.",
      snippets: { hcl: "manage_master_user_password = true", cdktfTypescript: "manageMasterUserPassword: true,", cdktfPython: "manage_master_user_password=True," },
      sources: [{ title: "Passwords in RDS", url: "https://docs.aws.amazon.com/" }], controls: [], parameters: [], examples: [],
    } };
    const other = await serve({ replaced: { "rules.json": JSON.stringify([page]) } });
    const tab = await open(browser, other.origin);
    try {
      await paste(tab, database());
      const card = finding(tab, "hardcoded-password");
      await card.waitFor();
      assert.ok(!other.requests.includes("/rules.json"));
      await card.getByRole("button", { name: "Explain" }).click();
      await card.getByText("Whoever reads the state reads").waitFor();
      assert.equal(other.requests.filter((path) => path === "/rules.json").length, 1);
      await card.locator(".snippet", { hasText: "manage_master_user_password = true" }).waitFor();
      await card.getByRole("button", { name: "CDKTF TypeScript" }).click();
      await card.locator(".snippet", { hasText: "manageMasterUserPassword: true" }).waitFor();
      await card.getByRole("button", { name: "CDKTF Python" }).click();
      await card.locator(".snippet", { hasText: "manage_master_user_password=True" }).waitFor();
      await card.getByRole("button", { name: "Copy the snippet" }).click();
      await card.getByText("Copied").waitFor();
      assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), "manage_master_user_password=True,");
      await card.getByRole("button", { name: "Close" }).click();
      assert.equal(await card.locator(".explanation").count(), 0);
      assert.deepEqual(tab.faults, []);
    } finally {
      await tab.context().close();
      await other.close();
    }
  });

  test("says so quietly when there are none", async () => {
    const other = await serve({ replaced: { "rules.json": null } });
    const page = await open(browser, other.origin);
    try {
      await paste(page, database());
      const card = finding(page, "hardcoded-password");
      await card.getByRole("button", { name: "Explain" }).click();
      await card.getByText("not served beside this page").waitFor();
      assert.deepEqual(page.faults.filter((fault) => !fault.includes("404")), []);
    } finally {
      await page.context().close();
      await other.close();
    }
  });
});

describe("nothing leaves the page", () => {
  onPage("what tries to is stopped by the browser", { expected: /example\.com|Content Security Policy/ }, async (page) => {
    const tried = await page.evaluate(async () => {
      const answers = await Promise.allSettled([fetch("https://example.com/"), import("https://example.com/x.js")]);
      const image = await new Promise((settled) => {
        const picture = new Image();
        picture.onload = () => settled("loaded");
        picture.onerror = () => settled("stopped");
        picture.src = "https://example.com/x.png";
      });
      return [...answers.map((answer) => answer.status), image];
    });
    assert.deepEqual(tried, ["rejected", "rejected", "stopped"]);
    assert.ok(page.faults.some((fault) => fault.includes("Content Security Policy")));
  });

  onPage("a check asks the server for nothing", {}, async (page) => {
    await paste(page, database());
    await finding(page, "hardcoded-password").waitFor();
    const before = site.requests.length;
    await paste(page, database("another-one"));
    await page.waitForTimeout(600);
    assert.deepEqual(site.requests.slice(before), []);
  });
});

describe("what an input keeps secret shows only in the input", () => {
  // The editor shows what was pasted; beside it, nothing of that may be seen, kept or passed on.
  for (const name of ["plan.json", "state.json", "terraform.tfstate"]) {
    onPage(`of ${name}`, {}, async (page) => {
      const text = read(`secrets/${name}`);
      assert.ok(text.includes("CANARY"));
      await paste(page, text);
      await page.locator(".card").first().waitFor();
      await page.getByRole("button", { name: "Settings", exact: true }).press("Enter");
      await page.getByLabel("All").check();
      await page.keyboard.press("Escape");
      assert.ok(!(await beside(page)).includes("CANARY"));
      assert.ok((await beside(page)).includes("aws_db_instance"), "what is no secret is seen");
      const cards = await page.locator(".card").all();
      assert.ok(cards.length >= 2);
      for (const card of cards) {
        await card.locator(".card-main").click();
        assert.ok(!(await beside(page)).includes("CANARY"), await card.textContent());
      }
      await paste(page, text.slice(0, -2));
      await verdict(page, "Cannot be checked");
      assert.ok(!(await beside(page)).includes("CANARY"));
    });
  }
});

describe("when the checker fails", () => {
  test("the page says so and keeps the text", async () => {
    const other = await serve({ replaced: { "worker_loader.js": "throw new Error('no engine')" } });
    const page = await open(browser, other.origin);
    try {
      await page.getByRole("alert").getByText("The checker stopped").waitFor();
      await paste(page, database());
      await verdict(page, "The checker stopped");
      assert.match(await page.locator(".cm-content").textContent(), /aws_db_instance/);
    } finally {
      await page.context().close();
      await other.close();
    }
  });
});

describe("themes and sizes", () => {
  onPage("the theme follows the system, can be switched, and is remembered", { theme: "light" }, async (page) => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.getByRole("button", { name: "Switch between light and dark" }).click();
    const dark = await background();
    assert.notEqual(dark, light);
    await page.reload();
    await page.locator(".cm-content").waitFor();
    assert.equal(await background(), dark);
    await page.getByRole("button", { name: "Switch between light and dark" }).click();
    assert.equal(await background(), light);
    await page.emulateMedia({ colorScheme: "dark" });
    assert.equal(await background(), dark);
  });

  onPage("a phone shows one pane at a time and never scrolls sideways", { ...phone, hash: "#example=broken" }, async (page) => {
    await verdict(page, "Not deployable");
    const panes = page.getByRole("navigation", { name: "Panes" });
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(await sideways(), 0);
    assert.ok(await page.locator(".cm-content").isVisible());
    await panes.getByRole("button", { name: /Findings/ }).click();
    assert.ok(!(await page.locator(".cm-content").isVisible()));
    assert.equal(await sideways(), 0);
    const list = await page.locator(".pane-findings").evaluate((pane) => pane.scrollWidth - pane.clientWidth);
    assert.equal(list, 0, "no finding is wider than the phone");
    await finding(page, "hardcoded-password").locator(".card-main").click();
    assert.ok(await page.locator(".cm-content").isVisible(), "the editor comes forward");
    assert.match(await page.locator(".cm-activeLine").textContent(), /password/);
    assert.ok(await selectionIsVisible(page));
  });
});

describe("keyboard", () => {
  onPage("Tab leaves the editor", {}, async (page) => {
    await paste(page, database());
    await finding(page, "hardcoded-password").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    assert.equal((await selection(page)).focused, false);
  });

  onPage("settings change the check", {}, async (page) => {
    await page.getByRole("button", { name: "Settings" }).press("Enter");
    await page.getByLabel("All").waitFor();
    await page.getByLabel("All").check();
    await page.getByLabel("Environment suffix").fill("pr42");
    await page.keyboard.press("Escape");
    await page.getByLabel("All").waitFor({ state: "hidden" });
  });

  onPage("the commands can be copied", {}, async (page) => {
    await page.getByRole("button", { name: "Copy the commands" }).click();
    await page.getByText("Copied").waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /terraform show -json plan\.tfplan/);
  });
});
