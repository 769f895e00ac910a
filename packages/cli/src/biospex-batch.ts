#!/usr/bin/env node
import { main } from './main.ts';

// Not awaited here: what the command loads later may import this file.
void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
