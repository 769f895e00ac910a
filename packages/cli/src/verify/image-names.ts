import Papa from 'papaparse';

/**
 * The image names of a manifest's rows, blank lines left out, read with Papa Parse as Zooniverse's project builder
 * does.
 */
export function imageNames(manifest: Uint8Array): string[] {
  const text = new TextDecoder().decode(manifest);
  const { data } = Papa.parse<string[]>(text, { delimiter: ',', skipEmptyLines: true });
  const column = data[0]?.findIndex((name) => name.trim().toLowerCase() === 'imagename') ?? -1;
  return data.slice(1).map((row) => row[column] ?? '');
}
