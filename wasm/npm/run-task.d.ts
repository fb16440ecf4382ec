import type { Policy } from "planproof";

/** What is read of a request: `IncomingMessage` of `node:http` is one. */
export interface RunTaskRequest extends AsyncIterable<Uint8Array> {
  method?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
}

/** What is answered with: `ServerResponse` of `node:http` is one. */
export interface RunTaskResponse {
  writeHead(status: number, headers?: Record<string, string>): { end(): unknown };
}

/** What a run task needs to know. */
export interface RunTaskOptions {
  /** The HMAC key that the run task has in HCP Terraform; requests that are not signed with it are refused. */
  hmacKey: string;
  /** What plans are held against. */
  policy?: Policy | undefined;
  /** Where requests may come from, as origins. Default: HCP Terraform in the United States and in Europe. */
  origins?: readonly string[] | undefined;
  /** Is told, in a line, of a verdict that could not be sent. Default: `console.error`. */
  log?: ((line: string) => void) | undefined;
}

/**
 * Makes a handler for `node:http` that checks the plan of a run, and sends HCP Terraform the verdict. Its promise is
 * kept when the verdict has been sent.
 *
 * @throws {TypeError} where no key is given.
 */
export function runTask(
  options: RunTaskOptions,
): (request: RunTaskRequest, response: RunTaskResponse) => Promise<void>;
