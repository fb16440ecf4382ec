// The verdict as a comment of the pull request: one, which every run writes anew.

import { readFileSync } from "node:fs";

/** What a comment of Planproof begins with; nobody sees it. */
const MARK = "<!-- planproof -->";

const PAGE = 100;
const MOST_PAGES = 30;
const TIMEOUT_MS = 30_000;

/**
 * Writes a report in Markdown to the pull request that this run is about; to none where it is about none.
 *
 * @throws {Error} where GitHub refuses.
 */
export async function comment(env, markdown) {
  const number = pullRequest(env);
  if (number === undefined) return;
  const { GITHUB_API_URL: api = "https://api.github.com", GITHUB_REPOSITORY: repository } = env;
  const issues = `${api}/repos/${repository}/issues`;
  const ask = asker(env["INPUT_GITHUB-TOKEN"]);
  const body = markdown.startsWith(MARK) ? markdown : `${MARK}\n${markdown}`;
  const earlier = await find(`${issues}/${number}/comments`, ask);
  if (earlier === undefined) await ask("POST", `${issues}/${number}/comments`, { body });
  else await ask("PATCH", `${issues}/comments/${earlier.id}`, { body });
}

function pullRequest({ GITHUB_EVENT_PATH: path }) {
  if (!path) return undefined;
  const event = JSON.parse(readFileSync(path, "utf8"));
  return event.pull_request?.number;
}

async function find(url, ask) {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const comments = await ask("GET", `${url}?per_page=${PAGE}&page=${page}`);
    const found = comments.find(({ body }) => body?.startsWith(MARK));
    if (found !== undefined || comments.length < PAGE) return found;
  }
  return undefined;
}

function asker(token) {
  if (!token) throw new Error("`github-token` is empty");
  return async (method, url, body) => {
    const response = await fetch(url, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "user-agent": "planproof",
        "x-github-api-version": "2022-11-28",
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) return response.json();
    const help = response.status === 403 ? "; the job needs the permission `pull-requests: write`" : "";
    throw new Error(`GitHub answered ${response.status}${help}`);
  };
}
