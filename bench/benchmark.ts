/** One line of what a benchmark found. Numbers are medians over the rounds. */
export type Result = {
  /** What was measured, with its unit: `accepted calls/s, 32 connections`. */
  what: string;
  value: number;
  /** The baseline's number from the same minute, where there is one. */
  baseline?: number;
  /** `value / baseline` where a ratio says more than a difference. */
  ratio?: number;
  /** What was aimed at, in words, and whether it was reached; left out where a number is only told. */
  goal?: { text: string; reached: boolean };
};

/** One benchmark: one file in this folder, one line in `run.ts`. */
export type Benchmark = {
  /** What is typed: `npm run bench accept`. */
  name: string;
  /** What is compared with what, in one sentence. */
  about: string;
  /** Measures; `rounds` of each side in turn, where load is kept up for `minutes`. Ends every process that it starts, also when it fails. */
  run(rounds: number, minutes: number): Promise<Result[]>;
};
