// Dates, times, durations and lists, as the person's browser writes them.

const TIME = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const KILOBYTES = new Intl.NumberFormat(undefined, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });
const MEGABYTES = new Intl.NumberFormat(undefined, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat(undefined, { style: "percent" });
const LIST = new Intl.ListFormat(undefined, { type: "conjunction" });

/** instant: ISO 8601, as the API has it. */
export const timeOfDay = (instant: string): string => TIME.format(new Date(instant));

/** The time of day alone if it is today's; else with the day, and in other years with the year. */
export function when(instant: string, now = new Date()): string {
  const then = new Date(instant);
  if (then.toDateString() === now.toDateString()) return TIME.format(then);
  const day = then.getFullYear() === now.getFullYear() ? DAY : DAY_OF_YEAR;
  return `${day.format(then)}, ${TIME.format(then)}`;
}

/** With everything that a date has. */
export const fullDate = (instant: string): string => DATE.format(new Date(instant));

/** 7:05, or 1:07:05. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export const size = (bytes: number): string =>
  bytes < 1e6 ? KILOBYTES.format(bytes / 1e3) : MEGABYTES.format(bytes / 1e6);

/** share: from 0 to 1. */
export const percent = (share: number): string => PERCENT.format(share);

export const listed = (words: readonly string[]): string => LIST.format(words);

/** A heading over what was on that day: without the time, and in other years with the year. */
export function day(instant: string, now = new Date()): string {
  const then = new Date(instant);
  return (then.getFullYear() === now.getFullYear() ? DAY : DAY_OF_YEAR).format(then);
}
