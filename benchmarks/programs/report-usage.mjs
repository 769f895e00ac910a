// Preloaded into measured Node processes. At exit, writes peak memory (RSS) in kilobytes and processor time, like GNU time
// with the format "%M %U %S".
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.env['BENCHMARK_USAGE_FILE'];
if (file !== undefined) process.once('exit', () => writeFileSync(file, describeUsage()));

function describeUsage() {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  return `${readPeakKilobytes() ?? maxRSS} ${userCPUTime / 1e6} ${systemCPUTime / 1e6}\n`;
}

/** On Linux, maxRSS of a process includes the peak of its parent. This file does not. */
function readPeakKilobytes() {
  try {
    return /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
  } catch {
    // Not Linux.
    return undefined;
  }
}
