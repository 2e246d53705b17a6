import { ComponentType, type APIEmbed, type APIMessage } from 'discord-api-types/v10';
import { z } from 'zod';
import { drawMarkup, safe, type Pens } from './print-text.ts';
import type { SandboxGuild, World } from './world.ts';

/** What drawing needs to know of a message's surroundings. */
export type Scene = { world: World; guild: SandboxGuild | undefined; pens: Pens };

/** Lines of one message, and of one of its texts, at most. */
const mostLines = { message: 24, text: 12 };
const mostCharacters = 600;

/** Discord's own grey for embeds without a colour. */
const greyBar = 0x4e5058;

const short = (text: string) => (text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text);

const atMost = (lines: string[], most: number) =>
  lines.length > most ? [...lines.slice(0, most - 1), `… ${lines.length - most + 1} more lines`] : lines;

const linesOf = (scene: Scene, text: string | null | undefined) =>
  text ? atMost(drawMarkup({ ...scene, text: short(text) }).split('\n'), mostLines.text) : [];

const embedLines = (scene: Scene, embed: APIEmbed): string[] => {
  const { pens } = scene;
  const inline = embed.fields?.filter((field) => field.inline === true) ?? [];
  const rest = embed.fields?.filter((field) => field.inline !== true) ?? [];
  const one = (text: string | undefined) => linesOf(scene, text).join(' ');
  const lines = [
    ...(embed.author ? [pens.dim(one(embed.author.name))] : []),
    ...linesOf(scene, embed.title).map((line) => pens.bold(line)),
    ...linesOf(scene, embed.description),
    ...(inline.length > 0
      ? [inline.map(({ name, value }) => `${pens.bold(one(name))} ${one(value)}`).join('   ')]
      : []),
    ...rest.flatMap(({ name, value }) => {
      const [first = '', ...more] = linesOf(scene, value);
      return [`${pens.bold(one(name))} ${first}`, ...more];
    }),
    ...(embed.image ? [pens.dim(`image ${safe(embed.image.url)}`)] : []),
    ...(embed.footer || embed.timestamp
      ? [
          pens.dim(
            [embed.footer ? one(embed.footer.text) : undefined, embed.timestamp?.slice(0, 16).replace('T', ' ')]
              .filter((part) => part !== undefined)
              .join(' · '),
          ),
        ]
      : []),
  ];
  return lines.map((line) => `${pens.rgb(embed.color ?? greyBar, '▌')} ${line}`);
};

const button = z.object({ type: z.literal(ComponentType.Button), label: z.string().optional() });
const row = z.object({ type: z.literal(ComponentType.ActionRow), components: z.array(z.unknown()) });

const buttonLines = ({ pens }: Scene, { components = [] }: APIMessage) =>
  components.flatMap((component) => {
    const parsed = row.safeParse(component);
    const labels = (parsed.success ? parsed.data.components : []).flatMap((part) => {
      const known = button.safeParse(part);
      return known.success ? [pens.cyan(`[ ${safe(known.data.label ?? '')} ]`)] : [];
    });
    return labels.length > 0 ? [labels.join(' ')] : [];
  });

/** A message's texts, embeds and buttons as lines; at least one. */
export const messageLines = (scene: Scene, message: APIMessage): string[] => {
  const lines = [
    ...linesOf(scene, message.content),
    ...message.embeds.flatMap((embed) => embedLines(scene, embed)),
    ...buttonLines(scene, message),
  ];
  return lines.length > 0 ? atMost(lines, mostLines.message) : [scene.pens.dim('(nothing to show)')];
};
