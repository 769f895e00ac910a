// pnpm runs every script on the Node 24 of the devDependency `node`. This stops scripts that were started otherwise.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `this script needs Node 24, not ${process.version}: start it with pnpm, for example \`npx --yes pnpm@10 test\``,
  );
  process.exit(1);
}
