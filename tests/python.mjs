// Programs and libraries that only PyPI has, in environments of their own under `.tools`, made when they are first needed.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The folder of the programs that a folder of tests requires; or why they cannot be had. */
export function python(tests) {
  try {
    const folder = repository(`.tools/python-${tests}`);
    const requirements = repository(`tests/${tests}/requirements.txt`);
    const wanted = readFileSync(requirements, "utf8");
    const stamp = join(folder, "requirements.txt");
    const bin = join(folder, process.platform === "win32" ? "Scripts" : "bin");
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return { bin };
    const quiet = { stdio: ["ignore", "ignore", "pipe"] };
    execFileSync("python3", ["-m", "venv", folder], quiet);
    execFileSync(join(bin, "pip"), ["install", "--quiet", "--requirement", requirements], quiet);
    // Written last, so that an installation that was cut short is made again.
    writeFileSync(stamp, wanted);
    return { bin };
  } catch (error) {
    return { reason: `no Python environment: ${error.message.split("\n")[0]}` };
  }
}
