import { existsSync } from 'node:fs';

const CHROMIUMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FIREFOXES = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

const find = (named: string | undefined, places: readonly string[]): string | undefined =>
  [named ?? '', ...places].find((path) => existsSync(path));

/** A Chromium on this machine. `CHROMIUM` names one elsewhere. */
export const browserPath = find(process.env['CHROMIUM'], CHROMIUMS);

/** A Firefox on this machine. `FIREFOX` names one elsewhere. */
export const firefoxPath = find(process.env['FIREFOX'], FIREFOXES);

/** Where all must be proved, a browser that is missing is a failure; elsewhere its tests are left out, and say so. */
export const mustHaveBrowser = Boolean(process.env['CI']);
