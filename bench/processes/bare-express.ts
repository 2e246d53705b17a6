// The baseline of `accept`: Express and its own JSON parser, nothing checked, nothing stored.
import express from 'express';
import { serveParent } from './answers.ts';

const app = express();
app.use(express.json());
app.post('/webhook', (_request, response) => {
  response.json({ status: 'ok' });
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  serveParent({
    ready: { url: `http://127.0.0.1:${port}/webhook` },
    stop: async () => {
      server.close();
    },
  });
});
