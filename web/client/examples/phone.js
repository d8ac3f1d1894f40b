// A phone for one room. The page's address says which, and who calls: phone.html#api=…&room=…&token=…
import { observe, Ringlog } from "../dist/ringlog-client.js";

const given = new URLSearchParams(location.hash.slice(1));
const ringlog = new Ringlog({ url: given.get("api"), token: () => given.get("token") });
const room = await ringlog.api.room(given.get("room"));
const rings = ringlog.api.rings();
window.ringlog = ringlog; // to be looked at in the browser's console

const at = (id) => document.getElementById(id);
const ringing = () => rings.getSnapshot().data?.incomingRings.rings[0];
const say = (text) => {
  at("status").textContent = text;
};

const SENTENCES = {
  idle: () => `Ready to call in ${room.name}.`,
  entering: () => "One moment…",
  calling: () => "It rings…",
  connecting: () => "Connecting…",
  connected: () => "Connected.",
  reconnecting: () => "The connection was lost. Reconnecting…",
  left: () => "You hung up.",
  ended: ({ reason }) => `The call has ended: ${reason.toLowerCase().replaceAll("_", " ")}.`,
  removed: () => "You were removed from the call.",
  takenOver: () => "The call goes on in another tab.",
  failed: ({ why }) => why.message,
};

/** What a click does; refusals and problems are sentences for people. */
function click(id, action) {
  at(id).addEventListener("click", async () => {
    try {
      const outcome = await action();
      if (outcome?.refused) say(outcome.refused.message);
    } catch (problem) {
      say(problem.message);
    }
  });
}

click("call", () => ringlog.call.enter({ link: room.callLink })); // starts the room's call, or joins it
click("answer", () => ringlog.call.enter({ accept: ringing().id }));
click("decline", () => ringlog.api.declineRing({ ringId: ringing().id }));
click("microphone", () => ringlog.call.setMicrophone(!ringlog.call.getSnapshot().microphone));
click("camera", () => ringlog.call.setCamera(!ringlog.call.getSnapshot().camera));
click("screen", () => {
  const { call } = ringlog;
  return call.getSnapshot().screen ? call.stopSharing() : call.shareScreen();
});
click("leave", () => ringlog.call.leave());
click("sound", () => ringlog.call.playback.resume());

observe(rings, ({ data }) => {
  const [ring] = data?.incomingRings.rings ?? [];
  for (const id of ["answer", "decline"]) at(id).hidden = !ring;
  if (ring) say(`${ring.caller.name} calls…`);
});

observe(ringlog.call, (view) => {
  const inside = ["calling", "connecting", "connected", "reconnecting"].includes(view.phase.at);
  if (!ringing()) say(SENTENCES[view.phase.at](view.phase));
  at("call").hidden = inside;
  for (const id of ["microphone", "camera", "screen", "leave"]) at(id).hidden = !inside;
  at("sound").hidden = !view.soundBlocked;
  at("microphone").textContent = view.microphone ? "Mute" : "Unmute";
  at("camera").textContent = view.camera ? "Turn the camera off" : "Turn the camera on";
  at("screen").textContent = view.screen ? "Stop sharing" : "Share the screen";
  showPeople(view);
  showPictures(view.received.filter(({ kind }) => kind === "CAMERA" || kind === "SCREEN"));
});

function showPeople({ call, speaking }) {
  const lines = (call?.sessions ?? []).map(({ id, user, muted, reconnectingSince }) => {
    const line = document.createElement("li");
    const marks = [muted && "muted", speaking.has(id) && "speaking", reconnectingSince && "reconnecting"];
    line.textContent = [user.name, ...marks.filter(Boolean)].join(", ");
    return line;
  });
  at("people").replaceChildren(...lines);
}

function showPictures(received) {
  const before = new Map([...at("pictures").children].map((video) => [video.srcObject, video]));
  const videos = received.map(({ stream }) => {
    const video = before.get(stream) ?? document.createElement("video");
    if (video.srcObject !== stream) Object.assign(video, { srcObject: stream, autoplay: true, muted: true });
    return video;
  });
  at("pictures").replaceChildren(...videos);
}
