/** The steps of writing a file. */
export type FolderStep = 'look' | 'create' | 'open' | 'write' | 'close';

/** FaultyFolder is a browser's folder in memory. `fail` may throw at any step of a file. */
export class FaultyFolder {
  readonly kind = 'directory';
  readonly name = 'batches';
  readonly files = new Map<string, Blob>();
  /** Names of empty folders in it. */
  readonly folders = new Set<string>();
  /** Folders created in it. */
  readonly inner = new Map<string, FaultyFolder>();
  readonly #fail: (step: FolderStep, name: string) => void;

  constructor(fail: (step: FolderStep, name: string) => void = () => undefined) {
    this.#fail = fail;
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<object> {
    this.#fail(create ? 'create' : 'look', name);
    if (this.folders.has(name)) throw new DOMException('it is a folder', 'TypeMismatchError');
    if (!create && !this.files.has(name)) throw new DOMException('not found', 'NotFoundError');
    if (!this.files.has(name)) this.files.set(name, new Blob());
    return { createWritable: () => this.#open(name) };
  }

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<FaultyFolder> {
    if (this.files.has(name)) throw new DOMException('it is a file', 'TypeMismatchError');
    const folder = this.inner.get(name) ?? new FaultyFolder(this.#fail);
    if (!create && !this.inner.has(name)) throw new DOMException('not found', 'NotFoundError');
    this.inner.set(name, folder);
    return folder;
  }

  async removeEntry(name: string): Promise<void> {
    const isGone = [this.files, this.folders, this.inner].map((entries) => entries.delete(name));
    if (!isGone.includes(true)) throw new DOMException('not found', 'NotFoundError');
  }

  /** The folder as the code under test takes it. */
  get handle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }

  async #open(name: string): Promise<object> {
    this.#fail('open', name);
    const parts: Blob[] = [];
    return {
      write: async (piece: Blob) => {
        this.#fail('write', name);
        parts.push(piece);
      },
      close: async () => {
        this.#fail('close', name);
        this.files.set(name, new Blob(parts));
      },
      abort: async () => undefined,
    };
  }
}
