/** The keys that work while the focus is in the call. */
export const KEYS = {
  microphone: "M",
  camera: "V",
  screen: "S",
  hand: "H",
  reactions: "R",
  people: "P",
  thread: "T",
  layout: "L",
  help: "?",
  collapse: "Esc",
} as const;
