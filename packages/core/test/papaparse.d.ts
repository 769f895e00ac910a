// The part of Papa Parse that tests use: its published types are a package of their own.

declare module 'papaparse' {
  interface Config {
    delimiter: string;
    newline: string;
    preview?: number;
    fastMode?: boolean;
  }
  interface Results {
    data: string[][];
    errors: { code: string }[];
    meta: { cursor: number };
  }
  interface Records {
    data: Record<string, string>[];
    errors: { code: string }[];
  }
  const Papa: {
    parse(text: string, config: Config): Results;
    parse(text: string, config: { header: true }): Records;
  };
  export default Papa;
}
