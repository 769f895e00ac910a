import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A Chromium on this machine. `CHROMIUM` names one elsewhere. */
export const browserPath = [process.env['CHROMIUM'] ?? '', ...PLACES].find((path) => existsSync(path));

/** Where all must be proved, a browser that is missing is a failure; elsewhere its tests are left out, and say so. */
export const mustHaveBrowser = Boolean(process.env['CI']);
