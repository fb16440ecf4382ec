// A setup file for Vitest: imported once, `expect` has the matchers.

import { expect } from "vitest";
import { matchers } from "./testing.mjs";

expect.extend(matchers);
