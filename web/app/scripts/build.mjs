// dist: index.html, and beside it in assets what it loads, named by content, each compressed beforehand. The same bytes every time.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const ICONS = ["icon", "ringing"];
const WORTH_COMPRESSING = 500; // bytes

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });

function write(path, bytes) {
  const file = `${HERE}dist/${path}`;
  writeFileSync(file, bytes);
  if (bytes.length < WORTH_COMPRESSING) return;
  writeFileSync(`${file}.br`, brotli(bytes));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}

const { metafile, outputFiles } = await build({
  absWorkingDir: HERE,
  assetNames: "[name]-[hash]",
  bundle: true,
  chunkNames: "[name]-[hash]",
  define: { "process.env.NODE_ENV": '"production"' },
  entryNames: "[name]-[hash]",
  entryPoints: ["src/main.tsx", ...ICONS.map((name) => ({ in: `src/theme/${name}.svg`, out: name }))],
  format: "esm",
  legalComments: "none",
  loader: { ".svg": "copy" },
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir: "dist/assets",
  splitting: true,
  target: "es2022",
  write: false,
});

rmSync(`${HERE}dist`, { recursive: true, force: true });
mkdirSync(`${HERE}dist/assets`, { recursive: true });
for (const { path, contents } of outputFiles) write(`assets/${basename(path)}`, contents);

const [[main, { cssBundle }]] = Object.entries(metafile.outputs).filter(([, { entryPoint }]) =>
  entryPoint?.endsWith("main.tsx"),
);
const address = (output) => `/assets/${basename(output)}`;
const isIcon = (name) => (output) => basename(output).startsWith(`${name}-`) && output.endsWith(".svg");
const icons = ICONS.map((name) => [name, address(Object.keys(metafile.outputs).find(isIcon(name)))]);
const filled = { ...Object.fromEntries(icons), style: address(cssBundle), script: address(main) };
const page = readFileSync(`${HERE}src/index.html`, "utf8").replace(/\{(\w+)\}/g, (_, name) => filled[name]);
write("index.html", Buffer.from(page));

const first = [page, ...outputFiles.filter(({ path }) => loaded(path)).map(({ contents }) => contents)];
const size = first.reduce((sum, each) => sum + brotli(Buffer.from(each)).length, 0);
console.log(`web/app/dist: first load ${(size / 1000).toFixed(1)} KB brotli`);

/** Whether the page loads it before anybody does anything: the entry, what it imports, its style. */
function loaded(path) {
  const first = new Set([main, cssBundle]);
  for (const each of first)
    for (const { path, kind } of metafile.outputs[each].imports) if (kind === "import-statement") first.add(path);
  return [...first].some((each) => basename(each) === basename(path));
}
