import { z } from 'zod';
import { defineAction } from './action-kind.ts';
import { reason, reference } from './field-types.ts';

/** Gives a member a role: https://docs.discord.com/developers/resources/guild#add-guild-member-role */
export default defineAction({
  kind: 'add-role',
  summary: 'Give a member a role.',
  permissions: ['ManageRoles'],
  schema: z.strictObject({ member: reference, role: reference, reason }),
  markdown: [],
  example: { member: '<user_id>', role: 'Supporter', reason: 'Bought <product|default:"something">' },
  repeating: 'harmless',
  run: async (fields, { doors }) => {
    const role = await doors.resolveRole(fields.role);
    const member = await doors.resolveMember(fields.member);
    await doors.guild('PUT', ['members', member, 'roles', role], { ...fields.reason });
    return { member_id: member, role_id: role };
  },
});
