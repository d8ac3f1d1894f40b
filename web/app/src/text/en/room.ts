export const kind = {
  CHANNEL: "Channel",
  DIRECT: "Direct message",
  DISCUSSION: "Discussion",
  GROUP_DIRECT: "Group message",
  TEAM: "Team",
};
export const startCall = "Start call";
export const joinCall = "Join call";
export const inThisCall = "You are in this call";
export const showCall = "You are in this call: show it large";
export const gone = "This room isn't there, or you aren't in it.";
export const state = {
  ARCHIVED: "This room is archived. Its calls can still be looked up.",
  DELETED: "This room was deleted. Its calls can still be looked up.",
  READ_ONLY: "This room is read-only: no new call can be started.",
};

// Menu
export const menu = "More about this room";
export const copyLink = "Copy call link";
export const linkCopied = "The call link was copied.";
export const linkIs = (link: string) => `The call link is ${link}`;
export const startWithTitle = "Start a call with a title";
export const members = "Members";
export const membersOf = (count: number) => (count === 1 ? "1 member" : `${count} members`);
export const deactivated = "deactivated";

// Timeline
export const timeline = "Calls in this room";
export const noCalls = "No calls yet. The first one will be listed here.";
export const earlier = "Earlier calls";
export const earlierFailed = "Earlier calls can't be shown right now.";
export const direct = {
  present: { you: "You are calling", other: (name: string) => `${name} is calling` },
  past: { you: "You called", other: (name: string) => `${name} called` },
};
export const conference = {
  present: { you: "You started a call", other: (name: string) => `${name} started a call` },
  past: { you: "You started a call", other: (name: string) => `${name} started a call` },
};
export const calling = "Ringing…";
export const ongoing = "Ongoing";
export const people = (count: number) => (count === 1 ? "1 person" : `${count} people`);
export const lasted = (duration: string) => `lasted ${duration}`;
export const ended = {
  ALONE: "Ended, as one person was left alone",
  CANCELLED: "Cancelled before anybody answered",
  DECLINED: "Declined",
  ENDED_BY_ADMIN: "Ended for all by an administrator",
  ENDED_BY_HOST: "Ended for all by the host",
  HUNG_UP: "Ended",
  NOT_ANSWERED: "Nobody answered",
  missed: "Missed call",
  ROOM_ARCHIVED: "Ended, as the room was archived",
  ROOM_DELETED: "Ended, as the room was deleted",
  TIMED_OUT: "Ended, as it reached the longest time that a call may take",
};
export const join = "Join";
export const callAgain = "Call again";
export const callBack = "Call back";
export const details = "Details";
export const threadWith = (unread: number) => (unread === 0 ? "Thread" : `Thread, ${unread} new`);
export const recorded = "Recording";
