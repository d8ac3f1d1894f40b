// dist: index.html and ringlog.js, the element for other pages; in assets what both load, named by content. Each is compressed
// beforehand, and the bytes are the same every time.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const ICONS = ["icon", "ringing"];
const WORTH_COMPRESSING = 500; // bytes
const COMMON = {
  absWorkingDir: HERE,
  bundle: true,
  chunkNames: "assets/[name]-[hash]",
  define: { "process.env.NODE_ENV": '"production"' },
  format: "esm",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir: "dist",
  splitting: true,
  target: "es2022",
  write: false,
};

/** The element carries the style of all screens as a text, and leaves out that each screen asks for its own. */
const styleAsText = (style) => ({
  name: "style as text",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^ringlog:style$/ }, () => ({ path: "style", namespace: "ringlog" }));
    onLoad({ filter: /.*/, namespace: "ringlog" }, () => ({ contents: style, loader: "text" }));
    onLoad({ filter: /\.css$/ }, () => ({ contents: "", loader: "empty" }));
  },
});

const page = await build({
  ...COMMON,
  assetNames: "assets/[name]-[hash]",
  entryNames: "assets/[name]-[hash]",
  entryPoints: ["src/main.tsx", ...ICONS.map((name) => ({ in: `src/theme/${name}.svg`, out: name }))],
  loader: { ".svg": "copy" },
});
const outputs = page.metafile.outputs;
const [[main, { cssBundle }]] = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint === "src/main.tsx");
const isIcon = (name) => (output) => output.startsWith(`dist/assets/${name}-`) && output.endsWith(".svg");
const icons = ICONS.map((name) => [name, Object.keys(outputs).find(isIcon(name))]);
const style = textOf(page, cssBundle);
const element = await build({
  ...COMMON,
  entryPoints: [{ in: "src/element/ringlog_room.tsx", out: "ringlog" }],
  plugins: [styleAsText(style)],
});
const addresses = { ...Object.fromEntries(icons), style: cssBundle, script: main };
const index = readFileSync(`${HERE}src/index.html`, "utf8").replace(/\{(\w+)\}/g, (_, name) =>
  addresses[name].slice("dist".length),
);

rmSync(`${HERE}dist`, { recursive: true, force: true });
for (const { path, contents } of [...page.outputFiles, ...element.outputFiles]) write(path, contents);
write(`${HERE}dist/index.html`, Buffer.from(index));
const sizes = [brotli(Buffer.from(index)), ...loadedFirst().map((each) => brotli(Buffer.from(textOf(page, each))))];
const total = sizes.reduce((sum, { length }) => sum + length, 0);
console.log(`web/app/dist: first load ${(total / 1000).toFixed(1)} KB brotli`);

function write(file, bytes) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  if (bytes.length < WORTH_COMPRESSING) return;
  writeFileSync(`${file}.br`, brotli(bytes));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}

function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
}

function textOf({ outputFiles }, output) {
  return outputFiles.find(({ path }) => path === `${HERE}${output}`).text;
}

/** What the page loads before anybody does anything: the entry, what that imports, the style. */
function loadedFirst() {
  const first = new Set([main, cssBundle]);
  for (const each of first) {
    for (const { path, kind } of outputs[each].imports) if (kind === "import-statement") first.add(path);
  }
  return [...first];
}
