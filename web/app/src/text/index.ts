/** All that people read, in one place. A translation is another folder with the same names. */
import * as bar from "./en/bar.ts";
import * as call from "./en/call.ts";
import * as common from "./en/common.ts";
import * as composer from "./en/composer.ts";
import * as history from "./en/history.ts";
import * as log from "./en/log.ts";
import * as preflight from "./en/preflight.ts";
import * as ringing from "./en/ringing.ts";
import * as room from "./en/room.ts";
import * as settings from "./en/settings.ts";
import * as shell from "./en/shell.ts";
import * as thread from "./en/thread.ts";

export const text = { bar, call, common, composer, history, log, preflight, ringing, room, settings, shell, thread };
