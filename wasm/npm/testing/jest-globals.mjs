// A setup file for Jest without globals: imported once, the `expect` of `@jest/globals` has the matchers.

import { expect } from "@jest/globals";
import { matchers } from "./testing.mjs";

expect.extend(matchers);
