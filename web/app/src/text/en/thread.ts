export const title = "Thread";
export const messages = "Messages";
export const none = "Nobody has written anything yet.";
export const earlier = "Earlier messages";
export const earlierFailed = "Earlier messages can't be shown right now.";
export const gone = "This call isn't there, or you aren't in its room.";
export const erased = "This message was erased.";
export const write = "Write a message";
export const send = "Send";
export const cannotPost =
  "Nothing can be written here: you aren't in the room, or it isn't active, or its texts are gone.";
export const fileDeleted = "This file was kept for long enough, and is deleted.";
export const unread = "New";
