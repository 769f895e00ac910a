import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes one file with the licences of all packages in a bundle.
 *
 * @param {Iterable<string>} files absolute paths of the bundled files
 * @param {string} target path of the file to write
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
  throw new Error(`${file} does not belong to a package`);
}

/** @param {string} folder */
function describePackage(folder) {
  const { name, version, license } = readPackage(folder);
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text =
    file === undefined ? 'The package has no license file.' : readFileSync(join(folder, file), 'utf8');
  return `${name} ${version}, ${license}\n\n${text.trim()}\n`;
}

/**
 * @param {string} folder
 * @returns {{ name?: string, version?: string, license?: string }}
 */
function readPackage(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
