// npm run build -- OUTDIR: leaves app.js, app.css, index.html and icon.svg there, all that the binary serves.
import { build } from 'esbuild';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, 'dist'));
const limit_bytes = 400 * 1024; // of all four together, gzipped: the page must be there at once

await mkdir(out, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { app: 'src/app.tsx' },
  outdir: out,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  charset: 'utf8',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
});
for (const name of ['index.html', 'icon.svg']) await copyFile(join(here, 'static', name), join(out, name));

let total = 0;
for (const name of ['app.js', 'app.css', 'index.html', 'icon.svg']) {
  const bytes = await readFile(join(out, name));
  const zipped = gzipSync(bytes, { level: 9 }).length;
  total += zipped;
  console.log(`${name.padEnd(10)} ${String(bytes.length).padStart(8)} bytes, ${String(zipped).padStart(7)} gzipped`);
}
console.log(`together   ${String(total).padStart(25)} gzipped`);
if (total > limit_bytes) {
  console.error(`that is more than the ${limit_bytes} bytes that it may be`);
  process.exit(1);
}
