import { fillFields } from '../domain/fill.ts';
import { jsonObject, type JsonObject } from '../domain/json.ts';
import type { ActionDraft } from '../domain/webhook.ts';
import { AppError, type Fault } from '../errors.ts';
import type { ActionKind } from './action-kind.ts';
import addRole from './add-role.ts';
import deleteMessage from './delete-message.ts';
import editMessage from './edit-message.ts';
import { faultsOf } from './field-faults.ts';
import removeRole from './remove-role.ts';
import sendDm from './send-dm.ts';
import sendMessage from './send-message.ts';

/** Every kind of action, in the order in which people are shown them. */
export const actionKinds: readonly ActionKind[] = [
  sendMessage,
  sendDm,
  editMessage,
  deleteMessage,
  addRole,
  removeRole,
];

/** The kind of that name, if there is one. */
export const findAction = (kind: string): ActionKind | undefined => actionKinds.find((known) => known.kind === kind);

const kindNames = (): string => actionKinds.map(({ kind }) => kind).join(', ');

/**
 * The fields of an action, their tokens filled, as its kind's `run` takes them.
 * @throws AppError `invalid-action` that names the kind and every fault.
 */
export const parseFields = (kind: string, filled: JsonObject): unknown => {
  const known = findAction(kind);
  if (known === undefined) throw new AppError('invalid-action', `There is no action "${kind}", only ${kindNames()}.`);
  const parsed = known.schema.safeParse(filled);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error);
  const detail = `The action ${kind} cannot be carried out as it is written.`;
  throw new AppError('invalid-action', detail, { faults });
};

/** Stands for every value: it is an id, a number and a text that is not empty. */
const sample = '123456789012345678';

/** What can never be right about an action as its author wrote it, whatever the values will be; empty when it may be kept. */
export const checkDraft = ({ kind, id: _id, ...written }: ActionDraft): Fault[] => {
  const known = findAction(kind);
  if (known === undefined) return [{ path: 'kind', message: `is not known; there is ${kindNames()}` }];
  const fields = jsonObject.safeParse(written);
  if (!fields.success) return faultsOf(fields.error);
  const scope = { lookup: () => sample, unresolved: () => undefined, now: 0 };
  const parsed = known.schema.safeParse(fillFields(fields.data, { isMarkdown: () => false, scope }));
  return parsed.success ? [] : faultsOf(parsed.error);
};
