/** Ringlog's headless browser client. README.md shows how a chat product uses it. */
export { Api } from "./api/api.ts";
export type { ServerClock } from "./api/clock.ts";
export { type Refusal, RequestFailed } from "./api/errors.ts";
export type * from "./api/generated.ts";
export type { ConnectionStatus, Live } from "./api/hub.ts";
export type { Outcome, Server } from "./api/requests.ts";
export type { Sidebar, SidebarRoom } from "./api/sidebar.ts";
export { type CallView, CurrentCall } from "./call/current_call.ts";
export type { Entered, Entry, EntryOptions } from "./call/entering.ts";
export type { Failure, Phase } from "./call/machine.ts";
export { type Own, OwnMedia } from "./call/own_media.ts";
export { type Device, type DeviceList, DeviceProblem, deviceList } from "./media/devices.ts";
export type { Playback } from "./media/playback.ts";
export { MOST_PICTURES, type Picture, type Received } from "./media/sections.ts";
export { RING_TONES, type Tone } from "./media/tones.ts";
export { type Observable, observe } from "./observable.ts";
export { Ringlog, type RinglogOptions } from "./ringlog.ts";
