import { createInstance } from 'i18next';
import type { JsonObject } from '../domain/json.ts';

/** The text of `key` (`webhook.create.done`) in one language, its `{{name}}` filled with `values`; values are never expanded again. */
export type Text = (key: string, values?: Record<string, string | number>) => string;

/** All texts that members see. */
export type Texts = {
  /** Discord's names of the languages there are beside English: https://docs.discord.com/developers/reference#locales */
  locales: string[];
  /** The texts of a language, English where it lacks one. */
  in(locale: string): Text;
  /** The text as this very language has it, without values; `undefined` where it lacks it. */
  own(locale: string, key: string): string | undefined;
};

const base = 'en';
const namespace = 'translation';

/** Builds the texts from one tree a language; `en` must be among them and complete. */
export const createTexts = (trees: Record<string, JsonObject>): Texts => {
  const i18n = createInstance();
  void i18n.init({
    resources: Object.fromEntries(Object.entries(trees).map(([locale, tree]) => [locale, { [namespace]: tree }])),
    fallbackLng: base,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false, skipOnVariables: true },
  });
  return {
    locales: Object.keys(trees).filter((locale) => locale !== base),
    in: (locale) => {
      const translate = i18n.getFixedT(locale);
      return (key, values = {}) => translate(key, { replace: values, ...countOf(values) });
    },
    own: (locale, key) => {
      const found: unknown = i18n.getResource(locale, namespace, key);
      return typeof found === 'string' ? found : undefined;
    },
  };
};

/** i18next chooses between `…_one` and `…_other` by `count`: https://www.i18next.com/translation-function/plurals */
const countOf = ({ count }: Record<string, string | number>) => (typeof count === 'number' ? { count } : {});
