// What a page of the screens plays and shows, for their tests: the end of a function that begins with tests/system/browser.js.
const listening = new Map(); // analysers, by stream

const isLive = (stream) => stream?.getTracks().some(({ readyState }) => readyState === "live");
const shown = (video) => video.checkVisibility() && video.clientWidth > 1;

async function toneOf(stream) {
  if (context.state !== "running") return recordedTone(stream);
  if (!listening.has(stream)) listening.set(stream, analyser(stream));
  return tone(listening.get(stream));
}

return {
  /** Of all that is heard, in Hz. */
  async tones() {
    const streams = [...document.querySelectorAll("audio")].map(({ srcObject }) => srcObject).filter(isLive);
    return (await Promise.all(streams.map(toneOf))).filter((each) => each !== null);
  },
  /** The brightness of each picture, by what it is called. */
  pictures() {
    const videos = [...document.querySelectorAll("video")].filter(shown);
    return Object.fromEntries(videos.map((video) => [video.getAttribute("aria-label"), brightness(video)]));
  },
};
