import type { World } from './world.ts';

/** A file that a person uploads. */
export type NewAttachment = { filename: string; content: string; content_type?: string | undefined };

/** The files that people uploaded with commands, as Discord's CDN would hold them. */
export type Attachments = {
  /** The attachment in Discord's shape; its address serves the content. */
  add(file: NewAttachment): {
    id: string;
    filename: string;
    size: number;
    url: string;
    proxy_url: string;
    content_type?: string;
  };
  /** The bytes behind a path such as `/attachments/1/notes.txt`. */
  find(path: string): { bytes: Buffer; contentType: string } | undefined;
};

/** Files are kept for this many uploads. */
const kept = 100;

/** No files yet. `url`: where the sandbox listens. */
export const createAttachments = (world: World, url: () => string): Attachments => {
  const files = new Map<string, { bytes: Buffer; contentType: string }>();
  return {
    add({ filename, content, content_type: contentType }) {
      const id = world.nextId();
      const path = `/attachments/${id}/${encodeURIComponent(filename)}`;
      const bytes = Buffer.from(content);
      files.set(path, { bytes, contentType: contentType ?? 'application/octet-stream' });
      const [oldest] = files.keys();
      if (files.size > kept && oldest !== undefined) files.delete(oldest);
      const address = `${url()}${path}`;
      const type = contentType === undefined ? {} : { content_type: contentType };
      return { id, filename, size: bytes.length, url: address, proxy_url: address, ...type };
    },
    find: (path) => files.get(path),
  };
};
