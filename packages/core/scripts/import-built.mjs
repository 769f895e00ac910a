// Imports the built library as its users do: plain Node finds what compilers and Jest forgive.
for (const entry of ['@biospex/batch-core', '@biospex/batch-core/node']) {
  console.log(`${entry}: ${Object.keys(await import(entry)).length} exports`);
}
