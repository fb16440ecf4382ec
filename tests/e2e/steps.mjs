// What a person does on the page and sees of it, in the words of the tests.

/** Puts a text on the clipboard and pastes it over what the editor holds. */
export async function paste(page, text) {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
}

/**
 * Presses a key until the browser asks for a file, as a person would: a browser that has just opened a page now and
 * then loses a key.
 * @returns what takes the files
 */
export async function pressUntilAsked(page, key) {
  let asked;
  page.once("filechooser", (chooser) => (asked = chooser));
  for (let presses = 0; !asked && presses < 5; presses++) {
    await page.keyboard.press(key);
    for (let waits = 0; !asked && waits < 20; waits++) await page.waitForTimeout(100);
  }
  if (!asked) throw new Error(`${key} does not ask for a file`);
  return asked;
}

/** The card of the first finding of a rule. */
export function finding(page, rule) {
  return page.locator(".card").filter({ has: page.locator(".rule", { hasText: new RegExp(`^${rule}$`) }) }).first();
}

/** Waits until the verdict begins with these words. */
export async function verdict(page, words) {
  await page.locator(".verdict-title b").filter({ hasText: new RegExp(`^${words}`) }).waitFor();
}

/** Where the cursor is, and what is selected. */
export async function selection(page) {
  return page.evaluate(() => ({
    line: Number(document.querySelector(".cm-activeLineGutter.cm-gutterElement")?.textContent),
    text: getSelection().toString(),
    focused: document.activeElement?.classList.contains("cm-content") ?? false,
  }));
}

/** Whether the selection, as drawn, lies inside the visible part of the editor. */
export async function selectionIsVisible(page) {
  return page.evaluate(() => {
    const drawn = document.querySelector(".cm-selectionBackground")?.getBoundingClientRect();
    const view = document.querySelector(".cm-scroller").getBoundingClientRect();
    return Boolean(drawn) && drawn.width > 0
      && drawn.left >= view.left && drawn.right <= view.right
      && drawn.top >= view.top && drawn.bottom <= view.bottom;
  });
}

/** All that a page says, keeps and would share, but for the text in the editor. */
export async function beside(page) {
  return page.evaluate(async () => {
    const copy = document.documentElement.cloneNode(true);
    for (const editor of copy.querySelectorAll(".cm-content")) editor.remove();
    const fields = [...document.querySelectorAll("input, textarea, select")].map(({ value }) => value);
    const kept = [localStorage, sessionStorage].map((storage) => JSON.stringify({ ...storage }));
    const databases = JSON.stringify(await indexedDB.databases());
    const shared = [location.href, document.title, document.cookie, JSON.stringify(history.state), window.name];
    return [copy.outerHTML, ...fields, ...kept, databases, ...shared].join("\n");
  });
}

/** Opens a file from memory, as if chosen in the file dialog. */
export async function choose(page, name, contents) {
  await page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(contents) });
}

/** Drops a file from memory onto the page. */
export async function drop(page, name, contents) {
  const transfer = await page.evaluateHandle(([fileName, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], fileName));
    return data;
  }, [name, contents]);
  await page.dispatchEvent(".cm-content", "dragover", { dataTransfer: transfer });
  await page.locator(".drop").waitFor();
  await page.dispatchEvent(".cm-content", "drop", { dataTransfer: transfer });
}

/** A database whose password stands in the configuration, on line 5. */
export const database = (password = "swordfish-77") => `{
  "resource": {
    "aws_db_instance": {
      "orders": {
        "password": ${JSON.stringify(password)},
        "username": "orders",
        "instance_class": "db.t4g.micro"
      }
    }
  }
}
`;
