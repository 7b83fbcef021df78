// Generated from the table of functions (src/functions/table.cc): UPDATE=1 build/release/tests/docs_tests.

// Texts that may not be UTF-8 (paths, lines, model output, file text) are sent as hex if they are not.
export type Bytes = string | { hex: string };
export type EventId = number | string;

export interface Answer {
  id?: number;
  question: Bytes;
  level: 'search' | 'research' | 'deep';
  passages?: Passage[];
  claims?: Claim[];
  removed?: ({
  text: string;
  why: string;
})[];
  not_found?: string;
  passages_read?: number;
  calls?: number;
  answered_by?: Bytes;
  queries?: string[];
  contradictions?: ({
  a: number;
  b: number;
  why: string;
})[];
  report?: ({
  heading: string;
  sentences: ({
  text: string;
  claims: number[];
})[];
})[];
}

export interface Cap {
  why: string;
  lift: string;
}

export interface CheckResult {
  name: string;
  outcome: 'passed' | 'failed' | 'failed_before' | 'tampered';
  duration_ms: number;
  detail?: Bytes;
  sandbox?: boolean;
  output?: Bytes;
  turned_green?: Bytes[];
  executed?: ExecutedLines;
}

export interface CheckRow {
  event: number;
  name: string;
  outcome: 'passed' | 'failed' | 'failed_before';
  duration_ms: number;
  detail?: Bytes;
  sandbox?: boolean;
  output: boolean;
}

export interface Claim {
  text: string;
  place: Bytes;
  first_line: number;
  last_line: number;
  quote: Bytes;
  untrusted: boolean;
}

export interface Conflict {
  path: Bytes;
  why: Bytes;
}

export interface Doctor {
  healthy: boolean;
  folder: Bytes;
  settings: Bytes;
  checks_from: 'settings' | 'detected';
  checks: ({
  name: string;
  command: string;
  when: string[];
  now?: {
  outcome: 'passes' | 'fails' | 'unknown';
  text: Bytes;
  duration_ms: number;
};
  missing?: ({
  program: string;
  why: Bytes;
})[];
})[];
  notes: Bytes[];
  sandbox: ({
  name: string;
  good: boolean;
  text: Bytes;
})[];
  ledger?: {
  good: boolean;
  text: Bytes;
};
}

export interface Edit {
  path: Bytes;
  change: 'created' | 'removed' | 'moved' | 'changed';
  moved_from?: Bytes;
  added: number;
  removed: number;
  binary?: boolean;
}

export interface Error {
  code: string;
  message: Bytes;
  hint?: Bytes;
}

export interface Event {
  sequence: number;
  at: string;
  at_us: number;
  kind: string;
  about?: number;
  name?: string;
  about_name?: string;
  body: unknown;
}

export interface ExecutedLines {
  lines: number;
  of: number;
  not: Bytes[];
}

export interface File {
  file: number;
  path: Bytes;
  change: 'created' | 'removed' | 'moved' | 'changed';
  moved_from?: Bytes;
  added: number;
  removed: number;
  binary?: boolean;
  first_unit: number;
  units: number;
  outside?: boolean;
  suspects?: number[][];
}

export interface Gate {
  tool: string;
  file: Bytes;
  holds: boolean;
  stops: string;
  problems: Bytes[];
  lets_through: Bytes[];
}

export interface GateVerdict {
  of: Bytes;
  base: string;
  base_from: Bytes;
  verdict: 'accepted' | 'refused' | 'asks' | 'invalid' | 'tampered' | 'cannot_judge';
  difference: string;
  reasons: Bytes[];
  judged?: PatchVerdict;
  duration_ms: number;
}

export interface Mark {
  unit: number;
  mark: 'undecided' | 'accepted' | 'rejected' | 'edited';
  reason?: Bytes;
  text?: Bytes;
}

export interface Message {
  role: string;
  text: Bytes;
}

export interface Model {
  name: string;
  kind: 'llama' | 'openai' | 'anthropic';
  default: boolean;
  local: boolean;
  path?: Bytes;
  url?: Bytes;
  id?: Bytes;
  from: 'user' | 'folder';
}

export interface Mutants {
  noticed: number;
  of: number;
  unnoticed: Bytes[];
}

export interface Outcome {
  status: 'applied' | 'pending' | 'rejected' | 'refused' | 'unanswered' | 'declined' | 'answered' | 'conflict' | 'shown';
  task: number;
  task_name?: string;
  proposal?: {
  id: number;
  name: string;
  proposer: string;
  kind: string;
  summary: Bytes;
  notes: Bytes[];
  files: Edit[];
};
  level?: {
  asked: 'complete' | 'edit' | 'chat' | 'agent' | 'autopilot';
  allowed: 'complete' | 'edit' | 'chat' | 'agent' | 'autopilot';
  caps: Bytes[];
};
  checks?: CheckResult[];
  unchecked?: string;
  asks?: Bytes[];
  application?: number;
  conflicts?: Conflict[];
  kept?: Bytes;
  question?: {
  text: Bytes;
  choices: string[];
};
  declined?: {
  understood: Bytes;
  nearest: Bytes;
  answers?: number;
  problems?: Bytes[];
};
  answer?: {
  text: Bytes;
  model: string;
};
  reason?: Bytes;
}

export interface Packed {
  tokens: number;
  whole: number;
  signatures: number;
  named: number;
  files_read: number;
  us: number;
  left_out: ({
  path: Bytes;
  tokens: number;
})[];
  notes: Bytes[];
  parts?: Bytes[];
}

export interface Part {
  name: Bytes;
  kind: string;
  tokens: number;
  why?: Bytes;
  lines?: string;
}

export interface Passage {
  path: Bytes;
  first_line: number;
  last_line: number;
  score: number;
  text: Bytes;
  untrusted: boolean;
}

export interface PatchVerdict {
  id?: unknown;
  line?: number;
  verdict: 'accepted' | 'refused' | 'asks' | 'invalid' | 'tampered' | 'cannot_judge';
  refusals?: ({
  reason: 'no_edits' | 'other_format' | 'incomplete' | 'malformed' | 'unclear_markers' | 'unclear_fence' | 'no_path' | 'bad_path' | 'no_such_file' | 'exists' | 'not_a_file' | 'not_found' | 'ambiguous' | 'unclear_indentation' | 'no_context' | 'elided' | 'escaped' | 'not_text' | 'stale' | 'twice' | 'changes_nothing';
  message: Bytes;
  path?: Bytes;
  line?: number;
})[];
  same_as?: unknown;
  asks?: Bytes[];
  unconfirmed?: boolean;
  files?: Edit[];
  checks?: CheckResult[];
  notes?: Bytes[];
  mutants?: Mutants;
  unprotected?: boolean;
  cached?: Bytes;
  duration_ms?: number;
}

export interface Proposal {
  id: number;
  name: string;
  task: number;
  task_name: string;
  text: Bytes;
  level: 'complete' | 'edit' | 'chat' | 'agent' | 'autopilot';
  scope: string[];
  proposer: string;
  version: string;
  kind: string;
  summary: Bytes;
  notes: Bytes[];
  at_us: number;
  state: 'pending' | 'stale' | 'applied' | 'rejected' | 'replaced' | 'taken_back';
  reason?: string;
  asks: string[];
  caps: Cap[];
  checks: CheckRow[];
  units: number;
  revision: number;
  files: File[];
  marks: Mark[];
  amends?: number;
  run?: number;
}

export interface Receipt {
  receipt: number;
  verdict: 'accepted' | 'refused' | 'asks' | 'invalid' | 'tampered' | 'cannot_judge';
  time: string;
  suit: string;
  base: {
  digest: string;
  files: number;
  commit?: string;
  edits?: ({
  path: Bytes;
  moved_from?: Bytes;
  before: {
  type: 'absent' | 'file' | 'executable' | 'symlink';
  digest?: string;
};
  after: {
  type: 'absent' | 'file' | 'executable' | 'symlink';
  content?: Bytes;
};
})[];
};
  patch: {
  digest: string;
  edits: ({
  path: Bytes;
  moved_from?: Bytes;
  before: {
  type: 'absent' | 'file' | 'executable' | 'symlink';
  digest?: string;
};
  after: {
  type: 'absent' | 'file' | 'executable' | 'symlink';
  content?: Bytes;
};
})[];
};
  judge_files: ({
  path: Bytes;
  digest: string;
})[];
  checks_from: 'base' | 'named';
  checks: ({
  name: Bytes;
  command: Bytes;
  when: Bytes[];
  digest: string;
})[];
  results: ReceiptResult[];
  asks: Bytes[];
  policies: string;
  scope: Bytes[];
  fixes?: Bytes[];
  sandbox: {
  isolated: boolean;
  kernel: Bytes;
  facts: ({
  name: string;
  good: boolean;
  text: Bytes;
})[];
  limits: {
  time_ms: number;
  memory_bytes: number;
  processes: number;
  output_bytes: number;
  scratch_bytes: number;
};
  environment: Bytes[];
};
  tools: ({
  name: Bytes;
  path: Bytes;
  digest: string;
  version: Bytes;
})[];
}

export interface ReceiptResult {
  name: string;
  outcome: 'passed' | 'failed' | 'failed_before' | 'tampered';
  duration_ms: number;
  detail?: Bytes;
  sandbox?: boolean;
  output?: Bytes;
  turned_green?: Bytes[];
  executed?: ExecutedLines;
  tests?: ({
  name: Bytes;
  outcome: 'passed' | 'failed' | 'skipped';
})[];
}

export interface ReceiptVerdict {
  result: 'holds' | 'differs' | 'cannot_judge';
  verdict: 'accepted' | 'refused' | 'asks' | 'invalid' | 'tampered' | 'cannot_judge';
  signer?: Bytes;
  key?: Bytes;
  base?: Bytes;
  differences: Bytes[];
  notes: Bytes[];
  judged?: PatchVerdict;
}

export interface Run {
  run: number;
  function: string;
  request: unknown;
  state: 'working' | 'proposing' | 'asking' | 'planning' | 'verifying' | 'reviewing' | 'applying' | 'ended';
  started_us: number;
  ended_us?: number;
  steps: string[];
  line?: string;
  said?: string;
  said_bytes: number;
  check?: {
  name: string;
  output: string;
  started_us: number;
};
  results: CheckResult[];
  question?: {
  text: string;
  choices: string[];
};
  plan?: Bytes;
  task?: number;
  task_name?: string;
  proposal?: number;
  text?: Bytes;
  level?: 'complete' | 'edit' | 'chat' | 'agent' | 'autopilot';
  scope?: string[];
  why: string[];
  answer?: unknown;
  answer_bytes?: number;
  error?: Error;
}

export interface Status {
  version: string;
  folder: Bytes;
  level: 'complete' | 'edit' | 'chat' | 'agent' | 'autopilot';
  sequence: number;
  pending: ({
  id: number;
  name: string;
  summary: Bytes;
})[];
  last_applied?: number;
  last_name?: string;
  last_summary?: Bytes;
  ledger?: {
  events: number;
  kept_bytes: number;
  kept_bytes_max: number;
  content_bytes: number;
  file_bytes: number;
};
  foreign?: Bytes;
  recovered?: Bytes;
  models?: Model[];
  checks?: ({
  name: string;
  command: Bytes;
})[];
  check_notes?: string[];
  examples?: string[];
  suggestions?: string[];
}

export interface Step {
  stage: 'task' | 'level' | 'call' | 'proposal' | 'check' | 'override' | 'verdict' | 'reply' | 'apply' | 'undo' | 'redo';
  event: number;
  at_us: number;
  us: number;
  title: string;
  detail?: string;
  outcome?: string;
  proposal?: number;
  proposal_name?: string;
  tokens_in?: number;
  tokens_cached?: number;
  tokens_out?: number;
  money?: number;
}

export interface TakenBack {
  status: 'applied' | 'conflict' | 'shown' | 'declined';
  takes_back: number;
  name: string;
  application?: number;
  files: Edit[];
  diff?: Bytes;
  conflicts: Conflict[];
  kept?: Bytes;
  warning?: Bytes;
}

export interface Unit {
  unit: number;
  file: number;
  header: string;
  editable: boolean;
  text?: string;
  old_first: number;
  new_first: number;
  lines: string[][];
  cut?: number;
}

export interface Wiki {
  title: Bytes;
  pages: WikiPage[];
  modules: ({
  path: Bytes;
  page: string;
  lines: number;
})[];
  needs: ({
  from: number;
  to: number;
  count: number;
  path: Bytes;
  line: number;
})[];
}

export interface WikiPage {
  path: string;
  markdown?: Bytes;
}

// POST /api/do
export interface DoRequest {
  task: Bytes;
  level?: 'complete' | 'edit' | 'chat' | 'agent' | 'autopilot';
  scope?: string[];
  check?: string[];
  no_checks?: boolean;
  yes?: boolean;
  dry_run?: boolean;
  trust_me?: boolean;
  model?: string;
  offline?: boolean;
}
export type DoAnswer = Outcome;

// POST /api/fix
export interface FixRequest {
  check?: string[];
  scope?: string[];
  budget?: string;
  candidates?: number;
  yes?: boolean;
  dry_run?: boolean;
}
export type FixAnswer = Outcome;

// POST /api/review
export interface ReviewRequest {
  id?: EventId;
  accept?: boolean;
  yes?: boolean;
  reject?: Bytes;
  marked?: boolean;
  undecided?: 'accept' | 'leave_out';
  merge?: boolean;
  no_checks?: boolean;
}
export type ReviewAnswer = Outcome;

// POST /api/proposals/{id}/marks
export interface MarkRequest {
  id: EventId;
  revision: number;
  marks: Mark[];
}
export interface MarkAnswer {
  revision: number;
  conflict?: string;
  marks: Mark[];
}

// POST /api/resume
export interface ResumeRequest {
  id?: EventId;
  model?: string;
  offline?: boolean;
  yes?: boolean;
}
export type ResumeAnswer = Outcome;

// POST /api/undo
export interface UndoRequest {
  id?: EventId;
  dry_run?: boolean;
  partial?: boolean;
}
export type UndoAnswer = TakenBack;

// POST /api/redo
export interface RedoRequest {
  id?: EventId;
  dry_run?: boolean;
  partial?: boolean;
}
export type RedoAnswer = TakenBack;

// POST /api/verify
export interface VerifyRequest {
  patch?: Bytes;
  patches?: ({
  id: unknown;
  patch: Bytes;
})[];
  all?: number;
  check?: string[];
  no_checks?: boolean;
  scope?: string[];
  limit?: string;
  fixes?: string[];
  coverage?: boolean;
  mutants?: number;
  warm?: boolean;
  unconfirmed?: boolean;
  fresh?: boolean;
  receipt?: string;
}
export interface VerifyAnswer {
  verdicts: PatchVerdict[];
}

// POST /api/receipt/verify
export interface ReceiptVerifyRequest {
  file: string;
  base?: string;
  base_edits?: boolean;
  allowed_signers?: string;
  signature?: string;
  check?: string[];
  limit?: string;
  here?: boolean;
}
export type ReceiptVerifyAnswer = ReceiptVerdict;

// GET /api/receipt
export interface ReceiptShowRequest {
  file: string;
  junit?: boolean;
  sarif?: boolean;
}
export interface ReceiptShowAnswer {
  receipt: Receipt;
  text: Bytes;
}

// POST /api/gate/run
export interface GateRunRequest {
  base?: string;
  range?: string;
  session?: string;
  begin?: boolean;
  limit?: string;
  within?: string;
  receipt?: string;
  fresh?: boolean;
  fixes?: string[];
  hook?: 'claude-code' | 'codex' | 'opencode' | 'pre-push' | 'pre-receive';
  protect?: string[];
  remote?: string;
  input?: Bytes;
}
export interface GateRunAnswer {
  verdicts: GateVerdict[];
  recorded?: string;
  hook?: {
  out: Bytes;
  err: Bytes;
  exit_status: number;
};
}

// GET /api/gate/status
export interface GateStatusAnswer {
  gates: Gate[];
  tools: string[];
  base?: Bytes;
}

// GET /api/status
export interface StatusRequest {
  full?: boolean;
}
export type StatusAnswer = Status;

// GET /api/log
export interface LogRequest {
  limit?: number;
  after?: number;
}
export interface LogAnswer {
  events: Event[];
}

// GET /api/show/{id}
export interface ShowRequest {
  id: EventId;
}
export interface ShowAnswer {
  itself: {
  event: Event;
  sent?: Message[];
  said?: Bytes;
  thinking?: Bytes;
  output?: Bytes;
  words?: Bytes;
  answer?: Bytes;
  problems?: string[];
};
  edits?: Edit[];
  notes: Bytes[];
  events: ({
  event: Event;
  sent?: Message[];
  said?: Bytes;
  thinking?: Bytes;
  output?: Bytes;
  words?: Bytes;
  answer?: Bytes;
  problems?: string[];
})[];
  open: boolean;
}

// GET /api/proposals/{id}/diff
export interface DiffRequest {
  id: EventId;
}
export interface DiffAnswer {
  proposal: number;
  files: ({
  path: Bytes;
  diff: Bytes;
})[];
}

// GET /api/trust
export interface TrustRequest {
  model?: string;
  kind?: string;
  adopt?: boolean;
}
export interface TrustAnswer {
  reliability: number;
  error_rate: number;
  clean_needed: number;
  records: ({
  proposer: string;
  version: string;
  kind: string;
  size: string;
  clean: number;
  failed: number;
  clean_since_failure: number;
  unread: number;
  licensed: number;
  overridden: number;
  log_e_value: number;
  reliability_shown: number;
  level: 'complete' | 'edit' | 'chat' | 'agent' | 'autopilot';
  clean_needed: number;
  why: string;
})[];
  models: ({
  model: string;
  kind: string;
  tasks: number;
  accepted: number;
  edited: number;
  unread: number;
  rejected: number;
  failed: number;
  undone: number;
  open: number;
  unfit: number;
  answered: number;
  reliability_shown: number;
  calls: number;
  tokens_in: number;
  tokens_out: number;
  money: number;
  money_per_accepted?: number;
  tokens_per_accepted?: number;
})[];
  sum: {
  model: string;
  kind: string;
  tasks: number;
  accepted: number;
  edited: number;
  unread: number;
  rejected: number;
  failed: number;
  undone: number;
  open: number;
  unfit: number;
  answered: number;
  reliability_shown: number;
  calls: number;
  tokens_in: number;
  tokens_out: number;
  money: number;
  money_per_accepted?: number;
  tokens_per_accepted?: number;
};
  has_evidence: boolean;
  foreign?: string;
  adopted?: string;
}

// GET /api/cost
export interface CostRequest {
  by?: 'model' | 'program' | 'task' | 'day' | 'kind';
  task?: EventId;
}
export interface CostAnswer {
  by: 'model' | 'program' | 'task' | 'day' | 'kind';
  groups: ({
  name: string;
  calls: number;
  failed: number;
  tokens_in: number;
  tokens_cached: number;
  tokens_out: number;
  money: number;
  total_ms: number;
  first_token_ms?: number;
  estimated?: boolean;
})[];
  total: {
  name: string;
  calls: number;
  failed: number;
  tokens_in: number;
  tokens_cached: number;
  tokens_out: number;
  money: number;
  total_ms: number;
  first_token_ms?: number;
  estimated?: boolean;
};
  kinds: ({
  model: string;
  kind: string;
  tasks: number;
  accepted: number;
  edited: number;
  unread: number;
  rejected: number;
  failed: number;
  undone: number;
  open: number;
  unfit: number;
  answered: number;
  reliability_shown: number;
  calls: number;
  tokens_in: number;
  tokens_out: number;
  money: number;
  money_per_accepted?: number;
  tokens_per_accepted?: number;
})[];
}

// GET /api/proposals
export interface GetProposalsAnswer {
  proposals: ({
  id: number;
  name: string;
  task: number;
  summary: Bytes;
  proposer: string;
  kind: string;
  at_us: number;
  files: number;
  text: Bytes;
  run?: number;
})[];
}

// GET /api/proposals/{id}
export interface GetProposalRequest {
  id: EventId;
}
export type GetProposalAnswer = Proposal;

// GET /api/proposals/{id}/units
export interface GetUnitsRequest {
  id: EventId;
  first?: number;
  count?: number;
}
export interface GetUnitsAnswer {
  units: Unit[];
}

// GET /api/proposals/{id}/sides
export interface GetSidesRequest {
  id: EventId;
  file?: number;
}
export interface GetSidesAnswer {
  before?: string;
  after?: string;
  binary?: boolean;
  lossy?: boolean;
}

// GET /api/history
export interface GetHistoryRequest {
  limit?: number;
  before?: number;
}
export interface GetHistoryAnswer {
  applications: ({
  application: number;
  action: 'apply' | 'undo' | 'redo';
  proposal: number;
  name: string;
  takes_back?: number;
  summary: Bytes;
  at_us: number;
  in_force: 'whole' | 'part' | 'none';
})[];
}

// GET /api/tasks
export interface GetTasksRequest {
  limit?: number;
  before?: number;
}
export interface GetTasksAnswer {
  tasks: ({
  task: number;
  name: string;
  text: Bytes;
  level: 'complete' | 'edit' | 'chat' | 'agent' | 'autopilot';
  at_us: number;
  state: 'open' | 'pending' | 'rejected' | 'declined' | 'answered' | 'applied' | 'taken_back';
  calls: number;
  tokens_in: number;
  tokens_out: number;
  money: number;
})[];
}

// GET /api/tasks/{id}
export interface GetTaskRequest {
  id: EventId;
}
export interface GetTaskAnswer {
  task: number;
  name: string;
  text: Bytes;
  level: 'complete' | 'edit' | 'chat' | 'agent' | 'autopilot';
  scope: string[];
  at_us: number;
  stages: Step[];
  total: {
  us: number;
  tokens_in: number;
  tokens_cached: number;
  tokens_out: number;
  money: number;
};
}

// GET /api/calls/{id}
export interface GetCallRequest {
  id: EventId;
}
export interface GetCallAnswer {
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
  messages: Message[];
  answer?: Bytes;
  thinking?: Bytes;
}

// GET /api/checks/{id}
export interface GetCheckRequest {
  id: EventId;
}
export interface GetCheckAnswer {
  name: string;
  outcome: 'passed' | 'failed' | 'failed_before' | 'tampered';
  duration_ms: number;
  detail?: Bytes;
  output: Bytes;
  places: ({
  path: string;
  line: number;
  at: number;
})[];
}

// GET /api/folder
export interface GetFolderRequest {
  path?: string;
}
export interface GetFolderAnswer {
  path: Bytes;
  entries: ({
  name: Bytes;
  type: 'directory' | 'file' | 'symlink' | 'other';
  ignored: boolean;
})[];
}

// GET /api/files
export interface GetFilesRequest {
  match?: string;
  limit?: number;
}
export interface GetFilesAnswer {
  files: Bytes[];
  total: number;
}

// GET /api/file
export interface GetFileRequest {
  path: string;
}
export interface GetFileAnswer {
  path: Bytes;
  size: number;
  digest: string;
  binary?: boolean;
  lossy?: boolean;
  text?: string;
}

// GET /api/levels
export interface GetLevelsRequest {
  task?: string;
  path?: string[];
}
export interface GetLevelsAnswer {
  highest: 'complete' | 'edit' | 'chat' | 'agent' | 'autopilot';
  levels: ({
  level: 'complete' | 'edit' | 'chat' | 'agent' | 'autopilot';
  who_acts: string;
  who_watches: string;
  may_change: string;
  allowed: boolean;
  caps: Cap[];
})[];
  kind?: string;
}

// POST /api/pack
export interface PackRequest {
  path?: string;
  include?: string[];
  exclude?: string[];
  budget?: string;
  focus?: string[];
  ask?: string;
  tokens?: string;
  no_cache?: boolean;
  format?: 'xml' | 'md' | 'json' | 'plain';
  compress?: boolean;
  split?: string;
  diff?: boolean;
  since?: string;
  log?: number;
}
export type PackAnswer = Packed;

// POST /api/map
export interface MapRequest {
  path?: string;
  include?: string[];
  exclude?: string[];
  budget?: string;
  focus?: string[];
  ask?: string;
  tokens?: string;
  no_cache?: boolean;
}
export interface MapAnswer {
  text: Bytes;
  tokens: number;
}

// POST /api/read
export interface ReadRequest {
  place: string;
  input?: Bytes;
  base?: string;
  all?: boolean;
  offline?: boolean;
}
export interface ReadAnswer {
  place: Bytes;
  form: string;
  title: Bytes;
  tokens: number;
  untrusted: boolean;
  markdown: Bytes;
}

// GET /api/search
export interface SearchRequest {
  question: Bytes;
  scope?: string[];
  limit?: number;
  no_cache?: boolean;
}
export interface SearchAnswer {
  question: Bytes;
  passages: Passage[];
}

// POST /api/ask
export interface AskRequest {
  question?: Bytes;
  level?: 'search' | 'research' | 'deep';
  scope?: string[];
  from?: string[];
  only_from?: boolean;
  limit?: number;
  model?: string;
  offline?: boolean;
  resume?: number;
  no_cache?: boolean;
}
export type AskAnswer = Answer;

// POST /api/wiki
export interface WikiRequest {
  path?: string;
  output?: string;
  model?: string;
  offline?: boolean;
  no_cache?: boolean;
}
export interface WikiAnswer {
  title: Bytes;
  modules: number;
  claims: number;
  removed: number;
  pages: WikiPage[];
}

// GET /api/wiki
export type GetWikiAnswer = Wiki;

// GET /api/llms-txt
export interface LlmsTxtRequest {
  path?: string;
  base?: string;
  check?: string;
}
export interface LlmsTxtAnswer {
  folder?: Bytes;
  text?: Bytes;
  file?: Bytes;
  problems?: ({
  line: number;
  problem: string;
})[];
}

// GET /api/models
export interface ModelListAnswer {
  models: Model[];
  offline: boolean;
}

// POST /api/models/test
export interface ModelTestRequest {
  name: string;
  offline?: boolean;
}
export interface ModelTestAnswer {
  text: Bytes;
  answered_by: Bytes;
  finish: string;
  tokens_in: number;
  tokens_out: number;
  total_ms: number;
  estimated: boolean;
}

// POST /api/models/bench
export interface ModelBenchRequest {
  name: string;
  offline?: boolean;
}
export interface ModelBenchAnswer {
  read_tokens_per_second: number;
  write_tokens_per_second: number;
  first_token_ms: number;
}

// POST /api/models/find
export interface ModelFindAnswer {
  files: Bytes[];
  servers: ({
  server: string;
  kind: 'llama' | 'openai' | 'anthropic';
  url: string;
  id: string;
})[];
  ports: number[];
}

// POST /api/doctor
export interface DoctorRequest {
  no_checks?: boolean;
  time?: string;
}
export type DoctorAnswer = Doctor;
