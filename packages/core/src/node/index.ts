export { inflateByZlib } from './inflate-by-zlib.ts';
export { FileSource } from './file-source.ts';
export { DirectoryStore, type DirectoryStoreOptions } from './directory-store.ts';
export { FolderStore, folderOf } from './folder-store.ts';
export {
  openExport,
  withExport,
  type OpenExport,
  type OpenExportOptions,
  type WithExportOptions,
} from './open-export.ts';
export { splitExport, type SplitExportOptions } from './split-export.ts';
export type { SpoolPlace } from './spool/spool-place.ts';
export { sweepSpools } from './spool/sweep-spools.ts';
export { describeEntry, type ArchiveEntry } from '../batch/archive-entry.ts';
export { readRows, type ManifestRow } from '../manifest/read-rows.ts';
export { mendManifest } from '../plan/mend-manifest.ts';
export { checkStem } from '../plan/stem.ts';
export { guardSource } from '../ports/byte-source.ts';
