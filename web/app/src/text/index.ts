/** All that people read, in one place. A translation is another folder with the same names. */
import * as call from "./en/call.ts";
import * as common from "./en/common.ts";
import * as composer from "./en/composer.ts";
import * as preflight from "./en/preflight.ts";
import * as ringing from "./en/ringing.ts";
import * as room from "./en/room.ts";
import * as settings from "./en/settings.ts";
import * as shell from "./en/shell.ts";
import * as thread from "./en/thread.ts";

export const text = { call, common, composer, preflight, ringing, room, settings, shell, thread };
