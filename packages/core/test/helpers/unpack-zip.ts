import unzipper from 'unzipper';

/** The files of a ZIP by name, as unzipper unpacks them. */
export async function unpackZip(zip: Uint8Array): Promise<Map<string, Buffer>> {
  const { files } = await unzipper.Open.buffer(Buffer.from(zip));
  const contents = new Map<string, Buffer>();
  for (const file of files) contents.set(file.path, await file.buffer());
  return contents;
}

/** The manifest of a batch. */
export async function manifestIn(batch: Uint8Array): Promise<Buffer> {
  const manifest = (await unpackZip(batch)).get('manifest.csv');
  if (manifest === undefined) throw new Error('the batch has no manifest.csv');
  return manifest;
}
