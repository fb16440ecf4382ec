// OPA itself: the bundle on the command line, in a server, and downloaded from another.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle, canonical, parsed, refused, values, withoutPlaces } from "./fixtures.mjs";
import { skip } from "./lacking.mjs";

const opa = process.env.OPA;
const folder = mkdtempSync(join(tmpdir(), "planproof-opa-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const broken = values.find(({ path }) => path === "payments-broken/plan.json");
const named = (fixture) => [{ path: fixture.path, contents: parsed(fixture) }];

describe("OPA", { skip: skip(opa ? undefined : "no OPA: Go is not here, which builds it") }, () => {
  test("evaluates WebAssembly at all", () => {
    assert.match(run("version"), /WebAssembly: available/);
  });

  test("eval: the bundle answers for an input, and a policy beside it", () => {
    const words = ["eval", "--format", "json", "--bundle", bundle, "--input", written("plan.json", broken.contents)];
    const value = (...more) => JSON.parse(run(...words, ...more)).result[0].expressions[0].value;
    const report = value("data.planproof.report");
    assert.equal(canonical(report).replaceAll('"-"', `"${broken.path}"`), canonical(withoutPlaces(broken.report)));
    assert.equal(value("data.planproof.deny").length, broken.report.summary.failing);
    const policy = written("policy.json", JSON.stringify({ planproof: { policy: { failOn: "never" } } }));
    assert.deepEqual(value("--data", policy, "data.planproof.deny"), []);
    const everything = value("data.planproof");
    assert.deepEqual(Object.keys(everything).sort(), ["deny", "report", "warn"]);
  });

  test("eval: rules in Rego go on from what it says", () => {
    const rego = `package ours
import data.planproof
deny contains d.msg if { some d in planproof.deny; d.blocking }
`;
    const words = ["--bundle", bundle, "--data", written("ours.rego", rego), "--input", written("plan.json", broken.contents)];
    const messages = JSON.parse(run("eval", "--format", "raw", ...words, "data.ours.deny"));
    assert.equal(messages.length, broken.report.findings.filter(({ blocking }) => blocking).length);
  });

  test("eval: what cannot be judged is no answer, and no pass", () => {
    const words = ["eval", "--fail-defined", "--bundle", bundle, "data.planproof.deny"];
    const input = written("other.json", '{"password": "swordfish"}');
    const { status, stdout, stderr } = spawnSync(opa, [...words, "--input", input], { encoding: "utf8" });
    assert.equal(status, 2);
    assert.match(stdout + stderr, /neither a Terraform plan nor a state nor configuration/);
    assert.doesNotMatch(stdout + stderr, /swordfish/);
    const none = spawnSync(opa, words, { encoding: "utf8" });
    assert.equal(none.status, 2);
    assert.match(none.stdout + none.stderr, /there is no input/);
  });

  describe("a server with the bundle", () => {
    let server;
    before(async () => (server = await serve("--bundle", bundle)));
    after(() => server.stop());

    for (const fixture of values) {
      test(`${fixture.path} gives the same report, apart from lines and columns`, async () => {
        const report = await server.result("planproof/report", named(fixture));
        assert.equal(canonical(report), canonical(withoutPlaces(fixture.report)));
      });
    }

    for (const fixture of refused.filter((fixture) => parsed(fixture) !== undefined)) {
      test(`${fixture.path} is refused`, async () => {
        const { status, body } = await server.ask("planproof/deny", parsed(fixture));
        assert.equal(status, 500);
        const what = fixture.words.slice(fixture.words.indexOf(": ") + 2);
        assert.ok(JSON.stringify(body).includes(JSON.stringify(what).slice(1, -1)), JSON.stringify(body));
      });
    }

    test("many at once get the answers that each gets alone", async () => {
      const some = values.filter((_, at) => at % 8 === 0);
      const alone = new Map();
      for (const fixture of some) alone.set(fixture, canonical(await server.result("planproof/report", named(fixture))));
      const all = await Promise.all(
        Array.from({ length: 6 }, () => some)
          .flat()
          .map(async (fixture) => [fixture, await server.result("planproof/report", named(fixture))]),
      );
      for (const [fixture, report] of all) assert.equal(canonical(report), alone.get(fixture), fixture.path);
    });

    test("values that JSON text seldom holds come through OPA's own writing of them", async () => {
      const odd = "\u0007\u000b\u001b\u200b\u{e0001}\u007f é😀\\\"`</script>";
      const input = { resource: { aws_s3_bucket: { logs: { bucket: `${odd}-${odd}` } } }, "//": { [odd]: odd } };
      const report = await server.result("planproof/report", input);
      assert.equal(report.inputs[0].resources, 1);
    });

    test("the policy is a document like any other, and may change while it runs", async () => {
      const policy = (value) => server.request("PUT", "/v1/data/planproof/policy", value);
      const denied = async () => (await server.result("planproof/deny", parsed(broken))).length;
      const failing = await denied();
      assert.ok(failing > 0);
      assert.equal((await policy({ failOn: "never" })).status, 204);
      assert.equal(await denied(), 0);
      assert.equal((await server.request("PATCH", "/v1/data/planproof/policy", [
        { op: "replace", path: "failOn", value: "info" },
      ])).status, 204);
      assert.equal(await denied(), broken.report.findings.length);
      await policy({ failOn: "hihg" });
      const { status, body } = await server.ask("planproof/deny", parsed(broken));
      assert.equal(status, 500);
      assert.match(JSON.stringify(body), /data\.planproof\.policy is not valid: `hihg` is not known; known are /);
      assert.equal((await server.request("DELETE", "/v1/data/planproof/policy")).status, 204);
      assert.equal(await denied(), failing);
    });

    test("hundreds of refusals leave it as it was", async () => {
      for (let count = 0; count < 300; count++) {
        assert.equal((await server.ask("planproof/deny", { [`key${count}`]: count })).status, 500);
      }
      const report = await server.result("planproof/report", named(broken));
      assert.equal(canonical(report), canonical(withoutPlaces(broken.report)));
    });
  });

  test("a server that downloads the bundle has it, and takes a policy from another one", async () => {
    const asked = new Map();
    const policy = written("policy/planproof/policy/data.json", JSON.stringify({ failOn: "never" }));
    const manifest = written("policy/.manifest", JSON.stringify({ roots: ["planproof/policy"] }));
    assert.ok(policy && manifest);
    run("build", "--bundle", join(folder, "policy"), "--output", join(folder, "policy.tar.gz"));
    const service = createServer((request, response) => {
      asked.set(request.url, (asked.get(request.url) ?? 0) + 1);
      const file = request.url === "/bundles/planproof.tar.gz" ? bundle : join(folder, "policy.tar.gz");
      response.end(readFileSync(file));
    });
    await new Promise((resolve) => service.listen(0, "127.0.0.1", resolve));
    const config = {
      services: { ours: { url: `http://127.0.0.1:${service.address().port}` } },
      bundles: {
        planproof: { service: "ours", resource: "bundles/planproof.tar.gz", polling: { min_delay_seconds: 1, max_delay_seconds: 1 } },
        policy: { service: "ours", resource: "bundles/policy.tar.gz", polling: { min_delay_seconds: 1, max_delay_seconds: 1 } },
      },
    };
    const server = await serve("--config-file", written("opa.json", JSON.stringify(config)));
    try {
      assert.deepEqual(await server.result("planproof/deny", parsed(broken)), []);
      assert.equal((await server.result("planproof/warn", parsed(broken))).length, broken.report.findings.length);
      while (asked.get("/bundles/planproof.tar.gz") < 3) await sleep(100);
      assert.deepEqual(await server.result("planproof/deny", parsed(broken)), []);
    } finally {
      server.stop();
      service.closeAllConnections();
      service.close();
    }
  });
});

/** What OPA prints. */
function run(...words) {
  const { status, stdout, stderr } = spawnSync(opa, words, { encoding: "utf8", maxBuffer: 2 ** 28 });
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

/** The path of a file with this content. */
function written(name, content) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A server of OPA's on loopback, once its bundles are active. */
async function serve(...words) {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(opa, ["run", "--server", "--addr", address, "--log-format", "json", "--log-level", "error", ...words], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const stop = () => child.kill();
  const request = async (method, path, value) => {
    const body = value === undefined ? undefined : JSON.stringify(value);
    const type = method === "PATCH" ? "application/json-patch+json" : "application/json";
    const response = await fetch(`http://${address}${path}`, { method, body, headers: { "content-type": type } });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  };
  while ((await request("GET", "/health?bundles").catch(() => ({}))).status !== 200) {
    assert.equal(child.exitCode, null, "the server has ended");
    await sleep(50);
  }
  const ask = (path, input) => request("POST", `/v1/data/${path}`, { input });
  const result = async (path, input) => {
    const { status, body } = await ask(path, input);
    assert.equal(status, 200, JSON.stringify(body));
    return body.result;
  };
  return { request, ask, result, stop };
}

/** A port of loopback that nobody listens on: OPA does not say which one it took. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
