#!/usr/bin/env node
import { main } from './main.ts';
import { watchSignals } from './watch-signals.ts';

const { argv, stdout, stderr } = process;
const { signal, stop } = watchSignals();
process.exitCode = await main(argv.slice(2), { stdout, stderr, signal });
stop();
