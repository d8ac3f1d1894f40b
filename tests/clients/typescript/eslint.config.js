/** The rules of @graphql-eslint, and why some of them don't hold as they come. */

import plugin from "@graphql-eslint/eslint-plugin";

const rulesOf = (config) => plugin.configs[`flat/${config}`].rules;

// Types whose objects aren't told apart, or not by an `id`, so that no client can fetch one of them again.
const withoutId = {
  suffixes: [
    ...["Payload", "Update"], // answers: what has an id in them is a node of its own
    ...["Connection", "Edge"], // pages, which are found by cursors
    "Setting", // found by its name
    "Statistics", // sums
  ],
  types: [
    ...["InvalidInput", "NotAllowed", "NotFound", "NotPossibleNow"], // refusals
    ...["PageInfo", "Viewer", "Workspace"], // one for each page or request
    ...["Provider", "Reaction"], // found by name, or by number in their call
    ...["Activity", "Attendance", "Attendee", "IceServer", "MediaAnswer", "Participant", "Preferences", "Preflight"],
    ...["RaisedHand", "ReceivedTrack", "SessionExit", "OtherCall", "SlashCommand", "MissingTrack", "RecordingNotice", "RecordingReminder", "ScreenShare"], // parts of something with an id
    ...["Fact", "Host", "Media", "Mute", "Recording", "Ring", "ScreenShare", "Session"].map((part) => `CallRecord${part}`),
    ...["CallQuality", "QualitySpread", "SessionQuality"], // measures
    ...["RecordedFact", "UnreadableFact", "CallStep", "CallChange", "ComparedStep", "StepPlace"], // found by their place in the log
    ...["LogTree", "InclusionProof", "ConsistencyProof", "ErasureCertificate", "RetentionPolicy"], // proofs, and what is proved
    "DirectoryRoom", // what service accounts see of a room, which they can't fetch
  ],
};

export default [
  {
    files: ["**/*.graphql"],
    plugins: { "@graphql-eslint": plugin },
    languageOptions: {
      parser: plugin.parser,
      parserOptions: { graphQLConfig: { schema: "schema.graphql", documents: "documents/*.graphql" } },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
  },
  {
    files: ["schema.graphql"],
    rules: {
      ...rulesOf("schema-recommended"),
      ...rulesOf("schema-relay"),
      "@graphql-eslint/strict-id-in-types": ["error", { exceptions: withoutId }],
      // GraphQL's own directive: it is in the schema for tools that don't know it yet.
      "@graphql-eslint/require-description": [
        "error",
        { types: true, DirectiveDefinition: true, rootField: true, ignoredSelectors: ["DirectiveDefinition[name.value=oneOf]"] },
      ],
      // Most lists go forwards only: `first` and `after` are enough for Relay.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      "@graphql-eslint/relay-edge-types": [
        "error",
        {
          withEdgeSuffix: true,
          shouldImplementNode: false, // a page also lists users in their roles, which have no id
          listTypeCanWrapOnlyEdgeType: false, // short lists come whole, and `nodes` spares clients the edges
        },
      ],
    },
  },
  {
    files: ["documents/*.graphql"],
    rules: rulesOf("operations-recommended"),
  },
];
