import { findAction, parseFields } from '../actions/index.ts';
import type { Doors } from '../actions/doors.ts';
import type { ActionResult, DeliveryInput } from '../domain/delivery.ts';
import { fillFields, isMarkdownPath } from '../domain/fill.ts';
import { jsonObject } from '../domain/json.ts';
import { nonceOf } from '../domain/nonce.ts';
import type { ActionDraft } from '../domain/webhook.ts';
import { AppError } from '../errors.ts';
import { loadScope } from './scope.ts';

/** One action of a delivery about to be carried out; `index` counts from 0. */
export type ActionRun = {
  draft: ActionDraft;
  index: number;
  input: DeliveryInput;
  delivery: { id: string; createdAt: number };
  doors: Doors;
  /** As in `ActionContext`. */
  sentSince?: number | undefined;
  /** Called before an action that must not be repeated; resolves once that is on disk. */
  begin(): Promise<void>;
};

const asError = (error: AppError): NonNullable<ActionResult['error']> => ({
  code: error.code,
  message: [error.detail, ...(error.faults ?? []).map(({ path, message }) => `${path} ${message}`)].join(' '),
});

/** A result that says why the action failed. */
export const failedResult = (kind: string, error: AppError): ActionResult => ({
  kind,
  status: 'failed',
  error: asError(error),
});

/**
 * Fills an action's tokens, checks it against its kind's schema and carries it out.
 * Gives its result with what should be known about it (`notes`: tokens left as written, texts cut).
 * Rejects with the AppError that stopped it.
 */
export const runAction = async (run: ActionRun): Promise<ActionResult> => {
  const { draft, index, input, delivery, doors, sentSince, begin } = run;
  const kind = findAction(draft.kind);
  if (kind === undefined) {
    throw new AppError('invalid-action', `There is no action "${draft.kind}" in this version of Guildhook.`);
  }
  const notes = new Set<string>();
  const note = (text: string) => void notes.add(text);

  const { kind: _kind, id: _id, ...written } = draft;
  const fields = jsonObject.parse(written);
  const scope = await loadScope({
    fields,
    input,
    delivery,
    doors,
    unresolved: (token) => note(`Nothing is known as ${token}, so it stayed as written.`),
  });
  const filled = fillFields(fields, { isMarkdown: (path) => isMarkdownPath(kind.markdown, path), scope });
  const parsed = parseFields(kind.kind, filled);

  if (kind.repeating === 'harmful') await begin();
  const result = await kind.run(parsed, {
    doors,
    nonce: nonceOf({ deliveryId: input.replayOf ?? delivery.id, action: index, replay: input.replay ?? 0 }),
    mentions: input.webhook.definition.mentions,
    note,
    sentSince,
  });
  return { kind: kind.kind, status: 'done', result, ...(notes.size > 0 && { notes: [...notes] }) };
};
