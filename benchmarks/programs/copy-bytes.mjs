// copy-bytes.mjs ARCHIVE DIRECTORY: cuts a file into ten files of the same size, as fast as Node can.
// JavaScript, because stripping types takes longer than starting Node.
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const files = 10;
const bufferBytes = 1024 * 1024;
const buffersInFlight = 4;

const [archive, directory] = process.argv.slice(2);
if (archive === undefined || directory === undefined) throw new TypeError('needs ARCHIVE and DIRECTORY');

const source = await open(archive);
const { size } = await source.stat();
const fileBytes = Math.ceil(size / files);
const outputs = await Promise.all(
  Array.from({ length: files }, (_, i) => open(join(directory, `part${i + 1}.zip`), 'wx')),
);

let next = 0;
await Promise.all(Array.from({ length: buffersInFlight }, copyRemaining));
await Promise.all([source, ...outputs].map((file) => file.close()));

async function copyRemaining() {
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  while (next < size) {
    const start = next;
    const file = Math.floor(start / fileBytes);
    next = Math.min(start + bufferBytes, (file + 1) * fileBytes, size);
    await copyRange(start, next, { output: outputs[file], position: start - file * fileBytes, buffer });
  }
}

/**
 * @param {number} start
 * @param {number} end
 * @param {{ output: import('node:fs/promises').FileHandle | undefined, position: number, buffer: Buffer }} target
 */
async function copyRange(start, end, { output, position, buffer }) {
  for (let done = 0; done < end - start;) {
    const { bytesRead } = await source.read(buffer, 0, end - start - done, start + done);
    if (bytesRead === 0) throw new Error(`${archive}: shrank while it was read`);
    for (let written = 0; written < bytesRead;) {
      const result = await output?.write(buffer, written, bytesRead - written, position + done + written);
      written += result?.bytesWritten ?? bytesRead;
    }
    done += bytesRead;
  }
}
