// The licences of the packages that a bundle is made of, for a file beside it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes the licences of all packages that bundled files come from.
 *
 * @param {Iterable<string>} files absolute paths of what was bundled
 * @param {string} target the file to write
 */
export function writeLicenses(files, target) {
  const folders = new Set([...files].filter((file) => file.includes('/node_modules/')).map(packageFolder));
  const texts = [...folders].map(describePackage);
  writeFileSync(target, `${[...new Set(texts)].sort().join(`\n${'-'.repeat(80)}\n\n`)}`);
}

/** @param {string} file */
function packageFolder(file) {
  // A package may hold further package.json files, without a name.
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'package.json')) && readPackage(folder).version !== undefined) return folder;
  throw new Error(`${file} is in no package`);
}

/** @param {string} folder */
function describePackage(folder) {
  const { name, version, license } = readPackage(folder);
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text =
    file === undefined ? 'Its package has no text of the licence.' : readFileSync(join(folder, file), 'utf8');
  return `${name} ${version}, ${license}\n\n${text.trim()}\n`;
}

/**
 * @param {string} folder
 * @returns {{ name?: string, version?: string, license?: string }}
 */
function readPackage(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
