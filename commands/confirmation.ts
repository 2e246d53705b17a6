import { ButtonStyle, ComponentType, type APIButtonComponentWithCustomId } from 'discord-api-types/v10';
import type { Answer, CallContext } from '../src/discord/command.ts';
import { writeCustomId } from '../src/discord/custom-id.ts';

const lastsMs = 5 * 60_000;

/** A question before something is destroyed: `id` is what of, `yes` what its button says. The answers come back as steps `confirm` and `cancel` of the same subcommand. */
export type Question = {
  command: string;
  subcommand: string;
  id: string;
  userId: string;
  content: string;
  yes: string;
};

/** Asks with two buttons, for five minutes, the one member who gave the command. */
export const askFirst = (
  { command, subcommand, id, userId, content, yes }: Question,
  { clock, text }: Pick<CallContext, 'clock' | 'text'>,
): Answer => {
  const button = (step: string, style: ButtonStyle.Danger | ButtonStyle.Secondary, label: string) =>
    ({
      type: ComponentType.Button,
      style,
      label,
      custom_id: writeCustomId({
        command,
        subcommand,
        step,
        userId,
        expiresAt: clock.now() + lastsMs,
        args: [id],
      }),
    }) satisfies APIButtonComponentWithCustomId;
  return {
    content,
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          button('confirm', ButtonStyle.Danger, yes),
          button('cancel', ButtonStyle.Secondary, text('confirmation.cancel')),
        ],
      },
    ],
  };
};
