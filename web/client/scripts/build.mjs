// dist: modules with their types, for those who bundle, and ringlog-client.js, one file for a page that doesn't.
import { execFileSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const TSC = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

rmSync(`${HERE}dist`, { recursive: true, force: true });
execFileSync(process.execPath, [TSC, "--project", HERE], { stdio: "inherit" });
const bundle = `${HERE}dist/ringlog-client.js`;
await build({
  absWorkingDir: HERE,
  bundle: true,
  entryPoints: ["src/index.ts"],
  format: "esm",
  legalComments: "none",
  logLevel: "warning",
  minify: true,
  outfile: bundle,
  sourcemap: "linked",
  target: "es2022",
});
console.log(`${bundle}: ${statSync(bundle).size} bytes`);
