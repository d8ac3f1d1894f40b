export const startIn = (room: string) => `Start a call in ${room}`;
export const joinIn = (room: string) => `Join the call in ${room}`;
export const answerIn = (room: string) => `Answer the call in ${room}`;
export const start = "Start call";
export const join = "Join call";
export const startListening = "Start without a microphone";
export const joinListening = "Join to listen only";
export const microphone = "Microphone";
export const camera = "Camera";
export const microphoneOn = "Microphone on";
export const cameraOn = "Camera on";
export const browsersChoice = "The browser's choice";
export const level = "How loud you are";
export const preview = "What your camera shows";
export const cameraIsOff = "Your camera is off";
export const title = "Title";
export const titleHint = "Left empty, it is the room's name.";
export const provider = "Provider";
export const atOnce = "Don't ask again: go in with these choices";
export const atOnceHint = "The room's menu brings this back. Shift and a click go in at once, too.";
export const askBefore = "Choose devices before calls";
export const waiting = {
  microphone: "Your browser asks whether this page may use the microphone.",
  camera: "Your browser asks whether this page may use the camera.",
};
export const tryAgain = "Try again";
export const missing = {
  microphone: {
    NONE: "No microphone was found. Plug one in, or go in and listen only.",
    DENIED:
      "Your browser doesn't let this page use the microphone. Allow it beside the page's address, or go in and listen only.",
    IN_USE: "The microphone can't be opened; another program may be using it. Try again, or go in and listen only.",
    INSECURE_PAGE:
      "Browsers give out microphones to pages on HTTPS only, and this page isn't. You can go in and listen only.",
  },
  camera: {
    NONE: "No camera was found.",
    DENIED: "Your browser doesn't let this page use the camera. Allow it beside the page's address.",
    IN_USE: "The camera can't be opened; another program may be using it.",
    INSECURE_PAGE: "Browsers give out cameras to pages on HTTPS only, and this page isn't.",
  },
};

// In another call
export const inAnotherCall = "You are in another call";
export const leaveAndSwitch = "Leave and switch";
export const leaveAndAccept = "Leave and accept";
export const stay = "Stay";
export const switchFrom = (title: string) => `You are in “${title}”. Leave it, to be in this call?`;
export const switchFromOther = "Leave it, to be in this call?";

// Links
export const linkOpens = "Opening the call link…";
export const linkInvalid =
  "This call link isn't valid, or no longer: its room may be archived or deleted, or you aren't in it.";
export const toRooms = "Show my rooms";
