import { listed } from "../format.ts";

export const incomingCalls = "Incoming calls";
/** Read aloud as it comes. */
export const announced = (caller: string, room: string) => `Incoming call from ${caller}, ${room}.`;
export const ringsFor = (seconds: number) => `${seconds} s`;
export const accept = "Accept";
export const acceptWithCamera = "Accept with camera";
export const decline = "Decline";
export const dismiss = "Dismiss: be quiet and tell nobody";
export const putAway = "Put away";
export const why = {
  ANSWERED: "You answered elsewhere.",
  CALL_ENDED: "The call has ended.",
  CANCELLED: "Cancelled by the caller.",
  DECLINED: "You declined elsewhere.",
  DISMISSED: "You dismissed it elsewhere.",
  EXPIRED: "You missed this call.",
};
/** The page's title meanwhile. */
export const titled = (callers: readonly string[]) => `☎ ${listed(callers)}`;

// Desktop notifications
export const notice = (caller: string, room: string | null) => ({
  title: `${caller} is calling`,
  body: room === null ? "Press to answer in Ringlog." : `In ${room}. Press to answer in Ringlog.`,
});

// Outgoing
export const ringingWhom = (name: string) => `Calling ${name}…`;
export const cancelCall = "Cancel the call";
export const unanswered = {
  DECLINED: (name: string) => `${name} declined.`,
  NOT_ANSWERED: (name: string) => `${name} didn't answer.`,
};
export const callAgain = "Call again";
