export const title = "Calls in this room";
export const open = "Show the calls in this room";
export const conferences = "Calls, newest first";
export const none = "Nobody has called in this room yet.";
export const nothingFound = "No call fits that.";
export const found = (count: number, more: boolean) => {
  if (more) return `The first ${count} calls that fit`;
  return count === 1 ? "1 call fits" : `${count} calls fit`;
};
export const failed = (why: string) => `The calls couldn't be loaded: ${why}`;

// Searching
export const search = "Search by title";
export const narrow = "Attendee and dates";
export const attendee = "Attendee";
export const anyone = "Anyone";
export const firstDay = "From";
export const lastDay = "Until";
export const clear = "Clear the search";

// An entry
export const ongoing = "On now";
export const recorded = "Recorded";
export const startedBy = (name: string) => `Started by ${name}`;
export const attendees = (count: number) => (count === 1 ? "1 attendee" : `${count} attendees`);
export const others = (count: number) => (count === 1 ? "1 other" : `${count} others`);
