export { inflateByZlib } from './inflate-by-zlib.ts';
export { FileSource } from './file-source.ts';
export { DirectoryStore, type DirectoryStoreOptions } from './directory-store.ts';
