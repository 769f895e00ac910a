/** The name of an archive without its ending: what its batches are named after. */
export function stemOfArchive(file: string): string {
  return file.replace(/\.(?:zip|tar\.gz|tgz|tar)$/i, '');
}
