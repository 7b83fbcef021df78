// What the server says and takes: the JSON of /api. Nothing here decides anything.

// What need not be UTF-8 (a path, a line, a text from a model or a file) comes as hex where it is not.
export type Bytes = string | { hex: string };

export const levels = ['complete', 'edit', 'chat', 'agent', 'autopilot'] as const;
export type Level = (typeof levels)[number];

export interface Cap {
  why: string;
  lift: string;
}

export interface Status {
  version: string;
  folder: Bytes;
  level: Level;
  pending: number;
  running: number;
  sequence: number;
  models: { name: string; kind: string; default: boolean; local: boolean }[];
  checks: { name: string; command: Bytes }[];
  check_notes: string[];
  examples: string[];
  suggestions: string[];
  last_applied?: number;
  recovered?: string;
}

export interface LevelInfo {
  level: Level;
  who_acts: string;
  who_watches: string;
  may_change: string;
  allowed: boolean;
  caps: Cap[];
}
export interface Levels {
  kind?: string;
  highest: Level;
  levels: LevelInfo[];
}

export interface FolderEntry {
  name: Bytes;
  type: 'file' | 'directory' | 'symlink' | 'other';
  ignored: boolean;
}
export interface FileContent {
  path: Bytes;
  size: number;
  text?: string;
  binary?: true;
  lossy?: true;
  digest: string;
}

export type RunState = 'proposing' | 'asking' | 'planning' | 'verifying' | 'reviewing' | 'applying' | 'ended';
export type OutcomeStatus = 'applied' | 'pending' | 'rejected' | 'refused' | 'unanswered' | 'declined' | 'answered' | 'conflict';

export interface Conflict {
  path: Bytes;
  why: Bytes;
}
export interface Outcome {
  status: OutcomeStatus;
  task: number;
  proposal?: { id: number };
  application?: number;
  conflicts?: Conflict[];
  question?: { text: Bytes; choices: string[] };
  declined?: { understood: Bytes; nearest: Bytes; answers?: number; problems?: Bytes[] };
  answer?: { text: Bytes; model: string };
  asks?: Bytes[];
  unchecked?: string;
  checks?: { name: string; outcome: string; detail?: Bytes; duration_ms: number }[];
  reason?: Bytes;
}
export interface ApiError {
  code: string;
  message: Bytes;
  hint?: Bytes;
}

export interface Run {
  run: number;
  task: number;
  text: Bytes;
  level: Level;
  scope: string[];
  state: RunState;
  started_us: number;
  ended_us?: number;
  steps: string[];
  said?: string;
  said_bytes: number;
  check?: { name: string; output: string; started_us: number };
  results: { name: string; outcome: string; detail?: Bytes; duration_ms: number }[];
  question?: { text: Bytes; choices: string[] };
  plan?: Bytes;
  proposal?: number;
  outcome?: Outcome;
  error?: ApiError;
}

export interface ProposalSummary {
  id: number;
  task: number;
  summary: Bytes;
  proposer: string;
  kind: string;
  at_us: number;
  files: number;
  text: Bytes;
  run?: number;
}

export type MarkKind = 'accepted' | 'rejected' | 'edited' | 'undecided';
export interface Mark {
  unit: number;
  mark: MarkKind;
  reason?: Bytes;
  text?: Bytes;
}

export interface CheckResult {
  event: number;
  name: string;
  outcome: 'passed' | 'failed' | 'failed_before';
  detail?: Bytes;
  duration_ms: number;
  sandbox?: false;
  output: boolean;
}
export interface ProposalFile {
  file: number;
  path: Bytes;
  change: string;
  moved_from?: Bytes;
  added: number;
  removed: number;
  binary?: true;
  first_unit: number;
  units: number;
  outside?: true;
  suspects?: [number, number][]; // lines of the file as it was, and how likely a fault is in them, from 0 to 1
}
export interface Proposal {
  id: number;
  task: number;
  amends?: number;
  text: Bytes;
  level: Level;
  scope: string[];
  proposer: string;
  version: string;
  kind: string;
  summary: Bytes;
  notes: Bytes[];
  at_us: number;
  state: 'pending' | 'applied' | 'rejected' | 'replaced' | 'taken_back';
  reason?: Bytes;
  run?: number;
  asks: string[];
  caps: Cap[];
  checks: CheckResult[];
  units: number;
  revision: number;
  files: ProposalFile[];
  marks: Mark[];
}

export type LineKind = ' ' | '-' | '+' | '@';
export type UnitLine = [kind: LineKind, text: Bytes, eol?: 'crlf' | 'none'];
export interface Unit {
  unit: number;
  file: number;
  header: string;
  editable: boolean;
  text?: string;
  old_first: number;
  new_first: number;
  lines: UnitLine[];
  cut?: number;
}
export interface Sides {
  before?: string;
  after?: string;
  binary?: true;
  lossy?: true;
}
export interface MarksReply {
  revision: number;
  marks: Mark[];
  error?: ApiError;
}

export interface Application {
  application: number;
  action: 'apply' | 'undo' | 'redo';
  proposal: number;
  takes_back?: number;
  summary: Bytes;
  at_us: number;
  in_force: 'whole' | 'part' | 'none';
}
export interface UndoReply {
  status: 'applied' | 'conflict' | 'shown';
  takes_back: number;
  named: number;
  application?: number;
  files: { path: Bytes; change: string; added: number; removed: number }[];
  diff?: Bytes;
  conflicts: Conflict[];
  kept?: Bytes;
}

export interface TaskSummary {
  task: number;
  text: Bytes;
  level: Level;
  at_us: number;
  state: string;
  calls: number;
  tokens_in: number;
  tokens_out: number;
  money: number;
  run?: number;
}
export interface Stage {
  stage:
    'task' | 'context' | 'call' | 'proposal' | 'level' | 'check' | 'override' | 'verdict' | 'reply' | 'apply' | 'undo' | 'redo';
  event: number;
  at_us: number;
  us: number;
  title: string;
  detail?: string;
  outcome?: string;
  tokens_in?: number;
  tokens_cached?: number;
  tokens_out?: number;
  money?: number;
  proposal?: number;
}
export interface TaskHistory {
  task: number;
  text: Bytes;
  level: Level;
  scope: string[];
  at_us: number;
  stages: Stage[];
  total: { us: number; tokens_in: number; tokens_cached: number; tokens_out: number; money: number };
}

export type PartKind = 'program' | 'file' | 'listing' | 'notes' | 'check' | 'task' | 'conversation';
export interface Part {
  name: Bytes;
  kind: PartKind;
  tokens: number;
  why?: Bytes;
  lines?: string;
}
export interface Call {
  model: string;
  program: string;
  at_us: number;
  us: number;
  tokens_in: number;
  tokens_cached: number;
  tokens_out: number;
  estimated: boolean;
  money: number;
  failure?: string;
  parts: Part[];
  left_out: Bytes[];
  messages: { role: string; text: Bytes }[];
  answer?: Bytes;
  thinking?: Bytes;
}

export interface Place {
  path: Bytes;
  line: number;
  at: number;
}
export interface CheckOutput {
  name: string;
  outcome: string;
  detail?: Bytes;
  duration_ms: number;
  output: Bytes;
  places: Place[];
}

export interface TrustRecord {
  proposer: string;
  version: string;
  kind: string;
  size: string;
  clean: number;
  failed: number;
  unread: number;
  licensed: number;
  level: Level;
  clean_needed: number;
  why: string;
}
export interface Trust {
  reliability: number;
  error_rate: number;
  records: TrustRecord[];
  foreign?: string;
}

export interface LedgerEvent {
  sequence: number;
  at: string;
  at_us: number;
  kind: string;
  about?: number;
  body: unknown;
}

export interface Passage {
  path: Bytes;
  first_line: number;
  last_line: number;
  score: number;
  text: Bytes;
}
export interface Claim {
  text: string;
  place: Bytes;
  first_line: number;
  last_line: number;
  quote: Bytes;
  untrusted?: boolean;
}
export interface Answer {
  claims: Claim[];
  removed: { text: string; why: string }[];
  not_found: string;
  contradictions?: { a: number; b: number; why: string }[];
  report?: { heading: string; sentences: { text: string; claims: number[] }[] }[];
}
export interface Question {
  question: number;
  text: Bytes;
  level: 'research' | 'deep';
  state: 'running' | 'answered' | 'failed' | 'stopped';
  steps: string[];
  answer?: Answer;
  error?: ApiError;
}

export interface Wiki {
  title: Bytes;
  pages: { path: string; markdown: Bytes }[];
  modules: { path: Bytes; page: string; lines: number }[];
  needs: { from: number; to: number; count: number; path: Bytes; line: number }[];
}
