import { type Observable, Store } from "../observable.ts";

const EVERY = 100; // ms
const SILENCE = -60; // dB of full scale
const FALLS = 0.15; // per look

/** How loud samples between -1 and 1 are, from 0 for silence to 1 for as loud as can be: even steps of dB. */
export function loudness(samples: Float32Array): number {
  const square = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
  const decibels = 10 * Math.log10(square + 1e-12);
  return Math.min(1, Math.max(0, 1 - decibels / SILENCE));
}

/** A meter after a look: it rises at once and falls slowly, as one that can be read. */
export function metered(before: number, loud: number): number {
  return Math.round(100 * Math.max(loud, before - FALLS)) / 100;
}

/** A meter of one track's sound, from 0 to 1; it measures while it has subscribers. */
export function levelOf(track: MediaStreamTrack, context: AudioContext): Observable<number> {
  const store = new Store(0);
  let watchers = 0;
  let stop = () => {};
  const start = () => {
    const source = context.createMediaStreamSource(new MediaStream([track]));
    const analyser = context.createAnalyser();
    const samples = new Float32Array(analyser.fftSize);
    source.connect(analyser);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      store.set(metered(store.getSnapshot(), loudness(samples)));
    }, EVERY);
    stop = () => {
      clearInterval(timer);
      source.disconnect();
    };
  };
  return {
    getSnapshot: store.getSnapshot,
    subscribe: (listener) => {
      if (watchers++ === 0) start();
      const unsubscribe = store.subscribe(listener);
      return () => {
        unsubscribe();
        if (--watchers === 0) stop();
      };
    },
  };
}
