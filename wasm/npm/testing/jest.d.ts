import type { PlanproofMatchers } from "./testing.js";

declare global {
  namespace jest {
    // The parameters are those of `@types/jest`; declarations of one interface must agree in them.
    interface Matchers<R, T = {}> extends PlanproofMatchers<R> {}
  }
}
