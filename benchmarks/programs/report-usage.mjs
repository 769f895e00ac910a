// Preloaded into the Node processes that are measured: writes, when they end, their peak memory (RSS) in kilobytes and
// their processor time, as GNU time does with the format "%M %U %S".
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.env['BENCHMARK_USAGE_FILE'];
if (file !== undefined) process.once('exit', () => writeFileSync(file, describeUsage()));

function describeUsage() {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  return `${readPeakKilobytes() ?? maxRSS} ${userCPUTime / 1e6} ${systemCPUTime / 1e6}\n`;
}

/** Linux counts the peak of the program that started a process as the process's own (maxRSS), but not here. */
function readPeakKilobytes() {
  try {
    return /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
  } catch {
    // Not Linux.
    return undefined;
  }
}
