import { parseArgs } from 'node:util';

/**
 * Parses the command line of a script. Prints the help and exits with 0 for --help, with 2 for an unknown option.
 *
 * @template {NonNullable<import('node:util').ParseArgsConfig['options']>} T
 * @param {string} help
 * @param {T} options
 */
export function readOptions(help, options) {
  // `pnpm fuzz -- --seed 1` passes the "--" on.
  const args = process.argv.slice(2).filter((arg) => arg !== '--');
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help);
    process.exit(0);
  }
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error), help);
  }
}

/**
 * Parses a whole number, or prints the help and exits with 2.
 *
 * @param {string} name
 * @param {string} text
 * @param {string} help
 */
export function readWholeNumber(name, text, help) {
  if (!/^\d{1,15}$/.test(text)) refuse(`--${name} ${text}: must be a whole number`, help);
  return Number(text);
}

/**
 * @param {string} message
 * @param {string} help
 * @returns {never}
 */
export function refuse(message, help) {
  console.error(`${message}\n\n${help}`);
  process.exit(2);
}
