import type { Accept } from './delivery/accept.ts';
import type { DiscordRest } from './discord/rest.ts';
import type { Failpoint } from './failpoint.ts';

/** `accept`, passing the steps around the answer that follows it at once. Without a failpoint it is what it was. */
export const acceptAtFailpoints = (accept: Accept, failpoint: Failpoint | undefined): Accept =>
  failpoint === undefined
    ? accept
    : async (...call) => {
        const accepted = await accept(...call);
        failpoint('answer:before');
        // The answer is written in this turn of the event loop.
        setImmediate(() => failpoint('answer:after'));
        return accepted;
      };

/** `rest`, passing the steps around each request that makes something. Without a failpoint it is what it was. */
export const restAtFailpoints = (rest: DiscordRest, failpoint: Failpoint | undefined): DiscordRest =>
  failpoint === undefined
    ? rest
    : {
        ...rest,
        async request(call) {
          if (call.method !== 'POST') return rest.request(call);
          failpoint('request:before');
          const answer = await rest.request(call);
          failpoint('request:after');
          return answer;
        },
      };
