// The types of what src/api/documents asks for, from schema.graphql; with --check, only whether they are current.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { preset } from "@graphql-codegen/client-preset";
import { codegen } from "@graphql-codegen/core";
import { buildASTSchema, parse } from "graphql";

const SCHEMA = new URL("../../../schema.graphql", import.meta.url);
const DOCUMENTS = new URL("../src/api/documents/", import.meta.url);
const GENERATED = new URL("../src/api/generated.ts", import.meta.url);
const CONFIG = {
  documentMode: "string",
  enumType: "string-literal",
  onlyOperationTypes: true,
  scalars: { ID: "string", BigInt: "number", Date: "string", DateTime: "string", URL: "string" },
  strictScalars: true,
  useTypeImports: true,
};

const schema = parse(readFileSync(SCHEMA, "utf8"));
const documents = readdirSync(DOCUMENTS)
  .sort()
  .map((location) => {
    const rawSDL = readFileSync(new URL(location, DOCUMENTS), "utf8");
    return { document: parse(rawSDL), location, rawSDL };
  });

const files = await preset.buildGeneratesSection({
  baseOutputDir: "./",
  config: CONFIG,
  documents,
  pluginMap: {},
  plugins: [],
  presetConfig: { fragmentMasking: false },
  schema,
  schemaAst: buildASTSchema(schema),
});
const wanted = files.find(({ filename }) => filename.endsWith("graphql.ts"));
// What a document's types hang on, here rather than in a package that whoever uses ours would need for its types.
const decoration = "interface DocumentTypeDecoration<R, V> { __apiType?: (variables: V) => R }";
const generated = (await codegen(wanted)).replace(/^import type \{ DocumentTypeDecoration .*$/m, decoration);
const text = `// Generated from schema.graphql and src/api/documents by scripts/web.py generate.\n${generated}`;

if (process.argv.includes("--check")) {
  if (readFileSync(GENERATED, "utf8") !== text) {
    console.error(
      "src/api/generated.ts isn't what schema.graphql and the documents say: run .venv/bin/python scripts/web.py generate.",
    );
    process.exit(1);
  }
} else {
  writeFileSync(GENERATED, text);
}
