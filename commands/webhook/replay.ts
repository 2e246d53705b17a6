import type { Subcommand } from '../../src/discord/command.ts';
import { deliveryOption } from '../delivery-option.ts';
import { replayAnswer } from '../replay-answer.ts';

const replay: Subcommand = {
  name: 'replay',
  options: [deliveryOption],
  execute: (interaction, context) =>
    replayAnswer({ given: interaction.options.getString('delivery', true), userId: interaction.user.id }, context),
  components: {
    press: (interaction, context, [id = '']) => replayAnswer({ given: id, userId: interaction.user.id }, context),
  },
};

export default replay;
