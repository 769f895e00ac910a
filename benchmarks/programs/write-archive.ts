// write-archive.ts FILE OPTIONS: writes an export archive; OPTIONS are the options of writeSampleExport as JSON.
import { writeSampleExport, type SampleExportOptions } from '../../packages/sample/src/index.ts';

const [file, options] = process.argv.slice(2);
if (file === undefined || options === undefined)
  throw new TypeError('write-archive.ts: needs FILE and OPTIONS');
await writeSampleExport(file, JSON.parse(options) as SampleExportOptions);
