export { FileSource } from './file-source.ts';
export { DirectoryStore, type DirectoryStoreOptions } from './directory-store.ts';
