/** A note: frequencies in Hz that sound together, and when, in seconds from the start of the tone. */
export interface Note {
  readonly hz: readonly number[];
  readonly at: number;
  readonly lasts: number;
}

/** A tone that repeats. `every` is in seconds, `volume` from 0 to 1. */
export interface Tone {
  readonly notes: readonly Note[];
  readonly every: number;
  readonly volume: number;
}

/** Notes one after the other, each lasting as long. */
const tune = (lasts: number, ...hz: number[]): Note[] =>
  hz.map((each, index) => ({ hz: [each], at: index * lasts, lasts: lasts * 0.95 }));

/** By name, as `Preferences.ringTone` has it. All are generated, so that nothing has to be loaded while it rings. */
export const RING_TONES = {
  default: { notes: tune(0.18, 659.3, 784, 1046.5, 784), every: 2, volume: 0.25 },
  classic: { notes: [{ hz: [440, 480], at: 0, lasts: 1.6 }], every: 4, volume: 0.25 },
  marimba: { notes: tune(0.14, 523.3, 659.3, 784, 1046.5, 784, 659.3), every: 2.4, volume: 0.3 },
  chime: { notes: [...tune(0.5, 880, 698.5), { hz: [523.3, 659.3], at: 1, lasts: 0.9 }], every: 3, volume: 0.2 },
  pulse: { notes: tune(0.1, 740, 0, 740, 0, 740), every: 1.5, volume: 0.25 },
  quiet: { notes: [{ hz: [330], at: 0, lasts: 0.6 }], every: 4, volume: 0.08 },
} satisfies Record<string, Tone>;

/** What a caller hears while it rings at the other end. */
export const RINGBACK: Tone = { notes: [{ hz: [425], at: 0, lasts: 1 }], every: 5, volume: 0.1 };

/** The tone of a name; the default one for a name that another client made up. */
export function ringTone(name: string): Tone {
  return Object.hasOwn(RING_TONES, name) ? RING_TONES[name as keyof typeof RING_TONES] : RING_TONES.default;
}

const EDGE = 0.02; // seconds in which a note comes and goes, so that it doesn't click

/** Plays a tone over and over, until the returned function is called. */
export function play(tone: Tone, context: AudioContext, to: AudioNode = context.destination): () => void {
  const out = new GainNode(context, { gain: tone.volume });
  out.connect(to);
  const once = () => {
    for (const note of tone.notes) sound(note, context, out);
  };
  once();
  const timer = setInterval(once, 1000 * tone.every);
  return () => {
    clearInterval(timer);
    out.disconnect();
  };
}

/** Likewise, on a loudspeaker; on the default one if that is gone, or where browsers let no page choose. */
export function playOn(speakerId: string, tone: Tone, context: AudioContext): () => void {
  const out = context.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = out.stream;
  const chosen = element.setSinkId?.(speakerId).catch(() => undefined) ?? Promise.resolve();
  void chosen.then(() => element.play()).catch((problem) => console.warn("no tone", problem));
  const stop = play(tone, context, out);
  return () => {
    stop();
    element.pause();
    element.srcObject = null;
  };
}

function sound({ hz, at, lasts }: Note, context: AudioContext, out: AudioNode): void {
  const begins = context.currentTime + at;
  for (const frequency of hz.filter((each) => each > 0)) {
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, begins);
    gain.gain.linearRampToValueAtTime(1 / hz.length, begins + EDGE);
    gain.gain.setValueAtTime(1 / hz.length, begins + lasts - EDGE);
    gain.gain.linearRampToValueAtTime(0, begins + lasts);
    const oscillator = new OscillatorNode(context, { frequency });
    oscillator.connect(gain).connect(out);
    oscillator.start(begins);
    oscillator.stop(begins + lasts);
  }
}
