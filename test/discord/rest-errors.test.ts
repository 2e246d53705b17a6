import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import { errorOf, unknownChannel, unknownMember, unknownRole } from '../../src/discord/rest-errors.ts';
import { isWorthTryingAgain } from '../../src/delivery/try-again.ts';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
  body,
  isJson: body !== undefined,
});
const refused = (code: number, message = 'No') => errorOf(answer(400, { code, message }), 0);

test('success is no error', () => {
  for (const status of [200, 201, 202, 204]) assert.equal(errorOf(answer(status, {}), 0), undefined);
});

test("Discord's codes become ours", () => {
  const table: [number, string][] = [
    [RESTJSONErrorCodes.UnknownChannel, 'unknown-channel'],
    [RESTJSONErrorCodes.UnknownGuild, 'unknown-guild'],
    [RESTJSONErrorCodes.UnknownMember, 'unknown-member'],
    [RESTJSONErrorCodes.UnknownUser, 'unknown-member'],
    [RESTJSONErrorCodes.UnknownMessage, 'unknown-message'],
    [RESTJSONErrorCodes.UnknownRole, 'unknown-role'],
    [RESTJSONErrorCodes.MissingAccess, 'missing-permission'],
    [RESTJSONErrorCodes.MissingPermissions, 'missing-permission'],
    [RESTJSONErrorCodes.CannotSendMessagesToThisUser, 'cannot-dm'],
    [RESTJSONErrorCodes.InvalidFormBodyOrContentType, 'discord-refused'],
    [RESTJSONErrorCodes.CannotSendAnEmptyMessage, 'discord-refused'],
    [RESTJSONErrorCodes.UnknownEmoji, 'discord-refused'],
  ];
  for (const [code, expected] of table) assert.equal(refused(code)?.code, expected, String(code));
});

test('every code that Discord documents has words, and only passing troubles are worth another try', () => {
  const passing = new Set<number>([
    RESTJSONErrorCodes.OpeningDirectMessagesTooFast,
    RESTJSONErrorCodes.ActionCannotBePerformedDueToSlowmodeRateLimit,
    RESTJSONErrorCodes.AnnouncementEditLimitExceeded,
    RESTJSONErrorCodes.ChannelWriteRateLimit,
    RESTJSONErrorCodes.ServerWriteRateLimit,
    RESTJSONErrorCodes.ServiceResourceIsBeingRateLimited,
    RESTJSONErrorCodes.SendMessagesHasBeenTemporarilyDisabled,
    RESTJSONErrorCodes.FeatureTemporarilyDisabledServerSide,
    RESTJSONErrorCodes.APIResourceOverloaded,
    RESTJSONErrorCodes.CloudflareIsBlockingYourRequest,
  ]);
  for (const code of Object.values(RESTJSONErrorCodes).filter((value) => typeof value === 'number')) {
    const error = refused(code);
    assert.ok(error !== undefined && error.detail.length > 10, String(code));
    assert.equal(isWorthTryingAgain(error), passing.has(code), `${code} ${RESTJSONErrorCodes[code]}`);
  }
});

test('401, 403 without a known code, 413, 429 and outages', () => {
  assert.equal(errorOf(answer(401, {}), 0)?.code, 'discord-token-rejected');
  assert.equal(errorOf(answer(403, { code: 0, message: 'No' }), 0)?.code, 'missing-permission');
  assert.equal(errorOf(answer(413, undefined), 0)?.code, 'discord-refused');
  const limited = errorOf(answer(429, { retry_after: 1.25 }), 0);
  assert.equal(limited?.code, 'discord-rate-limited');
  assert.equal(limited?.retryAfterMs, 1_250);
  for (const status of [301, 304, 500, 502, 503, 504, 520, 522]) {
    const error = errorOf(answer(status, {}, { 'retry-after': '7' }), 0);
    assert.equal(error?.code, 'discord-unavailable', String(status));
    assert.equal(error?.retryAfterMs, 7_000);
    assert.equal(error?.effectUnknown, status >= 500, String(status));
  }
  assert.equal(errorOf(answer(200, undefined), 0)?.effectUnknown, true);
});

test('the fields that Discord complains of are named in its words, without what was sent', () => {
  const error = errorOf(
    answer(400, {
      code: 50_035,
      message: 'Invalid Form Body',
      errors: {
        content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] },
        embeds: { 0: { title: { _errors: [{ code: 'X', message: `Value "canary" isn't 'canary'.` }] } } },
      },
    }),
    0,
  );
  assert.equal(error?.code, 'discord-refused');
  assert.deepEqual(error?.faults, [
    { path: 'content', message: 'Must be 2000 or fewer in length.' },
    { path: 'embeds[0].title', message: "Value … isn't …." },
  ]);
});

test('what is not in the guild reads exactly like what does not exist', () => {
  for (const [ours, code] of [
    [unknownChannel(), RESTJSONErrorCodes.UnknownChannel],
    [unknownMember(), RESTJSONErrorCodes.UnknownMember],
    [unknownRole(), RESTJSONErrorCodes.UnknownRole],
  ] as const) {
    const theirs = errorOf(answer(404, { code, message: 'Unknown' }), 0);
    assert.deepEqual([ours.code, ours.detail], [theirs?.code, theirs?.detail]);
  }
});
