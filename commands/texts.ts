import { createTexts } from '../src/discord/texts.ts';
import de from './texts/de.json' with { type: 'json' };
import en from './texts/en.json' with { type: 'json' };

/** Everything the commands say, one file a language. What a language lacks is said in English. */
export const texts = createTexts({ en, de });
