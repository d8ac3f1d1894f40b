/** A program that uses what relay-compiler generated. */

import type { Connections_thread$data } from "./artifacts/Connections_thread.graphql";
import type { ConnectionsPostMessageMutation } from "./artifacts/ConnectionsPostMessageMutation.graphql";
import type { Download_data$data } from "./artifacts/Download_data.graphql";

export const post: ConnectionsPostMessageMutation["variables"] = {
  connections: [],
  input: { callId: "a call's id", text: "Hello" },
};

export function texts(thread: Connections_thread$data): string[] {
  return thread.messages.edges.flatMap((edge) => edge.node.text ?? []);
}

export function kilobytes(file: Download_data$data): number {
  return file.sizeBytes / 1000;
}
