// npm run unit: bundles src/**/*.test.ts into a folder of its own and runs them with node's test runner.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

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

const tests = await tests_below(join(here, 'src'));
const out = await mkdtemp(join(tmpdir(), 'suit-unit-'));
try {
  await build({
    absWorkingDir: here,
    entryPoints: tests.map((path) => relative(here, path)),
    outdir: out,
    outbase: join(here, 'src'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const bundled = tests.map((path) => join(out, relative(join(here, 'src'), path).replace(/\.ts$/, '.mjs')));
  const ran = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...bundled], { stdio: 'inherit' });
  process.exitCode = ran.status ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
