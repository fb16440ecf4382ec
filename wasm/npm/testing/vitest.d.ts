import "vitest";
import type { PlanproofMatchers } from "./testing.js";

// Vitest extends this interface in every version, and it has no type parameters: those of Vitest's own have changed.
declare global {
  namespace Chai {
    interface Assertion extends PlanproofMatchers {}
  }
}
