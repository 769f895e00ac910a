import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** Chooses a file, and waits for its overview. */
export async function openArchive(page: Page, file: string): Promise<void> {
  await chooseFile(page, file);
  await page.getByRole('heading', { name: 'Batches', exact: true }).waitFor();
}

export async function chooseFile(page: Page, file: string): Promise<void> {
  await page.locator('input[type=file]').first().setInputFiles(file);
}

/** Drops files from outside the browser. */
export function dropFile(page: Page, ...files: string[]): Promise<void> {
  return drop(page, { items: [], files });
}

export function dropText(page: Page, text: string): Promise<void> {
  return drop(page, { items: [{ mimeType: 'text/plain', data: text }] });
}

interface Dropped {
  readonly items: { mimeType: string; data: string }[];
  readonly files?: string[];
}

async function drop(page: Page, dropped: Dropped): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { ...dropped, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data });
  await session.detach();
}

/** Clicks a button, and returns the downloaded file. */
export async function download(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [downloaded] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return { name: downloaded.suggestedFilename(), bytes: await readFile(await downloaded.path()) };
}

/** Makes the folder dialog return the page's own folder in the browser. */
export async function answerFolderDialog(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.assign(window, { showDirectoryPicker: () => navigator.storage.getDirectory() });
  });
}

/** Names and sizes of the files in that folder, or in one of its folders. */
export function filesInFolder(page: Page, inner?: string): Promise<Record<string, number>> {
  return page.evaluate(async (name) => {
    const root = await navigator.storage.getDirectory();
    const folder = name === undefined ? root : await root.getDirectoryHandle(name);
    const sizes: Record<string, number> = {};
    for await (const [name, handle] of folder.entries())
      if (handle.kind === 'file') sizes[name] = (await handle.getFile()).size;
    return sizes;
  }, inner);
}

/** The SHA-256 of a file there, in hexadecimal. */
export function digestInFolder(page: Page, name: string, inner?: string): Promise<string> {
  return page.evaluate(
    async ([file, within]) => {
      const root = await navigator.storage.getDirectory();
      const folder = within === undefined ? root : await root.getDirectoryHandle(within);
      const handle = await folder.getFileHandle(file);
      const digest = await crypto.subtle.digest('SHA-256', await (await handle.getFile()).arrayBuffer());
      return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
    [name, inner] as const,
  );
}

export function readInFolder(page: Page, name: string, inner: string): Promise<string> {
  return page.evaluate(
    async ([file, within]) => {
      const root = await navigator.storage.getDirectory();
      const handle = await (await root.getDirectoryHandle(within)).getFileHandle(file);
      return (await handle.getFile()).text();
    },
    [name, inner] as const,
  );
}

export async function emptyFolder(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    for await (const name of folder.keys()) await folder.removeEntry(name, { recursive: true });
  });
}
