// What the command line's options give to the commands.

export interface ArchiveFlags {
  readonly batchSize: number;
  readonly missing: 'fail' | 'skip';
  readonly name?: string;
  readonly json?: boolean;
}

export interface SplitFlags extends ArchiveFlags {
  readonly out: string;
  readonly fsync: boolean;
}

export interface VerifyFlags {
  readonly name?: string;
  readonly json?: boolean;
}

export interface SampleFlags {
  readonly images: number;
  readonly order: 'manifest' | 'shuffled';
  readonly size: number;
  readonly seed: number;
  /** By the file's ending where it is not given. */
  readonly format?: 'zip' | 'tar.gz';
}

export interface InvokeFlags {
  /** Path of a file with the message's body. */
  readonly message: string;
  readonly messageId?: string;
}

export interface DemoFlags {
  readonly format: 'zip' | 'tar.gz';
}

export interface PageFlags {
  readonly port: number;
}

export interface StackFlags {
  readonly port: number;
  readonly data?: string;
}
