#!/usr/bin/env node
// The command line. An exit code is set, never forced, so that everything written arrives.

import { main } from "../cli/main.mjs";

const code = await main(process.argv.slice(2));
process.exitCode ??= code;
