// A setup file for Jest, and for others whose `expect` is global: imported once, it has the matchers.

import { matchers } from "./testing.mjs";

if (typeof globalThis.expect?.extend !== "function") {
  throw new Error(
    "there is no global `expect` to extend; name `planproof/jest` under `setupFilesAfterEnv`, " +
      "or use `planproof/jest-globals` where `injectGlobals` is off",
  );
}
globalThis.expect.extend(matchers);
