import type { EndReason, LeaveReason, RingOutcome } from "@ringlog/client";

export const call = "Call";
export const inRoom = (title: string) => `Call: ${title}`;
export const expand = "Expand the call";
export const collapse = "Make the call small";
export const move = "Move the call's window with the arrow keys";
export const duration = (time: string) => `Duration ${time}`;

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
export const people = "People";
export const thread = "Thread";
export const unread = (count: number) => (count === 1 ? "1 new message" : `${count} new messages`);
export const record = "Record";
export const stopRecording = "Stop recording";
export const float = "Picture in picture";
export const sink = "End picture in picture";

// More
export const more = "Devices and more";
export const microphone = "Microphone";
export const camera = "Camera";
export const speaker = "Loudspeaker";
export const copyLink = "Copy call link";
export const linkCopied = "The call link was copied.";
export const linkIs = (link: string) => `The call link is ${link}`;
export const noLink = "This room has no call link.";
export const copyReport = "Copy debug report";
export const reportCopied =
  "The debug report was copied. Send it to whoever runs Ringlog, with the date and time when it went wrong.";
export const endForAll = "End for all";
export const endForAllAsked = "Everybody will be out of the call.";
export const endForAllConfirmed = "End the call";

// Keys
export const shortcuts = "Keyboard shortcuts";
export const shortcutsWork = "They work while the focus is in the call.";
export const withKey = (label: string, key: string) => `${label} (${key})`;
export const keyName = (key: string) => (key === "Escape" ? "Esc" : key);
export const shortcut = {
  microphone: "Mute or unmute",
  camera: "Camera on or off",
  screen: "Share the screen or stop",
  reactions: "React",
  hand: "Raise or lower the hand",
  people: "People",
  thread: "Thread",
  layout: "Next layout",
  help: "Keyboard shortcuts",
  collapse: "Make the call small",
};

// Reactions
export const react = "React";
export const reactions = "Reactions";
export const moreEmoji = "More emoji";
export const searchEmoji = "Search emoji";
export const category = "Category";
export const noEmoji = "No emoji is called so.";

// The stage
export const layout = "Layout";
export const layouts = { grid: "Grid", speaker: "Speaker", screen: "Shared screen" };
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
export const sharing = "Shares a screen";
export const cameraIsOn = "Camera on";
export const handRaised = (order: number) => `Hand raised, number ${order}`;
export const reconnecting = "Reconnecting";
export const quality = { FAIR: "Fair connection", POOR: "Poor connection" };

// People
export const participants = (count: number) => (count === 1 ? "1 participant" : `${count} participants`);
export const hands = "Raised hands";
export const lower = "Lower";
export const lowerHandOf = (name: string) => `Lower the hand of ${name}`;
export const muteOthers = "Mute all others";
export const optionsFor = (name: string) => `Options for ${name}`;
export const muteThem = "Mute this person";
export const stopTheirShare = "Stop their screen share";
export const makeHost = "Make host";
export const remove = "Remove from the call";
export const removeTitle = (name: string) => `Remove ${name}?`;
export const removeAsked = "They will be out of the call on all their devices. They can join again.";
export const devicesOf = (count: number) => `${count} devices`;
export const deviceSince = (time: string) => `Device, since ${time}`;
export const notHere = "Not in the call";
export const ring = (name: string) => `Ring ${name}`;
export const rings = "Ringing…";
export const ringOutcome: Record<RingOutcome, string> = {
  ACCEPTED: "Has left the call",
  CANCELLED: "Not answered",
  DECLINED: "Declined",
  EXPIRED: "Not answered",
  SUPPRESSED: "Not to be disturbed",
};

// Where it stands
export const connecting = "Connecting…";
export const nobodySpeaks = "Nobody is speaking";
export const speak = (names: string, count: number) => `${names} ${count === 1 ? "is" : "are"} speaking`;
export const youSpeak = "You are speaking";
export const alone = "Nobody else is here yet";
export const reconnectingNow = "The connection was lost. Reconnecting…";
export const placeKept = (time: string) => `Your place is kept for ${time}`;
export const soundBlocked = "The browser plays no sound until you allow it.";
export const turnSoundOn = "Turn sound on";
export const listeningOnly =
  "No microphone is in use, so you only listen. Allow one in the browser's settings for this page.";
export const openMicrophone = "Try again";
export const mutedBy = (name: string) => `${name} muted you.`;
export const poorConnection = "Your connection is poor. Turning the camera off may help.";
export const othersReconnect = (names: string, count: number, more: number) =>
  `${more ? `${names} and ${more} more` : names} ${count === 1 ? "is" : "are"} reconnecting…`;
export const willEnd: Record<EndReason, string> = {
  ALONE: "You are alone. The call will end in",
  CANCELLED: "The call will end in",
  DECLINED: "The call will end in",
  ENDED_BY_ADMIN: "The call will end in",
  ENDED_BY_HOST: "The call will end in",
  HUNG_UP: "The others have left. The call will end in",
  NOT_ANSWERED: "If nobody answers, the call will end in",
  ROOM_ARCHIVED: "The call will end in",
  ROOM_DELETED: "The call will end in",
  TIMED_OUT: "The call has taken almost as long as calls may. It will end in",
};
export const replaced = {
  microphone: "The microphone was unplugged. Another one has taken its place.",
  camera: "The camera was unplugged. Another one has taken its place.",
};
export const lost = {
  microphone: "The microphone was unplugged, and there is no other: you only listen.",
  camera: "The camera was unplugged, and is off.",
};
export const youAreHost = "You are the host now.";

// Recording
export const recording = {
  REQUESTED: "Recording starts…",
  STARTED: "Recording",
  STOPPING: "Finishing the recording…",
};
export const recordingWillStop = (time: string) =>
  `The recording will stop at ${time}. You can start another one right after. Time left:`;
export const recordingFailed = (why: string) => `The recording failed. ${why}`.trim();
export const recordingPublished = "The recording is in the call's thread.";

// How it went out
export const youLeft = "You left the call.";
export const endedByYou = "You ended the call for all.";
export const endedBy = (name: string) => `${name} ended the call for all.`;
export const endReason: Record<EndReason, string> = {
  ALONE: "The call ended: somebody was alone in it for too long.",
  CANCELLED: "The caller hung up.",
  DECLINED: "The call was declined.",
  ENDED_BY_ADMIN: "An administrator ended the call for all.",
  ENDED_BY_HOST: "The host ended the call for all.",
  HUNG_UP: "The call ended: everybody has hung up.",
  NOT_ANSWERED: "Nobody answered.",
  ROOM_ARCHIVED: "The call ended: its room was archived.",
  ROOM_DELETED: "The call ended: its room was deleted.",
  TIMED_OUT: "The call ended: it took as long as calls may.",
};
export const removedBy = (name: string) => `${name} removed you from the call.`;
export const leaveReason: Record<LeaveReason, string> = {
  CONNECTION_LOST: "The connection was lost for too long.",
  DEACTIVATED: "Your account was deactivated, so you are out of the call.",
  LEFT: "You left the call.",
  LOST_MEMBERSHIP: "You are no longer a member of this room, so you are out of its call.",
  REMOVED: "You were removed from the call.",
};
export const takenOver = "This call goes on in another tab.";
export const useHere = "Use here";
export const callAgain = "Call again";
export const joinAgain = "Join again";
export const took = (time: string) => `It took ${time}`;
export const toLog = "What is on record";
export const checks = [
  "Does another network work, or a connection without VPN?",
  "Administrators: does the firewall let UDP through to the media server's port?",
  "Administrators: where UDP can't pass, is a TURN server set?",
];
