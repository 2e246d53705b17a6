/** For the processes of this folder: says `ready`, answers what the parent asks, ends when it asks for that or is gone. */
export const serveParent = ({
  ready,
  answers,
  stop,
}: {
  ready: unknown;
  answers?: Record<string, () => unknown>;
  stop: () => Promise<void>;
}): void => {
  let stopping: Promise<void> | undefined;
  const end = () => {
    stopping ??= stop().finally(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('disconnect', end);
  process.on('message', (question) => process.send?.(answers?.[String(question)]?.() ?? null));
  process.stdout.write(`ready ${JSON.stringify(ready)}\n`);
};
