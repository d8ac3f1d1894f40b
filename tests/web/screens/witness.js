// Loaded before a page: what it has the desktop show and the speakers play. Both go on as they would.
(() => {
  const notices = [];
  globalThis.Notification = class extends Notification {
    constructor(title, options) {
      super(title, options);
      notices.push({ title, isOpen: true, shown: this });
    }
    close() {
      for (const each of notices) if (each.shown === this) each.isOpen = false;
      super.close();
    }
  };

  const [playing, meters] = [new Set(), new Map()];
  const { connect, disconnect } = AudioNode.prototype;
  function metered(context) {
    if (!meters.has(context)) meters.set(context, context.createAnalyser());
    return meters.get(context);
  }
  AudioNode.prototype.connect = function (to, ...more) {
    if (to instanceof AudioDestinationNode) {
      playing.add(this);
      connect.call(this, metered(this.context));
    }
    return connect.call(this, to, ...more);
  };
  AudioNode.prototype.disconnect = function (...from) {
    playing.delete(this);
    return disconnect.apply(this, from);
  };

  const announced = [];
  const alerts = new Map();
  new MutationObserver(() => {
    for (const [place, words] of alerts) if (!place.isConnected || place.textContent !== words) alerts.delete(place);
    for (const place of document.querySelectorAll("[role=alert] p")) {
      if (!alerts.has(place)) announced.push(place.textContent);
      alerts.set(place, place.textContent);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });

  globalThis.witness = {
    /** What was read aloud at once, though it may be gone again. */
    announced: () => announced,
    /** The titles of those that are shown. */
    notices: () => notices.filter(({ isOpen }) => isOpen).map(({ title }) => title),
    /** How many were ever shown. */
    noticed: () => notices.length,
    /** How many tones play, be it in a pause of theirs. */
    tones: () => playing.size,
    /** The loudest sample of this moment. */
    loudness: () => {
      const samples = new Float32Array(2048);
      return Math.max(
        0,
        ...[...meters.values()].map((meter) => {
          meter.getFloatTimeDomainData(samples);
          return Math.max(...samples.map(Math.abs));
        }),
      );
    },
  };
})();
