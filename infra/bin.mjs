#!/usr/bin/env node
// @ts-check
/** The installed command. Its syntax is old enough that any Node can report that it is too old. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(
    `ktb needs Node 22.22 or later, and this is ${process.versions.node}: install a newer one, for this folder alone by npm install node@24\n`,
  );
  process.exit(1);
}
// The compiled program is beside this file in the package. A URL, because tools would search a checkout for the file.
await import(new URL('cli.js', import.meta.url).href);
