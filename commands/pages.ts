import { ButtonStyle, ComponentType, type APIButtonComponentWithCustomId } from 'discord-api-types/v10';
import type { Answer, CallContext } from '../src/discord/command.ts';
import { writeCustomId } from '../src/discord/custom-id.ts';

const perPage = 10;
const buttonsLastMs = 3_600_000;

/** A list to leaf through: `page` counts from 0, `line` makes one line of an item; the buttons come back as step `page` of the same subcommand. */
export type Pages<Item> = {
  command: string;
  subcommand: string;
  items: Item[];
  page: number;
  userId: string;
  heading: string;
  line: (item: Item) => string;
};

/** The page a button asks for; the first one when its custom id is not ours. */
export const askedPage = ([text]: string[]): number =>
  text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : 0;

/** One page of a list, ten a page, with buttons to its neighbours; a page that is no longer there becomes the last. */
export const pageAnswer = <Item>(
  { command, subcommand, items, page, userId, heading, line }: Pages<Item>,
  { clock, text }: Pick<CallContext, 'clock' | 'text'>,
): Answer => {
  const pages = Math.max(1, Math.ceil(items.length / perPage));
  const at = Math.min(page, pages - 1);
  const lines = items.slice(at * perPage, (at + 1) * perPage).map((item) => line(item));
  if (pages === 1) return { content: [heading, ...lines].join('\n') };

  const button = (to: number, label: string): APIButtonComponentWithCustomId => ({
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label,
    disabled: to < 0 || to >= pages,
    custom_id: writeCustomId({
      command,
      subcommand,
      step: 'page',
      userId,
      expiresAt: clock.now() + buttonsLastMs,
      args: [to < 0 ? 'none' : String(to)],
    }),
  });
  return {
    content: [heading, ...lines, text('pages.position', { page: at + 1, pages })].join('\n'),
    components: [
      {
        type: ComponentType.ActionRow,
        components: [button(at - 1, text('pages.previous')), button(at + 1, text('pages.next'))],
      },
    ],
  };
};
