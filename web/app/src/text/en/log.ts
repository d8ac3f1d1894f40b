import type { EndReason, LeaveReason } from "@ringlog/client";
import { ended as roomEnded } from "./room.ts";

export const backToRoom = "Back to the room";
export const gone = "This call isn't there, or you aren't in its room.";
export const ongoing = "This call is on now. What is on record of it will be here once it has ended.";

export const facts = "About the call";
export const initiator = "Started by";
export const started = "Start";
export const ended = "End";
export const why = "Why it ended";
export const lasted = "Duration";
export const room = "Room";
export const endReason: Record<EndReason, string> = { ...roomEnded, HUNG_UP: "They hung up" };
export const by = (reason: string, name: string) => `${reason}: ${name}`;

// Attendees
export const attendees = "Attendees";
export const attendee = "Attendee";
export const presence = "In the call";
export const total = "Time in it";
export const nobody = "Nobody was in it.";
export const share = (name: string, percent: string) => `${name} ${percent}`;
export const shares = (people: string) => `How much of the call each was there: ${people}`;
export const stay = (joined: string, left: string) => `${joined} to ${left}`;
export const leftBecause: Record<LeaveReason, string> = {
  CONNECTION_LOST: "connection lost",
  DEACTIVATED: "deactivated",
  LEFT: "left",
  LOST_MEMBERSHIP: "no longer in the room",
  REMOVED: "removed",
};

// Recordings
export const recordings = "Recordings";
export const recording = (number: number) => `Recording ${number}`;
export const play = "Play";
export const download = "Download";
export const startedAt = (time: string) => `Started at ${time}`;
export const interrupted = (why: string) => `It was interrupted: ${why}`;
export const keptUntil = (time: string) => `Kept until ${time}`;
export const recordingFailed = (why: string) => `It failed: ${why}`;
export const beingFinished = "The file is being finished.";
export const delayed = (why: string) => `The file isn't there yet: ${why}`;
export const beingRecorded = "Being recorded";
export const deleted = (time: string) => `Deleted on ${time}, after it was kept as long as recordings are.`;
export const cannotPlay = "The recording can't be played. It may have been deleted, or the connection may be lost.";
export const tryAgain = "Try again";
export const fileGone = "This file is no longer there.";

// What can be done with it
export const copyLink = "Copy link";
export const linkCopied = "The link to this call was copied.";
export const linkNotCopied = (link: string) => `Your browser didn't let the link be copied. It is: ${link}`;
export const downloadRecord = "Download the record";
export const formats = {
  JSON: "JSON, with everything",
  CSV: "CSV, for spreadsheets",
  GRAPH: "JSON as of Microsoft Graph",
  CDR: "CDR as of Asterisk",
  CEL: "CEL as of Asterisk",
};
export const noRecord = "There is no record of this call for you.";
