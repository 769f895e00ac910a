// The part of Papa Parse that tests use: its published types are a package of their own.

declare module 'papaparse' {
  const Papa: {
    parse(text: string, config: { delimiter: string; newline: string }): { data: string[][] };
  };
  export default Papa;
}
