import { version } from "../../../package.json";
import type { App } from "../../state/app.ts";
import { text } from "../../text/index.ts";

/** Puts words on the clipboard and says so; where a page may not, it says the words, to be copied by hand. */
export async function copy(app: App, words: string, done: string, instead: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(words);
    app.say(done);
  } catch {
    app.say(instead);
  }
}

/** Copies what helps to find out what went wrong, to be sent to whoever runs Ringlog. */
export async function copyReport(app: App): Promise<void> {
  const report = await app.ringlog.support.report(`${text.shell.product} ${version}`);
  const json = JSON.stringify(report, null, 2);
  await copy(app, json, text.call.reportCopied, json);
}
