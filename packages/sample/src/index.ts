export { writeSampleExport, type SampleExportOptions } from './write-sample-export.ts';
export { makeSampleManifest, type SampleOrder } from './make-sample-manifest.ts';
export { createSampleObjectIds } from './sample-object-ids.ts';
