// Allows exactly the inline scripts that trunk wrote into the page, by their hashes.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const page = join(process.env.TRUNK_STAGING_DIR, "index.html");
const html = readFileSync(page, "utf8");
const inline = html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([^]*?)<\/script>/g);
const hashes = [...inline].map(([, script]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);

if (!hashes.length || !html.includes("TRUNK-SCRIPT")) {
  console.error("content-security-policy: index.html holds no inline script, or no TRUNK-SCRIPT to replace; trunk or the page has changed.");
  process.exit(1);
}
// The comment above the policy names the placeholder as well.
writeFileSync(page, html.replace(/(?<=content="[^"]*)TRUNK-SCRIPT/, hashes.join(" ")));
