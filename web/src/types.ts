// Types of the JSON of /api. functions.ts is generated from the server's table.
import type * as F from './functions.ts';

export type { Answer, Bytes, Cap, Claim, Conflict, EventId, Mark, Part, Passage, Proposal, Wiki } from './functions.ts';
// With `full`, which the page requests.
export type Status = F.Status &
  Required<Pick<F.Status, 'models' | 'checks' | 'check_notes' | 'examples' | 'suggestions'>>;
type Bytes = F.Bytes;
export type Levels = F.GetLevelsAnswer;
export type LevelInfo = Levels['levels'][number];
export type FolderEntry = F.GetFolderAnswer['entries'][number];
export type FileContent = F.GetFileAnswer;
export type ProposalSummary = F.GetProposalsAnswer['proposals'][number];
export type MarkKind = F.Mark['mark'];
export type CheckResult = F.CheckRow;
export type ProposalFile = F.File;
export type Unit = Omit<F.Unit, 'lines'> & { lines: UnitLine[] };
export type Sides = F.GetSidesAnswer;
export type MarksReply = F.MarkAnswer;
export type Application = F.GetHistoryAnswer['applications'][number];
export type UndoReply = F.TakenBack;
export type TaskSummary = F.GetTasksAnswer['tasks'][number];
export type Stage = F.Step;
export type TaskHistory = F.GetTaskAnswer;
export type PartKind = string;
export type Call = F.GetCallAnswer;
export type CheckOutput = F.GetCheckAnswer;
export type Place = CheckOutput['places'][number];
export type Trust = F.TrustAnswer;
export type TrustRecord = Trust['records'][number];
export type LedgerEvent = F.Event;

export const levels = ['complete', 'edit', 'chat', 'agent', 'autopilot'] as const;
export type Level = (typeof levels)[number];

export type RunState = F.Run['state'];
export type Outcome = F.Outcome;
export type OutcomeStatus = Outcome['status'];
export type ApiError = F.Error;

// A run of a task, as the page shows it.
export interface Run extends Omit<F.Run, 'answer'> {
  task: number; // 0: not recorded yet
  text: Bytes;
  level: Level;
  scope: string[];
  outcome?: Outcome;
}

export type LineKind = ' ' | '-' | '+' | '@';
export type UnitLine = [kind: LineKind, text: Bytes, eol?: 'crlf' | 'none'];
