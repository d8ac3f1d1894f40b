import { listed } from "../format.ts";

export const settings = "Settings";
export const loading = "Loading your settings…";
export const noPreferences = "Only people whom the directory knows have settings.";

// Ringing
export const ringing = "Incoming calls";
export const rings = "Ring when somebody calls me";
export const ringsHint = "Turned off, calls only show in the sidebar and in your call history.";
export const doNotDisturb = "Do not disturb";
export const doNotDisturbHint = "Nothing rings until you turn this off. Calls that come meanwhile count as missed.";
export const ringTone = "Ring tone";
export const tones = {
  default: "Default",
  classic: "Classic",
  marimba: "Marimba",
  chime: "Chime",
  pulse: "Pulse",
  quiet: "Quiet",
};
export const tryTone = "Try it";
export const stopTone = "Stop";
export const offForAll =
  "An administrator has turned ringing off for everybody, so nothing rings whatever you choose here.";
export const fixedBy = (variable: string) => `It is fixed by ${variable} where Ringlog runs.`;
export const ringsIn = (kinds: readonly string[], seconds: number) =>
  `In this workspace calls ring for ${seconds} seconds, in ${listed(kinds)}.`;
export const ringsNowhere = "In this workspace calls ring in no kind of room.";
export const kinds = { direct: "direct messages", group_direct: "group messages" };

// Muted rooms
export const mutedRooms = "Muted rooms";
export const mutedRoomsHint = "Calls in these rooms don't ring for you.";
export const noMutedRooms = "You have muted no room.";
export const muteARoom = "Mute a room";
export const chooseARoom = "Choose a room…";
export const muteIt = "Mute";
export const mute = "Mute calls";
export const unmute = "Unmute calls";
export const unmuteRoom = (name: string) => `Unmute ${name}`;
export const muted = "Calls don't ring here";
export const nowMuted = (name: string) => `Calls in ${name} don't ring for you any more.`;
export const nowUnmuted = (name: string) => `Calls in ${name} ring for you again.`;

// Desktop notifications
export const notifications = "Desktop notifications";
export const notify = "Show calls on my desktop while I look at something else";
export const notifyHint = "One notification a call, in this browser. It goes away when the call stops ringing.";
export const notifyState = {
  unasked: "Your browser will ask you whether Ringlog may.",
  denied:
    "Your browser doesn't let Ringlog. Allow notifications for this page in the browser's settings, and come back.",
  unsupported: "This browser shows none, or not for a page at this address.",
};
export const hint = "Should your desktop tell you of calls while you look at something else?";
export const hintYes = "Turn on notifications";
export const hintNo = "Not now";

// Devices
export const devices = "Microphone, camera and loudspeaker";
export const devicesHint =
  "For calls in this browser. Browsers tell what devices are called once you have allowed one.";
export const speaker = "Loudspeaker";
export const tryMicrophone = "Test microphone";
export const stopMicrophone = "Stop the microphone";
export const tryCamera = "Test camera";
export const stopCamera = "Stop the camera";
export const tryAloud = "Play a tone";
