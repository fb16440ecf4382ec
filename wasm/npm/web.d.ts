export * from "./types.js";

/**
 * Loads the engine, once; `checkSync`, `rules` and `render` need it done, `check` and `explain` await it themselves.
 *
 * @param input The module or where it is. Default: `planproof.wasm` beside this package's glue.
 */
export function init(
  input?: URL | string | Request | Response | BufferSource | WebAssembly.Module,
): Promise<void>;
