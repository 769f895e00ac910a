import { existsSync } from 'node:fs';

const CHROMIUMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FIREFOXES = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

const find = (named: string | undefined, places: readonly string[]): string | undefined =>
  [named ?? '', ...places].find((path) => existsSync(path));

/** The installed Chromium, or the one that `CHROMIUM` names. */
export const browserPath = find(process.env['CHROMIUM'], CHROMIUMS);

/** The installed Firefox, or the one that `FIREFOX` names. */
export const firefoxPath = find(process.env['FIREFOX'], FIREFOXES);

/** In CI a missing browser is a failure. Elsewhere its tests are a todo. */
export const mustHaveBrowser = Boolean(process.env['CI']);
