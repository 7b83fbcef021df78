// A folder, the real binary that serves it, and a browser that shows the page. A test fails where the page complains:
// an error on the console, an exception, a violation of its own policy, a request to anybody but the server.
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { sample, type Files } from './sample.ts';

export const binary = resolve(process.env['SUIT_BINARY'] ?? '../build/release/suit');
const patience_ms = Number(process.env['SUIT_PATIENCE_MS'] ?? 20_000); // for what takes a moment on a machine that is not busy

export interface Options {
  files?: Files; // beside or in place of the sample's
  settings?: string; // the person's own suit.toml
  at?: string; // the page that is opened first, such as #/history
  width?: number;
  height?: number;
  scale?: number;
  scheme?: 'light' | 'dark';
}

export interface Served {
  url: string;
  port: number;
  token: string;
}

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

// Asks until nothing is thrown; then gives what came.
export async function eventually<T>(ask: () => T | Promise<T>, for_ms = patience_ms): Promise<T> {
  for (const end = Date.now() + for_ms; ; ) {
    try {
      return await ask();
    } catch (problem) {
      if (Date.now() > end) throw problem;
      await new Promise((go_on) => setTimeout(go_on, 25));
    }
  }
}

export class Workbench {
  readonly top = mkdtempSync(join(tmpdir(), 'suit-browser-'));
  readonly folder = join(this.top, 'sample');
  readonly problems: string[] = [];
  readonly allowed: RegExp[] = [];
  served!: Served;
  context!: BrowserContext;
  page!: Page;
  private process_: ChildProcess | undefined;
  private said_ = '';
  private opened_ = '';

  constructor(private options_: Options) {
    for (const name of ['home', 'gate']) mkdirSync(join(this.top, name));
    this.write({ ...sample, ...options_.files });
    writeFileSync(join(this.top, 'own.toml'), this.placed(options_.settings ?? ''));
    process.on('exit', this.clean);
  }

  get environment(): NodeJS.ProcessEnv {
    const { PATH, LANG } = process.env;
    const own = { HOME: join(this.top, 'home'), SUIT_CONFIG: join(this.top, 'own.toml'), LC_ALL: 'C.UTF-8' };
    return { PATH, LANG, ...own, PATH_OF_SUIT: dirname(binary) };
  }

  // --- the folder ---

  write(files: Files): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), typeof content === 'string' ? this.placed(content) : content);
    }
  }
  private placed(text: string): string {
    return text.replaceAll('{top}', this.top);
  }
  // Ends a check that is held (sample.ts): it prints this last; with "fail" in it, it fails.
  let_go(words = 'over'): void {
    writeFileSync(join(this.top, 'gate', 'coming'), words + '\n');
    renameSync(join(this.top, 'gate', 'coming'), join(this.top, 'gate', 'go'));
  }
  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  // --- the binary ---

  async serve(port = 0): Promise<void> {
    const child = spawn(binary, ['serve', '--port', String(port), '--json'], {
      cwd: this.folder,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process_ = child;
    child.stderr!.on('data', (bytes: Buffer) => (this.said_ += bytes.toString()));
    const line = await new Promise<string>((done, failed) => {
      createInterface(child.stdout!).once('line', done);
      child.once('error', failed);
      child.once('exit', (code) => failed(new Error(`suit serve ended with ${code}: ${this.said_}`)));
    });
    this.served = JSON.parse(line) as Served;
  }

  // As a crash would end it.
  async kill(): Promise<void> {
    const child = this.process_;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const over = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await over;
  }

  // A command in the folder, without a terminal.
  suit(...words: string[]): Ran {
    const ran = spawnSync(binary, words, { cwd: this.folder, env: this.environment, encoding: 'utf8' });
    return { code: ran.status, out: ran.stdout, err: ran.stderr };
  }

  // A line for a shell, as the page shows it. Not spawnSync: the model that a test plays answers meanwhile.
  async shell(line: string): Promise<Ran> {
    const child = spawn('bash', ['-c', line], {
      cwd: this.folder,
      env: {
        ...this.environment,
        PATH: `${dirname(binary)}:${process.env['PATH']}`,
        SUIT_TOKEN: this.served.token,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ran: Ran = { code: null, out: '', err: '' };
    child.stdout.on('data', (bytes: Buffer) => (ran.out += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (ran.err += bytes.toString()));
    ran.code = await new Promise<number | null>((done) => child.once('close', done));
    return ran;
  }

  async api<T = any>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${this.served.port}/api/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        Authorization: `Bearer ${this.served.token}`,
        Connection: 'close',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = (await answer.json()) as T;
    if (!answer.ok) throw new Error(`${answer.status} for ${path}: ${JSON.stringify(json)}`);
    return json;
  }

  // A task that is begun elsewhere; its run, once it is in one of these states.
  async begin(task: Record<string, unknown>, ...states: string[]): Promise<any> {
    const { run } = await this.api('do', task);
    return this.run_in(run, ...states);
  }
  async run_in(run: number, ...states: string[]): Promise<any> {
    return eventually(async () => {
      const now = await this.api(`runs/${run}`);
      if (!states.includes(now.state)) throw new Error(`run ${run} is ${JSON.stringify(now)}`);
      return now;
    });
  }
  // A proposal that waits for a person; its number.
  async propose(text: string, more: Record<string, unknown> = {}): Promise<number> {
    const run = await this.begin({ task: text, no_checks: true, ...more }, 'reviewing', 'ended');
    assert.equal(run.state, 'reviewing', JSON.stringify(run));
    return run.proposal as number;
  }

  // --- the page ---

  async open(browser: Browser): Promise<void> {
    const { width = 1280, height = 800, scale = 1, scheme = 'light', at = '' } = this.options_;
    this.context = await browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: scale,
      colorScheme: scheme,
      reducedMotion: 'reduce',
    });
    this.context.setDefaultTimeout(patience_ms);
    await this.context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
      );
    });
    this.page = await this.tab(at);
  }

  // Another tab of the same person.
  async tab(at = ''): Promise<Page> {
    const page = await this.context.newPage();
    this.watch(page);
    // The address works once: other tabs of a browser that is in open the plain one.
    await page.goto((this.opened_ === this.served.url ? `http://127.0.0.1:${this.served.port}/` : this.served.url) + at);
    this.opened_ = this.served.url;
    await this.ready(page);
    return page;
  }

  async ready(page = this.page): Promise<void> {
    await page.waitForSelector('body[data-ready=true]');
    await page.waitForSelector('[data-testid=connection][data-state=open]', { state: 'attached' });
  }

  // To a part of the page, as a link would lead there.
  async go(hash: string, page = this.page): Promise<void> {
    await page.evaluate((to) => {
      location.hash = to;
    }, hash);
  }

  watch(page: Page): void {
    page.on('pageerror', (error) => this.problems.push(`exception: ${error.stack ?? error.message}`));
    page.on('crash', () => this.problems.push('the page crashed'));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.problems.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol === 'data:') return;
      if (url.host !== `127.0.0.1:${this.served.port}`) this.problems.push(`request to ${url.href}`);
    });
  }

  // What the browser itself writes on the console about an answer that the test brings about.
  expect_problem(pattern: RegExp): void {
    this.allowed.push(pattern);
  }

  id(name: string, page = this.page): Locator {
    return page.getByTestId(name);
  }

  // A picture, for those who ask for pictures: SUIT_SHOTS names a folder.
  async shot(name: string): Promise<void> {
    const folder = process.env['SUIT_SHOTS'];
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, name.replace(/[^A-Za-z0-9]+/g, '_') + '.png') });
  }

  // --- the end ---

  check(): void {
    const left = this.problems.filter((problem) => !this.allowed.some((pattern) => pattern.test(problem)));
    assert.deepEqual(left, []);
  }

  async close(): Promise<void> {
    await this.context?.close().catch(() => {});
    await this.kill();
    this.clean();
    process.off('exit', this.clean);
  }

  private clean = (): void => {
    this.process_?.kill('SIGKILL');
    rmSync(this.top, { recursive: true, force: true, maxRetries: 5 });
  };
}

export type Body = (bench: Workbench) => Promise<void>;
export type PageTest = (name: string, body: Body, options?: Options) => void;

const one_test_ms = 60_000;

// Tests of one file: they share a browser, each has a folder, a server and a page of its own.
export function page_tests(title: string, define: (test: PageTest) => void): void {
  describe(title, () => {
    let browser: Browser;
    before(async () => {
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
    });
    define((name, body, options = {}) => {
      it(name, { timeout: one_test_ms }, () => run(browser, name, options, body));
    });
  });
}

async function run(browser: Browser, name: string, options: Options, body: Body): Promise<void> {
  const bench = new Workbench(options);
  try {
    await bench.serve();
    await bench.open(browser);
    await body(bench);
    bench.check();
  } catch (problem) {
    // What the page complained of says more than what a test waited for in vain.
    const heard = bench.problems.filter((one) => !bench.allowed.some((pattern) => pattern.test(one)));
    if (heard.length > 0 && problem instanceof Error) problem.message += `\nthe page: ${heard.join('\n')}`;
    await bench.shot(`failed ${name}`).catch(() => {});
    throw problem;
  } finally {
    await bench.close();
  }
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['SUIT_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}
