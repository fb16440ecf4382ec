import "expect";
import type { PlanproofMatchers } from "./testing.js";

declare module "expect" {
  // The parameters are those of Jest; declarations of one interface must agree in them.
  interface Matchers<R extends void | Promise<void>, T = unknown> extends PlanproofMatchers<R> {}
}
