import { type Observable, Store } from "../observable.ts";

/** A microphone, camera or loudspeaker. `label` is empty until the person has allowed any. */
export interface Device {
  readonly deviceId: string;
  readonly label: string;
}

export interface DeviceList {
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  readonly speakers: readonly Device[];
}

/** Why a device can't be used. */
export class DeviceProblem extends Error {
  override readonly name = "DeviceProblem";

  /** code: `DENIED`, `NONE`, `IN_USE`, or `INSECURE_PAGE` where browsers give out no devices. */
  constructor(
    readonly code: "DENIED" | "NONE" | "IN_USE" | "INSECURE_PAGE",
    message: string,
  ) {
    super(message);
  }
}

export type Input = "microphone" | "camera";

const KINDS = { audioinput: "microphones", videoinput: "cameras", audiooutput: "speakers" } as const;
const MICROPHONE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const CAMERA = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 24, max: 30 } };
const GONE = new Set(["OverconstrainedError", "NotFoundError"]);

/** The devices that there are, current while it has subscribers. */
export function deviceList(): Observable<DeviceList> {
  const store = new Store<DeviceList>({ microphones: [], cameras: [], speakers: [] });
  const media = globalThis.navigator?.mediaDevices;
  const look = async () => store.set(sorted((await media?.enumerateDevices()) ?? []));
  return {
    getSnapshot: store.getSnapshot,
    subscribe: (listener) => {
      const unsubscribe = store.subscribe(listener);
      media?.addEventListener("devicechange", look);
      void look();
      return () => {
        unsubscribe();
        media?.removeEventListener("devicechange", look);
      };
    },
  };
}

/** By kind, as the browser orders them. */
export function sorted(devices: readonly Pick<MediaDeviceInfo, "kind" | "deviceId" | "label">[]): DeviceList {
  const list: Record<keyof DeviceList, Device[]> = { microphones: [], cameras: [], speakers: [] };
  for (const { kind, deviceId, label } of devices) if (deviceId) list[KINDS[kind]].push({ deviceId, label });
  return list;
}

/** The track of a device; of the browser's choice if none is named, or if the named one is gone. Raises DeviceProblem. */
export async function openInput(input: Input, deviceId?: string, constraints: MediaTrackConstraints = {}) {
  if (!globalThis.navigator?.mediaDevices)
    throw new DeviceProblem("INSECURE_PAGE", "Browsers give out microphones and cameras to pages on HTTPS only.");
  const open = async (chosen: MediaTrackConstraints) => {
    const wanted = { ...(input === "microphone" ? MICROPHONE : CAMERA), ...constraints, ...chosen };
    const stream = await navigator.mediaDevices.getUserMedia(
      input === "microphone" ? { audio: wanted } : { video: wanted },
    );
    return stream.getTracks()[0] as MediaStreamTrack;
  };
  try {
    if (deviceId === undefined) return await open({});
    return await open({ deviceId: { exact: deviceId } }).catch((problem) => {
      if (GONE.has(problem.name)) return open({});
      throw problem;
    });
  } catch (problem) {
    throw problemWith(input, problem);
  }
}

/** The screen that the person picks, with its sound where the browser offers it. Raises DeviceProblem. */
export async function openScreen(options: DisplayMediaStreamOptions = {}) {
  if (!globalThis.navigator?.mediaDevices?.getDisplayMedia)
    throw new DeviceProblem("NONE", "This browser can't share a screen.");
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 15 }, audio: true, ...options });
    const [picture] = stream.getVideoTracks();
    if (picture) picture.contentHint = "detail";
    return { picture: picture as MediaStreamTrack, sound: stream.getAudioTracks()[0] ?? null };
  } catch (problem) {
    throw problemWith("screen", problem);
  }
}

/** What a browser's exception means to a person. */
export function problemWith(what: Input | "screen", problem: unknown): DeviceProblem {
  const name = problem instanceof Error || problem instanceof DOMException ? problem.name : "";
  if (name === "NotAllowedError" || name === "SecurityError")
    return new DeviceProblem(
      "DENIED",
      `The ${what} wasn't allowed. The browser asks again once that is taken back in its settings.`,
    );
  if (GONE.has(name)) return new DeviceProblem("NONE", `There is no ${what}.`);
  return new DeviceProblem("IN_USE", `The ${what} can't be opened; another program may be using it. ${problem}`);
}
