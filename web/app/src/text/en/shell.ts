export const product = "Ringlog";
export const skipToContent = "Skip to the content";

// Signing in
export const signIn = "Sign in";
export const signInAs = (name: string) => `Sign in as ${name}`;
export const demo = "This is a demo workspace. Whom do you want to be? Open a second browser to be somebody else, too.";
export const noDemo = "Open Ringlog from your chat product, which signs you in.";
export const signOut = "Sign out";
export const notSignedIn = (why: string) => `You couldn't be signed in: ${why}`;
export const tryAgain = "Try again";
export const role = {
  ADMIN: "Administrator",
  AUDITOR: "Auditor",
  GUEST: "Guest",
  MEMBER: "Member",
  SERVICE: "Service",
};

// Sidebar
export const sidebar = "Rooms and calls";
export const rooms = "Rooms";
export const history = "Call history";
export const settings = "Settings";
export const missedCalls = (count: number) => (count === 1 ? "1 missed call" : `${count} missed calls`);
export const inCall = (count: number) => (count === 1 ? "Call, 1 person" : `Call, ${count} people`);
export const ringsHere = "Incoming call";
export const youAreInThisCall = "You are in this call";
export const noRooms = "You are in no room yet. Your chat product decides which rooms you are in.";
export const openNavigation = "Rooms";
export const welcome = "Choose a room to call in.";
export const offline = "The connection to Ringlog was lost. Trying again…";
export const notifications = "Messages from Ringlog";
export const putAway = "Dismiss";
export const signedOut = "Your sign-in isn't accepted any more, so what you see here may be old.";
export const signInAgain = "Sign in again";
export const leaveAndSignIn = "Leave the call and sign in again";
