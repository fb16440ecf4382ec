#!/usr/bin/env node
// A server that answers run tasks of HCP Terraform: one process, one key, and nothing to keep.
//
//   PLANPROOF_HMAC_KEY=… PORT=8080 node node_modules/planproof/ci/run-task.mjs
//
// Plans are held against the policy in PLANPROOF_POLICY, or the nearest planproof.json. Where Terraform Enterprise asks, PLANPROOF_ORIGINS names its origin (https://tfe.example.com), several by spaces.
// HCP Terraform reaches a server by TLS: put what ends it in front of this one.

import { createServer } from "node:http";
import { loadPolicy } from "planproof";
import { runTask } from "planproof/run-task";

const { PLANPROOF_HMAC_KEY: hmacKey, PLANPROOF_ORIGINS: origins, PLANPROOF_POLICY: file, PORT = "8080" } = process.env;

if (!hmacKey) {
  console.error("planproof: `PLANPROOF_HMAC_KEY` is not set; set it to the HMAC key of the run task in HCP Terraform");
  process.exit(2);
}

const policy = await loadPolicy(file);
const server = createServer(runTask({ hmacKey, policy, origins: origins?.split(/\s+/).filter(Boolean) }));
server.listen(Number(PORT), () => console.log(`planproof: answers run tasks on port ${server.address().port}`));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
