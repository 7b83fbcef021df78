// npm run unit, npm run browser: bundles the *.test.ts below a folder and runs them with node's test runner.
// usage: node run_tests.mjs src|tests [words of a file's name …] [options of node --test …]
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [folder = 'src', ...words] = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith('-'));
const options = words.filter((word) => word.startsWith('-'));
const top = join(here, folder);

async function tests_below(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? tests_below(path) : path.endsWith('.test.ts') ? [path] : [];
    }),
  );
  return found.flat().sort();
}

const all = await tests_below(top);
const tests = all.filter((path) => wanted.length === 0 || wanted.some((word) => relative(top, path).includes(word)));
if (tests.length === 0) throw new Error(`no test below ${folder} has such a name`);
// Below this folder, so that what stays outside the bundles is found in node_modules.
await mkdir(join(here, 'dist'), { recursive: true });
const out = await mkdtemp(join(here, 'dist', `${folder}-`));
try {
  await build({
    absWorkingDir: here,
    entryPoints: tests.map((path) => relative(here, path)),
    outdir: out,
    outbase: top,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    external: ['playwright-core', 'axe-core'],
    platform: 'node',
    format: 'esm',
    target: 'node18',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const bundled = tests.map((path) => join(out, relative(top, path).replace(/\.ts$/, '.mjs')));
  const ran = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...options, ...bundled], {
    stdio: 'inherit',
    cwd: here,
  });
  process.exitCode = ran.status ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
