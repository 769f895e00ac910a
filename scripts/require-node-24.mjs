// Every script runs on the Node 24 of the devDependency `node`; this stops the ones that don't.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `These scripts need Node 24 and run on ${process.version}: start them through pnpm, as in \`npx --yes pnpm@10 test\`.`,
  );
  process.exit(1);
}
