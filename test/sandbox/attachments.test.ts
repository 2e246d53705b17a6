import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAttachments } from '../../src/sandbox/attachments.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';

test('a file is found where its address says; old ones go', () => {
  const files = createAttachments(createWorld({ now: () => 0 }), () => 'http://127.0.0.1:1');
  const { url, id, size } = files.add({ filename: 'a b.yaml', content: 'é', content_type: 'text/yaml' });
  assert.equal(url, `http://127.0.0.1:1/attachments/${id}/a%20b.yaml`);
  assert.equal(size, 2);
  assert.deepEqual(files.find(new URL(url).pathname), { bytes: Buffer.from('é'), contentType: 'text/yaml' });
  for (let n = 0; n < 100; n++) files.add({ filename: 'x', content: '' });
  assert.equal(files.find(new URL(url).pathname), undefined);
});
