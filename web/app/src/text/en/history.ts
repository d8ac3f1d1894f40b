import type { CallDirection, CallOutcome } from "@ringlog/client";

export const title = "Call history";
export const calls = "Your calls, newest first";
export const none = "You have had no calls yet.";
export const noneSuch = "None of your calls is like that.";
export const failed = (why: string) => `Your calls couldn't be loaded: ${why}`;
export const show = "Which calls to show";
export const filter = { all: "All", missed: "Missed", incoming: "Incoming", outgoing: "Outgoing" };

export const isNew = "New";
export const outcome: Record<CallDirection, Record<CallOutcome, string>> = {
  INCOMING: {
    ANSWERED: "Incoming",
    CANCELLED: "Missed: the caller hung up",
    DECLINED: "You declined",
    MISSED: "Missed",
    NOT_ANSWERED: "Missed",
    SUPPRESSED: "Missed: you weren't to be disturbed",
  },
  OUTGOING: {
    ANSWERED: "Outgoing",
    CANCELLED: "You hung up before it was answered",
    DECLINED: "Declined",
    MISSED: "Not answered",
    NOT_ANSWERED: "Not answered",
    SUPPRESSED: "Not answered",
  },
};
export const ongoing: Record<CallDirection, string> = { INCOMING: "Incoming, on now", OUTGOING: "Outgoing, on now" };
export const withWhom = (what: string, name: string) => `${what}: ${name}`;
