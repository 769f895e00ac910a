// The part of Papa Parse that the core uses. Its published types pull in Node's, which the core must not see.

declare module 'papaparse' {
  export interface ParseStepResult {
    readonly data: string[][];
    readonly errors: readonly { readonly code: string }[];
    readonly meta: { readonly cursor: number };
  }

  class Parser {
    constructor(config: { delimiter: string; newline: '\n' | '\r'; step: (result: ParseStepResult) => void });
    parse(input: string, baseIndex: number, ignoreLastRow: boolean): void;
  }

  const Papa: { Parser: typeof Parser };
  export default Papa;
}
