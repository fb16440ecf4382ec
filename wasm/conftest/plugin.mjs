// What Conftest runs for `conftest planproof`. An exit code is set, never forced, so that everything written arrives.
//
// It needs the npm package around it: of the repository that is the folder beside this one, and in the package, whose
// build rewrites the paths, the folder above.

const ALONE =
  "planproof: the plugin runs from the npm package, which is not around it here; " +
  "`npm install --save-dev planproof` and then `conftest plugin install node_modules/planproof/conftest`\n";

try {
  const { main } = await import("./command.mjs");
  const code = await main(process.argv.slice(1));
  process.exitCode ??= code;
} catch (error) {
  if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
  process.stderr.write(ALONE);
  process.exitCode = 1;
}
