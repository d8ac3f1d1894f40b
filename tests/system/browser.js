// The media of one device in a call, as an app would have it. Its test does the signalling, and asks what it hears and sees.
"use strict";

const MICROPHONE = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }; // a tone is no noise
const CAMERA = { width: 160, height: 120, frameRate: 10 };
const SCREEN = { video: { frameRate: 5 }, preferCurrentTab: true };
const SILENCE = -70; // dB
const AUDIBLE = 0.01; // of 1
const LISTENS = 400; // ms
const SCREEN_BRIGHTNESS = 238; // of the page

const context = new AudioContext();
const sections = new Map(); // what arrives, by mid
const interrupted = []; // mids of sections on which a track went quiet by negotiation
let canShow = true; // the screen
let connection, own, shared; // shared: the screen, if it is

// brightness: of a picture that is drawn here, where the browser's own fake camera has none of one grey; else null
async function start(brightness) {
  own = await navigator.mediaDevices.getUserMedia({ audio: MICROPHONE, video: brightness === null ? CAMERA : false });
  canShow = brightness === null;
  if (!canShow) own.addTrack(drawn(brightness));
  connect();
}

function connect() { // at first, and again when the connection is lost
  connection?.close();
  for (const { figure } of sections.values()) figure.remove();
  sections.clear();
  connection = new RTCPeerConnection();
  connection.ontrack = ({ track, transceiver: { mid } }) => sections.has(mid) || sections.set(mid, section(mid, track));
  for (const track of own.getTracks()) connection.addTransceiver(track, { direction: "sendonly", streams: [own] });
  if (shared) send(shared.track);
}

function drawn(brightness) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [CAMERA.width, CAMERA.height];
  const picture = canvas.getContext("2d");
  let at = 0;
  setInterval(() => {
    picture.fillStyle = `rgb(${brightness} ${brightness} ${brightness})`;
    picture.fillRect(0, 0, canvas.width, canvas.height);
    picture.fillStyle = brightness < 128 ? "white" : "black";
    picture.fillRect((at += 8) % canvas.width, 0, 8, canvas.height);
  }, 1000 / CAMERA.frameRate);
  return canvas.captureStream().getVideoTracks()[0];
}

function section(mid, track) {
  const element = document.createElement(track.kind);
  element.autoplay = true;
  element.srcObject = new MediaStream([track]);
  const figure = document.createElement("figure");
  figure.append(element, document.createElement("figcaption"));
  document.querySelector("main").append(figure);
  track.onmute = () => interrupted.push(mid);
  return { figure, element, analyser: track.kind === "audio" ? analyser(element.srcObject) : null };
}

function analyser(stream) {
  const analyser = context.createAnalyser();
  analyser.fftSize = 16384;
  context.createMediaStreamSource(stream).connect(analyser);
  return analyser;
}

async function offer(wanted) {
  for (const kind of ["audio", "video"]) {
    const receiving = connection.getTransceivers().filter((each) => each.direction === "recvonly");
    const there = receiving.filter((each) => each.receiver.track.kind === kind).length;
    for (let more = there; more < wanted[kind]; more++) connection.addTransceiver(kind, { direction: "recvonly" });
  }
  if (["disconnected", "failed"].includes(connection.iceConnectionState)) connection.restartIce();
  await connection.setLocalDescription();
  return { sdp: connection.localDescription.sdp, screen: shared ? shared.transceiver.mid : null };
}

async function answer(sdp, names) {
  await connection.setRemoteDescription({ type: "answer", sdp });
  for (const [mid, { figure }] of sections) figure.lastChild.textContent = names[mid] ?? "";
}

const setMicrophone = (on) => { own.getAudioTracks()[0].enabled = on; };

async function share() {
  if (canShow) send((await navigator.mediaDevices.getDisplayMedia(SCREEN)).getTracks()[0]);
  else send(drawn(SCREEN_BRIGHTNESS));
}

function send(track) {
  shared = { track, transceiver: connection.addTransceiver(track, { direction: "sendonly" }) };
}

function unshare() {
  shared.track.stop();
  shared.transceiver.stop();
  shared = null;
}

async function heard() {
  const audible = [...sections].filter(([, { analyser }]) => analyser);
  const tones = audible.map(async ([mid, { analyser, element }]) => [
    mid, context.state === "running" ? tone(analyser) : await recordedTone(element.srcObject),
  ]);
  return Object.fromEntries(await Promise.all(tones));
}

function tone(analyser) {
  const levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  const loudest = levels.reduce((best, level, bin) => (level > levels[best] ? bin : best), 0);
  return levels[loudest] > SILENCE ? (loudest * context.sampleRate) / analyser.fftSize : null;
}

// Firefox's AudioContext stands still on a machine without sound.
async function recordedTone(stream) {
  const recorder = new MediaRecorder(stream);
  const recorded = new Promise((resolve) => { recorder.ondataavailable = ({ data }) => resolve(data); });
  recorder.start();
  await new Promise((resolve) => { setTimeout(resolve, LISTENS); });
  recorder.stop();
  const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(await (await recorded).arrayBuffer());
  const samples = sound.getChannelData(0).slice(sound.length / 4); // without the codec's beginning
  if (!samples.some((sample) => Math.abs(sample) > AUDIBLE)) return null;
  const crossings = [...samples.keys()].filter((index) => index && samples[index - 1] < 0 && samples[index] >= 0);
  return ((crossings.length - 1) * sound.sampleRate) / (crossings.at(-1) - crossings[0]);
}

async function seen() {
  const pictures = (await stats("inbound-rtp")).filter((each) => each.kind === "video" && sections.has(each.mid));
  return pictures.map(({ mid, framesDecoded }) => [mid, framesDecoded ?? 0, brightness(sections.get(mid).element)]);
}

function brightness(video) {
  if (!video.videoWidth) return null;
  const canvas = new OffscreenCanvas(32, 24).getContext("2d", { willReadFrequently: true });
  canvas.drawImage(video, 0, 0, 32, 24);
  const red = canvas.getImageData(0, 0, 32, 24).data.filter((_, index) => index % 4 === 0); // all of it is grey
  return red.sort()[red.length / 2];
}

async function sentSound() {
  return (await stats("outbound-rtp")).filter((each) => each.kind === "audio").reduce((sum, each) => sum + each.packetsSent, 0);
}

const stats = async (type) => [...(await connection.getStats()).values()].filter((each) => each.type === type);
