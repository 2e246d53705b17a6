import { z } from 'zod';
import { AppError } from '../errors.ts';
import { defineAction } from './action-kind.ts';
import { reason, reference } from './field-types.ts';

/** Takes a role from a member: https://docs.discord.com/developers/resources/guild#remove-guild-member-role */
export default defineAction({
  kind: 'remove-role',
  summary: 'Take a role from a member; one who has left has it no more.',
  permissions: ['ManageRoles'],
  schema: z.strictObject({ member: reference, role: reference, reason }),
  markdown: [],
  example: { member: '<user_id>', role: 'Supporter', reason: '<product|default:"The plan"> has ended' },
  repeating: 'harmless',
  run: async (fields, { doors, note }) => {
    const role = await doors.resolveRole(fields.role);
    try {
      const member = await doors.resolveMember(fields.member);
      await doors.guild('DELETE', ['members', member, 'roles', role], { ...fields.reason });
      return { member_id: member, role_id: role };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unknown-member') throw error;
      note('The member is not in the server (any more), so there was no role to take.');
      return { role_id: role };
    }
  },
});
