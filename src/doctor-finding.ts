import { AppError } from './errors.ts';

/** What one check found: in order, worth a look, or wrong; `advice` says what to do. No text holds a secret. */
export type Finding = { check: string; status: 'good' | 'warning' | 'bad'; text: string; advice?: string };

/** Builds what a check says. */
export const createFinding = (check: string) => ({
  good: (text: string): Finding => ({ check, status: 'good', text }),
  warning: (text: string, advice: string): Finding => ({ check, status: 'warning', text, advice }),
  bad: (text: string, advice: string): Finding => ({ check, status: 'bad', text, advice }),
});

/** What an error says of itself that may be shown. */
export const saidBy = (error: unknown): string => {
  if (error instanceof AppError) return error.detail;
  if (!(error instanceof Error)) return 'it failed for an unknown reason';
  const cause = error.cause ?? error;
  if (error.name === 'AbortError') return 'there was no answer in time';
  return cause instanceof Error && 'code' in cause
    ? `it failed with ${String(cause.code)}`
    : `it failed (${error.name})`;
};
