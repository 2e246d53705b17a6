/** The zod schemas made from Discord's published API description, as far as the sandbox uses them; the package brings no types for them. */
declare module 'discord-api-spec/zod' {
  import type { z } from 'zod';

  export const ApplicationCommandCreateRequestSchema: z.core.$ZodType;
  export const ApplicationCommandPatchRequestPartialSchema: z.core.$ZodType;
  export const ApplicationCommandResponseSchema: z.core.$ZodType;
  export const ApplicationCommandUpdateRequestSchema: z.core.$ZodType;
  export const CreatePrivateChannelRequestSchema: z.core.$ZodType;
  export const GatewayBotResponseSchema: z.core.$ZodType;
  export const GuildBanResponseSchema: z.core.$ZodType;
  export const GuildChannelResponseSchema: z.core.$ZodType;
  export const GuildMemberResponseSchema: z.core.$ZodType;
  export const GuildRoleResponseSchema: z.core.$ZodType;
  export const GuildWithCountsResponseSchema: z.core.$ZodType;
  export const MessageCreateRequestSchema: z.core.$ZodType;
  export const MessageEditRequestPartialSchema: z.core.$ZodType;
  export const MessageResponseSchema: z.core.$ZodType;
  export const MyGuildResponseSchema: z.core.$ZodType;
  export const PrivateApplicationResponseSchema: z.core.$ZodType;
  export const PrivateChannelResponseSchema: z.core.$ZodType;
  export const ThreadResponseSchema: z.core.$ZodType;
  export const ThreadsResponseSchema: z.core.$ZodType;
  export const UserPIIResponseSchema: z.core.$ZodType;
  export const UserResponseSchema: z.core.$ZodType;
}
