export const kind = {
  CHANNEL: "Channel",
  DIRECT: "Direct message",
  DISCUSSION: "Discussion",
  GROUP_DIRECT: "Group message",
  TEAM: "Team",
};
export const startCall = "Start call";
export const joinCall = "Join call";
export const gone = "This room isn't there, or you aren't in it.";
