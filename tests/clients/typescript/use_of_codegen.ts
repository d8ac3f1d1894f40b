/** A program that uses what graphql-codegen generated. */

import { useFragment } from "./client";
import { DownloadFragmentDoc } from "./client/graphql";
import type { ChangeSettingMutationVariables, RecordingProgressFragment } from "./client/graphql";

export const turnedOn: ChangeSettingMutationVariables = {
  input: { name: "calls.enabled", value: { boolean: true } },
};

export const ambiguous: ChangeSettingMutationVariables = {
  // @ts-expect-error a value has exactly one type
  input: { name: "calls.enabled", value: { boolean: true, integer: 1 } },
};

export function kilobytes(recording: RecordingProgressFragment): number | undefined {
  const file = useFragment(DownloadFragmentDoc, recording.file);
  return file ? file.sizeBytes / 1000 : undefined;
}

export function secondsUntilItStops(recording: RecordingProgressFragment): number | undefined {
  return recording.stopsBy === null ? undefined : (Date.parse(recording.stopsBy) - Date.now()) / 1000;
}
