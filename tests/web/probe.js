// What a page on @ringlog/client hears and sees, for its test; beside tests/system/browser.js.
"use strict";

const listening = new Map(); // analysers, by stream

const arriving = (kind) => ringlog.call.getSnapshot().received.filter((each) => each.kind === kind);

async function tones() {
  const heard = await Promise.all(arriving("MICROPHONE").map(({ stream }) => toneOf(stream)));
  return heard.filter((each) => each !== null);
}

function toneOf(stream) {
  if (context.state !== "running") return recordedTone(stream);
  if (!listening.has(stream)) listening.set(stream, analyser(stream));
  return tone(listening.get(stream));
}

async function screens() {
  const stats = [...(await ringlog.call.peer.getStats()).values()].filter(({ type }) => type === "inbound-rtp");
  const shown = new Set(arriving("SCREEN").map(({ mid }) => mid));
  return stats.filter(({ mid, framesDecoded }) => shown.has(mid) && framesDecoded > 0).length;
}

let sidebar; // watched from the first question on

/** How many calls the sidebar shows. */
function calls() {
  if (!sidebar) {
    sidebar = ringlog.api.sidebar();
    sidebar.subscribe(() => {});
  }
  const rooms = [...(sidebar.getSnapshot().data?.rooms.values() ?? [])];
  return rooms.filter(({ ongoingCall }) => ongoingCall).length;
}

let givenUp; // the session of a call that was given up

/** Calls, and hangs up when the server has answered, but the page hasn't entered yet. */
function callAndHangUp() {
  const { openCallLink } = ringlog.api;
  ringlog.api.openCallLink = async (input) => {
    ringlog.api.openCallLink = openCallLink;
    const answer = await openCallLink(input);
    givenUp = answer.done.sessionId;
    ringlog.call.leave();
    return answer;
  };
  document.getElementById("call").click();
}

/** How the server has it that the call was left; undefined while it wasn't. */
async function exitOfGivenUp() {
  return (await ringlog.api.exits()).find(({ sessionId }) => sessionId === givenUp)?.reason;
}

// Nobody is there to pick what is shared: this tab is.
const pick = navigator.mediaDevices.getDisplayMedia?.bind(navigator.mediaDevices);
navigator.mediaDevices.getDisplayMedia = (options) => pick({ ...options, audio: false, preferCurrentTab: true });
