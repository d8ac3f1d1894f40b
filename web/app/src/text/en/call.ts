import type { EndReason } from "@ringlog/client";

export const call = "Call";
export const inRoom = (title: string) => `Call: ${title}`;
export const expand = "Expand the call";
export const collapse = "Make the call small";
export const move = "Move the call's window. Use the arrow keys";
export const duration = (time: string) => `Duration ${time}`;
export const withKey = (label: string, key: string) => `${label} (${key})`;

// Controls
export const controls = "Controls of the call";
export const mute = "Mute";
export const unmute = "Unmute";
export const cameraOn = "Turn camera on";
export const cameraOff = "Turn camera off";
export const share = "Share screen";
export const stopSharing = "Stop sharing";
export const raiseHand = "Raise hand";
export const lowerHand = "Lower hand";
export const leave = "Leave";
export const endForAll = "End for all";
export const more = "Devices and more";

// The stage
export const layout = "Layout";
export const layouts = { grid: "Grid", speaker: "Speaker", screen: "Shared screen" };
export const participants = (count: number) => (count === 1 ? "1 participant" : `${count} participants`);
export const previousPage = "Previous page";
export const nextPage = "Next page";
export const page = (page: number, pages: number) => `Page ${page} of ${pages}`;
export const you = "You";
export const sharedBy = (name: string) => `${name} shares a screen`;
export const youShare = "You share your screen";
export const screenOf = (name: string) => `Screen of ${name}`;
export const pictureOf = (name: string) => `Camera of ${name}`;

// Marks on a person
export const host = "Host";
export const muted = "Muted";
export const speaking = "Speaking";
export const handRaised = (order: number) => `Hand raised, number ${order}`;
export const reconnecting = "Reconnecting";
export const quality = { GOOD: "Good connection", FAIR: "Fair connection", POOR: "Poor connection" };

// Where it stands
export const connecting = "Connecting…";
export const reconnectingNow = "The connection was lost. Reconnecting…";
export const nobodySpeaks = "Nobody is speaking";
export const speak = (names: string, count: number) => `${names} ${count === 1 ? "is" : "are"} speaking`;
export const youSpeak = "You are speaking";
export const alone = "Nobody else is here yet";

export const endReason: Record<EndReason, string> = {
  ALONE: "You were alone in it for too long.",
  CANCELLED: "The caller hung up.",
  DECLINED: "The call was declined.",
  ENDED_BY_ADMIN: "An administrator ended it for all.",
  ENDED_BY_HOST: "The host ended it for all.",
  HUNG_UP: "The others hung up.",
  NOT_ANSWERED: "Nobody answered.",
  ROOM_ARCHIVED: "Its room was archived.",
  ROOM_DELETED: "Its room was deleted.",
  TIMED_OUT: "It reached the longest time that a call may take.",
};
