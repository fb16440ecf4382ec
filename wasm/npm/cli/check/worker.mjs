// A thread that judges one input after another, with the engine that the main thread has compiled.

import { parentPort, workerData } from "node:worker_threads";
import { createApi } from "../../api.mjs";
import * as engine from "../../dist/planproof.js";
import { judge } from "./judge.mjs";

engine.initSync({ module: workerData.module });
const { check } = createApi({ load: () => engine, loaded: () => engine });

parentPort.on("message", async (project) => {
  parentPort.postMessage(await judge(check, project, workerData.policy));
});
